package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// A look-up does not wait for a write that is under way, and sees nothing of it.
func TestReadsDoNotWaitForAWrite(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		require.NoError(t, db.GORM().Exec("CREATE TABLE things (id INTEGER PRIMARY KEY)").Error)
		require.NoError(t, db.Write(t.Context(), "", func(tx *gorm.DB) error {
			require.NoError(t, tx.Exec("INSERT INTO things (id) VALUES (1)").Error)
			var n int64
			require.NoError(t, db.Reads().WithContext(t.Context()).Table("things").Count(&n).Error)
			require.Zero(t, n)
			return nil
		}))
		var n int64
		require.NoError(t, db.Reads().Table("things").Count(&n).Error)
		require.Equal(t, int64(1), n)
		if db.Dialect() == "sqlite" {
			require.Error(t, db.Reads().Exec("INSERT INTO things (id) VALUES (2)").Error)
		}
	})
}
