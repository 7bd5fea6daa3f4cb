//go:build unix

package pgserver_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest/pgserver"
)

const (
	hang  = time.Minute
	child = "ROSTER_TEST_PGSERVER_CHILD"
)

// start starts a server of the test's own.
func start(t *testing.T) *pgserver.Server {
	t.Helper()
	s, err := pgserver.Start(t.Context())
	if errors.Is(err, pgserver.ErrMissing) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	require.NoError(t, err)
	return s
}

// folder is where a server lives.
func folder(t *testing.T, server string) string {
	t.Helper()
	config, err := pgx.ParseConfig(server)
	require.NoError(t, err)
	return config.Host
}

func TestStartAndStop(t *testing.T) {
	t.Parallel()
	s := start(t)
	dir := folder(t, s.URL())
	conn, err := pgx.Connect(t.Context(), s.URL())
	require.NoError(t, err)
	var mighty bool
	var zone string
	row := conn.QueryRow(t.Context(), `select rolsuper or rolbypassrls, current_setting('timezone')
		from pg_roles where rolname = current_user`)
	require.NoError(t, row.Scan(&mighty, &zone))
	require.False(t, mighty, "tests connect as a plain role")
	require.NotEqual(t, "UTC", zone, "so that a session that forgets its zone is noticed")
	require.NoError(t, s.Stop(), "also with a session open")
	require.Error(t, conn.Ping(t.Context()))
	require.NoDirExists(t, dir)
}

// TestRestart: sessions end, what was committed stays, and a halted server leaves
// nothing behind either.
func TestRestart(t *testing.T) {
	t.Parallel()
	s := start(t)
	admin := strings.Replace(s.URL(), "roster@", "postgres@", 1)
	connect := func() (*pgx.Conn, error) { return pgx.Connect(t.Context(), admin) }
	conn, err := connect()
	require.NoError(t, err)
	_, err = conn.Exec(t.Context(), "create table kept as select 7 as n")
	require.NoError(t, err)
	for range 2 {
		require.NoError(t, s.Halt(t.Context()))
		require.Error(t, conn.Ping(t.Context()))
		_, err = connect()
		require.Error(t, err)
		require.NoError(t, s.Resume(t.Context()))
		require.Equal(t, 7, count(t, admin, "select n from kept"))
		conn, err = connect()
		require.NoError(t, err)
	}
	dir := folder(t, s.URL())
	require.NoError(t, s.Halt(t.Context()))
	require.NoError(t, s.Stop())
	require.NoDirExists(t, dir)
}

// TestChild is no test of its own: it starts a server and waits to be killed.
func TestChild(t *testing.T) { //nolint:paralleltest // another process
	if os.Getenv(child) == "" {
		t.Skip("run by TestKilled")
	}
	s, err := pgserver.Start(t.Context())
	require.NoError(t, err)
	_, err = fmt.Fprintln(os.Stdout, "URL "+s.URL())
	require.NoError(t, err)
	<-time.After(hang)
}

// TestKilled: a process that is killed leaves neither server nor folder.
func TestKilled(t *testing.T) {
	t.Parallel()
	require.NoError(t, start(t).Stop(), "there is a PostgreSQL")
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestChild$")
	cmd.Env = append(os.Environ(), child+"=1")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	var server string
	for lines := bufio.NewScanner(out); server == "" && lines.Scan(); {
		server, _ = strings.CutPrefix(lines.Text(), "URL ")
		if !strings.HasPrefix(server, "postgres:") {
			server = ""
		}
	}
	require.NotEmpty(t, server)
	dir := folder(t, server)
	require.DirExists(t, dir)
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait())
	require.Eventually(t, func() bool {
		_, err := os.Stat(dir)
		return errors.Is(err, os.ErrNotExist)
	}, hang, 20*time.Millisecond)
	_, err = pgx.Connect(t.Context(), server)
	require.Error(t, err)
}

// TestCreate makes databases as the plain role, and as one that must not be the
// owner.
func TestCreate(t *testing.T) {
	t.Parallel()
	s := start(t)
	defer func() { require.NoError(t, s.Stop()) }()
	admin := strings.Replace(s.URL(), "roster@", "postgres@", 1)
	for _, server := range []string{s.URL(), admin} {
		database, drop, err := pgserver.Create(t.Context(), server)
		require.NoError(t, err)
		conn, err := pgx.Connect(t.Context(), database)
		require.NoError(t, err)
		var owned, mighty bool
		row := conn.QueryRow(t.Context(), `select datdba = r.oid, rolsuper or rolbypassrls
			from pg_database, pg_roles r where datname = current_database() and rolname = current_user`)
		require.NoError(t, row.Scan(&owned, &mighty))
		require.True(t, owned)
		require.False(t, mighty)
		_, err = conn.Exec(t.Context(), "create table x (n integer)")
		require.NoError(t, err)
		require.NoError(t, drop(t.Context()), "with a session open")
		require.NoError(t, drop(t.Context()), "again")
		_, err = pgx.Connect(t.Context(), database)
		require.Error(t, err)
	}
	require.Equal(t, 1, count(t, admin, "select count(*) from pg_database where not datistemplate"))
	require.Equal(t, 2, count(t, admin, "select count(*) from pg_roles where rolcanlogin"))
}

func count(t *testing.T, server, query string) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), server)
	require.NoError(t, err)
	require.NoError(t, conn.QueryRow(t.Context(), query).Scan(&n))
	require.NoError(t, conn.Close(t.Context()))
	return n
}

// TestCancelled: who does not want to wait leaves nothing behind.
func TestCancelled(t *testing.T) {
	t.Parallel()
	require.NoError(t, start(t).Stop(), "there is a PostgreSQL")
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := pgserver.Start(ctx)
	require.Error(t, err)
}
