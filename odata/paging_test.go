package odata_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/value"
)

// sortable lists the properties of a type that have an order.
func sortable(t *metadata.EntityType) []string {
	var names []string
	for _, p := range t.Properties {
		if p.Collection == nil && p.Kind != value.Binary {
			names = append(names, p.Name)
		}
	}
	return names
}

// orders are every sortable property in both directions, and pairs of them.
func orders(t *metadata.EntityType) []string {
	names := sortable(t)
	list := make([]string, 0, 4*len(names))
	for i, name := range names {
		other := names[(i+3)%len(names)]
		list = append(list, name, name+" desc", name+" desc,"+other, name+","+other+" desc")
	}
	return list
}

// Whatever the order and the size of the pages, following the next links gives
// each row once, in the order of the whole.
func TestPagesJoined(t *testing.T) {
	t.Parallel()
	odatatest.Shops(t, func(t *testing.T, db *store.DB) {
		c := client{handler: asTenant(t, shopService(t, db, nil), tenant)}
		model := odatatest.ShopModel()
		for _, set := range model.Sets {
			for i, order := range append(orders(set.Type), "tolower(name) desc,active", "holder/name,points desc") {
				path := "/shop/" + set.Name + "?$select=" + set.Type.Key[0].Name + "&$orderby=" + order
				if w := c.do(t, path); w.Code != http.StatusOK {
					require.GreaterOrEqual(t, i, len(orders(set.Type)), "%s: %s", path, w.Body)
					continue
				}
				whole := rowsOf(c.get(t, path))
				for _, size := range []int{1, 2, 3, 7, 100} {
					if size == 1 && i%4 != 0 {
						continue // as many requests as rows
					}
					prefer := map[string]string{"Prefer": fmt.Sprintf("maxpagesize=%d", size)}
					paged := client{handler: c.handler, headers: prefer}
					joined, pages := paged.pages(t, path)
					require.Equal(t, whole, joined, "%s by %d", path, size)
					require.Equal(t, (len(whole)+size-1)/size, pages, "%s by %d: too many or few", path, size)
				}
			}
		}
	})
}

// Order values that are calculated go through tokens exactly: decimals of any
// size, infinite numbers, durations, and nulls among them.
func TestPagesOfCalculatedOrders(t *testing.T) {
	t.Parallel()
	odatatest.Shops(t, func(t *testing.T, db *store.DB) {
		c := client{handler: asTenant(t, shopService(t, db, nil), tenant)}
		for _, q := range []string{
			"Products?$select=name&$orderby=price mul 1.05 desc,name", "Products?$select=name&$orderby=price divby 7",
			"Products?$select=name&$orderby=price divby stock desc,tinyPrice sub 0.1",
			"Products?$select=name&$orderby=tinyPrice mul tinyPrice mul price,sold desc",
			"Products?$select=name&$orderby=weight mul 1e308 desc,ratio div 3",
			"Products?$select=name&$orderby=ratio add 0.1",
			"Products?$select=name&$orderby=weight mod 0.07,-weight",
			"Products?$select=name&$orderby=-price desc,-stock",
			"Products?$select=name&$orderby=stock mul 3 desc,stock mod 4",
			"Products?$select=name&$orderby=sold add sold",
			"Products?$select=name&$orderby=leadTime mul 1.5 desc",
			"Products?$select=name&$orderby=-leadTime,introduced",
			"Products?$select=name&$orderby=introduced add leadTime,changedAt sub leadTime desc",
			"Products?$select=name&$orderby=changedAt sub 2024-01-01T00:00:00Z desc,introduced sub 2024-02-29",
			"Products?$select=name&$orderby=case(available:price,stock gt 0:stock,true:weight) desc",
			"Products?$select=name&$orderby=case(available:price,true:stock),round(price) desc,round(weight)",
			"Customers?$select=customerId&$orderby=rating add score desc,credit mul 2",
			"Orders?$orderby=total divby 0 desc",
			"Customers?$select=customerId&$orderby=rating div 0,credit divby 0.0 desc,rating",
		} {
			path := "/shop/" + q
			whole := rowsOf(c.get(t, path))
			for _, size := range []int{1, 7, 13} {
				prefer := map[string]string{"Prefer": fmt.Sprintf("maxpagesize=%d", size)}
				joined, pages := client{handler: c.handler, headers: prefer}.pages(t, path)
				require.Equal(t, whole, joined, "%s by %d", path, size)
				require.Equal(t, (len(whole)+size-1)/size, pages, "%s by %d", path, size)
			}
		}
	})
}

func TestTopAcrossPages(t *testing.T) {
	t.Parallel()
	db := odatatest.Shop(t, "sqlite")
	prefer := map[string]string{"Prefer": "odata.maxpagesize=4"}
	c := client{handler: asTenant(t, shopService(t, db, nil), tenant), headers: prefer}
	whole := rowsOf(client{handler: c.handler}.get(t, "/shop/Customers?$select=customerId&$skip=5"))
	for _, top := range []int{0, 1, 3, 4, 5, 8, 9, 1000} {
		rows, pages := c.pages(t, fmt.Sprintf("/shop/Customers?$select=customerId&$skip=5&$top=%d", top))
		expected := whole[:min(top, len(whole))]
		require.Len(t, rows, len(expected), "top %d", top)
		if top > 0 {
			require.Equal(t, expected, rows, "top %d", top)
		}
		require.Equal(t, max(1, (len(expected)+3)/4), pages, "top %d", top)
	}
	require.Equal(t, "odata.maxpagesize=4", c.do(t, "/shop/Customers").Header().Get("Preference-Applied"))
}

