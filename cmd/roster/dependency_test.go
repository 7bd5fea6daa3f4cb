package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func goList(t *testing.T, env []string, args ...string) []string {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", append([]string{"list"}, args...)...)
	list.Dir = repository
	list.Env = append(os.Environ(), env...)
	out, err := list.Output()
	require.NoError(t, err)
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// TestNoC checks that no package outside of the standard library has files in C,
// even where a C compiler is at hand: a build must not need one, nor may a second
// SQLite come into the program.
func TestNoC(t *testing.T) {
	t.Parallel()
	packages := goList(t, []string{"CGO_ENABLED=1"}, "-deps", "-test",
		"-f", "{{if and (not .Standard) (or .CgoFiles .CFiles .CXXFiles)}}{{.ImportPath}}{{end}}", "./...")
	require.Empty(t, strings.TrimSpace(strings.Join(packages, "\n")))
}

// TestModules holds the modules in use against a list, so that a new one, or a
// new version, is seen in review. `go test ./cmd/roster -rewrite` writes it anew.
func TestModules(t *testing.T) {
	t.Parallel()
	golden := filepath.Join("testdata", "modules.txt")
	modules := goList(t, nil, "-deps", "-test",
		"-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}", "./...")
	slices.Sort(modules)
	modules = slices.DeleteFunc(slices.Compact(modules), func(m string) bool { return m == "" })
	got := strings.Join(modules, "\n") + "\n"
	if flag.Lookup("rewrite").Value.String() == "true" { // declared by odatatest
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}
