package odatatest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest"
)

// plain are directives that need nothing.
func plain() map[string]odatatest.Directive {
	return map[string]odatatest.Directive{
		"upper": func(_ *testing.T, c *odatatest.Case) string { return strings.ToUpper(c.Input) },
		"head": func(_ *testing.T, c *odatatest.Case) string {
			return c.Name + "\n" + c.Arg("a", "none") + "\n" + c.Arg("b", "none")
		},
		"double": func(_ *testing.T, c *odatatest.Case) string { return c.Input + "\n\n" + c.Input + "\n" },
		"empty":  func(*testing.T, *odatatest.Case) string { return "" },
	}
}

func TestRunCases(t *testing.T) {
	t.Parallel()
	odatatest.RunCases(t, "testdata/case*.txt", plain())
}

// TestOuterCases runs the files of a folder that another test names: their
// failures are that test's subject.
func TestOuterCases(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("ODATATEST_CASES")
	if folder == "" {
		t.Skip("only run by the tests of the runner")
	}
	odatatest.RunCases(t, filepath.Join(folder, "*.txt"), plain())
}

// runOuter runs a case file in a process of its own.
func runOuter(t *testing.T, text string, flags ...string) (rewritten, output string, passed bool) {
	t.Helper()
	folder := t.TempDir()
	file := filepath.Join(folder, "outer.txt")
	if text != "" {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
	self, err := os.Executable()
	require.NoError(t, err)
	args := append([]string{"-test.run=^TestOuterCases$", "-test.v"}, flags...)
	run := exec.CommandContext(t.Context(), self, args...)
	run.Env = append(os.Environ(), "ODATATEST_CASES="+folder)
	out, err := run.CombinedOutput()
	after, _ := os.ReadFile(file)
	return string(after), string(out), err == nil
}

func TestWrongExpectationFails(t *testing.T) {
	t.Parallel()
	const text = "upper right\na\n----\nA\n\nupper wrong\nb\n----\nb\n"
	after, output, passed := runOuter(t, text)
	require.False(t, passed)
	require.Contains(t, output, "--- PASS: TestOuterCases/outer/right")
	require.Contains(t, output, "--- FAIL: TestOuterCases/outer/wrong")
	require.Contains(t, output, "outer.txt:6")
	require.Equal(t, text, after, "without -rewrite the file stays as it is")
}

func TestRewrite(t *testing.T) {
	t.Parallel()
	const before = "# A comment stays.\n\n\nupper\na\n----\nwrong\nlines\n\n# So does this one.\n" +
		"double  spaced   head\nx\n\ny\n----\n\nempty\n====\nold\n\n====\n# The end.\n\n\n"
	const want = "# A comment stays.\n\n\nupper\na\n----\nA\n\n# So does this one.\n" +
		"double  spaced   head\nx\n\ny\n====\nx\n\ny\n\nx\n\ny\n====\n\nempty\n----\n\n# The end.\n\n\n"
	after, output, passed := runOuter(t, before, "-rewrite")
	require.True(t, passed, output)
	require.Equal(t, want, after)
}

func TestRewriteIsStable(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/case.txt")
	require.NoError(t, err)
	after, output, passed := runOuter(t, string(text), "-rewrite")
	require.True(t, passed, output)
	require.Equal(t, string(text), after)
}

func TestMalformedFiles(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"no separator":      {"upper\na\n", "outer.txt:1: the case has no line of ----"},
		"no end":            {"upper\na\n====\nA\n", "outer.txt:3: the expectation has no end: another line of ===="},
		"unknown directive": {"uper\na\n----\nA\n", `outer.txt:1: there is no directive "uper"; did you mean upper?`},
		"no case":           {"# nothing\n\n", "there is no case in the file"},
		"no file":           {"", "no case file matches"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, output, passed := runOuter(t, c.text)
			require.False(t, passed)
			require.Contains(t, output, c.want)
		})
	}
}
