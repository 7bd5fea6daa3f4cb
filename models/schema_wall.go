package models

import (
	"context"
	"errors"
	"fmt"
	"strings"

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

// postgresWalls puts a second wall between workspaces, behind the predicate that
// each statement has: in a transaction that names a workspace, views show its rows
// alone, and only they can be written. Reads have views, and not policies, since
// operators that are not leakproof (LIKE, lower) could use no index behind one.
func postgresWalls() []string {
	walls := postgresWall("users", "user_labels", "user_activities", "teams", "team_labels", "team_members")
	return append([]string{"CREATE SCHEMA " + ViewSchema}, walls...)
}

// postgresWall is that of tables whose rows each belong to a workspace.
func postgresWall(tables ...string) []string {
	var statements []string
	for _, table := range tables {
		statements = append(statements,
			postgresView(table),
			fmt.Sprintf("ALTER TABLE %s ENABLE ROW LEVEL SECURITY", table),
			fmt.Sprintf("ALTER TABLE %s FORCE ROW LEVEL SECURITY", table),
			fmt.Sprintf("CREATE POLICY reads ON %s FOR SELECT USING (true)", table),
			fmt.Sprintf("CREATE POLICY writes ON %s USING (%s)", table, own),
		)
	}
	return statements
}

// own says of a row that it is of the workspace that the transaction names.
const own = "workspace_id = nullif(current_setting('roster.ws', true), '')::uuid"

func postgresView(table string) string {
	return fmt.Sprintf("CREATE VIEW %s.%s AS SELECT * FROM %s WHERE %s", ViewSchema, table, table, own)
}

// postgresGuard is the wall of tables that are searched by LIKE. A policy would keep
// the planner from their statistics, so that it takes every search for one that finds
// ten rows; a trigger does the same for writes.
func postgresGuard(tables ...string) []string {
	of := func(row string) string { return strings.ReplaceAll(own, "workspace_id", row+".workspace_id") }
	statements := []string{`CREATE FUNCTION ` + ViewSchema + `.keep_own() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN
			IF TG_OP <> 'INSERT' AND (` + of("OLD") + `) IS NOT TRUE THEN RETURN NULL; END IF;
			IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
			IF (` + of("NEW") + `) IS NOT TRUE THEN
				RAISE insufficient_privilege USING MESSAGE = 'the row is of another workspace';
			END IF;
			RETURN NEW;
		END $$`}
	for _, table := range tables {
		statements = append(statements,
			postgresView(table),
			fmt.Sprintf("CREATE TRIGGER %s BEFORE INSERT OR UPDATE OR DELETE ON %s "+
				"FOR EACH ROW EXECUTE FUNCTION %s.keep_own()", guard, table, ViewSchema),
		)
	}
	return statements
}

// guard is the name of the triggers of postgresGuard.
const guard = "roster_guard"

// force says whether the policies hold for the owner of the tables, as which the
// program works. A migration writes rows of all workspaces: without this its UPDATE
// would change none, and say nothing.
func (d *Directory) force(tx *gorm.DB, forced bool) error {
	if d.db.Dialect() != postgres {
		return nil
	}
	not, how := "NO ", "DISABLE"
	if forced {
		not, how = "", "ENABLE"
	}
	err := alterEach(tx, not+"FORCE ROW LEVEL SECURITY", "SELECT oid::regclass::text FROM pg_class "+
		"WHERE relrowsecurity AND relnamespace = current_schema()::regnamespace ORDER BY 1")
	if err != nil {
		return err
	}
	return alterEach(tx, how+" TRIGGER "+guard, "SELECT tgrelid::regclass::text FROM pg_trigger "+
		"JOIN pg_class c ON c.oid = tgrelid WHERE tgname = '"+guard+"' "+
		"AND relnamespace = current_schema()::regnamespace ORDER BY 1")
}

// alterEach changes all tables that a query names.
func alterEach(tx *gorm.DB, change, tables string) error {
	var names []string
	if err := tx.Raw(tables).Scan(&names).Error; err != nil {
		return err
	}
	for _, name := range names {
		if err := tx.Exec("ALTER TABLE " + name + " " + change).Error; err != nil {
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
