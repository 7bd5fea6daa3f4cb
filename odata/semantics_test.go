package odata_test

import (
	"encoding/base64"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"github.com/seed-267014d6/roster/odata/odatatest"
)

func asText(s string) any     { return s }
func asNumber(s string) any   { return rat(s) }
func asMoment(s string) any   { return moment(s) }
func asDuration(s string) any { return seconds(s) }
func asClock(s string) any    { return clock(s) }
func asGuid(s string) any     { return strings.ToLower(s) }

func asDouble(s string) any {
	switch s {
	case "INF":
		return math.Inf(1)
	case "-INF":
		return math.Inf(-1)
	case "NaN":
		return math.NaN()
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic(err)
	}
	return f
}

// asSingle is the nearest single, as the literal of a single is read.
func asSingle(s string) any {
	f, err := strconv.ParseFloat(strings.Replace(s, "INF", "Inf", 1), 32)
	if err != nil {
		panic(err)
	}
	return f
}

func asBinary(s string) any {
	b, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "="))
	if err != nil {
		panic(err)
	}
	return string(b)
}

var (
	asGrade    = memberValue(map[string]int64{"Lost": -1, "New": 0, "Regular": 1, "Gold": 10})
	asStatus   = memberValue(map[string]int64{"Open": 0, "Paid": 1, "Shipped": 2, "Cancelled": 9})
	asChannels = memberValue(map[string]int64{"None": 0, "Mail": 1, "Phone": 2, "Visit": 4, "All": 7})
)

// A subject is a property with the literals it is compared with: each literal is
// the text of its value, put into the form.
type subject struct {
	set, property string
	read          func(string) any
	form          string // %s is the value
	values        []string
}

type literal struct {
	text  string
	value any
}

func (s subject) literals() []literal {
	list := []literal{{text: "null"}}
	for _, v := range s.values {
		text := v
		if s.form == "'%s'" {
			text = strings.ReplaceAll(v, "'", "''")
		}
		list = append(list, literal{text: fmt.Sprintf(s.form, text), value: s.read(v)})
	}
	return list
}

