package odata_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/odatatest"
)

// TestPublished asks the shops for everything that their $metadata says of them.
func TestPublished(t *testing.T) {
	t.Parallel()
	for name, shop := range map[string]struct {
		model *metadata.Model
		least int
	}{"shop": {odatatest.ShopModel(), 300}, "wide": {odatatest.ShopModelWide(), 600}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := odatatest.Shop(t, "sqlite")
			if name == "wide" {
				db = odatatest.WideShop(t, "sqlite")
			}
			s := shopService(t, db, func(c *odata.Config) {
				c.Model, c.Conformance = shop.model, metadata.MinimalConformance
			})
			published := odatatest.Published{Handler: asTenant(t, s, tenant), Root: "/shop/"}
			requests := published.Check(t)
			t.Logf("%d requests", requests)
			require.Greater(t, requests, shop.least)
		})
	}
}
