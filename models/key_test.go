package models_test

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

func TestCreateWorkspace(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		require.Equal(t, models.RoleFullAdmin, f.admin.Role)
		require.Equal(t, adminEmail, f.admin.EmailAddress)
		p, err := f.Authenticate(t.Context(), f.key)
		require.NoError(t, err)
		require.Equal(t, models.Principal{
			Workspace: f.ws.ID, User: f.admin.ID, KeyID: f.key[5:13], Scope: models.ScopeAdmin,
			Role: models.RoleFullAdmin,
		}, p)
		require.True(t, p.CanRead() && p.CanWrite() && p.CanAdmin())

		var refusal *models.Error
		_, _, _, err = f.CreateWorkspace(t.Context(), strings.ToUpper(f.ws.Name), adminEmail)
		require.ErrorAs(t, err, &refusal)
		require.Equal(t, models.Conflict, refusal.Kind)
		require.Equal(t, f.ws.ID, refusal.Holder)
		for _, bad := range [][2]string{{" ", adminEmail}, {"a\x00", adminEmail}, {"new", "nobody"}} {
			_, _, _, err = f.CreateWorkspace(t.Context(), bad[0], bad[1])
			require.ErrorAs(t, err, &refusal)
			require.Equal(t, models.Invalid, refusal.Kind)
		}
		all, err := f.Workspaces(t.Context())
		require.NoError(t, err)
		require.Equal(t, []models.Workspace{f.ws}, all)
		byName, err := f.WorkspaceByName(t.Context(), " "+strings.ToUpper(f.ws.Name))
		require.NoError(t, err)
		require.Equal(t, f.ws, byName)
		_, err = f.WorkspaceByName(t.Context(), "other")
		require.ErrorAs(t, err, &refusal)
		require.Equal(t, models.Unknown, refusal.Kind)
	})
}

func TestKeysHaveTheirForm(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		require.Regexp(t, `^rstr_[0-9A-Za-z]{36}$`, f.key)
		flipped := []byte(f.key)
		flipped[10] ^= 1
		for _, malformed := range []string{
			"", "rstr_", f.key[:40], f.key + "0", " " + f.key[1:], strings.ToUpper(f.key), string(flipped),
			strings.Repeat("A", 100_000), "rstr_" + strings.Repeat("é", 18),
		} {
			_, err := f.Authenticate(t.Context(), malformed)
			require.ErrorIs(t, err, models.ErrMalformedKey)
		}
		other := newFixture(t, openAnother(t, f))
		_, err := f.Authenticate(t.Context(), other.key) // well-formed, of another installation
		require.ErrorIs(t, err, models.ErrUnknownKey)

		var text string // the secret is nowhere in the table
		require.NoError(t, f.db.GORM().Raw("SELECT hash FROM api_keys").Scan(&text).Error)
		require.Len(t, text, 32)
		require.NotContains(t, text, f.key)
	})
}

// Every position and every character of a secret is covered by the checksum.
func TestMistypedKeysAreMalformed(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		for i := 5; i < len(f.key); i++ {
			for _, c := range []byte("0aZ") {
				typo := []byte(f.key)
				if typo[i] == c {
					continue
				}
				typo[i] = c
				_, err := f.Authenticate(t.Context(), string(typo))
				require.ErrorIs(t, err, models.ErrMalformedKey)
			}
		}
	})
}

func TestCreateKeyNeedsAFittingRole(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		scopes := []models.Scope{models.ScopeRead, models.ScopeWrite, models.ScopeAdmin}
		for role, fits := range map[string][3]bool{
			models.RoleFullAdmin:    {true, true, true},
			models.RoleLimitedAdmin: {true, false, false},
			models.RoleParticipant:  {},
			models.RoleDeactivated:  {},
		} {
			email := role + "@example.com"
			f.put(t, withRole(email, role))
			for i, scope := range scopes {
				key, secret, err := f.CreateKey(t.Context(), f.ws.ID, strings.ToUpper(email), scope, nil)
				if !fits[i] {
					var refusal *models.Error
					require.ErrorAs(t, err, &refusal)
					require.Equal(t, "scope", refusal.Member)
					require.Contains(t, refusal.Message, models.RoleFullAdmin)
					require.Empty(t, secret)
					continue
				}
				require.NoError(t, err)
				require.Equal(t, email, key.EmailAddress)
				p, err := f.Authenticate(t.Context(), secret)
				require.NoError(t, err)
				require.True(t, p.CanRead())
				require.Equal(t, i > 0, p.CanWrite())
				require.Equal(t, i > 1, p.CanAdmin())
			}
		}
		var refusal *models.Error
		_, _, err := f.CreateKey(t.Context(), f.ws.ID, "nobody@example.com", models.ScopeRead, nil)
		require.ErrorAs(t, err, &refusal)
		require.Equal(t, models.Unknown, refusal.Kind)
		_, _, err = f.CreateKey(t.Context(), f.ws.ID, adminEmail, "root", nil)
		require.ErrorAs(t, err, &refusal)
		past := f.clock.Now()
		_, _, err = f.CreateKey(t.Context(), f.ws.ID, adminEmail, models.ScopeRead, &past)
		require.ErrorAs(t, err, &refusal)
		require.Equal(t, "expires", refusal.Member)

		keys, err := f.Keys(t.Context(), f.ws.ID)
		require.NoError(t, err)
		require.Len(t, keys, 5)
	})
}

