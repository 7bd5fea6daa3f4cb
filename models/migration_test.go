package models_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
)

func TestMigrateIsIdempotentAndConcurrent(t *testing.T) {
	t.Parallel()
	onEachURL(t, func(t *testing.T, url string) {
		directories := make([]*models.Directory, 4)
		for i := range directories { // as many programs
			directories[i] = models.New(open(t, url), models.Options{Now: newClock().Now})
		}
		pending, err := directories[0].Pending(t.Context())
		require.NoError(t, err)
		require.Equal(t, []string{
			"0001 directory", "0002 walls between workspaces", "0003 search texts", "0004 search texts by workspace",
		}, pending)
		errs := make([]error, len(directories))
		together(len(directories), func(i int) { errs[i] = directories[i].Migrate(t.Context()) })
		secrets := map[string]bool{}
		for i, d := range directories {
			require.NoError(t, errs[i])
			require.NoError(t, d.Migrate(t.Context()))
			pending, err := d.Pending(t.Context())
			require.NoError(t, err)
			require.Empty(t, pending)
			secret, err := d.TokenSecret(t.Context())
			require.NoError(t, err)
			require.Len(t, secret, 32)
			secrets[string(secret)] = true
		}
		require.Len(t, secrets, 1)
	})
}

func TestMigrateRefusesOtherSchemas(t *testing.T) {
	t.Parallel()
	onEachURL(t, func(t *testing.T, url string) {
		db := open(t, url)
		d := models.New(db, models.Options{Now: newClock().Now})
		require.NoError(t, d.Migrate(t.Context()))
		require.NoError(t, db.GORM().Exec("INSERT INTO schema_migrations (version, name, applied_at) "+
			"SELECT 99, 'later', max(applied_at) FROM schema_migrations").Error)
		require.ErrorIs(t, d.Migrate(t.Context()), models.ErrNewerSchema)
		_, err := d.Pending(t.Context())
		require.ErrorIs(t, err, models.ErrNewerSchema)

		require.NoError(t, db.GORM().Exec("DELETE FROM schema_migrations WHERE version = 99").Error)
		require.NoError(t, db.GORM().Exec("UPDATE schema_migrations SET name = 'other' WHERE version = 1").Error)
		require.ErrorContains(t, d.Migrate(t.Context()), "foreign schema")
	})
}

func TestMigrateLeavesNothingBehindWhenItFails(t *testing.T) {
	t.Parallel()
	onEachURL(t, func(t *testing.T, url string) {
		db := open(t, url)
		require.NoError(t, db.GORM().Exec("CREATE TABLE team_members (x INTEGER)").Error) // in the way
		d := models.New(db, models.Options{Now: newClock().Now})
		require.Error(t, d.Migrate(t.Context()))
		require.NoError(t, db.GORM().Exec("DROP TABLE team_members").Error)
		require.NoError(t, d.Migrate(t.Context()))
	})
}

func TestSecretsOfTheOptionsWin(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		d := models.New(f.db, models.Options{Now: f.clock.Now, TokenSecret: []byte("mine"), Pepper: []byte("hot")})
		secret, err := d.TokenSecret(t.Context())
		require.NoError(t, err)
		require.Equal(t, "mine", string(secret))
		_, err = d.Authenticate(t.Context(), f.key) // hashed with another pepper
		require.ErrorIs(t, err, models.ErrUnknownKey)
	})
}
