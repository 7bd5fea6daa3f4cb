package plan_test

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/sqlgen"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// bindSeeds are requests of the case files, every fourth one: each fuzzer's run
// begins with all seeds.
func bindSeeds(f *testing.F) []string {
	f.Helper()
	target := regexp.MustCompile(`^[A-Z]\w+[(/?].*$`)
	files, err := filepath.Glob("../../testdata/engine/*.txt")
	require.NoError(f, err)
	var seeds []string
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(f, err)
		for line := range strings.Lines(string(text)) {
			if line = strings.TrimSpace(line); target.MatchString(line) {
				seeds = append(seeds, line)
			}
		}
	}
	require.Greater(f, len(seeds), 200)
	few := make([]string, 0, len(seeds)/4+4)
	for i := 0; i < len(seeds); i += 4 {
		few = append(few, seeds[i])
	}
	return append(few,
		"Customers?$filter=((name ne 'a') ne true) ne (note ne null)&$orderby=name ne 'a',card/holder/name desc",
		"Orders?$filter=orders/any(o:o/total gt @p and o/lines/all(l:l/quantity in (1,null)))&@p=@q&@q=1",
		"Categories?$expand=*($levels=max),parent/$ref&$compute=rank add 1 as r&$filter=r gt 1&$select=r,*",
	)
}

// FuzzBind parses and binds any request and writes its statements for both
// databases: no panic, no fault of ours, and statements of bounded size.
func FuzzBind(f *testing.F) {
	for _, seed := range bindSeeds(f) {
		f.Add(seed)
	}
	model, limits := odatatest.ShopModelWide(), plan.DefaultLimits()
	f.Fuzz(func(t *testing.T, target string) {
		path, query, _ := strings.Cut(target, "?")
		r, err := syntax.ParseRequest(path, query, limits.Limits)
		if err != nil {
			return
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p, err := plan.Bind(model, r, limits)
		runtime.ReadMemStats(&after)
		// Aliases multiply the work up to a limit: then a node costs about a kilobyte.
		const most = 64 << 20
		require.LessOrEqual(t, after.TotalAlloc-before.TotalAlloc, uint64(most), target)
		if err == nil {
			_, err = p.Values(r, value.Value{Kind: value.Int64, Int: 1}, 0)
		}
		if err != nil {
			requireOurs(t, err, target)
			return
		}
		require.NotEmpty(t, p.String())
		if p.Rows != nil {
			requireStatements(t, p, target)
		}
	})
}

// requireOurs demands a fault of the caller's, or a feature that is named.
func requireOurs(t *testing.T, err error, target string) {
	t.Helper()
	var f *fault.Fault
	require.ErrorAs(t, err, &f, target)
	require.Contains(t, []int{400, 404, 501}, f.Code.Status(), "%s: %v: %v", target, f, f.Cause)
	require.NotEmpty(t, f.Message, target)
	if f.Source != "" {
		require.LessOrEqual(t, 0, f.Span.Start, target)
		require.LessOrEqual(t, f.Span.Start, f.Span.End, target)
		require.LessOrEqual(t, f.Span.End, len(f.Source), target)
	}
}

func requireStatements(t *testing.T, p *plan.Plan, target string) {
	t.Helper()
	for _, dialect := range []string{"postgres", "sqlite"} {
		d, _ := sqlgen.For(dialect)
		list := []*sqlgen.Statement{sqlgen.Count(p.Rows, d), sqlgen.Read(p.Rows, d, nil)}
		if p.Rows.Order != nil {
			list = append(list, sqlgen.Read(p.Rows, d, make([]bool, len(p.Rows.Order))).Chain()...)
		}
		if p.Parent != nil {
			list = append(list, sqlgen.Read(p.Parent, d, nil))
		}
		list = appendExpansions(list, p.Rows, d)
		for _, s := range list {
			require.Less(t, len(s.SQL), 4<<20, target)
			require.Less(t, len(s.Params), 32_000, target)
			require.NotContains(t, s.SQL, "%!", target)
		}
	}
}

func appendExpansions(list []*sqlgen.Statement, rows *plan.Rows, d *sqlgen.Dialect) []*sqlgen.Statement {
	for _, e := range rows.Expands {
		list = appendExpansions(append(list, sqlgen.Expand(e, d)), e.Rows, d)
	}
	return list
}
