package odata_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest"
)

// requireFault holds an answer to the form of an error: JSON Format 21.1.
func requireFault(t *testing.T, w *httptest.ResponseRecorder, target string, statuses ...int) {
	t.Helper()
	if !slices.Contains(statuses, w.Code) {
		t.Errorf("%s: %d instead of %v: %.300s", target, w.Code, statuses, w.Body)
		return
	}
	require.Equal(t, []string{"4.0"}, w.Header()["OData-Version"], target) //nolint:staticcheck // as sent
	require.Regexp(t, `^application/json`, w.Header().Get("Content-Type"), target)
	var body map[string]map[string]any
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body), "%s: %s", target, w.Body)
	require.Len(t, body, 1, target)
	require.NotEmpty(t, body["error"]["code"], target)
	require.NotEmpty(t, body["error"]["message"], target)
	require.NotRegexp(t, `SELECT |SQL|t0\.|goroutine|\.go:|/tmp|127\.0\.0`, w.Body.String(), target)
}

func sqliteClient(t *testing.T) client {
	t.Helper()
	return client{handler: asTenant(t, shopService(t, odatatest.Shop(t, "sqlite"), nil), tenant)}
}

// What the language has and the service has not is 501, whatever stands around it.
func TestFilterNotImplemented(t *testing.T) {
	t.Parallel()
	c := sqliteClient(t)
	for set, filters := range map[string][]string{
		"Customers": {
			"matchesPattern(name,'a')",
			"cast(rating,Edm.String) eq '1'",
			"cast(photo,Edm.String) eq 'a'",
			"cast(grade,Edm.Int32) eq 1",
			"cast(name,Shop.Grade) eq Shop.Grade'New'",
			"isof(photo,Edm.Binary)",
			"hassubset(tags,[name])",
			"hassubsequence(['a'],['a'])",
			"orders/all(o:o/handling mul 1e0 gt duration'PT1S')",
			"[name,note] in [[\"a\",\"b\"]]",
			"geo.distance(name,name) lt 1",
			"orders('1')/total gt 1",
		},
		"Orders": {
			"handling mul 0.5e0 gt duration'PT1S'",
			"customer/rating mul handling gt duration'PT1S'",
		},
	} {
		for _, f := range filters {
			requireFault(t, c.do(t, "/shop/"+set+"?$filter="+escaped(f)), f, http.StatusNotImplemented)
			requireFault(t, c.do(t, "/shop/"+set+"/$count?$filter="+escaped(f)), f, http.StatusNotImplemented)
		}
	}
}

