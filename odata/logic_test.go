package odata_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// related are the rows of a set whose properties equal those of r; null finds nothing.
func (s *shop) related(set string, r row, pairs ...string) (found []row) {
	for _, other := range s.sets[set] {
		same := true
		for i := 0; i < len(pairs); i += 2 {
			mine := r[pairs[i]]
			same = same && mine != nil && fmt.Sprint(mine) == fmt.Sprint(other[pairs[i+1]])
		}
		if same {
			found = append(found, other)
		}
	}
	return found
}

// nowhere is what a path meets behind a navigation without a target.
func (s *shop) one(set string, r row, pairs ...string) row {
	if found := s.related(set, r, pairs...); len(found) > 0 {
		return found[0]
	}
	return nil
}

func (s *shop) customer(order row) row { return s.one("Customers", order, "customerId", "customerId") }
func (s *shop) card(customer row) row  { return s.one("Cards", customer, "customerId", "holderId") }
func (s *shop) order(line row) row     { return s.one("Orders", line, "orderId", "orderId") }
func (s *shop) product(line row) row   { return s.one("Products", line, "productId", "productId") }
func (s *shop) next(product row) row   { return s.one("Products", product, "successorId", "productId") }

func (s *shop) parent(category row) row {
	return s.one("Categories", category, "parentId", "categoryId")
}
func (s *shop) orders(c row) []row { return s.related("Orders", c, "customerId", "customerId") }
func (s *shop) lines(o row) []row  { return s.related("OrderLines", o, "orderId", "orderId") }

// get reads a property, null of a row that is not there.
func get(r row, property string, read func(string) any) any {
	if r == nil {
		return nil
	}
	return r.value(property, read)
}

// matched is a function of texts: null if one of them is null.
func matched(f func(s, sub string) bool, a, b any) tri {
	x, ok := a.(string)
	y, also := b.(string)
	if !ok || !also {
		return unknown
	}
	return truth(f(x, y))
}

func items(r row, property string) []string {
	list := []string{}
	for _, item := range r[property].([]any) {
		list = append(list, item.(string))
	}
	return list
}

func anyOf[T any](list []T, test func(T) tri) tri {
	return truth(slices.ContainsFunc(list, func(item T) bool { return test(item) == yes }))
}

func allOf[T any](list []T, test func(T) tri) tri {
	return truth(!slices.ContainsFunc(list, func(item T) bool { return test(item) != yes }))
}

type predicate struct {
	filter string
	holds  func(row) tri
}

// customerPredicates are one of every kind; about half of them are null for some row.
func customerPredicates(s *shop) []predicate {
	lower := cases.Lower(language.Und).String
	active := func(r row) tri {
		b, ok := r["active"].(bool)
		if !ok {
			return unknown
		}
		return truth(b)
	}
	return []predicate{
		{"true", func(row) tri { return yes }},
		{"false", func(row) tri { return no }},
		{"active", active},
		{"active eq true", func(r row) tri { return truth(active(r) == yes) }},
		{"active ne false", func(r row) tri { return truth(active(r) != no) }},
		{"name gt 'm'", func(r row) tri { return compared("gt", r["name"], "m") }},
		{"name ge null", func(row) tri { return no }},
		{"name eq null", func(r row) tri { return truth(r["name"] == nil) }},
		{"null eq null", func(row) tri { return yes }},
		{"null ne null", func(row) tri { return no }},
		{"null lt null", func(row) tri { return no }},
		{"name le note", func(r row) tri { return compared("le", r["name"], r["note"]) }},
		{"name in ('a',null,'%')", func(r row) tri {
			return truth(r["name"] == nil || r["name"] == "a" || r["name"] == "%")
		}},
		{"note in ('a','b')", func(r row) tri { return truth(r["note"] == "a" || r["note"] == "b") }},
		{"contains(name,'a')", func(r row) tri { return matched(strings.Contains, r["name"], "a") }},
		{"endswith(note,name)", func(r row) tri { return matched(strings.HasSuffix, r["note"], r["name"]) }},
		{"startswith(name,'')", func(r row) tri { return matched(strings.HasPrefix, r["name"], "") }},
		{"contains(tolower(note),'ß')", func(r row) tri {
			if n, ok := r.text("note"); ok {
				return truth(strings.Contains(lower(n), "ß"))
			}
			return unknown
		}},
		{"tags/any()", func(r row) tri { return truth(len(items(r, "tags")) > 0) }},
		{"tags/any(t:t eq 'a')", func(r row) tri { return truth(slices.Contains(items(r, "tags"), "a")) }},
		{"tags/all(t:contains(t,name))", func(r row) tri {
			return allOf(items(r, "tags"), func(i string) tri { return matched(strings.Contains, i, r["name"]) })
		}},
		{"orders/all(o:contains(o/remark,'a'))", func(r row) tri {
			return allOf(s.orders(r), func(o row) tri { return matched(strings.Contains, o["remark"], "a") })
		}},
		{"orders/any(o:not contains(o/remark,'a'))", func(r row) tri {
			return anyOf(s.orders(r), func(o row) tri { return matched(strings.Contains, o["remark"], "a").not() })
		}},
		{"card/points gt 0", func(r row) tri { return compared("gt", get(s.card(r), "points", asNumber), rat("0")) }},
		{"card/points eq null", func(r row) tri { return truth(get(s.card(r), "points", asNumber) == nil) }},
	}
}

