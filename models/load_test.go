package models_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// newRows are users and teams with nested managers and parents, and memberships.
func newRows(tb testing.TB, d *models.Directory, from, n int) ([]models.NewUser, []models.NewTeam, []models.NewMember) {
	tb.Helper()
	id := func() uuid.UUID {
		id, err := d.NewID()
		require.NoError(tb, err)
		return id
	}
	users := make([]models.NewUser, n)
	for i := range users {
		users[i] = models.NewUser{
			ID: id(), EmailAddress: fmt.Sprintf("User.%d@Example.com", from+i), FirstName: fmt.Sprint("Ann ", i*7919%n),
			LastName: fmt.Sprint("Lee ", i*104729%n), ExternalID: fmt.Sprint("x", from+i), Tags: []string{"a", "b"},
		}
		if i > 0 {
			users[i].ManagerID = users[(i-1)/8].ID
		}
	}
	teams := make([]models.NewTeam, n/10)
	for i := range teams {
		teams[i] = models.NewTeam{ID: id(), Name: fmt.Sprint("Team ", from+i), ManagerID: users[i].ID}
		teams[i].Aliases = []string{"T"}
		if i > 0 {
			teams[i].ParentTeamID = teams[(i-1)/4].ID
		}
	}
	members := make([]models.NewMember, 0, 2*n)
	for i := range users {
		for j := range 2 {
			members = append(members, models.NewMember{UserID: users[i].ID, TeamID: teams[(i+j)%len(teams)].ID})
		}
	}
	return users, teams, members
}

func TestLoadWritesWhatUpsertsWould(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		users, teams, members := newRows(t, f.Directory, 0, 2500) // more than a transaction's
		users[7].Role, users[7].FormerRole = models.RoleDeactivated, models.RoleLimitedAdmin
		users[7].CreatedAt = time.Date(2020, 1, 2, 3, 4, 5, 678901234, time.FixedZone("", 3600))
		users[7].DeactivatedAt = users[7].CreatedAt.Add(time.Hour)
		users[7].LastActivityAt = users[7].CreatedAt
		require.NoError(t, f.Load(t.Context(), f.ws.ID, users, teams, members))
		require.Equal(t, 2501, f.count(t, "users"))
		require.Equal(t, 250, f.count(t, "teams"))
		require.Equal(t, 5000, f.count(t, "team_members"))
		require.Equal(t, 5000, f.count(t, "user_labels"))
		require.Equal(t, 250, f.count(t, "team_labels"))
		require.Equal(t, 1, f.count(t, "user_activities"))

		f.clock.advance(time.Minute)
		for _, i := range []int{0, 1, 7, 2499} {
			n := users[i]
			c := models.UserChange{
				EmailAddress: text(strings.ToLower(n.EmailAddress)), FirstName: text(n.FirstName),
				LastName:   text(n.LastName),
				ExternalID: text(n.ExternalID), Tags: models.Some(n.Tags),
			}
			if i > 0 {
				c.ManagerID = models.Some(n.ManagerID)
			}
			u, result := f.upsert(t, c, models.MergeReplace)
			require.Equal(t, models.Unchanged, result)
			require.Equal(t, n.ID, u.ID)
			require.Equal(t, n.EmailAddress, u.EmailAddress)
			require.Equal(t, u.Role == models.RoleDeactivated, i == 7)
		}
		gone := f.user(t, users[7].ID)
		require.Equal(t, time.Date(2020, 1, 2, 2, 4, 5, 678901000, time.UTC), gone.CreatedAt)
		require.Equal(t, gone.CreatedAt, gone.ModifiedAt)
		require.Equal(t, gone.CreatedAt.Add(time.Hour), *gone.DeactivatedAt)
		require.Equal(t, models.RoleLimitedAdmin, *gone.FormerRole)
		require.False(t, gone.IsActive)
		team, result := f.upsertTeam(t, models.TeamChange{
			Name: text("TEAM 3"), ManagerID: models.Some(users[3].ID), ParentTeamID: models.Some(teams[0].ID),
			Aliases: models.Some([]string{"t"}),
		}, models.MergeAdd)
		require.Equal(t, models.Unchanged, result)
		require.Equal(t, teams[3].ID, team.ID)
		member, err := f.add(t, members[0].UserID, members[0].TeamID)
		require.NoError(t, err)
		require.Equal(t, models.Unchanged, member)
	})
}

