package syntax_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/syntax"
)

// Precedence and associativity of URL Conventions 4.01, section 5.1.1.17, which the ABNF does not encode.
func TestExpressionTrees(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, tree string }{
		{"a or b and c", "(or a (and b c))"},
		{"a and b or c", "(or (and a b) c)"},
		{"a or b or c", "(or (or a b) c)"},
		{"a and b and c", "(and (and a b) c)"},
		{"(a or b) and c", "(and (or a b) c)"},
		{"a eq b and c ne d", "(and (eq a b) (ne c d))"},
		{"not a eq b", "(eq (not a) b)"},
		{"not (a eq b)", "(not (eq a b))"},
		{"not(a)", "(not a)"},
		{"not a and b", "(and (not a) b)"},
		{"not not a", "(not (not a))"},
		{"not a in ('x')", "(not (in a (list str:x)))"},
		{"not a has 'X'", "(not (has a str:X))"},
		{"-a has N.T'X'", "(- (has a enumN.T:X))"},
		{"-a mul b", "(mul (- a) b)"},
		{"- a add -b", "(add (- a) (- b))"},
		{"a sub -1", "(sub a int:-1)"},
		{"a sub - 1", "(sub a (- int:1))"},
		{"a sub -b sub c", "(sub (sub a (- b)) c)"},
		{"a sub b sub c", "(sub (sub a b) c)"},
		{"a sub (b sub c)", "(sub a (sub b c))"},
		{"a add b mul c", "(add a (mul b c))"},
		{"a mul b add c", "(add (mul a b) c)"},
		{"a div b mul c divby d mod e", "(mod (divby (mul (div a b) c) d) e)"},
		{"a add 1 gt b sub 2", "(gt (add a int:1) (sub b int:2))"},
		{"a gt b eq c lt d", "(eq (gt a b) (lt c d))"},
		{"a eq b ne c", "(ne (eq a b) c)"},
		{"a lt b le c", "(le (lt a b) c)"},
		{"a add b in (1,2)", "(add a (in b (list int:1 int:2)))"},
		{"a in (1) in (true)", "(in (in a (list int:1)) (list bool:true))"},
		{"a IN () OR b Eq 'x'", "(or (in a (list )) (eq b str:x))"},
		{"a in (b)", "(in a b)"},
		{"a in b/c", "(in a b/c)"},
		{"a in @p", "(in a @p)"},
		{"a in [1,'x',\"y\"]", "(in a [int:1 str:x str:y])"},
		{"[a,b] in [[1,2],[3,4]]", "(in [a b] [[int:1 int:2] [int:3 int:4]])"},
		{"a\tin\t( 'x' , null )", "(in a (list str:x null))"},
		{"a eq null", "(eq a null)"},
		{"concat(concat(a,', '),b) eq 'x, y'", "(eq (concat() (concat() a str:, ) b) str:x, y)"},
		{"Contains( a , 'x' )", "(Contains() a str:x)"},
		{"now()", "(now())"},
		{"geo.distance(a,b) lt 1", "(lt (geo.distance() a b) int:1)"},
		{"cast(a,Edm.String)", "(cast() a <Edm.String>)"},
		{"cast(a,'Edm.String') eq 'x'", "(eq (cast() a <Edm.String>) str:x)"},
		{"cast(Edm.Int32)", "(cast() <Edm.Int32>)"},
		{"cast(a/b,Collection(N.T))", "(cast() a/b <N.T*>)"},
		{"cast(a add 1,Edm.Int64)/x", "((cast() (add a int:1) <Edm.Int64>) / x)"},
		{"isof(N.T) and isof(a,T)", "(and (isof() <N.T>) (isof() a <T>))"},
		{"case(a gt 0:1,a lt 0:-1,true:0)", "(case [(gt a int:0) int:1] [(lt a int:0) int:-1] [bool:true int:0])"},
		{"case( a : b , true : c )/d", "((case [a b] [bool:true c]) / d)"},
		{"case(a eq 07:30:1)", "(case [(eq a time:07:30) int:1])"},
		{"case(a eq 07:30:10)", "(case [(eq a time:07:30) int:10])"},
		{"case(a eq 12:30)", "(case [(eq a int:12) int:30])"},
		{"case(a eq 12:30:15:10)", "(case [(eq a time:12:30:15) int:10])"},
		{"case(true:12:30)", "(case [bool:true time:12:30])"},
		{"case(not 11:12,true:12:30:15)", "(case [(not int:11) int:12] [bool:true time:12:30:15])"},
		{"tags/any()", "tags/any()"},
		{"tags/ANY(t:t eq 'x')", "tags/any(t: (eq t str:x))"},
		{"m/all( x : x/y gt 1 or x/z/any(z:z eq x) )", "m/all(x: (or (gt x/y int:1) x/z/any(z: (eq z x))))"},
		{"not m/any(x:true)", "(not m/any(x: bool:true))"},
		{"m/$count gt 1", "(gt m/$count int:1)"},
		{"m/$count($filter=a eq 1;search=x) gt 1", "(gt m/$count(filter (eq a int:1)) int:1)"},
		{"m/$filter(a eq 1)/$count", "m/$filter((eq a int:1))/$count"},
		{"m/$filter(a eq 1)(id=1)/b", "m/$filter((eq a int:1))(id=int:1)/b"},
		{"$it/a eq $this", "(eq $it/a $this)"},
		{"$root/Users(1)/name eq 'x'", "(eq $root/Users(int:1)/name str:x)"},
		{"$these/aggregate(a with sum) gt 1", "(gt $these/aggregate(a sum) int:1)"},
		{"@p/a eq @q", "(eq (@p / a) @q)"},
		{"a/@N.Term#x eq 1", "(eq a/@N.Term#x int:1)"},
		{"N.F(p=a add 1,q=@r)/b", "<N.F>(p=(add a int:1) q=@r)/b"},
		{"a/N.T/b eq 1", "(eq a/<N.T>/b int:1)"},
		{"a/F(p='x')(2)/b", "a/F(p=str:x)(int:2)/b"},
		{"Items(1)", "Items(int:1)"},
		{`{"a":1,"b":[null,{"c":"d\""}],"e":f/g}`, `{a=int:1 b=[null {c=str:d"}] e=f/g}`},
		{"éa eq Ω", "(eq éa Ω)"},
		{"eq eq eq", "(eq eq eq)"},
		{"and and or", "(and and or)"},
		{"any eq all", "(eq any all)"},
		{"contains eq true", "(eq contains bool:true)"},
		{"nullable eq truest", "(eq nullable truest)"},
		{"INFO eq -INFO", "(eq INFO (- INFO))"},
	} {
		x, err := syntax.ParseExpression(c.text)
		require.NoError(t, err, c.text)
		require.Equal(t, c.tree, sexpr(x), c.text)
		requireSpans(t, c.text, x)
		roundTrip(t, x, printExpr, syntax.ParseExpression)
	}
}

