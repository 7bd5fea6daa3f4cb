package odata_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// A row is an entity as read without a filter; its numbers are json.Numbers.
type row map[string]any

// A tri is a truth value of the logic with null.
type tri int8

const (
	no tri = iota - 1
	unknown
	yes
)

func truth(b bool) tri {
	if b {
		return yes
	}
	return no
}

func (a tri) not() tri      { return -a }
func (a tri) and(b tri) tri { return min(a, b) }
func (a tri) or(b tri) tri  { return max(a, b) }

// A shop is a served shop with all of its rows.
type shop struct {
	client

	sets map[string][]row
}

// shopKeys are the keys of the sets.
var shopKeys = map[string][]string{
	"Customers": {"customerId"}, "Cards": {"cardId"}, "Orders": {"orderId"}, "OrderLines": {"orderId", "lineNo"},
	"Products": {"productId"}, "Categories": {"categoryId"},
}

func readShop(t *testing.T, db *store.DB) *shop {
	t.Helper()
	s := &shop{client: client{handler: asTenant(t, shopService(t, db, nil), tenant)}, sets: map[string][]row{}}
	for set := range shopKeys {
		for _, text := range s.get(t, "/shop/"+set).Value {
			s.sets[set] = append(s.sets[set], parseRow(t, text))
		}
		require.NotEmpty(t, s.sets[set])
	}
	return s
}

func parseRow(t *testing.T, text json.RawMessage) row {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	var r row
	require.NoError(t, d.Decode(&r))
	return r
}

func shops(t *testing.T, fn func(t *testing.T, s *shop)) {
	t.Helper()
	if testing.Short() {
		t.Skip("thousands of requests")
	}
	odatatest.Shops(t, func(t *testing.T, db *store.DB) { fn(t, readShop(t, db)) })
}

func keyOf(set string, r row) string {
	parts := make([]string, 0, 2)
	for _, name := range shopKeys[set] {
		parts = append(parts, fmt.Sprint(r[name]))
	}
	return strings.Join(parts, ",")
}

// escaped encodes the value of a query option.
func escaped(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// filtered are the keys of the rows that a filter leaves; options come behind it.
func (s *shop) filtered(t *testing.T, set, filter, options string) (keys []string, status int, body string) {
	t.Helper()
	w := s.do(t, "/shop/"+set+"?$select="+strings.Join(shopKeys[set], ",")+"&$filter="+escaped(filter)+options)
	if w.Code != http.StatusOK {
		return nil, w.Code, w.Body.String()
	}
	var a answer
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &a))
	keys = []string{}
	for _, text := range a.Value {
		keys = append(keys, keyOf(set, parseRow(t, text)))
	}
	return keys, w.Code, ""
}

// check holds a filter against a predicate. It does not end the test at once, so
// that one run shows all that is wrong.
func (s *shop) check(t *testing.T, set, filter string, keep func(row) tri) {
	t.Helper()
	s.checkWith(t, set, filter, "", keep)
}

func (s *shop) checkWith(t *testing.T, set, filter, options string, keep func(row) tri) {
	t.Helper()
	expected := []string{}
	for _, r := range s.sets[set] {
		if keep(r) == yes {
			expected = append(expected, keyOf(set, r))
		}
	}
	keys, status, body := s.filtered(t, set, filter, options)
	switch {
	case status != http.StatusOK:
		report(t, "%s?$filter=%s: %d %s", set, filter, status, body)
	case strings.Join(expected, "\n") != strings.Join(keys, "\n"):
		report(t, "%s?$filter=%s: %d rows instead of %d\nmissing %.80q\nextra   %.80q", set, filter, len(keys),
			len(expected),
			without(expected, keys), without(keys, expected))
	}
}

func without(list, other []string) (rest []string) {
	in := map[string]bool{}
	for _, s := range other {
		in[s] = true
	}
	for _, s := range list {
		if !in[s] {
			rest = append(rest, s)
		}
	}
	return rest
}

// The values of comparisons are string, bool, float64, *big.Rat, time.Time, or nil for null.

func rat(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic(s)
	}
	return r
}

func moment(s string) time.Time {
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return at
}

var durationPattern = regexp.MustCompile(`^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$`)

// seconds is the length of a duration.
func seconds(s string) *big.Rat {
	m := durationPattern.FindStringSubmatch(s)
	if m == nil {
		panic(s)
	}
	sum := new(big.Rat)
	for i, unit := range []int64{86400, 3600, 60, 1} {
		if m[i+2] != "" {
			sum.Add(sum, new(big.Rat).Mul(rat(m[i+2]), big.NewRat(unit, 1)))
		}
	}
	if m[1] == "-" {
		sum.Neg(sum)
	}
	return sum
}

// clock makes a time of day one that sorts as text.
func clock(s string) string {
	if strings.Count(s, ":") == 1 {
		s += ":00"
	}
	if !strings.Contains(s, ".") {
		s += "."
	}
	return s + strings.Repeat("0", 24-len(s))
}

func memberValue(members map[string]int64) func(string) any {
	return func(s string) any {
		var sum int64
		for name := range strings.SplitSeq(s, ",") {
			v, ok := members[name]
			if !ok {
				panic(s)
			}
			sum += v
		}
		return new(big.Rat).SetInt64(sum)
	}
}

// value is a property's value as something to be compared.
func (r row) value(property string, read func(string) any) any {
	v, there := r[property]
	if !there {
		panic("no property " + property)
	}
	switch v := v.(type) {
	case nil:
		return nil
	case bool:
		return v
	case json.Number:
		return read(v.String())
	default:
		return read(v.(string))
	}
}

func (r row) text(property string) (string, bool) {
	s, ok := r[property].(string)
	return s, ok
}

// order compares two values that are not null; ok is false where one is not a number.
func order(a, b any) (c int, ok bool) {
	switch a := a.(type) {
	case string:
		return strings.Compare(a, b.(string)), true
	case bool:
		return cmp.Compare(int(truth(a)), int(truth(b.(bool)))), true
	case float64:
		f := b.(float64)
		return cmp.Compare(a, f), a == a && f == f
	case time.Time:
		return a.Compare(b.(time.Time)), true
	default:
		return a.(*big.Rat).Cmp(b.(*big.Rat)), true
	}
}

// compared is the two-valued result of a comparison: URL Conventions 5.1.1.1.
func compared(op string, a, b any) tri {
	if a == nil || b == nil {
		return truth(op == "eq" && a == nil && b == nil || op == "ne" && (a != nil || b != nil))
	}
	c, ok := order(a, b)
	if !ok {
		return truth(op == "ne")
	}
	return truth(map[string]bool{
		"eq": c == 0, "ne": c != 0, "gt": c > 0, "ge": c >= 0, "lt": c < 0, "le": c <= 0,
	}[op])
}
