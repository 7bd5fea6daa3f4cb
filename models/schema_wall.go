package models

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
)

// ViewSchema is PostgreSQL's schema of the views that the directory is read
// through; see odata.Config.
const ViewSchema = "tenant"

// Views is the schema that the directory is read through: ViewSchema on
// PostgreSQL, none on SQLite.
func (d *Directory) Views() string {
	if d.db.Dialect() == postgres {
		return ViewSchema
	}
	return ""
}

// walledTables are those whose rows each belong to a workspace.
func walledTables() []string {
	return []string{"users", "user_labels", "user_activities", "teams", "team_labels", "team_members"}
}

// postgresWalls puts a second wall between workspaces, behind the predicate that
// each statement has: in a transaction that names a workspace, views show its rows
// alone, and only they can be written. Reads have views, and not policies, since
// operators that are not leakproof (LIKE, lower) could use no index behind one.
func postgresWalls() []string {
	const own = "workspace_id = nullif(current_setting('roster.ws', true), '')::uuid"
	statements := []string{"CREATE SCHEMA " + ViewSchema}
	for _, table := range walledTables() {
		statements = append(statements,
			fmt.Sprintf("CREATE VIEW %s.%s AS SELECT * FROM %s WHERE %s", ViewSchema, table, table, own),
			fmt.Sprintf("ALTER TABLE %s ENABLE ROW LEVEL SECURITY", table),
			fmt.Sprintf("ALTER TABLE %s FORCE ROW LEVEL SECURITY", table),
			fmt.Sprintf("CREATE POLICY reads ON %s FOR SELECT USING (true)", table),
			fmt.Sprintf("CREATE POLICY writes ON %s USING (%s)", table, own),
		)
	}
	return statements
}

// force says whether the policies hold for the owner of the tables, as which the
// program works. A migration writes rows of all workspaces: without this its UPDATE
// would change none, and say nothing.
func (d *Directory) force(tx *gorm.DB, forced bool) error {
	if d.db.Dialect() != postgres {
		return nil
	}
	var names []string
	err := tx.Raw("SELECT oid::regclass::text FROM pg_class WHERE relrowsecurity " +
		"AND relnamespace = current_schema()::regnamespace ORDER BY 1").Scan(&names).Error
	if err != nil {
		return err
	}
	not := "NO "
	if forced {
		not = ""
	}
	for _, name := range names {
		if err := tx.Exec("ALTER TABLE " + name + " " + not + "FORCE ROW LEVEL SECURITY").Error; err != nil {
			return err
		}
	}
	return nil
}

// ErrRole says that the walls do not hold for the database role in use.
var ErrRole = errors.New("the database role is a superuser or bypasses row-level security, " +
	"so the policies between workspaces do not hold for it")

// CheckRole fails with ErrRole where PostgreSQL's policies do not hold for the role.
func (d *Directory) CheckRole(ctx context.Context) error {
	if d.db.Dialect() != postgres {
		return nil
	}
	var above bool
	err := d.db.LookUp(ctx, func(g *gorm.DB) error {
		return g.Raw("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user").Scan(&above).Error
	})
	if err == nil && above {
		return ErrRole
	}
	return err
}