func printExpr(x syntax.Expr) string { return string(syntax.AppendExpr(nil, x)) }

// The print has no parentheses and blanks but the needed ones.
func TestPrintIsMinimal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, print string }{
		{"((a) or ((b))) and (c)", "(a or b) and c"},
		{"(a or b) or (c or d)", "a or b or (c or d)"},
		{"(a and b) or (c and d)", "a and b or c and d"},
		{"not  ((a) eq b)", "not (a eq b)"},
		{"(not a) in ('x')", "(not a) in ('x')"},
		{"(-a) has 'x'", "(-a) has 'x'"},
		{"-(a in (1))", "-a in (1)"},
		{"-(1)", "- 1"},
		{"-(INF)", "- INF"},
		{"-(-1)", "--1"},
		{"a sub (b add c)", "a sub (b add c)"},
		{"(a mul b) add c", "a mul b add c"},
		{"a eq (b eq c)", "a eq (b eq c)"},
		{"( a eq b ) eq c", "a eq b eq c"},
		{"TOLOWER( a )", "TOLOWER(a)"},
		{"a in ( 1 ,  2 )", "a in (1,2)"},
		{"case(a eq 12 : 30)", "case(a eq 12 :30)"},
		{"case(a eq 12 : 23:10)", "case(a eq 12 :23:10)"},
		{"{ \"a\\u0022\\n\" : \"it's\" }", `{"a\"\u000a":'it''s'}`},
		{"+5 eq 7812068D-B46F-46A7-AA91-C517B692DEE0", "5 eq 7812068d-b46f-46a7-aa91-c517b692dee0"},
		{"DURATION'P1D' eq TRUE", "duration'P1D' eq true"},
		{"cast( a , 'Edm.Int32' )", "cast(a,Edm.Int32)"},
	} {
		x, err := syntax.ParseExpression(c.text)
		require.NoError(t, err, c.text)
		require.Equal(t, c.print, printExpr(x), c.text)
		roundTrip(t, x, printExpr, syntax.ParseExpression)
	}
}

