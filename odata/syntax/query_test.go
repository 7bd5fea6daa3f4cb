package syntax_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/syntax"
)

// The query is split on `&` and the first `=` before it is decoded once.
func TestQuerySplitting(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ query, print string }{
		{"$filter=a eq 'b;c'&$top=5", "$filter=a eq 'b;c'&$top=5"},
		{"$filter=a+eq+'b'", "$filter=a eq 'b'"},
		{"$filter=a%20eq%20'b%2Bc'", "$filter=a eq 'b+c'"},
		{"$filter=a%20eq%20'50%25'", "$filter=a eq '50%'"},
		{"$filter=a%20eq%20'%2525'", "$filter=a eq '%25'"},
		{"$filter=a%20eq%20'b%26c%3Dd'", "$filter=a eq 'b&c=d'"},
		{"$filter=a eq 'b=c'", "$filter=a eq 'b=c'"},
		{"$filter=a%20eq%20%27%C3%A9%27", "$filter=a eq 'é'"},
		{"%24top=5&%24Skip=3", "$skip=3&$top=5"},
		{"TOP=5&sKiP=3&$COUNT=TRUE", "$count=true&$skip=3&$top=5"},
		{"$top=5&", "$top=5"},
		{"&$top=5", "$top=5"},
		{"", ""},
		{"x=1&y=a=b&x=2&!z", "x=1&y=a=b&x=2&!z="},
		{"apikey=a%20b&x%20y=%26", "apikey=a b&x y=&"},
		{"$top=007", "$top=7"},
		{"$top=9223372036854775807&$skip=0", "$skip=0&$top=9223372036854775807"},
		{
			"$search=Müller&$format=application/json;odata.metadata=none",
			"$search=Müller&$format=application/json;odata.metadata=none",
		},
		{"$skiptoken=a%2Bb/c%3D&$deltatoken=x", "$skiptoken=a+b/c=&$deltatoken=x"},
		{"$id=Users(1)&$index=-3&schemaversion=*", "$schemaversion=*&$id=Users(1)&$index=-3"},
		{"@p=[1,\"x\"]&$filter=a in @p&@q={\"a\":@p}", "$filter=a in @p&@p=[1,'x']&@q={\"a\":@p}"},
		{"@p= 5", "@p=5"},
		{"$filter=a eq 1 ", "$filter=a eq 1"},
		{"$search= a", "$search=a"},
		{"top1=5&filters=x&levels1=2", "top1=5&filters=x&levels1=2"},
	} {
		r, err := parseQuery(c.query)
		require.NoError(t, err, c.query)
		printed := printQuery(r)
		decoded, err := url.PathUnescape(printed)
		require.NoError(t, err)
		require.Equal(t, c.print, decoded, c.query)
		roundTripRequest(t, r)
	}
}

// Links survive readers that take `;` or `+` for something else.
func TestAppendOptionsEncoding(t *testing.T) {
	t.Parallel()
	r, err := parseQuery("$filter=a%20eq%20'%26%2B%25%23%3B%22%C3%A9%20/?%5B'" +
		"&$expand=b($top=1;$skip=2)&apikey=x&x%26=1")
	require.NoError(t, err)
	require.Equal(t, "$filter=a%20eq%20'%26%2B%25%23%3B%22%C3%A9%20/?%5B'&$expand=b($skip=2%3B$top=1)&apikey=x&x%26=1",
		printQuery(r))
	var names []string
	out := syntax.AppendOptions([]byte("Users?"), &r.Options, func(name string) bool {
		names = append(names, name)
		return name == "apikey" || name == "$expand" || name == "x&"
	})
	require.Equal(t, "Users?$filter=a%20eq%20'%26%2B%25%23%3B%22%C3%A9%20/?%5B'", string(out))
	require.Equal(t, []string{"$filter", "$expand", "apikey", "x&"}, names)
}

