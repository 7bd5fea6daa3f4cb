package models_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

func walled() []string {
	return []string{
		"users", "user_labels", "user_activities", "user_texts", "teams", "team_labels", "team_texts", "team_members",
	}
}

// twoWorkspaces has a user, a team and a membership in each of two workspaces.
func twoWorkspaces(t *testing.T) (f *fixture, names []string) {
	t.Helper()
	f = newFixture(t, odatatest.Postgres(t))
	for range 2 {
		tags := models.Some([]string{"AE"})
		team, _ := f.putTeam(t, models.TeamChange{Name: models.Some("T"), Tags: tags})
		user, _ := f.put(t, models.UserChange{EmailAddress: models.Some("u@example.com"), Tags: tags})
		_, err := f.add(t, user.ID, team.ID)
		require.NoError(t, err)
		_, err = f.Authenticate(t.Context(), f.key)
		require.NoError(t, err)
		names = append(names, f.ws.ID.String())
		f.addWorkspace(t)
	}
	require.NoError(t, f.FlushActivity(t.Context()))
	return f, names
}

// The second wall: without any predicate of its own, a statement reads and writes
// the rows of the transaction's workspace alone, and none where it names none.
func TestWallsBetweenWorkspaces(t *testing.T) {
	t.Parallel()
	f, workspaces := twoWorkspaces(t)
	for _, scope := range []string{workspaces[0], workspaces[1], ""} {
		require.NoError(t, f.db.Write(t.Context(), scope, func(tx *gorm.DB) error {
			for _, table := range walled() {
				var seen []string
				read := fmt.Sprintf("SELECT DISTINCT workspace_id::text FROM %s.%s", models.ViewSchema, table)
				require.NoError(t, tx.Raw(read).Scan(&seen).Error)
				written := tx.Exec("UPDATE " + table + " SET workspace_id = workspace_id")
				require.NoError(t, written.Error)
				if scope == "" {
					require.Empty(t, seen, table)
					require.Zero(t, written.RowsAffected, table)
					continue
				}
				require.Equal(t, []string{scope}, seen, table)
				require.Positive(t, written.RowsAffected, table)
			}
			return nil
		}))
	}
	err := f.db.Write(t.Context(), workspaces[0], func(tx *gorm.DB) error {
		return tx.Exec("INSERT INTO team_members SELECT ?, team_id, system_user_id, created_at FROM team_members",
			workspaces[1]).Error
	})
	require.ErrorContains(t, err, "row-level security")
	err = f.db.Write(t.Context(), workspaces[0], func(tx *gorm.DB) error {
		return tx.Exec("UPDATE user_texts SET workspace_id = ?", workspaces[1]).Error
	})
	require.ErrorContains(t, err, "another workspace")
	require.NoError(t, f.db.Write(t.Context(), workspaces[0], func(tx *gorm.DB) error {
		gone := tx.Exec("DELETE FROM team_texts WHERE workspace_id = ?", workspaces[1])
		require.Zero(t, gone.RowsAffected)
		return gone.Error
	}))
	for _, table := range walled() {
		var views int64
		require.NoError(t, f.db.GORM().Raw("SELECT count(*) FROM pg_views WHERE schemaname = ? AND viewname = ?",
			models.ViewSchema, table).Scan(&views).Error)
		require.Equal(t, int64(1), views, table)
	}
}

// Every table with workspaces of its own has its walls.
func TestEveryTableHasItsWalls(t *testing.T) {
	t.Parallel()
	f := newFixture(t, odatatest.Postgres(t))
	var names []string
	require.NoError(t, f.db.GORM().Raw(`SELECT relname FROM pg_class c WHERE (relforcerowsecurity AND relrowsecurity
		OR EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND tgname = 'roster_guard' AND tgenabled = 'O'))
		AND relnamespace = current_schema()::regnamespace`).Scan(&names).Error)
	require.ElementsMatch(t, walled(), names)
}

// The walls do not hold for a superuser, and that is said.
func TestCheckRole(t *testing.T) {
	t.Parallel()
	url := odatatest.PostgresURL(t)
	require.NoError(t, models.New(open(t, url), models.Options{}).CheckRole(t.Context()))
	above := strings.Replace(url, "postgres://roster@", "postgres://postgres@", 1)
	db, err := store.Open(t.Context(), above, store.Options{})
	if err != nil && os.Getenv("CI") != "true" {
		t.Skip("no superuser to be had: ", err)
	}
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.ErrorIs(t, models.New(db, models.Options{}).CheckRole(t.Context()), models.ErrRole)
	require.NoError(t, models.New(open(t, odatatest.SQLiteURL(t)), models.Options{}).CheckRole(t.Context()))
}
