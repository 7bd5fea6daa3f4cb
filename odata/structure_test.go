package odata_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/odatatest/reference"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// TestStructure holds the answers against the reference evaluator.
func TestStructure(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../testdata/engine/wide/targets")
	require.NoError(t, err)
	var targets []string
	for _, line := range strings.Split(string(text), "\n") {
		if line != "" && line[0] != '#' {
			targets = append(targets, line)
		}
	}
	require.Greater(t, len(targets), 250)
	checkAgainstReference(t, targets)
}

func checkAgainstReference(t *testing.T, targets []string) {
	t.Helper()
	model := odatatest.ShopModelWide()
	sets, links := odatatest.ShopContentsWide()
	rows, err := reference.NewDatabase(model, reference.Contents{Sets: sets, Links: links})
	require.NoError(t, err)
	odatatest.WideShops(t, func(t *testing.T, db *store.DB) {
		service := shopService(t, db, func(c *odata.Config) { c.Model = model })
		s := client{handler: asTenant(t, service, tenant)}
		for _, target := range targets {
			path, query, _ := strings.Cut(target, "?")
			request, err := syntax.ParseRequest(path, strings.ReplaceAll(query, "+", "%2B"), syntax.DefaultLimits())
			require.NoError(t, err, target)
			want := rows.Answer(request, testRules())
			w := s.do(t, "/shop/"+strings.NewReplacer(" ", "%20", "+", "%2B").Replace(target))
			if problem := notAsWanted(t, want, w.Code, w.Body.Bytes()); problem != "" {
				t.Errorf("%s: %s", target, problem)
			}
		}
	})
}

// notAsWanted says in which way an answer is not the reference's, "" for none.
func notAsWanted(t *testing.T, want reference.Answer, status int, body []byte) string {
	t.Helper()
	short := body[:min(len(body), 200)]
	statuses := map[reference.Verdict]int{
		reference.Rows: http.StatusOK, reference.MayFail: http.StatusOK, reference.IllTyped: http.StatusBadRequest,
		reference.Fails: http.StatusBadRequest, reference.NotFound: http.StatusNotFound,
		reference.NoContent: http.StatusNoContent, reference.NotImplemented: http.StatusNotImplemented,
	}
	if want.Verdict == reference.NotImplemented {
		return "" // for another test to say
	}
	if want.Verdict == reference.IllTyped && status == http.StatusNotFound {
		return "" // a path with a name that is not there
	}
	if status != statuses[want.Verdict] {
		return fmt.Sprintf("%d instead of %s %s: %s", status, want.Verdict, want.Reason, short)
	}
	if status != http.StatusOK {
		return ""
	}
	var got any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&got); err != nil {
		return err.Error() + ": " + string(short)
	}
	return reference.Difference(want.Body, got)
}

