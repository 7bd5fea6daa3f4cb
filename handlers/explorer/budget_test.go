package explorer_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// What the page may cost a browser, in bytes compressed.
const (
	mostShell = 60_000  // before the first interaction
	mostAll   = 260_000 // with everything that is loaded later
)

// TestBudget weighs the page's files.
func TestBudget(t *testing.T) {
	t.Parallel()
	sizes := map[string]int{}
	all := 0
	for _, path := range distFiles(t) {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		name := filepath.Base(path)
		sizes[name] = zippedSize(t, content)
		if filepath.Ext(name) != ".txt" { // licences are read by those who ask for them
			all += sizes[name]
		}
	}
	shell := sizes["index.html"] + sizes["app.js"] + sizes["shared.js"] + sizes["app.css"] + sizes["icon.svg"]
	t.Logf("shell %d bytes, everything %d bytes", shell, all)
	require.LessOrEqual(t, shell, mostShell)
	require.LessOrEqual(t, all, mostAll)
}

// TestNothingComesFromElsewhere looks for addresses of other hosts: names of XML
// namespaces are the only ones, and are never asked for.
func TestNothingComesFromElsewhere(t *testing.T) {
	t.Parallel()
	address := regexp.MustCompile(`(?:https?:)?//[\w-]+\.[\w.-]+[^\s"'` + "`" + `<>)]*`)
	for _, path := range distFiles(t) {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		if filepath.Ext(path) == ".txt" {
			continue
		}
		for _, found := range address.FindAllString(string(content), -1) {
			require.Regexp(t, `^http://www\.w3\.org/`, found, path)
		}
		require.NotRegexp(t, `\beval\(|new Function\(`, string(content), path)
	}
}

func distFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("ui/dist/*")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}

func zippedSize(t *testing.T, content []byte) int {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	require.NoError(t, err)
	_, err = z.Write(content)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.Len()
}
