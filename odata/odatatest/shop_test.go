package odatatest_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

func TestSeedShop(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "shop.db"), store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, odatatest.SeedShop(ctx, db, 1, 2))
}
