package store

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/odatatest/pgserver"
	"github.com/seed-267014d6/roster/odata/value"
)

const idleConnections = 8

// fickle is a server that can be away: its connections end, and there are no new ones.
type fickle struct {
	db      *DB
	away    atomic.Bool
	refused chan struct{} // a connection was
	admin   *pgx.Conn
}

func openFickle(t *testing.T, patience time.Duration) *fickle {
	t.Helper()
	config, err := pgxpool.ParseConfig(pgserver.Database(t))
	require.NoError(t, err)
	f := &fickle{refused: make(chan struct{}, 1)}
	f.admin, err = pgx.ConnectConfig(t.Context(), config.ConnConfig.Copy())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.admin.Close(context.WithoutCancel(t.Context()))) })
	dial := config.ConnConfig.DialFunc
	config.ConnConfig.DialFunc = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if !f.away.Load() {
			return dial(ctx, network, addr)
		}
		select {
		case f.refused <- struct{}{}:
		default:
		}
		return nil, &net.OpError{Op: "dial", Net: network, Err: errors.New("connection refused")}
	}
	o := Options{Readers: idleConnections, PoolWait: patience}
	f.db, err = openPool(t.Context(), config, o.withDefaults())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.db.Close()) })
	return f
}

// crash leaves the pool full of dead connections.
func (f *fickle) crash(t *testing.T) {
	t.Helper()
	conns := make([]*sql.Conn, 0, idleConnections)
	for range idleConnections {
		conn, err := f.db.pool.Conn(t.Context())
		require.NoError(t, err)
		conns = append(conns, conn)
	}
	for _, conn := range conns {
		require.NoError(t, conn.Close())
	}
	var ended int
	require.NoError(t, f.admin.QueryRow(t.Context(), "select count(*) filter (where pg_terminate_backend(pid, 10000)) "+
		"from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()").Scan(&ended))
	require.Equal(t, idleConnections, ended)
}

// uses are the ways to work with a DB.
func (f *fickle) uses() map[string]func(context.Context) error {
	selected := func(g *gorm.DB) error {
		var n int
		return g.Raw("select 1").Scan(&n).Error
	}
	return map[string]func(context.Context) error{
		"ping":    f.db.Ping,
		"write":   func(ctx context.Context) error { return f.db.Write(ctx, "", selected) },
		"look up": func(ctx context.Context) error { return f.db.LookUp(ctx, selected) },
	}
}

// TestDeadConnections: nobody notices that all connections of the pool are dead.
func TestDeadConnections(t *testing.T) {
	t.Parallel()
	f := openFickle(t, 0)
	for name, use := range f.uses() {
		f.crash(t)
		require.NoError(t, use(t.Context()), name)
	}
}

// TestServerAway: who needs a server that is away waits for it, but not for ever.
func TestServerAway(t *testing.T) {
	t.Parallel()
	f := openFickle(t, time.Minute)
	for name, use := range f.uses() {
		f.crash(t)
		f.away.Store(true)
		done := make(chan error, 1)
		go func() { done <- use(t.Context()) }()
		<-f.refused
		f.away.Store(false)
		require.NoError(t, <-done, name)
		select {
		case <-f.refused:
		default:
		}
	}
	hasty := openFickle(t, 50*time.Millisecond)
	hasty.crash(t)
	hasty.away.Store(true)
	for name, use := range hasty.uses() {
		var later *fault.Fault
		require.ErrorAs(t, use(t.Context()), &later, name)
		require.Equal(t, fault.ServiceUnavailable, later.Code, name)
		require.Positive(t, later.Retry, name)
		require.ErrorContains(t, later.Cause, "connection refused", name)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, use(ctx), context.Canceled, name)
	}
}

// TestLostInTheMiddle: what has got something from a connection that is lost is not
// called again, and what ends its connections is called twice.
func TestLostInTheMiddle(t *testing.T) {
	t.Parallel()
	f := openFickle(t, 0)
	column := []value.Column{{Kind: value.Int64}}
	one := Query{SQL: "select 1::bigint", Columns: column}
	end := Query{SQL: "select count(*) from generate_series(1, 2) " +
		"where case when pg_terminate_backend(pg_backend_pid()) then pg_sleep(60) is not null end", Columns: column}
	for calls, queries := range map[int][]Query{1: {one, end}, 2: {end}} {
		called := 0
		err := f.db.Read(t.Context(), "", func(r Reader) error {
			called++
			for _, q := range queries {
				if err := r.Query(t.Context(), q, func([]value.Cell) error { return nil }); err != nil {
					return err
				}
			}
			return nil
		})
		var later *fault.Fault
		require.ErrorAs(t, err, &later)
		require.Equal(t, fault.ServiceUnavailable, later.Code)
		require.Equal(t, calls, called)
		require.NoError(t, f.db.Ping(t.Context()))
	}
}
