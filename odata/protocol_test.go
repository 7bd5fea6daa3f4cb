package odata_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest"
)

const powerBI = "application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9," +
	"application/atomsvc+xml;q=0.8,application/atom+xml;q=0.8,application/xml;q=0.7,text/plain;q=0.7"

func (c client) with(headers ...string) client {
	h := map[string]string{}
	for name, v := range c.headers {
		h[name] = v
	}
	for i := 0; i < len(headers); i += 2 {
		h[headers[i]] = headers[i+1]
	}
	return client{handler: c.handler, headers: h}
}

func contextOf(t *testing.T, w *httptest.ResponseRecorder, member string) string {
	t.Helper()
	var body map[string]any
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body), "%s", w.Body)
	context, ok := body[member].(string)
	require.True(t, ok, "no %s: %.200s", member, w.Body)
	require.True(t, strings.HasPrefix(w.Body.String(), `{"`+member+`":`), "the context comes first: %.200s", w.Body)
	return context
}

// Every answer has exactly one OData-Version, in this spelling: Protocol 8.1.5.
func TestVersions(t *testing.T) {
	t.Parallel()
	c := sqliteClient(t)
	targets := map[string]int{
		"/shop/": 200, "/shop": 200, "/shop/$metadata": 200, "/shop/Customers?$top=1": 200,
		"/shop/Customers('C000')":       200,
		"/shop/Customers('C003')/email": 204, "/shop/Customers('C001')/card": 204,
		"/shop/Customers('C003')/email/$value": 204,
		"/shop/Customers('C000')/name":         200, "/shop/Customers/$count": 200, "/shop/Customers('nope')": 404,
		"/shop/Nope":               404,
		"/shop/Customers?$filter=": 400, "/shop/Customers?$apply=identity": 501,
		"/shop/Customers?$format=atom": 406, "/elsewhere": 404,
	}
	for target, status := range targets {
		for _, v := range []struct{ max, want string }{
			{"", "4.0"}, {"4.0", "4.0"}, {"4.01", "4.01"}, {"4.02", "4.01"}, {"5.0", "4.01"}, {" 4.01 ", "4.01"},
		} {
			asking := c
			if v.max != "" {
				asking = c.with("OData-MaxVersion", v.max)
			}
			w := asking.do(t, target)
			if w.Code != status {
				t.Errorf("%s: %d instead of %d: %.200s", target, w.Code, status, w.Body)
			}
			got := w.Header()["OData-Version"] //nolint:staticcheck // as sent
			if len(got) != 1 || got[0] != v.want || w.Header().Get("Odata-Version") != "" {
				t.Errorf("%s with maximum %q: version %q", target, v.max, got)
			}
			if w.Code == http.StatusNoContent {
				require.Empty(t, w.Body.String(), target)
				require.Empty(t, w.Header().Get("Content-Type"), target)
			}
		}
		for _, old := range []string{"3.0", "2.0", "nonsense", "4", "4.0;NetFx", "4.001", "-4.01", "4.01.1"} {
			w := c.with("OData-MaxVersion", old).do(t, target)
			require.Len(t, w.Header()["OData-Version"], 1, target) //nolint:staticcheck // as sent
			require.Less(t, w.Code, 502, target)
		}
		w := c.with("MaxDataServiceVersion", "3.0", "DataServiceVersion", "1.0", "X-CSRF-Token", "Fetch",
			"DataServiceUrlConventions", "KeyAsSegment").do(t, target)
		require.Equal(t, status, w.Code, target)
	}
	require.Contains(t, c.do(t, "/shop/$metadata").Body.String(), ` Version="4.0"`)
	require.Contains(t, c.with("OData-MaxVersion", "4.01").do(t, "/shop/$metadata").Body.String(), ` Version="4.01"`)
	require.Contains(t, c.with("OData-MaxVersion", "4.0").do(t, "/shop/$metadata").Body.String(), ` Version="4.0"`)
}

