package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/migrator"
	"gorm.io/gorm/schema"
	"zombiezen.com/go/sqlite"
)

// SQLite is GORM's dialect for this package's driver, on the file at path:
//
//	g, err := gorm.Open(store.SQLite("roster.db"), &gorm.Config{TranslateError: true})
//
// There is one connection, which is the one writer. Guids are blobs, times are
// integer microseconds; a column is read back by its declared type, which has
// to contain TIMESTAMP, DATETIME or BOOL for a time or a boolean.
func SQLite(path string) gorm.Dialector { return &sqliteDialector{pool: sqlitePool(path)} }

func sqlitePool(path string) *sql.DB {
	pool := sql.OpenDB(sqliteConnector{path: path})
	pool.SetMaxOpenConns(1)
	pool.SetMaxIdleConns(1)
	pool.SetConnMaxLifetime(0)
	return pool
}

// sqliteDialector implements gorm.Dialector.
type sqliteDialector struct{ pool *sql.DB }

// Name implements gorm.Dialector.
func (d *sqliteDialector) Name() string { return dialectSQLite }

// Initialize implements gorm.Dialector.
func (d *sqliteDialector) Initialize(db *gorm.DB) error {
	db.ConnPool = d.pool
	callbacks.RegisterDefaultCallbacks(db, &callbacks.Config{
		CreateClauses: []string{"INSERT", "VALUES", "ON CONFLICT", "RETURNING"},
		UpdateClauses: []string{"UPDATE", "SET", "FROM", "WHERE", "RETURNING"},
		DeleteClauses: []string{"DELETE", "FROM", "WHERE", "RETURNING"},
	})
	if db.ClauseBuilders == nil {
		db.ClauseBuilders = make(map[string]clause.ClauseBuilder)
	}
	db.ClauseBuilders["FOR"] = buildLocking
	db.ClauseBuilders["LIMIT"] = buildLimit
	return nil
}

// buildLocking leaves FOR UPDATE out: the one writer holds the lock on everything.
func buildLocking(c clause.Clause, builder clause.Builder) {
	if _, locking := c.Expression.(clause.Locking); !locking {
		c.Build(builder)
	}
}

// buildLimit writes the limit that SQLite demands before an offset.
func buildLimit(c clause.Clause, builder clause.Builder) {
	limit, ok := c.Expression.(clause.Limit)
	if !ok {
		return
	}
	rows := -1 // no limit
	if limit.Limit != nil && *limit.Limit >= 0 {
		rows = *limit.Limit
	}
	if rows < 0 && limit.Offset <= 0 {
		return
	}
	text := "LIMIT " + strconv.Itoa(rows)
	if limit.Offset > 0 {
		text += " OFFSET " + strconv.Itoa(limit.Offset)
	}
	_, _ = builder.WriteString(text) // into memory
}

// Migrator implements gorm.Dialector.
func (d *sqliteDialector) Migrator(db *gorm.DB) gorm.Migrator {
	return sqliteMigrator{migrator.Migrator{Config: migrator.Config{
		DB: db, Dialector: d, CreateIndexAfterCreateTable: true,
	}}}
}

// DataTypeOf implements gorm.Dialector.
func (d *sqliteDialector) DataTypeOf(field *schema.Field) string {
	switch field.DataType {
	case schema.Bool:
		return "BOOLEAN"
	case schema.Int, schema.Uint:
		return "INTEGER"
	case schema.Float:
		return "REAL"
	case schema.String:
		return "TEXT"
	case schema.Time:
		return "DATETIME"
	case schema.Bytes:
		return "BLOB"
	}
	return strings.ToUpper(string(field.DataType))
}

// DefaultValueOf implements gorm.Dialector.
func (d *sqliteDialector) DefaultValueOf(field *schema.Field) clause.Expression {
	if field.AutoIncrement {
		return clause.Expr{SQL: "NULL"} // in an INTEGER PRIMARY KEY: the next number
	}
	return clause.Expr{SQL: "DEFAULT"} // which SQLite refuses: better than a silent null
}

// BindVarTo implements gorm.Dialector.
func (d *sqliteDialector) BindVarTo(writer clause.Writer, _ *gorm.Statement, _ any) {
	_ = writer.WriteByte('?') // into memory
}

// QuoteTo implements gorm.Dialector: a dot parts table and column.
func (d *sqliteDialector) QuoteTo(writer clause.Writer, name string) {
	for i, part := range strings.Split(name, ".") {
		if i > 0 {
			_ = writer.WriteByte('.') // into memory
		}
		part = strings.Trim(part, "`\"")
		_, _ = writer.WriteString(`"` + strings.ReplaceAll(part, `"`, `""`) + `"`) // into memory
	}
}

// Explain implements gorm.Dialector.
func (d *sqliteDialector) Explain(text string, vars ...any) string {
	return logger.ExplainSQL(text, nil, `'`, vars...)
}

// SavePoint implements gorm.SavePointerDialectorInterface.
func (d *sqliteDialector) SavePoint(tx *gorm.DB, name string) error {
	return tx.Exec("SAVEPOINT " + name).Error
}

// RollbackTo implements gorm.SavePointerDialectorInterface.
func (d *sqliteDialector) RollbackTo(tx *gorm.DB, name string) error {
	return tx.Exec("ROLLBACK TO SAVEPOINT " + name).Error
}

// Translate implements gorm.ErrorTranslator.
func (d *sqliteDialector) Translate(err error) error {
	var known error
	switch sqlite.ErrCode(err) {
	case sqlite.ResultConstraintUnique, sqlite.ResultConstraintPrimaryKey, sqlite.ResultConstraintRowID:
		known = gorm.ErrDuplicatedKey
	case sqlite.ResultConstraintForeignKey:
		known = gorm.ErrForeignKeyViolated
	case sqlite.ResultConstraintCheck:
		known = gorm.ErrCheckConstraintViolated
	default:
		return err
	}
	if errors.Is(err, known) {
		return err
	}
	return fmt.Errorf("%w: %w", known, err)
}