func TestCountStaysAcrossPages(t *testing.T) {
	t.Parallel()
	db := odatatest.Shop(t, "sqlite")
	prefer := map[string]string{"Prefer": "maxpagesize=30"}
	c := client{handler: asTenant(t, shopService(t, db, nil), tenant), headers: prefer}
	first := c.get(t, "/shop/Customers?$count=true&$skip=2&$top=70")
	second := c.get(t, first.NextLink)
	require.Equal(t, int64(82), *first.Count)
	require.Equal(t, int64(82), *second.Count)
	require.Contains(t, first.NextLink, "$count=true&$skip=2&$top=70&$skiptoken=")
	require.Nil(t, c.get(t, "/shop/Customers?$count=false").Count)
	whole := c.do(t, "/shop/Customers('C001')?$expand=orders($count=false;$top=1)").Body.String()
	require.NotContains(t, whole, "count", "nobody asks for it")
}

// A token goes with the parsed query and the tenant, not with their spelling.
func TestTokenBinding(t *testing.T) {
	t.Parallel()
	db := odatatest.Shop(t, "sqlite")
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	service := shopService(t, db, func(c *odata.Config) { c.Now = func() time.Time { return now } })
	c := client{handler: asTenant(t, service, tenant)}
	paged := client{handler: c.handler, headers: map[string]string{"Prefer": "maxpagesize=3"}}
	link := paged.get(t, "/shop/Customers?$filter=name ne 'x'&$orderby=name&custom=1").NextLink
	_, token, _ := strings.Cut(link, "$skiptoken=")
	rows := rowsOf(c.get(t, link))

	respelled := "/shop/Customers?$skiptoken=" + token + "&orderby=name%20asc&other=2&$FILTER=(name%20NE%20%27x%27)"
	require.Equal(t, rows, rowsOf(c.get(t, respelled)))
	require.Equal(t, rows, rowsOf(c.get(t, link)), "tokens can be replayed")

	flipped := []byte(token)
	flipped[len(flipped)/2] ^= 1
	for name, target := range map[string]string{
		"other filter": "/shop/Customers?$filter=name ne 'y'&$orderby=name&$skiptoken=" + token,
		"other order":  "/shop/Customers?$filter=name ne 'x'&$orderby=name desc&$skiptoken=" + token,
		"other set":    "/shop/Products?$filter=name ne 'x'&$orderby=name&$skiptoken=" + token,
		"no filter":    "/shop/Customers?$orderby=name&$skiptoken=" + token,
		"flipped":      "/shop/Customers?$filter=name ne 'x'&$orderby=name&$skiptoken=" + string(flipped),
		"cut":          "/shop/Customers?$filter=name ne 'x'&$orderby=name&$skiptoken=" + token[:len(token)-4],
		"text":         "/shop/Customers?$filter=name ne 'x'&$orderby=name&$skiptoken=hello",
		"long":         "/shop/Customers?$filter=name ne 'x'&$orderby=name&$skiptoken=" + strings.Repeat("A", 8000),
	} {
		w := c.do(t, target)
		require.Equal(t, http.StatusBadRequest, w.Code, name)
		require.Contains(t, w.Body.String(), `"code":"BadToken"`, name)
	}
	other := client{handler: asTenantNamed(t, service, otherTenant, "other")}
	require.Equal(t, http.StatusBadRequest, other.do(t, link).Code)
	now = now.Add(24*time.Hour + time.Second)
	require.Equal(t, http.StatusGone, c.do(t, link).Code)
}

// A page also ends where its expansions, or its bytes, grow too large; nothing is lost.
func TestPageEndsWithItsExpansions(t *testing.T) {
	t.Parallel()
	odatatest.Shops(t, func(t *testing.T, db *store.DB) {
		whole := client{handler: asTenant(t, shopService(t, db, nil), tenant)}
		for _, nested := range []string{
			"$select=orderId;$expand=lines($select=lineNo)", "$select=orderId;$orderby=total desc;$top=9",
			"$select=orderId;$skip=2;$top=11;$count=true",
		} {
			path := "/shop/Customers?$select=customerId&$expand=orders(" + nested + ")"
			expected := rowsOf(whole.get(t, path))
			for _, pages := range []odata.Pages{
				{Expanded: 30}, {Expanded: 13}, {Expanded: 4}, {Bytes: 500}, {Bytes: 1},
			} {
				small := shopService(t, db, func(c *odata.Config) { c.Pages = pages })
				c := client{handler: asTenant(t, small, tenant)}
				rows, n := c.pages(t, path)
				require.Greater(t, n, 1)
				for i := range rows {
					rows[i] = complete(t, c, rows[i])
				}
				require.Equal(t, expected, rows, "%s: %+v", nested, pages)
			}
		}
	})
}
