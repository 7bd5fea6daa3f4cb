package pgserver

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Variable is the environment variable that names a server to use: a URL with
// a role that may create databases.
const Variable = "ROSTER_TEST_POSTGRES"

// ErrMissing is returned where PostgreSQL is not installed.
var ErrMissing = errors.New(
	"no PostgreSQL: set " + Variable + " to the URL of a server, or install initdb and postgres (Debian: postgresql)")

const dropWithin = 10 * time.Second

// URL is for connecting to the server as its test role.
func (s *Server) URL() string { return s.url }

// shared is the URL of the one server of this process, started when first asked for.
var shared = sync.OnceValues(func() (string, error) { //nolint:gochecknoglobals // one server, not one per test
	if url := os.Getenv(Variable); url != "" {
		return url, nil
	}
	s, err := Start(context.Background())
	if err != nil {
		return "", err
	}
	return s.URL(), nil // it ends with the process
})

// Available says whether there is a server; without PostgreSQL there is none,
// and the test fails if CI=true.
func Available(tb testing.TB) bool {
	tb.Helper()
	_, err := shared()
	if errors.Is(err, ErrMissing) && os.Getenv("CI") != "true" {
		tb.Log(err)
		return false
	}
	if err != nil {
		tb.Fatal(err)
	}
	return true
}

// Database gives the URL of a new, empty database that a plain role owns, and
// drops it at the end of the test. Without PostgreSQL the test is skipped, or
// fails if CI=true.
func Database(tb testing.TB) string {
	tb.Helper()
	if !Available(tb) {
		tb.Skip("no PostgreSQL")
	}
	server, err := shared()
	if err != nil {
		tb.Fatal(err)
	}
	url, drop, err := Create(tb.Context(), server)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), dropWithin) //nolint:usetesting // tb.Context is done
		defer cancel()
		if err := drop(ctx); err != nil {
			tb.Error(err)
		}
	})
	return url
}

// Create makes a database with a random name on the server. If the server's
// role is not bound by row level security, the database gets an owner that is.
func Create(ctx context.Context, server string) (database string, drop func(context.Context) error, err error) {
	config, err := pgx.ParseConfig(server)
	if err != nil {
		return "", nil, err
	}
	target, err := url.Parse(server)
	if err != nil {
		return "", nil, err
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return "", nil, err
	}
	name := "roster_test_" + random()
	target.Path = "/" + name
	var mighty bool
	err = conn.QueryRow(ctx, "select rolsuper or rolbypassrls from pg_roles where rolname = current_user").Scan(&mighty)
	owner, undo := "", []string{`drop database if exists "` + name + `" with (force)`}
	if err == nil && mighty {
		password := random()
		owner, undo = ` owner "`+name+`"`, append(undo, `drop role if exists "`+name+`"`)
		target.User = url.UserPassword(name, password)
		_, err = conn.Exec(ctx, `create role "`+name+`" login nosuperuser nobypassrls password '`+password+`'`)
	}
	if err == nil {
		_, err = conn.Exec(ctx, `create database "`+name+`"`+owner+` template template0 encoding 'UTF8'`)
	}
	if err = errors.Join(err, conn.Close(ctx)); err != nil {
		return "", nil, err
	}
	return target.String(), func(ctx context.Context) error { return execute(ctx, config, undo) }, nil
}

func execute(ctx context.Context, config *pgx.ConnConfig, statements []string) error {
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	var errs []error
	for _, s := range statements {
		errs = append(errs, insist(ctx, conn, s))
	}
	return errors.Join(append(errs, conn.Close(ctx))...)
}

// insist runs a statement again while the server's own housekeeping, which a plain
// role must not end, is in its way.
func insist(ctx context.Context, conn *pgx.Conn, statement string) error {
	const attempts, pause = 50, 100 * time.Millisecond
	for attempt := 1; ; attempt++ {
		_, err := conn.Exec(ctx, statement)
		var refused *pgconn.PgError
		if attempt == attempts || !errors.As(err, &refused) || refused.Code != "42501" {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}

func random() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
