package store_test

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/value"
)

// TestConcurrentWriters: 50 writers read and write the same row, through two
// DBs as if from two processes, while others read. Nothing is lost, and nobody
// sees "busy".
func TestConcurrentWriters(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, url string) {
		const writers, each = 50, 10
		options := store.Options{BusyTimeout: hang, PoolWait: hang, WriteTimeout: hang}
		dbs := []*store.DB{openWith(t, url, options), openWith(t, url, options)}
		execute(t, dbs[0], "create table c (n integer)", "insert into c values (0)")
		lock := map[string]string{"sqlite": "", "postgres": " for update"}[dbs[0].Dialect()]
		increment := func(tx *gorm.DB) error {
			var n int
			if err := tx.Raw("select n from c" + lock).Scan(&n).Error; err != nil {
				return err
			}
			return tx.Exec("update c set n = ?", n+1).Error
		}
		errs := make(chan error, writers*each)
		var group sync.WaitGroup
		for w := range writers {
			group.Go(func() {
				for range each {
					errs <- dbs[w%2].Write(t.Context(), "", increment)
				}
			})
		}
		stop, reading := make(chan struct{}), make(chan int64)
		go func() {
			last := int64(0)
			for {
				select {
				case <-stop:
					reading <- last
					return
				default:
				}
				n := int64(-1)
				if err := dbs[0].Read(t.Context(), "", func(r store.Reader) (err error) {
					n, err = number(t.Context(), r, "select n from c")
					return err
				}); err != nil || n < last {
					t.Error("a read", err, n, last)
				}
				last = n
			}
		}()
		group.Wait()
		close(stop)
		<-reading
		close(errs)
		for err := range errs {
			require.NoError(t, err)
		}
		require.EqualValues(t, writers*each, readNumber(t, dbs[1], "select n from c"))
	})
}

// TestDeadlock: of two who wait for each other one is sent round again.
func TestDeadlock(t *testing.T) {
	t.Parallel()
	db := odatatest.Postgres(t)
	execute(t, db, "create table c (k integer primary key, n integer)", "insert into c values (1, 0), (2, 0)")
	var attempts atomic.Int64
	var first sync.WaitGroup
	first.Add(2)
	write := func(from, to int) error {
		met := false
		return db.Write(t.Context(), "", func(tx *gorm.DB) error {
			attempts.Add(1)
			if err := tx.Exec("update c set n = n + 1 where k = ?", from).Error; err != nil {
				return err
			}
			if !met {
				met = true
				first.Done()
				first.Wait() // both hold one lock now
			}
			if err := tx.Exec("update c set n = n + 1 where k = ?", to).Error; err != nil {
				return errOwn // which hides the deadlock
			}
			return nil
		})
	}
	errs := make(chan error, 2)
	go func() { errs <- write(1, 2) }()
	go func() { errs <- write(2, 1) }()
	require.NoError(t, <-errs)
	require.NoError(t, <-errs)
	require.EqualValues(t, 3, attempts.Load())
	require.EqualValues(t, 4, readNumber(t, db, "select sum(n) from c"))
}

// TestBusy: another process holds the SQLite file for too long, and then no more.
func TestBusy(t *testing.T) {
	t.Parallel()
	url := odatatest.SQLiteURL(t)
	db := openWith(t, url, store.Options{BusyTimeout: 500 * time.Millisecond})
	execute(t, db, "create table c (n integer)")
	other, err := gorm.Open(dialectorOf(url), &gorm.Config{})
	require.NoError(t, err)
	pool, err := other.DB()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, pool.Close()) })
	holder := other.Begin()
	require.NoError(t, holder.Error)
	calls := 0
	insert := func(tx *gorm.DB) error {
		calls++
		return tx.Exec("insert into c values (1)").Error
	}
	requireFault(t, db.Write(t.Context(), "", insert), fault.ServiceUnavailable)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, db.Write(ctx, "", insert), context.DeadlineExceeded, "the client's limit comes first")
	require.Zero(t, calls)
	require.EqualValues(t, 0, readNumber(t, db, "select count(*) from c"), "reads go on")
	require.NoError(t, holder.Commit().Error)
	require.NoError(t, db.Write(t.Context(), "", insert))
	require.Equal(t, 1, calls)

	require.NoError(t, db.Write(t.Context(), "", func(*gorm.DB) error { // within this process
		requireFault(t, db.Write(t.Context(), "", insert), fault.ServiceUnavailable)
		return nil
	}))
}