// What is malformed or of the wrong type is 400.
func TestFilterRefused(t *testing.T) {
	t.Parallel()
	c := sqliteClient(t)
	for set, filters := range map[string][]string{
		"Customers": {
			"", " ", "name", "name eq", "eq 'a'", "name eq 'a", "name eq 'a''", "name = 'a'", "name == 'a'",
			"name eq \"a\"",
			"(name eq 'a'", "name eq 'a')", "name eq 'a' and", "and name eq 'a'", "name eq 'a' xor active",
			"name eq 'a' 'b'",
			"not", "not name", "name and active", "active or 1", "'a'", "1", "null and", "name eq 1", "1 eq name",
			"name gt true",
			"name eq birthday", "active eq 1", "active eq 'true'", "credit eq 'a'", "credit eq true", "rating eq 'INF'",
			"birthday eq 2024-01-01T00:00:00Z", "birthday eq 2024-02-30", "birthday eq 24-01-01",
			"birthday eq '2024-01-99'",
			"createdAt eq 2024-01-01", "createdAt eq 2024-01-01T00:00:00", "createdAt eq 2024-01-01T24:00:00Z",
			"createdAt eq 2024-13-01T00:00:00Z", "createdAt eq 2024-01-01T00:60:00Z",
			"createdAt eq 2024-01-01T00:00:61Z",
			"wakeUp eq 24:00:00", "wakeUp eq 1:00", "wakeUp gt 12", "photo eq 'AA'", "photo eq binary'A'",
			"photo eq binary'*'",
			"photo gt binary'AA'", "grade eq Shop.Grade'Nope'", "grade eq Shop.Channels'Mail'", "grade eq 'gold'",
			"grade eq Shop.Nope'Gold'",
			"grade eq Shop.Grade'Gold,New'", "grade eq channels", "channels eq Shop.Channels'Fax'",
			"channels eq Shop.Channels'Mail,'",
			"nope eq 1", "Name eq 'a'", "nameFold eq 'a'", "name_fold eq 'a'", "tenantId eq 1", "tenant_id eq 1",
			"nicks eq 'a'", "nope/name eq 'a'", "card/nope eq 1",
			"name/nope eq 1", "card/holder/nope eq 1", "orders/total eq 1", "tags eq 'a'", "tags eq null",
			"orders eq null", "tags/t eq 'a'",
			"name/any()", "card/any()", "card/any(c:c/points eq 1)", "tags/all()", "tags/any(t)", "tags/any(t:t)",
			"tags/any(t:t eq 1)", "tags/any(t:u eq 'a')",
			"tags/any(t:t eq 'a'", "tags/any(:t eq 'a')", "tags/some(t:t eq 'a')", "tags/any(t:t/name eq 'a')",
			"orders/any(o:o eq 1)",
			"orders/any(o:total gt 1)", "orders/any(o:o/nope gt 1)", "tags/any(T:t eq 'a')",
			"orders/any(o:o/total)", "orders/any(o:o/lines gt 1)",
			"foo(name)", "contains(name)", "contains(name,'a','b')", "contains(name,1)", "contains(credit,'a')",
			"contains(tags,'a')", "tolower(1) eq '1'",
			"year(2024-01-01T00:30:00+02:00) eq 2024", "date(2024-01-01T00:30:00-00:01) eq 2024-01-01",
			"credit mod 0.0 eq 1", "null div 0 eq 1", "(null add 1) eq 'a'", "concat(null,'a') eq 1", "photo gt null",
			"card gt null", "credit add 'a' eq 1", "case(active:1,true:'a') eq 1", "grade has null",
			"createdAt add 10000-01-01 eq null", "createdAt sub birthday eq duration'PT1S'", "-name eq 'a'", "-active",
			"tolower(name)", "tolower() eq 'a'", "contains", "contains name,'a'", "startswith(name,'a') gt 1",
			"endswith(active,'a')",
			"name in 'a'", "name in (1)", "name in ('a',1)", "name in ('a','b'", "name in ('a',)", "name in (,)",
			"in ('a')", "name in note", "credit in ('a')",
			"tags in ('a')", "name eq @", "name eq 'a' eq 'b'", "name lt 'a' lt 'b'",
			"length(1) eq 1 and name eq 1 and",
			"name eq 'a';drop", "name eq 'a'--", "name eq 'a'/*x*/", "((((name eq 'a')))", "name eq \x00",
			"name eq '\x00'", "name eq '\xff'", "\xffname eq 'a'",
			strings.Repeat("(", 200) + "active" + strings.Repeat(")", 200), strings.Repeat("not ", 500) + "active",
			"tags/any(t:nicknames/any(n:orders/any(o:o/remark eq t)))",
		},
		"Products": {
			"productId eq 1", "productId eq 'nope'", "productId eq 00000000-0000-0000-0000-00000000000",
			"stock eq 'a'", "stock eq 1.2.3", "stock eq 0x10", "stock eq 1e",
			"leadTime eq 'PT'", "leadTime eq duration'1H'", "leadTime gt 1", "weight eq inf", "stock eq true",
			"barcode ge barcode", "shelf eq - ", "stock eq 1_000",
		},
	} {
		for _, f := range filters {
			requireFault(t, c.do(t, "/shop/"+set+"?$filter="+escaped(f)), f, http.StatusBadRequest)
		}
	}
}

