package fault_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/fault"
)

func TestMessage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fault *fault.Fault
		text  string
	}{
		{fault.New(fault.NotFound, "there is no user '%s'", "x"), "there is no user 'x'"},
		{
			fault.New(fault.BadQueryOption, "bad").In("$filter", "é eq 1").At(fault.Span{Start: 3, End: 5}),
			"bad ($filter, position 3)",
		},
		{fault.New(fault.BadPath, "bad").In("", "Users"), "bad (request, position 1)"},
		{fault.New(fault.BadPath, "bad").In("path", "").Meaning("$count"), "bad; did you mean '$count'?"},
		{fault.New(fault.BadPath, "bad").Meaning(""), "bad"},
		{fault.New(fault.BadPath, "bad").Advise("send %d", 1), "bad; send 1"},
		{fault.New(fault.BadPath, "bad").In("path", "ab").At(fault.Span{Start: 9, End: 12}), "bad (path, position 3)"},
	} {
		require.EqualError(t, c.fault, c.text)
	}
}

// The stage that knows better has been there first.
func TestInKeepsTheInnerPlace(t *testing.T) {
	t.Parallel()
	f := fault.New(fault.BadQueryOption, "bad").In("$expand", "a").In("$filter", "b")
	require.Equal(t, "$expand", f.Target)
	require.Equal(t, "a", f.Source)
}

func TestCaret(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		source     string
		start, end int
		caret      string
	}{
		{"", 0, 1, ""},
		{"abc", 0, 1, "abc\n^"},
		{"abc", 1, 3, "abc\n ^^"},
		{"abc", 3, 3, "abc\n   ^"},
		{"abc", 7, 9, "abc\n   ^"},
		{"abc", -2, 2, "abc\n^^"},
		{"abc", 2, 1, "abc\n  ^"},
		{"é ü x", 3, 5, "é ü x\n  ^"},
		{"日本語", 3, 9, "日本語\n ^^"},
		{"a\r\n\tb\x7f", 4, 5, "a   b \n    ^"},
	} {
		f := fault.New(fault.BadPath, "bad").In("x", c.source).At(fault.Span{Start: c.start, End: c.end})
		require.Equal(t, c.caret, f.Caret(), "%q", c.source)
	}
}

func TestSpanJoin(t *testing.T) {
	t.Parallel()
	a, b := fault.Span{Start: 3, End: 5}, fault.Span{Start: 1, End: 4}
	require.Equal(t, fault.Span{Start: 1, End: 5}, a.Join(b))
	require.Equal(t, fault.Span{Start: 1, End: 5}, b.Join(a))
}

// What is no fault is our failure, and its text stays with us.
func TestFrom(t *testing.T) {
	t.Parallel()
	f := fault.New(fault.Conflict, "taken")
	require.Same(t, f, fault.From(fmt.Errorf("upsert: %w", f)))
	cause := errors.New("secret of the database")
	hidden := fault.From(cause)
	require.Equal(t, fault.Internal, hidden.Code)
	require.NotContains(t, hidden.Error(), "secret")
	require.ErrorIs(t, hidden, cause)
	require.ErrorIs(t, fault.New(fault.ServiceUnavailable, "busy").Because(cause), cause)
}

// Each code has a name of its own and a status of an error.
func TestCodes(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for code := fault.Internal; code <= fault.BadRequest; code++ {
		name := code.String()
		require.NotEmpty(t, name, "code %d", code)
		require.False(t, names[name], name)
		names[name] = true
		require.GreaterOrEqual(t, code.Status(), 400, name)
		require.NotEmpty(t, http.StatusText(code.Status()), name)
	}
	require.Equal(t, "InternalError", fault.Code(200).String())
	require.Equal(t, 500, fault.Code(200).Status())
	require.Equal(t, 410, fault.TokenExpired.Status())
	require.Equal(t, 422, fault.UnknownID.Status())
	require.Equal(t, 501, fault.NotImplemented.Status())
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	names := []string{"contains", "concat", "startswith", "emailAddress", "emailKey", "eq", "ne"}
	for name, want := range map[string]string{
		"contaisn":      "contains",
		"CONTAINS":      "contains",
		"contain":       "contains",
		"startwith":     "startswith",
		"emailadress":   "emailAddress",
		"email":         "",
		"emailKye":      "emailKey",
		"eqq":           "eq",
		"qe":            "",
		"":              "",
		"x":             "",
		"firstName":     "",
		"concta":        "concat",
		"satrtswith":    "startswith",
		"emailAddres s": "emailAddress",
	} {
		require.Equal(t, want, fault.Suggest(name, names), name)
	}
	require.Empty(t, fault.Suggest(strings.Repeat("a", 65), []string{strings.Repeat("a", 65)}))
	require.Empty(t, fault.Suggest("contains", nil))
}

func FuzzCaret(f *testing.F) {
	f.Add("a é b", 2, 4)
	f.Add("\xff\x00", -1, 9)
	f.Fuzz(func(t *testing.T, source string, start, end int) {
		fl := fault.New(fault.BadPath, "bad").In("x", source).At(fault.Span{Start: start, End: end})
		require.NotEmpty(t, fl.Error())
		if caret := fl.Caret(); source != "" {
			require.True(t, strings.HasSuffix(caret, "^"))
			require.Equal(t, 1, strings.Count(caret, "\n"))
		}
	})
}
