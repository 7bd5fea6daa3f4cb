package odata_test

import (
	"testing"

	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/odatatest"
)

// TestConformanceCases are the clauses of testdata/conformance that the wide shop
// shows.
func TestConformanceCases(t *testing.T) {
	t.Parallel()
	services := map[string]*odata.Service{}
	model := odatatest.ShopModelWide()
	for _, dialect := range dialects() {
		services[dialect] = shopService(t, odatatest.WideShop(t, dialect), func(c *odata.Config) { c.Model = model })
	}
	runCases(t, "../testdata/conformance/shop*.txt", model, services)
}

// TestConformanceCSDL are the clauses of CSDL, over what the wide shop publishes.
func TestConformanceCSDL(t *testing.T) {
	t.Parallel()
	model := odatatest.ShopModelWide()
	s := shopService(t, odatatest.WideShop(t, "sqlite"), func(c *odata.Config) { c.Model = model })
	c := client{handler: asTenant(t, s, tenant)}
	odatatest.ConformanceCSDL(t, c.do(t, "/shop/$metadata").Body.Bytes(),
		c.with("OData-MaxVersion", "4.01").do(t, "/shop/$metadata").Body.Bytes())
}
