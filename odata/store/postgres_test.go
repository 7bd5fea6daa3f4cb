package store

import (
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/seed-267014d6/roster/odata/odatatest/pgserver"
	"github.com/seed-267014d6/roster/odata/value"
)

// wire counts connections and the turns of the conversation on them.
type wire struct{ dials, turns atomic.Int64 }

type wiredConn struct {
	net.Conn
	wire    *wire
	waiting atomic.Bool // something has been sent that was not answered yet
}

func (c *wiredConn) Write(b []byte) (int, error) {
	c.waiting.Store(true)
	return c.Conn.Write(b)
}

func (c *wiredConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 && c.waiting.Swap(false) {
		c.wire.turns.Add(1)
	}
	return n, err
}

// openWired opens a DB with one connection at a time on a counted wire.
func openWired(t *testing.T, mode pgx.QueryExecMode, o Options) (*DB, *wire) {
	t.Helper()
	config, err := pgxpool.ParseConfig(pgserver.Database(t))
	require.NoError(t, err)
	config.ConnConfig.DefaultQueryExecMode = mode
	w := &wire{}
	dial := config.ConnConfig.DialFunc
	config.ConnConfig.DialFunc = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		w.dials.Add(1)
		return &wiredConn{Conn: conn, wire: w}, nil
	}
	o.Readers = 1
	db, err := openPool(t.Context(), config, o.withDefaults())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db, w
}

func readAll(ctx context.Context, db *DB, queries ...Query) error {
	return db.Read(ctx, "scope", func(r Reader) error {
		for _, q := range queries {
			if err := r.Query(ctx, q, func([]value.Cell) error { return nil }); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestRoundTrips counts the exchanges of a read whose statements are prepared.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	for _, mode := range []pgx.QueryExecMode{pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe} {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			db, w := openWired(t, mode, Options{})
			one := Query{SQL: "select $1::bigint", Columns: []value.Column{{Kind: value.Int64}}}
			one.Args = []value.Value{{Kind: value.Int64, Int: 1}}
			last := one
			last.Last = true
			for name, c := range map[string]struct {
				queries []Query
				turns   int64
			}{
				"one":                {[]Query{last}, 1},
				"one, not told":      {[]Query{one}, 2},
				"page and expansion": {[]Query{one, last}, 2},
				"three":              {[]Query{one, one, last}, 3},
				"none":               {nil, 0},
			} {
				require.NoError(t, readAll(t.Context(), db, c.queries...), "prepares")
				before := w.turns.Load()
				require.NoError(t, readAll(t.Context(), db, c.queries...))
				require.Equal(t, c.turns, w.turns.Load()-before, name)
			}
			require.EqualValues(t, 1, w.dials.Load())
		})
	}
}

// TestRoundTripsOfWrites: the begin travels with the first statement, and what
// decides nothing with the commit.
func TestRoundTripsOfWrites(t *testing.T) {
	t.Parallel()
	for _, mode := range []pgx.QueryExecMode{pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe} {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			db, w := openWired(t, mode, Options{})
			var n string
			first := func(tx *transaction) error {
				_, err := tx.First(t.Context(), "select current_setting('roster.ws')", nil, []any{&n})
				require.Equal(t, "scope", n)
				return err
			}
			later := func(tx *transaction) error { return tx.Later(t.Context(), "select 1", nil) }
			exec := func(tx *transaction) error {
				_, err := tx.ExecContext(t.Context(), "select 1")
				return err
			}
			for name, c := range map[string]struct {
				steps []func(*transaction) error
				turns int64
			}{
				"nothing":                  {nil, 0},
				"a row":                    {[]func(*transaction) error{first}, 2},
				"a row and a change":       {[]func(*transaction) error{first, later}, 2},
				"two rows and changes":     {[]func(*transaction) error{first, later, first, later, later}, 3},
				"changes":                  {[]func(*transaction) error{later, later}, 1},
				"database/sql":             {[]func(*transaction) error{exec}, 3},
				"database/sql and changes": {[]func(*transaction) error{first, later, exec, later}, 4},
			} {
				write := func() {
					require.NoError(t, db.Write(t.Context(), "scope", func(tx *gorm.DB) error {
						for _, step := range c.steps {
							if err := step(tx.Statement.ConnPool.(*transaction)); err != nil {
								return err
							}
						}
						return nil
					}))
				}
				write() // prepares
				before := w.turns.Load()
				write()
				require.Equal(t, c.turns, w.turns.Load()-before, name)
			}
			require.EqualValues(t, 1, w.dials.Load())
		})
	}
}

// TestConnectionIsKept: errors of every kind leave the connection usable. A
// cancellation dials once more, for the request to cancel, on a wire of its own.
func TestConnectionIsKept(t *testing.T) {
	t.Parallel()
	db, w := openWired(t, pgx.QueryExecModeCacheStatement, Options{ReadTimeout: time.Second})
	column := []value.Column{{Kind: value.Int64}}
	pid := func() (n int64) {
		require.NoError(t, db.Read(t.Context(), "", func(r Reader) error {
			q := Query{SQL: "select pg_backend_pid()", Columns: column, Last: true}
			return r.Query(t.Context(), q, func(row []value.Cell) error {
				n = row[0].Int
				return nil
			})
		}))
		return n
	}
	first := pid()
	for _, text := range []string{
		"not SQL", "select 1 / 0", "select i from generate_series(-5, 5) i where 1 / i > 9", "select 'x'",
	} {
		for _, last := range []bool{true, false} {
			q := Query{SQL: text, Columns: column, Last: last}
			require.Error(t, readAll(t.Context(), db, q), text)
			require.Error(t, readAll(t.Context(), db, Query{SQL: "select 1", Columns: column}, q), text)
		}
		require.Error(t, db.Write(t.Context(), "", func(tx *gorm.DB) error { return tx.Exec(text + " from x").Error }))
		require.Error(t, db.Write(t.Context(), "", func(tx *gorm.DB) error {
			return tx.Statement.ConnPool.(*transaction).Later(t.Context(), text+" from x", nil)
		}))
	}
	require.Equal(t, first, pid())
	require.EqualValues(t, 1, w.dials.Load())

	sleep := Query{SQL: "select 1 from pg_sleep(60)", Columns: column, Last: true}
	require.Error(t, readAll(t.Context(), db, sleep), "the statement timeout")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, readAll(ctx, db, sleep), context.DeadlineExceeded)
	require.Equal(t, first, pid())
}
