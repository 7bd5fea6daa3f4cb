package odata_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// sent asks for a target as it stands, encoded or not.
func (c client) sent(t *testing.T, target string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	u, err := url.ParseRequestURI(target)
	require.NoError(t, err)
	r.RequestURI, r.URL = target, u
	for name, v := range c.headers {
		r.Header.Set(name, v)
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	return w
}

// One query has many spellings.
func TestSpellings(t *testing.T) {
	t.Parallel()
	c := sqliteClient(t)
	for plain, others := range map[string][]string{
		"Customers?$top=2&$select=name": {
			"Customers?top=2&select=name", "Customers?$TOP=2&$Select=name", "Customers?%24top=2&%24select=name",
			"Customers?$top=%32&$select=%6eame",
			"Customers?$select=name&$top=2&x=1", "Customers?%24%74op=2&SELECT=name",
			"Customers?$top=2&$select=name&$format=json",
			"Customers?$top=2&$select=name&;=;&a;b=c", "Customers?$top=2&$select=name&x=a+b%2B",
			"%43ustomers?$top=2&$select=name",
		},
		"Customers?$select=name&$filter=name%20eq%20'a%2Bb'": {
			"Customers?$select=name&$filter=name+eq+%27a%2bb%27",
			"Customers?$select=name&$filter=(name%20EQ%20'a%2Bb')",
			"Customers?$select=name&$filter=name%09eq%20%20'a%2Bb'",
		},
		"Customers?$select=name&$filter=name%20eq%20'a%26b%3Dc'": {
			"Customers?$select=name&$filter=name%20eq%20'a%26b=c'",
		},
		"Customers?$select=name&$filter=name%20eq%20'a;b'": {
			"Customers?$select=name&$filter=name%20eq%20'a%3Bb'",
		},
		"Customers?$select=name&$filter=name%20eq%20'%2541'": {
			"Customers?$select=name&$filter=name%20eq%20%27%25%34%31%27",
		},
		"Customers('a%2Fb')?$select=name": {
			"Customers(%27a%2Fb%27)?$select=name",
			"Customers(customerId='a%2fb')?$select=name",
		},
		"Customers('O''Neil')?$select=name": {
			"Customers('O%27%27Neil')?$select=name",
			"Customers(%27O%27%27Neil%27)?$select=name",
		},
		"Products(9e3779b1-0000-4000-8000-000000000001)?$select=name": {
			"Products(9E3779B1-0000-4000-8000-000000000001)?$select=name",
			"Products('9e3779b1-0000-4000-8000-000000000001')?$select=name",
			"Products(productId=9E3779b1-0000-4000-8000-000000000001)?$select=name",
		},
		"Orders?$select=orderId&$expand=lines($select=lineNo;$top=1),customer($select=name)": {
			"Orders?$select=orderId&$expand=lines%28%24select%3DlineNo%3B" +
				"%24top%3D1%29%2Ccustomer%28%24select%3Dname%29",
			"Orders?$select=orderId&$expand=lines(select=lineNo;top=1),customer(SELECT=name)",
			"Orders?$select=orderId&expand=lines($top=1;$select=lineNo)%20,%20customer($select=name)",
		},
		"Customers?$orderby=name%20desc,customerId&$select=name": {
			"Customers?$orderby=name+DESC,customerId%20ASC&$select=name",
			"Customers?$select=name&$orderby=name%20%20desc%20,%20customerId",
		},
		"Customers?$filter=createdAt%20ge%202024-01-01T00:00:00Z&$select=name": {
			"Customers?$filter=createdAt%20ge%202024-01-01T02:00:00%2B02:00&$select=name",
			"Customers?$filter=createdAt%20ge%202023-12-31T19:00:00.0000000-05:00&$select=name",
			"Customers?$filter=createdAt%20ge%202024-01-01t00:00:00.000000000z&$select=name",
			"Customers?$filter=createdAt%20GE%202024-01-01T00:00Z&$select=name",
		},
	} {
		whole := c.sent(t, "/shop/"+plain)
		require.Equal(t, http.StatusOK, whole.Code, "%s: %s", plain, whole.Body)
		for _, other := range others {
			w := c.sent(t, "/shop/"+other)
			if w.Code != http.StatusOK || w.Body.String() != whole.Body.String() {
				t.Errorf("%s: %d %.200s\n%s: %.200s", other, w.Code, w.Body, plain, whole.Body)
			}
		}
	}
	plus := rowsOf(c.get(t, "/shop/Customers?$select=name&$filter=name%20eq%20'a+b'"))
	spaced := `{"@odata.id":"http://roster.test/shop/Customers('C049')","name":"a b"}`
	require.Equal(t, []string{spaced}, plus, "a plus sign is a space")
}

func TestQueriesRefused(t *testing.T) {
	t.Parallel()
	c := sqliteClient(t)
	for _, query := range []string{
		"$top=1&$top=1", "$top=1&top=2", "$top=1&%24TOP=2", "$filter=true&FILTER=true", "$count=true&$count=true",
		"$format=json&format=json", "$select=name&$select=email",
		"$top=-1", "$top=", "$top", "$top=a", "$top=1.0", "$top=+1", "$top=%2B1", "$top=1e1",
		"$top=99999999999999999999", "$top=%20", "$top=1,2", "$top=0x1", "$top=%D9%A1",
		"$skip=-1", "$skip=", "$skip=a", "$skip=1000001", "$skip=99999999999999999999", "$count=1", "$count=yes",
		"$count=", "$count='true'",
		"$orderby=", "$orderby=nope", "$orderby=name foo", "$orderby=name,", "$orderby=,name",
		"$orderby=name asc desc", "$orderby=tags", "$orderby=orders", "$orderby=photo", "$orderby=orders/total",
		"$orderby=name;email",
		"$orderby=name,email,note,grade,active,birthday,wakeUp,credit,rating", "$orderby=name nulls first",
		"$select=orders/total", "$select=Shop.Nope/name", "$expand=Shop.Order/lines",
		"$select=", "$select=nope", "$select=name,", "$select=name,nope", "$select=Name", "$select=name email",
		"$select=tenantId", "$select=nameFold",
		"$expand=", "$expand=nope", "$expand=name", "$expand=tags", "$expand=orders,orders",
		"$expand=orders($select=total),orders", "$expand=orders(", "$expand=orders()", "$expand=orders($top=1",
		"$expand=orders($nope=1)",
		"$expand=orders($top=1;$top=2)", "$expand=orders($top=1;top=2)", "$expand=orders($select=nope)",
		"$expand=orders($filter=nope eq 1)", "$expand=orders($filter=total)", "$expand=orders($orderby=nope)",
		"$expand=orders($top=-1)",
		"$expand=orders($expand=lines($expand=product($expand=next)))", "$expand=orders($skip=x)",
		"$expand=orders($count=x)", "$expand=orders,", "$expand=,orders", "$expand=orders($format=json)",
		"$expand=orders($skiptoken=x)",
		"$expand=card($top=1)", "$expand=card($filter=points gt 1)", "$expand=card($orderby=points)",
		"$expand=card($count=true)", "$expand=orders($levels=2)", "$expand=card/$count",
		"$compute=1", "$compute=name as name",
		"$filter=name%20eq%20'%ZZ'", "$filter=%", "$filter=name%2", "$filter=%C3", "$filter=name eq '%ED%A0%80'",
		"x=%ZZ&$top=1", "%ZZ=1", "$top=%00", "$skiptoken=", "$format=",
		"$filter=name eq 'a'&$filter=name eq 'b'", "$filter=name eq 'a&b'", "@a=1&@a=2",
	} {
		w := c.sent(t, "/shop/Customers?"+strings.ReplaceAll(query, " ", "%20"))
		statuses := []int{http.StatusBadRequest}
		if strings.Contains(query, "ormat=") {
			statuses = append(statuses, http.StatusNotAcceptable)
		}
		requireFault(t, w, query, statuses...)
		if strings.HasPrefix(query, "$") && w.Code == 400 {
			require.Contains(t, w.Body.String(), `"target":"`, query)
		}
	}
	for _, query := range []string{
		"$search=a", "$search=%22a%20b%22", "$apply=groupby((name))", "$expand=orders($search=a)",
		"$select=Shop.*", "$select=Shop.Customer", "$select=tags($search=a)",
		"$orderby=matchesPattern(name,'a')", "$skiptoken=x&$search=a", "$index=1",
	} {
		requireFault(t, c.sent(t, "/shop/Customers?"+query), query, http.StatusNotImplemented)
	}
	require.Equal(t, http.StatusOK, c.sent(t, "/shop/Customers?$skip=1000000").Code)
	require.Equal(t, http.StatusOK, c.sent(t, "/shop/Customers?$top=9223372036854775807").Code)
	require.JSONEq(t, `{"@odata.context":"http://roster.test/shop/$metadata#Customers","value":[]}`, c.sent(t,
		"/shop/Customers?$top=0").Body.String())
	var list []string
	for i := range 64 {
		list = append(list, fmt.Sprintf("x%d=1", i))
	}
	require.Equal(t, http.StatusOK, c.sent(t, "/shop/Cards?"+strings.Join(list, "&")).Code)
	requireFault(t, c.sent(t, "/shop/Cards?"+strings.Join(append(list, "y=1"), "&")), "65 options",
		http.StatusBadRequest)
	requireFault(t, c.sent(t, "/shop/Customers?$filter=name%20in%20('a'"+strings.Repeat(",'a'", 1000)+")"),
		"1001 items", http.StatusBadRequest)
}

// Errors name the option, the place and what was perhaps meant.
func TestHints(t *testing.T) {
	t.Parallel()
	c := sqliteClient(t)
	for target, hint := range map[string]string{
		"Customer": "Customers", "Customers?$filter=gradee eq 'a'": "grade", "Customers?$select=emial": "email",
		"Customers?$expand=order":             "orders",
		"Customers?$filter=contain(name,'a')": "contains", "Customers?$orderby=naem": "name",
		"Customers?$filtr=true": "$filter", "Customers?$filter=Name eq 'a'": "name",
		"Customers?$filter=grade eq 'gold'": "Gold",
	} {
		w := c.do(t, "/shop/"+target)
		require.GreaterOrEqual(t, w.Code, 400)
		require.Contains(t, w.Body.String(), hint, target)
	}
	var body map[string]map[string]any
	w := c.do(t, "/shop/Customers?$filter=name eq 'a' and nope eq 1")
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
	require.Equal(t, "$filter", body["error"]["target"])
	require.Contains(t, body["error"]["message"], "$filter")
	require.Contains(t, body["error"]["message"], "position 17")
}

func TestPreferences(t *testing.T) {
	t.Parallel()
	c := sqliteClient(t)
	for _, p := range []struct {
		prefer, applied string
		rows            int
	}{
		{"odata.maxpagesize=3", "odata.maxpagesize=3", 3},
		{"maxpagesize=3", "maxpagesize=3", 3},
		{
			"MaxPageSize=3",
			"maxpagesize=3", 3,
		},
		{"odata.maxpagesize = 3", "odata.maxpagesize=3", 3},
		{`maxpagesize="3"`, "maxpagesize=3", 3},
		{"respond-async, odata.maxpagesize=3;x=1", "odata.maxpagesize=3", 3},
		{"return=minimal,maxpagesize=3", "maxpagesize=3", 3},
		{"maxpagesize=0", "", 82},
		{"maxpagesize=-1", "", 82},
		{"maxpagesize=x", "", 82},
		{"maxpagesize", "", 82},
		{"maxpagesize=3.5", "", 82},
		{"maxpagesize=99999999999999999999", "", 82},
		{"return=representation", "", 82},
		{"wait=5", "", 82},
		{"", "", 82},
		{",,;=", "", 82},
		{"odata.track-changes", "", 82},
		{"odata.continue-on-error", "", 82},
		{"nomaxpagesize=3", "", 82},
		{"maxpagesize=3, maxpagesize=4", "maxpagesize=3", 3},
	} {
		w := c.with("Prefer", p.prefer).do(t, "/shop/Customers?$select=customerId")
		var a answer
		require.Equal(t, http.StatusOK, w.Code, "%s: %s", p.prefer, w.Body)
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &a))
		applied := strings.ToLower(strings.Join(w.Header()["Preference-Applied"], ","))
		if len(a.Value) != p.rows || strings.ReplaceAll(applied, `"`, "") != p.applied {
			t.Errorf("Prefer: %s: %d rows, applied %q", p.prefer, len(a.Value), applied)
		}
	}
	for _, target := range []string{
		"/shop/", "/shop/$metadata", "/shop/Cards(1)", "/shop/Cards/$count",
		"/shop/Cards(1)/points",
	} {
		w := c.with("Prefer", "maxpagesize=3").do(t, target)
		require.Equal(t, http.StatusOK, w.Code)
		require.Empty(t, w.Header()["Preference-Applied"], target)
	}
	small := client{handler: asTenant(t, shopService(t, odatatest.Shop(t, "sqlite"),
		func(c *odata.Config) { c.Pages.Rows = 10 }), tenant)}
	require.Len(t, small.get(t, "/shop/Customers").Value, 10)
	rows, pages := small.pages(t, "/shop/Customers?$select=customerId&$top=25")
	require.Len(t, rows, 25)
	require.Equal(t, 3, pages)
}

