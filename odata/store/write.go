package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"gorm.io/gorm"
)

const (
	retries   = 5
	endWithin = 5 * time.Second // of a commit or rollback, whatever the limits of the work
)

// Write calls fn with a GORM session inside of one write transaction, which is
// committed if fn returns nil. On PostgreSQL scopeText becomes the
// transaction's roster.ws setting. Nested tx.Transaction calls are savepoints.
//
// After a deadlock, a serialization failure, a busy database or a lost
// connection fn is called again, up to five times, so it must not leave
// anything behind but in the database. Once the transaction has begun, the end
// of ctx no longer matters to it; the write timeout does. The session is valid
// until fn returns, and ignores contexts set by WithContext. It must not be
// turned into one with PrepareStmt, whose statements would run elsewhere; all
// statements are prepared as it is.
func (db *DB) Write(ctx context.Context, scopeText string, fn func(tx *gorm.DB) error) error {
	wait, cancel := context.WithTimeout(ctx, db.options.BusyTimeout)
	defer cancel()
	for attempt := 0; ; attempt++ {
		again, err := db.attempt(ctx, wait, scopeText, fn)
		if !again {
			return err
		}
		if attempt == retries || !pause(wait, attempt) {
			return refused(ctx, err)
		}
	}
}

// WithWriteTimeout makes the Writes under ctx live by a limit of their own, as a
// migration or an import needs.
func WithWriteTimeout(ctx context.Context, limit time.Duration) context.Context {
	return context.WithValue(ctx, writeTimeoutKey{}, limit)
}

type writeTimeoutKey struct{}

func (db *DB) writeTimeout(ctx context.Context) time.Duration {
	if limit, ok := ctx.Value(writeTimeoutKey{}).(time.Duration); ok {
		return limit
	}
	return db.options.WriteTimeout
}

// pause waits a little longer each time, to a bound, by chance so that two who collided
// do not meet again, and says whether ctx still lasts.
func pause(ctx context.Context, attempt int) bool {
	longest := 5 * time.Millisecond << min(attempt, retries)
	timer := time.NewTimer(longest/2 + rand.N(longest)) //nolint:gosec // no secret depends on it
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// attempt runs one transaction and says whether another may have more luck.
func (db *DB) attempt(
	ctx, wait context.Context, scopeText string, fn func(tx *gorm.DB) error,
) (again bool, err error) {
	timeout := db.writeTimeout(ctx)
	if db.commits != nil {
		return db.commits.attempt(ctx, wait, timeout, fn)
	}
	conn, err := connection(wait, db.pool, db.engine, db.options.PoolWait)
	if err != nil {
		return false, refused(ctx, err)
	}
	defer func() { _ = conn.Close() }() // gives it back; its state has been seen to
	tx := &transaction{conn: conn, engine: db.engine}
	if err := tx.begin(wait, scopeText, timeout); err != nil {
		return db.notBegun(ctx, err)
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeout)
	defer cancel()
	err = db.call(limit, tx, tx.limit(limit), fn)
	if err == nil {
		return false, nil
	}
	return db.verdict(limit, tx, err)
}

// notBegun is the answer where a transaction could not begin.
func (db *DB) notBegun(ctx context.Context, err error) (again bool, _ error) {
	t := db.engine.trouble(err)
	if t == unexpected && ctx.Err() == nil {
		return false, err
	}
	return t == conflict || t == lost, refused(ctx, err)
}

// verdict says what an error of a transaction means, and whether another attempt
// may have more luck.
func (db *DB) verdict(limit context.Context, tx *transaction, err error) (again bool, _ error) {
	t := db.engine.trouble(err)
	switch {
	case tx.collided || t == conflict:
		return true, err
	case tx.committing: // whether it was committed is not known where the connection is lost
	case (tx.expired || limit.Err() != nil) && (t != unexpected || errors.Is(err, errLost)):
		return false, later(err)
	case t == lost:
		return true, err
	}
	if t == unexpected || t == aborted {
		return false, err
	}
	return false, later(err)
}

// session is GORM's on a transaction.
func (db *DB) session(ctx context.Context, tx *transaction) *gorm.DB {
	session := db.gorm.Session(&gorm.Session{NewDB: true, Context: ctx, SkipDefaultTransaction: true})
	session.Statement.ConnPool = tx
	return session
}

// call runs fn and ends the transaction, also where fn panics.
func (db *DB) call(ctx context.Context, tx *transaction, release func(), fn func(tx *gorm.DB) error) (err error) {
	done := false
	defer func() {
		if !done {
			tx.end(release)
			if rollback := tx.rollback(ctx); rollback != nil {
				err = errors.Join(err, rollback)
			}
		}
	}()
	if err := fn(db.session(ctx, tx)); err != nil {
		return err
	}
	if err := tx.check(ctx); err != nil {
		return err
	}
	tx.end(release)
	if err := tx.commit(ctx); err != nil {
		return err
	}
	done = true
	return nil
}
