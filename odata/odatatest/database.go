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
func SQLite(tb testing.TB) *store.DB {
	tb.Helper()
	return open(tb, SQLiteURL(tb))
}

// Postgres opens a new, empty PostgreSQL database, owned by a plain role, for
// the length of the test.
func Postgres(tb testing.TB) *store.DB {
	tb.Helper()
	return open(tb, PostgresURL(tb))
}

// SQLiteURL is the URL of a SQLite database that is not there yet.
func SQLiteURL(tb testing.TB) string {
	tb.Helper()
	return "sqlite:" + filepath.Join(tb.TempDir(), "test.db")
}

// PostgresURL is the URL of a new, empty PostgreSQL database, which is dropped
// at the end of the test.
func PostgresURL(tb testing.TB) string {
	tb.Helper()
	return pgserver.Database(tb)
}

func open(tb testing.TB, url string) *store.DB {
	tb.Helper()
	db, err := store.Open(tb.Context(), url, store.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Error(err)
		}
	})
	return db
}
