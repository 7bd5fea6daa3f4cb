package models_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
)

// many is how many do the same at once; fewer under the race detector, for which
// SQLite in pure Go is slow.
func many() int {
	if testing.Short() {
		return 30
	}
	return 100
}

// tryUser upserts without a test's help, so that goroutines may.
func (f *fixture) tryUser(ctx context.Context, c models.UserChange, m models.Merge) (models.Result, error) {
	var result models.Result
	err := f.Write(ctx, f.ws.ID, func(tx *models.Tx) (err error) {
		_, result, err = tx.UpsertUser(ctx, c, m)
		return err
	})
	return result, err
}

func TestConcurrentUpsertsMakeOneUser(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		var created atomic.Int64
		errs := make([]error, many())
		together(many(), func(i int) {
			local := []byte("concurrent")
			for bit := range local {
				if i>>bit&1 == 1 {
					local[bit] -= 'a' - 'A'
				}
			}
			c := byEmail(string(local) + "@Example.com")
			c.Tags = models.Some([]string{fmt.Sprint("tag ", i)})
			c.Aliases = models.Some([]string{fmt.Sprint("alias ", i)})
			var result models.Result
			if result, errs[i] = f.tryUser(t.Context(), c, models.MergeAdd); result == models.Created {
				created.Add(1)
			}
		})
		require.NoError(t, errors.Join(errs...))
		require.EqualValues(t, 1, created.Load())
		require.Equal(t, 2, f.count(t, "users")) // with the admin
		u, result := f.put(t, byEmail("concurrent@example.com"))
		require.Equal(t, models.Unchanged, result)
		require.Len(t, u.Tags, many())
		require.Len(t, u.Aliases, many())
		values, _ := f.labelsOf(t, "user_labels", "system_user_id", u.ID, "tag")
		require.Equal(t, u.Tags, values)
		slices.Sort(values)
		require.Len(t, slices.Compact(values), many())
		require.True(t, strings.EqualFold("concurrent@example.com", u.EmailAddress))
	})
}

func TestConcurrentUpsertsOfATeam(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		errs := make([]error, many())
		together(many(), func(i int) {
			c := byName([]string{"Team \u00c9", "team \u00e9", "TEAM E\u0301"}[i%3])
			c.Tags = models.Some([]string{fmt.Sprint(i)})
			errs[i] = f.Write(t.Context(), f.ws.ID, func(tx *models.Tx) error {
				_, _, err := tx.UpsertTeam(t.Context(), c, models.MergeAdd)
				return err
			})
		})
		require.NoError(t, errors.Join(errs...))
		require.Equal(t, 1, f.count(t, "teams"))
		team, _ := f.putTeam(t, byName("team \u00e9"))
		require.Len(t, team.Tags, many())
	})
}

func TestConcurrentMemberships(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		var users, teams []uuid.UUID
		for i := range 5 {
			u, _ := f.put(t, byEmail(fmt.Sprintf("u%d@example.com", i)))
			users = append(users, u.ID)
		}
		for i := range 3 {
			team, _ := f.putTeam(t, byName(fmt.Sprint(i)))
			teams = append(teams, team.ID)
		}
		errs := make([]error, 4*many())
		var balance [15]atomic.Int64 // created less deleted, per pair
		together(len(errs), func(i int) {
			pair := i % 15
			user, team := users[pair/3], teams[pair%3]
			var result models.Result
			errs[i] = f.Write(t.Context(), f.ws.ID, func(tx *models.Tx) (err error) {
				if i/15%2 == 0 {
					result, err = tx.AddMember(t.Context(), user, team)
					if err == nil {
						err = tx.DB.Take(&models.TeamMember{}, "team_id = ? AND system_user_id = ?", team, user).Error
					}
				} else {
					result, err = tx.RemoveMember(t.Context(), user, team)
				}
				return err
			})
			switch result {
			case models.Created:
				balance[pair].Add(1)
			case models.Deleted:
				balance[pair].Add(-1)
			case models.Unchanged, models.NotMember, models.Updated:
			}
		})
		require.NoError(t, errors.Join(errs...))
		total := 0
		for i := range balance {
			n := int(balance[i].Load())
			require.Contains(t, []int{0, 1}, n, "pair %d", i)
			total += n
		}
		require.Equal(t, total, f.count(t, "team_members"))
	})
}

func TestConcurrentDemotionsKeepOneAdmin(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		emails := []string{adminEmail}
		for i := range 9 {
			emails = append(emails, fmt.Sprintf("a%d@example.com", i))
			f.put(t, withRole(emails[i+1], models.RoleFullAdmin))
		}
		errs := make([]error, len(emails))
		together(len(emails), func(i int) {
			c := withRole(emails[i], models.RoleParticipant)
			_, errs[i] = f.tryUser(t.Context(), c, models.MergeAdd)
		})
		refused := 0
		for _, err := range errs {
			if err != nil {
				var refusal *models.Error
				require.ErrorAs(t, err, &refusal)
				require.Equal(t, models.Conflict, refusal.Kind)
				refused++
			}
		}
		require.Equal(t, 1, refused)
		var admins int64
		require.NoError(t, f.db.GORM().Model(&models.User{}).
			Where("workspace_id = ? AND role = ?", f.ws.ID, models.RoleFullAdmin).Count(&admins).Error)
		require.EqualValues(t, 1, admins)
	})
}

