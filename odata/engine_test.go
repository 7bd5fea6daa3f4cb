package odata_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/sqlgen"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

func bound(t *testing.T, model *metadata.Model, target string) (*plan.Plan, error) {
	t.Helper()
	path, query, _ := strings.Cut(target, "?")
	r, err := syntax.ParseRequest(path, query, syntax.DefaultLimits())
	if err != nil {
		return nil, err
	}
	p, err := plan.Bind(model, r, plan.DefaultLimits())
	if err != nil {
		return nil, err
	}
	_, err = p.Values(r, value.Value{Kind: value.Int64, Int: tenant}, 0)
	return p, err
}

// engineCases are the directives that need a model and no database.
type engineCases struct{ model *metadata.Model }

// bind shows the typed plan of a target below the root.
func (e engineCases) bind(t *testing.T, c *odatatest.Case) string {
	t.Helper()
	p, err := bound(t, e.model, c.Input)
	require.NoError(t, err)
	return strings.TrimSuffix(p.String(), "\n")
}

// sql shows what both databases are asked; after=N stands for the next
// page behind a row whose order values with a set bit in N are null.
func (e engineCases) sql(t *testing.T, c *odatatest.Case) string {
	t.Helper()
	p, err := bound(t, e.model, c.Input)
	require.NoError(t, err)
	var after []bool
	if given := c.Arg("after", ""); given != "" {
		for _, bit := range given {
			after = append(after, bit == '1')
		}
	}
	var b strings.Builder
	for _, name := range []string{"postgres", "sqlite"} {
		d, _ := sqlgen.For(name)
		list := sqlgen.Read(p.Rows, d, after).Chain()
		if p.Kind == plan.Count {
			list[0] = sqlgen.Count(p.Rows, d)
		}
		for _, x := range p.Rows.Expands {
			if x.Rows.Count {
				list = append(list, sqlgen.CountChildren(x, d))
			}
			list = append(list, sqlgen.Expand(x, d))
		}
		for _, s := range list {
			fmt.Fprintf(&b, "%s: %s\n  %v\n", name, s.SQL, s.Params)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// fault shows the fault of each target with the place in its text.
func (e engineCases) fault(t *testing.T, c *odatatest.Case) string {
	t.Helper()
	var b strings.Builder
	var accepted []string
	defer func() { require.Empty(t, accepted, "an error is expected") }()
	for _, target := range strings.Split(c.Input, "\n") {
		_, err := bound(t, e.model, target)
		if err == nil {
			accepted = append(accepted, target)
			continue
		}
		f := fault.From(err)
		fmt.Fprintf(&b, "%d %s: %v\n", f.Code.Status(), f.Code, f)
		if caret := f.Caret(); caret != "" {
			fmt.Fprintf(&b, "  %s\n", strings.ReplaceAll(caret, "\n", "\n  "))
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}
