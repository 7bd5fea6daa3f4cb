package payload

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/fault"
)

func personShape() *Shape {
	return NewShape(
		Member{Name: "id", Kind: GuidMember},
		Member{Name: "emailAddress", Kind: TextMember},
		Member{Name: "role", Kind: TextMember},
		Member{Name: "visible", Kind: BoolMember},
		Member{Name: "tags", Kind: LabelsMember},
		Member{Name: "createdAt", Kind: ReadOnlyMember},
		Member{Name: "manager", Kind: NavigationMember},
	)
}

func decode(text string) (*Body, error) {
	return DecodeBody([]byte(text), personShape(), BodyLimits{})
}

func TestDecodeBodyReadsEveryKind(t *testing.T) {
	t.Parallel()
	b, err := decode(` {
		"id":"01234567-89AB-cdef-0123-456789ABCDEF", "emailAddress":"a\u0040\"\\\/\b\f\n\r\t\ud83d\ude00é",
		"role":null, "visible":false, "tags":["AE"," ","South East "],
		"createdAt":{"any":[1,-0.5e+3,true,false,null,{}]}, "@odata.etag":"W/\"1\"",
		"tags@odata.type":"#Collection(String)"
	} `)
	require.NoError(t, err)
	id := b.Field("id")
	require.True(t, id.Given)
	require.Equal(t, "01234567-89ab-cdef-0123-456789abcdef", fmt.Sprintf("%x-%x-%x-%x-%x",
		id.Guid[:4], id.Guid[4:6], id.Guid[6:8], id.Guid[8:10], id.Guid[10:]))
	require.Equal(t, "a@\"\\/\b\f\n\r\t😀é", b.Field("emailAddress").Text)
	require.Equal(t, Field{Given: true, Null: true, Span: b.Field("role").Span}, b.Field("role"))
	require.True(t, b.Field("visible").Given)
	require.False(t, b.Field("visible").Bool)
	require.Equal(t, []string{"AE", "South East"}, b.Field("tags").Labels)
	require.False(t, b.Field("createdAt").Given)
	require.Equal(t, Field{}, b.Field("nope"))
}

func TestDecodeBodyTellsAbsentNullAndEmptyApart(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Field{
		`{}`:                    {},
		`{"tags":null}`:         {Given: true, Null: true},
		`{"tags":""}`:           {Given: true, Labels: []string{}},
		`{"tags":[]}`:           {Given: true, Labels: []string{}},
		`{"tags":"||a|| |a"}`:   {Given: true, Text: "||a|| |a", Labels: []string{"a", "a"}},
		`{"tags":" A | B B "}`:  {Given: true, Text: " A | B B ", Labels: []string{"A", "B B"}},
		`{"tags":["A B","\t"]}`: {Given: true, Labels: []string{"A B"}},
	} {
		b, err := decode(text)
		require.NoError(t, err, text)
		got := b.Field("tags")
		got.Span = fault.Span{}
		require.Equal(t, want, got, text)
	}
}

func TestDecodeBodyRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text, target, message string
		code                  fault.Code
		place                 string // what the span covers
	}{
		{``, "", "the body is empty: one JSON object is expected at byte 0", fault.BadJSON, ""},
		{" \n", "", "the body is empty: one JSON object is expected at byte 2", fault.BadJSON, ""},
		{`hello`, "", "'hello' where a value is expected, at byte 0", fault.BadJSON, "hello"},
		{`1`, "", "one JSON object is expected, not a number, at byte 0", fault.BadJSON, "1"},
		{
			`[{"role":"x"}]`, "",
			"one JSON object is expected, not an array, at byte 0",
			fault.BadJSON, `[{"role":"x"}]`,
		},
		{`null`, "", "one JSON object is expected, not null, at byte 0", fault.BadJSON, "null"},
		{`"x"`, "", "one JSON object is expected, not a string, at byte 0", fault.BadJSON, `"x"`},
		{`{"role":"x"`, "", "the body ends where ',' or '}' is expected, at byte 11", fault.BadJSON, ""},
		{`{"role":`, "", "the body ends where a value is expected, at byte 8", fault.BadJSON, ""},
		{`{"role"`, "", "the body ends where ':' after a member's name is expected, at byte 7", fault.BadJSON, ""},
		{`{`, "", "the body ends where a member's name in double quotes is expected, at byte 1", fault.BadJSON, ""},
		{`{"ro`, "", "a string without its closing quote, begun at byte 1", fault.BadJSON, `"ro`},
		{`{"role":"x"} x`, "", "there is more after the end of the object, at byte 13", fault.BadJSON, "x"},
		{
			`{"role":"x"}{"role":"y"}`, "",
			"there is more after the end of the object, at byte 12",
			fault.BadJSON, `{"role":"y"}`,
		},
		{`{"role":"x",}`, "", "trailing comma before '}' at byte 11", fault.BadJSON, ","},
		{`{"tags":["x",]}`, "", "trailing comma before ']' at byte 12", fault.BadJSON, ","},
		{
			`{"role":"x",,"id":""}`, "",
			"',' where a member's name in double quotes is expected, at byte 12",
			fault.BadJSON, ",",
		},
		{`{"role":"x" "id":""}`, "", `'"' where ',' or '}' is expected, at byte 12`, fault.BadJSON, `"`},
		{`{"role" "x"}`, "", `'"' where ':' after a member's name is expected, at byte 8`, fault.BadJSON, `"`},
		{`{/*c*/"role":"x"}`, "", "comment at byte 1; JSON has no comments", fault.BadJSON, "/"},
		{`{"role":"x"} // c`, "", "comment at byte 13; JSON has no comments", fault.BadJSON, "/"},
		{`// c`, "", "comment at byte 0; JSON has no comments", fault.BadJSON, "/"},
		{`{'role':"x"}`, "", "single quotes around a text at byte 1; JSON takes double quotes", fault.BadJSON, "'"},
		{
			`{"role":None}`, "",
			"'None' where a value is expected, at byte 8; did you mean 'null'?",
			fault.BadJSON, "None",
		},
		{
			`{"visible":True}`, "",
			"'True' where a value is expected, at byte 11; did you mean 'true'?",
			fault.BadJSON, "True",
		},
		{
			`{"visible":truex}`, "",
			"'truex' where a value is expected, at byte 11; did you mean 'true'?",
			fault.BadJSON, "truex",
		},
		{
			`{role:"x"}`, "",
			"'role' where a member's name in double quotes is expected, at byte 1",
			fault.BadJSON, "role",
		},
		{"{\"role\":\"a\nb\"}", "", "an unescaped control character in a string at byte 10", fault.BadJSON, "\n"},
		{`{"role":"\x41"}`, "", "an escape sequence that JSON does not have, at byte 9", fault.BadJSON, `\x`},
		{`{"role":"\u00g0"}`, "", `'\u' without four hexadecimal digits at byte 9`, fault.BadJSON, `\u00`},
		{`{"role":"\ud800"}`, "", "half of a surrogate pair at byte 9", fault.BadJSON, `\ud800`},
		{`{"role":"\udc00"}`, "", "half of a surrogate pair at byte 9", fault.BadJSON, `\udc00`},
		{`{"role":"\ud800\u0041"}`, "", "half of a surrogate pair at byte 9", fault.BadJSON, `\ud800\u0041`},
		{`{"role":"\`, "", "the body ends inside a string, at byte 9", fault.BadJSON, `\`},
		{`{"createdAt":01}`, "", "a number that JSON does not allow at byte 13", fault.BadJSON, "01"},
		{`{"createdAt":1.}`, "", "a number that JSON does not allow at byte 13", fault.BadJSON, "1."},
		{`{"createdAt":-}`, "", "a number that JSON does not allow at byte 13", fault.BadJSON, "-"},
		{`{"createdAt":1e}`, "", "a number that JSON does not allow at byte 13", fault.BadJSON, "1e"},
		{`{"createdAt":0x1}`, "", "a number that JSON does not allow at byte 13", fault.BadJSON, "0"},
		{`{"createdAt":+1}`, "", "'+' where a value is expected, at byte 13", fault.BadJSON, "+"},
		{`{"role":"a","role":"b"}`, "role", "member 'role' is given twice", fault.DuplicateMember, `"role"`},
		{
			`{"role":"a","rol\u0065":"b"}`, "role",
			"member 'role' is given twice",
			fault.DuplicateMember, `"rol\u0065"`,
		},
		{`{"@x":1,"@x":2}`, "@x", "member '@x' is given twice", fault.DuplicateMember, `"@x"`},
		{`{"createdAt":{"a":1,"a":2}}`, "a", "member 'a' is given twice", fault.DuplicateMember, `"a"`},
		{
			`{"role":"a","ROLE":"b"}`, "ROLE",
			"unknown member 'ROLE'; did you mean 'role'?",
			fault.UnknownMember, `"ROLE"`,
		},
		{
			`{"emailAddreſs":"b"}`, "emailAddreſs",
			"unknown member 'emailAddreſs'; did you mean 'emailAddress'?",
			fault.UnknownMember, `"emailAddreſs"`,
		},
		{
			`{"isAdmin":true}`, "isAdmin",
			"unknown member 'isAdmin'; the members are id, emailAddress, role, visible, tags",
			fault.UnknownMember, `"isAdmin"`,
		},
		{
			`{"manager":null}`, "manager",
			"'manager' is a navigation property and is not written here; give the id of the other entity",
			fault.UnknownMember, `"manager"`,
		},
		{
			`{"manager@odata.bind":"Users(1)"}`, "manager@odata.bind",
			"'manager@odata.bind' is not read here; give the id of the other entity",
			fault.UnknownMember, `"manager@odata.bind"`,
		},
		{
			`{"manager@bind":"Users(1)"}`, "manager@bind",
			"'manager@bind' is not read here; give the id of the other entity",
			fault.UnknownMember, `"manager@bind"`,
		},
		{`{"role":1e999999}`, "role", "role must be a string, not a number", fault.InvalidValue, "1e999999"},
		{`{"role":["a"]}`, "role", "role must be a string, not an array", fault.InvalidValue, `["a"]`},
		{`{"role":{"a":1}}`, "role", "role must be a string, not an object", fault.InvalidValue, `{"a":1}`},
		{`{"role":true}`, "role", "role must be a string, not true or false", fault.InvalidValue, "true"},
		{
			`{"visible":"true"}`, "visible",
			"visible must be true or false, not a string",
			fault.InvalidValue, `"true"`,
		},
		{`{"visible":1}`, "visible", "visible must be true or false, not a number", fault.InvalidValue, "1"},
		{
			`{"tags":1}`, "tags",
			`tags must be a string such as "A|B" or an array of strings, not a number`,
			fault.InvalidValue, "1",
		},
		{`{"tags":["a",null]}`, "tags", "item 2 of tags must be a string, not null", fault.InvalidValue, "null"},
		{`{"tags":[["a"]]}`, "tags", "item 1 of tags must be a string, not an array", fault.InvalidValue, `["a"]`},
		{
			`{"tags":["a","b|c"]}`, "tags",
			"item 2 of tags holds '|', which separates items",
			fault.InvalidValue, `"b|c"`,
		},
		{
			`{"id":""}`, "id",
			"id must be a string with a guid such as 01234567-89ab-cdef-0123-456789abcdef",
			fault.InvalidValue, `""`,
		},
		{
			`{"id":"7812068db46f46a7aa91c517b692dee0"}`, "id",
			"id must be a string with a guid such as",
			fault.InvalidValue, `"7812068db46f46a7aa91c517b692dee0"`,
		},
		{
			`{"id":"{7812068d-b46f-46a7-aa91-c517b692dee0}"}`, "id",
			"id must be a string with a guid such as",
			fault.InvalidValue, `"{7812068d-b46f-46a7-aa91-c517b692dee0}"`,
		},
		{
			`{"id":"urn:uuid:7812068d-b46f-46a7-aa91-c517b692dee0"}`, "id",
			"id must be a string with a guid such as",
			fault.InvalidValue, `"urn:uuid:7812068d-b46f-46a7-aa91-c517b692dee0"`,
		},
		{
			`{"id":"7812068d-b46f-46a7-aa91-c517b692deeg"}`, "id",
			"id must be a string with a guid such as",
			fault.InvalidValue, `"7812068d-b46f-46a7-aa91-c517b692deeg"`,
		},
	}
	for _, test := range tests {
		_, err := decode(test.text)
		var f *fault.Fault
		require.ErrorAs(t, err, &f, test.text)
		require.Equal(t, test.code, f.Code, test.text)
		require.Equal(t, test.target, f.Target, test.text)
		message := f.Message
		if f.Hint != "" {
			message += "; " + f.Hint
		}
		require.True(t, strings.HasPrefix(message, test.message), "%s: %s", test.text, message)
		require.Equal(t, test.text, f.Source)
		require.Equal(t, test.place, f.Source[f.Span.Start:f.Span.End], test.text)
	}
}

func TestDecodeBodyChecksTheEncoding(t *testing.T) {
	t.Parallel()
	b, err := decode("\xef\xbb\xbf{\"role\":\"x\"}")
	require.NoError(t, err)
	require.Equal(t, "x", b.Field("role").Text)

	for text, message := range map[string]string{
		"\xff\xfe{\x00}\x00":                     "the body is in UTF-16 or UTF-32; send it as UTF-8",
		"\xfe\xff\x00{\x00}":                     "the body is in UTF-16 or UTF-32; send it as UTF-8",
		"{\x00}\x00":                             "the body is in UTF-16 or UTF-32; send it as UTF-8",
		"\x00{\x00}":                             "the body is in UTF-16 or UTF-32; send it as UTF-8",
		"{\"role\":\"a\xff\"}":                   "the body is not UTF-8: bad byte 0xFF at byte 10",
		"{\"role\":\"\xed\xa0\x80\"}":            "the body is not UTF-8: bad byte 0xED at byte 9",
		"\xef\xbb\xbf{\"role\":\"a\xc0\xaf\"}":   "the body is not UTF-8: bad byte 0xC0 at byte 13",
		"\xef\xbb\xbf{\"role\":\"a\",}":          "trailing comma before '}' at byte 14 (request, position 12)",
		"\xef\xbb\xbf\xef\xbb\xbf{\"role\":\"\"": "'\ufeff' where a value is expected, at byte 3 (request, position 1)",
	} {
		_, err := decode(text)
		require.EqualError(t, err, message, "%q", text)
	}
}

func TestDecodeBodyKeepsItsLimits(t *testing.T) {
	t.Parallel()
	nested := func(depth int) string {
		return `{"createdAt":` + strings.Repeat("[", depth-1) + strings.Repeat("]", depth-1) + `}`
	}
	_, err := decode(nested(DefaultBodyDepth))
	require.NoError(t, err)
	_, err = decode(nested(DefaultBodyDepth + 1))
	require.EqualError(t, err, "objects and arrays are nested deeper than 16 levels, at byte 28 (request, position 29)")
	_, err = decode(nested(30_000))
	require.ErrorContains(t, err, "nested deeper than 16 levels")

	fits := `{"role":"` + strings.Repeat("a", DefaultBodyBytes-11) + `"}`
	require.Len(t, fits, DefaultBodyBytes)
	_, err = decode(fits)
	require.NoError(t, err)
	_, err = decode(fits + " ")
	require.Equal(t, fault.PayloadTooLarge, fault.From(err).Code)

	for size, code := range map[int]fault.Code{9: fault.Internal, 10: fault.Internal, 11: fault.PayloadTooLarge} {
		text, err := ReadBody(strings.NewReader(strings.Repeat("a", size)), 10)
		if code == fault.Internal {
			require.NoError(t, err)
			require.Len(t, text, size)
			continue
		}
		require.Equal(t, code, fault.From(err).Code)
	}
	_, err = ReadBody(io.MultiReader(strings.NewReader("{"), brokenReader{}), 0)
	require.Equal(t, fault.BadRequest, fault.From(err).Code)
	require.ErrorIs(t, err, errBroken)
	require.False(t, IsTimeout(err))
}

var errBroken = errors.New("broken")

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errBroken }

func TestDecodeBodyAsksForRequiredMembers(t *testing.T) {
	t.Parallel()
	shape := personShape().With(Member{Name: "id", Kind: GuidMember, Required: true})
	for text, message := range map[string]string{
		`{}`:          "",
		`{"id":null}`: " (id, position 7)",
	} {
		_, err := DecodeBody([]byte(text), shape, BodyLimits{})
		require.EqualError(t, err,
			"id is required: a string with a guid such as 01234567-89ab-cdef-0123-456789abcdef"+message)
		require.Equal(t, "id", fault.From(err).Target)
	}
	require.Len(t, shape.Members(), len(personShape().Members()))
}

func TestDecodeBodyNamesTheAllowedValues(t *testing.T) {
	t.Parallel()
	shape := NewShape(Member{Name: "role", Kind: TextMember, Allowed: []string{"A", "B"}})
	_, err := DecodeBody([]byte(`{"role":1}`), shape, BodyLimits{})
	require.EqualError(t, err, "role must be one of A, B, not a number (role, position 9)")
	_, err = DecodeBody([]byte(`{"role":"C"}`), shape, BodyLimits{})
	require.NoError(t, err)
}

func TestBodyLocatesDomainFaults(t *testing.T) {
	t.Parallel()
	b, err := decode(`{"role":"é","emailAddress":"bob"}`)
	require.NoError(t, err)
	f := &fault.Fault{Code: fault.InvalidValue, Message: "no address", Target: "emailAddress"}
	require.EqualError(t, b.Locate(f), "no address (emailAddress, position 28)")
	other := &fault.Fault{Code: fault.Conflict, Message: "no", Target: "name"}
	require.EqualError(t, b.Locate(other), "no")
}

func TestMessagesStayShort(t *testing.T) {
	t.Parallel()
	_, err := decode(`{"` + strings.Repeat("é", 20_000) + `":1}`)
	require.Less(t, len(err.Error()), 300)
	_, err = decode(`{"role":` + strings.Repeat("x", 20_000) + `}`)
	require.Less(t, len(err.Error()), 300)
}

// FuzzJSONBody holds the decoder against encoding/json: what passes here is
// valid there, and means the same.
func FuzzJSONBody(f *testing.F) {
	for _, seed := range []string{
		`{"role":"a\ud83d\ude00","tags":"A|B","visible":true,"id":null}`,
		`{"tags":["a","b"],"createdAt":[1,{"x":-0.1e3}]}`,
		"\xef\xbb\xbf{}", `{"role":"x",}`, `{"role":1e5}`, `{"@a":{"b":[]}}`,
		"{\"role\":\"\xff\"}", `{"role":"\u0000"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := DecodeBody(text, personShape(), BodyLimits{})
		if err != nil {
			var known *fault.Fault
			require.ErrorAs(t, err, &known)
			require.Contains(t, []int{400, 413}, known.Code.Status())
			require.NotPanics(t, func() { _ = known.Error() + known.Caret() })
			return
		}
		text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
		var other map[string]any
		require.NoError(t, json.Unmarshal(text, &other))
		for _, name := range []string{"role", "emailAddress"} {
			want, given := other[name]
			field := b.Field(name)
			require.Equal(t, given, field.Given)
			require.Equal(t, given && want == nil, field.Null)
			if s, ok := want.(string); ok {
				require.Equal(t, s, field.Text)
			}
		}
		if want, ok := other["visible"].(bool); ok {
			require.Equal(t, want, b.Field("visible").Bool)
		}
	})
}
