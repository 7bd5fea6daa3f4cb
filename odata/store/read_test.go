package store_test

import (
	"context"
	"runtime"
	"runtime/pprof"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/value"
)

// TestSnapshot: all queries of a Read see the same rows, whatever is committed
// in between, rows under way included.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		execute(t, db, "create table c (n integer)", "insert into c values (1), (2), (3)")
		require.NoError(t, db.Read(t.Context(), "", func(r store.Reader) error {
			q := store.Query{SQL: "select n from c order by n", Columns: int64s(1)}
			seen := 0
			require.NoError(t, r.Query(t.Context(), q, func([]value.Cell) error {
				seen++
				if seen == 1 {
					execute(t, db, "delete from c where n = 3", "insert into c values (10), (11)")
				}
				return nil
			}))
			require.Equal(t, 3, seen)
			execute(t, db, "update c set n = 0")
			n, err := number(t.Context(), r, "select sum(n) from c")
			require.NoError(t, err)
			require.EqualValues(t, 6, n)
			return nil
		}))
		require.EqualValues(t, 4, readNumber(t, db, "select count(*) from c"))
	})
}

// TestReadOnly: no statement of a Read can write.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		execute(t, db, "create table c (n integer)")
		for _, last := range []bool{true, false} {
			for _, text := range []string{"insert into c values (1) returning n", "update c set n = 1 returning n"} {
				err := db.Read(t.Context(), "", func(r store.Reader) error {
					q := store.Query{SQL: text, Columns: int64s(1), Last: last}
					return r.Query(t.Context(), q, func([]value.Cell) error { return nil })
				})
				require.Error(t, err, text)
			}
		}
		require.EqualValues(t, 0, readNumber(t, db, "select count(*) from c"))
	})
}

// TestCallback: its errors come back as they are, Stop is none.
func TestCallback(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		execute(t, db, "create table c (n integer)", "insert into c values (1), (2), (3)")
		for _, last := range []bool{true, false} {
			q := store.Query{SQL: "select n from c order by n", Columns: int64s(1), Last: last}
			for _, stop := range []error{store.Stop, errOwn} {
				calls := 0
				err := db.Read(t.Context(), "", func(r store.Reader) error {
					err := r.Query(t.Context(), q, func([]value.Cell) error {
						calls++
						if calls == 2 {
							return stop
						}
						return nil
					})
					if !last {
						_, again := number(t.Context(), r, "select 1")
						require.NoError(t, again, "the transaction goes on")
					}
					return err
				})
				require.Equal(t, 2, calls)
				if stop == errOwn { //nolint:errorlint // the very value
					require.Equal(t, errOwn, err)
				} else {
					require.NoError(t, err)
				}
			}
			require.PanicsWithValue(t, "stop", func() {
				_ = db.Read(t.Context(), "", func(r store.Reader) error {
					return r.Query(t.Context(), q, func([]value.Cell) error { panic("stop") })
				})
			})
		}
		require.EqualValues(t, 3, readNumber(t, db, "select count(*) from c"))
	})
}

// TestLast: nothing may follow, since the snapshot has ended.
func TestLast(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		require.NoError(t, db.Read(t.Context(), "", func(r store.Reader) error {
			q := store.Query{SQL: "select 1", Columns: int64s(1), Last: true}
			require.NoError(t, r.Query(t.Context(), q, func([]value.Cell) error { return nil }))
			require.Error(t, r.Query(t.Context(), q, func([]value.Cell) error { return nil }))
			return nil
		}))
		require.NoError(t, db.Read(t.Context(), "", func(store.Reader) error { return nil }), "no query at all")
	})
}

// TestQueryWithItsOwnEnd: a query obeys its own context beside that of its read, and
// the connection is as good as before.
func TestQueryWithItsOwnEnd(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, url string) {
		db := openWith(t, url, store.Options{Readers: 1, ReadTimeout: hang})
		for range 2 {
			err := db.Read(t.Context(), "", func(r store.Reader) error {
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
				defer cancel()
				_, err := number(ctx, r, endless)
				return err
			})
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.EqualValues(t, 1, readNumber(t, db, "select 1"))
		}
	})
}

