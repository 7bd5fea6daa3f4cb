package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// session is what a session's ConnPool can do beside gorm.ConnPool.
type session interface {
	First(ctx context.Context, query string, args, columns []any) (bool, error)
	Change(ctx context.Context, query string, args []any) (int64, error)
	Later(ctx context.Context, query string, args []any) error
}

func sessionOf(t *testing.T, tx *gorm.DB) session {
	t.Helper()
	s, ok := tx.Statement.ConnPool.(session)
	require.True(t, ok)
	return s
}

// thing is a row with a column of each type that is stored and scanned.
type thing struct {
	text     string
	textNull *string
	id       uuid.UUID
	idNull   *uuid.UUID
	flag     bool
	at       time.Time
	atNull   *time.Time
	number   int64
}

func (x *thing) columns() []any {
	return []any{&x.text, &x.textNull, &x.id, &x.idNull, &x.flag, &x.at, &x.atNull, &x.number}
}

func makeThings(t *testing.T, db *store.DB) {
	t.Helper()
	flag, at := "boolean", "timestamptz"
	if db.Dialect() == "sqlite" {
		at = "datetime"
	}
	execute(t, db, "create table c (s text not null, sn text, g uuid not null, gn uuid, b "+flag+" not null, "+
		"t "+at+" not null, tn "+at+", i bigint not null, n integer)")
}

const insertThing = "insert into c (s, sn, g, gn, b, t, tn, i, n) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"

// TestStoredAndScanned: what is given as arguments, or by pointers to it, comes back
// by pointers.
func TestStoredAndScanned(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		makeThings(t, db)
		text, id, at := "é", uuid.UUID{1, 2, 15: 16}, time.Date(2026, 2, 3, 4, 5, 6, 7000, time.UTC)
		full := thing{"full", &text, id, &id, true, at, &at, 1 << 60}
		bare := thing{text: "", id: id, at: time.UnixMicro(-1).UTC()}
		require.NoError(t, db.Write(t.Context(), "", func(tx *gorm.DB) error {
			s := sessionOf(t, tx)
			for n, x := range []thing{full, bare} {
				args := append(x.columns(), n)
				if n == 1 {
					args = []any{x.text, x.textNull, x.id, x.idNull, x.flag, x.at, x.atNull, x.number, n}
				}
				rows, err := s.Change(t.Context(), places(db, insertThing), args)
				require.NoError(t, err)
				require.EqualValues(t, 1, rows)
				got := thing{textNull: &text, idNull: &id, atNull: &at} // nothing of it may stay
				found, err := s.First(t.Context(), places(db, "select s, sn, g, gn, b, t, tn, i from c where n = $1"),
					[]any{n}, got.columns())
				require.NoError(t, err)
				require.True(t, found)
				require.Equal(t, x, got)
			}
			var n uuid.UUID
			found, err := s.First(t.Context(), "select g from c where n = 9", nil, []any{&n})
			require.NoError(t, err)
			require.False(t, found)
			found, err = s.First(t.Context(), "select g from c", nil, []any{&n})
			require.NoError(t, err)
			require.True(t, found, "the first of several")
			rows, err := s.Change(t.Context(), "update c set n = 9", nil)
			require.NoError(t, err)
			require.EqualValues(t, 2, rows)
			_, err = s.First(t.Context(), "select n from c", nil, []any{new(float64)})
			require.ErrorContains(t, err, "*float64")
			_, err = s.Change(t.Context(), "select 1", []any{1.5})
			require.ErrorContains(t, err, "float64")
			require.ErrorContains(t, s.Later(t.Context(), "select 1", []any{1.5}), "float64")
			return nil
		}))
		require.EqualValues(t, 18, readNumber(t, db, "select sum(n) from c"))
	})
}

// TestLaterComesBefore: what waits has been done wherever somebody looks.
func TestLaterComesBefore(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		execute(t, db, "create table c (n integer)")
		insert := "insert into c values (1)"
		for name, count := range map[string]func(tx *gorm.DB) (n int64, err error){
			"the commit": func(*gorm.DB) (int64, error) { return 1, nil },
			"a query of GORM's": func(tx *gorm.DB) (n int64, err error) {
				return n, tx.Raw("select count(*) from c").Scan(&n).Error
			},
			"a single row": func(tx *gorm.DB) (n int64, err error) {
				return n, tx.Raw("select count(*) from c").Row().Scan(&n)
			},
			"a statement": func(tx *gorm.DB) (int64, error) {
				result := tx.Exec("update c set n = 1")
				return result.RowsAffected, result.Error
			},
			"a change": func(tx *gorm.DB) (int64, error) {
				return sessionOf(t, tx).Change(t.Context(), "update c set n = 1", nil)
			},
			"a reader": func(tx *gorm.DB) (int64, error) {
				r, err := store.Within(tx)
				require.NoError(t, err)
				return number(t.Context(), r, "select count(*) from c")
			},
			"a savepoint": func(tx *gorm.DB) (n int64, err error) {
				require.ErrorIs(t, tx.Transaction(func(*gorm.DB) error { return errOwn }), errOwn)
				return n, tx.Raw("select count(*) from c").Scan(&n).Error
			},
		} {
			require.NoError(t, db.Write(t.Context(), "", func(tx *gorm.DB) error {
				require.NoError(t, sessionOf(t, tx).Later(t.Context(), insert, nil))
				n, err := count(tx)
				require.NoError(t, err, name)
				require.EqualValues(t, 1, n, name)
				return nil
			}))
			require.EqualValues(t, 1, readNumber(t, db, "select count(*) from c"), name)
			execute(t, db, "delete from c")
		}
		require.ErrorIs(t, db.Write(t.Context(), "", func(tx *gorm.DB) error {
			require.NoError(t, sessionOf(t, tx).Later(t.Context(), insert, nil))
			return errOwn
		}), errOwn)
		require.EqualValues(t, 0, readNumber(t, db, "select count(*) from c"))
	})
}