// TestKeyForms: a key is the same in parentheses and in segments, whole and with
// what the path implies left out.
func TestKeyForms(t *testing.T) {
	t.Parallel()
	odatatest.WideShops(t, func(t *testing.T, db *store.DB) {
		service := shopService(t, db, func(c *odata.Config) { c.Model = odatatest.ShopModelWide() })
		s := client{handler: asTenant(t, service, tenant)}
		slot := "Slots(day=2024-02-29,at=00:00:00,since=2024-01-01T00:00:00.5Z,lasts=duration'PT1H',fee=0,free=false," +
			"status=Shop.Status'Shipped')"
		at := "2024-12-31T23:59:59.000001Z"
		for short, long := range map[string]string{
			"Customers/C001":                                     "Customers('C001')",
			"Customers/O'Neil/orders/$count":                     "Customers('O''Neil')/orders/$count",
			"Customers/a%2Fb/note":                               "Customers('a%2Fb')/note",
			"Customers/C001/Shop.Customer/name":                  "Customers('C001')/name",
			"Customers/Shop.Customer/C001/tags":                  "Customers('C001')/tags",
			"Orders/8/lines":                                     "Orders(8)/lines",
			"Orders(8)/lines(1)":                                 "OrderLines(orderId=8,lineNo=1)",
			"Orders(8)/lines(lineNo=1)":                          "Orders(8)/lines(orderId=8,lineNo=1)",
			"Orders/8/lines/1/quantity":                          "OrderLines(orderId=8,lineNo=1)/quantity",
			"OrderLines/8/1/order/customer":                      "OrderLines(orderId=8,lineNo=1)/order/customer",
			"Orders/-1":                                          "Orders(-1)",
			"Shipments/6/-1/box/unit/$value":                     "Shipments(orderId=6,number=-1)/box/unit/$value",
			"Assets/3/Shop.DigitalAsset/keywords":                "Assets(3)/Shop.DigitalAsset/keywords",
			"Assets/Shop.DigitalAsset/3/licence":                 "Assets(3)/Shop.DigitalAsset/licence",
			"Assets/1/parts/2/Shop.DigitalAsset":                 "Assets(1)/parts(2)/Shop.DigitalAsset",
			"Samples/-3/standard":                                "Samples(-3)/standard",
			"Vendors/1/seat/city":                                "Vendors(1)/seat/city",
			"Orders/$filter(total gt 100)/12":                    "Orders(12)",
			"Orders/$filter(total gt 100)(12)/lines":             "Orders(12)/lines",
			"Products/9e3779b1-0000-4000-8000-000000000001/name": "Products(9e3779b1-0000-4000-8000-000000000001)/name",
			"Slots/2024-02-29/00:00:00/2024-01-01T00:00:00.5Z/PT1H/0/false/Shipped": slot,
			"Assets(1)/events(" + at + ")/Shop.Repair/cost": "Events(assetId=1,at=" + at +
				")/Shop.Repair/cost",
		} {
			want := s.do(t, "/shop/"+strings.ReplaceAll(long, " ", "%20"))
			got := s.do(t, "/shop/"+strings.ReplaceAll(short, " ", "%20"))
			require.Contains(t, []int{http.StatusOK, http.StatusNoContent, http.StatusNotFound}, want.Code, long)
			require.Equal(t, want.Code, got.Code, "%s: %s", short, got.Body)
			require.Equal(t, want.Body.String(), got.Body.String(), short)
		}
		for _, target := range []string{
			"Customers/nobody", "Orders/99999", "Orders/x", "Orders/1.5", "Orders/1e1",
			"OrderLines/8/x", "Orders(8)/lines(99)",
			"Orders(8)/lines(orderId=9,lineNo=1)", "Orders/$filter(total gt 100)(6)", "Products/x",
			"Slots/2024-02-29/x/y/z/0/no/Shipped",
			"Customers('C001')/orders/8", "Customers/C001(1)", "Customers/f(1)", "Vendors/1/seat/f()",
		} {
			requireFault(t, s.do(t, "/shop/"+strings.ReplaceAll(target, " ", "%20")), target, http.StatusNotFound)
		}
		for _, target := range []string{
			"OrderLines/8", "Orders(8)/lines()", "Orders(8)/lines(orderId=8)", "Orders(8)/lines(lineNo=1,x=2)",
			"Company(1)",
			"Assets(3)/Shop.DigitalAsset(3)", "Orders(8)/$filter(true)", "Customers/name", "Company/$count",
		} {
			requireFault(t, s.do(t, "/shop/"+strings.ReplaceAll(target, " ", "%20")), target, http.StatusBadRequest)
		}
	})
}

