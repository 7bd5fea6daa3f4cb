package sqlgen

import (
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
