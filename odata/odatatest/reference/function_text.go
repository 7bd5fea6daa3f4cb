package reference

import (
	"strings"

	"github.com/seed-267014d6/roster/odata/value"
)

// textFunctions are those of URL Conventions 4.01, 5.1.1.5 and 5.1.1.7.
func textFunctions() []function {
	two := []parameter{text, text}
	test := func(name string, holds func(s, part string) bool) function {
		return function{name: name, params: two, result: value.Boolean, apply: func(_ *run, v []Value) Value {
			return Boolean(holds(string(v[0].(Text)), string(v[1].(Text))))
		}}
	}
	change := func(name string, apply func(string) string) function {
		return function{name: name, params: two[:1], result: value.String, apply: func(_ *run, v []Value) Value {
			return Text(apply(string(v[0].(Text))))
		}}
	}
	return []function{
		test("contains", strings.Contains),
		test("startswith", strings.HasPrefix),
		test("endswith", strings.HasSuffix),
		change("tolower", value.ToLower),
		change("toupper", value.ToUpper),
		change("trim", strings.TrimSpace), // the 25 characters of the property White_Space
		{name: "concat", params: two, result: value.String, apply: func(_ *run, v []Value) Value {
			return v[0].(Text) + v[1].(Text)
		}},
		{name: "length", params: two[:1], result: value.Int32, apply: func(_ *run, v []Value) Value {
			return whole(int64(characters(v[0].(Text))))
		}},
		{name: "indexof", params: two, result: value.Int32, apply: func(_ *run, v []Value) Value {
			return indexOf(v[0].(Text), v[1].(Text))
		}},
		{
			name: "substring", params: []parameter{text, wholeNumber, wholeNumber}, needed: 2,
			result: value.String, apply: substring,
		},
	}
}

// indexOf counts characters; -1 stands for absence.
func indexOf(s, part Text) Value {
	before, _, found := strings.Cut(string(s), string(part))
	if !found {
		return whole(-1)
	}
	return whole(int64(characters(Text(before))))
}

// substring counts from the end where the start is negative. What lies outside
// of the text is cut off; a negative length fails.
func substring(r *run, v []Value) Value {
	runes := []rune(string(v[0].(Text)))
	length := int64(len(runes))
	start := clamped(v[1], length)
	if start < 0 {
		start = max(0, length+start)
	}
	end := length
	if len(v) == 3 {
		if v[2].(Exact).Sign() < 0 {
			return r.fail()
		}
		end = min(length, start+clamped(v[2], length))
	}
	return Text(runes[start:end])
}

// clamped is a whole number, brought between -limit and limit.
func clamped(v Value, limit int64) int64 {
	n := truncated(v.(Exact).Rat)
	switch {
	case !n.IsInt64() && n.Sign() < 0:
		return -limit
	case !n.IsInt64():
		return limit
	}
	return max(-limit, min(limit, n.Int64()))
}