func TestNestedOptions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ query, print string }{
		{"$orderby=a desc , b/c ASC,length(d) Desc", "$orderby=a desc,b/c,length(d) desc"},
		{"$orderby=a\tdesc", "$orderby=a desc"},
		{"$orderby=desc desc", "$orderby=desc desc"},
		{"$select=*,a,b/c,N.*,N.T/d, e", "$select=*,a,b/c,N.*,N.T/d,e"},
		{"$select=N.F(a, b),G(c)", "$select=N.F(a,b),G(c)"},
		{
			"$select=a(filter=$this eq 'x';$top=3;orderby=$this;$skip=1;count=true;select=b;$search=x;$compute=b " +
				"as c;@p=1)",
			"$select=a($compute=b as c;$search=x;$filter=$this eq 'x';$count=true;$orderby=$this;$skip=1;$top=3;$" +
				"select=b;@p=1)",
		},
		{"$select=a/@N.T($top=5),@T", "$select=a/@N.T($top=5),@T"},
		{"$expand=a,b/c,N.T/d/N.U,*", "$expand=a,b/c,N.T/d/N.U,*"},
		{"$expand=a/$ref,b/$count,*/$ref,c/*,*($levels=max)", "$expand=a/$ref,b/$count,*/$ref,c/*,*($levels=max)"},
		{
			"$expand=a/$ref($filter=b;$top=1),c/$count($search=x)",
			"$expand=a/$ref($filter=b;$top=1),c/$count($search=x)",
		},
		{"$expand=a( $select=b ; $top=1 )", "$expand=a($top=1;$select=b)"},
		{"$expand=a($expand=b($expand=c($top=1)))", "$expand=a($expand=b($expand=c($top=1)))"},
		{"$expand=a($filter=b eq 'x;y)';$top=1)", "$expand=a($filter=b eq 'x;y)';$top=1)"},
		{"$expand=a($search=x;y z;$top=1)", "$expand=a($search=x;y AND z;$top=1)"},
		{"$expand=a($search=x;$top=1)", "$expand=a($search=x;$top=1)"},
		{"$expand=a($levels=3;@p=b;$apply=filter(c)),$value", "$expand=a($apply=filter(c);$levels=3;@p=b),$value"},
		{"$compute=a add 1 as b , c as d", "$compute=a add 1 as b,c as d"},
		{"$search=a b", "$search=a AND b"},
		{"$search=a AND b OR c d", "$search=a AND b OR c AND d"},
		{"$search=(a OR b) c", "$search=(a OR b) AND c"},
		{"$search=a (b c)", "$search=a AND (b AND c)"},
		{"$search=NOT a b", "$search=NOT a AND b"},
		{"$search=NOT (a b)", "$search=NOT (a AND b)"},
		{"$search=NOT NOT a", "$search=NOT NOT a"},
		{"$search=AND", "$search=(AND)"},
		{"$search=AND OR NOT", "$search=(AND) OR (NOT)"},
		{"$search=a and not b", "$search=a AND and AND not AND b"},
		{"$search=\"a b\" c", "$search=\"a b\" AND c"},
		{"$search='\"a b'", "$search='\"a b'"},
		{"$search='a b'", "$search=\"a b\""},
		{"$search=Daniel's 08/15 firstName:a* x%26y", "$search=Daniel's AND 08/15 AND firstName:a* AND x&y"},
		{"$apply=filter( a eq 1 )/groupby((b,c/d),aggregate($count as n,e with sum as s))", "$apply=filter(a eq 1)/" +
			"groupby((b,c/d),aggregate($count as n,e with sum as s))"},
		{"$apply=groupby((rollup($all,a,b/c),d))", "$apply=groupby((rollup($all,a,b/c),d))"},
		{"$apply=concat(identity,top(3),skip(2))", "$apply=concat(identity,top(3),skip(2))"},
		{"$apply=expand(a,filter(b),expand(c))/search(x OR y)", "$apply=expand(a,filter(b),expand(c))/search(x OR y)"},
		{"$apply=orderby(a desc,b)/topcount(2,a)/bottompercent(50,b add 1)", "$apply=orderby(a desc,b)/topcount(2,a)/" +
			"bottompercent(50,b add 1)"},
		{"$apply=join(a as b,identity)/outerjoin(@N.T as d)", "$apply=join(a as b,identity)/outerjoin(@N.T as d)"},
		{"$apply=nest(identity as a,top(1)/skip(1) as b)/addnested(c/d,filter(e) as f)", "$apply=nest(identity as a," +
			"top(1)/skip(1) as b)/addnested(c/d,filter(e) as f)"},
		{
			"$apply=ancestors($root/A,Q,b/c,filter(d),2,keep start)/descendants($root/A,Q,b,N.F(x=1),keep start)",
			"$apply=ancestors($root/A,Q,b/c,filter(d),2,keep start)/descendants($root/A,Q,b,N.F(x=1),keep start)",
		},
		{
			"$apply=traverse($root/A,Q,b,postorder,filter(c)/identity,d desc)/N.F(p='x')",
			"$apply=traverse($root/A,Q,b,postorder,filter(c)/identity,d desc)/N.F(p='x')",
		},
		{
			"$apply=traverse($root/A,Q,b,preorder,concat(a,b) desc)",
			"$apply=traverse($root/A,Q,b,preorder,concat(a,b) desc)",
		},
		{
			"$apply=groupby((rolluprecursive($root/A,Q,b,ancestors($root/A,Q,c,identity)),d))",
			"$apply=groupby((rolluprecursive($root/A,Q,b,ancestors($root/A,Q,c,identity)),d))",
		},
		{"$apply=aggregate(a with sum from b,c with max as d,F from e,G as h)", "$apply=aggregate(" +
			"a with sum from b,c with max as d," +
			"F from e,G as h)"},
		{
			"$apply=compute(a div $these/aggregate(a with average) as b)",
			"$apply=compute(a div $these/aggregate(a with average) as b)",
		},
	} {
		r, err := parseQuery(strings.ReplaceAll(c.query, "\t", "%09"))
		require.NoError(t, err, c.query)
		decoded, err := url.PathUnescape(printQuery(r))
		require.NoError(t, err)
		require.Equal(t, c.print, decoded)
		roundTripRequest(t, r)
	}
}

