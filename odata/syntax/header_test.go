package syntax_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/syntax"
)

func TestSplitList(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                 "",
		" , ,":                             "",
		"a, b ,c":                          "a|b|c",
		`a="1,2", b`:                       `a="1,2"|b`,
		`a="1\",2", b`:                     `a="1\",2"|b`,
		`a="1\\", b`:                       `a="1\\"|b`,
		`a="open, b`:                       `a="open, b`,
		"application/json;q=0.5,\t*/*;q=0": "application/json;q=0.5|*/*;q=0",
	} {
		require.Equal(t, want, strings.Join(syntax.SplitList([]string{text}), "|"), text)
	}
	require.Equal(t, []string{"a", "b"}, syntax.SplitList([]string{"a", "b"}))
}

func TestMediaRange(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"application/json":                        "application/json [] 1",
		" Application/JSON ; OData.Metadata=Full": "application/json [{odata.metadata Full}] 1",
		"*/*;q=0.8":                               "*/* [] 0.8",
		`text/plain;charset="UTF-8";;a`:           "text/plain [{charset UTF-8} {a }] 1",
		`a/b;c="d;e,\"f"`:                         `a/b [{c d;e,"f}] 1`,
		"a/b;q=0":                                 "a/b [] 0",
	} {
		m, err := syntax.ParseMediaRange(text)
		require.NoError(t, err, text)
		require.Equal(t, want, fmt.Sprint(m.Type, " ", m.Parameters, " ", m.Quality), text)
	}
	for _, text := range []string{
		"", "json", "a/", "/b", "a b/c", "a/b c", "a/b;q=2", "a/b;q=-1", "a/b;q=x", "a/b;q=NaN", `a/b;c="d`, "a/b,c/d",
		"a/b;=c", "a/b;c=", "é/b", "json;odata.metadata=none",
	} {
		_, err := syntax.ParseMediaRange(text)
		require.Error(t, err, text)
	}
}

func TestPreferences(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"odata.maxpagesize=5":                     "[{maxpagesize true 5 []}]",
		"MaxPageSize = 5":                         "[{maxpagesize false 5 []}]",
		`maxpagesize="5"`:                         "[{maxpagesize false 5 []}]",
		"respond-async, wait=10;a=b;c":            "[{respond-async false  []} {wait false 10 [{a b} {c }]}]",
		`x="maxpagesize=7,",odata.maxpagesize=9`:  "[{x false maxpagesize=7, []} {maxpagesize true 9 []}]",
		"odata.other=1":                           "[{odata.other false 1 []}]",
		"maxpagesize=0, maxpagesize=, return=all": "[]",
		"maxpagesize=-1,, omit-values=nulls":      "[{omit-values false nulls []}]",
		`odata.include-annotations="*,-a.b#c"`:    "[{include-annotations true *,-a.b#c []}]",
		`include-annotations="a."`:                "[]",
		`include-annotations="a.b", "x", =1`:      "[{include-annotations false a.b []}]",
		`callback;url="http://h/p?q#f"`:           "[{callback false  [{url http://h/p?q#f}]}]",
		`callback;url="h p", callback`:            "[]",
		"":                                        "[]",
	} {
		require.Equal(t, want, fmt.Sprint(syntax.Preferences([]string{text})), text)
	}
}

func TestHeader(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"OData-Version: 4.0", "odata-version:4.01 ", "OData-MaxVersion: 4.5", "Content-ID: a.b~1", "AsyncResult: 204",
		"Isolation: snapshot", "OData-Isolation: snapshot", "OData-EntityId: http://h/x",
		"Prefer: return=minimal, wait=5",
		`OData-Error: {"code":"x"}`,
	} {
		h, err := syntax.ParseHeader(line)
		require.NoError(t, err, line)
		name, value, _ := strings.Cut(line, ":")
		require.Equal(t, syntax.Parameter{Name: strings.ToLower(name), Value: strings.TrimSpace(value)}, h)
	}
	for _, line := range []string{
		"", ":", "OData-Version", "OData-Version: 4", "OData-Version: 3.0", "OData-Version: 4.0x",
		"OData-MaxVersion: 4.",
		"OData-MaxVersion: .4", "Content-ID: a b", "Content-ID:", "AsyncResult: 20", "AsyncResult: 2000",
		"Isolation: serial", "OData-EntityId:", "OData-Error: x", "Prefer: maxpagesize=0", "X-Other: 1", "a b: c",
	} {
		_, err := syntax.ParseHeader(line)
		require.Error(t, err, line)
	}
}

