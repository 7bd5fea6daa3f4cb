package syntax_test

import (
	"net/url"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// fuzzOption feeds texts to one option of a request: no panic, every error a
// fault with a place inside of its source, parse∘print the identity, and work
// that is linear in the text.
func fuzzOption(f *testing.F, name string, seeds ...string) {
	f.Helper()
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkRequest(t, "Users", name+"="+strings.ReplaceAll(url.QueryEscape(text), "+", "%20"))
	})
}

func checkRequest(t *testing.T, path, query string) {
	t.Helper()
	var r *syntax.Request
	var err error
	requireCheap(t, len(path)+len(query), func() {
		r, err = syntax.ParseRequest(path, query, syntax.DefaultLimits())
	})
	checkSurvey(t, path, query, r, err)
	if err == nil {
		size := len(syntax.AppendCanonical(nil, r))
		require.LessOrEqual(t, size, 8*(len(path)+len(query))+64, "the tree is larger than the text")
		roundTripRequest(t, r)
		return
	}
	checkFault(t, err)
}

// checkSurvey holds what is read option by option against the request as a whole.
func checkSurvey(t *testing.T, path, query string, whole *syntax.Request, err error) {
	t.Helper()
	var s syntax.Survey
	requireCheap(t, len(path)+len(query), func() {
		s = syntax.SurveyRequest(path, query, syntax.DefaultLimits())
	})
	if err == nil {
		require.Nil(t, s.Fault)
		require.False(t, s.Lost)
		require.Equal(t, whole, s.Request)
		return
	}
	require.Equal(t, err, error(s.Fault))
	roundTripRequest(t, &syntax.Request{Options: s.Request.Options})
}

// requireCheap counts the memory that work on a text takes: nothing else runs
// beside a fuzz target.
func requireCheap(t *testing.T, length int, work func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	work()
	runtime.ReadMemStats(&after)
	const fixed, perByte = 64 << 10, 1 << 10
	require.LessOrEqual(t, after.TotalAlloc-before.TotalAlloc, uint64(fixed+perByte*length), "bytes")
	require.LessOrEqual(t, after.Mallocs-before.Mallocs, uint64(1000+8*length), "allocations")
}

func checkFault(t *testing.T, err error) {
	t.Helper()
	var f *fault.Fault
	require.ErrorAs(t, err, &f)
	require.Contains(t, []int{400, 404, 501}, f.Code.Status())
	require.NotEmpty(t, f.Message)
	require.Less(t, len(f.Error()), 2000)
	if f.Source != "" {
		require.LessOrEqual(t, 0, f.Span.Start)
		require.LessOrEqual(t, f.Span.Start, f.Span.End)
		require.LessOrEqual(t, f.Span.End, len(f.Source), f.Message)
	}
	_ = f.Caret()
}

func FuzzFilter(f *testing.F) {
	fuzzOption(f, "$filter", filterSeeds()...)
}

func filterSeeds() []string {
	return []string{
		"contains(firstName,'o') and not (a eq 1 or b ne null)",
		"a in ('x','y') or b has Sales.Pattern'Yellow,-3' and -c lt - 1",
		"tags/any(t:t eq 'AE' and m/all(x:x/y gt 2012-09-03T14:53:01.5+02:00))",
		"case(x eq 07:30:10,true:12:30) eq duration'P1DT2.5S'",
		"a/$count($filter=b eq 'x';$search=p OR q) gt 3 and cast(a,Edm.String) eq binary'Zg=='",
		`{"a":[1,"x\u00e9\n",{"b":@p}],"c":null} eq $it and [a,b] in [[1,2],[3,4]]`,
		"$root/Items(1)/F.f(p=@a)(id=2)/name eq 7812068d-b46f-46a7-aa91-c517b692dee0",
		"a/$filter(b eq 1)(2)/c divby 2 mul (3 sub 4) eq geography'SRID=0;Point(1 2)'",
		"@Core.Messages#x/any() and $these/aggregate(a with sum from b with max) gt NaN",
	}
}

func FuzzOrderBy(f *testing.F) {
	fuzzOption(f, "$orderby", "a", "a desc,b/c asc", "tolower(a) desc , b add 1", "a/$count desc", "desc desc")
}

func FuzzExpand(f *testing.F) {
	fuzzOption(f, "$expand",
		"a", "a/$ref,b/$count($search=x)", "*,x/*/$ref,*($levels=2)", "$value", "@N.T($top=2)",
		"a($filter=b eq 'x;y)';$orderby=c desc;$select=d($top=1);$expand=e($levels=max);@p=1;$search=a;b)",
		"N.T/a($compute=b add 1 as c;$count=true;$skip=2;$apply=groupby((a)))")
}

func FuzzSelect(f *testing.F) {
	fuzzOption(f, "$select",
		"*", "a,b/c", "N.*,N.T/a", "N.F(a,b)", "a($filter=$this eq 'x';$top=1),@N.T", "a(@p=$this)")
}

func FuzzSearch(f *testing.F) {
	fuzzOption(f, "$search",
		"a b", "NOT a OR (b AND c) \"d e\"", "AND OR NOT", "'\"x y'", "NOT NOT a", "Daniel's a;b", "(NOT) x", "((a))")
}

