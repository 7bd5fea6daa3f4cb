package store

import (
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/migrator"
	"gorm.io/gorm/schema"
)

// sqliteMigrator lets GORM create tables and indexes, and find them again. It
// is for tests and tools: a served database is migrated by versioned SQL.
type sqliteMigrator struct{ migrator.Migrator }

// CurrentDatabase implements gorm.Migrator.
func (m sqliteMigrator) CurrentDatabase() string { return "main" }

// GetTables implements gorm.Migrator.
func (m sqliteMigrator) GetTables() ([]string, error) {
	var names []string
	err := m.DB.Raw("select name from sqlite_schema where type = 'table' and substr(name, 1, 7) <> 'sqlite_'").
		Scan(&names).Error
	return names, err
}

// HasTable implements gorm.Migrator.
func (m sqliteMigrator) HasTable(value any) bool {
	return m.exists(value, func(stmt *gorm.Statement) *gorm.DB {
		return m.DB.Raw("select count(*) from sqlite_schema where type = 'table' and name = ?", stmt.Table)
	})
}

// HasColumn implements gorm.Migrator; name is a field or a column.
func (m sqliteMigrator) HasColumn(value any, name string) bool {
	return m.exists(value, func(stmt *gorm.Statement) *gorm.DB {
		if stmt.Schema != nil {
			if field := stmt.Schema.LookUpField(name); field != nil {
				name = field.DBName
			}
		}
		return m.DB.Raw("select count(*) from pragma_table_info(?) where name = ?", stmt.Table, name)
	})
}

// HasIndex implements gorm.Migrator.
func (m sqliteMigrator) HasIndex(value any, name string) bool {
	return m.exists(value, func(stmt *gorm.Statement) *gorm.DB {
		if stmt.Schema != nil {
			if index := stmt.Schema.LookIndex(name); index != nil {
				name = index.Name
			}
		}
		return m.DB.Raw(
			"select count(*) from sqlite_schema where type = 'index' and tbl_name = ? and name = ?", stmt.Table, name)
	})
}

// HasConstraint implements gorm.Migrator: constraints are made with the table.
func (m sqliteMigrator) HasConstraint(any, string) bool { return true }

// CreateConstraint implements gorm.Migrator, but SQLite has no such statement.
func (m sqliteMigrator) CreateConstraint(any, string) error { return gorm.ErrNotImplemented }

// DropConstraint implements gorm.Migrator, but SQLite has no such statement.
func (m sqliteMigrator) DropConstraint(any, string) error { return gorm.ErrNotImplemented }

// AlterColumn implements gorm.Migrator, but SQLite has no such statement.
func (m sqliteMigrator) AlterColumn(any, string) error { return gorm.ErrNotImplemented }

// MigrateColumn implements gorm.Migrator: a column that is there stays as it is.
func (m sqliteMigrator) MigrateColumn(any, *schema.Field, gorm.ColumnType) error { return nil }

// MigrateColumnUnique implements gorm.Migrator, likewise.
func (m sqliteMigrator) MigrateColumnUnique(any, *schema.Field, gorm.ColumnType) error { return nil }

// DropTable implements gorm.Migrator.
func (m sqliteMigrator) DropTable(values ...any) error {
	values = m.ReorderModels(values, false)
	for i := len(values) - 1; i >= 0; i-- {
		err := m.RunWithValue(values[i], func(stmt *gorm.Statement) error {
			return m.DB.Exec("DROP TABLE IF EXISTS ?", clause.Table{Name: stmt.Table}).Error
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (m sqliteMigrator) exists(value any, count func(*gorm.Statement) *gorm.DB) bool {
	var n int64
	err := m.RunWithValue(value, func(stmt *gorm.Statement) error { return count(stmt).Scan(&n).Error })
	return err == nil && n > 0
}
