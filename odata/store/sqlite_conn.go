package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"time"

	"zombiezen.com/go/sqlite"
)

// busyWait is how long a statement outside of Write waits for another process.
const busyWait = 10 * time.Second

// sqliteConn is one connection to a SQLite file, as database/sql and the
// readers use it.
type sqliteConn struct {
	raw        *sqlite.Conn
	path       string
	statements *statements
	guarded    bool // somebody further out has set the interrupt
	watched    *interruption
}

// interruption stops what a connection does, for good.
type interruption struct {
	done chan struct{}
	once sync.Once
}

func (i *interruption) fire() { i.once.Do(func() { close(i.done) }) }

// openSQLite opens a connection. A reader's connection refuses writes.
func openSQLite(path string, reader bool) (*sqliteConn, error) {
	flags := sqlite.OpenReadWrite | sqlite.OpenCreate | sqlite.OpenWAL
	if reader {
		flags = sqlite.OpenReadWrite
	}
	raw, err := sqlite.OpenConn(path, flags)
	if err != nil {
		return nil, err
	}
	c := &sqliteConn{raw: raw, path: path, statements: newStatements(raw)}
	if err := c.prepare(reader); err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	return c, nil
}

func (c *sqliteConn) prepare(reader bool) error {
	c.raw.SetBusyTimeout(busyWait)
	pragmas := []string{"pragma foreign_keys = on", "pragma synchronous = full"}
	if reader {
		pragmas = append(pragmas, "pragma query_only = on")
	} else {
		pragmas = append(pragmas, writerPragmas()...)
	}
	for _, p := range pragmas {
		if err := c.run(p); err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
	}
	return registerFunctions(c.raw)
}

// writerPragmas save the one writer work: changed pages are copied back into the
// file when 16 MB have come together, instead of 4, since it is the same ones again
// and again; and what it needs of the indexes stays in memory, in up to 16 MB of it.
func writerPragmas() []string {
	return []string{"pragma wal_autocheckpoint = 4000", "pragma cache_size = -16000"}
}

// run executes one statement that has neither arguments nor rows of interest.
func (c *sqliteConn) run(text string) error {
	st, _, err := c.statements.take(text)
	if err != nil {
		return err
	}
	defer c.statements.put(st)
	return st.drain()
}

// inTransaction says whether a transaction is open. An error may have ended it.
func (c *sqliteConn) inTransaction() bool { return !c.raw.AutocommitEnabled() }

// guard makes the end of ctx interrupt what the connection does until release
// is called. Inside of another guard it does nothing.
func (c *sqliteConn) guard(done <-chan struct{}) (release func()) {
	if c.guarded || done == nil {
		return func() {}
	}
	c.guarded = true
	c.raw.SetInterrupt(done)
	return func() {
		c.raw.SetInterrupt(nil)
		c.guarded = false
	}
}

// obey is guard for a reader's connection, which is reused for one short read after
// another: what waits for the end of ctx is not made anew for each of them. It may
// stand inside of another, but not inside of guard.
func (c *sqliteConn) obey(ctx context.Context) (release func()) {
	outermost := !c.guarded
	if outermost && c.watched == nil {
		c.watched = &interruption{done: make(chan struct{})}
		c.raw.SetInterrupt(c.watched.done)
	}
	c.guarded = true
	watched := c.watched
	unhook := context.AfterFunc(ctx, watched.fire)
	return func() {
		if !unhook() {
			<-watched.done // it has fired, or is about to
		}
		if !outermost {
			return
		}
		c.guarded = false
		select {
		case <-watched.done:
			c.raw.SetInterrupt(nil)
			c.watched = nil
		default:
		}
	}
}

// rollback ends the open transaction, if there is one.
func (c *sqliteConn) rollback() error {
	c.statements.reset()
	if !c.inTransaction() {
		return nil
	}
	return c.run("rollback")
}

// Prepare implements driver.Conn. The work is done when the statement runs.
func (c *sqliteConn) Prepare(query string) (driver.Stmt, error) {
	return &sqlitePrepared{conn: c, query: query}, nil
}

// Close implements driver.Conn.
func (c *sqliteConn) Close() error {
	c.statements.clear()
	return c.raw.Close()
}

// Begin implements driver.Conn.
func (c *sqliteConn) Begin() (driver.Tx, error) { return c.begin("begin immediate") }

// BeginTx implements driver.ConnBeginTx. A transaction that may write takes
// the write lock at once: one that came to it later could fail with "busy".
func (c *sqliteConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	defer c.guard(ctx.Done())()
	if opts.ReadOnly {
		return c.begin("begin")
	}
	return c.begin("begin immediate")
}

func (c *sqliteConn) begin(text string) (driver.Tx, error) {
	if err := c.run(text); err != nil {
		return nil, err
	}
	return sqliteTx{c}, nil
}

// ResetSession implements driver.SessionResetter.
func (c *sqliteConn) ResetSession(context.Context) error {
	if err := c.rollback(); err != nil {
		return driver.ErrBadConn
	}
	return nil
}

// IsValid implements driver.Validator.
func (c *sqliteConn) IsValid() bool { return c.rollback() == nil }

// Ping implements driver.Pinger.
func (c *sqliteConn) Ping(ctx context.Context) error {
	defer c.guard(ctx.Done())()
	return c.run("select 1 from sqlite_schema limit 1")
}

// sqliteTx is a transaction begun through database/sql.
type sqliteTx struct{ conn *sqliteConn }

// Commit implements driver.Tx. A transaction that cannot be committed is gone:
// database/sql does not roll back after it.
func (t sqliteTx) Commit() error {
	if !t.conn.inTransaction() {
		return errLost
	}
	if err := t.conn.run("commit"); err != nil {
		return errors.Join(err, t.conn.rollback())
	}
	return nil
}

// Rollback implements driver.Tx.
func (t sqliteTx) Rollback() error { return t.conn.rollback() }
