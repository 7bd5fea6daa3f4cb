package odata_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Nulls come first ascending and last descending, and the key follows in the
// direction of the last term: Protocol 11.2.6.2.
func TestOrders(t *testing.T) {
	t.Parallel()
	numbers := map[string]bool{"Cards": true, "Orders": true, "Categories": true}
	shops(t, func(t *testing.T, s *shop) {
		seen := map[string]bool{}
		for _, sub := range subjects() {
			if seen[sub.set+sub.property] || len(shopKeys[sub.set]) > 1 {
				continue
			}
			seen[sub.set+sub.property] = true
			key := subject{property: shopKeys[sub.set][0], read: asText}
			if numbers[sub.set] {
				key.read = asNumber
			}
			rows := slices.Clone(s.sets[sub.set])
			slices.SortStableFunc(rows, func(a, b row) int {
				if c := nullsFirst(a.value(sub.property, sub.read), b.value(sub.property, sub.read)); c != 0 {
					return c
				}
				return nullsFirst(a.value(key.property, key.read), b.value(key.property, key.read))
			})
			s.requireOrder(t, sub.set, sub.property, rows)
			s.requireOrder(t, sub.set, sub.property+" asc,"+key.property, rows)
			slices.Reverse(rows)
			s.requireOrder(t, sub.set, sub.property+" desc", rows)
		}
		name := func(o row) any { return get(s.customer(o), "name", asText) }
		rows := slices.Clone(s.sets["Orders"])
		slices.SortStableFunc(rows, func(a, b row) int {
			if c := nullsFirst(name(a), name(b)); c != 0 {
				return -c
			}
			return nullsFirst(a.value("orderId", asNumber), b.value("orderId", asNumber))
		})
		s.requireOrder(t, "Orders", "customer/name desc,orderId asc", rows)
	})
}

func nullsFirst(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	c, _ := order(a, b)
	return c
}

func (s *shop) requireOrder(t *testing.T, set, order string, rows []row) {
	t.Helper()
	want := make([]string, 0, len(rows))
	for _, r := range rows {
		want = append(want, keyOf(set, r))
	}
	keys, status, body := s.filtered(t, set, "true", "&$orderby="+escaped(order))
	require.Equal(t, http.StatusOK, status, body)
	require.Equal(t, strings.Join(want, "\n"), strings.Join(keys, "\n"), order)
}

// Literals among themselves, and membership in a collection.
func TestConstants(t *testing.T) {
	t.Parallel()
	shops(t, func(t *testing.T, s *shop) {
		for filter, want := range map[string]tri{
			"1 eq 1.0": yes, "0.1 eq 0.10": yes, "0.1 eq 1e-1": yes, "'a' lt 'B'": no, "'a' eq 'a'": yes,
			"true gt false": yes,
			"INF eq INF":    yes, "INF gt 1": yes, "-INF lt INF": yes, "12:00 eq 12:00:00": yes,
			"2024-01-01 lt 2024-01-02": yes,
			"00000000-0000-4000-8000-00000000000a eq 00000000-0000-4000-8000-00000000000A": yes,
			"binary'AA' eq binary'AA=='":                        yes,
			"2024-01-01T00:00:00Z eq 2024-01-01T01:00:00+01:00": yes, "duration'PT60M' eq duration'PT1H'": yes,
			"2 gt 10":    no,
			"1 in (1,2)": yes, "2 in (1,2)": yes, "3 in (1,2)": no, "'a' in ('A')": no, "1.0 in (1,null)": yes,
			"1 in ()": no, "null in ()": no, "null in (1,null)": yes, "null in (1)": no, "1 in (null)": no,
			"null eq 1": no, "1 ne null": yes, "not (1 gt null)": yes, "'null' eq null": no,
		} {
			s.check(t, "Customers", filter, func(row) tri { return want })
			s.check(t, "Customers", "not ("+filter+")", func(row) tri { return want.not() })
		}
		for _, pair := range [][2]string{
			{"1", "2.5"},
			{"-INF", "0"},
			{"'a'", "'b'"},
			{"2024-01-01", "2024-01-02"},
			{"false", "true"},
			{"duration'PT59M'", "duration'PT1H'"},
			{"2024-01-01T00:00:00Z", "2024-01-01T00:00:00-01:00"},
			{"08:00", "08:00:00.1"},
			{"Shop.Grade'New'", "Shop.Grade'Gold'"},
		} {
			for _, op := range operators {
				holds := map[string][3]bool{ // of less and more, more and less, and equals
					"eq": {false, false, true}, "ne": {true, true, false}, "gt": {false, true, false},
					"ge": {false, true, true}, "lt": {true, false, false}, "le": {true, false, true},
				}[op.name]
				for i, sides := range [][2]string{{pair[0], pair[1]}, {pair[1], pair[0]}, {pair[1], pair[1]}} {
					filter := sides[0] + " " + op.name + " " + sides[1]
					s.check(t, "Cards", filter, func(row) tri { return truth(holds[i]) })
				}
			}
		}
		in := func(text any, r row) tri {
			x, ok := text.(string)
			return truth(ok && slices.Contains(items(r, "tags"), x))
		}
		s.check(t, "Customers", "'a' in tags", func(r row) tri { return in("a", r) })
		s.check(t, "Customers", "name in tags", func(r row) tri { return in(r["name"], r) })
		s.check(t, "Customers", "not (name in tags)", func(r row) tri { return in(r["name"], r).not() })
		s.check(t, "Customers", "null in tags", func(row) tri { return no })
		s.check(t, "Customers", "card eq null", func(r row) tri { return truth(s.card(r) == nil) })
		s.check(t, "Customers", "not (null eq card)", func(r row) tri { return truth(s.card(r) != nil) })
		s.check(t, "Orders", "customer ne null", func(r row) tri { return truth(s.customer(r) != nil) })
		s.check(t, "Orders", "customer/card/holder eq null", func(r row) tri {
			return truth(s.card(s.customer(r)) == nil)
		})
	})
}