// TestWriteRetries: a connection that is lost in the middle is replaced, but
// not for ever.
func TestWriteRetries(t *testing.T) {
	t.Parallel()
	db := odatatest.Postgres(t)
	execute(t, db, "create table c (n integer)")
	attempts := 0
	write := func(lives int) error {
		attempts = 0
		return db.Write(t.Context(), "", func(tx *gorm.DB) error {
			attempts++
			if err := tx.Exec("insert into c values (1)").Error; err != nil {
				return err
			}
			if attempts <= lives {
				return tx.Exec("select pg_terminate_backend(pg_backend_pid())").Error
			}
			return nil
		})
	}
	require.NoError(t, write(2))
	require.Equal(t, 3, attempts)
	require.EqualValues(t, 1, readNumber(t, db, "select count(*) from c"))
	requireFault(t, write(100), fault.ServiceUnavailable)
	require.Equal(t, 6, attempts)
	require.EqualValues(t, 1, readNumber(t, db, "select count(*) from c"))
}

// TestWriteTimeout: the limit of a write ends it whole.
func TestWriteTimeout(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, url string) {
		db := openWith(t, url, store.Options{Readers: 1, WriteTimeout: 500 * time.Millisecond})
		execute(t, db, "create table c (n integer)")
		calls := 0
		for name, slow := range map[string]func(tx *gorm.DB) error{
			"a statement": func(tx *gorm.DB) error { return tx.Exec("insert into c " + endless).Error },
			"its error is swallowed": func(tx *gorm.DB) error {
				require.Error(t, tx.Exec("insert into c "+endless).Error)
				return nil
			},
			"it is worked on after": func(tx *gorm.DB) error {
				require.Error(t, tx.Exec("insert into c "+endless).Error)
				return tx.Exec("insert into c values (3)").Error
			},
			"a query": func(tx *gorm.DB) error {
				r, err := store.Within(tx)
				require.NoError(t, err)
				_, err = number(t.Context(), r, endless)
				return err
			},
		} {
			calls = 0
			err := db.Write(t.Context(), "", func(tx *gorm.DB) error {
				calls++
				require.NoError(t, tx.Exec("insert into c values (1)").Error)
				return slow(tx)
			})
			require.Error(t, err, name)
			if name != "its error is swallowed" || db.Dialect() == "sqlite" {
				requireFault(t, err, fault.ServiceUnavailable)
			}
			require.Equal(t, 1, calls, name)
			require.EqualValues(t, 0, readNumber(t, db, "select count(*) from c"), name)
		}
		execute(t, db, "insert into c values (1)")
		slow := places(db, "with recursive n(i) as (select 1 union all select i + 1 from n where i < $1) ") +
			"select count(*) from n"
		ctx := store.WithWriteTimeout(t.Context(), hang)
		require.NoError(t, db.Write(ctx, "", func(tx *gorm.DB) error {
			r, err := store.Within(tx)
			require.NoError(t, err)
			for deadline := time.Now().Add(time.Second); time.Now().Before(deadline); {
				if _, err = number(ctx, r, slow, value.Value{Kind: value.Int64, Int: 100_000}); err != nil {
					return err
				}
			}
			return nil
		}), "who needs longer can say so")
		requireFault(t, db.Write(store.WithWriteTimeout(ctx, time.Millisecond), "", func(tx *gorm.DB) error {
			return tx.Exec("insert into c " + endless).Error
		}), fault.ServiceUnavailable)
	})
}

