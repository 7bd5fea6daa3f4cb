package odatatest

import (
	"path/filepath"
	"testing"

	"github.com/seed-267014d6/roster/odata/odatatest/pgserver"
	"github.com/seed-267014d6/roster/odata/store"
)

// Databases runs fn as the parallel subtests "sqlite" and "postgres", each on a
// new, empty database. Without PostgreSQL that one is skipped, or fails if CI=true.
func Databases(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, SQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, Postgres(t))
	})
}

// SQLite opens a new, empty SQLite database for the length of the test.
func SQLite(t testing.TB) *store.DB {
	t.Helper()
	return open(t, SQLiteURL(t))
}

// Postgres opens a new, empty PostgreSQL database, owned by a plain role, for
// the length of the test.
func Postgres(t testing.TB) *store.DB {
	t.Helper()
	return open(t, PostgresURL(t))
}

// SQLiteURL is the URL of a SQLite database that is not there yet.
func SQLiteURL(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "test.db")
}

// PostgresURL is the URL of a new, empty PostgreSQL database, which is dropped
// at the end of the test.
func PostgresURL(t testing.TB) string {
	t.Helper()
	return pgserver.Database(t)
}

func open(t testing.TB, url string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}