// No system query option is ignored, on no kind of resource.
func TestOptionsNeverIgnored(t *testing.T) {
	t.Parallel()
	c := sqliteClient(t)
	const (
		ok      = http.StatusOK
		bad     = http.StatusBadRequest
		missing = http.StatusNotImplemented
	)
	options := []string{
		"$filter=true", "$select=*", "$orderby=" + "%s", "$top=1", "$skip=1", "$count=true", "$expand=%s",
		"$format=json",
		"$search=a", "$compute=1 as x", "$apply=identity", "$index=1", "$skiptoken=x", "$deltatoken=x", "$levels=1",
		"$schemaversion=*", "$id=Customers('C000')",
		"$nope=1", "$=1", "$metadata=1",
	}
	kinds := map[string]struct {
		target  string
		allowed []string
	}{
		"service document": {"/shop/", []string{"$format"}},
		"metadata":         {"/shop/$metadata", nil},
		"set": {"/shop/Customers", []string{
			"$filter", "$select", "$orderby", "$top", "$skip",
			"$count", "$expand", "$format", "$compute",
		}},
		"entity":            {"/shop/Customers('C000')", []string{"$select", "$expand", "$format", "$compute"}},
		"property":          {"/shop/Customers('C000')/name", []string{"$format"}},
		"value":             {"/shop/Customers('C000')/name/$value", nil},
		"count":             {"/shop/Customers/$count", []string{"$filter", "$compute"}},
		"single navigation": {"/shop/Customers('C000')/card", []string{"$select", "$expand", "$format", "$compute"}},
		"navigation": {"/shop/Customers('C000')/orders", []string{
			"$filter", "$select", "$orderby", "$top",
			"$skip", "$count", "$expand", "$format", "$compute",
		}},
		"navigation count": {"/shop/Customers('C000')/orders/$count", []string{"$filter", "$compute"}},
	}
	outside := []string{
		"$search", "$apply", "$index", "$deltatoken", "$levels", "$schemaversion", "$id", "$nope", "$",
		"$metadata",
	}
	for kind, k := range kinds {
		key, nav := "customerId", "orders"
		if strings.Contains(k.target, "/orders") {
			key, nav = "orderId", "lines"
		} else if strings.Contains(k.target, "/card") {
			key, nav = "cardId", "holder"
		}
		for _, o := range options {
			name, value, _ := strings.Cut(o, "=")
			switch name {
			case "$orderby":
				value = key
			case "$expand":
				value = nav
			}
			for _, spelt := range []string{name, strings.TrimPrefix(name, "$"), strings.ToUpper(name)} {
				if spelt == name[1:] && slices.Contains([]string{"nope", "", "metadata"}, spelt) {
					continue // a custom option
				}
				target := k.target + "?" + spelt + "=" + escaped(value)
				w := c.do(t, target)
				switch {
				case slices.Contains(k.allowed, name):
					if w.Code != ok {
						t.Errorf("%s: %s: %d %s", kind, target, w.Code, w.Body)
					}
				case name == "$format" && w.Code < 500: // 406 or an answer in that format
				case strings.Contains(kind, "count") && !slices.Contains(outside, name): // Protocol 11.2.10: undefined
				case name == "$count" && (w.Code == bad || w.Code == missing): // $count=true of one thing
				default:
					requireFault(t, w, kind+": "+target, bad, missing)
				}
			}
		}
		require.Less(t, c.do(t, k.target+"?custom=$filter&x=%24top&@p=1&$").Code, 500)
		w := c.do(t, k.target+"?custom=1&filterx=1&tops=2&apikey=3&foo=bar=baz")
		require.Equal(t, ok, w.Code, "%s: %s", kind, w.Body)
	}
}

func TestMethods(t *testing.T) {
	t.Parallel()
	c := sqliteClient(t)
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO", "get"} {
		for _, target := range []string{
			"/shop/", "/shop/$metadata", "/shop/Customers", "/shop/Customers('C000')",
			"/shop/Nope", "/shop/$batch",
		} {
			w := httptest.NewRecorder()
			c.handler.ServeHTTP(w, httptest.NewRequest(method, target, strings.NewReader("{}")))
			requireFault(t, w, method+" "+target, http.StatusMethodNotAllowed, http.StatusNotImplemented,
				http.StatusNotFound)
			if w.Code == http.StatusMethodNotAllowed {
				require.Contains(t, w.Header().Get("Allow"), "GET", target)
			}
		}
	}
}
