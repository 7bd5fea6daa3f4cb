package odatatest

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/seed-267014d6/roster/odata/store"
)

// ShopVariable is the environment variable with the URL of a database of the
// dialect, "sqlite" or "postgres", that SeedShopWide has filled for the tenants 1
// and 2. Where it is set, Shop and WideShop open that instead of seeding another.
func ShopVariable(dialect string) string { return "ROSTER_TEST_SHOP_" + strings.ToUpper(dialect) }

// Shops runs fn as the parallel subtests "sqlite" and "postgres", each on a shop
// for reading: see Shop.
func Shops(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Helper()
	reading(t, Shop, fn)
}

// WideShops is Shops with the tables of SeedShopWide.
func WideShops(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Helper()
	reading(t, WideShop, fn)
}

func reading(t *testing.T, shop func(testing.TB, string) *store.DB, fn func(t *testing.T, db *store.DB)) {
	t.Helper()
	for _, dialect := range []string{"sqlite", postgres} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			fn(t, shop(t, dialect))
		})
	}
}

// Shop opens a database with the shop of the tenants 1 and 2, for reading only:
// other tests may share it.
func Shop(tb testing.TB, dialect string) *store.DB {
	tb.Helper()
	return filled(tb, dialect, SeedShop)
}

// WideShop is Shop with the tables of SeedShopWide.
func WideShop(tb testing.TB, dialect string) *store.DB {
	tb.Helper()
	return filled(tb, dialect, SeedShopWide)
}

func filled(tb testing.TB, dialect string, seed func(context.Context, *store.DB, ...int64) error) *store.DB {
	tb.Helper()
	if url := os.Getenv(ShopVariable(dialect)); url != "" {
		return open(tb, url)
	}
	database := SQLite
	if dialect == postgres {
		database = Postgres
	}
	db := database(tb)
	if err := seed(tb.Context(), db, 1, 2); err != nil {
		tb.Fatal(err)
	}
	return db
}
