package odatatest

import (
	"context"
	"strings"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/value"
)

// SeedShopWide makes the tables of ShopModelWide and fills them: those of the
// shop as SeedShop does, the others by the same rules.
func SeedShopWide(ctx context.Context, db *store.DB, tenants ...int64) error {
	return seedShop(ctx, db, ShopModelWide(), ShopTablesWide(db.Dialect()), tenants, func(s *shopSeed) error {
		if err := s.all(); err != nil {
			return err
		}
		return s.wide()
	})
}

// wide fills the tables that only ShopModelWide has.
func (s *shopSeed) wide() error {
	for _, filled := range []struct {
		root *metadata.EntityType
		rows []shopRow
	}{
		{s.model.Set("Vendors").Type, wideVendors()},
		{s.model.Set("Shipments").Type, wideShipments()},
		{s.model.Set("Assets").Type, wideAssets()},
		{s.model.Set("Events").Type, wideEvents()},
		{s.model.Singleton("Company").Type, wideCompany()},
		{s.model.Set("Samples").Type, wideSamples()},
		{s.model.Set("Slots").Type, wideSlots()},
	} {
		for _, row := range filled.rows {
			t := filled.root
			if name, said := row["@type"]; said {
				t = s.model.EntityType(s.model.Qualified(name))
			}
			if err := s.store(t, row); err != nil {
				return err
			}
		}
	}
	streamed, vendor := s.model.EntityType("Shop.StreamedAsset"), s.model.EntityType("Shop.Vendor")
	if err := s.link(streamed.Navigation("subscribers"), wideSubscribers()); err != nil {
		return err
	}
	return s.link(vendor.Navigation("products"), wideDeliveries())
}

// storeComplex sets the columns of a complex property by the paths of the row.
func (s *shopSeed) storeComplex(r *record, p *metadata.Property, row shopRow) {
	for _, leaf := range p.Leaves() {
		path := ""
		for _, step := range leaf.Path {
			path += "/" + step.Name
		}
		if text, given := row[path[1:]]; given {
			r.set(leaf.Column, s.argument(leaf.Path[len(leaf.Path)-1], text))
		}
	}
}

// raw sets the discriminator, and what the row says of columns whatever its type.
func (s *shopSeed) raw(r *record, t *metadata.EntityType, row shopRow) {
	d := t.Discriminator
	if d == nil {
		return
	}
	if d.Value.Kind == value.String {
		r.set(d.Column, d.Value.Text)
	} else {
		r.set(d.Column, d.Value.Int)
	}
	for name, text := range row {
		if column, ok := strings.CutPrefix(name, "#"); ok {
			r.set(column, s.argument(columnProperty(t, column), text))
		}
	}
}

// columnProperty is the property of a column of the type's hierarchy.
func columnProperty(t *metadata.EntityType, column string) *metadata.Property {
	for _, of := range append(t.Root().Derived(), t.Root()) {
		for _, p := range of.Own() {
			for _, leaf := range p.Leaves() {
				if leaf.Column == column {
					return leaf.Path[len(leaf.Path)-1]
				}
			}
		}
	}
	return &metadata.Property{Kind: t.Discriminator.Value.Kind}
}
