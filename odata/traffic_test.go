package odata_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// While others insert, change and delete rows, pages show every row that nobody
// touches once, and a page's count, rows and expansions are of one moment.
func TestPagesWhileOthersWrite(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("minutes under the race detector")
	}
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		require.NoError(t, odatatest.SeedShop(t.Context(), db, tenant, otherTenant))
		c := client{handler: asTenant(t, shopService(t, db, nil), tenant)}
		still := map[string]bool{}
		for _, text := range c.get(t, "/shop/Customers?$select=customerId").Value {
			still[keyOf("Customers", parseRow(t, text))] = true
		}
		done := make(chan error, 1)
		ctx, stop := context.WithCancel(t.Context())
		var writes atomic.Int64
		go func() { done <- writeOthers(ctx, db, &writes) }()
		orders := []string{
			"customerId", "name", "name desc,grade", "createdAt desc", "note,name", "tolower(name)",
			"seenAt,rating desc",
		}
		for i, order := range orders {
			paged := c.with("Prefer", fmt.Sprintf("maxpagesize=%d", 3+2*i))
			target := "/shop/Customers?$count=true&$select=customerId,name" +
				"&$expand=orders($select=orderId,remark)&$orderby=" + order
			for before := writes.Load(); writes.Load() < before+30 && len(done) == 0; {
				requireOnce(t, paged, target, still)
			}
		}
		stop()
		require.NoError(t, <-done)
	})
}

// requireOnce walks the pages of customers.
func requireOnce(t *testing.T, c client, target string, still map[string]bool) {
	t.Helper()
	seen := map[string]int{}
	for next := target; next != ""; {
		a := c.get(t, next)
		for _, text := range a.Value {
			r := parseRow(t, text)
			seen[keyOf("Customers", r)]++
			if strings.HasPrefix(keyOf("Customers", r), "W") { // written with one order of the same text
				orders, _ := r["orders"].([]any)
				require.Len(t, orders, 1, "%s", text)
				require.Equal(t, r["name"], orders[0].(map[string]any)["remark"], "a page of two moments")
			}
		}
		next = a.NextLink
	}
	for key := range still {
		require.Equal(t, 1, seen[key], "%s by %s", key, target)
	}
}

// writeOthers writes customers with one order each until it is stopped.
func writeOthers(ctx context.Context, db *store.DB, writes *atomic.Int64) error {
	random := rand.New(rand.NewPCG(1, 2))
	var n int
	live := map[int]bool{}
	for ctx.Err() == nil {
		n++
		name := fmt.Sprintf("%c%d", 'A'+random.IntN(60), n)
		err := db.Write(context.WithoutCancel(ctx), "", func(tx *gorm.DB) error {
			for id := range live {
				if random.IntN(3) > 0 {
					continue
				}
				key := fmt.Sprintf("W%d", id)
				if random.IntN(2) == 0 {
					delete(live, id)
					if err := tx.Exec("DELETE FROM orders WHERE tenant_id = 1 AND customer_id = ?",
						key).Error; err != nil {
						return err
					}
					if err := tx.Exec("DELETE FROM customers WHERE tenant_id = 1 AND customer_id = ?",
						key).Error; err != nil {
						return err
					}
					continue
				}
				if err := tx.Exec("UPDATE orders SET remark = ? WHERE tenant_id = 1 AND customer_id = ?", name,
					key).Error; err != nil {
					return err
				}
				if err := tx.Exec("UPDATE customers SET name = ? WHERE tenant_id = 1 AND customer_id = ?", name,
					key).Error; err != nil {
					return err
				}
			}
			id := n % 40
			if live[id] {
				return nil
			}
			live[id] = true
			key := fmt.Sprintf("W%d", id)
			at := writtenAt
			if err := tx.Exec("INSERT INTO customers (tenant_id, customer_id, name, created_at, tag_list, "+
				"nickname_list) VALUES (1, ?, ?, ?, '', '')",
				key, name, at).Error; err != nil {
				return err
			}
			return tx.Exec("INSERT INTO orders (tenant_id, order_id, customer_id, status, placed_at, total, remark) "+
				"VALUES (1, ?, ?, 0, ?, 0, ?)",
				100_000+n, key, at, name).Error
		})
		if err != nil {
			return err
		}
		writes.Add(1)
	}
	return nil
}

var writtenAt = moment("2024-06-01T00:00:00Z")
