package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// Over makes a DB of a GORM DB that works on this package's SQLite driver (see
// SQLite) or on pgx, which must not be in the simple-protocol or exec mode.
// All limits are the standard ones. Closing the DB leaves the GORM DB open.
func Over(g *gorm.DB) (*DB, error) {
	pool, err := g.DB()
	if err != nil {
		return nil, err
	}
	conn, err := pool.Conn(context.Background())
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }() // nothing was done with it
	o := Options{}.withDefaults()
	var e engine
	err = conn.Raw(func(dc any) error {
		if c, err := sqliteOf(dc); err == nil {
			e = &sqliteEngine{readers: newSQLiteReaders(c.path, o.Readers), wait: o.PoolWait}
			pool.SetMaxOpenConns(1)
			return nil
		}
		c, err := pgxOf(dc)
		if err != nil {
			return fmt.Errorf("neither SQLite nor pgx: %w", err)
		}
		e = newPostgresEngine(pool, o)
		return checkMode(c.Config())
	})
	if err != nil {
		return nil, err
	}
	own := g.Session(&gorm.Session{NewDB: true})
	own.TranslateError = true // of this session: its configuration is a copy
	db := &DB{gorm: own, reads: own, pool: pool, engine: e, options: o, closers: []func() error{e.close}}
	if e.dialect() == dialectSQLite {
		db.commits = &commits{db: db}
	}
	return db, nil
}
