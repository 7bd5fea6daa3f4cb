package odata_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/sqlgen"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// hostile is a request meant to do harm, and how it may be answered.
type hostile struct {
	name, target string
	statuses     []int
}

// answered is 200, refused 400: where both stand, the request is at a limit of
// one form of the plan.
func answered(name, target string) hostile { return hostile{name, target, []int{http.StatusOK}} }

func refused(name, target string) hostile { return hostile{name, target, []int{http.StatusBadRequest}} }

// bounded is answered rightly, or refused as too much or as not implemented.
func bounded(name, target string) hostile {
	return hostile{name, target, []int{http.StatusOK, http.StatusBadRequest, http.StatusNotImplemented}}
}

// chained is n times x, with the separator between.
func chained(n int, x, separator string) string {
	return strings.TrimSuffix(strings.Repeat(x+separator, n), separator)
}

// aliased is a filter by the last of n+1 aliases: the first is seed, each other one
// made of the one before it by the format.
func aliased(set string, n int, seed, format string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s?$filter=@a%d&@a0=%s", set, n, seed)
	for i := range n {
		fmt.Fprintf(&b, "&@a%d=%s", i+1, strings.ReplaceAll(format, "@", fmt.Sprintf("@a%d", i)))
	}
	return b.String()
}

func hostileNumbers() []hostile {
	nines := strings.Repeat("9", 100_000)
	return []hostile{
		answered("largest top", "Customers?$top=9223372036854775807"),
		refused("top beyond", "Customers?$top=9223372036854775808"),
		answered("largest skip", "Customers?$skip=1000000"),
		refused("skip beyond", "Customers?$skip=1000001"),
		refused("skip beyond all", "Customers?$skip=9223372036854775807"),
		answered("top and skip", "Customers?$top=9223372036854775807&$skip=1000000"),
		bounded("top of children", "Customers?$expand=orders($top=9223372036854775807;$skip=9223372036854775807)"),
		answered("digits", "Customers?$filter=credit lt "+nines),
		answered("fraction", "Customers?$filter=credit gt 0."+nines),
		answered("digits of a double", "Customers?$filter=rating lt "+nines),
		answered("digits of an integer", "Orders?$filter=orderId lt "+nines),
		bounded("large exponent", "Customers?$filter=credit lt 1e1000000000"),
		bounded("small exponent", "Customers?$filter=credit gt 1e-1000000000"),
		bounded("exponent of digits", "Customers?$filter=credit gt 1e"+nines),
		bounded("exponent of an integer", "Orders?$filter=orderId lt 1e1000000000"),
		bounded("exponents compared", "Orders?$filter=1e1000000000 gt 1e999999999"),
		bounded("exponents of a list", "Customers?$filter=credit in (1e1000000000,1e-1000000000)"),
		bounded("digits of a duration", "Orders?$filter=handling lt duration'P"+nines+"D'"),
		bounded("fraction of a duration", "Orders?$filter=handling lt duration'PT1."+nines+"S'"),
		bounded("year", "Customers?$filter=birthday lt "+nines+"-01-01"),
		refused("fraction of a time", "Customers?$filter=createdAt lt 2024-01-01T00:00:00."+nines+"Z"),
		bounded("number as a key", "Orders("+nines+")"),
		bounded("members", "Customers?$filter=channels has Shop.Channels'"+chained(20_000, "Mail", ",")+"'"),
		answered("bytes", "Customers?$filter=photo eq binary'"+strings.Repeat("AAAA", 20_000)+"'"),
		answered("text", "Customers?$filter=name eq '"+strings.Repeat("a", 1_000_000)+"'"),
		refused("more text", "Customers?$filter=name eq '"+strings.Repeat("a", 10_000_000)+"'"),
		answered("quotes", "Customers?$filter=name eq '"+strings.Repeat("''", 100_000)+"'"),
		{"text as a key", "Customers('" + strings.Repeat("a", 1_000_000) + "')", []int{400, 404}},
	}
}

