package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/cmd/roster/settings"
)

const repository = "../.."

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, "README.md"))
	require.NoError(t, err)
	return string(text)
}

// tool skips a test for want of a program, except where nothing may be skipped.
func tool(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
}

// TestReadmeExamples runs every sh block of the README, one after the other, as
// someone would who has started the demo and pasted what it prints.
func TestReadmeExamples(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds the program")
	}
	tool(t, "bash")
	tool(t, "curl")
	blocks := regexp.MustCompile("(?ms)^```sh\n(.*?)^```$").FindAllStringSubmatch(readme(t), -1)
	require.GreaterOrEqual(t, len(blocks), 3)

	sh := newShell(t)
	folder := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	build := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(folder, "roster"), ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	message, err := build.CombinedOutput()
	require.NoError(t, err, string(message))

	demo := sh.demo("--addr", anyPort)
	exports := regexp.MustCompile(`(?m)^ *(export ROOT=.*)$`).FindString(demo.out.String())
	require.NotEmpty(t, exports)
	// curl -f: an answer of 400 or above ends the script.
	prelude := "set -euo pipefail\ncurl() { command curl -sS -f -w '\\n' \"$@\"; }\n" + exports + "\n"
	for _, block := range blocks {
		script := exec.CommandContext(ctx, "bash", "-c", prelude+block[1])
		script.Dir = folder
		script.Env = []string{"PATH=" + folder + ":" + os.Getenv("PATH"), "HOME=" + folder}
		printed, err := script.CombinedOutput()
		require.NoError(t, err, "%s\n%s", block[1], printed)
		require.NotContains(t, string(printed), `"error"`)
		if strings.Contains(block[1], "curl") {
			require.NotContains(t, string(printed), `"value":[]`, "every question has an answer:\n%s", printed)
		}
	}
}

// TestDemoPrintsWhatWorks runs the curl lines that the demo prints.
func TestDemoPrintsWhatWorks(t *testing.T) {
	t.Parallel()
	tool(t, "bash")
	tool(t, "curl")
	demo := newShell(t).demo("--addr", anyPort, "--users", "200")
	lines := regexp.MustCompile(`(?m)^ +curl .*$`).FindAllString(demo.out.String(), -1)
	require.Len(t, lines, 2)
	for _, line := range lines {
		printed, err := exec.CommandContext(t.Context(), "bash", "-c", line+" -sS -f").CombinedOutput()
		require.NoError(t, err, "%s\n%s", line, printed)
		require.NotContains(t, string(printed), `"value":[]`)
	}
}

// TestReadmeSettings holds the README's table against the settings.
func TestReadmeSettings(t *testing.T) {
	t.Parallel()
	text := readme(t)
	for _, s := range settings.Table() {
		mark, value := "", ""
		if s.Secret {
			mark = " *"
		}
		if s.Default != "" {
			value = "`" + s.Default + "` "
		}
		require.Contains(t, text, "| `"+s.Name+"` | `"+s.Variable()+"`"+mark+" | "+value+"|")
	}
	rows := regexp.MustCompile("(?m)^\\| `[a-z-]+` \\| `ROSTER_").FindAllString(text, -1)
	require.Len(t, rows, len(settings.Table()))
}

// TestReadmeCommands checks that the README names every command.
func TestReadmeCommands(t *testing.T) {
	t.Parallel()
	table := regexp.MustCompile("(?m)^\\| `roster .*$").FindAllString(readme(t), -1)
	for _, c := range newShell(t).program(&text{}, &text{}).root().Commands {
		row := slices.IndexFunc(table, func(row string) bool { return strings.HasPrefix(row, "| `roster "+c.Name) })
		require.GreaterOrEqual(t, row, 0, c.Name)
		for _, below := range c.Commands {
			require.Contains(t, table[row], below.Name, c.Name)
		}
	}
}

// TestReadmeMap checks that the README's map has every package.
func TestReadmeMap(t *testing.T) {
	t.Parallel()
	text := readme(t)
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", "{{.ImportPath}}", repository+"/...").Output()
	require.NoError(t, err)
	for path := range strings.FieldsSeq(string(out)) {
		name := strings.TrimPrefix(path, "github.com/seed-267014d6/roster/")
		parent, base := filepath.Split(name)
		parent = regexp.QuoteMeta(strings.TrimSuffix(parent, "/"))
		inRow := regexp.MustCompile("(?m)^\\| `" + parent + "` \\|.*`" + base + "`")
		require.True(t, strings.Contains(text, "| `"+name+"` |") || inRow.MatchString(text), name)
	}
}
