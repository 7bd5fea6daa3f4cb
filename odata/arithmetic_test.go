package odata_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/value"
)

// truths checks conditions that are true of every row on both databases, and
// their negations, which are true of none.
func truths(t *testing.T, conditions ...string) {
	t.Helper()
	odatatest.Shops(t, func(t *testing.T, db *store.DB) {
		c := client{handler: asTenant(t, shopService(t, db, nil), tenant)}
		for _, condition := range conditions {
			for filter, expected := range map[string]string{condition: "12", "not (" + condition + ")": "0"} {
				w := c.do(t, "/shop/Categories/$count?$filter="+escaped(filter))
				if w.Code != http.StatusOK || w.Body.String() != expected {
					t.Errorf("%s: %d %s", filter, w.Code, w.Body)
				}
			}
		}
	})
}

// Literals are calculated with by the database, exactly where they are decimal.
func TestDecimalArithmetic(t *testing.T) {
	t.Parallel()
	truths(t,
		"1 add 2 eq 3", "0.1 add 0.2 eq 0.3", "0.1 sub 0.3 eq -0.2", "1.10 mul 1.10 eq 1.21", "2 mul 0.5 eq 1",
		"7 div 2 eq 3", "-7 div 2 eq -3", "7.0 div 2 eq 3.5", "7 divby 2 eq 3.5",
		"-1 divby 3 eq -0.333333333333333333",
		"1.0 div 3 eq 0.333333333333333333", "2 divby 3 lt 0.666666666666666667", "2 divby 3 eq 0.666666666666666666",
		"-5.5 mod 3 eq -2.5", "5.5 mod -3 eq 2.5", "5 mod -3 eq 2", "-5 mod 3 eq -2", "0.3 mod 0.1 eq 0",
		"-(2.50) eq -2.5", "-(1) add 1 eq 0", "9223372036854775807 add 0.5 gt 9223372036854775807",
		"9223372036854775808 add 1 eq 9223372036854775809",
		"99999999999999999999.99 mul 99999999999999999999.99 eq 9999999999999999999998000000000000000000.0001",
		// Beyond Int64 whole numbers have no result.
		"(9223372036854775807 add 1) eq null", "(-9223372036854775808 sub 1) eq null",
		"-(-9223372036854775808) eq null", "(-9223372036854775808 div -1) eq null",
		"(-9223372036854775808 mod -1) eq 0",
		"(9223372036854775807 mul 2) eq null",
		// By zero.
		"1 divby 0 eq INF", "-1 divby 0 eq -INF", "(0 divby 0) eq null", "1.5 divby 0.0 gt 1e300",
		"(1 divby 0) sub (1 divby 0) eq null", "2 div (1 divby 0) eq 0", "2.5 mod (1 divby 0) eq 2.5",
		"((1 divby 0) mul 0.0) eq null", "((1 divby 0) mod 2) eq null", "(1 divby 0) in (1,INF)",
		"-(1 divby 0) eq -INF",
		"((1 divby 0) mul 1e0) eq INF", "round(1 divby 0) eq INF", "(1 divby 0) ne NaN",
		"((1.0) div (1 sub 1)) eq null", "((1 divby 0) div (0.5 sub 0.5)) eq null",
		// Null.
		"(null add 1) eq null", "(null mul null) eq null", "-null eq null", "(null divby 0) eq null",
		// Rounding.
		"round(2.5) eq 3", "round(-2.5) eq -3", "floor(-0.1) eq -1", "ceiling(-0.1) eq 0", "round(7) eq 7",
		"round(99999999999999999999.5) eq 100000000000000000000", "round(7) div 2 eq 3.5", "round(7.0) div 2 eq 3.5",
		// Mixed.
		"1 add 1e0 eq 2", "0.1 add 0.2e0 eq 0.30000000000000004", "0.1e0 add 0.2e0 ne 0.3", "3 div 2e0 eq 1.5",
		"case(true:1,true:2.5) div 2 eq 0.5", "case(false:1,true:2.5e0) eq 2.5", "case(true:7,false:2) div 2 eq 3",
		"case(false:1) eq null", "case(true:null,true:1.5) eq null", "case(true:0.1,true:0.10) eq 0.1",
	)
}