// A count and a raw value are of one media type: $format is met by it or refused
// (Protocol 4.01, 8.2.1).
func TestTextFormat(t *testing.T) {
	t.Parallel()
	c := sqliteClient(t)
	const (
		count  = "/shop/Customers/$count"
		text   = "/shop/Customers('C000')/name/$value"
		number = "/shop/Cards(1)/points/$value"
	)
	for _, f := range []struct {
		format string
		status int
	}{
		{"text/plain", 200},
		{"Text/Plain", 200},
		{"text/plain;charset=utf-8", 200},
		{"text/plain;charset=UTF-8", 200},
		{"text/*", 200},
		{"*/*", 200},
		{"json", 406},
		{"application/json", 406},
		{"xml", 406},
		{"text/html", 406},
		{"text/plain;charset=latin1", 406},
		{"text/plain;x=1", 406},
		{"application/octet-stream", 406},
		{"nope", 406},
		{"text", 406},
		{"text;charset=utf-8", 400},
	} {
		for _, target := range []string{count, text, number} {
			w := c.do(t, target+"?$format="+escaped(f.format))
			if f.status != 200 {
				requireFault(t, w, target+" "+f.format, f.status)
				require.Contains(t, w.Body.String(), "$format")
				continue
			}
			require.Equal(t, 200, w.Code, "%s %s: %s", target, f.format, w.Body)
			require.Equal(t, "text/plain;charset=utf-8", w.Header().Get("Content-Type"))
			require.Equal(t, c.do(t, target).Body.String(), w.Body.String())
		}
	}
	require.Equal(t, 200, c.with("Accept", "application/json").do(t, count).Code)

	const pictured = "$filter=photo ne null and startswith(customerId,'C0')"
	photos := c.get(t, "/shop/Customers?"+pictured+"&$select=customerId&$top=1")
	var customer struct{ CustomerID string }
	require.NoError(t, json.Unmarshal(photos.Value[0], &customer))
	photo := "/shop/Customers('" + customer.CustomerID + "')/photo/$value"
	for format, status := range map[string]int{
		"application/octet-stream": 200, "application/*": 200, "text/plain": 406,
		"application/octet-stream;charset=utf-8": 406,
	} {
		w := c.do(t, photo+"?$format="+format)
		require.Equal(t, status, w.Code, "%s %s: %s", photo, format, w.Body)
		if status == 200 {
			require.Equal(t, "application/octet-stream", w.Header().Get("Content-Type"))
		}
	}
}

// JSON Format 3.1.3: no control information but nextLink and count. JSON Format 3.2: long numbers as text.
func TestFormats(t *testing.T) {
	t.Parallel()
	c := sqliteClient(t)
	none := c.with("Accept", "application/json;odata.metadata=none", "Prefer", "maxpagesize=2").do(t,
		"/shop/Cards?$count=true&$expand=holder($select=name)")
	require.Equal(t, http.StatusOK, none.Code, none.Body)
	require.Equal(t, "application/json;odata.metadata=none", none.Header().Get("Content-Type"))
	require.NotContains(t, none.Body.String(), "@odata.context")
	require.Contains(t, none.Body.String(), `"@odata.count":12`)
	require.Contains(t, none.Body.String(), `"@odata.nextLink":"http://roster.test/shop/Cards?`)

	texts := c.with("Accept", "application/json;IEEE754Compatible=true")
	w := texts.do(t, "/shop/Cards?$count=true&$top=1")
	require.JSONEq(t, `{"@odata.context":"http://roster.test/shop/$metadata#Cards","@odata.count":"12",
		"value":[{"cardId":"1","holderId":"C000","points":0}]}`, w.Body.String())
	w = texts.do(t,
		"/shop/Products?$top=1&$select=sold,price,tinyPrice,stock,weight&$filter=sold ne null and price ne null")
	var row map[string]any
	var a answer
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &a))
	require.NoError(t, json.Unmarshal(a.Value[0], &row))
	require.IsType(t, "", row["sold"])
	require.IsType(t, "", row["price"])
	w = texts.do(t, "/shop/Cards(1)/cardId")
	require.Contains(t, w.Body.String(), `"value":"1"`)
	require.Equal(t, "12", texts.do(t, "/shop/Cards/$count").Body.String())
}