func hostileExpressions() []hostile {
	ne := "contains(note,'a')"
	for range 28 {
		ne = "(" + ne + " and contains(note,'b')) ne true"
	}
	in := "contains(note,'a')"
	for range 28 {
		in = "(" + in + " and contains(note,'b')) in (true,null)"
	}
	return []hostile{
		refused("parentheses", "Customers?$filter="+strings.Repeat("(", 20_000)+"active"+strings.Repeat(")", 20_000)),
		refused("open parentheses", "Customers?$filter="+strings.Repeat("(", 20_000)),
		refused("not", "Customers?$filter="+strings.Repeat("not ", 20_000)+"active"),
		refused("minus", "Orders?$filter="+strings.Repeat("-", 20_000)+"orderId eq 1"),
		refused("sum of 140 kB", "Orders?$filter=orderId"+strings.Repeat(" add 1", 24_000)+" gt 0"),
		refused("sum within the nodes", "Orders?$filter=orderId"+strings.Repeat(" add 1", 1990)+" gt 0"),
		refused("product within the nodes", "Orders?$filter=orderId"+strings.Repeat(" mul 1", 200)+" gt 0"),
		answered("sum", "Orders?$filter=orderId"+strings.Repeat(" add 1", 60)+" gt 0"),
		bounded("sums of doubles", "Customers?$filter=rating"+strings.Repeat(" add 1.5", 60)+" gt 0"),
		bounded("products of doubles", "Customers?$filter=rating"+strings.Repeat(" mul 1.5", 60)+" gt 0"),
		bounded("quotients of doubles", "Customers?$filter=rating"+strings.Repeat(" divby rating", 60)+" gt 0"),
		bounded("remainders of doubles", "Customers?$filter=rating"+strings.Repeat(" mod rating", 60)+" gt 0"),
		bounded("sums of decimals", "Customers?$filter=credit"+strings.Repeat(" add 1.5", 60)+" gt 0"),
		bounded("products of decimals", "Customers?$filter=credit"+strings.Repeat(" mul credit", 60)+" gt 0"),
		bounded("quotients of decimals", "Customers?$filter=credit"+strings.Repeat(" divby 1.5", 60)+" gt 0"),
		bounded("moved times", "Customers?$filter=createdAt"+strings.Repeat(" add duration'P1D'", 60)+" gt createdAt"),
		bounded("mixed sums", "Customers?$filter=credit"+strings.Repeat(" add rating mul 2", 30)+" gt 0"),
		answered("remainders", "Orders?$filter=orderId"+strings.Repeat(" mod 1000", 60)+" ge 0"),
		refused("10,000 terms", "Customers?$filter="+chained(10_000, "name eq 'a'", " or ")),
		answered("2,000 terms", "Customers?$filter="+chained(2000, "name eq 'a'", " or ")),
		answered("2,000 terms of ne", "Customers?$filter="+chained(2000, "name ne 'a'", " and ")),
		refused("comparisons of comparisons", "Customers?$filter="+ne),
		refused("lists of lists", "Customers?$filter="+in),
		answered("list", "Orders?$filter=orderId in ("+chained(1000, "1", ",")+")"),
		refused("list beyond", "Orders?$filter=orderId in ("+chained(1001, "1", ",")+")"),
		bounded("list of infinities", "Customers?$filter=rating in ("+chained(1000, "INF", ",")+")"),
		bounded("case", "Customers?$filter=case("+chained(600, "active:'a'", ",")+") eq 'a'"),
		refused("nested functions",
			"Customers?$filter="+strings.Repeat("tolower(", 9)+"name"+strings.Repeat(")", 9)+" eq 'a'"),
		answered("substrings",
			"Customers?$filter="+strings.Repeat("substring(", 8)+"note"+strings.Repeat(",1)", 8)+" eq 'a'"),
		bounded("roundings", "Customers?$filter="+strings.Repeat("round(", 8)+"rating"+strings.Repeat(")", 8)+" eq 1"),
		bounded("cases", "Customers?$filter="+strings.Repeat("case(active:", 8)+"active"+strings.Repeat(")", 8)),
		bounded("starts", "Customers?$filter="+
			strings.Repeat("startswith(name,case(", 4)+"active"+strings.Repeat(":'a'))", 4)),
		refused("bombs of or", aliased("Customers", 60, "active", "@ or @")),
		refused("bombs of and", aliased("Customers", 12, "name ne 'a'", "@ and @ and @")),
		refused("bombs of sums", aliased("Orders", 60, "orderId", "@ add @")+" gt 1"),
		refused("bombs of concat", aliased("Customers", 20, "note", "concat(@,@)")),
		refused("bombs of lists", aliased("Orders", 12, "orderId in ("+chained(1000, "1", ",")+")", "@ or @")),
		refused("bombs of text", aliased("Customers", 12, "name eq '"+strings.Repeat("a", 8000)+"'", "@ or @")),
		refused("deep aliases", aliased("Customers", 60, "active", strings.Repeat("not ", 30)+"@")),
		answered("aliases", aliased("Customers", 60, "active", "not @")),
		refused("an alias of itself", "Customers?$filter=@a&@a=@b&@b=not @a"),
		bounded("arrays", "Customers?$filter=name in "+strings.Repeat("[", 31)+strings.Repeat("]", 31)),
	}
}

