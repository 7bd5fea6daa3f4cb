package odata_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

func TestCastsOfNumbers(t *testing.T) {
	t.Parallel()
	truths(t,
		"cast(2.5,Edm.Int32) eq 3", "cast(-2.5,Edm.Int32) eq -3", "cast(2.4999,Edm.Byte) eq 2",
		"cast(255.4,Edm.Byte) eq 255",
		"cast(255.5,Edm.Byte) eq null", "cast(-1,Edm.Byte) eq null", "cast(-128,Edm.SByte) eq -128",
		"cast(128,Edm.SByte) eq null", "cast(32768,Edm.Int16) eq null", "cast(-32768,Edm.Int16) eq -32768",
		"cast(2147483648,Edm.Int32) eq null", "cast(-2147483648,Edm.Int32) eq -2147483648",
		"cast(9223372036854775807.4,Edm.Int64) eq 9223372036854775807",
		"cast(9223372036854775807.5,Edm.Int64) eq null",
		"cast(1e18,Edm.Int64) eq 1000000000000000000", "cast(1e19,Edm.Int64) eq null", "cast(INF,Edm.Int64) eq null",
		"cast(NaN,Edm.Int64) eq null", "cast(0.5e0,Edm.Int64) eq 1", "cast(-0.49999999999999994e0,Edm.Int64) eq 0",
		"cast(0.1e0,Edm.Decimal) eq 0.1", "cast(1e22,Edm.Decimal) eq 10000000000000000000000",
		"cast(5e-324,Edm.Decimal) gt 0",
		"cast(-INF,Edm.Decimal) eq null", "cast(1 divby 0,Edm.Decimal) eq INF", "cast(1 divby 0,Edm.Double) eq INF",
		"cast(1 divby 0,Edm.Int64) eq null", "cast(0.1,Edm.Double) eq 0.1e0",
		"cast(9007199254740993,Edm.Double) eq 9007199254740992",
		"cast(0.1,Edm.Single) add 0 ne 0.1e0", "cast(0.1,Edm.Single) eq cast(0.1e0,Edm.Single)",
		"cast(16777217,Edm.Single) eq 16777216",
		"cast(1e39,Edm.Single) eq null", "cast(1e-60,Edm.Single) eq 0", "cast(INF,Edm.Single) eq INF",
		"cast(cast(0.1,Edm.Single),Edm.Decimal) eq 0.10000000149011612", "cast(1,Edm.Boolean) eq null",
		"cast(7,Edm.Int64) div 2 eq 3", "cast(7,Edm.Decimal) div 2 eq 3.5", "cast(null,Edm.Int32) eq null",
		"cast(1.0000000000000000001,Edm.Double) eq 1",
	)
}

