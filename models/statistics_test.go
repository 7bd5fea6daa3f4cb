package models_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest"
)

// Every index of the tenant tables is described to SQLite's planner, also after
// a bulk load, so that it does not read a workspace where it could look up a row.
func TestSQLiteKnowsItsIndexes(t *testing.T) {
	t.Parallel()
	f := newFixture(t, odatatest.SQLite(t))
	unknown := `SELECT l.name FROM sqlite_schema t, pragma_index_list(t.name) l
		WHERE t.type = 'table' AND t.name IN
			('users', 'user_labels', 'user_activities', 'teams', 'team_labels', 'team_members')
		AND NOT EXISTS (SELECT 1 FROM sqlite_stat1 s WHERE s.tbl = t.name AND s.idx IN (l.name, t.name)
			AND (s.idx = l.name OR l.origin = 'pk'))`
	plan := `EXPLAIN QUERY PLAN SELECT * FROM json_each('["00"]') p CROSS JOIN team_members m
		ON m.workspace_id = x'00' AND m.system_user_id = unhex(p.value) ORDER BY 1`
	check := func() {
		var names []string
		require.NoError(t, f.db.GORM().Raw(unknown).Scan(&names).Error)
		require.Empty(t, names)
		var details []struct{ Detail string }
		require.NoError(t, f.db.GORM().Raw(plan).Scan(&details).Error)
		require.Contains(t, details[1].Detail, "team_members_by_user (workspace_id=? AND system_user_id=?)")
	}
	check()
	require.NoError(t, f.Unindexed(t.Context(), func() error { return nil }))
	check()
}

// PostgreSQL knows how large the tables are as soon as it is told.
func TestAnalyse(t *testing.T) {
	t.Parallel()
	f := newFixture(t, odatatest.Postgres(t))
	require.NoError(t, f.Analyse(t.Context()))
	var rows float64
	size := "SELECT reltuples FROM pg_class WHERE oid = 'users'::regclass"
	require.NoError(t, f.db.GORM().Raw(size).Scan(&rows).Error)
	require.InDelta(t, 1, rows, 0, "the administrator of the workspace")
}
