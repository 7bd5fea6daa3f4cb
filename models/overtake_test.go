package models_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
)

// Two writes that meet: the first has made its change and not committed it when
// the second comes to wait for it. SQLite has one writer, where they cannot.
func TestConcurrentWritesThatMeet(t *testing.T) {
	t.Parallel()
	withExternalID := func(email string) models.UserChange {
		return models.UserChange{EmailAddress: text(email), ExternalID: text("E"), Tags: models.Some([]string{email})}
	}
	cases := []struct {
		name          string
		first, second models.UserChange
		result        models.Result
		refused       string // member
		runs          int
	}{
		{
			name: "both create the user", first: byEmail("new@example.com"), second: withExternalID("NEW@example.com"),
			result: models.Updated, runs: 2,
		},
		{
			name: "both create with one external id", first: withExternalID("new@example.com"),
			second: withExternalID("other@example.com"), refused: "externalId", runs: 2,
		},
		{
			name: "both take an external id", first: withExternalID("a@example.com"),
			second: withExternalID("b@example.com"), refused: "externalId", runs: 2,
		},
		{
			name: "promoted meanwhile", first: withRole("b@example.com", models.RoleFullAdmin),
			second: withRole("b@example.com", models.RoleDeactivated), result: models.Updated, runs: 2,
		},
		{
			name:   "both change the user",
			first:  models.UserChange{EmailAddress: text("a@example.com"), FirstName: text("A")},
			second: withExternalID("a@example.com"), result: models.Updated, runs: 1,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, odatatest.Postgres(t))
			f.put(t, byEmail("a@example.com"))
			f.put(t, byEmail("b@example.com"))
			changed, release := make(chan struct{}), make(chan struct{})
			done := make(chan error, 1)
			go func() {
				done <- f.Write(t.Context(), f.ws.ID, func(tx *models.Tx) error {
					_, _, err := tx.UpsertUser(t.Context(), c.first, models.MergeAdd)
					close(changed)
					<-release
					return err
				})
			}()
			<-changed
			go func() {
				f.waitForWaiting(t)
				close(release)
			}()
			runs := 0
			var result models.Result
			err := f.Write(t.Context(), f.ws.ID, func(tx *models.Tx) (err error) {
				runs++
				_, result, err = tx.UpsertUser(t.Context(), c.second, models.MergeAdd)
				return err
			})
			require.NoError(t, <-done)
			require.Equal(t, c.runs, runs)
			if c.refused == "" {
				require.NoError(t, err)
				require.Equal(t, c.result, result)
				return
			}
			var refusal *models.Error
			require.ErrorAs(t, err, &refusal)
			require.Equal(t, models.Conflict, refusal.Kind)
			require.Equal(t, c.refused, refusal.Member)
			require.NotZero(t, refusal.Holder)
		})
	}
}

// waitForWaiting returns when a transaction of the database waits for another,
// or when that has not come to pass.
func (f *fixture) waitForWaiting(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(4 * time.Second); time.Now().Before(deadline); {
		var waiting int64
		err := f.db.GORM().Raw("SELECT count(*) FROM pg_stat_activity " +
			"WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&waiting).Error
		if err != nil || waiting > 0 {
			return
		}
	}
}