// TestHungUp: a client that goes away stops its query, and the error says so.
func TestHungUp(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, url string) {
		db := openWith(t, url, store.Options{Readers: 1, ReadTimeout: hang})
		for _, last := range []bool{true, false} {
			for _, kill := range []func(context.Context) (context.Context, context.CancelFunc){
				func(ctx context.Context) (context.Context, context.CancelFunc) {
					return context.WithTimeout(ctx, 50*time.Millisecond)
				},
				func(ctx context.Context) (context.Context, context.CancelFunc) {
					ctx, cancel := context.WithCancel(ctx)
					timer := time.AfterFunc(50*time.Millisecond, cancel)
					return ctx, func() { timer.Stop(); cancel() }
				},
			} {
				ctx, cancel := kill(t.Context())
				err := db.Read(ctx, "", func(r store.Reader) error {
					q := store.Query{SQL: endless, Columns: int64s(1), Last: last}
					return r.Query(ctx, q, func([]value.Cell) error { return nil })
				})
				require.ErrorIs(t, err, ctx.Err())
				cancel()
				err = db.Read(ctx, "", func(store.Reader) error { return nil })
				if err == nil { // SQLite's connection may be free at once
					continue
				}
				require.ErrorIs(t, err, ctx.Err())
			}
		}
		require.EqualValues(t, 1, readNumber(t, db, "select 1"), "the only connection is free again")
	})
}

// TestHungUpBetweenRows: also where rows come faster than the network takes them.
func TestHungUpBetweenRows(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, url string) {
		db := openWith(t, url, store.Options{Readers: 1, ReadTimeout: hang})
		ctx, cancel := context.WithCancel(t.Context())
		q := store.Query{Columns: int64s(1)}
		q.SQL = "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n"
		err := db.Read(ctx, "", func(r store.Reader) error {
			return r.Query(ctx, q, func(row []value.Cell) error {
				if row[0].Int == 1000 {
					cancel()
				}
				return nil
			})
		})
		require.ErrorIs(t, err, context.Canceled)
		require.EqualValues(t, 1, readNumber(t, db, "select 1"))
	})
}

// TestReadTimeout: our own limit is the query's fault.
func TestReadTimeout(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, url string) {
		db := openWith(t, url, store.Options{Readers: 1, ReadTimeout: 500 * time.Millisecond})
		for _, last := range []bool{true, false} {
			err := db.Read(t.Context(), "", func(r store.Reader) error {
				q := store.Query{SQL: endless, Columns: int64s(1), Last: last}
				return r.Query(t.Context(), q, func([]value.Cell) error { return nil })
			})
			requireFault(t, err, fault.QueryTooExpensive)
			require.EqualValues(t, 1, readNumber(t, db, "select 1"))
		}
	})
}

// TestPoolWait: who gets no connection in time is told to come again.
func TestPoolWait(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, url string) {
		db := openWith(t, url, store.Options{Readers: 1, PoolWait: 300 * time.Millisecond})
		require.NoError(t, db.Read(t.Context(), "", func(store.Reader) error {
			requireFault(t, db.Ping(t.Context()), fault.ServiceUnavailable)
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			require.ErrorIs(t, db.Ping(ctx), context.Canceled)
			return nil
		}))
		require.NoError(t, db.Ping(t.Context()))
	})
}

// TestConnectionLost: a server that goes away is a passing failure, and the
// next read has a new connection.
func TestConnectionLost(t *testing.T) {
	t.Parallel()
	db := openWith(t, odatatest.PostgresURL(t), store.Options{Readers: 1})
	for range 3 {
		err := db.Read(t.Context(), "", func(r store.Reader) error {
			kill := store.Query{SQL: "select pg_terminate_backend(pg_backend_pid())::int", Columns: int64s(1)}
			return r.Query(t.Context(), kill, func([]value.Cell) error { return nil })
		})
		requireFault(t, err, fault.ServiceUnavailable)
		require.EqualValues(t, 1, readNumber(t, db, "select 1"))
	}
}

// TestClosed: use after Close is an error, not a hang.
func TestClosed(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, url string) {
		db, err := store.Open(t.Context(), url, store.Options{})
		require.NoError(t, err)
		require.NoError(t, db.Close())
		require.NoError(t, db.Close(), "again")
		require.Error(t, db.Ping(t.Context()))
		require.Error(t, db.Write(t.Context(), "", func(*gorm.DB) error { return nil }))
	})
}

// TestRowsCostNothing: reading 1,000 rows allocates what reading 10 does.
func TestRowsCostNothing(t *testing.T) { //nolint:paralleltest // counts allocations of the process
	for _, open := range []func(testing.TB) *store.DB{odatatest.SQLite, odatatest.Postgres} {
		t.Run("", func(t *testing.T) {
			db := open(t)
			fillPeople(t, db, 1000)
			price := map[string]string{"sqlite": "integer default 1230", "postgres": "numeric(10,2) default 12.30"}
			execute(t, db, "alter table people add column price "+price[db.Dialect()])
			columns := append(peopleColumns(), value.Column{Kind: value.Decimal, Scale: 2})
			q := store.Query{SQL: places(db, "select * from people limit $1"), Columns: columns, Last: true}
			cost := func(rows int) float64 {
				q.Args = whole(value.Int64, int64(rows))
				return testing.AllocsPerRun(20, func() {
					seen := 0
					err := db.Read(t.Context(), "", func(r store.Reader) error {
						return r.Query(t.Context(), q, func([]value.Cell) error {
							seen++
							return nil
						})
					})
					if err != nil || seen != rows {
						t.Error(err, seen)
					}
				})
			}
			few, many := cost(10), cost(1000)
			t.Logf("%s: %.0f allocations for 10 rows, %.0f for 1,000", db.Dialect(), few, many)
			require.LessOrEqual(t, many, few+20)
		})
	}
}