// Comparisons are two-valued, functions three-valued, in every place that an
// expression of truth can stand: URL Conventions 5.1.1.1.
func TestLogic(t *testing.T) {
	t.Parallel()
	shops(t, func(t *testing.T, s *shop) {
		places := map[string]func(tri) tri{
			"%s": func(a tri) tri { return a }, "not (%s)": tri.not, "not(not(%s))": func(a tri) tri { return a },
			"(%s) eq true": func(a tri) tri {
				return truth(a == yes)
			}, "(%s) ne true": func(a tri) tri { return truth(a != yes) },
			"(%s) eq false": func(a tri) tri {
				return truth(a == no)
			}, "(%s) ne false": func(a tri) tri { return truth(a != no) },
			"(%s) eq null": func(a tri) tri {
				return truth(a == unknown)
			}, "(%s) ne null": func(a tri) tri { return truth(a != unknown) },
			"true eq (%s)": func(a tri) tri {
				return truth(a == yes)
			}, "false ne (%s)": func(a tri) tri { return truth(a != no) },
			"null eq (%s)": func(a tri) tri {
				return truth(a == unknown)
			}, "not ((%s) eq true)": func(a tri) tri { return truth(a != yes) },
			"not ((%s) ne false)": func(a tri) tri {
				return truth(a == no)
			}, "not (not (%s) eq true)": func(a tri) tri { return truth(a != no) },
			"(%s) and true": func(a tri) tri {
				return a
			}, "not ((%s) and true)": tri.not, "not ((%s) or false)": tri.not,
			"not (true and not (%s))": func(a tri) tri { return a }, "(%s) and false": func(tri) tri { return no },
			"not ((%s) and false)": func(tri) tri { return yes }, "(%s) or true": func(tri) tri { return yes },
			"((%s) or false) eq false": func(a tri) tri {
				return truth(a == no)
			}, "not (((%s) and true) ne null)": func(a tri) tri { return truth(a == unknown) },
			"(%s) gt false": func(a tri) tri {
				return truth(a == yes)
			}, "(%s) le true": func(a tri) tri { return truth(a != unknown) },
			"not ((%s) lt true)":        func(a tri) tri { return truth(a != no) },
			"(%s) in (true)":            func(a tri) tri { return truth(a == yes) },
			"not ((%s) in (true,null))": func(a tri) tri { return truth(a == no) },
			"(%s) and null": func(tri) tri {
				return no
			}, "not ((%s) and null)": func(a tri) tri { return truth(a == no) },
			"(%s) or null": func(a tri) tri { return a }, "not ((%s) or null)": func(tri) tri { return no },
		}
		list := customerPredicates(s)
		for i, p := range list {
			for place, f := range places {
				if i < 2 && strings.Contains(place, " in ") {
					continue // a literal on the left of in
				}
				s.check(t, "Customers", fmt.Sprintf(place, p.filter), func(r row) tri { return f(p.holds(r)) })
			}
		}
		for i, p := range list {
			for step := 1; step < len(list); step += 3 {
				q := list[(i+step)%len(list)]
				for place, f := range map[string]func(a, b tri) tri{
					"(%s) and (%s)":              tri.and,
					"not ((%s) and (%s))":        func(a, b tri) tri { return a.and(b).not() },
					"not ((%s) or (%s))":         func(a, b tri) tri { return a.or(b).not() },
					"not (not (%s) or not (%s))": tri.and,
					"(%s) eq (%s)":               func(a, b tri) tri { return truth(a == b) },
					"not ((%s) ne (%s))":         func(a, b tri) tri { return truth(a == b) },
					"(%s) lt (%s)":               func(a, b tri) tri { return truth(a == no && b == yes) },
				} {
					s.check(t, "Customers", fmt.Sprintf(place, p.filter, q.filter), func(r row) tri {
						return f(p.holds(r), q.holds(r))
					})
				}
			}
		}
	})
}