func TestOptionTrees(t *testing.T) {
	t.Parallel()
	r, err := parseQuery("$select=N.*,a/N.T/b&$expand=*/$ref,c/*,d/$count&$search=a NOT \"b c\"&!x")
	require.NoError(t, err)
	items := r.Options.Select.Items
	require.True(t, items[0].Star)
	require.Equal(t, "<N>", steps(items[0].Path))
	require.Equal(t, "a/<N.T>/b", steps(items[1].Path))
	expand := r.Options.Expand.Items
	require.True(t, expand[0].Star && expand[0].Ref && expand[0].Path == nil)
	require.True(t, expand[1].Star && steps(expand[1].Path) == "c")
	require.True(t, expand[2].Count && steps(expand[2].Path) == "d")
	and := r.Options.Search.Expr.(*syntax.SearchBinary)
	require.False(t, and.Or)
	require.Equal(t, "a", and.L.(*syntax.SearchTerm).Text)
	phrase := and.R.(*syntax.SearchNot).X.(*syntax.SearchTerm)
	require.Equal(t, "b c", phrase.Text)
	require.True(t, phrase.Phrase)
	require.Equal(t, syntax.Source{Name: "!x", Text: ""}, r.Options.Custom[0].Source)
}

func TestPaths(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ path, tree string }{
		{"", ""},
		{"Users", "Users"},
		{"Users(7812068D-b46f-46a7-aa91-c517b692dee0)", "Users(guid:7812068d-b46f-46a7-aa91-c517b692dee0)"},
		{
			"Users('7812068d-b46f-46a7-aa91-c517b692dee0')/manager/$ref",
			"Users(str:7812068d-b46f-46a7-aa91-c517b692dee0)/manager/$ref",
		},
		{"Teams(name='A%2FB')", "Teams(name=str:A/B)"},
		{"Teams(name='A''B+C')", "Teams(name=str:A'B+C)"},
		{"Teams%28name=%27A%27%27B%27%29", "Teams(name=str:A'B)"},
		{"Teams('a%28b')/name/$value", "Teams(str:a(b)/name/$value"},
		{"TeamMembers( teamId=@t , systemUserId=@u )", "TeamMembers(teamId=@t systemUserId=@u)"},
		{"Users/$count", "Users/$count"},
		{"Users/N.T/N.F(a=1,b=@p)/$value", "Users/<N.T>/<N.F>(a=int:1 b=@p)/$value"},
		{"F()/g", "F()/g"},
		{"F(a=1)(2)/g", "F(a=int:1)(int:2)/g"},
		{"Users/$filter(manager/role eq 'a%2Fb')/$each/N.A", "Users/$filter((eq manager/role str:a/b))/$each/<N.A>"},
		{"Users/$filter(a eq 1)(2)", "Users/$filter((eq a int:1))(int:2)"},
		{"Users/42/name", "Users/text:42/name"},
		{"Users/7812068d-b46f-46a7-aa91-c517b692dee0", "Users/text:7812068d-b46f-46a7-aa91-c517b692dee0"},
		{"People/O'Neil/x", "People/text:O'Neil/x"},
		{"People/a%2Fb", "People/text:a/b"},
		{"People/%24x", "People/text:$x"},
		{"People/%24count", "People/$count"},
		{"People/a%20(b", "People/text:a (b"},
		{"People/bob@example.com/$query", "People/text:bob@example.com/$query"},
		{"$metadata", "$metadata"},
		{"%24metadata", "$metadata"},
		{"$batch", "$batch"},
		{"$crossjoin(A, B)", "$crossjoin(A B)"},
		{"$entity", "$entity<>"},
		{"$entity/N.T", "$entity<N.T>"},
		{"$all/T", "$all<T>"},
		{"Émile(1)", "Émile(int:1)"},
	} {
		segments, err := syntax.ParsePath(c.path)
		require.NoError(t, err, c.path)
		require.Equal(t, c.tree, steps(segments), c.path)
		roundTrip(t, segments,
			func(s []*syntax.Segment) string { return string(syntax.AppendPath(nil, s)) }, syntax.ParsePath)
	}
}

