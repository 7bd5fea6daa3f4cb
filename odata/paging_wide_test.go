package odata_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/value"
)

// sortablePaths lists the paths to all values of a type that have an order:
// through complex properties, and into derived types.
func sortablePaths(m *metadata.Model, t *metadata.EntityType) []string {
	paths := leafPaths("", t.Properties)
	for _, derived := range t.Derived() {
		paths = append(paths, leafPaths(m.Qualified(derived.Name)+"/", derived.Own())...)
	}
	return paths
}

func leafPaths(before string, properties []*metadata.Property) []string {
	var paths []string
	for _, p := range properties {
		switch {
		case p.Complex != nil:
			paths = append(paths, leafPaths(before+p.Name+"/", p.Members)...)
		case p.Collection == nil && p.Kind != value.Binary:
			paths = append(paths, before+p.Name)
		}
	}
	return paths
}

// Every sortable value of the wide shop's own sets, up and down and in pairs of
// both directions, by pages of every size: the pages joined are the whole.
func TestPagesJoinedWide(t *testing.T) {
	t.Parallel()
	model := odatatest.ShopModelWide()
	sizes := []int{2, 3, 7, 100, 1}
	odatatest.WideShops(t, func(t *testing.T, db *store.DB) {
		service := shopService(t, db, func(c *odata.Config) { c.Model = model })
		whole := client{handler: asTenant(t, service, tenant)}
		for _, name := range []string{"Vendors", "Shipments", "Assets", "Events", "Samples", "Slots"} {
			typ := model.Set(name).Type
			paths := sortablePaths(model, typ)
			require.NotEmpty(t, paths)
			for i, path := range paths {
				other := paths[(i*7+3)%len(paths)]
				for j, order := range []string{
					path, path + " desc", path + "," + other + " desc", other + " desc," + path,
				} {
					target := "/shop/" + name + "?$select=" + typ.Key[0].Name + "&$orderby=" + order
					rows := rowsOf(whole.get(t, target))
					size := sizes[(i+j)%len(sizes)]
					paged := whole
					paged.headers = map[string]string{"Prefer": fmt.Sprintf("maxpagesize=%d", size)}
					joined, pages := paged.pages(t, target)
					require.Equal(t, rows, joined, "%s by %d", target, size)
					require.Equal(t, max(1, (len(rows)+size-1)/size), pages, "%s by %d", target, size)
				}
			}
		}
	})
}

// A next link of every kind of collection leads on to the rest of it: sets,
// casts, collections behind a key, filtered ones, references.
func TestPagesOfPaths(t *testing.T) {
	t.Parallel()
	model := odatatest.ShopModelWide()
	odatatest.WideShops(t, func(t *testing.T, db *store.DB) {
		service := shopService(t, db, func(c *odata.Config) { c.Model = model })
		whole := client{handler: asTenant(t, service, tenant)}
		paged := client{handler: whole.handler, headers: map[string]string{"Prefer": "maxpagesize=1"}}
		for _, path := range []string{
			"Assets/Shop.DigitalAsset?$orderby=licence desc",
			"Assets/$filter(@f)?@f=name ne 'x'&$orderby=name",
			"Assets/$ref?$orderby=name desc",
			"Customers('C001')/orders?$select=orderId&$expand=lines",
			"Customers('C001')/orders/$ref",
			"Customers?$compute=length(name) as n&$orderby=n desc&$select=n,customerId&$top=9",
			"Customers?$orderby=orders/$count desc,card/points&$select=customerId&$top=11&$skip=3&$count=true",
			"Customers?$filter=name gt @a&@a='a'&$select=customerId&$top=5",
			"Vendors?$orderby=seat/contact/phone desc,billing/street&$select=seat/contact",
		} {
			rows := rowsOf(whole.get(t, "/shop/"+path))
			require.Greater(t, len(rows), 1, path)
			joined, pages := paged.pages(t, "/shop/"+path)
			require.Equal(t, rows, joined, path)
			require.Len(t, rows, pages, path)
		}
	})
}
