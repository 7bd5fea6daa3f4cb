package models

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// A migration that fills a column reaches the rows of all workspaces, although
// policies keep the program itself to one; afterwards they hold again.
func TestMigrationFillsAllWorkspaces(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		d := New(db, Options{Now: time.Now})
		require.NoError(t, d.Migrate(t.Context()))
		for _, name := range []string{"A", "B"} {
			_, _, _, err := d.CreateWorkspace(t.Context(), name, "admin@example.com")
			require.NoError(t, err)
		}
		fill := func() []string { return []string{"UPDATE users SET first_name = 'filled'"} }
		later := migration{version: 99, name: "fill", schema: map[string]func() []string{sqlite: fill, postgres: fill}}
		require.NoError(t, db.GORM().Transaction(func(tx *gorm.DB) error { return d.apply(tx, later) }))
		var filled int64
		require.NoError(t, db.GORM().Raw("SELECT count(*) FROM users WHERE first_name = 'filled'").Scan(&filled).Error)
		require.Equal(t, int64(2), filled)
		if db.Dialect() == postgres {
			again := db.GORM().Exec("UPDATE users SET first_name = 'x'")
			require.NoError(t, again.Error)
			require.Zero(t, again.RowsAffected)
		}
	})
}