func TestKeysEnd(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		end := f.clock.Now().Add(time.Hour)
		_, secret, err := f.CreateKey(t.Context(), f.ws.ID, adminEmail, models.ScopeRead, &end)
		require.NoError(t, err)
		f.clock.advance(time.Hour - time.Microsecond)
		_, err = f.Authenticate(t.Context(), secret)
		require.NoError(t, err)
		f.clock.advance(time.Microsecond) // while the key is trusted from the cache
		_, err = f.Authenticate(t.Context(), secret)
		require.ErrorIs(t, err, models.ErrExpiredKey)

		key, secret, err := f.CreateKey(t.Context(), f.ws.ID, adminEmail, models.ScopeRead, nil)
		require.NoError(t, err)
		_, err = f.Authenticate(t.Context(), secret)
		require.NoError(t, err)
		require.NoError(t, f.RevokeKey(t.Context(), f.ws.ID, key.KeyID))
		_, err = f.Authenticate(t.Context(), secret)
		require.ErrorIs(t, err, models.ErrRevokedKey)
		revoked := f.clock.Now().Truncate(time.Microsecond)
		f.clock.advance(time.Minute)
		require.NoError(t, f.RevokeKey(t.Context(), f.ws.ID, key.KeyID))
		keys, err := f.Keys(t.Context(), f.ws.ID)
		require.NoError(t, err)
		require.Equal(t, revoked, *keys[2].RevokedAt)

		var refusal *models.Error
		require.ErrorAs(t, f.RevokeKey(t.Context(), f.ws.ID, "nokeynok"), &refusal)
		require.Equal(t, models.Unknown, refusal.Kind)
		first := keys[0].KeyID
		f.addWorkspace(t)
		require.ErrorAs(t, f.RevokeKey(t.Context(), f.ws.ID, first), &refusal) // of another workspace
	})
}

func TestRotateKey(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		end := f.clock.Now().Add(48 * time.Hour)
		old, oldSecret, err := f.CreateKey(t.Context(), f.ws.ID, adminEmail, models.ScopeWrite, &end)
		require.NoError(t, err)
		_, err = f.Authenticate(t.Context(), oldSecret) // known to the cache
		require.NoError(t, err)
		f.clock.advance(24 * time.Hour)
		key, secret, err := f.RotateKey(t.Context(), f.ws.ID, old.KeyID, time.Hour)
		require.NoError(t, err)
		require.NotEqual(t, old.KeyID, key.KeyID)
		require.Equal(t, models.ScopeWrite, key.Scope)
		require.Equal(t, adminEmail, key.EmailAddress)
		require.Equal(t, f.clock.Now().Add(48*time.Hour).Truncate(time.Microsecond), *key.ExpiresAt)
		for _, s := range []string{oldSecret, secret} {
			_, err = f.Authenticate(t.Context(), s)
			require.NoError(t, err)
		}
		f.clock.advance(time.Hour)
		_, err = f.Authenticate(t.Context(), oldSecret)
		require.ErrorIs(t, err, models.ErrExpiredKey)
		_, err = f.Authenticate(t.Context(), secret)
		require.NoError(t, err)

		var refusal *models.Error
		_, _, err = f.RotateKey(t.Context(), f.ws.ID, old.KeyID, time.Hour)
		require.ErrorAs(t, err, &refusal)
		require.Contains(t, refusal.Message, "expired")
		_, _, err = f.RotateKey(t.Context(), f.ws.ID, key.KeyID, -1)
		require.ErrorAs(t, err, &refusal)
		_, _, err = f.RotateKey(t.Context(), f.ws.ID, key.KeyID, 0)
		require.NoError(t, err)
		_, err = f.Authenticate(t.Context(), secret) // without overlap at once
		require.ErrorIs(t, err, models.ErrExpiredKey)
	})
}