// Protocol 10, as product rules have it: no Nav() with empty parentheses in 4.0, bare names beside $select.
func TestContexts(t *testing.T) {
	t.Parallel()
	c := sqliteClient(t)
	for target, v := range map[string][2]string{
		"Customers":                            {"#Customers", ""},
		"Customers?$top=0":                     {"#Customers", ""},
		"Customers('C000')":                    {"#Customers/$entity", ""},
		"Customers(customerId='C000')":         {"#Customers/$entity", ""},
		"Customers(email='user0@example.com')": {"#Customers/$entity", ""},
		"Customers?$select=name,tags":          {"#Customers(name,tags)", ""},
		"Customers('C000')?$select=name":       {"#Customers(name)/$entity", ""},
		"Customers?$select=*":                  {"#Customers(*)", ""},
		"Customers?$select=name,*":             {"~", "~"},
		"Customers?$expand=orders":             {"#Customers", "#Customers(orders())"},
		"Customers?$expand=orders,card":        {"#Customers", "#Customers(orders(),card())"},
		"Customers('C000')?$expand=orders":     {"#Customers/$entity", "#Customers(orders())/$entity"},
		"Customers?$select=name&$expand=orders": {
			"#Customers(name,orders)",
			"#Customers(name,orders())",
		},
		"Customers?$select=name,orders&$expand=orders": {
			"#Customers(name,orders)",
			"#Customers(name,orders,orders())",
		},
		"Customers?$expand=orders($select=total)": {"#Customers(orders(total))", ""},
		"Customers?$expand=orders($filter=total gt 1;$top=1)": {
			"#Customers",
			"#Customers(orders())",
		},
		"Customers?$select=name,orders&$expand=orders($select=total)": {"#Customers(name,orders,orders(total))", ""},
		"Customers?$expand=orders($expand=lines($select=quantity))":   {"#Customers(orders(lines(quantity)))", ""},
		"Customers?$expand=orders($expand=lines)": {
			"#Customers",
			"#Customers(orders(lines()))",
		},
		"Customers?$expand=orders($select=total;$expand=lines)": {
			"#Customers(orders(total,lines))",
			"#Customers(orders(total,lines()))",
		},
		"Customers?$select=name&$expand=orders($select=total;$expand=lines)": {
			"#Customers(name,orders(total,lines))",
			"#Customers(name,orders(total,lines()))",
		},
		"Customers('C000')/orders":               {"#Orders", ""},
		"Customers('C000')/orders?$select=total": {"#Orders(total)", ""},
		"Customers('C000')/card":                 {"#Cards/$entity", ""},
		"Customers('C000')/card?$select=points":  {"#Cards(points)/$entity", ""},
		"Customers('C000')/card/holder":          {"#Customers/$entity", ""},
		"Customers('C000')/orders(0)":            {"#Orders/$entity", ""},
		"Customers('C003')/tags":                 {"#Customers('C003')/tags", ""},
		"Customers('C000')/name":                 {"#Customers('C000')/name", ""},
		"Customers('C000')/card/points":          {"#Cards(1)/points", "~"},
		"Products(00000000-0000-4000-8000-000000000000)/name": {
			"#Products(00000000-0000-4000-8000-000000000000)/name", "",
		},
		"OrderLines(orderId=-1,lineNo=1)/quantity": {
			"#OrderLines(orderId=-1,lineNo=1)/quantity", "",
		},
		"OrderLines(orderId=-1,lineNo=1)": {"#OrderLines/$entity", ""},
		"Customers('a%2Fb')/customerId":   {"#Customers('a/b')/customerId", ""},
		"Customers('O''Neil')/customerId": {"#Customers('O''Neil')/customerId", ""},
		"":                                {"", ""},
	} {
		for i, version := range []string{"4.0", "4.01"} {
			want := v[i]
			if want == "" {
				want = v[0]
			}
			if want == "~" {
				continue // either of several forms
			}
			w := c.with("OData-MaxVersion", version).do(t, "/shop/"+target)
			if w.Code != http.StatusOK {
				t.Errorf("%s: %d %s", target, w.Code, w.Body)
				continue
			}
			member := map[string]string{"4.0": "@odata.context", "4.01": "@context"}[version]
			if got := contextOf(t, w, member); got != "http://roster.test/shop/$metadata"+want {
				t.Errorf("%s of %s:\n  got  %s\n  want %s", version, target, strings.TrimPrefix(got,
					"http://roster.test/shop/$metadata"), want)
			}
		}
	}
}

