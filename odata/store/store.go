package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
)

// Options of Open. The zero value is good for a server.
type Options struct {
	Readers      int              // connections for reads; 0: as many as suit the machine
	ReadTimeout  time.Duration    // of one Read; 0: 10 s
	WriteTimeout time.Duration    // of one Write, without its wait for the writer; 0: 5 s
	BusyTimeout  time.Duration    // of a Write's wait for the writer, retries included; 0: 10 s
	Now          func() time.Time // the clock of GORM's time stamps; nil: GORM's own
}

// DB is an open database.
type DB struct {
	gorm    *gorm.DB
	dialect string
}

// Open opens a database by its URL, which is one of
//
//	sqlite:roster.db
//	sqlite:/var/lib/roster/roster.db
//	postgres://user:password@host/database
//	postgresql://…
func Open(ctx context.Context, url string, o Options) (*DB, error) {
	return nil, errors.ErrUnsupported
}

// Over makes a DB of a GORM DB that works on this package's SQLite driver or
// on pgx. Closing it leaves the GORM DB open.
func Over(g *gorm.DB) (*DB, error) { return nil, errors.ErrUnsupported }

// Close closes what Open or Over has opened.
func (db *DB) Close() error { return nil }

// Dialect is "sqlite" or "postgres".
func (db *DB) Dialect() string { return db.dialect }

// GORM is for work outside of Read and Write. On SQLite it goes to the one
// writer: used inside of a Write it waits for itself.
func (db *DB) GORM() *gorm.DB { return db.gorm }

// Ping says whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return errors.ErrUnsupported }

// Read calls fn with a Reader on one read-only snapshot.
func (db *DB) Read(ctx context.Context, scopeText string, fn func(Reader) error) error {
	return errors.ErrUnsupported
}

// Write calls fn with a GORM session inside of one write transaction.
func (db *DB) Write(ctx context.Context, scopeText string, fn func(tx *gorm.DB) error) error {
	return errors.ErrUnsupported
}

// Within gives a Reader on the connection and transaction of a GORM session
// that Write has handed out.
func Within(tx *gorm.DB) (Reader, error) { return nil, errors.ErrUnsupported }
