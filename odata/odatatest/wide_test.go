package odatatest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/value"
)

func TestWideCSDL(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"4.0", "4.01"} {
		d := metadata.Document{Model: odatatest.ShopModelWide(), Version: version}
		require.Empty(t, odatatest.CheckCSDL(d.AppendXML(nil)))
		require.Empty(t, odatatest.CheckCSDLJSON(d.AppendJSON(nil)))
		require.Empty(t, odatatest.CompareCSDL(d.AppendXML(nil), d.AppendJSON(nil)))
	}
}

// TestWideHasTheShop: the sets of the shop are the same in both models.
func TestWideHasTheShop(t *testing.T) {
	t.Parallel()
	shop, wide := odatatest.ShopModel(), odatatest.ShopModelWide()
	require.Equal(t, shop.SetNames(), wide.SetNames()[:len(shop.Sets)])
	for i, set := range shop.Sets {
		require.Equal(t, set.Type.Names(), wide.Sets[i].Type.Names())
		require.Equal(t, set.Type.Properties, wide.Sets[i].Type.Properties)
	}
}

// TestWideHasEveryKind: nullable and not, as a property and where there may be
// keys of it.
func TestWideHasEveryKind(t *testing.T) {
	t.Parallel()
	model := odatatest.ShopModelWide()
	nullable, notNull, key := map[value.Kind]bool{}, map[value.Kind]bool{}, map[value.Kind]bool{}
	for _, p := range model.Set("Samples").Type.Properties {
		if p.Nullable {
			nullable[p.Kind] = true
		} else if p.Collection == nil {
			notNull[p.Kind] = true
		}
	}
	for _, typ := range model.Types {
		for _, k := range typ.Key {
			key[k.Kind] = true
		}
	}
	for kind := value.Boolean; kind <= value.Enum; kind++ {
		require.True(t, nullable[kind], "%s, nullable", kind)
		require.True(t, notNull[kind], "%s, not null", kind)
		switch kind {
		case value.Single, value.Double, value.Binary: // no key can be of them
		case value.Byte, value.SByte: // as Int16
		default:
			require.True(t, key[kind], "%s as a key", kind)
		}
	}
}

func wideTypes() []*metadata.EntityType {
	model := odatatest.ShopModelWide()
	types := []*metadata.EntityType{model.Singleton("Company").Type}
	for _, set := range model.Sets {
		types = append(types, set.Type)
	}
	return types
}

func TestSeedShopWide(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		require.NoError(t, odatatest.SeedShopWide(t.Context(), db, 1, 2))
		want := map[string][2]int{
			"Customer": {82, 83}, "Card": {12, 12}, "Order": {60, 60}, "OrderLine": {120, 120},
			"Product": {40, 40}, "Category": {12, 12}, "Company": {1, 1}, "Vendor": {60, 60}, "Shipment": {13, 13},
			"Asset": {50, 50}, "Event": {39, 39}, "Sample": {70, 70}, "Slot": {48, 48},
		}
		for _, typ := range wideTypes() {
			for i, tenant := range []int64{1, 2} {
				got := len(typeRows(t, db, typ, tenant)) // Len would print all of the rows
				require.Equal(t, want[typ.Name][i], got, "%s of tenant %d", typ.Name, tenant)
			}
		}
	})
}

// TestWideEverywhereTheSame reads every cell from both databases.
func TestWideEverywhereTheSame(t *testing.T) {
	t.Parallel()
	one, other := odatatest.SQLite(t), odatatest.Postgres(t)
	for _, db := range []*store.DB{one, other} {
		require.NoError(t, odatatest.SeedShopWide(t.Context(), db, 7, -1))
	}
	for _, typ := range wideTypes() {
		for _, tenant := range []int64{7, -1} {
			rows, others := typeRows(t, one, typ, tenant), typeRows(t, other, typ, tenant)
			require.NotEmpty(t, rows)
			got := len(others) // Len would print all of the rows
			require.Equal(t, len(rows), got, typ.Name)
			for i := range rows {
				require.Equal(t, rows[i], others[i], typ.Name)
			}
		}
	}
}