func TestDoubleArithmetic(t *testing.T) {
	t.Parallel()
	truths(t,
		"1e308 mul 10 eq INF", "-1e308 mul 10 eq -INF", "1e308 mul -10 eq -INF", "1e308 add 1e308 eq INF",
		"-1e308 sub 1e308 eq -INF", "1e308 div 0.1 eq INF", "1e-300 mul 1e-300 eq 0", "1e-300 div 1e300 eq 0",
		"1.7976931348623157e308 add 9.97e291 eq 1.7976931348623157e308", "1.7976931348623157e308 add 9.98e291 eq INF",
		"1e0 div 0 eq INF", "-1e0 div 0 eq -INF", "1e0 divby 0e0 eq INF", "(0e0 div 0e0) eq null",
		"1e0 div -0e0 eq INF",
		"(INF sub INF) eq null", "(INF mul 0) eq null", "(INF div INF) eq null", "INF add -1e308 eq INF",
		"1e0 div INF eq 0",
		"(INF mod 2) eq null", "5e0 mod INF eq 5", "(5e0 mod 0e0) eq null", "-5.5e0 mod 3 eq -2.5",
		"5.5e0 mod -3e0 eq 2.5",
		"1e300 mod 7e-5 lt 7e-5", "(1 add NaN) eq null", "-INF lt -1e308", "-(0e0) eq 0", "0e0 mul -1 eq 0",
		"round(-0.4e0) eq 0", "round(0.49999999999999994e0) eq 0", "round(2.5e0) eq 3", "round(INF) eq INF",
		"1e400 add 0 eq INF", "1e-400 add 0 eq 0", "5e-324 mul 0.5 eq 0", "5e-324 mul 0.75 eq 5e-324",
		"5e-324 div 2 eq 0",
	)
}

// Doubles are calculated as Go calculates them, to the last bit, at all sizes.
func TestDoublesToTheBit(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	number := func() float64 {
		f := math.Float64frombits(r.Uint64())
		for math.IsNaN(f) || math.IsInf(f, 0) {
			f = math.Float64frombits(r.Uint64())
		}
		if r.IntN(3) == 0 {
			_, f = math.Modf(f)
			f *= 1000
		}
		return f
	}
	text := func(f float64) string {
		switch {
		case math.IsInf(f, 0):
			return strings.TrimPrefix(strings.ToUpper(fmt.Sprint(f)), "+")
		}
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	var conditions []string
	for range 300 {
		x, y := number(), number()
		for op, result := range map[string]float64{
			"add": x + y, "sub": x - y, "mul": x * y, "div": value.DivDouble(x, y), "mod": math.Mod(x, y),
		} {
			expected := "null"
			if !math.IsNaN(result) {
				expected = text(result)
			}
			conditions = append(conditions, fmt.Sprintf("(%s %s %s) eq %s", text(x), op, text(y), expected))
		}
	}
	var joined []string
	for i := 0; i < len(conditions); i += 40 {
		joined = append(joined, strings.Join(conditions[i:min(i+40, len(conditions))], " and "))
	}
	truths(t, joined...)
}

// Long chains are answered before the time limit, and without growing: each
// operator needs its operands several times.
func TestChainsOfArithmetic(t *testing.T) {
	t.Parallel()
	odatatest.Shops(t, func(t *testing.T, db *store.DB) {
		c := client{handler: asTenant(t, shopService(t, db, nil), tenant)}
		for first, next := range map[string]string{
			"sold": " sub 1", "weight": " mul 1e0", "price": " mul 1.1", "leadTime": " mul 2", "stock": " divby 3",
			"changedAt": " add duration'PT1S'", "introduced": " sub duration'P1D'", "ratio": " mod 1e3",
		} {
			filter := first + strings.Repeat(next, 24) + " ne null"
			w := c.do(t, "/shop/Products?$select=name&$orderby=name&$filter="+escaped(filter))
			if w.Code != http.StatusOK {
				t.Errorf("%s: %d %s", filter, w.Code, w.Body)
			}
		}
		for filter, expected := range map[string]string{
			"price" + strings.Repeat(" mul 1.1", 60) + " gt 0":     "the result may have more than 4000 digits",
			"price add 0." + strings.Repeat("1", 41) + " gt 0":     "is not a value of Edm.Decimal",
			"price gt 0." + strings.Repeat("1", 41) + " mul stock": "is not a value of Edm.Decimal",
		} {
			w := c.do(t, "/shop/Products?$filter="+escaped(filter))
			if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), expected) {
				t.Errorf("%s: %d %s", filter, w.Code, w.Body)
			}
		}
	})
}

