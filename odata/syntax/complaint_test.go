package syntax_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// complaint is the message of the fault, without the position, and its caret lines.
func complaint(t *testing.T, err error) string {
	t.Helper()
	var f *fault.Fault
	require.ErrorAs(t, err, &f, "no fault: %v", err)
	lines := []string{f.Message}
	if f.Source != "" {
		lines = append(lines, f.Caret())
	}
	if f.Hint != "" {
		lines = append(lines, f.Hint)
	}
	return strings.Join(lines, "\n")
}

func TestFilterComplaints(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ filter, complaint string }{
		{"contaisn(name,'o')", `
there is no function 'contaisn'
contaisn(name,'o')
^^^^^^^^
did you mean 'contains'?`},
		{"substringof('o',name)", `
there is no function 'substringof'
substringof('o',name)
^^^^^^^^^^^
did you mean 'contains'?`},
		{"name eqq 'o'", `
expected an operator or the end, found 'eqq'
name eqq 'o'
     ^^^
did you mean 'eq'?`},
		{"name like 'o'", `
expected an operator or the end, found 'like'
name like 'o'
     ^^^^
did you mean 'contains'?`},
		{"name == 'o'", `
expected an operator or the end, found '='
name == 'o'
     ^
write 'eq'`},
		{"a eq 1 && b eq 2", `
expected an operator or the end, found '&'
a eq 1 && b eq 2
       ^
write 'and'`},
		{"a != 1", `
expected an operator or the end, found '!'
a != 1
  ^
write 'ne'`},
		{"!a", `
expected a value, a property or a function, found '!'
!a
^
write 'not'`},
		{"name eq \"o\"", `
expected a value, a property or a function, found '"'
name eq "o"
        ^
strings stand in single quotes: 'text'`},
		{"name eq ‘o’", `
expected a value, a property or a function, found '‘'
name eq ‘o’
        ^
strings stand in straight single quotes: 'text'`},
		{"name eq 'ö and x", `
the string that begins at position 9 is not closed
name eq 'ö and x
        ^^^^^^^^
a quote in a string is written twice, 'O''Neil'; an '&' is sent as %26`},
		{"name eq 'O'Neil'", `
the string that begins at position 9 ends here
name eq 'O'Neil'
           ^
a quote inside a string is written twice: 'O''Neil'`},
		{"(a eq 1", `
expected an operator or ')', found the end
(a eq 1
       ^`},
		{"a eq 1)", `
expected an operator or the end, found ')'
a eq 1)
      ^
there is no '(' for it`},
		{"a eq ()", `
expected an expression, found ')'
a eq ()
      ^`},
		{"a eq", `
expected an operand after 'eq', found the end
a eq
    ^`},
		{"a eq ", `
expected a value, a property or a function, found the end
a eq 
     ^`},
		{"a eq(1)", `
expected a blank after 'eq'
a eq(1)
  ^^`},
		{"(a)and (b)", `
expected an operator or the end, found 'and'
(a)and (b)
   ^^^
a blank is needed before 'and'`},
		{"a in 'x'", `
expected a list after 'in'
a in 'x'
     ^^^
a list stands in parentheses: ('a','b')`},
		{"a in ('x',b)", `
expected a literal, found 'b'
a in ('x',b)
          ^`},
		{"a in (b,'x')", `
expected ')', found ','
a in (b,'x')
       ^
the items of a list are literals`},
		{"a has 1", `
expected an enumeration literal after 'has'
a has 1
      ^
it is written Namespace.Type'Member' or 'Member'`},
		{"a eq 5L", `
'5L' is not a number
a eq 5L
     ^^
numbers have no suffix in OData 4`},
		{"a eq 7812068db46f46a7aa91c517b692dee0", `
'7812068db46f46a7aa91c517b692dee0' is not a number
a eq 7812068db46f46a7aa91c517b692dee0
     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
a guid is written with hyphens: 8-4-4-4-12 digits`},
		{"a eq .5", `
a number begins with a digit
a eq .5
     ^
write 0.5 for .5`},
		{"a gt 2026-2-1", `
'2026-2-1' is not a date
a gt 2026-2-1
     ^^^^^^^^
dates are written 2026-02-28`},
		{"a gt 2026-13-01", `
'2026-13-01' is not a date
a gt 2026-13-01
     ^^^^^^^^^^
dates are written 2026-02-28`},
		{"a gt 2026-02-01T10:00:00 02:00", `
'2026-02-01T10:00:00' is not a date and time
a gt 2026-02-01T10:00:00 02:00
     ^^^^^^^^^^^^^^^^^^^
a plus sign in a query is sent as %2B, a bare + is a blank`},
		{"a gt 24:00", `
'24:00' is not a time of day
a gt 24:00
     ^^^^^
times are written 13:45 or 13:45:07.25, up to 23:59:59.999999999999`},
		{"a gt datetime'2026-02-01T10:00:00'", `
a literal cannot begin with datetime'
a gt datetime'2026-02-01T10:00:00'
     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
OData 4 writes dates, times and guids without name and quotes`},
		{"a eq duration'P1Y'", `
duration'P1Y' is not a duration
a eq duration'P1Y'
     ^^^^^^^^^^^^^
a duration is written duration'P1DT2H3M4.5S'`},
		{"a eq binary'Zh'", `
binary'Zh' is not base64url
a eq binary'Zh'
     ^^^^^^^^^^`},
		{"a eq N.T'x y'", `
N.T'x y' is not a list of members or numbers
a eq N.T'x y'
     ^^^^^^^^`},
		{"a eq Pattern'Yellow'", `
a literal cannot begin with Pattern'
a eq Pattern'Yellow'
     ^^^^^^^^^^^^^^^
an enumeration type is named with its namespace, as in Sales.Pattern'Yellow'`},
		{"tags/any(t eq 'x')", `
expected ':' after the variable of the lambda, found 'eq'
tags/any(t eq 'x')
           ^^`},
		{"tags/all()", `
expected the variable of the lambda, as in any(x:x eq 1), found ')'
tags/all()
         ^`},
		{"any(t:t eq 'x')", `
'any' must follow a collection and '/'
any(t:t eq 'x')
^^^
as in tags/any(t:t eq 'x')`},
		{"a/ eq 1", `
expected a name, found 'eq'
a/ eq 1
   ^^`},
		{"a/$Count gt 1", `
'$Count' cannot follow in an expression
a/$Count gt 1
  ^^^^^^
did you mean '$count'?`},
		{"$It/a", `
an expression cannot begin with '$It'
$It/a
^^^
did you mean '$it'?`},
		{"N.F", `
expected '(' or '/' after 'N.F'
N.F
   ^
a name with a dot is a type or a function: N.F() or N.F/property`},
		{"N.F(a)", `
the parameters of 'N.F' must be named
N.F(a)
^^^
write N.F(name=value)`},
		{"cast(a)/b eq cast(a,1)", `
expected the name of a type and ')', found '1'
cast(a)/b eq cast(a,1)
                    ^`},
		{"case(a:1,b)", `
expected ':' after the condition, found ')'
case(a:1,b)
          ^`},
		{"[1,2", `
expected ',' or ']', found the end
[1,2
    ^`},
		{"{'a':1}", `
expected a name in double quotes, found '''
{'a':1}
 ^`},
		{`{"a\x":1}`, `
not an escape of JSON
{"a\x":1}
   ^^`},
		{`["a\u0000"]`, `
not an escape of JSON
["a\u0000"]
   ^^`},
		{`["\ud800"]`, `
not an escape of JSON
["\ud800"]
  ^^`},
		{`["a`, `
the string that begins at position 2 is not closed
["a
 ^^`},
		{"@", `
expected the name of a parameter alias, found the end
@
 ^`},
		{"contains(a,)", `
expected an argument, found ')'
contains(a,)
           ^`},
		{"contains (a,'b')", `
expected an operator or the end, found '('
contains (a,'b')
         ^`},
	} {
		_, err := syntax.ParseFilter(c.filter)
		require.Error(t, err, c.filter)
		require.Equal(t, c.complaint[1:], complaint(t, err), c.filter)
	}
}

