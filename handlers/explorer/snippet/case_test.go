package snippet_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/handlers"
	"github.com/seed-267014d6/roster/handlers/explorer/snippet"
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/odatatest"
)

const root = "https://roster.example.com/odata/v4/"

func directory(t *testing.T) *metadata.Model {
	t.Helper()
	m, err := handlers.DirectoryModel()
	require.NoError(t, err)
	return m
}

// code gives the snippet of an id.
func code(t *testing.T, s snippet.Source, id string) string {
	t.Helper()
	made, err := snippet.Make(s)
	require.NoError(t, err)
	for _, one := range made.Snippets {
		if one.ID == id {
			return one.Code
		}
	}
	require.Fail(t, "no such snippet", id)
	return ""
}

// TestCases compares what is made of addresses with the texts of testdata, which
// `go test ./handlers/explorer/snippet -rewrite` writes anew.
func TestCases(t *testing.T) {
	t.Parallel()
	m := directory(t)
	source := func(c *odatatest.Case) snippet.Source {
		path, query, _ := strings.Cut(c.Input, "?")
		return snippet.Source{Model: m, Root: c.Arg("root", root), Path: path, Query: query}
	}
	odatatest.RunCases(t, "testdata/*.txt", map[string]odatatest.Directive{
		"code": func(t *testing.T, c *odatatest.Case) string {
			t.Helper()
			return code(t, source(c), c.Arg("id", "url"))
		},
		"all": func(t *testing.T, c *odatatest.Case) string {
			t.Helper()
			made, err := snippet.Make(source(c))
			require.NoError(t, err)
			var b strings.Builder
			for _, s := range made.Snippets {
				fmt.Fprintf(&b, "# %s (%s): %s\n# %s\n%s\n\n", s.ID, s.Language, s.Title, s.Note, s.Code)
			}
			return strings.TrimRight(b.String(), "\n")
		},
		"readiness": func(t *testing.T, c *odatatest.Case) string {
			t.Helper()
			made, err := snippet.Make(source(c))
			require.NoError(t, err)
			lines := []string{"ready"}
			for _, h := range made.Readiness {
				lines = append(lines, h.Level+": "+h.Text)
			}
			return strings.Join(lines, "\n")
		},
		"connect": func(t *testing.T, c *odatatest.Case) string {
			t.Helper()
			file, err := snippet.Connect(source(c))
			if err != nil {
				return fault.From(err).Message
			}
			return file.Name + "\n" + string(file.Text)
		},
	})
}