// not binds tighter than comparison, comparison than equality, equality than and: URL Conventions 5.1.1.14.
func TestPrecedence(t *testing.T) {
	t.Parallel()
	shops(t, func(t *testing.T, s *shop) {
		var either, neither []string
		for i := range 40 {
			either = append(either, fmt.Sprintf("customerId eq 'C%03d'", i))
			neither = append(neither, fmt.Sprintf("customerId ne 'C%03d'", i))
		}
		s.check(t, "Customers", strings.Join(either, " or "), func(r row) tri {
			return truth(slices.Contains(either, "customerId eq "+quoted(keyOf("Customers", r))))
		})
		s.check(t, "Customers", strings.Join(neither, " and "), func(r row) tri {
			return truth(!slices.Contains(either, "customerId eq "+quoted(keyOf("Customers", r))))
		})
		for loose, strict := range map[string]string{
			"not active eq true":                         "(not active) eq true",
			"not active eq null":                         "(not active) eq null",
			"name gt 'm' eq note lt 'm'":                 "(name gt 'm') eq (note lt 'm')",
			"true or false and false":                    "true or (false and false)",
			"active and name eq null or true":            "(active and (name eq null)) or true",
			"name gt 'm' eq false eq false":              "((name gt 'm') eq false) eq false",
			"name ne null eq (note ne null)":             "(name ne null) eq (note ne null)",
			"not contains(name,'a') and active":          "(not contains(name,'a')) and active",
			"NOT active EQ TRUE AND Contains(name,'a')":  "((not active) eq true) and contains(name,'a')",
			"active eq name in ('a')":                    "active eq (name in ('a'))",
			"not name in ('a')":                          "not (name in ('a'))",
			"tags/ANY(t:t eq 'a' or t eq 'A' and false)": "tags/any(t:(t eq 'a') or ((t eq 'A') and false))",
		} {
			a, status, body := s.filtered(t, "Customers", loose, "")
			require.Equal(t, http.StatusOK, status, "%s: %s", loose, body)
			b, status, body := s.filtered(t, "Customers", strict, "")
			require.Equal(t, http.StatusOK, status, "%s: %s", strict, body)
			require.Equal(t, b, a, loose)
		}
	})
}