func hostilePaths() []hostile {
	cards := func(n int) string { return strings.Repeat("card/holder/", n) }
	count := "true"
	for range 14 {
		count = "orders/$count($filter=customer/" + strings.TrimPrefix(count, "customer/") + ") gt 0"
	}
	return []hostile{
		answered("references", "Customers?$filter="+cards(15)+"name eq 'a'"),
		refused("references beyond", "Customers?$filter="+cards(35)+"name eq 'a'"),
		refused("hundreds of references", "Customers?$filter="+cards(400)+"name eq 'a'"),
		refused("references of an order", "Customers?$orderby="+cards(35)+"name"),
		refused("references of all", "Customers?$filter="+cards(12)+"name eq 'a' and "+
			strings.ReplaceAll(cards(12), "card", "card/holder/card")+"name eq 'a'&$orderby=name"),
		answered("path", "Customers('C000')/"+strings.TrimSuffix(cards(10), "/")+"/name"),
		refused("path beyond", "Customers('C000')/"+strings.TrimSuffix(cards(35), "/")),
		refused("path of thousands", "Customers('C000')/"+strings.TrimSuffix(cards(4000), "/")),
		{"empty segments", "Customers" + strings.Repeat("/", 8000), []int{400, 404}},
		{"path of keys", "Customers" + strings.Repeat("('a')", 8000), []int{400, 404}},
		refused("nested counts", "Customers?$filter="+count),
		refused("nested any", "Customers?$filter="+strings.Repeat("orders/any(o:o/customer/", 14)+"active"+
			strings.Repeat(")", 14)),
		answered("counts", "Customers?$filter="+chained(150, "orders/$count gt 1", " or ")),
		answered("anys", "Customers?$filter="+chained(150, "orders/any(o:o/total gt 1)", " or ")),
		bounded("anys of and", "Customers?$filter="+chained(30, "orders/any(o:o/total gt 1)", " and ")),
		bounded("more anys of and",
			"Customers?$filter="+chained(190, "orders/any(o:o/lines/any(l:l/quantity gt 1))", " and ")),
		bounded("alls of and", "Customers?$filter="+chained(190, "orders/all(o:o/total gt 1)", " and ")),
		refused("anys beyond", "Customers?$filter="+chained(900, "orders/any(o:o/total gt 1)", " or ")),
		refused("bombs of any", aliased("Customers", 8, "orders/any(o:o/lines/any(l:l/quantity gt 1))", "@ or @ or @")),
		bounded("any over references", "Customers?$filter=orders/any(o:o/customer/"+cards(18)+"name eq 'a')"),
	}
}