func TestOptionComplaints(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ query, target, complaint string }{
		{"$fliter=a", "$fliter", "there is no query option '$fliter'\n$fliter\n^^^^^^^\ndid you mean '$filter'?"},
		{"$zzz=a", "$zzz", "there is no query option '$zzz'\n$zzz\n^^^^"},
		{"$levels=2", "$levels", "'$levels' can only be an option of an item of $expand\n$levels\n^^^^^^^"},
		{"$top=1&TOP=1", "$top", "'$top' is given twice\n1\n^"},
		{"$filter=a&%24FILTER=b", "$filter", "'$filter' is given twice\nb\n^"},
		{"$filter=", "$filter", "'$filter' has no value"},
		{"$orderby=", "$orderby", "'$orderby' has no value"},
		{"$count", "$count", "'$count' has no value\n$count\n      ^"},
		{"$filter =a", "query", "a blank cannot stand in the name of a query option\n$filter \n       ^"},
		{"$search=a;b", "$search", "a word to search for cannot hold ';'\na;b\n ^\n" +
			"it is sent as %3B, or stands in double quotes"},
		{"$search=%CE%94;b", "$search", "a word to search for cannot hold ';'\nΔ;b\n ^\n" +
			"it is sent as %3B, or stands in double quotes"},
		{"@p=", "@p", "'@p' has no value"},
		{"@p=1&@p=2", "@p", "the parameter alias '@p' is given twice\n2\n^"},
		{"@p.q=1", "@p.q", "expected '=', found '.'\n@p.q\n  ^"},
		{"$top=-1", "$top", "'$top' takes digits only, found '-'\n-1\n^"},
		{"$top=%2B5", "$top", "'$top' takes digits only, found '+'\n+5\n^"},
		{"$top=1e3", "$top", "'$top' takes digits only, found 'e3'\n1e3\n ^^"},
		{"$skip=1.5", "$skip", "'$skip' takes digits only, found '.'\n1.5\n ^"},
		{
			"$top=9223372036854775808", "$top",
			"the number is too large for '$top'\n9223372036854775808\n^^^^^^^^^^^^^^^^^^^",
		},
		{"$count=1", "$count", "expected 'true' or 'false', found '1'\n1\n^"},
		{"$count=truest", "$count", "expected 'true' or 'false', found 'truest'\ntruest\n^^^^^^"},
		{"$index=x", "$index", "'$index' takes digits only, found 'x'\nx\n^"},
		{
			"$schemaversion=a%20b", "$schemaversion",
			"expected a version of letters, digits, '.', '-', '_' and '~', or '*'\na b\n ^",
		},
		{"$filter=%20a", "$filter", "a blank cannot stand before the value\n a\n^"},
		{
			"$filter=a%zz", "$filter",
			"'%' must be followed by two hexadecimal digits\na%zz\n ^^^\na percent sign itself is sent as %25",
		},
		{
			"$filter=a%4", "$filter",
			"'%' must be followed by two hexadecimal digits\na%4\n ^^\na percent sign itself is sent as %25",
		},
		{"$filter=%ED%A0%80", "$filter", "the text is not valid UTF-8\n%ED%A0%80\n^^^^^^^^^"},
		{"x=%FF", "x", "the text is not valid UTF-8\n%FF\n^^^"},
		{"$filter=a%00", "$filter", "the character NUL is not allowed\na%00\n^^^^"},
		{
			"$filter=a eq 1 && b eq 2", "query",
			"an empty query option\n$filter=a eq 1 && b eq 2\n               ^^\n" +
				"a logical and is written 'and'; an '&' in a value is sent as %26",
		},
		{"$filter=a#b", "query", "'#' cannot stand in a query\n$filter=a#b\n         ^\nit is sent as %23"},
		{
			"$orderby=firstName sideways", "$orderby",
			"expected an operator, 'asc', 'desc' or ',', found 'sideways'\nfirstName sideways\n          ^^^^^^^^",
		},
		{
			"$orderby=a dsc", "$orderby",
			"expected an operator, 'asc', 'desc' or ',', found 'dsc'\na dsc\n  ^^^\ndid you mean 'desc'?",
		},
		{"$orderby=a,", "$orderby", "expected a value, a property or a function, found the end\na,\n  ^"},
		{
			"$orderby=a;drop table users", "$orderby",
			"expected an operator, 'asc', 'desc' or ',', found ';'\na;drop table users\n ^",
		},
		{"$select=a,,b", "$select", "expected the name of a property, found ','\na,,b\n  ^"},
		{"$select=a b", "$select", "expected ',' or the end, found 'b'\na b\n  ^"},
		{"$select=a/*", "$select", "'*' cannot follow '/' in $select\na/*\n  ^"},
		{"$select=a()", "$select", "expected a query option, found ')'\na()\n  ^"},
		{"$select=a($expand=b)", "$select", "'$expand' cannot be an option of 'a'\na($expand=b)\n  ^^^^^^^"},
		{"$expand=a($filter=)", "$expand", "'$filter' has no value\na($filter=)\n          ^"},
		{"$expand=a($nope=1)", "$expand", "there is no query option '$nope'\na($nope=1)\n  ^^^^^"},
		{
			"$expand=a($oderby=b)", "$expand",
			"there is no query option '$oderby'\na($oderby=b)\n  ^^^^^^^\ndid you mean '$orderby'?",
		},
		{"$expand=a($top=1;$top=2)", "$expand", "'$top' is given twice\na($top=1;$top=2)\n         ^^^^"},
		{"$expand=a($top=-1)", "$expand", "'$top' takes digits only, found '-'\na($top=-1)\n       ^"},
		{"$expand=a($select=b", "$expand", "expected ';' or ')', found the end\na($select=b\n           ^"},
		{"$expand=a($top)", "$expand", "expected '=', found ')'\na($top)\n      ^"},
		{
			"$expand=a($levels=0)",
			"$expand",
			"expected 'max' or a number of levels from 1 on\na($levels=0)\n          ^",
		},
		{
			"$expand=a/$ref($select=b)",
			"$expand",
			"'$select' cannot be an option of '$ref'\na/$ref($select=b)\n       ^^^^^^^",
		},
		{"$expand=*/$count", "$expand", "only '$ref' can follow '*/'\n*/$count\n  ^"},
		{
			"$expand=$ref",
			"$expand",
			"expected a navigation property, or '$ref' or '$count' behind one, found '$'\n$ref\n^",
		},
		{"$compute=a add 1", "$compute", "expected an operator, or 'as' and a name, found the end\na add 1\n       ^"},
		{"$search=", "$search", "'$search' has no value"},
		{"$search=(a", "$search", "expected ')', found the end\n(a\n  ^"},
		{
			"$search=a)",
			"$search",
			"expected a word, a phrase, or AND, OR or NOT, found ')'\na)\n ^\nthere is no '(' for it",
		},
		{"$search=\"a", "$search", "the phrase that begins at position 1 is not closed\n\"a\n^^"},
		{"$search=\"\"", "$search", "a phrase cannot be empty\n\"\"\n^^"},
		{
			"$apply=aggergate(x)", "$apply",
			"there is no transformation 'aggergate'\naggergate(x)\n^^^^^^^^^\ndid you mean 'aggregate'?",
		},
		{"$apply=groupby((a)", "$apply", "expected ',' or ')', found the end\ngroupby((a)\n           ^"},
		{
			"$apply=groupby(a)", "$apply",
			"expected '(' and the properties to group by, as in groupby((role)), found 'a'\ngroupby(a)\n        ^",
		},
		{"$apply=aggregate(a with summ as b)", "$apply", "expected sum, min, max, average, countdistinct " +
			"or a qualified method, found 'summ'\naggregate(a with summ as b)\n                 ^^^^"},
		{
			"$apply=aggregate($count)",
			"$apply",
			"expected 'as' and a name, found ')'\naggregate($count)\n                ^",
		},
		{"$apply=filter(a eq 1)/", "$apply", "expected a transformation, such as groupby((…)) or filter(…), " +
			"found the end\n" +
			"filter(a eq 1)/\n               ^"},
	} {
		_, err := parseQuery(c.query)
		require.Error(t, err, c.query)
		require.Equal(t, c.complaint, complaint(t, err), c.query)
		var f *fault.Fault
		require.ErrorAs(t, err, &f)
		require.Equal(t, c.target, f.Target, c.query)
		require.Equal(t, 400, f.Code.Status())
	}
}

