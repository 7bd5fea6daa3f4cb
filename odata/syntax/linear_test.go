package syntax_test

import (
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/syntax"
)

// families are texts of any length in each part of the grammar, right and wrong
// ones: path, then query.
func families() map[string]func(n int) (path, query string) {
	rep := strings.Repeat
	option := func(name, begin, x, end string) func(int) (string, string) {
		return func(n int) (string, string) { return "A", name + "=" + begin + rep(x, n) + end }
	}
	return map[string]func(int) (string, string){
		"or":          option("$filter", "a", " or a eq 'b'", ""),
		"mixed":       option("$filter", "a", " and not b or c", ""),
		"sum":         option("$filter", "a", " add 1", " gt 1"),
		"steps":       option("$filter", "a", "/b", " eq 1"),
		"list":        option("$filter", "a in (1", ",'x'", ")"),
		"array":       option("$filter", "a eq [1", ",\"x\"", "]"),
		"arguments":   option("$filter", "concat(a", ",b", ") eq 'x'"),
		"case":        option("$filter", "case(a:b", ",c:12:30", ")"),
		"lambdas":     option("$filter", "a", " or b/any(x:x eq 1)", ""),
		"text":        option("$filter", "a eq '", "x", "'"),
		"quotes":      option("$filter", "a eq '", "''", "'"),
		"escapes":     option("$filter", "a eq [\"", "\\u00e9", "\"]"),
		"digits":      option("$filter", "a eq 1", "0", ""),
		"unclosed":    option("$filter", "a eq '", "x", ""),
		"parentheses": option("$filter", "", "(", ""),
		"groups":      option("$filter", "a", " or (a)", ""),
		"wrong end":   option("$filter", "a", " or a eq 'b'", " nope"),
		"order":       option("$orderby", "a", ",b desc", ""),
		"select":      option("$select", "a", ",b/c", ""),
		"expand":      option("$expand", "a", ",b($select=c;$top=1)", ""),
		"search":      option("$search", "a", " b OR c", ""),
		"phrases":     option("$search", "a", " \"b c\"", ""),
		"apply":       option("$apply", "identity", "/filter(a eq 1)", ""),
		"group by":    option("$apply", "groupby((a", ",b/c", "))"),
		"compute":     option("$compute", "a as b", ",c add 1 as d", ""),
		"options":     func(n int) (string, string) { return "A", "x=1" + rep("&y=2", n) },
		"percent":     func(n int) (string, string) { return "A", "x=" + rep("%C3%A9", n) },
		"key":         func(n int) (string, string) { return "A('" + rep("%C3%A9", n) + "')", "" },
		"segments":    func(n int) (string, string) { return "A" + rep("/b", n), "" },
	}
}

// requireLinear demands that twice the text costs about twice the allocations and the memory.
func requireLinear(t *testing.T, name string, work func(n int)) {
	t.Helper()
	const small, large = 4000, 16_000
	measure := func(n int) (count, bytes uint64) {
		var before, after runtime.MemStats
		work(n)
		runtime.ReadMemStats(&before)
		work(n)
		runtime.ReadMemStats(&after)
		return after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc
	}
	count, bytes := measure(small)
	largeCount, largeBytes := measure(large)
	const times = large / small * 3 / 2
	require.LessOrEqual(t, largeCount, times*count+2000, "%s: allocations", name)
	require.LessOrEqual(t, largeBytes, times*bytes+1<<20, "%s: bytes", name)
}

// The work of all parsers and of printing is linear in the text, also where it is
// within no limit: allocations and bytes are counted.
//
//nolint:paralleltest // counts the allocations of the whole process
func TestWorkIsLinear(t *testing.T) {
	limits := syntax.Limits{
		Options: 1 << 20, Nodes: 1 << 20, Depth: 32, FunctionDepth: 8, LambdaDepth: 2, ListItems: 1 << 20,
		OrderBy: 1 << 20, Select: 1 << 20, ExpandItems: 1 << 20, ExpandDepth: 3,
	}
	wrong := []string{"unclosed", "parentheses", "wrong end", "segments"}
	for name, family := range families() {
		path, query := family(1000)
		_, err := syntax.ParseRequest(path, query, limits)
		require.Equal(t, slices.Contains(wrong, name), err != nil, "%s: %v", name, err)
		requireLinear(t, name, func(n int) {
			path, query := family(n)
			if r, err := syntax.ParseRequest(path, query, limits); err == nil {
				_ = syntax.AppendCanonical(nil, r)
				_ = syntax.Literals(r)
			}
		})
	}
	rep := strings.Repeat
	requireLinear(t, "Accept", func(n int) {
		for _, entry := range syntax.SplitList([]string{rep("a/b;c=\"d,e\";q=0.5,", n)}) {
			_, _ = syntax.ParseMediaRange(entry)
		}
	})
	requireLinear(t, "Prefer", func(n int) { _ = syntax.Preferences([]string{rep("a=\"b,c\";d=e,", n)}) })
	requireLinear(t, "URI", func(n int) { _, _ = syntax.ParseURI("http://h/" + rep("%41/", n) + "?" + rep("a", n)) })
	requireLinear(t, "context", func(n int) { _, _ = syntax.ParseContext("#A" + rep("(1)/b", n) + "(c)") })
	requireLinear(t, "value", func(n int) { _, _ = syntax.ParseValue(rep("a,", n) + "b") })
}