// TestStructurePages: pages of one row to seven put together are the whole, in the
// same order, whatever it is ordered by.
func TestStructurePages(t *testing.T) {
	t.Parallel()
	odatatest.WideShops(t, func(t *testing.T, db *store.DB) {
		service := shopService(t, db, func(c *odata.Config) { c.Model = odatatest.ShopModelWide() })
		s := client{handler: asTenant(t, service, tenant)}
		for _, target := range []string{
			"Assets",
			"Assets?$orderby=Shop.DigitalAsset/licence desc,Shop.PhysicalAsset/weight",
			"Assets?$orderby=Shop.PhysicalAsset/manual/Shop.StreamedAsset/bitrate,partOf/name desc",
			"Assets?$orderby=parts/Shop.DigitalAsset/$count desc,Shop.StreamedAsset/watchedAt",
			"Assets?$orderby=Shop.PhysicalAsset/stored/contact/reachedAt desc&$count=true",
			"Assets?$select=assetId&$expand=Shop.DigitalAsset/describes($select=assetId)&$orderby=name desc",
			"Assets/Shop.DigitalAsset?$orderby=Shop.StreamedAsset/bitrate desc,licence",
			"Assets/$filter(Shop.PhysicalAsset/size ge 0)/Shop.PhysicalAsset?$orderby=extent/unit desc,extent/width",
			"Events?$orderby=Shop.Repair/cost desc,Shop.Inspection/nextOn",
			"Events/Shop.Repair/$ref?$orderby=took desc,vendor/seat/city",
			"Vendors?$orderby=billing/city desc,billing/contact/phone,seat/floor",
			"Vendors?$orderby=parent/billing/floor,parcel/height desc&$select=seat/city,parcel",
			"Vendors?$orderby=$root/Company/supplierId sub vendorId",
			"Vendors(1)/assets?$orderby=Shop.DigitalAsset/size",
			"Company/supplier/assets/$ref", "Slots?$orderby=note",
		} {
			whole := s.get(t, "/shop/"+target)
			for _, size := range []string{"1", "3", "7"} {
				paged := client{handler: s.handler, headers: map[string]string{"Prefer": "odata.maxpagesize=" + size}}
				rows, pages := paged.pages(t, "/shop/"+target)
				require.Equal(t, rowsOf(whole), rows, "%s by %s", target, size)
				require.Greater(t, pages, len(rows)/8, target)
			}
		}
	})
}

// TestStructureLinks: what a page has no room for is behind the links of its rows,
// also for rows of derived types and of singletons.
func TestStructureLinks(t *testing.T) {
	t.Parallel()
	odatatest.WideShops(t, func(t *testing.T, db *store.DB) {
		bounded := func(pages odata.Pages) client {
			service := shopService(t, db, func(c *odata.Config) {
				c.Model, c.Pages = odatatest.ShopModelWide(), pages
			})
			return client{handler: asTenant(t, service, tenant)}
		}
		wide, narrow := bounded(odata.Pages{}), bounded(odata.Pages{Expanded: 2})
		for _, target := range []string{
			"Vendors?$select=vendorId&$expand=assets($select=assetId,Shop.PhysicalAsset/extent/unit)",
			"Assets?$select=assetId&$expand=Shop.DigitalAsset/describes($select=assetId),parts($select=name)",
			"Assets/Shop.StreamedAsset?$select=assetId&$expand=subscribers($select=customerId)",
			"Vendors?$select=vendorId&$expand=assets($select=assetId;$expand=Shop.DigitalAsset/describes/$ref)",
			"Assets?$select=assetId&$expand=events($filter=Shop.Repair/cost ge 0;$select=at)",
		} {
			whole, _ := wide.pages(t, "/shop/"+target)
			rows, pages := narrow.pages(t, "/shop/"+target)
			require.Greater(t, pages, 2, target)
			for i := range rows {
				rows[i] = complete(t, narrow, rows[i])
			}
			require.Equal(t, whole, rows, target)
		}
		for _, target := range []string{
			"Trailer?$select=bitrate&$expand=subscribers($select=customerId)",
			"BestCustomer?$select=name&$expand=orders($select=orderId)",
			"Company?$select=name&$expand=supplier($select=name;$expand=assets($select=assetId))",
			"Assets(2)?$select=name&$expand=Shop.DigitalAsset/describes($select=weight)",
		} {
			row := narrow.do(t, "/shop/"+target).Body.String()
			require.Contains(t, row, "@odata.nextLink", target)
			if !strings.HasPrefix(target, "Company") {
				whole := complete(t, wide, wide.do(t, "/shop/"+target).Body.String())
				require.Equal(t, whole, complete(t, narrow, row), target)
			}
		}
		target := "BestCustomer?$expand=orders($filter=total gt 0 or $it/name eq null)"
		requireFault(t, narrow.do(t, "/shop/"+target), target, http.StatusBadRequest)
	})
}