func hostileOptions() []hostile {
	chain := func(n int) string {
		return strings.Repeat("orders($expand=lines($expand=order($expand=", n) + "customer" + strings.Repeat(")))", n)
	}
	everything := "$filter=" + chained(60, "name ne 'a'", " or ") + ";$orderby=name desc"
	return []hostile{
		answered("8 terms of an order", "Customers?$orderby=note desc,birthday desc,name desc,email desc,rating desc,"+
			"credit desc,active desc,wakeUp desc"),
		refused("100 terms of an order", "Customers?$orderby="+chained(100, "name", ",")),
		bounded("order by sums", "Orders?$orderby="+chained(8, "orderId"+strings.Repeat(" add 1", 20), ",")),
		refused("thousands selected", "Customers?$select="+chained(3000, "name", ",")),
		answered("100 selected", "Customers?$select="+chained(100, "name", ",")),
		answered("9 expanded", "Customers?$expand=orders($expand=lines($expand=product,order),customer),"+
			"card($expand=holder($expand=orders,card))"),
		refused("11 expanded", "Customers?$expand="+chained(11, "orders", ",")),
		refused("expanded too deep", "Customers?$expand="+chain(2)),
		bounded("levels", "Categories?$expand=children($levels=max)"),
		bounded("levels beyond", "Categories?$expand=children($levels=9223372036854775807)"),
		bounded("levels of many", "Categories?$expand=*($levels=max)"),
		bounded("levels in levels",
			"Categories?$expand=children($levels=max;$expand=parent($levels=max)),parent($levels=max)"),
		bounded("levels with filters", "Categories?$expand=children($levels=max;"+everything+")"),
		bounded("filters of children", "Products?$expand=categories("+everything+";$expand=products("+everything+
			";$expand=categories("+everything+")))"),
		bounded("computed and expanded", "Orders?$compute=orderId add 1 as a,a mul 2 as b,a mul b as c&$filter=c gt 0"+
			"&$orderby=c,b,a&$expand=lines($compute=quantity add 1 as d,d mul d as e;$filter=e gt 1;$orderby=e)"),
		bounded("computed in a chain", "Orders?$compute=orderId add 1 as a0"+func() (s string) {
			for i := range 60 {
				s += fmt.Sprintf(",a%d%s as a%d", i, strings.Repeat(" add 1", 3), i+1)
			}
			return s
		}()+"&$filter=a60 gt 0&$select=orderId"),
		bounded("computed of computed", "Orders?$compute=orderId add orderId as a0"+func() (s string) {
			for i := range 40 {
				s += fmt.Sprintf(",a%d add a%d as a%d", i, i, i+1)
			}
			return s
		}()+"&$filter=a40 gt 0&$orderby=a39"),
		refused("options", "Customers?"+chained(65, "x=1", "&")),
		answered("64 options", "Customers?"+chained(64, "x=1", "&")),
		refused("aliases beyond", aliased("Customers", 70, "active", "@")),
		bounded("search", "Customers?$search="+chained(5000, "a", "%20")),
		bounded("search in parentheses", "Customers?$search="+strings.Repeat("(", 5000)),
		bounded("apply", "Customers?$apply="+strings.Repeat("concat(", 5000)),
		refused("token", "Customers?$skiptoken="+strings.Repeat("A", 100_000)),
		{"format", "Customers?$format=" + strings.Repeat("a/b;c=", 10_000), []int{400, 406}},
		{"unknown set", strings.Repeat("Customer", 10_000), []int{400, 404}},
		refused("unknown option", "Customers?$"+strings.Repeat("a", 100_000)+"=1"),
		refused("unknown alias", "Customers?@"+strings.Repeat("a", 100_000)+"=1"),
		refused("unknown function", "Customers?$filter="+strings.Repeat("a.", 50_000)+"b(1,2)"),
		refused("unknown nested option", "Customers?$expand=orders($"+strings.Repeat("a", 100_000)+"=1)"),
		refused("unknown property", "Customers?$filter="+strings.Repeat("a", 100_000)+" eq 1"),
		refused("unknown properties", "Customers?$select="+chained(100, strings.Repeat("a", 128), ",")),
	}
}

