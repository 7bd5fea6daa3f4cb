package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"time"

	"gorm.io/gorm"

	"github.com/seed-267014d6/roster/odata/value"
)

// transaction is the gorm.ConnPool of the sessions that Write hands out.
type transaction struct {
	conn       *sql.Conn
	engine     engine
	deadline   time.Time
	done       <-chan struct{}      // of the session's context
	pending    []Query              // statements that the next exchange begins with
	opening    int                  // how many of them begin the transaction
	cancels    []context.CancelFunc // of the contexts that rows may still depend on
	gone       bool                 // ended without our doing, or by us
	collided   bool                 // with another transaction
	expired    bool                 // a statement ran into the deadline
	committing bool
}

func (t *transaction) begin(ctx context.Context, scope string, limit time.Duration) error {
	return t.raw(func(dc any) (err error) {
		t.pending, err = t.engine.begin(ctx, dc, scope, limit)
		t.opening = len(t.pending)
		return err
	})
}

// limit makes the end of ctx stop the work.
func (t *transaction) limit(ctx context.Context) (release func()) {
	t.deadline, _ = ctx.Deadline()
	t.done = ctx.Done()
	release = func() {}
	_ = t.raw(func(dc any) error { // returns what the function does
		release = t.engine.limit(dc, ctx.Done())
		return nil
	})
	return release
}

func (t *transaction) raw(fn func(dc any) error) error { return t.conn.Raw(fn) }

// check says whether the transaction can still be committed.
func (t *transaction) check(ctx context.Context) error {
	if t.gone {
		return errLost
	}
	if err := ctx.Err(); err != nil && len(t.pending) > t.opening { // there is work to do yet
		t.expired = true
		return err
	}
	if !t.begun() {
		return nil
	}
	return t.raw(func(dc any) error {
		if !t.engine.usable(dc) {
			return errLost
		}
		return nil
	})
}

// end closes the session: rows that were left open, limits, further use.
func (t *transaction) end(release func()) {
	t.gone = true
	for _, cancel := range t.cancels {
		cancel()
	}
	t.cancels = nil
	_ = t.raw(func(any) error { // returns what the function does
		release()
		return nil
	})
}

func (t *transaction) commit(ctx context.Context) error {
	if !t.begun() && len(t.pending) == t.opening { // nothing was done
		return nil
	}
	before := t.take()
	t.committing = true
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endWithin)
	defer cancel()
	err := t.raw(func(dc any) error { return t.engine.commit(ctx, dc, before) })
	t.committing = !errors.Is(err, errSkipped)
	return err
}

func (t *transaction) rollback(ctx context.Context) error {
	if !t.begun() {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endWithin)
	defer cancel()
	err := t.raw(func(dc any) error { return t.engine.rollback(ctx, dc) })
	if t.engine.trouble(err) == lost {
		return nil // nothing is left to roll back
	}
	return err
}

// context is that of one statement: the caller's values, the transaction's
// end. After that end the driver must not be called, since database/sql would
// take its refusal for a broken connection.
func (t *transaction) context(ctx context.Context) (context.Context, context.CancelFunc, error) {
	cancel := func() {}
	if ctx.Done() != t.done { // it is not the session's own
		ctx, cancel = context.WithDeadline(context.WithoutCancel(ctx), t.deadline)
	}
	err := t.open()
	if err == nil {
		err = ctx.Err()
		t.note(ctx, err)
	}
	if err != nil {
		cancel()
	}
	return ctx, cancel, err
}

// note looks at the outcome of a statement: some errors end the transaction.
func (t *transaction) note(ctx context.Context, err error) {
	if err == nil {
		return
	}
	if ctx.Err() != nil {
		t.expired = true
	}
	switch t.engine.trouble(err) {
	case conflict:
		t.collided = true
	case lost:
		t.gone = true
	case overrun: // the server's clock may be ahead of ours
		t.expired = true
	case unexpected, unavailable, aborted:
	}
}

// PrepareContext implements gorm.ConnPool.
func (t *transaction) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	ctx, cancel, err := t.context(ctx)
	if err != nil {
		return nil, err
	}
	defer cancel()
	if err := t.flush(ctx); err != nil {
		return nil, err
	}
	return t.conn.PrepareContext(ctx, query) //nolint:sqlclosecheck // GORM closes it
}

// ExecContext implements gorm.ConnPool.
func (t *transaction) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	ctx, cancel, err := t.context(ctx)
	if err != nil {
		return nil, err
	}
	defer cancel()
	if err := t.flush(ctx); err != nil {
		return nil, err
	}
	result, err := t.conn.ExecContext(ctx, query, args...)
	t.note(ctx, err)
	return result, err
}

// QueryContext implements gorm.ConnPool.
func (t *transaction) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	ctx, cancel, err := t.context(ctx)
	if err != nil {
		return nil, err
	}
	var rows *sql.Rows
	if err = t.flush(ctx); err == nil {
		rows, err = t.conn.QueryContext(ctx, query, args...)
		t.note(ctx, err)
	}
	if err != nil {
		cancel()
		return nil, err
	}
	t.cancels = append(t.cancels, cancel)
	return rows, nil
}

// QueryRowContext implements gorm.ConnPool.
func (t *transaction) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	ctx, cancel, err := t.context(ctx)
	if err != nil {
		return failedRow(ctx, query, err)
	}
	t.cancels = append(t.cancels, cancel)
	if err := t.flush(ctx); err != nil {
		return failedRow(ctx, query, err)
	}
	row := t.conn.QueryRowContext(ctx, query, args...)
	t.note(ctx, row.Err())
	return row
}

// failedRow is a row whose Scan gives err. Only a *sql.DB can make one.
func failedRow(ctx context.Context, query string, err error) *sql.Row {
	db := sql.OpenDB(refusal{err})
	defer func() { _ = db.Close() }() // there is no connection that could fail
	return db.QueryRowContext(context.WithoutCancel(ctx), query)
}

// refusal is a driver.Connector that does not connect.
type refusal struct{ err error }

func (r refusal) Connect(context.Context) (driver.Conn, error) { return nil, r.err }
func (r refusal) Driver() driver.Driver                        { return sqliteDriver{} }

// open refuses statements outside of the transaction: an error may have ended
// it, and what follows would be committed on its own.
func (t *transaction) open() error {
	if t.gone {
		return errLost
	}
	if !t.begun() {
		return nil
	}
	return t.raw(func(dc any) error {
		if !t.engine.inside(dc) {
			t.gone = true
			return errLost
		}
		return nil
	})
}

// Commit implements gorm.TxCommitter, by which GORM knows that it is inside of
// a transaction and nests with savepoints. Write commits.
func (t *transaction) Commit() error { return errors.New("the end of Write commits") }

// Rollback implements gorm.TxCommitter. An error from Write's function rolls back.
func (t *transaction) Rollback() error {
	return errors.New("an error from Write's function rolls back")
}

// Within gives a Reader on the connection and transaction of a GORM session
// that Write has handed out: it sees what the session has written.
func Within(tx *gorm.DB) (Reader, error) {
	t, ok := tx.Statement.ConnPool.(*transaction)
	if !ok {
		return nil, errors.New("not a session of Write")
	}
	return t, nil
}

// Query implements Reader.
func (t *transaction) Query(ctx context.Context, q Query, each func(row []value.Cell) error) error {
	limited, cancel, err := t.context(ctx)
	if err != nil {
		return err
	}
	defer cancel()
	query := func(each func(row []value.Cell) error) error {
		_, err := t.send(limited, q, each)
		return err
	}
	return deliver(each, query, func(err error) error { return err })
}