func TestLists(t *testing.T) {
	t.Parallel()
	shops(t, func(t *testing.T, s *shop) {
		for _, c := range []struct {
			set, property string
			read          func(string) any
			list          string
			in            []any
		}{
			{"Customers", "name", asText, "('a')", []any{"a"}},
			{"Customers", "name", asText, "('a',null)", []any{"a", nil}},
			{"Customers", "name", asText, "(null)", []any{nil}},
			{"Customers", "name", asText, "( 'a' , 'a','''','%' ,'😀')", []any{"a", "'", "%", "😀"}},
			{"Customers", "name", asText, "()", nil},
			{"Products", "price", asNumber, "(9.99,9.991)", []any{rat("9.99")}},
			{"Products", "price", asNumber, "(9.990,10,-1.001,null)", []any{rat("9.99"), rat("10"), nil}},
			{"Products", "price", asNumber, "(9.991)", nil},
			{"Products", "tinyPrice", asNumber, "(0.5,0.0000000000000000011,1e0)", []any{rat("0.5")}},
			{"Products", "shelf", asNumber, "(300,0,-128,0.5,127.0)", []any{rat("0"), rat("-128"), rat("127")}},
			{"Products", "minAge", asNumber, "(-1,256)", nil},
			{"Products", "sold", asNumber, "(9007199254740992,9223372036854775808,1)", []any{rat("1")}},
			{
				"Products", "sold", asNumber, "(9007199254740993,null,99999999999999999999)",
				[]any{rat("9007199254740993"), nil},
			},
			{"Products", "weight", asDouble, "(0.1,0.3,null)", []any{0.1, nil}},
			{
				"Products", "productId", asGuid,
				"(00000000-0000-4000-8000-000000000000,9E3779B1-0000-4000-8000-000000000001)",
				[]any{"00000000-0000-4000-8000-000000000000", "9e3779b1-0000-4000-8000-000000000001"},
			},
			{
				"Products", "successorId", asGuid, "(9E3779B1-0000-4000-8000-000000000001,null)",
				[]any{nil, "9e3779b1-0000-4000-8000-000000000001"},
			},
			{
				"Customers", "createdAt", asMoment, "(2024-01-01T01:00:00%2B01:00,2024-01-01T00:00:00.0000005Z)",
				[]any{moment("2024-01-01T00:00:00Z")},
			},
			{"Customers", "seenAt", asMoment, "(null,2024-01-01T00:00:00.0000005Z)", []any{nil}},
			{"Customers", "birthday", asText, "(0001-01-01,null)", []any{"0001-01-01", nil}},
			{"Customers", "wakeUp", asClock, "(12:00:00.5,06:30,00:00:00.0000001)", []any{
				clock("12:00:00.5"),
				clock("06:30"),
			}},
			{
				"Orders", "handling", asDuration, "(duration'PT0S',duration'PT24H',duration'PT0.0000005S')",
				[]any{rat("0"), rat("86400")},
			},
			{"Customers", "grade", asGrade, "(Shop.Grade'Gold','Lost',null)", []any{rat("10"), rat("-1"), nil}},
			{"Customers", "active", func(x string) any { return x == "true" }, "(true,null)", []any{true, nil}},
			{"Customers", "photo", asBinary, "(binary'AA==',null)", []any{"\x00", nil}},
			{"Customers", "photo", asBinary, "(binary'AA',binary'3q2-7w==')", []any{"\x00", "\xde\xad\xbe\xef"}},
		} {
			list := strings.ReplaceAll(c.list, "%2B", "+")
			member := func(r row) tri {
				return truth(slices.ContainsFunc(c.in, func(v any) bool {
					return compared("eq", r.value(c.property, c.read), v) == yes
				}))
			}
			s.check(t, c.set, c.property+" in "+list, member)
			s.check(t, c.set, "not ("+c.property+" in "+list+")", func(r row) tri { return member(r).not() })
			s.check(t, c.set, c.property+" in "+list+" eq false", func(r row) tri { return member(r).not() })
		}
		many := make([]string, 0, 1000)
		for i := range 1000 {
			many = append(many, fmt.Sprintf("'C%03d'", i))
		}
		s.check(t, "Customers", "customerId in ("+strings.Join(many, ",")+")", func(r row) tri {
			return truth(slices.Contains(many, quoted(keyOf("Customers", r))))
		})
	})
}
