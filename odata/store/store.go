package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/value"
)

const (
	dialectSQLite   = "sqlite"
	dialectPostgres = "postgres"
)

// Options of Open. The zero value is good for a server.
type Options struct {
	// Readers is the number of connections for reads. On PostgreSQL, where writes
	// use the same pool, it is the size of the pool, instead of pool_max_conns in
	// the URL. 0: as many as suit the machine.
	Readers      int
	ReadTimeout  time.Duration    // of one Read; 0: 10 s
	PoolWait     time.Duration    // of a Read for its connection, of all for a server that is away; 0: 2 s
	WriteTimeout time.Duration    // of one Write after its begin; 0: 5 s
	BusyTimeout  time.Duration    // of a Write until its begin, all retries included; 0: 10 s
	Now          func() time.Time // the clock of GORM's time stamps; nil: GORM's own
}

// DefaultOptions are the limits that hold where an Options leaves them out.
func DefaultOptions() Options { return Options{}.withDefaults() }

func (o Options) withDefaults() Options {
	for limit, standard := range map[*time.Duration]time.Duration{
		&o.ReadTimeout: 10 * time.Second, &o.PoolWait: 2 * time.Second,
		&o.WriteTimeout: 5 * time.Second, &o.BusyTimeout: 10 * time.Second,
	} {
		if *limit <= 0 {
			*limit = standard
		}
	}
	return o
}

// DB is an open database.
type DB struct {
	gorm    *gorm.DB
	reads   *gorm.DB
	pool    *sql.DB
	engine  engine
	commits *commits // of SQLite's one writer
	options Options
	closers []func() error
}

// engine is what differs between the databases. dc is a driver's connection
// as sql.Conn.Raw shows it.
type engine interface {
	dialect() string
	// read calls fn in a new read-only snapshot, which ends by the deadline.
	read(ctx context.Context, scope string, deadline time.Time, fn func(Reader) error) error
	// begin starts a write transaction, waiting for it as long as ctx lasts. No
	// statement of it takes longer than limit. What it returns is still to be sent,
	// in front of the first statement.
	begin(ctx context.Context, dc any, scope string, limit time.Duration) ([]Query, error)
	// limit interrupts the connection when done is closed, until release is called.
	limit(dc any, done <-chan struct{}) (release func())
	// inside says whether dc is in a transaction, usable whether that could be committed.
	inside(dc any) bool
	usable(dc any) bool
	commit(ctx context.Context, dc any, before []Query) error
	rollback(ctx context.Context, dc any) error
	// exchange runs statements, together if the database can; the first error ends it.
	// Only the last one may have Columns: each is called for its rows. Without them it
	// gives how many rows the last one has changed.
	exchange(ctx context.Context, dc any, list []Query, each func(row []value.Cell) error) (int64, error)
	trouble(err error) trouble
	// renew drops the idle connections: one was lost, so the others may be dead as well.
	renew()
	close() error
}

// Open opens a database by its URL, which is one of
//
//	sqlite:roster.db
//	sqlite:/var/lib/roster/roster.db
//	postgres://user:password@host/database
//	postgresql://…
//
// A SQLite file is made if there is none. Errors do not repeat passwords.
func Open(ctx context.Context, url string, o Options) (*DB, error) {
	o = o.withDefaults()
	scheme, rest, _ := strings.Cut(url, ":")
	var db *DB
	var err error
	switch strings.ToLower(scheme) {
	case "sqlite":
		db, err = openFile(ctx, strings.TrimPrefix(rest, "//"), o)
	case "postgres", "postgresql":
		db, err = openServer(ctx, url, o)
	default:
		return nil, fmt.Errorf("a database URL begins with sqlite: or postgres:, not %q", scheme)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot open the database: %w", err)
	}
	if err := db.Ping(ctx); err != nil {
		if f := fault.From(err); f.Cause != nil {
			err = f.Cause // this is for the operator
		}
		return nil, errors.Join(fmt.Errorf("cannot open the database: %w", err), db.Close())
	}
	return db, nil
}

// newDB wires a dialector and an engine together.
func newDB(dialector gorm.Dialector, pool *sql.DB, e engine, o Options) (*DB, error) {
	g, err := gorm.Open(dialector, gormConfig(o))
	if err != nil {
		return nil, errors.Join(err, e.close(), pool.Close())
	}
	closers := []func() error{e.close, pool.Close}
	return &DB{gorm: g, reads: g, pool: pool, engine: e, options: o, closers: closers}, nil
}

func gormConfig(o Options) *gorm.Config {
	return &gorm.Config{
		TranslateError:       true,
		Logger:               logger.Discard,
		NowFunc:              o.Now,
		DisableAutomaticPing: true,
	}
}

// Close closes what Open or Over has opened, after the reads that are under
// way. A second time it does nothing.
func (db *DB) Close() error {
	var errs []error
	for _, c := range db.closers {
		errs = append(errs, c())
	}
	return errors.Join(errs...)
}

// Dialect is "sqlite" or "postgres".
func (db *DB) Dialect() string { return db.engine.dialect() }

// GORM is for work outside of Read and Write; TranslateError is on. On SQLite
// it goes to the one writer: used inside of a Write it waits for itself.
func (db *DB) GORM() *gorm.DB { return db.gorm }

// Reads is what LookUp works on, without its time limit and its new attempts.
func (db *DB) Reads() *gorm.DB { return db.reads }

// Ping says whether the database answers to a read.
func (db *DB) Ping(ctx context.Context) error {
	one := Query{SQL: "select 1", Columns: []value.Column{{Kind: value.Int32}}, Last: true}
	return db.Read(ctx, "", func(r Reader) error {
		return r.Query(ctx, one, func([]value.Cell) error { return nil })
	})
}

// Read calls fn with a Reader on one read-only snapshot: all of its queries see
// the same rows. On PostgreSQL scopeText becomes the transaction's roster.ws
// setting. Errors are a fault (QueryTooExpensive, ServiceUnavailable), the error
// of ctx, the error of fn, or an unexpected one for the log.
//
// Where the connection turns out to be lost before fn has got anything, as after a
// restart of the database, fn is called once more, on another one.
func (db *DB) Read(ctx context.Context, scopeText string, fn func(Reader) error) error {
	limited, cancel := context.WithTimeout(ctx, db.options.ReadTimeout)
	defer cancel()
	deadline, _ := limited.Deadline()
	return db.engine.read(ctx, scopeText, deadline, fn)
}