func hostiles() []hostile {
	return slices.Concat(hostileNumbers(), hostileExpressions(), hostilePaths(), hostileOptions())
}

// No request can stall or kill the process, or the database: every one is
// answered, or refused with what is too much of it, on both databases alike.
func TestNoRequestStalls(t *testing.T) {
	t.Parallel()
	odatatest.Shops(t, func(t *testing.T, db *store.DB) {
		c := client{handler: asTenant(t, shopService(t, db, nil), tenant)}
		for _, h := range hostiles() {
			w := c.do(t, "/shop/"+h.target)
			if !slices.Contains(h.statuses, w.Code) {
				t.Errorf("%s: %d instead of %v: %.300s", h.name, w.Code, h.statuses, w.Body)
			}
			if w.Code != http.StatusOK {
				requireFault(t, w, h.name, h.statuses...)
				require.NotContains(t, w.Body.String(), fault.QueryTooExpensive.String(), h.name)
				require.Less(t, w.Body.Len(), 2000, h.name)
			}
		}
	})
}

// The largest statements that two dialects make of one request: what is bound is
// small enough for the bounds of both databases.
const (
	mostSQL    = 4 << 20 // bytes; SQLite takes 1 GB
	mostParams = 32_000  // SQLite takes 32,766, PostgreSQL 65,535
)

func TestStatementsAreBounded(t *testing.T) {
	t.Parallel()
	for _, h := range hostiles() {
		p, err := bound(t, odatatest.ShopModel(), strings.ReplaceAll(h.target, "%20", " "))
		if err != nil || p.Rows == nil {
			continue
		}
		requireBounded(t, h.name, p)
	}
}

func requireBounded(t *testing.T, name string, p *plan.Plan) {
	t.Helper()
	for _, dialect := range []string{"postgres", "sqlite"} {
		d, _ := sqlgen.For(dialect)
		for _, s := range statements(p, d) {
			require.LessOrEqual(t, len(s.SQL), mostSQL, "%s: %s", name, dialect)
			require.LessOrEqual(t, len(s.Params), mostParams, "%s: %s", name, dialect)
			require.LessOrEqual(t, strings.Count(s.SQL, " JOIN "), 20*60, "%s: %s", name, dialect)
		}
	}
}

// statements are all of a plan, the one of a later page included.
func statements(p *plan.Plan, d *sqlgen.Dialect) []*sqlgen.Statement {
	list := []*sqlgen.Statement{
		sqlgen.Count(p.Rows, d), sqlgen.Read(p.Rows, d, nil),
	}
	if len(p.Rows.Order) > 0 {
		list = append(list, sqlgen.Read(p.Rows, d, make([]bool, len(p.Rows.Order))).Chain()...)
	}
	var expands func(rows *plan.Rows)
	expands = func(rows *plan.Rows) {
		for _, e := range rows.Expands {
			list = append(list, sqlgen.Expand(e, d))
			expands(e.Rows)
		}
	}
	expands(p.Rows)
	return list
}

// The work of parsing and binding grows with the text, not faster: allocations
// are counted, not time.
//
//nolint:paralleltest // counts the allocations of the whole process
func TestWorkIsLinear(t *testing.T) {
	model, limits := odatatest.ShopModel(), plan.DefaultLimits()
	for _, h := range hostiles() {
		path, query, _ := strings.Cut(strings.ReplaceAll(h.target, "%20", " "), "?")
		allocations := testing.AllocsPerRun(1, func() {
			r, err := syntax.ParseRequest(path, query, limits.Limits)
			if err == nil {
				_, _ = plan.Bind(model, r, limits)
			}
		})
		const fixed, perByte = 150_000, 6
		require.Less(t, allocations, float64(fixed+perByte*min(len(h.target), 20_000)), h.name)
	}
}
