package syntax_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
)

func requireTooComplex(t *testing.T, query string) {
	t.Helper()
	_, err := parseQuery(query)
	var f *fault.Fault
	require.ErrorAs(t, err, &f, "accepted: %.200s", query)
	require.Equal(t, fault.QueryTooComplex, f.Code, "%s: %.200s", f, query)
	require.Contains(t, f.Message, "than")
}

func requireAccepted(t *testing.T, query string) {
	t.Helper()
	r, err := parseQuery(query)
	require.NoError(t, err, "%.200s", query)
	roundTripRequest(t, r)
}

// nest puts n of open and end around middle.
func nest(n int, open, middle, end string) string {
	return strings.Repeat(open, n) + middle + strings.Repeat(end, n)
}

// Each published limit holds at its value and refuses one more.
func TestLimits(t *testing.T) {
	t.Parallel()
	limits := syntax.DefaultLimits()
	for _, c := range []struct {
		name  string
		limit int
		query func(n int) string
	}{
		{"options", limits.Options, func(n int) string { return strings.Repeat("a=1&", n) }},
		{"or chain", limits.Nodes, func(n int) string { return "$filter=a eq 1" + strings.Repeat(" or a eq 1", n-1) }},
		{"bare or chain", limits.Nodes, func(n int) string { return "$filter=a" + strings.Repeat(" or a", n-1) }},
		{"sum", limits.Nodes, func(n int) string { return "$filter=a" + strings.Repeat(" add a", n) }},
		{"steps", limits.Nodes, func(n int) string { return "$filter=a" + strings.Repeat("/a", n) }},
		{
			"nodes of all options", limits.Nodes,
			func(n int) string {
				return "$filter=a eq 1" + strings.Repeat(" or a eq 1", n/2-1) +
					"&$orderby=a" + strings.Repeat(" add a", n-n/2)
			},
		},
		{"words", limits.Nodes, func(n int) string { return "$search=a" + strings.Repeat(" a", n-1) }},
		{
			"transformations",
			limits.Nodes,
			func(n int) string { return "$apply=identity" + strings.Repeat("/identity", n-1) },
		},
		{"parentheses", limits.Depth, func(n int) string { return "$filter=" + nest(n, "(", "a", ")") }},
		{"not", limits.Depth, func(n int) string { return "$filter=" + nest(n, "not ", "a", "") }},
		{"minus", limits.Depth, func(n int) string { return "$filter=" + nest(n, "-", "a", "") }},
		{"arrays", limits.Depth, func(n int) string { return "@p=" + nest(n, "[", "1", "]") }},
		{"objects", limits.Depth, func(n int) string { return "@p=" + nest(n, `{"a":`, "1", "}") }},
		{"search", limits.Depth, func(n int) string { return "$search=" + nest(n, "(", "a", ")") }},
		{"search not", limits.Depth, func(n int) string { return "$search=" + nest(n, "NOT ", "a", "") }},
		{
			"mixed", limits.Depth,
			func(n int) string { return "$filter=" + nest(n/2, "(not ", "a", ")") + strings.Repeat("", n) },
		},
		{
			"nested apply",
			limits.Depth,
			func(n int) string { return "$apply=" + nest(n, "concat(identity,", "identity", ")") },
		},
		{
			"nested counts", limits.Depth / 2,
			func(n int) string { return "$filter=" + nest(n, "a/$count($filter=(", "b", ") eq 1)") + " eq 1" },
		},
		{
			"functions",
			limits.FunctionDepth,
			func(n int) string { return "$filter=" + nest(n, "tolower(", "a", ")") + " eq 'x'" },
		},
		{"keys", limits.FunctionDepth, func(n int) string { return "$filter=" + nest(n, "f(a=", "1", ")") }},
		{"casts", limits.FunctionDepth, func(n int) string { return "$filter=" + nest(n, "cast(", "a", ",T)") }},
		{"cases", limits.FunctionDepth, func(n int) string { return "$filter=" + nest(n, "case(a:", "b", ")") }},
		{"lambdas", limits.LambdaDepth, func(n int) string { return "$filter=" + nest(n, "a/any(x:x/", "b", ")") }},
		{"list", limits.ListItems, func(n int) string { return "$filter=a in (1" + strings.Repeat(",1", n-1) + ")" }},
		{"array", limits.ListItems, func(n int) string { return "@p=[1" + strings.Repeat(",1", n-1) + "]" }},
		{"order", limits.OrderBy, func(n int) string { return "$orderby=a" + strings.Repeat(",a", n-1) }},
		{"select", limits.Select, func(n int) string { return "$select=a" + strings.Repeat(",a", n-1) }},
		{"expand items", limits.ExpandItems, func(n int) string { return "$expand=a" + strings.Repeat(",a", n-1) }},
		{
			"expand items in all", limits.ExpandItems,
			func(n int) string { return "$expand=a($expand=b" + strings.Repeat(",c", n-2) + ")" },
		},
		{
			"expand depth",
			limits.ExpandDepth,
			func(n int) string { return "$expand=" + nest(n-1, "a($expand=", "b", ")") },
		},
	} {
		requireAccepted(t, c.query(c.limit))
		over := c.limit + 1
		if c.name == "mixed" {
			over = c.limit + 2
		}
		requireTooComplex(t, c.query(over))
	}
}

