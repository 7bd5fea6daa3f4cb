package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest/pgserver"
	"github.com/seed-267014d6/roster/odata/store"
)

// poolSize is the number of connections that the server has to the database, and
// loadCallers that of its clients.
const (
	poolSize    = 4
	loadCallers = 8
)

// restarted is a server under load whose database restarts.
type restarted struct {
	postgres *pgserver.Server
	shell    *shell
	server   *child
	callers  []*caller
	stranger *caller // whose key the server has not seen
}

// A restart of the database costs each client one failed request at most, and nothing
// that was acknowledged. The server goes on without a restart of its own.
func TestDatabaseRestart(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts servers")
	}
	r := startRestarted(t)
	require.Equal(t, http.StatusOK, get(t, r.server.base+"/readyz", "").status)
	before := r.server.goroutines(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var load sync.WaitGroup
	for _, c := range r.callers {
		load.Go(func() { c.call(ctx) })
	}
	served(t, r.callers)
	for range 3 {
		r.restart(t, func(time.Time) {})
	}
	r.restart(t, func(began time.Time) {
		load.Go(func() { r.stranger.call(ctx) })
		r.seenAway(t, began)
	})
	stop()
	load.Wait()
	require.Equal(t, http.StatusOK, get(t, r.server.base+"/readyz", "").status)
	r.settled(t, before)
	r.server.stop(t)
	r.lossless(t)
}

func startRestarted(t *testing.T) *restarted {
	t.Helper()
	postgres, err := pgserver.Start(t.Context())
	if errors.Is(err, pgserver.ErrMissing) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, postgres.Stop()) })
	database, _, err := pgserver.Create(t.Context(), postgres.URL())
	require.NoError(t, err)
	r := &restarted{postgres: postgres, shell: &shell{t: t, db: database, temp: t.TempDir()}}
	r.shell.create("Acme")
	r.server = startChild(t, fmt.Sprintf("%s&pool_max_conns=%d", database, poolSize))
	for i := range loadCallers {
		r.callers = append(r.callers, r.caller(t, fmt.Sprintf("caller%d", i)))
	}
	r.stranger = r.caller(t, "stranger")
	return r
}

func (r *restarted) caller(t *testing.T, name string) *caller {
	t.Helper()
	key := r.shell.ok("key", "create", "--user", "admin@acme.example", "--scope", "admin")
	return newCaller(t, r.server.base, strings.TrimSpace(key), name)
}

// restart ends the database in the middle of its work and starts it after the given
// function, and looks at what the callers have met with.
func (r *restarted) restart(t *testing.T, meanwhile func(began time.Time)) {
	t.Helper()
	began := time.Now()
	require.NoError(t, r.postgres.Halt(t.Context()))
	meanwhile(began)
	require.NoError(t, r.postgres.Resume(t.Context()))
	back := time.Now()
	served(t, r.callers)
	away := back.Sub(began)
	// One that was at work. Those that begin later wait for the database, so that more
	// fail only where it stays away for longer than they wait.
	allowed := 1 + int((away+time.Second)/store.DefaultOptions().PoolWait)
	total := 0
	for _, c := range r.callers {
		refused := c.refusedSince(began)
		total += len(refused)
		require.LessOrEqual(t, len(refused), allowed, "%s, away for %v: %v", c.name, away, refused)
		late := 0
		for _, one := range refused {
			require.True(t, one.began.Before(back), "refused by a database that is back: %v", one)
			if one.ended.After(back) {
				late++
			}
		}
		require.LessOrEqual(t, late, 1, "%s: %v", c.name, refused)
	}
	t.Logf("away for %v, %d of %d connections' requests failed", away, total, len(r.callers))
}

// seenAway waits until the server says to everyone that the database is away: to who
// asks whether it is ready, and to a key that it has to look up, too.
func (r *restarted) seenAway(t *testing.T, began time.Time) {
	t.Helper()
	answer := get(t, r.server.base+"/readyz", "")
	require.Equal(t, http.StatusServiceUnavailable, answer.status)
	require.Regexp(t, "^[1-9][0-9]?$", answer.header.Get("Retry-After"))
	r.callers = append(r.callers, r.stranger)
	for _, c := range r.callers {
		told := func() bool { return len(c.refusedSince(began)) > 0 }
		require.Eventually(t, told, time.Minute, time.Millisecond, c.name)
	}
}

// settled looks for what is left of the load: as many goroutines as before, and no
// more connections than the pool may have.
func (r *restarted) settled(t *testing.T, goroutines int) {
	t.Helper()
	for _, c := range r.callers {
		require.Zero(t, c.hungUp.Load(), "the server has hung up on %s", c.name)
		c.client.CloseIdleConnections()
	}
	left := 0
	require.Eventually(t, func() bool {
		left = r.server.goroutines(t)
		return left <= goroutines
	}, time.Minute, 20*time.Millisecond, "goroutines")
	conn, err := pgx.Connect(t.Context(), r.shell.db)
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(t.Context())) }()
	require.NoError(t, conn.QueryRow(t.Context(), "select count(*) from pg_stat_activity "+
		"where datname = current_database() and pid <> pg_backend_pid()").Scan(&left))
	require.LessOrEqual(t, left, poolSize)
}

// lossless looks for all that was acknowledged.
func (r *restarted) lossless(t *testing.T) {
	t.Helper()
	a := &acknowledged{users: map[string]string{}}
	for _, c := range r.callers {
		for _, address := range c.kept {
			a.users[address] = address
		}
	}
	require.NotEmpty(t, a.users)
	a.check(t, r.shell, 0)
	t.Logf("%d acknowledged writes", len(a.users))
}
