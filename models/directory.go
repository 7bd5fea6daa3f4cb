package models

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
)

// Database is what the directory is kept in.
type Database interface {
	// GORM is for work outside of write transactions.
	GORM() *gorm.DB
	// LookUp runs fn, for look-ups that must not wait for a write, and may run it again
	// where the database asks for that.
	LookUp(ctx context.Context, fn func(g *gorm.DB) error) error
	// Dialect is "sqlite" or "postgres".
	Dialect() string
	// Write runs fn in one write transaction of the workspace named by scopeText,
	// and may run it again where the database asks for that.
	Write(ctx context.Context, scopeText string, fn func(tx *gorm.DB) error) error
}

// Options of a Directory.
type Options struct {
	Now    func() time.Time // the clock
	Random io.Reader        // of ids, keys and secrets; crypto/rand if nil
	// Pepper and TokenSecret replace those that the database holds, if set.
	Pepper      []byte
	TokenSecret []byte
}

// Directory is the users, teams, memberships and keys of all workspaces of a
// database. It is safe for concurrent use.
type Directory struct {
	db      Database
	options Options
	ids     *idSource
	pepper  *pepper
	keys    *keyCache
	uses    *uses
	users   func() *table
	teams   func() *table
	growth  growth
}

// New makes a Directory on a database; Migrate makes the database ready for it.
func New(db Database, o Options) *Directory {
	if o.Random == nil {
		o.Random = rand.Reader
	}
	o.Random = &lockedReader{reader: o.Random}
	return &Directory{
		db:      db,
		options: o,
		ids:     &idSource{now: o.Now, random: o.Random},
		pepper:  &pepper{value: o.Pepper},
		keys:    newKeyCache(),
		uses:    &uses{latest: map[use]time.Time{}},
		users:   sync.OnceValue(func() *table { return userTable(db.Dialect()) }),
		teams:   sync.OnceValue(func() *table { return teamTable(db.Dialect()) }),
	}
}

// NewID makes an id for a row that is yet to be loaded.
func (d *Directory) NewID() (uuid.UUID, error) { return d.ids.next() }

// now is the time as it is stored.
func (d *Directory) now() time.Time { return d.options.Now().UTC().Truncate(time.Microsecond) }

// attempts bounds how often a write begins anew because others were faster.
const attempts = 20

// ErrOvertaken says that a write has begun anew again and again, since others were
// faster every time. The caller may try it later.
var ErrOvertaken = errors.New("the write was overtaken by others too often")

// Tx is one write transaction of one workspace. It is not safe for concurrent
// use and ends with the function it was made for.
type Tx struct {
	// DB is the transaction, for reading back what was written.
	DB *gorm.DB

	directory *Directory
	workspace uuid.UUID
	now       time.Time
	locked    bool // the head row is locked
	touched   bool // rows of the directory are locked
	again     bool // the function has to run again
	lockFirst bool // and then with the head row locked before anything else
	rights    bool // someone's rights have changed
}

// Write runs fn in one write transaction of the workspace: all of it is stored,
// or nothing. It is the gate of all writes to users, teams and memberships.
//
// fn may run several times, so it must not keep anything from a run that was not
// the last one. Where it writes several rows it should call Tx.Lock first.
func (d *Directory) Write(ctx context.Context, workspace uuid.UUID, fn func(tx *Tx) error) error {
	lockFirst := false
	for range attempts {
		var last *Tx
		err := d.db.Write(ctx, workspace.String(), func(g *gorm.DB) error {
			last = &Tx{DB: g, directory: d, workspace: workspace, now: d.now()}
			return last.run(lockFirst, fn)
		})
		if last == nil || !last.again {
			if err == nil && last.rights {
				d.keys.clear()
			}
			return err
		}
		lockFirst = lockFirst || last.lockFirst
	}
	return ErrOvertaken
}

func (tx *Tx) run(lockFirst bool, fn func(tx *Tx) error) error {
	if lockFirst {
		if err := tx.Lock(); err != nil {
			return err
		}
	}
	if err := fn(tx); err != nil {
		return err
	}
	if tx.again { // fn has kept the error to itself
		return ErrOvertaken
	}
	return nil
}

// Lock makes this transaction the only one of the workspace that changes
// managers, parent teams or the rights of a FullAdmin, until it ends. Single
// writes do so where they need it; a transaction of several should begin with
// it, so that two of them cannot wait for each other.
func (tx *Tx) Lock() error {
	if tx.locked {
		return nil
	}
	var head workspaceHead
	if err := tx.forUpdate().Take(&head, "workspace_id = ?", tx.workspace).Error; err != nil {
		return err
	}
	tx.locked = true
	return nil
}

// needLock asks for the head row while others may be locked already: on
// PostgreSQL the transaction then begins anew with it.
func (tx *Tx) needLock() error {
	if tx.locked {
		return nil
	}
	if tx.directory.db.Dialect() == sqlite { // one writer
		return tx.Lock()
	}
	tx.lockFirst = true
	return tx.overtaken()
}

// overtaken has the transaction begin anew.
func (tx *Tx) overtaken() error {
	tx.again = true
	return ErrOvertaken
}
