package odatatest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/value"
)

func TestSeedShop(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		require.NoError(t, odatatest.SeedShop(t.Context(), db, 1, 2))
		for set, want := range map[string][2]int{
			"Customers": {82, 83}, "Cards": {12, 12}, "Orders": {60, 60}, "OrderLines": {120, 120},
			"Products": {40, 40}, "Categories": {12, 12},
		} {
			for i, tenant := range []int64{1, 2} {
				got := len(shopRows(t, db, set, tenant)) // Len would print all of the rows
				require.Equal(t, want[i], got, "%s of tenant %d", set, tenant)
			}
		}
	})
}

// TestShopEverywhereTheSame reads every cell of the shop from both databases.
func TestShopEverywhereTheSame(t *testing.T) {
	t.Parallel()
	one, other := odatatest.SQLite(t), odatatest.Postgres(t)
	for _, db := range []*store.DB{one, other} {
		require.NoError(t, odatatest.SeedShop(t.Context(), db, 7, -1))
	}
	for _, set := range odatatest.ShopModel().SetNames() {
		for _, tenant := range []int64{7, -1} {
			rows, others := shopRows(t, one, set, tenant), shopRows(t, other, set, tenant)
			require.NotEmpty(t, rows)
			got := len(others) // Len would print all of the rows
			require.Equal(t, len(rows), got, set)
			for i := range rows {
				require.Equal(t, rows[i], others[i], set)
			}
		}
	}
}

// TestShopHurts makes sure that the seeds keep what the other tests rely on.
func TestShopHurts(t *testing.T) {
	t.Parallel()
	db := odatatest.SQLite(t)
	require.NoError(t, odatatest.SeedShop(t.Context(), db, 1, 2))
	customers := strings.Join(shopRows(t, db, "Customers", 1), "\n")
	for _, want := range []string{
		`name=null`, `name=""`, `name=" "`, `name="a%"`, `name="\u00e9"`, "name=\"e\u0301\"", `name="İ"`,
		`credit=-99999999999999.9999`, `rating="INF"`, `rating=1.7976931348623157e+308`, `photo=""`, `photo=null`,
		`birthday="0001-01-01"`, `wake_up="23:59:59.999999"`, `created_at="9999-12-31T23:59:59.999999Z"`,
	} {
		want = strings.ReplaceAll(want, `\u00e9`, "\u00e9")
		require.Contains(t, customers, want)
	}
	require.NotContains(t, customers, " 2\"", "the first tenant's names have no suffix")
	require.Contains(t, strings.Join(shopRows(t, db, "Customers", 2), "\n"), `name="only-2 2"`)
	texts := odatatest.HurtfulStrings()
	slices.Sort(texts)
	require.Len(t, slices.Compact(texts), len(odatatest.HurtfulStrings()), "no text is there twice")
}

// shopRows reads every column of a set's own table, as JSON.
func shopRows(t *testing.T, db *store.DB, set string, tenant int64) []string {
	t.Helper()
	return typeRows(t, db, odatatest.ShopModel().Set(set).Type, tenant)
}

// typeRows reads every column of a type and of those derived from it, with the
// discriminator first.
func typeRows(t *testing.T, db *store.DB, typ *metadata.EntityType, tenant int64) []string {
	t.Helper()
	var q store.Query
	var names []string
	var appenders []value.Appender
	add := func(column string, kind value.Kind, scale int) {
		if kind == value.Enum {
			kind = value.Int64
		}
		names = append(names, column)
		q.Columns = append(q.Columns, value.Column{Kind: kind, Scale: scale})
		appenders = append(appenders, value.JSON(kind))
	}
	if d := typ.Discriminator; d != nil {
		add(d.Column, d.Values[0].Kind, 0)
	}
	for _, of := range append([]*metadata.EntityType{typ}, typ.Derived()...) {
		for _, p := range of.Own() {
			for _, leaf := range p.Leaves() {
				last := leaf.Path[len(leaf.Path)-1]
				if last.Side == nil && !slices.Contains(names, leaf.Column) {
					add(leaf.Column, last.Kind, last.Scale)
				}
			}
		}
	}
	placeholder := "?1"
	if db.Dialect() == "postgres" {
		placeholder = "$1"
	}
	q.SQL = "select " + strings.Join(names, ", ") + " from " + typ.Table + " where " + typ.Scope + " = " + placeholder +
		" order by " + keyColumns(typ)
	q.Args = []value.Value{{Kind: value.Int64, Int: tenant}}
	var lines []string
	require.NoError(t, db.Read(t.Context(), "", func(r store.Reader) error {
		return r.Query(t.Context(), q, func(row []value.Cell) error {
			var line []byte
			for i := range row {
				line = append(append(append(line, ' '), names[i]...), '=')
				if row[i].Null {
					line = append(line, "null"...)
					continue
				}
				line = appenders[i](line, &row[i])
			}
			lines = append(lines, string(line))
			return nil
		})
	}))
	return lines
}

func keyColumns(t *metadata.EntityType) string {
	var columns []string
	for _, k := range t.Key {
		columns = append(columns, k.Column)
	}
	return strings.Join(columns, ", ")
}