func TestURI(t *testing.T) {
	t.Parallel()
	root, err := syntax.ParseURI("http://Host:80/odata/")
	require.NoError(t, err)
	u, err := syntax.ParseURI("HTTP://host:80/odata/Users('a%2Fb')?$top=1")
	require.NoError(t, err)
	path, query, ok := u.Below(root)
	require.True(t, ok)
	require.Equal(t, "Users('a%2Fb')", path)
	require.Equal(t, "$top=1", query)
	for _, text := range []string{
		"urn:some:id", "http://[::1]/", "http://[::1]:8080/x", "http://[v1.a:b]/", "http://u:p@h/", "http://h",
		"http://h?q",
		"http://h/#f", "http://h:/", "some:/where", "a+b-c.d:x", "http://h/%41?/?#/?",
	} {
		_, err := syntax.ParseURI(text)
		require.NoError(t, err, text)
	}
	for _, text := range []string{
		"", "x", "/path", "1a:b", "http//h/", "http://h/ x", "http://h/%4", "http://h/%zz", "http://[::1/",
		"http://[x]/",
		"http://[v.a]/", "http://[]/", "http://h:8a/", "http://a b/", "http://h/\"", "http://h/#a#b", "http://a:b:1/",
		"http://h\\x", "_a:b", "http://[fe80::1%25eth0]/",
	} {
		_, err := syntax.ParseURI(text)
		require.Error(t, err, text)
	}
	for _, other := range []string{"https://host:80/odata/x", "http://host/odata/x", "http://host:80/other"} {
		u, err := syntax.ParseURI(other)
		require.NoError(t, err)
		_, _, ok := u.Below(root)
		require.False(t, ok, other)
	}
}

func TestContext(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"#Users", "#Users(a,b/c,N.T/d,N.*,*)", "#Users(a,nav(),other+(x,y(z)))/$entity", "#Users('it''s/(x)')/name",
		"#Members(teamId=1,userId=7812068d-b46f-46a7-aa91-c517b692dee0)/note", "#Users(duration'P1DT2S')/name", "#Me",
		"#Me/N.T(a)",
		"#$ref", "#Collection($ref)", "#Edm.String", "#Collection(Edm.String)", "#Collection(N.T)(a,b)",
		"#Users/$delta",
		"#Users/$deletedLink", "#A(1)/b(2)/N.C/d/$entity", "#Users(@N.T#q,@M.x/code)", "#Users(N.F(a,b),N.G)",
		"#A(@N.entity(a))", "#A(true)/b", "#A(2012-09-03T10:00:00+02:00)/b",
	} {
		c, err := syntax.ParseContext(text)
		require.NoError(t, err, text)
		require.Equal(t, text, string(syntax.AppendContext(nil, c)))
	}
	for _, text := range []string{
		"", "Users", "#", "##", "#Users(", "#Users(a", "#Users(a,)", "#Users(,)", "#Users()x", "#Users/", "#Users//a",
		"#Users/$Entity", "#Users/$ref", "#Users(a)/$link", "#Collection(a)", "#Collection(Edm.String", "#Users/a b",
		"#Users(a b)", "#Users(*/a)", "#Users(a/*)", "#Users(a%2Cb)", "#Users((a))", "#Users(a)(b)", "#$refs",
		"#$count",
		"#Users(" + strings.Repeat("a(", 50),
		"#Users(" + strings.Repeat("a,", 3000) + "a)", "#Users(a b)/c", "#U(1,)/c",
	} {
		_, err := syntax.ParseContext(text)
		require.Error(t, err, text)
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	for text, kind := range map[string]syntax.LiteralKind{
		"true": syntax.BooleanLiteral, "1": syntax.IntegerLiteral, "-1.5": syntax.DecimalLiteral,
		"+1e5": syntax.DoubleLiteral,
		"INF":  syntax.DoubleLiteral, "P1D": syntax.DurationLiteral, "-PT1.5S": syntax.DurationLiteral,
		"2012-09-03": syntax.DateLiteral, "12:30": syntax.TimeLiteral, "2012-09-03T12:30Z": syntax.DateTimeLiteral,
		"01234567-89ab-cdef-0123-456789abcdef": syntax.GuidLiteral, "SRID=0;Point(1 2)": syntax.GeoLiteral,
		"Yellow,Red": syntax.EnumLiteral, "Zm9v": syntax.EnumLiteral, "Zm8=": syntax.BinaryLiteral,
		"-3,4": syntax.EnumLiteral,
	} {
		lit, err := syntax.ParseValue(text)
		require.NoError(t, err, text)
		require.Equal(t, kind, lit.Kind, text)
	}
	for _, text := range []string{"", "'a'", "a b", "%2B1", "1 ", " 1", "2012-13-01", "12:60", "=", "é é", "("} {
		_, err := syntax.ParseValue(text)
		require.Error(t, err, text)
		_, err = syntax.ParseEnumValue(text)
		require.Error(t, err, text)
	}
}

// A message quotes what is no text, too.
func TestValueOfNoText(t *testing.T) {
	t.Parallel()
	_, err := syntax.ParseValue(strings.Repeat("\x86", 2000))
	require.Error(t, err)
}