// What is there and null is 204, what is not there is 404, and no rows are an empty list.
func TestAbsence(t *testing.T) {
	t.Parallel()
	shops(t, func(t *testing.T, s *shop) {
		for target, text := range map[string]string{
			"Customers('C005')/orders/$count":       "0",
			"Customers/$count":                      "82",
			"Customers/$count?$filter=name eq null": "10",
			"Cards(1)/points/$value":                "0",
			"Products/$count?$filter=false":         "0",
		} {
			w := s.do(t, "/shop/"+target)
			require.Equal(t, text, w.Body.String(), target)
			require.Regexp(t, `^text/plain`, w.Header().Get("Content-Type"), target)
		}
		for _, group := range []struct {
			statuses []int
			targets  []string
		}{
			{[]int{204}, []string{
				"Customers('C003')/email", "Customers('C003')/email/$value", "Customers('C001')/card",
			}},
			{[]int{404}, []string{
				"Orders(2)/customer", "Customers('nope')/name", "Customers('nope')/card",
				"Customers('nope')/orders", "Customers('nope')/orders/$count", "Customers('nope')",
				"Customers('only-2')", "Customers('C000')/orders(99)", "Customers('C000')/orders(2)",
				"Customers('')", "customers",
			}},
			{[]int{204, 404}, []string{
				"Customers('C001')/card/points", "Customers('C001')/card/holder",
				"Customers('C001')/card/holder/orders",
			}},
			{[]int{400, 404, 501}, []string{
				"Customers('C003')/tags/$value", "Customers/$value", "Customers('C000')/$value",
				"Customers('C000')/$count", "Customers('C000')/name/$count", "$entity", "Customers/Shop.Nope()",
			}},
			{[]int{400, 404}, []string{
				"Customers(1)", "Customers//", "$metadata/x", "Customers('C000", "Customers('C000'x",
				"Customers('C000')/name/x", "Customers/name", "Customers(nope='C000')",
				"Customers(customerId='C000',email='x')", "Cards(9223372036854775808)", "Cards(1.5)",
				"Cards(null)", "OrderLines(1)", "OrderLines(orderId=1)", "OrderLines(orderId=1,orderId=1)",
				"Customers('%00')", "Customers('%FF')",
			}},
			{[]int{200}, []string{
				"Customers/Shop.Customer", "Customers/$filter(active)", "Customers/C000", "Cards/1/points",
				"Customers/$ref", "Customers('C000')/orders/$ref",
			}},
			{[]int{400, 404, 200}, []string{
				"Customers()",
			}},
			{[]int{200, 400, 404}, []string{
				"Customers('C000')/", "Customers/", "Cards('1')",
			}},
			{[]int{404, 405, 501}, []string{
				"$batch",
			}},
			{[]int{404, 501}, []string{
				"$all", "$crossjoin(Customers,Orders)", "Customers/$each",
			}},
			{[]int{400, 404, 405, 501}, []string{
				"Customers/$query",
			}},
		} {
			for _, target := range group.targets {
				w := s.do(t, "/shop/"+target)
				require.Contains(t, group.statuses, w.Code, "%s: %s", target, w.Body)
				if w.Code >= http.StatusBadRequest {
					requireFault(t, w, target, w.Code)
				}
			}
		}
		require.JSONEq(t, `{"@odata.context":"http://roster.test/shop/$metadata#Orders","value":[]}`, s.do(t,
			"/shop/Customers('C005')/orders").Body.String())
		require.JSONEq(t, `{"@odata.context":"http://roster.test/shop/$metadata#Customers('C000')/tags","value":[]}`,
			s.do(t, "/shop/Customers('C000')/tags").Body.String())
		missing, foreign := s.do(t, "/shop/Customers('only-3')"), s.do(t, "/shop/Customers('only-2')")
		require.Equal(t, missing.Body.String(), foreign.Body.String())
		for _, r := range s.sets["Customers"] {
			key := strings.ReplaceAll(quoted(keyOf("Customers", r)), "/", "%2F")
			target := "/shop/Customers(" + strings.ReplaceAll(escaped(strings.ReplaceAll(key, "%2F", "/")), "%27",
				"'") + ")"
			require.Equal(t, http.StatusOK, s.do(t, target).Code, target)
			w := s.do(t, target+"/name/$value")
			if n, ok := r.text("name"); ok {
				require.Equal(t, n, w.Body.String(), target)
				require.Regexp(t, `^text/plain`, w.Header().Get("Content-Type"))
			} else {
				require.Equal(t, http.StatusNoContent, w.Code)
			}
		}
	})
}

func TestHead(t *testing.T) {
	t.Parallel()
	c := sqliteClient(t)
	for _, target := range []string{
		"/shop/", "/shop/$metadata", "/shop/Cards", "/shop/Cards(1)", "/shop/Cards(1)/points",
		"/shop/Cards(1)/points/$value", "/shop/Cards/$count",
		"/shop/Cards(99)", "/shop/Cards?$filter=", "/shop/Cards?$apply=identity", "/shop/Customers('C001')/card",
	} {
		get := c.do(t, target)
		r := httptest.NewRequest(http.MethodHead, target, nil)
		w := httptest.NewRecorder()
		c.handler.ServeHTTP(w, r)
		require.Equal(t, get.Code, w.Code, target)
		for name, v := range get.Header() {
			if name != "Content-Length" {
				require.Equal(t, v, w.Header()[name], "%s: %s", target, name)
			}
		}
	}
}

// Both databases give the same bytes, whatever is asked.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	lite := sqliteClient(t)
	pg := client{handler: asTenant(t, shopService(t, odatatest.Shop(t, "postgres"), nil), tenant)}
	navigations := map[string]string{
		"Customers": "orders,card", "Cards": "holder", "Orders": "customer,lines", "OrderLines": "order,product",
		"Products": "lines,categories,next", "Categories": "parent,children,products",
	}
	for set, list := range navigations {
		for _, query := range []string{
			"?$expand=" + list, "?$expand=" + list + "&$count=true&$skip=1",
			"", "?$count=true&$top=3", "?$skip=5&$top=5",
			"?$select=*&$format=application/json;odata.metadata=none",
			"?$filter=false&$count=true", "?$format=application/json;IEEE754Compatible=true",
		} {
			a, b := lite.do(t, "/shop/"+set+query), pg.do(t, "/shop/"+set+query)
			require.Equal(t, a.Code, b.Code)
			require.Equal(t, maskTokens(a.Body.String()), maskTokens(b.Body.String()), set+query)
		}
	}
}
