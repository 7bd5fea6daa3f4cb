package pgserver

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// bouncerLinks is the number of connections that a Bouncer has to the server.
const bouncerLinks = 3

// Bouncer starts PgBouncer before a database, with a few connections in
// transaction pooling, and gives the URL of the database behind it. It ends with the
// test, which is skipped without PgBouncer, or fails if CI=true.
func Bouncer(tb testing.TB, database string) string {
	tb.Helper()
	program, err := exec.LookPath("pgbouncer")
	if err != nil && os.Getenv("CI") != "true" {
		tb.Skip("no PgBouncer (Debian: pgbouncer)")
	}
	if err != nil {
		tb.Fatal(err)
	}
	direct, err := pgx.ParseConfig(database)
	if err != nil {
		tb.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "roster-bouncer-") //nolint:usetesting // the path of a socket must be short
	if err != nil {
		tb.Fatal(err)
	}
	attr, err := unprivileged(dir)
	if err != nil {
		tb.Fatal(err)
	}
	config := filepath.Join(dir, "pgbouncer.ini")
	users := fmt.Sprintf("%q %q\n", direct.User, direct.Password)
	for file, text := range map[string]string{config: bouncerConfig(direct, dir), filepath.Join(dir, "users"): users} {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	cmd := exec.Command(program, "-q", config) //nolint:noctx // it ends with the test
	cmd.Dir, cmd.SysProcAttr = dir, attr
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have ended
		_ = cmd.Wait()
		_ = os.RemoveAll(dir)
	})
	at := url.Values{
		"host": {dir}, "port": {"6432"}, "sslmode": {"disable"}, "default_query_exec_mode": {"cache_describe"},
	}
	behind := "postgres://" + direct.User + "@/" + direct.Database + "?" + at.Encode()
	if err := answering(tb.Context(), behind); err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		tb.Fatalf("PgBouncer does not start: %v: %s", err, log)
	}
	return behind
}

func bouncerConfig(direct *pgx.ConnConfig, dir string) string {
	server := fmt.Sprintf("host=%s port=%d user=%s", direct.Host, direct.Port, direct.User)
	if direct.Password != "" {
		server += " password=" + direct.Password
	}
	return strings.Join([]string{
		"[databases]", "* = " + server, "[pgbouncer]", "listen_port = 6432", "unix_socket_dir = " + dir,
		"auth_type = trust", "auth_file = " + filepath.Join(dir, "users"), "logfile = " + filepath.Join(dir, "log"),
		"pool_mode = transaction", fmt.Sprintf("default_pool_size = %d", bouncerLinks), "max_client_conn = 200", "",
	}, "\n")
}

// answering waits until there is an answer.
func answering(ctx context.Context, at string) error {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, at)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return err
		}
	}
}
