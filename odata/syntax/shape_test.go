package syntax_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/syntax"
)

func shapeOf(t *testing.T, target string) (shape string, literals []string) {
	t.Helper()
	path, query, _ := strings.Cut(target, "?")
	r, err := syntax.ParseRequest(path, query, syntax.DefaultLimits())
	require.NoError(t, err, target)
	for _, lit := range syntax.Literals(r) {
		literals = append(literals, lit.Text)
	}
	return strings.ReplaceAll(string(syntax.AppendShape(nil, r)), "\x00", "|"), literals
}

func TestShape(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		target, shape string
		literals      []string
	}{
		{"Users", "Users|", nil},
		{
			"Users?$top=5&$filter=CONTAINS(a,'x') and b eq null&skip=10",
			"Users||$filter=contains(a,?s) and b eq null|$skip=?n|$top=?n",
			[]string{"x"},
		},
		{
			"Users(7812068d-b46f-46a7-aa91-c517b692dee0)/manager?$format=json&x=1",
			"Users(?g)|manager|",
			[]string{"7812068d-b46f-46a7-aa91-c517b692dee0"},
		},
		{"Users?$filter=a in ('x','y',null)", "Users||$filter=a in (?s,?s,null)", []string{"x", "y"}},
		{
			"Users?$filter=a eq 1 or a eq 1.5 or a eq 1e5 or a eq true or a eq N.T'A' or a eq binary'Zg' or a eq " +
				"2012-01-01",
			"Users||$filter=a eq ?i or a eq ?d or a eq ?f or a eq ?b or a eq N.T?e or a eq ?x or a eq ?D",
			[]string{"1", "1.5", "1e5", "true", "A", "Zg", "2012-01-01"},
		},
		{
			"Users?$filter=a eq 2012-01-01T00:00:00.123456Z or a eq 2012-01-01T00:00:00.1234567Z or a eq 10:00 or " +
				"a eq 10:00:00.1234567 or a eq duration'PT1S' or a eq INF or a eq NaN or a eq -INF",
			"Users||$filter=a eq ?t or a eq ?t+ or a eq ?o or a eq ?o+ or a eq ?u or a eq ?f+Inf or a eq ?fNaN or a " +
				"eq ?f-Inf",
			[]string{
				"2012-01-01T00:00:00.123456Z", "2012-01-01T00:00:00.1234567Z", "10:00", "10:00:00.1234567", "PT1S",
				"INF", "NaN", "-INF",
			},
		},
		{
			"Teams?$expand=members($top=3;$filter=a eq 'x')&$skiptoken=abc&@q='y'&@p=1",
			"Teams||$expand=members($filter=a eq ?s;$top=?n)|@p=?i|@q=?s|$skiptoken",
			[]string{"x", "1", "y"},
		},
		{"Users?$search=a b&$count=true", "Users||$search=a AND b|$count=true", nil},
		{"Users/a%2Fb/c", "Users|a/b|c|", nil},
	} {
		shape, literals := shapeOf(t, c.target)
		require.Equal(t, c.shape, shape, c.target)
		require.Equal(t, c.literals, literals, c.target)
	}
}

// Requests that differ in literal values only have one shape; those that differ in more do not.
func TestShapesOfPairs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"Users?$filter=a eq 'x'", "Users?filter=(a eq 'y')", true},
		{"Users?$top=1&$skip=2", "Users?$skip=9&$top=7", true},
		{"Users('a')", "Users('b')", true},
		{"Users?$filter=a eq 'x'", "Users?$filter=a eq 1", false},
		{"Users?$filter=a eq 'x'", "Users?$filter=a eq null", false},
		{"Users?$filter=a in (1,2)", "Users?$filter=a in (1,2,3)", false},
		{"Users?$filter=a eq 'x'", "Users?$filter=b eq 'x'", false},
		{"Users?$filter=a eq 'x'", "Teams?$filter=a eq 'x'", false},
		{"Users?$filter=a eq N.T'x'", "Users?$filter=a eq N.U'x'", false},
		{"Users?$top=1", "Users", false},
		{"Users?$skiptoken=a", "Users", false},
		{"Users?$skiptoken=a", "Users?$skiptoken=b", true},
		{"Users?x=1", "Users", true},
	} {
		a, _ := shapeOf(t, c.a)
		b, _ := shapeOf(t, c.b)
		require.Equal(t, c.same, a == b, "%s and %s", c.a, c.b)
	}
}

// The canonical print is one for all spellings, and none for two queries.
func TestCanonical(t *testing.T) {
	t.Parallel()
	canonical := func(target string) string {
		path, query, _ := strings.Cut(target, "?")
		r, err := syntax.ParseRequest(path, query, syntax.DefaultLimits())
		require.NoError(t, err, target)
		return string(syntax.AppendCanonical(nil, r))
	}
	want := canonical("Users?$filter=contains(a,'x') and b eq true&$orderby=c&$top=5&@p=1&@q=2")
	for _, same := range []string{
		"Users?@q=2&$top=05&@p=1&$orderby=c%20asc&filter=((Contains(%20a,'x'))%20AND%20b%20eq%20TRUE)&apikey=1&$f" +
			"ormat=json",
		"Users?$skiptoken=abc&%24top=5&$filter=contains(a,%27x%27)+and+b+eq+true&$orderby=(c)&@p=1&@q=2&$deltatoken=x",
	} {
		require.Equal(t, want, canonical(same))
	}
	for _, other := range []string{
		"Users?$filter=contains(a,'y') and b eq true&$orderby=c&$top=5&@p=1&@q=2",
		"Users?$filter=contains(a,'x') and b eq true&$orderby=c&$top=6&@p=1&@q=2",
		"Users?$filter=contains(a,'x') and b eq true&$orderby=c desc&$top=5&@p=1&@q=2",
		"Teams?$filter=contains(a,'x') and b eq true&$orderby=c&$top=5&@p=1&@q=2",
		"Users?$filter=contains(a,'x') and b eq true&$orderby=c&$top=5&@p=2&@q=1",
	} {
		require.NotEqual(t, want, canonical(other))
	}
	// A text that looks like the separator of options is not one.
	require.NotEqual(t, canonical("Users?$search=a&$top=1"), canonical("Users?$search=a%26$top=1"))
	require.NotEqual(t, canonical("Users/a%2Fb"), canonical("Users/a/b"))
}
