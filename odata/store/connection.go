package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"gorm.io/gorm"
)

// connection takes a connection from the pool, waiting for a free one until ctx ends.
// A server that cannot be reached may be about to restart: it gets some time, too.
func connection(ctx context.Context, pool *sql.DB, e engine, patience time.Duration) (*sql.Conn, error) {
	patient, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var unreachable error
	for attempt := 0; ; attempt++ {
		conn, err := pool.Conn(ctx)
		if err == nil {
			return conn, nil
		}
		if e.trouble(err) != lost {
			return nil, errors.Join(err, unreachable)
		}
		if unreachable = err; !pause(patient, attempt) {
			return nil, err
		}
	}
}

// LookUp calls fn with a session for a few short reads outside of Read and Write, that
// must not wait for a write. On SQLite it has connections of its own, which cannot
// write. Where the database cannot be reached or a connection is lost, fn is called
// again for as long as Read waits for its connection. Errors are a fault
// (ServiceUnavailable), the error of ctx, or that of fn.
func (db *DB) LookUp(ctx context.Context, fn func(g *gorm.DB) error) error {
	limited, cancel := context.WithTimeout(ctx, db.options.PoolWait)
	defer cancel()
	var unreachable error
	for attempt := 0; ; attempt++ {
		err := fn(db.reads.WithContext(limited))
		t := db.engine.trouble(err)
		if err == nil || t == unexpected {
			return err
		}
		if t == lost {
			unreachable = err
			db.engine.renew()
		}
		if t != lost || !pause(limited, attempt) {
			return refused(ctx, errors.Join(err, unreachable))
		}
	}
}