// The links of and/or and the items of lists add no depth, and neither do steps side by side.
func TestDepthIsNesting(t *testing.T) {
	t.Parallel()
	inner := nest(31, "(", "a", ")")
	requireAccepted(t, "$filter="+inner+strings.Repeat(" or ("+inner+")", 50))
	requireAccepted(t, "$filter="+strings.Repeat("tolower(a) eq 'x' and ", 100)+"b")
	requireAccepted(t, "$filter=a/any(x:x/any(y:y)) and b/all(x:x/all(y:y))")
	requireAccepted(t, "$filter=a eq '"+strings.Repeat("(", 5000)+"'")
	requireAccepted(t, "$orderby=(a),(b),((c))")
}

// The limits of a nested option are those of the request: nothing starts anew.
func TestDepthIsShared(t *testing.T) {
	t.Parallel()
	requireAccepted(t, "$expand=a($filter="+nest(31, "(", "b", ")")+")")
	requireTooComplex(t, "$expand=a($filter="+nest(32, "(", "b", ")")+")")
	requireTooComplex(t, "$filter="+nest(20, "(", "a/$count($filter="+nest(20, "(", "b", ")")+") eq 1", ")"))
	requireTooComplex(t, "$filter=a/any(x:x/any(y:y/$count($filter=z/any(w:w)) gt 1))")
}

// Hostile texts fail fast, whatever their length: the guard is against hanging, the work is linear.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	const n = 20_000
	start := time.Now()
	for _, open := range []string{
		"(", "[", "{\"a\":", "not ", "not(", "-", "- ", "f(", "tolower(", "a/any(x:", "case(", "cast(", "@a/",
		"a/$count($filter=",
		"a/$filter(",
		"((a)or",
		"'",
		"''",
		"\"",
		"[\"",
		"a(a=",
		"(('",
		"$it/",
		"a.b.",
		"1.",
		"1:",
		"é",
	} {
		for _, option := range []string{
			"$filter=",
			"$orderby=",
			"$select=",
			"$expand=a($filter=",
			"$expand=",
			"$search=",
			"$compute=",
			"$apply=",
			"@p=",
			"$apply=filter(", "$select=a(",
		} {
			_, err := parseQuery(option + strings.Repeat(open, n))
			// A run of quotes is a string of quotes, and a word may be long.
			if option != "$search=" && open[0] != '\'' {
				require.Error(t, err, "%s%s…", option, open)
			}
		}
		_, _ = syntax.ParsePath("A" + strings.Repeat(open, n))
		_, _ = syntax.ParsePath("A" + strings.Repeat("/"+open, n))
	}
	for _, query := range []string{
		"$expand=" + strings.Repeat("a($expand=", n), "$apply=" + strings.Repeat("concat(", n),
		"$apply=" + strings.Repeat("groupby((", n), "$search=" + strings.Repeat("NOT ", n),
		"$search=" + strings.Repeat("(", n),
		"$filter=a in (" + strings.Repeat("1,", n),
		"$top=" + strings.Repeat("9", n),
		"$filter=a" + strings.Repeat(" eq a", n),
		"$filter=" + strings.Repeat("a", n),
		"$orderby=" + strings.Repeat("a,", n),
	} {
		_, err := parseQuery(query)
		require.Error(t, err, "%.40s…", query)
	}
	require.Less(t, time.Since(start), 20*time.Second)
}

// An or-chain far beyond the default limit parses and prints in loops.
func TestLongChain(t *testing.T) {
	t.Parallel()
	limits := syntax.DefaultLimits()
	limits.Nodes = 1 << 20
	for _, op := range []string{"or", "and", "add", "eq"} {
		text := "a" + strings.Repeat(" "+op+" a", 40_000)
		r, err := syntax.ParseRequest("Users", "$filter="+text, limits)
		require.NoError(t, err)
		require.Equal(t, text, printExpr(r.Options.Filter.Expr))
		require.Empty(t, syntax.Literals(r))
	}
	words := "a" + strings.Repeat(" AND a", 20_000)
	r, err := syntax.ParseRequest("Users", "$search="+words, limits)
	require.NoError(t, err)
	require.Contains(t, string(syntax.AppendCanonical(nil, r)), words)
}

func TestNames(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 128)
	for _, format := range []string{
		"$filter=%s eq 1", "$filter=N.%s(a=1)", "$select=%s", "$expand=%s", "$orderby=%s", "$compute=a as %s", "@%s=1",
	} {
		requireAccepted(t, fmt.Sprintf(format, long))
		_, err := parseQuery(fmt.Sprintf(format, long+"x"))
		require.Error(t, err, format)
	}
}