func TestCastsOfTexts(t *testing.T) {
	t.Parallel()
	truths(t,
		"cast('12',Edm.Int32) eq 12", "cast('+12',Edm.Int64) eq 12", "cast(' 12',Edm.Int32) eq null",
		"cast('12abc',Edm.Int32) eq null",
		"cast('1.0',Edm.Int32) eq null", "cast('',Edm.Int32) eq null", "cast('256',Edm.Byte) eq null",
		"cast('99999999999999999999',Edm.Int64) eq null",
		"cast('99999999999999999999.5',Edm.Decimal) eq 99999999999999999999.5",
		"cast('1e3',Edm.Decimal) eq null", "cast('1e3',Edm.Double) eq 1000", "cast('1e999',Edm.Double) eq null",
		"cast('1e-999',Edm.Double) eq 0", "cast('INF',Edm.Double) eq null", "cast('1e39',Edm.Single) eq null",
		"cast('0.10',Edm.Single) eq cast(0.1,Edm.Single)", "cast('1\u0663',Edm.Int32) eq null",
		"cast('"+strings.Repeat("1", 100)+"',Edm.Decimal) gt 1e99",
		"cast('"+strings.Repeat("1", 101)+"',Edm.Decimal) eq null",
		"cast('true',Edm.Boolean)", "cast('false',Edm.Boolean) eq false", "cast('True',Edm.Boolean) eq null",
		"cast('2024-02-29',Edm.Date) eq 2024-02-29", "cast('2023-02-29',Edm.Date) eq null",
		"cast('1900-02-29',Edm.Date) eq null",
		"cast('2000-02-29',Edm.Date) eq 2000-02-29", "cast('2024-04-31',Edm.Date) eq null",
		"cast('2024-13-01',Edm.Date) eq null",
		"cast('0000-01-01',Edm.Date) eq null", "cast('0001-01-01',Edm.Date) eq 0001-01-01",
		"cast('9999-12-31',Edm.Date) eq 9999-12-31",
		"cast('10000-01-01',Edm.Date) eq null", "cast('-0001-01-01',Edm.Date) eq null",
		"cast('24-01-01',Edm.Date) eq null",
		"cast('2024-01-01T00:00:00Z',Edm.DateTimeOffset) eq 2024-01-01T00:00:00Z",
		"cast('2024-01-01t10:30z',Edm.DateTimeOffset) eq 2024-01-01T10:30:00Z",
		"cast('2024-01-01T10:30:60.1234567+05:30',Edm.DateTimeOffset) eq 2024-01-01T05:01:00.123456Z",
		"cast('2024-01-01T00:00-23:59',Edm.DateTimeOffset) eq 2024-01-01T23:59:00Z",
		"cast('9999-12-31T23:59:59-00:01',Edm.DateTimeOffset) eq null",
		"cast('0001-01-01T00:00:00+00:01',Edm.DateTimeOffset) eq null",
		"cast('2024-01-01T24:00:00Z',Edm.DateTimeOffset) eq null",
		"cast('2024-01-01 00:00:00Z',Edm.DateTimeOffset) eq null",
		"cast('2024-01-01T00:00:00',Edm.DateTimeOffset) eq null",
		"cast('2024-02-30T00:00:00Z',Edm.DateTimeOffset) eq null",
		"cast('12:30',Edm.TimeOfDay) eq 12:30:00", "cast('12:30:59.9999999',Edm.TimeOfDay) eq 12:30:59.999999",
		"cast('12:30:60',Edm.TimeOfDay) eq 12:31:00", "cast('23:59:60',Edm.TimeOfDay) eq null",
		"cast('24:00',Edm.TimeOfDay) eq null",
		"cast('P106751991DT4H54.7758079S',Edm.Duration) eq duration'P106751991DT4H54.775807S'",
		"cast('-P106751991DT4H54.7758079S',Edm.Duration) eq null",
		"cast('-P106751991DT4H54.775807S',Edm.Duration) eq duration'-P106751991DT4H54.775807S'",
		"cast('P106751991DT4H54.775808S',Edm.Duration) eq null",
		"cast('-PT0.0000001S',Edm.Duration) eq duration'-PT0.000001S'",
		"cast('P1DT1H1M1.0000019S',Edm.Duration) eq duration'P1DT1H1M1.000001S'",
		"cast('-PT1S',Edm.Duration) eq duration'-PT1S'",
		"cast('PT',Edm.Duration) eq null", "cast('P',Edm.Duration) eq null", "cast('1D',Edm.Duration) eq null",
		"cast('P99999999999D',Edm.Duration) eq null", "cast('P1Y',Edm.Duration) eq null",
		"cast('P0D',Edm.Duration) eq duration'PT0S'",
		"cast('01234567-89AB-cdef-0123-456789abcdef',Edm.Guid) eq 01234567-89ab-cdef-0123-456789abcdef",
		"cast('0123456789abcdef0123456789abcdef',Edm.Guid) eq null", "cast('x',Edm.Guid) eq null",
	)
}

func TestCastsToText(t *testing.T) {
	t.Parallel()
	truths(t,
		"cast(-12,Edm.String) eq '-12'", "cast(2.50,Edm.String) eq '2.5'", "cast(100.00,Edm.String) eq '100'",
		"cast(0.1 mul 0.1,Edm.String) eq '0.01'", "cast(1 divby 0,Edm.String) eq 'INF'",
		"cast(-1 divby 0,Edm.String) eq '-INF'",
		"cast(2 div (1 divby 0),Edm.String) eq '0'", "cast(true,Edm.String) eq 'true'",
		"cast(1 eq 2,Edm.String) eq 'false'",
		"cast(0001-02-03,Edm.String) eq '0001-02-03'", "cast(08:00,Edm.String) eq '08:00:00.000000'",
		"cast(2024-01-01T00:00:00.5+01:00,Edm.String) eq '2023-12-31T23:00:00.500000Z'",
		"cast(0001-01-01T00:00:00Z,Edm.String) eq '0001-01-01T00:00:00.000000Z'",
		"cast(duration'PT0S',Edm.String) eq 'PT0S'", "cast(duration'-P1DT0.5S',Edm.String) eq '-P1DT0.5S'",
		"cast(duration'PT25H',Edm.String) eq 'P1DT1H'", "cast(duration'P2D',Edm.String) eq 'P2D'",
		"cast(duration'PT60M',Edm.String) eq 'PT1H'", "cast(duration'PT1H0.000001S',Edm.String) eq 'PT1H0.000001S'",
		"cast(duration'P106751991DT4H54.775807S',Edm.String) eq 'P106751991DT4H54.775807S'",
		"cast(01234567-89AB-cdef-0123-456789abcdef,Edm.String) eq '01234567-89ab-cdef-0123-456789abcdef'",
		"concat(cast(1,Edm.String),'x') eq '1x'", "cast('x',Edm.String) eq 'x'",
		"length(cast(now(),Edm.String)) eq 27",
		"cast(cast(duration'-P1DT1H',Edm.String),Edm.Duration) eq duration'-P1DT1H'",
	)
}