func FuzzApply(f *testing.F) {
	fuzzOption(f, "$apply",
		"groupby((a,b/c),aggregate(d with sum as e,$count as n))/filter(n gt 3)/orderby(n desc)/top(3)",
		"concat(topcount(2,a),identity)/compute(a add 1 as b)/search(x)",
		"groupby((rollup(a,b),rolluprecursive($root/S,Q,i,descendants($root/S,Q,i,filter(a eq 1),2,keep start))))",
		"traverse($root/S,Q,i,preorder,filter(a),b desc)/join(a as b,identity)/nest(identity as c)",
		"aggregate(a with sum from b,c with max from d with N.m as e,F from g)/expand(a,filter(b))/N.f(p=1)",
		"addnested(a/b,filter(c) as d)/skip(1)/outerjoin(a as b)")
}

func FuzzLiteral(f *testing.F) {
	for _, seed := range []string{
		"1", "-1.5e10", "+3", "'it''s'", "null", "INF", "2012-09-03", "-10000-04-01T00:00Z", "11:22:33.123456789012",
		"duration'-P1DT1H'", "binary'Zm9v'", "N.T'A,-1'", "7812068D-B46F-46A7-AA91-C517B692DEE0", "9223372036854775808",
		"2012-09-03T22:09:02.1234567+14:00", "geometry'SRID=0;Point(1 2)'", "TRUE", "case(a eq 12:30,b:11:12)",
		`(a or not b/c(d=[1,"x"])) and -1 in (1,2)`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var x syntax.Expr
		var err error
		requireCheap(t, len(text), func() { x, err = syntax.ParseExpression(text) })
		if err != nil {
			checkFault(t, err)
			return
		}
		requireSpans(t, text, x)
		roundTrip(t, x, printExpr, syntax.ParseExpression)
	})
}

func FuzzPath(f *testing.F) {
	for _, seed := range []string{
		"", "Users", "Users(1)/manager/$value", "Teams(name='A%2FB')", "Users/$filter(a/b%20eq%20'x')/$each",
		"$crossjoin(A,B)",
		"$entity/N.T",
		"$all/N.T",
		"People/O%27Neil/%24x",
		"A(k=1,l='%28')/N.f(p=@q)(2)/$count",
		"a('x",
		"A/1;2/$query",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) { checkRequest(t, path, "") })
}

func FuzzQuery(f *testing.F) {
	for _, seed := range []string{
		"$top=5&$skip=3", "%24filter=a%20eq+'b%26c;d'&x=1", "@p=[1,2]&$filter=a%20in%20@p", "apikey&=&a==b",
		"COUNT=true&$index=-1&schemaversion=1.0&$id=x&$format=json&$skiptoken=a&$deltatoken=b",
		"$expand=a(%24levels=max)",
		"!x='y'", "$filter=%zz", "$filter=%ff", "$search=%00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) { checkRequest(t, "Users", query) })
}

func FuzzContext(f *testing.F) {
	for _, seed := range []string{
		"#Users(a,b/c,N.T/d,N.*,*,nav+(x,y()))/$entity", "#Users('it''s/(x)',b=P1D)/name", "#Collection(N.T)(a)",
		"#$ref",
		"#A(1)/b(2)/N.C/d/$delta", "#Users(@N.T#q/x,N.F(a,b))", "#Users(7812068d-b46f-46a7-aa91-c517b692dee0,Red)/x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var c *syntax.Context
		var err error
		requireCheap(t, len(text), func() { c, err = syntax.ParseContext(text) })
		if err != nil {
			checkFault(t, err)
			return
		}
		printed := string(syntax.AppendContext(nil, c))
		again, err := syntax.ParseContext(printed)
		require.NoError(t, err, "%s printed as %s", text, printed)
		require.Equal(t, printed, string(syntax.AppendContext(nil, again)))
	})
}

// Headers, URIs and values of bodies: what is read of a text is in the text.
func FuzzHeader(f *testing.F) {
	for _, seed := range []string{
		"application/json;odata.metadata=minimal;q=0.5, */*",
		`return=minimal, odata.include-annotations="*,-a.b#c";d="e,f\""`,
		"OData-MaxVersion: 4.01", "http://u@[::1]:8080/a%20b?c#d", "urn:x", "P1DT2.5S", "SRID=0;Point(1 2)", "A,-1",
		"Zm9v",
		`callback;url="http://h/p"`, "Content-ID: a~b", "Isolation: snapshot", "respond-async,wait=10",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		requireCheap(t, 8*len(text), func() {
			for _, entry := range syntax.SplitList([]string{text}) {
				require.Contains(t, text, entry)
				if m, err := syntax.ParseMediaRange(entry); err == nil {
					require.Contains(t, m.Type, "/")
					require.LessOrEqual(t, m.Quality, 1.0)
				}
			}
			for _, p := range syntax.Preferences([]string{text}) {
				require.Contains(t, strings.ToLower(text), p.Name)
			}
		})
		_, err := syntax.ParsePrefer(text)
		_, headerErr := syntax.ParseHeader(text)
		uri, uriErr := syntax.ParseURI(text)
		_, valueErr := syntax.ParseValue(text)
		_, enumErr := syntax.ParseEnumValue(text)
		for _, e := range []error{err, headerErr, uriErr, valueErr, enumErr, syntax.ParseRequestID(text)} {
			if e != nil {
				checkFault(t, e)
			}
		}
		if uriErr == nil {
			require.Contains(t, text, uri.Authority)
			require.Contains(t, text, uri.Path)
			require.NotContains(t, uri.Path, " ")
		}
	})
}