func TestUnindexedBuildsTheIndexesAgain(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		before := indexes(t, f)
		failed := errors.New("failed")
		require.ErrorIs(t, f.Unindexed(t.Context(), func() error {
			require.Less(t, len(indexes(t, f)), len(before)-20)
			users, teams, members := newRows(t, f.Directory, 0, 50)
			require.NoError(t, f.Load(t.Context(), f.ws.ID, users, teams, members))
			return failed
		}), failed)
		require.ElementsMatch(t, before, indexes(t, f))
	})
}

func TestLoadRefusals(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		id, err := f.NewID()
		require.NoError(t, err)
		good := models.NewUser{ID: id, EmailAddress: "a@example.com"}
		cases := []struct {
			name string
			user models.NewUser
			kind models.ErrorKind
		}{
			{"bad address", models.NewUser{ID: id, EmailAddress: "a"}, models.Invalid},
			{"bad role", models.NewUser{ID: id, EmailAddress: "a@b.c", Role: "Boss"}, models.Invalid},
			{
				"bad former role",
				models.NewUser{ID: id, EmailAddress: "a@b.c", Role: models.RoleDeactivated, FormerRole: "Boss"},
				models.Invalid,
			},
			{"taken address", models.NewUser{ID: id, EmailAddress: "ADMIN@example.com"}, models.Conflict},
			{"taken id", models.NewUser{ID: f.admin.ID, EmailAddress: "a@b.c"}, models.Conflict},
			{"unknown manager", models.NewUser{ID: id, EmailAddress: "a@b.c", ManagerID: uuid.UUID{1}}, models.Unknown},
		}
		for _, c := range cases {
			var refusal *models.Error
			require.ErrorAs(t, f.Load(t.Context(), f.ws.ID, []models.NewUser{c.user}, nil, nil), &refusal, c.name)
			require.Equal(t, c.kind, refusal.Kind, c.name)
		}
		var refusal *models.Error
		missing := []models.NewMember{{UserID: id, TeamID: id}}
		require.ErrorAs(t, f.Load(t.Context(), f.ws.ID, nil, nil, missing), &refusal)
		require.Equal(t, models.Unknown, refusal.Kind)
		require.ErrorAs(t, f.Load(t.Context(), f.ws.ID, nil, []models.NewTeam{{ID: id}}, nil), &refusal)
		require.Equal(t, 1, f.count(t, "users"))
		require.NoError(t, f.Load(t.Context(), f.ws.ID, []models.NewUser{good}, nil, nil))
	})
}

// Rows per second are those of all tables; the demo needs 50,000.
func BenchmarkLoad(b *testing.B) {
	for name, db := range map[string]func(testing.TB) *store.DB{
		"sqlite": odatatest.SQLite, "postgres": odatatest.Postgres,
	} {
		b.Run(name, func(b *testing.B) {
			d := models.New(db(b), models.Options{Now: time.Now})
			require.NoError(b, d.Migrate(b.Context()))
			ws, _, _, err := d.CreateWorkspace(b.Context(), "W", adminEmail)
			require.NoError(b, err)
			rows, from := 0, 0
			const n, calls = 20_000, 5
			for b.Loop() {
				require.NoError(b, d.Unindexed(b.Context(), func() error {
					for range calls {
						users, teams, members := newRows(b, d, from, n)
						rows += len(users)*3 + len(teams)*2 + len(members)
						from += n
						if err := d.Load(b.Context(), ws.ID, users, teams, members); err != nil {
							return err
						}
					}
					return nil
				}))
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(from)/b.Elapsed().Seconds(), "users/s")
		})
	}
}