func TestCastsOfTimesAndIsOf(t *testing.T) {
	t.Parallel()
	truths(t,
		"cast(2024-01-01,Edm.DateTimeOffset) eq 2024-01-01T00:00:00Z",
		"cast(9999-12-31,Edm.DateTimeOffset) eq 9999-12-31T00:00:00Z",
		"cast(2024-01-01T00:30:00+01:00,Edm.Date) eq 2023-12-31",
		"cast(2024-01-01T00:30:00Z,Edm.TimeOfDay) eq 00:30:00",
		"cast(2024-01-01,Edm.TimeOfDay) eq null", "cast(12:00,Edm.Date) eq null",
		"cast(duration'PT1S',Edm.Int64) eq null",
		"isof(1,Edm.Int64)", "not isof(1,Edm.Int32)", "isof(1.5,Edm.Decimal)", "isof(1e0,Edm.Double)",
		"not isof(null,Edm.String)",
		"isof('a',Edm.String)", "isof(cast(1,Edm.Byte),Edm.Byte)", "not isof(cast(300,Edm.Byte),Edm.Byte)",
		"isof(1 add 1,Edm.Int64)", "isof(floor(categoryId),Edm.Decimal)",
		"isof(7 divby 2,Edm.Decimal)", "isof(categoryId,Edm.Int32)", "not isof(categoryId,Edm.Int64)",
		"not isof(NaN,Edm.Double)",
	)
}

// Collections are compared as multisets: a value must be in the first as often as
// in the second.
func TestSubsets(t *testing.T) {
	t.Parallel()
	truths(t,
		`hassubset(["a","b","a"],["a","a"])`, `not hassubset(["a","b"],["a","a"])`, `hassubset(["a"],[])`,
		`hassubset([],[])`,
		`not hassubset([],["a"])`, `not hassubset(["a"],["a",null])`, `hassubset(["a",null],["a"])`,
		`hassubset([1,2,2],[2,1])`,
		`hassubset([1.5,2],[2.0])`, `not hassubset(["a"],["A"])`,
	)
	odatatest.Shops(t, func(t *testing.T, db *store.DB) {
		c := client{handler: asTenant(t, shopService(t, db, nil), tenant)}
		for filter, expected := range map[string]string{
			`hassubset(keywords,["new"])`:                                "16",
			`hassubset(keywords,["Sale","sale","SALE"])`:                 "8",
			`hassubset(keywords,["new","new"])`:                          "0",
			`hassubset(["sale","new"],keywords)`:                         "24",
			`hassubset(["new"],keywords)`:                                "16",
			`hassubset(keywords,next/keywords)`:                          "32",
			`hassubset(keywords,@p)&@p=["new","sale"]`:                   "8",
			`hassubset(keywords,keywords)`:                               "40",
			`hassubset(keywords/$filter(startswith($this,'n')),["new"])`: "16",
			`hassubset(["new"],keywords/$filter($this ne 'sale'))`:       "24",
			`hassubset(keywords,[])`:                                     "40",
		} {
			w := c.do(t, "/shop/Products/$count?$filter="+filter)
			if w.Code != http.StatusOK || w.Body.String() != expected {
				t.Errorf("%s: %d %s, not %s", filter, w.Code, w.Body, expected)
			}
		}
		for filter, status := range map[string]int{
			`hassubset(keywords,[1])`:             400,
			`hassubset(keywords,name)`:            400,
			`hassubset(keywords)`:                 400,
			`hassubset(keywords,[name])`:          501,
			`hassubsequence(keywords,["a"])`:      400,
			`hassubsequence(["a"],["a"])`:         501,
			`hassubset(categories,categories)`:    400,
			`length(keywords) gt 1`:               400,
			`indexof(keywords,'a') eq 1`:          400,
			`cast(price,Edm.Nope) eq 1`:           400,
			`cast(color,Edm.Binary) eq binary''`:  501,
			`cast(weight,Edm.String) eq '1'`:      501,
			`isof(Edm.String)`:                    501,
			`cast(keywords,Edm.String) eq 'x'`:    501,
			`cast(price,Edm.Stream) eq 1`:         501,
			`cast(10000-01-01,Edm.String) eq 'x'`: 400,
		} {
			if w := c.do(t, "/shop/Products/$count?$filter="+filter); w.Code != status {
				t.Errorf("%s: %d %s, not %d", filter, w.Code, w.Body, status)
			}
		}
	})
}