// Quotes and parentheses in a JSON string are text.
func TestPathsWithJSON(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		`Users/$filter(hassubset(tags,["x'"]))/$count`, `Users/$filter(hassubset(tags,["\")("]))/$count`,
		`Users/$filter(hassubset(tags,%5B%22x'%22%5D))/$count`, `Users/$filter(name eq 'a"b')/$count`,
	} {
		segments, err := syntax.ParsePath(path)
		require.NoError(t, err, path)
		require.Len(t, segments, 3, path)
	}
}

// Spans of path nodes point into Request.Path.
func TestPathSpans(t *testing.T) {
	t.Parallel()
	r, err := syntax.ParseRequest("Teams(name='%C3%A9')/members/$filter(a%20eq%201)", "", syntax.DefaultLimits())
	require.NoError(t, err)
	require.Equal(t, "Teams(name='é')/members/$filter(a eq 1)", r.Path)
	at := func(s syntax.Span) string { return r.Path[s.Start:s.End] }
	require.Equal(t, "Teams(name='é')", at(r.Segments[0].Span))
	require.Equal(t, "'é'", at(r.Segments[0].Args.List[0].Value.Place()))
	require.Equal(t, "members", at(r.Segments[1].Span))
	require.Equal(t, "a eq 1", at(r.Segments[2].Body.Place()))
}

// A message does not repeat a name of any length.
func TestLongNamesAreClipped(t *testing.T) {
	t.Parallel()
	name := strings.Repeat("*", 5000)
	for _, query := range []string{name + "=%", name + "=%FF", "$" + name + "=1", "@" + name + "=(", name + "%"} {
		_, err := syntax.ParseRequest("Users", query, syntax.DefaultLimits())
		require.Error(t, err, query[:3])
		require.Less(t, len(err.Error()), 500, query[:3])
	}
}