// TestLaterFails: the error is that of the write, of which nothing is left.
func TestLaterFails(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		execute(t, db, "create table c (n integer primary key)", "insert into c values (1)")
		for range 3 {
			calls := 0
			err := db.Write(t.Context(), "", func(tx *gorm.DB) error {
				calls++
				s := sessionOf(t, tx)
				for _, text := range []string{"insert into c values (2)", "insert into c values (1)", "delete from c"} {
					require.NoError(t, s.Later(t.Context(), text, nil))
				}
				return nil
			})
			require.Error(t, err)
			require.Equal(t, 1, calls)
			require.EqualValues(t, 1, readNumber(t, db, "select sum(n) from c"))
		}
		var kept session
		require.NoError(t, db.Write(t.Context(), "", func(tx *gorm.DB) error {
			kept = sessionOf(t, tx)
			return nil
		}))
		require.Error(t, kept.Later(t.Context(), "delete from c", nil), "the session has ended")
		_, err := kept.Change(t.Context(), "delete from c", nil)
		require.Error(t, err)
		require.EqualValues(t, 1, readNumber(t, db, "select sum(n) from c"))
	})
}

// TestLaterIsTooLate: work that waits is not begun after the limit of a write.
func TestLaterIsTooLate(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, url string) {
		db := openWith(t, url, store.Options{WriteTimeout: 50 * time.Millisecond})
		execute(t, db, "create table c (n integer)")
		requireFault(t, db.Write(t.Context(), "", func(tx *gorm.DB) error {
			require.NoError(t, sessionOf(t, tx).Later(t.Context(), "insert into c values (1)", nil))
			<-tx.Statement.Context.Done()
			return nil
		}), fault.ServiceUnavailable)
		require.EqualValues(t, 0, readNumber(t, db, "select count(*) from c"))
	})
}

// TestLaterDeadlock: one who collides on the way to the commit is sent round again.
func TestLaterDeadlock(t *testing.T) {
	t.Parallel()
	db := odatatest.Postgres(t)
	execute(t, db, "create table c (k integer primary key, n integer)", "insert into c values (1, 0), (2, 0)")
	ready := make(chan struct{}, 2)
	write := func(from, to string) error {
		met := false
		return db.Write(t.Context(), "", func(tx *gorm.DB) error {
			s := sessionOf(t, tx)
			if _, err := s.Change(t.Context(), "update c set n = n + 1 where k = "+from, nil); err != nil {
				return err
			}
			if !met {
				met = true
				ready <- struct{}{}
				for len(ready) < 2 && t.Context().Err() == nil {
					var n time.Time // gives the other one time
					_, err := s.First(t.Context(), "select now()", nil, []any{&n})
					require.NoError(t, err)
				}
			}
			return s.Later(t.Context(), "update c set n = n + 1 where k = "+to, nil)
		})
	}
	errs := make(chan error, 2)
	go func() { errs <- write("1", "2") }()
	go func() { errs <- write("2", "1") }()
	require.NoError(t, <-errs)
	require.NoError(t, <-errs)
	require.EqualValues(t, 4, readNumber(t, db, "select sum(n) from c"))
}

// TestUnknownCommit: where the connection is lost in the commit nobody knows what has
// become of it, so that it is not done again; before the commit it is.
func TestUnknownCommit(t *testing.T) {
	t.Parallel()
	db := odatatest.Postgres(t)
	execute(t, db, "create table c (n integer)", `create function die() returns trigger language plpgsql as
		'begin perform pg_terminate_backend(pg_backend_pid()); return null; end'`,
		"create constraint trigger d after insert on c deferrable initially deferred "+
			"for each row execute function die()")
	calls := 0
	requireFault(t, db.Write(t.Context(), "", func(tx *gorm.DB) error {
		calls++
		return sessionOf(t, tx).Later(t.Context(), "insert into c values (1)", nil)
	}), fault.ServiceUnavailable)
	require.Equal(t, 1, calls)

	calls = 0
	require.NoError(t, db.Write(t.Context(), "", func(tx *gorm.DB) error {
		calls++
		if calls > 2 {
			return nil
		}
		return sessionOf(t, tx).Later(t.Context(), "select pg_terminate_backend(pg_backend_pid())", nil)
	}))
	require.Equal(t, 3, calls)
}