// TestWriteRollsBack: whatever goes wrong in the function, nothing is left,
// and the connection is as good as before.
func TestWriteRollsBack(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		execute(t, db, "create table c (n integer primary key)")
		insert := func(tx *gorm.DB) { require.NoError(t, tx.Exec("insert into c values (1)").Error) }
		require.Equal(t, errOwn, db.Write(t.Context(), "", func(tx *gorm.DB) error {
			insert(tx)
			return errOwn
		}))
		conflict := fault.New(fault.Conflict, "no")
		require.Equal(t, error(conflict), db.Write(t.Context(), "", func(tx *gorm.DB) error {
			insert(tx)
			return conflict
		}))
		require.Panics(t, func() {
			_ = db.Write(t.Context(), "", func(tx *gorm.DB) error {
				insert(tx)
				panic("stop")
			})
		})
		require.Error(t, db.Write(t.Context(), "", func(tx *gorm.DB) error {
			insert(tx)
			return tx.Exec("not SQL").Error
		}))
		require.Error(t, db.Write(t.Context(), "", func(tx *gorm.DB) error {
			insert(tx)
			rows, err := tx.Raw("select n from c").Rows() //nolint:sqlclosecheck // the end of Write has to
			require.NoError(t, err)
			require.True(t, rows.Next())
			require.NoError(t, rows.Err())
			return errOwn // with the rows left open
		}))
		var kept *gorm.DB
		require.NoError(t, db.Write(t.Context(), "", func(tx *gorm.DB) error {
			kept = tx
			return nil
		}))
		require.Error(t, kept.Exec("insert into c values (1)").Error, "the session has ended")
		var n int
		require.Error(t, kept.Raw("select count(*) from c").Row().Scan(&n))
		require.EqualValues(t, 0, readNumber(t, db, "select count(*) from c"))
		execute(t, db, "insert into c values (1)")
	})
}

// TestFailedTransaction: PostgreSQL would answer COMMIT with ROLLBACK and
// report success; SQLite goes on after a failed statement.
func TestFailedTransaction(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		execute(t, db, "create table c (n integer primary key)", "insert into c values (1)")
		err := db.Write(t.Context(), "", func(tx *gorm.DB) error {
			require.NoError(t, tx.Exec("insert into c values (2)").Error)
			require.ErrorIs(t, tx.Exec("insert into c values (1)").Error, gorm.ErrDuplicatedKey)
			return nil
		})
		n := readNumber(t, db, "select count(*) from c")
		if db.Dialect() == "sqlite" {
			require.NoError(t, err)
			require.EqualValues(t, 2, n)
			return
		}
		require.Error(t, err)
		require.EqualValues(t, 1, n)
	})
}

// TestLostTransaction: after the transaction has ended behind our back nothing
// runs on outside of one.
func TestLostTransaction(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		execute(t, db, "create table c (n integer)")
		for _, end := range []string{"commit", "rollback"} {
			calls := 0
			err := db.Write(t.Context(), "", func(tx *gorm.DB) error {
				calls++
				require.NoError(t, tx.Exec(end).Error)
				require.Error(t, tx.Exec("insert into c values (1)").Error)
				var n int
				require.Error(t, tx.Raw("select 1").Scan(&n).Error)
				require.ErrorContains(t, tx.Raw("select 1").Row().Scan(&n), "the transaction is gone")
				r, err := store.Within(tx)
				require.NoError(t, err)
				_, err = number(t.Context(), r, "select 1")
				require.Error(t, err)
				_ = tx.Transaction(func(*gorm.DB) error { return nil }) // GORM on PostgreSQL says nothing
				return nil
			})
			require.ErrorContains(t, err, "the transaction is gone")
			require.Equal(t, 1, calls)
		}
		require.EqualValues(t, 0, readNumber(t, db, "select count(*) from c"))
	})
}