func TestRightsFollowTheRole(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		set := func(role string) {
			f.put(t, withRole("b@example.com", role))
		}
		set(models.RoleFullAdmin)
		_, secret, err := f.CreateKey(t.Context(), f.ws.ID, "b@example.com", models.ScopeAdmin, nil)
		require.NoError(t, err)
		authenticate := func() models.Principal {
			p, err := f.Authenticate(t.Context(), secret)
			require.NoError(t, err)
			return p
		}
		require.True(t, authenticate().CanAdmin())
		set(models.RoleLimitedAdmin)
		require.False(t, authenticate().CanWrite())
		require.True(t, authenticate().CanRead())
		set(models.RoleParticipant)
		require.False(t, authenticate().CanRead())
		set(models.RoleDeactivated)
		_, err = f.Authenticate(t.Context(), secret)
		require.ErrorIs(t, err, models.ErrRevokedKey)
		require.ErrorIs(t, err, models.ErrDeactivatedUser)
		set(models.RoleFullAdmin)
		require.True(t, authenticate().CanAdmin())

		// Another process makes the change: it is seen after 5 seconds at the latest.
		other := models.New(f.db, models.Options{Now: f.clock.Now})
		require.NoError(t, other.Write(t.Context(), f.ws.ID, func(tx *models.Tx) error {
			c := withRole("b@example.com", models.RoleDeactivated)
			_, _, err := tx.UpsertUser(t.Context(), c, models.MergeAdd)
			return err
		}))
		f.clock.advance(5*time.Second - time.Microsecond)
		require.True(t, authenticate().CanAdmin())
		f.clock.advance(time.Microsecond)
		_, err = f.Authenticate(t.Context(), secret)
		require.ErrorIs(t, err, models.ErrDeactivatedUser)
	})
}

// Whoever asks after a deactivation has returned must see it, however many asked
// before and put what they had read into the cache.
func TestConcurrentUsesSeeADeactivationAtOnce(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		f.put(t, withRole("b@example.com", models.RoleFullAdmin))
		_, secret, err := f.CreateKey(t.Context(), f.ws.ID, "b@example.com", models.ScopeRead, nil)
		require.NoError(t, err)
		for range 10 {
			var stop atomic.Bool
			errs := make([]error, 4)
			together(4, func(i int) {
				if i > 0 {
					for !stop.Load() {
						_, err := f.Authenticate(t.Context(), secret)
						if err != nil && !errors.Is(err, models.ErrRevokedKey) {
							errs[i] = err
							return
						}
						if i == 1 {
							errs[i] = errors.Join(errs[i], f.FlushActivity(t.Context()))
						}
					}
					return
				}
				defer stop.Store(true)
				c := withRole("b@example.com", models.RoleDeactivated)
				if _, errs[0] = f.tryUser(t.Context(), c, models.MergeAdd); errs[0] != nil {
					return
				}
				for range 100 {
					if _, err := f.Authenticate(t.Context(), secret); !errors.Is(err, models.ErrRevokedKey) {
						errs[0] = errors.Join(errors.New("a deactivated user's key was accepted"), err)
					}
				}
			})
			require.NoError(t, errors.Join(errs...))
			f.put(t, withRole("b@example.com", models.RoleFullAdmin))
		}
	})
}

func TestActivityIsNotedByTheMinute(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		latest := func() (at []time.Time) {
			require.NoError(t, f.db.GORM().Table("user_activities").Where("workspace_id = ?", f.ws.ID).
				Pluck("last_activity_at", &at).Error)
			return at
		}
		require.NoError(t, f.FlushActivity(t.Context()))
		require.Empty(t, latest())
		for range 3 {
			f.clock.advance(20 * time.Second)
			_, err := f.Authenticate(t.Context(), f.key)
			require.NoError(t, err)
		}
		require.Empty(t, latest())
		require.NoError(t, f.FlushActivity(t.Context()))
		minute := f.clock.Now().Truncate(time.Minute)
		require.Equal(t, []time.Time{minute}, latest())
		require.Equal(t, f.admin, f.user(t, f.admin.ID)) // modifiedAt included
		keys, err := f.Keys(t.Context(), f.ws.ID)
		require.NoError(t, err)
		require.Equal(t, minute, *keys[0].LastUsedAt)

		other := models.New(f.db, models.Options{Now: f.clock.Now}) // a replica that is behind
		f.clock.advance(-time.Hour)
		_, err = other.Authenticate(t.Context(), f.key)
		require.NoError(t, err)
		require.NoError(t, other.FlushActivity(t.Context()))
		require.Equal(t, []time.Time{minute}, latest())
	})
}

func TestActivityIsKeptWhenItCannotBeWritten(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		_, err := f.Authenticate(t.Context(), f.key)
		require.NoError(t, err)
		require.NoError(t, f.db.GORM().Exec("ALTER TABLE user_activities RENAME TO gone").Error)
		require.Error(t, f.FlushActivity(t.Context()))
		require.NoError(t, f.db.GORM().Exec("ALTER TABLE gone RENAME TO user_activities").Error)
		require.NoError(t, f.FlushActivity(t.Context()))
		require.Equal(t, 1, f.count(t, "user_activities"))
	})
}

// openAnother opens a new database of the fixture's kind.
func openAnother(t *testing.T, f *fixture) *store.DB {
	t.Helper()
	if f.db.Dialect() == "sqlite" {
		return odatatest.SQLite(t)
	}
	return odatatest.Postgres(t)
}
