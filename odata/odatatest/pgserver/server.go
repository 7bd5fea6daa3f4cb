//go:build unix

package pgserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	startWithin = time.Minute
	lookEvery   = 50 * time.Millisecond
)

// supervise runs the server, and halts and resumes it as it is told, until its
// standard input ends, which it does when the process that holds the other end stops
// the server or dies. Then the folder goes too. What is committed outlives a halt
// (synchronous_commit), if not the machine (fsync).
const supervise = `run() { "$2" -D "$1/data" -k "$1" ` +
	`-c listen_addresses= -c fsync=off -c full_page_writes=off ` +
	`-c max_connections=200 -c shared_buffers=64MB -c autovacuum=off -c timezone=Pacific/Chatham >>"$1/log" 2>&1 & ` +
	`pid=$!; }; run "$@"; ` +
	`while read -r order; do case $order in ` +
	`halt) kill -QUIT $pid; wait $pid; pid=;; resume) run "$@";; esac; done; ` +
	`kill -INT $pid; wait $pid; cd /; rm -rf -- "$1"`

// Server is a running PostgreSQL server.
type Server struct {
	url    string
	dir    string
	orders io.WriteCloser // the supervisor runs on while this is open
	waited chan error
}

// Start starts a server. The error is ErrMissing if PostgreSQL is not installed.
func Start(ctx context.Context) (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "roster-postgres-")
	if err != nil {
		return nil, err
	}
	attr, err := unprivileged(dir)
	if err == nil {
		err = initialise(ctx, bin, dir, attr)
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return launch(ctx, bin, dir, attr)
}

// binaries finds the newest installed PostgreSQL, that of the PATH first.
func binaries() (dir string, err error) {
	if initdb, err := exec.LookPath("initdb"); err == nil {
		initdb, err = filepath.EvalSymlinks(initdb)
		if dir = filepath.Dir(initdb); err == nil && isFile(filepath.Join(dir, "postgres")) {
			return dir, nil
		}
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
	for _, dir := range found {
		if isFile(filepath.Join(dir, "initdb")) && isFile(filepath.Join(dir, "postgres")) {
			return dir, nil
		}
	}
	return "", ErrMissing
}

// version is the number in /usr/lib/postgresql/15/bin.
func version(bin string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
	if err != nil {
		return 0
	}
	return n
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// unprivileged gives dir to another user if this one is root, whom PostgreSQL
// refuses to serve. The supervisor gets a session of its own, so that an
// interrupt from the keyboard does not reach it before us.
func unprivileged(dir string) (*syscall.SysProcAttr, error) {
	attr := &syscall.SysProcAttr{Setsid: true}
	if os.Geteuid() != 0 {
		return attr, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.Atoi(u.Uid)
		if err != nil {
			return nil, err
		}
		gid, err := strconv.Atoi(u.Gid)
		if err != nil {
			return nil, err
		}
		attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return attr, os.Chown(dir, uid, gid)
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is no user postgres or nobody")
}

func initialise(ctx context.Context, bin, dir string, attr *syscall.SysProcAttr) error {
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"),
		"-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions")
	cmd.Dir, cmd.SysProcAttr = dir, attr
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, bytes.TrimSpace(out))
	}
	return nil
}

func launch(ctx context.Context, bin, dir string, attr *syscall.SysProcAttr) (*Server, error) {
	cmd := exec.Command("sh", "-c", supervise, "sh", dir, filepath.Join(bin, "postgres")) //nolint:noctx // outlives ctx
	cmd.Dir, cmd.SysProcAttr = dir, attr
	orders, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	s := &Server{dir: dir, orders: orders, waited: make(chan error, 1)}
	go func() { s.waited <- cmd.Wait() }()
	at := url.Values{"host": {dir}, "sslmode": {"disable"}}
	admin := "postgres://postgres@/postgres?" + at.Encode()
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	if err := prepare(ctx, admin, filepath.Join(dir, "log")); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	s.url = "postgres://roster@/postgres?" + at.Encode()
	return s, nil
}

// prepare waits for the server and makes the role of the tests: one that row
// level security applies to.
func prepare(ctx context.Context, admin, log string) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, admin)
		if err == nil {
			_, err = conn.Exec(ctx, "create role roster login createdb nosuperuser nobypassrls")
			return errors.Join(err, conn.Close(ctx))
		}
		text, readErr := os.ReadFile(log)
		if readErr == nil && strings.Contains(string(text), "FATAL:  could not") {
			return fmt.Errorf("postgres does not start: %s", text)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("postgres does not start: %w: %s", err, text)
		}
	}
}

// Stop ends the server and removes its folder.
func (s *Server) Stop() error {
	return errors.Join(s.orders.Close(), ignoreExit(<-s.waited))
}

// ignoreExit drops the status of the supervisor: that of the server.
func ignoreExit(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil
	}
	return err
}
