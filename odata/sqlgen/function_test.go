package sqlgen

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/plan"
)

// Every function has a form on every database: what has none must be refused by
// the binder, never written as nothing.
func TestEveryFunctionOnEveryDialect(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"postgres", "sqlite"} {
		d, ok := For(name)
		require.True(t, ok)
		for f := range plan.FuncCount {
			require.Contains(t, d.functions[f], "%1", "%s on %s", f, name)
		}
		require.Len(t, d.functions, int(plan.FuncCount))
	}
}

// Nested calls stay as large as they are written: PostgreSQL's planner would
// multiply the sub-queries of templates that are not fenced.
func TestTemplatesAreFenced(t *testing.T) {
	t.Parallel()
	require.Equal(t, "f(%1)", fenced("f(%1)"))
	require.Equal(t, "(SELECT a FROM (SELECT b, (c) FROM (SELECT %1 AS b OFFSET 0) AS m OFFSET 0) AS n)::x",
		fenced("(SELECT a FROM (SELECT b, (c) FROM (SELECT %1 AS b) AS m) AS n)::x"))
	d, _ := For("postgres")
	for f, template := range d.functions {
		require.Equal(t, strings.Count(template, "FROM (SELECT "), strings.Count(template, " OFFSET 0)"), "%s", f)
	}
}

// What the binder counts for a call is what is written at most.
func TestMentions(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"postgres", "sqlite"} {
		d, _ := For(name)
		for f, template := range d.functions {
			for _, arg := range []string{"%1", "%2", "%3"} {
				require.LessOrEqual(t, strings.Count(template, arg), f.Mentions(), "%s of %s on %s", arg, f, name)
			}
		}
	}
}