func subjects() []subject {
	texts := []string{"", "a", "A", "é", "e\u0301", "😀", "\ufffd", "O'Neil", `\`, "%", "ß", "1", "null", "zz zz"}
	product := func(i int) string { return fmt.Sprintf("%08X-0000-4000-8000-%012x", uint32(i)*2654435761, i) }
	moments := []string{
		"2024-01-01T00:00:00Z", "2024-01-01T01:00:00+01:00", "2023-12-31T10:00:00-14:00", "2024-01-01T00:00:00.000001Z",
		"2024-01-01T00:00:00.0000005Z", "2024-01-01T00:00:00.0000010Z", "2024-01-01T00:00:00.0000011Z",
		"2024-01-01T00:00:00.500Z", "1969-12-31T23:59:59.9999995Z", "1969-12-31T23:59:59.999999Z",
		"0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.9999999Z",
		"0000-01-01T00:00:00Z", "2025-01-01T00:00:00.1234567Z", "2025-06-01T12:00:00.25Z",
		"2024-03-31T02:00:00.00000099Z",
	}
	long := []string{
		"0", "1", "-1", "0.5", "-0.5", "1.0", "7", "18", "127", "128", "-128", "-129", "255", "256", "32767", "-32769",
		"2147483647", "2147483648", "-2147483649", "9007199254740992", "9007199254740993", "9007199254740993.0",
		"9223372036854775807", "-9223372036854775808", "9007199254740992.5",
	}
	integers := slices.Concat(long, []string{"9223372036854775808", "99999999999999999999"})
	decimals := []string{
		"0", "9.99", "9.990", "9.991", "9.989", "-1", "0.1", "0.10000", "0.00001", "-0.00001", "-0.0001", "12.5",
		"0.000000000000000001", "0.0000000000000000001", "0.5", "99999999999999.9999", "99999999999999.99991",
		"-99999999999999.9999", "9999999999999999.99", "9999999999999999.995", "10000000000000000",
		"-10000000000000001",
		"9999999999.99", "10.5", "-0.005", "-0.999999999999999999", "-1.0000000000000000001",
		"123456789012345678901234567890",
	}
	doubles := []string{
		"0", "0.1", "0.30000000000000004", "0.3", "-1.5", "1e300", "-1e300", "1.7976931348623157e308", "5e-324", "INF",
		"-INF", "NaN", "100", "123456789012345680", "1E-300", "0.1e0",
	}
	return []subject{
		{"Customers", "name", asText, "'%s'", texts},
		{"Customers", "customerId", asText, "'%s'", texts},
		{"Customers", "tagList", asText, "'%s'", []string{"", "a|b", "😀"}},
		{"Products", "color", asText, "'%s'", []string{"red", "RED", ""}},
		{"Products", "productId", asGuid, "%s", []string{
			product(0), product(1), strings.ToLower(product(20)),
			product(999),
		}},
		{"Products", "successorId", asGuid, "%s", []string{
			product(1), product(2),
			"ffffffff-ffff-ffff-ffff-ffffffffffff",
		}},
		{"Products", "sold", asNumber, "%s", long},
		{"Orders", "orderId", asNumber, "%s", long},
		{"Products", "stock", asNumber, "%s", integers},
		{"OrderLines", "quantity", asNumber, "%s", integers},
		{"Products", "reorder", asNumber, "%s", integers},
		{"OrderLines", "lineNo", asNumber, "%s", integers},
		{"Products", "shelf", asNumber, "%s", integers},
		{"Products", "minAge", asNumber, "%s", integers},
		{"Products", "price", asNumber, "%s", decimals},
		{"Products", "tinyPrice", asNumber, "%s", decimals},
		{"Customers", "credit", asNumber, "%s", decimals},
		{"Orders", "total", asNumber, "%s", decimals},
		{"Customers", "rating", asDouble, "%s", doubles},
		{"Products", "weight", asDouble, "%s", doubles},
		{"Customers", "score", asSingle, "%s", []string{
			"0", "0.5", "1e38", "-16777216",
			"-INF", "INF",
		}},
		{"Customers", "active", func(s string) any { return s == "true" }, "%s", []string{"true", "false"}},
		{"Customers", "birthday", asText, "%s", []string{
			"2000-02-29", "0001-01-01", "9999-12-31", "1969-12-31",
			"0000-12-31",
		}},
		{"Orders", "shippedOn", asText, "%s", []string{"2025-01-01", "2024-12-31"}},
		{"Customers", "wakeUp", asClock, "%s", []string{
			"00:00", "00:00:00", "12:00:00.5", "12:00:00.500", "23:59:59.999999", "23:59:59.9999999", "06:30:00",
			"08:00:00.0000005",
		}},
		{"Products", "soldFrom", asClock, "%s", []string{"08:00:00.0000005", "08:00:00.000001", "08:00"}},
		{"Customers", "createdAt", asMoment, "%s", moments},
		{"Customers", "seenAt", asMoment, "%s", moments},
		{"Orders", "placedAt", asMoment, "%s", moments},
		{"Orders", "paidAt", asMoment, "%s", moments},
		{"Orders", "handling", asDuration, "duration'%s'", []string{
			"PT0S", "PT0.000001S", "-PT0.000001S", "P1DT1H1M0.000001S", "PT24H", "P1D", "P106751991DT4H54.775807S",
		}},
		{"Products", "leadTime", asDuration, "duration'%s'", []string{"PT1H", "-PT60M"}},
		{"Customers", "grade", asGrade, "Shop.Grade'%s'", []string{"Lost", "New", "Gold"}},
		{"Orders", "status", asStatus, "'%s'", []string{"Open", "Cancelled", "Paid"}},
	}
}

// operators have the same meaning as their others with the sides changed.
var operators = []struct{ name, other string }{
	{"eq", "eq"}, {"ne", "ne"}, {"gt", "lt"}, {"ge", "le"}, {"lt", "gt"}, {"le", "ge"},
}

// Every property against every literal by every operator; on the other side and
// under not in turn.
func TestComparisons(t *testing.T) {
	t.Parallel()
	shops(t, func(t *testing.T, s *shop) {
		n := 0
		for _, sub := range subjects() {
			for _, l := range sub.literals() {
				for _, op := range operators {
					holds := func(r row) tri { return compared(op.name, r.value(sub.property, sub.read), l.value) }
					fails := func(r row) tri { return holds(r).not() }
					forward := sub.property + " " + op.name + " " + l.text
					backward := l.text + " " + op.other + " " + sub.property
					s.check(t, sub.set, forward, holds)
					switch n++; n % 5 {
					case 0:
						s.check(t, sub.set, backward, holds)
					case 1:
						s.check(t, sub.set, "not ("+forward+")", fails)
					case 2:
						s.check(t, sub.set, "not("+backward+")", fails)
					case 3:
						s.check(t, sub.set, forward+" eq false", fails)
					case 4:
						s.check(t, sub.set, "not (("+forward+") ne true)", holds)
					}
				}
			}
		}
	})
}

// A number that is never INF or NaN is compared with them all the same.
func TestComparisonsBeyondNumbers(t *testing.T) {
	t.Parallel()
	shops(t, func(t *testing.T, s *shop) {
		for _, subject := range [][2]string{{"Products", "stock"}, {"Products", "sold"}, {"Products", "price"}} {
			for literal, hold := range map[string][]string{
				"INF": {"ne", "lt", "le"}, "-INF": {"ne", "gt", "ge"}, "NaN": {"ne"},
			} {
				for _, op := range operators {
					holds := func(r row) tri {
						if r[subject[1]] == nil {
							return truth(op.name == "ne")
						}
						return truth(slices.Contains(hold, op.name))
					}
					s.check(t, subject[0], subject[1]+" "+op.name+" "+literal, holds)
					s.check(t, subject[0], "not ("+literal+" "+op.other+" "+subject[1]+")", func(r row) tri {
						return holds(r).not()
					})
				}
			}
		}
	})
}

// What has no order is compared for equality only.
func TestComparisonsWithoutOrder(t *testing.T) {
	t.Parallel()
	shops(t, func(t *testing.T, s *shop) {
		for _, sub := range []subject{
			{"Customers", "photo", asBinary, "binary'%s'", []string{"", "AA==", "AA", "3q2-7w==", "3q2-7w", "_w"}},
			{"Products", "barcode", asBinary, "binary'%s'", []string{"", "__4=", "ABEiM0RVZneImaq7zN3u_w"}},
			{"Customers", "channels", asChannels, "Shop.Channels'%s'", []string{
				"None", "Mail", "Mail,Phone",
				"Phone,Mail", "All",
			}},
			{"Customers", "channels", asChannels, "'%s'", []string{"Mail,Phone,Visit", "Visit"}},
		} {
			for _, l := range sub.literals() {
				for _, op := range []string{"eq", "ne"} {
					holds := func(r row) tri { return compared(op, r.value(sub.property, sub.read), l.value) }
					forward := sub.property + " " + op + " " + l.text
					s.check(t, sub.set, forward, holds)
					s.check(t, sub.set, l.text+" "+op+" "+sub.property, holds)
					s.check(t, sub.set, "not ("+forward+")", func(r row) tri { return holds(r).not() })
				}
			}
		}
		for i, text := range []string{"7", "3"} {
			v := asChannels([]string{"All", "Mail,Phone"}[i])
			s.check(t, "Customers", "channels eq Shop.Channels'"+text+"'", func(r row) tri {
				return compared("eq", r.value("channels", asChannels), v)
			})
		}
		for _, f := range []string{"photo gt binary'AA'", "photo le binary'AA'", "not (photo lt photo)"} {
			_, status, body := s.filtered(t, "Customers", f, "")
			require.Equal(t, 400, status, "%s: %s", f, body)
		}
	})
}

// Every hurtful text finds itself, and what a naive pattern finds besides is not found.
func TestTexts(t *testing.T) {
	t.Parallel()
	shops(t, func(t *testing.T, s *shop) {
		lower, upper := cases.Lower(language.Und).String, cases.Upper(language.Und).String
		for _, text := range append(odatatest.HurtfulStrings(), "x", "aE", "İ", "ΑΣ", "STRASSE", "i̇", "straße") {
			q := quoted(text)
			for pattern, test := range map[string]func(name, text string) bool{
				"name eq %s":                   func(n, x string) bool { return n == x },
				"contains(name,%s)":            strings.Contains,
				"startswith(name,%s)":          strings.HasPrefix,
				"endswith(name,%s)":            strings.HasSuffix,
				"contains(%s,name)":            func(n, x string) bool { return strings.Contains(x, n) },
				"startswith(%s,name)":          func(n, x string) bool { return strings.HasPrefix(x, n) },
				"endswith(%s,name)":            func(n, x string) bool { return strings.HasSuffix(x, n) },
				"tolower(name) eq %s":          func(n, x string) bool { return lower(n) == x },
				"toupper(name) eq %s":          func(n, x string) bool { return upper(n) == x },
				"tolower(name) eq tolower(%s)": func(n, x string) bool { return lower(n) == lower(x) },
				"toupper(name) eq toupper(%s)": func(n, x string) bool { return upper(n) == upper(x) },
				"toupper(tolower(name)) eq %s": func(n, x string) bool { return upper(lower(n)) == x },
				"contains(tolower(name),tolower(%s))": func(n, x string) bool {
					return strings.Contains(lower(n), lower(x))
				},
				"startswith(toupper(name),toupper(%s))": func(n, x string) bool {
					return strings.HasPrefix(upper(n), upper(x))
				},
				"tolower(name) gt %s": func(n, x string) bool { return lower(n) > x },
			} {
				filter := fmt.Sprintf(pattern, q)
				s.check(t, "Customers", filter, func(r row) tri {
					n, ok := r.text("name")
					return truth(ok && test(n, text))
				})
				s.check(t, "Customers", "not ("+filter+")", func(r row) tri {
					n, ok := r.text("name")
					if !ok { // null: a comparison is false, a function is null
						return truth(!strings.Contains(pattern, "s(") && !strings.Contains(pattern, "h("))
					}
					return truth(!test(n, text))
				})
			}
			s.check(t, "Customers", "note in ("+q+")", func(r row) tri { return truth(r["note"] == any(text)) })
		}
		lowNote := func(r row) any {
			if n, ok := r.text("note"); ok {
				return lower(n)
			}
			return nil
		}
		for _, op := range operators {
			s.check(t, "Customers", "tolower(note) "+op.name+" null", func(r row) tri {
				return compared(op.name, lowNote(r), nil)
			})
			s.check(t, "Customers", "tolower(note) "+op.name+" name", func(r row) tri {
				return compared(op.name, lowNote(r), r["name"])
			})
		}
	})
}