// TestNothingIsLeft: no goroutine outlives Close, whatever went wrong before.
func TestNothingIsLeft(t *testing.T) { //nolint:paralleltest // counts goroutines of the process
	for _, newURL := range []func(testing.TB) string{odatatest.SQLiteURL, odatatest.PostgresURL} {
		url := newURL(t)
		before := runtime.NumGoroutine()
		db, err := store.Open(t.Context(), url, store.Options{ReadTimeout: time.Second})
		require.NoError(t, err)
		execute(t, db, "create table c (n integer)")
		for range 2 {
			ctx, cancel := context.WithCancel(t.Context())
			require.Error(t, db.Read(ctx, "", func(r store.Reader) error {
				_, err := number(ctx, r, endless)
				return err
			}))
			require.ErrorIs(t, db.Write(ctx, "", func(tx *gorm.DB) error {
				rows, err := tx.Raw("select 1").Rows() //nolint:sqlclosecheck // the end of Write has to
				require.NoError(t, err)
				require.NoError(t, rows.Err())
				return errOwn // with rows left open
			}), errOwn)
			cancel()
		}
		require.NoError(t, db.Close())
		deadline := time.After(hang)
		for runtime.NumGoroutine() > before {
			select {
			case <-time.After(time.Millisecond):
			case <-deadline:
				var stacks strings.Builder
				require.NoError(t, pprof.Lookup("goroutine").WriteTo(&stacks, 1))
				t.Fatalf("%d goroutines before, now %s", before, &stacks)
			}
		}
	}
}

// TestFold: the case mappings are Go's, on readers and on the writer.
func TestFold(t *testing.T) {
	t.Parallel()
	db := odatatest.SQLite(t)
	text := "select tolower(?1), toupper(?1), tolower(null)"
	column := value.Column{Kind: value.String}
	q := store.Query{SQL: text, Columns: []value.Column{column, column, column}}
	for in, want := range map[string][2]string{
		"":         {"", ""},
		"aB":       {"ab", "AB"},
		"ÀÉ":       {"àé", "ÀÉ"},
		"Straße":   {"straße", "STRASSE"},
		"ΑΣ":       {"ας", "ΑΣ"},
		"İ":        {"i̇", "İ"},
		"x\u0000Y": {"x\u0000y", "X\u0000Y"},
	} {
		q.Args = texts(value.String, in)
		check := func(row []value.Cell) error {
			require.Equal(t, want, [2]string{string(row[0].Bytes), string(row[1].Bytes)})
			require.True(t, row[2].Null)
			return nil
		}
		require.NoError(t, db.Read(t.Context(), "", func(r store.Reader) error {
			return r.Query(t.Context(), q, check)
		}))
		require.NoError(t, db.Write(t.Context(), "", func(tx *gorm.DB) error {
			r, err := store.Within(tx)
			require.NoError(t, err)
			return r.Query(t.Context(), q, check)
		}))
	}
	err := db.Read(t.Context(), "", func(r store.Reader) error {
		q := store.Query{SQL: "select tolower(1, 2)", Columns: int64s(1)}
		return r.Query(t.Context(), q, func([]value.Cell) error { return nil })
	})
	require.ErrorContains(t, err, "wrong number of arguments")
}

// TestOpenRefuses: what cannot work is said at once, without passwords.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"":                   "begins with sqlite: or postgres:",
		"mysql://x":          "begins with sqlite: or postgres:",
		"roster.db":          "begins with sqlite: or postgres:",
		"sqlite:":            "is a file",
		"sqlite::memory:":    "is a file",
		"sqlite:/nowhere/db": "no such file or directory",
		"postgres://roster:hunter2@127.0.0.1:1/x?connect_timeout=1":                       "connect",
		"postgres://roster:hunter2@127.0.0.1:1/x?default_query_exec_mode=simple_protocol": "default_query_exec_mode",
		"postgres://roster:hunter2@127.0.0.1:1/x?default_query_exec_mode=exec":            "default_query_exec_mode",
		"postgres://roster:hunter2@127.0.0.1:1/x?sslmode=perhaps":                         "sslmode",
		"postgresql://roster:hunter2@127.0.0.1:port/x":                                    "cannot parse",
		"sqlite:" + t.TempDir(): "is a directory",
	} {
		_, err := store.Open(t.Context(), url, store.Options{})
		require.ErrorContains(t, err, want, url)
		require.NotContains(t, err.Error(), "hunter2")
	}
}
