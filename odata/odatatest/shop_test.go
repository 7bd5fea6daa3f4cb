package odatatest_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
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
	ctx := context.Background()
	for _, url := range []string{"sqlite:" + filepath.Join(t.TempDir(), "shop.db"), os.Getenv("PGX")} {
		if url == "" {
			continue
		}
		db, err := store.Open(ctx, url, store.Options{})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, db.Close()) })
		require.NoError(t, odatatest.SeedShop(ctx, db, 1, 2))
		f, _ := os.Create("/tmp/dump." + db.Dialect())
		for _, line := range dump(t, db) {
			fmt.Fprintln(f, line)
		}
		f.Close()
	}
}

// dump reads every property of every entity, as JSON.
func dump(t *testing.T, db *store.DB) []string {
	t.Helper()
	ctx := context.Background()
	var lines []string
	for _, set := range odatatest.ShopModel().Sets {
		q := store.Query{}
		var names []string
		var appenders []value.Appender
		for _, p := range set.Type.Properties {
			if p.Side != nil {
				continue
			}
			names = append(names, p.Column)
			q.Columns = append(q.Columns, value.Column{Kind: p.Kind, Scale: p.Scale})
			k := p.Kind
			if k == value.Enum {
				k = value.Int32
			}
			appenders = append(appenders, value.JSON(k))
		}
		q.SQL = "select " + strings.Join(names, ", ") + " from " + set.Type.Table +
			" order by tenant_id, " + keyColumns(set.Type)
		require.NoError(t, db.Read(ctx, "", func(r store.Reader) error {
			return r.Query(ctx, q, func(row []value.Cell) error {
				line := []byte(set.Name + ":")
				for i, cell := range row {
					line = append(append(append(line, ' '), names[i]...), '=')
					if cell.Null {
						line = append(line, "null"...)
						continue
					}
					line = appenders[i](line, &cell)
				}
				lines = append(lines, string(line))
				return nil
			})
		}))
	}
	return lines
}

func keyColumns(t *metadata.EntityType) string {
	var columns []string
	for _, k := range t.Key {
		columns = append(columns, k.Column)
	}
	return strings.Join(columns, ", ")
}