// TestDeferredConstraint: what only the commit finds rolls all back.
func TestDeferredConstraint(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		execute(t, db, "create table p (n integer primary key)",
			"create table c (n integer references p deferrable initially deferred)")
		insert := func(tx *gorm.DB) error { return tx.Exec("insert into c values (1)").Error }
		for range 3 {
			require.Error(t, db.Write(t.Context(), "", insert))
			require.Error(t, db.GORM().Transaction(insert))
		}
		require.EqualValues(t, 0, readNumber(t, db, "select count(*) from c"))
		execute(t, db, "insert into p values (1)", "insert into c values (1)")
	})
}

// TestPlainTransactions: GORM's own transactions, beside Write.
func TestPlainTransactions(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		execute(t, db, "create table c (n integer)")
		ctx, cancel := context.WithCancel(t.Context())
		tx := db.GORM().WithContext(ctx).Begin()
		require.NoError(t, tx.Error)
		require.NoError(t, tx.Exec("insert into c values (1)").Error)
		cancel()
		require.Error(t, tx.Commit().Error)
		require.NoError(t, db.GORM().Transaction(func(tx *gorm.DB) error {
			require.NoError(t, tx.Exec("insert into c values (2)").Error)
			require.ErrorIs(t, tx.Transaction(func(tx *gorm.DB) error {
				require.NoError(t, tx.Exec("insert into c values (3)").Error)
				return errOwn
			}), errOwn)
			return nil
		}, &sql.TxOptions{}))
		require.NoError(t, db.GORM().Transaction(func(tx *gorm.DB) error {
			var n int
			return tx.Raw("select n from c").Scan(&n).Error
		}, &sql.TxOptions{ReadOnly: true}))
		require.EqualValues(t, 2, readNumber(t, db, "select sum(n) from c"))
		short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		require.Error(t, db.GORM().WithContext(short).Exec("insert into c "+endless).Error)
		execute(t, db, "insert into c values (4)")
	})
}

// TestScript: without arguments a text may hold several statements.
func TestScript(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		execute(t, db, `-- a script
			create table c (n integer); /* with; comments */
			insert into c values (1), (2); -- at the end`, "", " ; ")
		require.EqualValues(t, 3, readNumber(t, db, "select sum(n) from c"))
		err := db.Write(t.Context(), "", func(tx *gorm.DB) error {
			return tx.Exec("insert into c values (?); delete from c", 5).Error
		})
		require.Error(t, err, "which of them has the arguments?")
	})
}

// TestPrepared: statements may be prepared, on the pool and inside of a Write.
func TestPrepared(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		execute(t, db, "create table c (n integer)")
		insert := func(tx *gorm.DB) error {
			prepared := tx.Session(&gorm.Session{PrepareStmt: true})
			for i := range 3 {
				if err := prepared.Exec("insert into c values (?)", i).Error; err != nil {
					return err
				}
			}
			var n int
			return prepared.Raw("select count(*) from c where n > ?", 0).Scan(&n).Error
		}
		require.NoError(t, insert(db.GORM()))
		require.Equal(t, errOwn, db.Write(t.Context(), "", func(tx *gorm.DB) error {
			st, err := tx.Statement.ConnPool.PrepareContext(t.Context(), "insert into c values (8)")
			require.NoError(t, err)
			defer func() { require.NoError(t, st.Close()) }()
			_, err = st.ExecContext(t.Context())
			require.NoError(t, err)
			return errOwn
		}))
		require.EqualValues(t, 3, readNumber(t, db, "select count(*) from c"))
	})
}

// TestWithinStops: a callback's Stop ends the rows and nothing else.
func TestWithinStops(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		execute(t, db, "create table c (n integer)")
		require.NoError(t, db.Write(t.Context(), "", func(tx *gorm.DB) error {
			r, err := store.Within(tx)
			require.NoError(t, err)
			q := store.Query{SQL: "insert into c values (1), (2) returning n", Columns: int64s(1), Last: true}
			require.NoError(t, r.Query(t.Context(), q, func([]value.Cell) error { return store.Stop }))
			return tx.Exec("insert into c values (3)").Error
		}))
		require.EqualValues(t, 6, readNumber(t, db, "select sum(n) from c"))
	})
}