// A ring of n users, each of whom shall manage the next: any n-1 of the changes
// may be made, never all.
func TestConcurrentChangesCloseNoCycle(t *testing.T) {
	t.Parallel()
	const n, rounds = 4, 15
	onEach(t, func(t *testing.T, f *fixture) {
		for round := range rounds {
			var changes []models.UserChange
			var teamChanges []models.TeamChange
			for i := range n {
				u, _ := f.put(t, byEmail(fmt.Sprintf("r%d-%d@example.com", round, i)))
				team, _ := f.putTeam(t, byName(fmt.Sprint(round, "-", i)))
				changes = append(changes, models.UserChange{SystemUserID: models.Some(u.ID)})
				teamChanges = append(teamChanges, models.TeamChange{TeamID: models.Some(team.ID)})
			}
			for i := range n {
				changes[i].ManagerID = changes[(i+1)%n].SystemUserID
				teamChanges[i].ParentTeamID = teamChanges[(i+1)%n].TeamID
			}
			errs := make([]error, 2*n)
			together(2*n, func(i int) {
				errs[i] = f.Write(t.Context(), f.ws.ID, func(tx *models.Tx) (err error) {
					if i < n {
						_, _, err = tx.UpsertUser(t.Context(), changes[i], models.MergeAdd)
					} else {
						_, _, err = tx.UpsertTeam(t.Context(), teamChanges[i-n], models.MergeAdd)
					}
					return err
				})
			})
			for _, half := range [][]error{errs[:n], errs[n:]} {
				refused := slices.DeleteFunc(slices.Clone(half), func(err error) bool { return err == nil })
				require.Len(t, refused, 1)
				var refusal *models.Error
				require.ErrorAs(t, refused[0], &refusal)
				require.Equal(t, models.Conflict, refusal.Kind)
			}
		}
	})
}

func TestConcurrentExternalIDs(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		const n = 20
		errs := make([]error, n)
		together(n, func(i int) {
			c := byEmail(fmt.Sprintf("u%d@example.com", i))
			c.ExternalID = text("same")
			_, errs[i] = f.tryUser(t.Context(), c, models.MergeAdd)
		})
		refused := 0
		for _, err := range errs {
			if err != nil {
				var refusal *models.Error
				require.ErrorAs(t, err, &refusal)
				require.Equal(t, "externalId", refusal.Member)
				refused++
			}
		}
		require.Equal(t, n-1, refused)
		require.Equal(t, 2, f.count(t, "users"))
	})
}

// Transactions of several rows in opposite orders, which begin with Lock, beside
// single writes, which do not: nobody waits for somebody who waits for him.
func TestConcurrentTransactionsOfManyRows(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		const big, small, rows = 4, 60, 20
		email := func(row int) string { return fmt.Sprintf("u%d@example.com", row) }
		for i := range rows {
			role := []string{models.RoleFullAdmin, models.RoleParticipant}[i%2]
			f.put(t, withRole(email(i), role))
		}
		change := func(i, row int) models.UserChange {
			c := byEmail(email(row))
			c.Tags = models.Some([]string{fmt.Sprint(i)})
			if i%3 == 0 {
				c.Role = text([]string{models.RoleParticipant, models.RoleFullAdmin}[i/3%2])
				c.ManagerID = models.Some(f.admin.ID)
			}
			return c
		}
		runs := make([]atomic.Int64, big+small)
		errs := make([]error, big+small)
		together(big+small, func(i int) {
			errs[i] = f.Write(t.Context(), f.ws.ID, func(tx *models.Tx) error {
				runs[i].Add(1)
				if i >= big {
					_, _, err := tx.UpsertUser(t.Context(), change(i, i%rows), models.MergeAdd)
					return err
				}
				if err := tx.Lock(); err != nil {
					return err
				}
				for j := range rows {
					row := []int{j, rows - 1 - j}[i%2]
					if _, _, err := tx.UpsertUser(t.Context(), change(i, row), models.MergeAdd); err != nil {
						return err
					}
				}
				return nil
			})
		})
		require.NoError(t, errors.Join(errs...))
		for i := range big {
			require.EqualValues(t, 1, runs[i].Load(), "a transaction that began with Lock was overtaken")
		}
		for i := range rows {
			u, _ := f.put(t, byEmail(email(i)))
			require.Len(t, u.Tags, big+small/rows)
		}
	})
}

func TestCallerWhoHasGoneWritesNothing(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		ctx, cancel := context.WithCancel(t.Context())
		err := f.Write(ctx, f.ws.ID, func(tx *models.Tx) error {
			if _, _, err := tx.UpsertTeam(ctx, byName("A"), models.MergeAdd); err != nil {
				return err
			}
			cancel()
			_, _, err := tx.UpsertTeam(ctx, byName("B"), models.MergeAdd)
			return err
		})
		require.ErrorIs(t, err, context.Canceled)
		require.Zero(t, f.count(t, "teams"))
	})
}

// A function that keeps an error to itself must not have half a transaction stored.
func TestWriteBeginsAnewThoughTheErrorIsKept(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		f.put(t, withRole("b@example.com", models.RoleFullAdmin))
		runs := 0
		var err error
		f.write(t, func(tx *models.Tx) error {
			runs++
			_, _, first := tx.UpsertTeam(t.Context(), byName("A"), models.MergeAdd)
			demote := withRole("b@example.com", models.RoleParticipant)
			_, _, second := tx.UpsertUser(t.Context(), demote, models.MergeAdd) // wants the head row, too late
			_, _, third := tx.UpsertTeam(t.Context(), byName("B"), models.MergeAdd)
			err = errors.Join(first, second, third)
			return nil
		})
		require.NoError(t, err)
		require.Equal(t, map[string]int{"sqlite": 1, "postgres": 2}[f.db.Dialect()], runs)
		require.Equal(t, 2, f.count(t, "teams"))
	})
}
