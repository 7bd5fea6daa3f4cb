package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"gorm.io/gorm"
	"zombiezen.com/go/sqlite"
)

// sqliteEngine reads with a pool of its own and writes on the one connection
// of GORM's.
type sqliteEngine struct {
	readers *sqliteReaders
	wait    time.Duration
}

func openFile(ctx context.Context, path string, o Options) (*DB, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if path == "" || path == ":memory:" {
		return nil, errors.New("a SQLite database is a file: sqlite:roster.db")
	}
	path, err := filepath.Abs(path) // readers are opened later, perhaps from another directory
	if err != nil {
		return nil, err
	}
	if err := makeFile(path); err != nil {
		return nil, err
	}
	pool := sqlitePool(path)
	if err := pool.PingContext(ctx); err != nil { // makes the file a WAL database before anybody reads
		return nil, errors.Join(err, pool.Close())
	}
	e := &sqliteEngine{readers: newSQLiteReaders(path, o.Readers), wait: o.PoolWait}
	db, err := newDB(&sqliteDialector{pool: pool}, pool, e, o)
	if err != nil {
		return nil, err
	}
	db.commits = &commits{db: db}
	return db, db.addReads(path)
}

// addReads gives GORM connections that cannot write, for Reads.
func (db *DB) addReads(path string) error {
	const connections = 2
	pool := sql.OpenDB(sqliteConnector{path: path, readOnly: true})
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	reads, err := gorm.Open(&sqliteDialector{pool: pool}, gormConfig(db.options))
	if err != nil {
		return errors.Join(err, pool.Close(), db.Close())
	}
	db.reads = reads
	db.closers = append([]func() error{pool.Close}, db.closers...)
	return nil
}

// makeFile makes the file for its owner only: it holds the keys of the service.
func makeFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the operator names the path
	if err != nil {
		return err
	}
	return file.Close()
}

func (e *sqliteEngine) dialect() string { return dialectSQLite }

func (e *sqliteEngine) close() error { return e.readers.close() }

// renew has nothing to do: a file does not go away.
func (e *sqliteEngine) renew() {}

func (e *sqliteEngine) read(
	ctx context.Context, _ string, deadline time.Time, fn func(Reader) error,
) error {
	conn, err := e.readers.acquire(ctx, e.wait)
	if err != nil {
		return refused(ctx, err)
	}
	defer e.readers.release(conn)
	limited, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	defer conn.obey(limited)()
	return fn(&sqliteReader{engine: e, conn: conn, limited: ctx.Done()})
}

// begin waits for other processes as long as ctx lasts: those of this process
// have waited for the connection.
func (e *sqliteEngine) begin(ctx context.Context, dc any, _ string, _ time.Duration) ([]Query, error) {
	c, err := sqliteOf(dc)
	if err != nil {
		return nil, err
	}
	c.raw.SetBlockOnBusy()
	defer c.raw.SetBusyTimeout(busyWait)
	defer c.guard(ctx.Done())()
	return nil, c.run("begin immediate")
}

func (e *sqliteEngine) limit(dc any, done <-chan struct{}) (release func()) {
	c, err := sqliteOf(dc)
	if err != nil {
		return func() {}
	}
	return c.guard(done)
}

func (e *sqliteEngine) inside(dc any) bool {
	c, err := sqliteOf(dc)
	return err == nil && c.inTransaction()
}

func (e *sqliteEngine) usable(dc any) bool { return e.inside(dc) }

func (e *sqliteEngine) commit(_ context.Context, dc any, _ []Query) error {
	c, err := sqliteOf(dc)
	if err != nil {
		return err
	}
	c.statements.reset()
	return c.run("commit")
}

func (e *sqliteEngine) rollback(_ context.Context, dc any) error {
	c, err := sqliteOf(dc)
	if err != nil {
		return err
	}
	return c.rollback()
}

func (e *sqliteEngine) trouble(err error) trouble {
	if errors.Is(err, context.DeadlineExceeded) {
		return overrun
	}
	switch sqlite.ErrCode(err).ToPrimary() {
	case sqlite.ResultBusy, sqlite.ResultLocked:
		return conflict
	case sqlite.ResultInterrupt:
		return overrun
	case sqlite.ResultFull, sqlite.ResultIOErr, sqlite.ResultCantOpen, sqlite.ResultReadOnly, sqlite.ResultNoMem:
		return unavailable
	default:
		return unexpected
	}
}

func sqliteOf(dc any) (*sqliteConn, error) {
	c, ok := dc.(*sqliteConn)
	if !ok {
		return nil, fmt.Errorf("a connection of type %T is not of this package's SQLite driver", dc)
	}
	return c, nil
}
