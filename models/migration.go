package models

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
)

// The names of the dialects.
const (
	sqlite   = "sqlite"
	postgres = "postgres"
)

// ErrNewerSchema says that a newer release of the program has migrated the database.
var ErrNewerSchema = errors.New("the database has a newer schema than this program knows")

// migration is one step of the schema. Steps that were released never change.
type migration struct {
	version int
	name    string
	schema  map[string]func() []string // statements by dialect
	fill    func(d *Directory, tx *gorm.DB) error
}

func (m migration) String() string { return fmt.Sprintf("%04d %s", m.version, m.name) }

// migrations are all steps, oldest first, numbered from 1 without gaps.
func migrations() []migration {
	return []migration{
		{
			version: 1, name: "directory",
			schema: map[string]func() []string{sqlite: sqliteDirectory, postgres: postgresDirectory},
			fill:   (*Directory).makeSecrets,
		},
		{
			version: 2, name: "walls between workspaces",
			schema: map[string]func() []string{sqlite: nothing, postgres: postgresWalls},
		},
		{
			version: 3, name: "search texts",
			schema: map[string]func() []string{sqlite: sqliteSearch, postgres: postgresSearch},
			fill:   (*Directory).fillTexts,
		},
		{
			version: 4, name: "search texts by workspace",
			schema: map[string]func() []string{sqlite: nothing, postgres: nothing}, // see IndexTexts
			fill:   (*Directory).gatherTexts,
		},
	}
}

// nothing is the schema of a step that a dialect has no use for.
func nothing() []string { return nil }

// schemaMigration is one step that the database has seen.
type schemaMigration struct {
	Version   int       `gorm:"column:version;primaryKey;autoIncrement:false"`
	Name      string    `gorm:"column:name"`
	AppliedAt time.Time `gorm:"column:applied_at"`
}

// TableName is GORM's hook.
func (schemaMigration) TableName() string { return "schema_migrations" }

// Pending names the migrations that Migrate would apply. It fails with
// ErrNewerSchema where the database is ahead of the program.
func (d *Directory) Pending(ctx context.Context) ([]string, error) {
	steps, err := d.pending(d.db.GORM().WithContext(ctx))
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(steps))
	for _, m := range steps {
		names = append(names, m.String())
	}
	return names, nil
}

// Migrate brings the database to the schema of this program, step by step, each
// in a transaction of its own under a lock, so that several programs may start
// at once. It fails with ErrNewerSchema where the database is ahead.
func (d *Directory) Migrate(ctx context.Context) error {
	for {
		g := d.db.GORM().WithContext(ctx)
		steps, err := d.pending(g)
		if err != nil || len(steps) == 0 {
			return err
		}
		if err := g.Transaction(d.step); err != nil {
			return fmt.Errorf("migrate the database (%s): %w", steps[0], err)
		}
	}
}

// step applies the first pending migration.
func (d *Directory) step(tx *gorm.DB) error {
	if err := d.lockSchema(tx); err != nil {
		return err
	}
	steps, err := d.pending(tx) // another program may have been faster
	if err != nil || len(steps) == 0 {
		return err
	}
	return d.apply(tx, steps[0])
}

// apply runs one migration. The policies of the tables do not hold for it.
func (d *Directory) apply(tx *gorm.DB, m migration) error {
	if err := d.force(tx, false); err != nil {
		return err
	}
	for _, statement := range m.schema[d.db.Dialect()]() {
		if err := tx.Exec(statement).Error; err != nil {
			first, _, _ := strings.Cut(statement, "\n")
			return fmt.Errorf("%s: %w", first, err)
		}
	}
	if m.fill != nil {
		if err := d.force(tx, false); err != nil { // of the tables that are new
			return err
		}
		if err := m.fill(d, tx); err != nil {
			return err
		}
	}
	if err := d.force(tx, true); err != nil {
		return err
	}
	return tx.Create(&schemaMigration{Version: m.version, Name: m.name, AppliedAt: d.now()}).Error
}

// lockKey is the number of PostgreSQL's advisory lock, "roster" in ASCII.
const lockKey = 0x726f73746572

// lockSchema waits for other migrations to end and makes sure that there is a
// place to note this one. On SQLite the transaction itself is the lock. What the
// migration locks later is not waited for long: others would queue behind it.
func (d *Directory) lockSchema(tx *gorm.DB) error {
	statements := []string{
		"CREATE TABLE IF NOT EXISTS schema_migrations " +
			"(version INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL, applied_at DATETIME NOT NULL)",
	}
	if d.db.Dialect() == postgres {
		statements = []string{
			"SET LOCAL lock_timeout = '60s'",
			fmt.Sprintf("SELECT pg_advisory_xact_lock(%d)", lockKey),
			"SET LOCAL lock_timeout = '2s'",
			"CREATE TABLE IF NOT EXISTS schema_migrations " +
				`(version integer PRIMARY KEY, name text COLLATE "C" NOT NULL, applied_at timestamptz(6) NOT NULL)`,
		}
	}
	for _, statement := range statements {
		if err := tx.Exec(statement).Error; err != nil {
			return err
		}
	}
	return nil
}

// pending gives the steps that the database has not seen.
func (d *Directory) pending(g *gorm.DB) ([]migration, error) {
	exists := "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'"
	if d.db.Dialect() == postgres {
		exists = "SELECT count(to_regclass('schema_migrations'))"
	}
	var tables int64
	if err := g.Raw(exists).Scan(&tables).Error; err != nil {
		return nil, err
	}
	steps := migrations()
	if tables == 0 {
		return steps, nil
	}
	var seen []schemaMigration
	if err := g.Order("version").Find(&seen).Error; err != nil {
		return nil, err
	}
	for i, s := range seen {
		switch {
		case s.Version > len(steps):
			return nil, fmt.Errorf("%w: it has version %d, the program %d", ErrNewerSchema, s.Version, len(steps))
		case s.Version != i+1 || s.Name != steps[i].name:
			return nil, fmt.Errorf("the database has a foreign schema: %04d %s", s.Version, s.Name)
		}
	}
	return steps[len(seen):], nil
}