func TestTemporalArithmetic(t *testing.T) {
	t.Parallel()
	truths(t,
		"2024-02-28 add duration'P1D' eq 2024-02-29", "2024-02-28 add duration'PT23H' eq 2024-02-28",
		"2024-02-28 sub duration'PT1H' eq 2024-02-27", "2024-03-01 sub 2024-02-01 eq duration'P29D'",
		"(9999-12-31 add duration'P1D') eq null", "9999-12-31 add duration'PT23H59M59.999999S' eq 9999-12-31",
		"(0001-01-01 sub duration'PT0.000001S') eq null", "0001-01-01 add duration'-PT0S' eq 0001-01-01",
		"9999-12-31 sub 0001-01-01 eq duration'P3652058D'",
		"0001-01-01 add duration'P3652058D' eq 9999-12-31", "(2024-01-01 add duration'P106751991D') eq null",
		"2024-01-01T00:00:00Z add duration'PT0.000001S' eq 2024-01-01T00:00:00.000001Z",
		"2024-03-01T00:00:00Z sub duration'P1DT0.5S' eq 2024-02-28T23:59:59.5Z",
		"(9999-12-31T23:59:59.999999Z add duration'PT0.000001S') eq null",
		"(0001-01-01T00:00:00Z sub duration'PT0.000001S') eq null",
		"9999-12-31T23:59:59.999999Z sub 0001-01-01T00:00:00Z eq duration'P3652058DT23H59M59.999999S'",
		"0001-01-01T00:00:00Z add duration'P3652058DT23H59M59.999999S' eq 9999-12-31T23:59:59.999999Z",
		"1969-12-31T23:59:59.999999Z sub 1970-01-01T00:00:00Z eq duration'-PT0.000001S'",
		"2024-01-01T00:00:00+02:00 add duration'PT2H' eq 2024-01-01T00:00:00Z",
		"2024-01-01T00:00:00.0000019Z add duration'PT0.0000019S' eq 2024-01-01T00:00:00.000002Z",
		"(2024-01-01T00:00:00Z add duration'P106751991DT4H54.775807S') eq null",
		"duration'PT1H' add duration'PT30M' eq duration'PT90M'",
		"duration'PT1H' sub duration'P1D' eq duration'-PT23H'",
		"-duration'PT1H' eq duration'-PT1H'",
		"(duration'P106751991DT4H54.775807S' add duration'PT0.000001S') eq null",
		"duration'PT1H' mul 1.5 eq duration'PT90M'", "2 mul duration'PT1H' eq duration'PT2H'",
		"duration'PT1H' div 7 eq duration'PT8M34.285714S'", "duration'-PT1H' divby 7 eq duration'-PT8M34.285714S'",
		"(duration'P106751991D' mul 2) eq null", "(duration'PT1H' divby 0) eq null",
		"duration'PT0.000001S' mul 0.999 eq duration'PT0S'", "(duration'PT1S' mul (1 divby 0)) eq null",
		"(duration'PT1S' div (1 divby 0)) eq null", "(null add duration'PT1S') eq null",
		"(2024-01-01 add null) eq null",
		"year(2024-12-31 add duration'P1D') eq 2025", "totalseconds(2024-01-02 sub 2024-01-01) eq 86400",
	)
}