// An expansion of a parent is what a read of its navigation gives.
func TestExpansionsEqualNavigation(t *testing.T) {
	t.Parallel()
	odatatest.Shops(t, func(t *testing.T, db *store.DB) {
		c := client{handler: asTenant(t, shopService(t, db, nil), tenant)}
		for _, nested := range []struct{ set, key, nav, options string }{
			{"Customers", "customerId", "orders", ""},
			{"Customers", "customerId", "orders", "$select=total,orderId;$orderby=total desc,remark"},
			{
				"Customers", "customerId", "orders",
				"$filter=total gt 0 or remark eq null;$orderby=paidAt desc;$top=2;$count=true",
			},
			{"Customers", "customerId", "orders", "$skip=1;$top=2;$orderby=status,placedAt desc"},
			{"Customers", "customerId", "orders", "$skip=1;$count=true;$select=remark"},
			{"Customers", "customerId", "orders", "$top=0;$count=true"},
			{"Customers", "customerId", "orders", "$filter=false;$count=true"},
			{"Customers", "customerId", "orders", "$filter=lines/any(l:l/quantity gt 1) and customer/name ne 'a'"},
			{
				"Customers", "customerId", "orders",
				"$orderby=customer/name desc,handling;" +
					"$expand=lines($select=quantity;$top=1;$orderby=quantity desc),customer($select=name)",
			},
			{"Customers", "customerId", "orders", "$expand=lines($expand=product($select=name))"},
			{
				"Orders", "orderId", "lines",
				"$filter=not (comment gt 'a');$orderby=comment desc,quantity;$skip=1;$top=3;$count=true",
			},
			{"Orders", "orderId", "lines", "$filter=product/name ne null;$select=quantity"},
			{"Categories", "categoryId", "products", "$orderby=name desc;$top=2;$select=name;$count=true"},
			{"Categories", "categoryId", "products", "$filter=categories/any(c:c/name eq 'Tools');$select=name"},
			{"Categories", "categoryId", "children", "$expand=children,parent($select=name)"},
			{"Products", "productId", "categories", "$orderby=rank desc,name;$skip=1"},
			{"Orders", "orderId", "customer", "$select=name,tags"},
			{
				"Orders", "orderId", "customer",
				"$expand=card,orders($select=orderId;$top=1;$count=true)",
			},
			{"Customers", "customerId", "card", ""},
			{
				"Cards", "cardId", "holder",
				"$select=name;$expand=orders($select=total)",
			},
			{
				"Products", "productId", "next",
				"$select=name;$expand=next($select=name)",
			},
		} {
			parens := ""
			if nested.options != "" {
				parens = "(" + nested.options + ")"
			}
			whole := c.get(t, "/shop/"+nested.set+"?$select="+nested.key+"&$expand="+nested.nav+escaped(parens))
			found := 0
			for _, text := range whole.Value {
				parent := map[string]json.RawMessage{}
				require.NoError(t, json.Unmarshal(text, &parent))
				key := string(parent[nested.key])
				if key[0] == '"' {
					var s string
					require.NoError(t, json.Unmarshal(parent[nested.key], &s))
					key = strings.ReplaceAll(escaped(quoted(s)), "%27", "'")
				}
				if nested.set == "Products" {
					key = strings.Trim(key, "'")
				}
				target := topLevel(nested.options, "/shop/"+nested.set+"("+key+")/"+nested.nav)
				w := c.do(t, target)
				if w.Code == http.StatusNoContent {
					require.Equal(t, "null", string(parent[nested.nav]), target)
					continue
				}
				require.Equal(t, http.StatusOK, w.Code, "%s: %s", target, w.Body)
				members := orderedMembers(t, w.Body.String())
				if members[len(members)-1].name == "value" {
					require.Equal(t, string(members[len(members)-1].value), string(parent[nested.nav]), target)
					if strings.Contains(strings.Split(nested.options, "$expand")[0], "$count") {
						require.Equal(t, "@odata.count", members[1].name)
						require.Equal(t, string(members[1].value), string(parent[nested.nav+"@odata.count"]), target)
					}
					found += len(members[len(members)-1].value) - 2
				} else {
					require.Equal(t, printed(members[1:]), string(parent[nested.nav]), target)
					found++
				}
			}
			if !strings.Contains(nested.options, "$top=0") && !strings.Contains(nested.options, "=false") {
				require.Positive(t, found, "%+v", nested)
			}
		}
	})
}

// topLevel makes nested options those of a request.
func topLevel(options, target string) string {
	depth, query := 0, ""
	for _, r := range options {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == ';' && depth == 0:
			query += "&"
			continue
		}
		query += string(r)
	}
	return target + "?" + query
}
