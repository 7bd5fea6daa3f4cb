package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"io"
	"strings"
	"time"

	"zombiezen.com/go/sqlite"
)

// sqliteDriver is the database/sql driver. It is not registered by a name:
// sql.OpenDB takes the connector.
type sqliteDriver struct{}

// Open implements driver.Driver; name is the path of the file.
func (sqliteDriver) Open(name string) (driver.Conn, error) { return openSQLite(name, false) }

// sqliteConnector makes connections to one file.
type sqliteConnector struct {
	path     string
	readOnly bool
}

// Connect implements driver.Connector.
func (c sqliteConnector) Connect(context.Context) (driver.Conn, error) {
	return openSQLite(c.path, c.readOnly)
}

// Driver implements driver.Connector.
func (sqliteConnector) Driver() driver.Driver { return sqliteDriver{} }

// ExecContext implements driver.ExecerContext. Without arguments the text may
// hold several statements.
func (c *sqliteConn) ExecContext(
	ctx context.Context, query string, args []driver.NamedValue,
) (driver.Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	defer c.guard(ctx.Done())()
	var result sqliteResult
	for rest := skipBlank(query); rest != ""; {
		st, tail, err := c.statements.take(rest)
		if err != nil {
			return nil, because(ctx, err)
		}
		rest = skipBlank(tail)
		err = c.execute(st, args, rest != "")
		c.statements.put(st)
		if err != nil {
			return nil, because(ctx, err)
		}
		if st.changes {
			result.rows = int64(c.raw.Changes())
			result.id = c.raw.LastInsertRowID()
		}
	}
	return result, nil
}

func (c *sqliteConn) execute(st *statement, args []driver.NamedValue, more bool) error {
	if more && len(args) > 0 {
		return fmt.Errorf("arguments cannot be shared by several statements")
	}
	if err := st.bindDriver(args); err != nil {
		return err
	}
	return st.drain()
}

// QueryContext implements driver.QueryerContext. The first row is fetched at
// once, so that a statement that writes has done so even if nobody reads on.
func (c *sqliteConn) QueryContext(
	ctx context.Context, query string, args []driver.NamedValue,
) (driver.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	release := c.guard(ctx.Done())
	st, tail, err := c.statements.take(skipBlank(query))
	if err != nil {
		release()
		return nil, because(ctx, err)
	}
	rows := &sqliteRows{conn: c, st: st, release: release}
	if skipBlank(tail) != "" {
		err = fmt.Errorf("a query is one statement")
	}
	if err == nil {
		err = st.bindDriver(args)
	}
	if err == nil {
		rows.more, err = st.stmt.Step()
	}
	if err != nil {
		_ = rows.Close() // cannot fail
		return nil, because(ctx, err)
	}
	return rows, nil
}

// because names the end of ctx as the cause of an interrupted statement.
func because(ctx context.Context, err error) error {
	if ctx.Err() != nil && sqlite.ErrCode(err).ToPrimary() == sqlite.ResultInterrupt {
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return err
}

// sqliteResult implements driver.Result.
type sqliteResult struct{ id, rows int64 }

func (r sqliteResult) LastInsertId() (int64, error) { return r.id, nil }
func (r sqliteResult) RowsAffected() (int64, error) { return r.rows, nil }

// sqlitePrepared is a statement of database/sql. The compiled form lives in
// the connection's cache.
type sqlitePrepared struct {
	conn  *sqliteConn
	query string
}

func (p *sqlitePrepared) Close() error  { return nil }
func (p *sqlitePrepared) NumInput() int { return -1 }

// Exec implements driver.Stmt; database/sql calls ExecContext.
func (p *sqlitePrepared) Exec([]driver.Value) (driver.Result, error) { return nil, driver.ErrSkip }

// Query implements driver.Stmt; database/sql calls QueryContext.
func (p *sqlitePrepared) Query([]driver.Value) (driver.Rows, error) { return nil, driver.ErrSkip }

func (p *sqlitePrepared) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return p.conn.ExecContext(ctx, p.query, args)
}

func (p *sqlitePrepared) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return p.conn.QueryContext(ctx, p.query, args)
}

// sqliteRows implements driver.Rows.
type sqliteRows struct {
	conn    *sqliteConn
	st      *statement
	release func()
	more    bool // a row is at hand
	fetched bool // … and has been given out
}

func (r *sqliteRows) Columns() []string { return r.st.columns() }

// ColumnTypeDatabaseTypeName implements driver.RowsColumnTypeDatabaseTypeName
// with the declared type of the column, in capitals.
func (r *sqliteRows) ColumnTypeDatabaseTypeName(i int) string { return r.st.declared()[i] }

func (r *sqliteRows) Close() error {
	if r.st == nil {
		return nil
	}
	r.conn.statements.put(r.st)
	r.release()
	r.st = nil
	return nil
}

func (r *sqliteRows) Next(dest []driver.Value) error {
	if r.st.ended {
		return errLost
	}
	if r.fetched && r.more {
		more, err := r.st.stmt.Step()
		if err != nil {
			r.more = false
			return err
		}
		r.more = more
	}
	if !r.more {
		return io.EOF
	}
	r.fetched = true
	types := r.st.declared()
	for i := range dest {
		dest[i] = r.value(i, types[i])
	}
	return nil
}

// value converts a stored value by the declared type of its column.
func (r *sqliteRows) value(i int, declared string) driver.Value {
	stmt := r.st.stmt
	switch stmt.ColumnType(i) {
	case sqlite.TypeNull:
		return nil
	case sqlite.TypeInteger:
		return integerAs(stmt.ColumnInt64(i), declared)
	case sqlite.TypeFloat:
		return stmt.ColumnFloat(i)
	case sqlite.TypeText:
		return stmt.ColumnText(i)
	case sqlite.TypeBlob:
	}
	b := make([]byte, stmt.ColumnLen(i))
	stmt.ColumnBytes(i, b)
	return b
}

func integerAs(n int64, declared string) driver.Value {
	switch {
	case strings.Contains(declared, "TIMESTAMP"), strings.Contains(declared, "DATETIME"):
		return time.UnixMicro(n).UTC()
	case strings.Contains(declared, "BOOL"):
		return n != 0
	}
	return n
}