// TestWideHurts makes sure that the seeds keep what the other tests rely on.
func TestWideHurts(t *testing.T) {
	t.Parallel()
	db := odatatest.SQLite(t)
	require.NoError(t, odatatest.SeedShopWide(t.Context(), db, 1, 2))
	model := odatatest.ShopModelWide()
	for name, all := range map[string][]string{
		"Vendor": {
			` billing_street=null `, ` billing_street="" `, ` seat_contact_phone=null `, ` seat_contact_phone="" `,
			` pallet_width=null pallet_height=null pallet_unit=null `, ` parcel_width="INF" `,
		},
		"Asset": {
			` kind="physical" `, ` kind="DigitalAsset" `, ` kind="it's 100% \"live\"" `, ` kind="ghost" `,
			` kind="PHYSICAL" `, ` kind="physical " `, ` kind="" `, ` licence="left over" `,
		},
		"Event": {
			` kind=0 `, ` kind=-1 `, ` kind=32767 `, ` kind=1 `, ` kind=-32768 `,
		},
		"Sample": {
			` n_decimal=999999999999999999 `, ` v_double=5e-324 `, ` v_single="-INF" `, ` v_binary="" `,
			` n_binary=null `, ` v_string="" `, ` n_string=null `,
		},
	} {
		rows := strings.Join(typeRows(t, db, model.EntityType("Shop."+name), 1), " \n")
		for _, want := range all {
			times := strings.Count(rows, want) // Contains would print all of the rows
			require.Positive(t, times, "%s:%s", name, want)
		}
	}
	second := strings.Join(typeRows(t, db, model.EntityType("Shop.Company"), 2), "")
	require.Contains(t, second, `name="Straße & Co. 2"`)
}

// TestWideKeepsItsModel holds every entity against what its type says of null.
func TestWideKeepsItsModel(t *testing.T) {
	t.Parallel()
	db := odatatest.SQLite(t)
	require.NoError(t, odatatest.SeedShopWide(t.Context(), db, 1))
	for _, root := range wideTypes() {
		seen := map[string]bool{}
		for _, typ := range append([]*metadata.EntityType{root}, root.Derived()...) {
			for _, row := range typeRows(t, db, root, 1) {
				if !isOf(row, typ) {
					continue
				}
				seen[typ.Name] = true
				for _, p := range typ.Properties {
					requireNullable(t, row+" ", p, p.Prefix, p.Nullable)
				}
			}
			require.Equal(t, !typ.Abstract, seen[typ.Name], "entities of exactly %s", typ.Name)
		}
	}
}

// isOf says whether the row is of exactly the type.
func isOf(row string, typ *metadata.EntityType) bool {
	d := typ.Discriminator
	if d == nil {
		return true
	}
	cell := d.Value.Cell()
	return !cell.Null && strings.HasPrefix(row, " "+d.Column+"="+string(value.JSON(d.Value.Kind)(nil, &cell))+" ")
}

// requireNullable checks a property's columns, given the prefix of its own.
func requireNullable(t *testing.T, row string, p *metadata.Property, prefix string, nullable bool) {
	t.Helper()
	if p.Side != nil || p.Collection != nil {
		return
	}
	if p.Complex == nil {
		if !nullable {
			require.NotContains(t, row, " "+prefix+p.Column+"=null ")
		}
		return
	}
	if nullable && allNull(row, prefix, p) {
		return
	}
	for _, member := range p.Complex.Properties {
		requireNullable(t, row, member, prefix+member.Prefix, member.Nullable)
	}
}

func allNull(row, prefix string, p *metadata.Property) bool {
	for _, leaf := range p.Leaves() {
		if !strings.Contains(row, " "+prefix+strings.TrimPrefix(leaf.Column, p.Prefix)+"=null ") {
			return false
		}
	}
	return true
}