func TestPathComplaints(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ path, complaint string }{
		{"Users/$Count", "there is no path segment '$Count'\nUsers/$Count\n      ^^^^^^\ndid you mean '$count'?"},
		{"$METADATA", "there is no path segment '$METADATA'\n$METADATA\n^^^^^^^^^\ndid you mean '$metadata'?"},
		{"$count", "'$count' cannot begin a path\n$count\n^^^^^^"},
		{"Users/$batch", "'$batch' can only begin a path\nUsers/$batch\n      ^^^^^^"},
		{"Users/$count/x", "nothing can follow '$count'\nUsers/$count/x\n            ^^"},
		{"$metadata/x", "nothing can follow '$metadata'\n$metadata/x\n         ^^"},
		{"Users//x", "a segment of the path is empty\nUsers//x\n     ^\nremove the '/' that is too much"},
		{"Users/", "a segment of the path is empty\nUsers/\n     ^\nremove the '/' that is too much"},
		{
			"../../etc/passwd",
			"'..' names no resource\n../../etc/passwd\n^^\n" +
				"a path begins with an entity set, a singleton or an operation",
		},
		{
			"Users;a=b",
			"'Users;a=b' names no resource\nUsers;a=b\n^^^^^^^^^\n" +
				"a path begins with an entity set, a singleton or an operation",
		},
		{"N.Users", "a path cannot begin with the qualified name 'N.Users'\nN.Users\n^^^^^^^"},
		{
			"Teams(name='A/B')",
			"'/' cannot stand in a string in the path\nTeams(name='A/B')\n             ^\nit is sent as %2F",
		},
		{"Users('a'", "expected ',' or ')', found the end\nUsers('a'\n         ^"},
		{"Users('a')x", "expected '/' or the end of the segment, found 'x'\nUsers('a')x\n          ^"},
		{
			"Users(abc)",
			"expected a literal or a parameter alias, found 'abc'\nUsers(abc)\n      ^^^\n" +
				"if it is a string, it stands in single quotes: 'abc'",
		},
		{"Items(a=1;b=2)", "expected ',' or ')', found ';'\nItems(a=1;b=2)\n         ^"},
		{
			"Users(%22a%22)",
			"expected a literal or a parameter alias, found '\"'\nUsers(\"a\")\n      ^\n" +
				"strings stand in single quotes: 'text'",
		},
		{"Users/%zz", "'%' must be followed by two hexadecimal digits\n%zz\n^^^\na percent sign itself is sent as %25"},
		{"Users(%FF)", "the text is not valid UTF-8\nUsers(%FF)\n^^^^^^^^^^"},
		{"Users/$filter", "expected '(', found the end\nUsers/$filter\n             ^"},
		{"Users/$filter(a eqq 1)", "expected an operator or ')', found 'eqq'\n" +
			"Users/$filter(a eqq 1)\n                ^^^\n" +
			"did you mean 'eq'?"},
		{"$crossjoin(A,)", "expected the name of a parameter, found ')'\n$crossjoin(A,)\n             ^"},
	} {
		_, err := syntax.ParsePath(c.path)
		require.Error(t, err, c.path)
		require.Equal(t, c.complaint, complaint(t, err), c.path)
	}
}

// The message of a fault says where and what was meant.
func TestFaultMessage(t *testing.T) {
	t.Parallel()
	_, err := parseQuery("$filter=contaisn(name,'o')")
	require.EqualError(t, err,
		"there is no function 'contaisn' ($filter, position 1); did you mean 'contains'?")
	var f *fault.Fault
	require.ErrorAs(t, err, &f)
	require.Equal(t, fault.UnknownFunction, f.Code)
	_, err = syntax.ParsePath("Users/$Count")
	require.ErrorAs(t, err, &f)
	require.Equal(t, fault.NotFound, f.Code)
	_, err = syntax.ParsePath("Users/")
	require.ErrorAs(t, err, &f)
	require.Equal(t, fault.BadPath, f.Code)
	_, err = parseQuery("$filter=a eq 1x")
	require.ErrorAs(t, err, &f)
	require.Equal(t, fault.InvalidLiteral, f.Code)
}
