package odata_test

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every subtest holds a defect that the tests from the specification once found.
func TestMendedDefects(t *testing.T) {
	t.Parallel()
	shops(t, func(t *testing.T, s *shop) {
		compare := func(t *testing.T, sub subject) {
			t.Helper()
			for _, l := range sub.literals() {
				for _, op := range operators {
					s.check(t, sub.set, sub.property+" "+op.name+" "+l.text, func(r row) tri {
						return compared(op.name, r.value(sub.property, sub.read), l.value)
					})
				}
			}
		}
		always := func(t *testing.T, filters ...string) {
			t.Helper()
			for _, f := range filters {
				s.check(t, "Customers", f, func(row) tri { return yes })
			}
		}
		t.Run("whole numbers beyond Int64", func(t *testing.T) {
			t.Parallel()
			beyond := []string{
				"9223372036854775808", "-9223372036854775809", "99999999999999999999",
				"9223372036854775807.5", "1e30",
			}
			compare(t, subject{"Products", "sold", asNumber, "%s", beyond})
			compare(t, subject{"Orders", "orderId", asNumber, "%s", beyond})
		})
		t.Run("durations finer than microseconds", func(t *testing.T) {
			t.Parallel()
			fine := []string{"PT0.0000005S", "-PT0.0000005S", "-PT0.0000011S"}
			compare(t, subject{"Orders", "handling", asDuration, "duration'%s'", fine})
			compare(t, subject{"Products", "leadTime", asDuration, "'%s'", []string{"PT0.0000001S"}})
		})
		t.Run("durations beyond Int64", func(t *testing.T) {
			t.Parallel()
			compare(t, subject{"Orders", "handling", asDuration, "duration'%s'", []string{
				"P106751991DT4H54.775808S",
				"P999999999D", "-P999999999D",
			}})
		})
		t.Run("literals of singles", func(t *testing.T) {
			t.Parallel()
			compare(t, subject{"Customers", "score", asSingle, "%s", []string{"0.1", "3.4028235e38", "1e-45"}})
			compare(t, subject{"Products", "ratio", asSingle, "%s", []string{"0.1", "0.33333334", "1e10"}})
			s.check(t, "Customers", "score in (0.1,1e-45)", func(r row) tri {
				return truth(fmt.Sprint(r["score"]) == "0.1" || fmt.Sprint(r["score"]) == "1e-45")
			})
		})
		t.Run("INF in a list", func(t *testing.T) {
			t.Parallel()
			s.check(t, "Customers", "rating in (INF,0.1,NaN)", func(r row) tri {
				v := r.value("rating", asDouble)
				return truth(slices.Contains([]any{math.Inf(1), 0.1}, v))
			})
			s.check(t, "Customers", "credit in (INF,12.5)", func(r row) tri {
				return compared("eq", r.value("credit",
					asNumber), rat("12.5"))
			})
		})
		t.Run("NaN among literals", func(t *testing.T) {
			t.Parallel()
			always(t, "NaN ne NaN", "not (NaN eq NaN)", "not (NaN gt 1)", "not (1 lt NaN)",
				"not (NaN le NaN)", "not (ceiling(NaN) ge 0e+00)", "not (floor(NaN) gt -1)", "round(NaN) eq null")
		})
		t.Run("literals rounded before they are compared", func(t *testing.T) {
			t.Parallel()
			always(t, "9007199254740993 ne 9007199254740992.0",
				"9223372036854775808 gt 9223372036854775807",
				"2024-01-01T00:00:00.0000001Z gt 2024-01-01T00:00:00Z",
				"not (2024-01-01T00:00:00.0000001Z eq 2024-01-01T00:00:00Z)",
				"duration'PT0.0000001S' ne duration'PT0S'", "08:00:00.0000001 gt 08:00:00")
		})
		t.Run("enumeration literals", func(t *testing.T) {
			t.Parallel()
			always(t, "Shop.Grade'Gold' eq Shop.Grade'Gold'",
				"Shop.Grade'Gold' gt Shop.Grade'New'")
		})
		t.Run("literal in a list", func(t *testing.T) {
			t.Parallel()
			always(t, "'a' in ('b','a')", "not (null in ('a'))")
		})
		t.Run("null arguments", func(t *testing.T) {
			t.Parallel()
			always(t, "contains(name,null) eq null", "(not startswith(null,'a')) eq null",
				"contains(name,@missing) ne true",
				"tolower(null) eq null")
		})
		t.Run("namespace of an enumeration", func(t *testing.T) {
			t.Parallel()
			requireFault(t, s.do(t, "/shop/Customers?$filter=grade eq Nope.Grade'Gold'"), "namespace",
				http.StatusBadRequest)
		})
		t.Run("id without the key", func(t *testing.T) {
			t.Parallel()
			require.Contains(t, s.do(t, "/shop/Customers?$select=name&$top=1").Body.String(), `"@odata.id":`)
			require.NotContains(t, s.do(t, "/shop/Customers?$select=name,customerId&$top=1").Body.String(),
				`"@odata.id":`)
		})
		t.Run("options of count", func(t *testing.T) {
			t.Parallel()
			for _, o := range []string{
				"$top=1", "$skip=1", "$orderby=name", "$orderby=nope", "$select=nope",
				"$expand=nope", "$count=true", "$skiptoken=x",
			} {
				requireFault(t, s.do(t, "/shop/Customers/$count?"+o), o, http.StatusBadRequest,
					http.StatusNotImplemented)
			}
		})
		t.Run("quality of nothing", func(t *testing.T) {
			t.Parallel()
			requireFault(t, s.with("Accept", "application/json;q=0, */*").do(t, "/shop/Cards"), "q=0",
				http.StatusNotAcceptable)
			requireFault(t, s.with("Accept", "application/json;IEEE754Compatible=maybe").do(t, "/shop/Cards"),
				"parameter", http.StatusNotAcceptable)
		})
		t.Run("vary", func(t *testing.T) {
			t.Parallel()
			require.Contains(t, strings.Join(s.do(t, "/shop/Cards").Header()["Vary"], ","), "OData-MaxVersion")
		})
		t.Run("version of a .NET client", func(t *testing.T) {
			t.Parallel()
			require.Equal(t, http.StatusOK, s.with("OData-MaxVersion", "4.0;NetFx", "OData-Version",
				"4.0;NetFx").do(t, "/shop/Cards").Code)
		})
	})
}