func TestLiterals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, lit string }{
		{"null", "null"},
		{"tRUE", "bool:true"},
		{"False", "bool:false"},
		{"0", "int:0"},
		{"-0", "int:-0"},
		{"007", "int:007"},
		{"9223372036854775807", "int:9223372036854775807"},
		{"-9223372036854775808", "int:-9223372036854775808"},
		{"9223372036854775808", "dec:9223372036854775808"},
		{"-9223372036854775809", "dec:-9223372036854775809"},
		{"00000000009223372036854775807", "int:00000000009223372036854775807"},
		{"1.50", "dec:1.50"},
		{"1e-5", "dbl:1e-5"},
		{"-1.5E+5", "dbl:-1.5E+5"},
		{"INF", "dbl:INF"},
		{"-INF", "dbl:-INF"},
		{"NaN", "dbl:NaN"},
		{"''", "str:"},
		{"''''", "str:'"},
		{"'a''b'", "str:a'b"},
		{"'a''''b'", "str:a''b"},
		{"'(x)and\"'", "str:(x)and\""},
		{"7812068D-b46f-46a7-AA91-c517b692dee0", "guid:7812068d-b46f-46a7-aa91-c517b692dee0"},
		{"abcdefab-b46f-46a7-aa91-c517b692dee0", "guid:abcdefab-b46f-46a7-aa91-c517b692dee0"},
		{"12345678-1234-1234-1234-123456789012", "guid:12345678-1234-1234-1234-123456789012"},
		{"2012-09-03", "date:2012-09-03"},
		{"0000-01-01", "date:0000-01-01"},
		{"-10000-04-01", "date:-10000-04-01"},
		{"12012-02-30", "date:12012-02-30"},
		{"2012-09-03T14:53Z", "moment:2012-09-03T14:53Z"},
		{"2012-09-03t14:53:60.123456789012z", "moment:2012-09-03t14:53:60.123456789012z"},
		{"2012-09-03T14:53:01+02:00", "moment:2012-09-03T14:53:01+02:00"},
		{"-0044-03-15T12:00-23:59", "moment:-0044-03-15T12:00-23:59"},
		{"00:00", "time:00:00"},
		{"23:59:59.9999999", "time:23:59:59.9999999"},
		{"duration'-P1DT2H3M4.5S'", "duration:-P1DT2H3M4.5S"},
		{"duration'PT0S'", "duration:PT0S"},
		{"binary''", "binary:"},
		{"BINARY'_-8='", "binary:_-8="},
		{"N.Sub.T'A,B'", "enumN.Sub.T:A,B"},
		{"N.T'-1,+2,C'", "enumN.T:-1,+2,C"},
		{"geography'SRID=0;Point(1 2)'", "geo:geography'SRID=0;Point(1 2)'"},
	} {
		x, err := syntax.ParseExpression(c.text)
		require.NoError(t, err, c.text)
		require.Equal(t, c.lit, sexpr(x), c.text)
		roundTrip(t, x, printExpr, syntax.ParseExpression)
	}
}

// Spans are byte offsets of the token into the text, also behind characters of several bytes.
func TestSpans(t *testing.T) {
	t.Parallel()
	text := "contains(é, 'ü') and not (b/c add 1 in (2, 3))"
	x, err := syntax.ParseExpression(text)
	require.NoError(t, err)
	at := func(s syntax.Span) string { return text[s.Start:s.End] }
	and := x.(*syntax.Binary)
	require.Equal(t, text, at(and.Span))
	require.Equal(t, "and", at(and.At))
	call := and.L.(*syntax.Call)
	require.Equal(t, "contains(é, 'ü')", at(call.Span))
	require.Equal(t, "é", at(call.Args[0].Place()))
	require.Equal(t, "'ü'", at(call.Args[1].Place()))
	not := and.R.(*syntax.Unary)
	require.Equal(t, "not (b/c add 1 in (2, 3))", at(not.Span))
	add := not.X.(*syntax.Binary)
	require.Equal(t, "b/c add 1 in (2, 3)", at(add.Span))
	require.Equal(t, "b/c", at(add.L.Place()))
	require.Equal(t, "c", at(add.L.(*syntax.Path).Segments[1].Span))
	in := add.R.(*syntax.Binary)
	require.Equal(t, "1 in (2, 3)", at(in.Span))
	require.Equal(t, "(2, 3)", at(in.R.Place()))
	require.Equal(t, "3", at(in.R.(*syntax.List).Items[1].Place()))
}

func TestSpansOfNestedOptions(t *testing.T) {
	t.Parallel()
	r, err := parseQuery("$expand=" + "members%28%24filter%3Da%20eq%20%27%C3%A9%27%3B%24top%3D3%29")
	require.NoError(t, err)
	text := "members($filter=a eq 'é';$top=3)"
	o := r.Options.Expand.Items[0].Options
	require.Equal(t, syntax.Source{Name: "$expand", Text: text}, o.Filter.Source)
	require.Equal(t, "a eq 'é'", text[o.Filter.Span.Start:o.Filter.Span.End])
	require.Equal(t, "3", text[o.Top.Span.Start:o.Top.Span.End])
	require.Equal(t, text, text[r.Options.Expand.Items[0].Span.Start:r.Options.Expand.Items[0].Span.End])
}
