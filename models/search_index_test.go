package models_test

import (
	"fmt"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
)

// checkIDs requires that SQLite's search texts of the workspace have its ids, without
// gaps unless a migration has moved them.
func (f *fixture) checkIDs(t *testing.T) {
	t.Helper()
	if f.db.Dialect() == "postgres" {
		return
	}
	first, last := models.SearchIDs(f.ws.ID)
	for _, table := range []string{"user_texts", "team_texts"} {
		var ids []int64
		require.NoError(t, f.db.GORM().Raw("SELECT text_id FROM "+table+" WHERE workspace_id = ? ORDER BY 1", f.ws.ID).
			Scan(&ids).Error)
		require.NotEmpty(t, ids)
		require.GreaterOrEqual(t, ids[0], first)
		require.Less(t, ids[len(ids)-1], first+10_000)
		require.LessOrEqual(t, ids[len(ids)-1], last)
	}
}

// A search looks at the texts of its own workspace, however many there are in others.
func TestSearchesReadTheirOwnTexts(t *testing.T) {
	t.Parallel()
	const size = 3000
	onEach(t, func(t *testing.T, f *fixture) {
		own := f.ws.ID
		for _, every := range []int{size / 3, 10} {
			users := make([]models.NewUser, 0, size)
			for i := range size {
				id, err := f.NewID()
				require.NoError(t, err)
				u := models.NewUser{ID: id, EmailAddress: fmt.Sprintf("user%d@example.com", i)}
				if i%every == 0 {
					u.LastName = "Needleman"
				}
				users = append(users, u)
			}
			require.NoError(t, f.Load(t.Context(), f.ws.ID, users, nil, nil))
			f.addWorkspace(t)
		}
		require.NoError(t, f.Analyse(t.Context()))
		if f.db.Dialect() == "sqlite" {
			first, last := models.SearchIDs(own)
			var found int
			require.NoError(t, f.db.GORM().Raw("SELECT count(*) FROM user_texts_trigrams "+
				"WHERE user_texts_trigrams MATCH ? AND rowid BETWEEN ? AND ?",
				`"eed" AND "edl" AND "lem"`, first, last).Scan(&found).Error)
			require.Equal(t, 3, found)
			return
		}
		require.NoError(t, f.db.GORM().Transaction(func(tx *gorm.DB) error {
			// What waits to be entered would make the index look dear.
			require.NoError(t, tx.Exec("SELECT gin_clean_pending_list(oid) FROM pg_class "+
				"WHERE relname LIKE 'user_texts_by_%' AND relkind = 'i'").Error)
			require.NoError(t, tx.Exec("SET LOCAL enable_seqscan = off").Error)
			require.NoError(t, tx.Exec("SET LOCAL enable_indexscan = off").Error)
			var plan []string
			require.NoError(t, tx.Raw("EXPLAIN (ANALYZE, TIMING OFF) SELECT system_user_id FROM user_texts "+
				"WHERE workspace_id = ? AND search_text LIKE ?", own, "%eedlema%").Scan(&plan).Error)
			require.Equal(t, 3, looked(t, plan), plan)
			return nil
		}))
	})
}

// looked is how many rows any step of a plan has looked at.
func looked(t *testing.T, plan []string) int {
	t.Helper()
	most := -1
	for _, line := range plan {
		for _, m := range regexp.MustCompile(`actual rows=(\d+)|Removed by .*: (\d+)`).
			FindAllStringSubmatch(line, -1) {
			n, err := strconv.Atoi(m[1] + m[2])
			require.NoError(t, err)
			most = max(most, n)
		}
	}
	return most
}

// Where the extension cannot be had, the directory works without its index, and gets
// it as soon as it can.
func TestIndexTextsWithoutRights(t *testing.T) {
	t.Parallel()
	url := odatatest.PostgresURL(t)
	db := open(t, url)
	d := models.New(db, models.Options{Now: newClock().Now})
	require.NoError(t, d.Migrate(t.Context()))
	owned := func(may string) {
		require.NoError(t, db.GORM().Transaction(func(tx *gorm.DB) error {
			return tx.Exec(may).Error
		}))
	}
	var name string
	require.NoError(t, db.GORM().Raw("SELECT current_database()").Scan(&name).Error)
	owned("REVOKE CREATE ON DATABASE " + name + " FROM roster, PUBLIC")
	err := d.IndexTexts(t.Context())
	require.ErrorContains(t, err, "permission denied to create extension")
	ready, err := d.Searchable(t.Context())
	require.NoError(t, err)
	require.False(t, ready)
	owned("GRANT CREATE ON DATABASE " + name + " TO roster")
	require.NoError(t, d.IndexTexts(t.Context()))
	require.NoError(t, d.IndexTexts(t.Context()))
	ready, err = d.Searchable(t.Context())
	require.NoError(t, err)
	require.True(t, ready)
}

// Where only one of the extensions can be had, the index finds the candidates of all
// workspaces, until the other one can.
func TestIndexTextsWithoutOneExtension(t *testing.T) {
	t.Parallel()
	url := odatatest.PostgresURL(t)
	db := open(t, url)
	d := models.New(db, models.Options{Now: newClock().Now})
	require.NoError(t, d.Migrate(t.Context()))
	var name string
	require.NoError(t, db.GORM().Raw("SELECT current_database()").Scan(&name).Error)
	for _, statement := range []string{
		"CREATE EXTENSION pg_trgm", "REVOKE CREATE ON DATABASE " + name + " FROM roster, PUBLIC",
	} {
		require.NoError(t, db.GORM().Exec(statement).Error)
	}
	has := func(want ...string) {
		t.Helper()
		ready, err := d.Searchable(t.Context())
		require.NoError(t, err)
		require.True(t, ready)
		var names []string
		require.NoError(t, db.GORM().Raw("SELECT indexname FROM pg_indexes WHERE indexname LIKE '%trigram' ORDER BY 1").
			Scan(&names).Error)
		require.Equal(t, want, names)
	}
	for range 2 {
		require.ErrorContains(t, d.IndexTexts(t.Context()), `permission denied to create extension "btree_gin"`)
		has("team_texts_by_trigram", "user_texts_by_trigram")
	}
	require.NoError(t, d.Unindexed(t.Context(), func() error { return nil }))
	has("team_texts_by_trigram", "user_texts_by_trigram")
	require.NoError(t, db.GORM().Exec("GRANT CREATE ON DATABASE "+name+" TO roster").Error)
	for range 2 {
		require.NoError(t, d.IndexTexts(t.Context()))
		has("team_texts_by_workspace_trigram", "user_texts_by_workspace_trigram")
	}
	require.NoError(t, d.Unindexed(t.Context(), func() error { return nil }))
	has("team_texts_by_workspace_trigram", "user_texts_by_workspace_trigram")
}
