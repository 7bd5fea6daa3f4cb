package models

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// session is what the ConnPool of a write transaction can do beside what GORM
// asks of it. The statements of every upsert go this way: GORM would make each by
// reflection, and send it on its own.
type session interface {
	// First stores the columns of a query's first row by pointers, if there is one.
	First(ctx context.Context, query string, args, columns []any) (found bool, err error)
	// Change gives how many rows a statement has changed.
	Change(ctx context.Context, query string, args []any) (rows int64, err error)
	// Later runs a statement right before the next one, or the commit, whose error is then its own.
	Later(ctx context.Context, query string, args []any) error
}

// record is a row that is read and written by such statements.
type record interface {
	row
	table(d *Directory) *table
	fields() []any // pointers to what the table's columns hold, and then to what is read with them
	loaded()       // completes what was read
}

const keyColumns = 2 // the workspace, and the id in it

// table is that of a record, with what its statements have in common.
type table struct {
	name    string
	columns []string
	read    string // how a row is read; the column it is found by follows
	insert  string
}

// newTable makes a table. With its columns an expression can be read, too.
func newTable(dialect, name, expression string, columns []string) *table {
	list := strings.Join(columns, ", ")
	insert := "INSERT INTO " + name + " (" + list + ") VALUES (?" + strings.Repeat(", ?", len(columns)-1) +
		") ON CONFLICT DO NOTHING"
	if expression != "" {
		list += ", " + expression
	}
	read := "SELECT " + list + " FROM " + name + " WHERE workspace_id = ? AND "
	return &table{name, columns, placeholders(dialect, read), placeholders(dialect, insert)}
}

// row is a record as bulk inserts take it.
func (t *table) row(r record) []any { return r.fields()[:len(t.columns)] }

func (t *table) bulk() bulk { return bulk{table: t.name, columns: t.columns} }

// placeholders writes those of a dialect for ?.
func placeholders(dialect, text string) string {
	if dialect == sqlite {
		return text
	}
	numbered := make([]byte, 0, len(text)+32)
	n := int64(0)
	for i := range len(text) {
		if text[i] != '?' {
			numbered = append(numbered, text[i])
			continue
		}
		n++
		numbered = strconv.AppendInt(append(numbered, '$'), n, 10)
	}
	return string(numbered)
}

func (tx *Tx) session() (session, error) {
	s, ok := tx.DB.Statement.ConnPool.(session)
	if !ok {
		return nil, errors.New("not a transaction of odata/store")
	}
	return s, nil
}

// change runs a statement with the placeholders ?.
func (tx *Tx) change(text string, args ...any) (rows int64, err error) {
	s, err := tx.session()
	if err != nil {
		return 0, err
	}
	rows, err = s.Change(tx.DB.Statement.Context, placeholders(tx.directory.db.Dialect(), text), args)
	return rows, translate(tx.DB, err)
}

// later runs a statement with the placeholders ?, whose outcome decides nothing,
// together with the next one or the commit.
func (tx *Tx) later(text string, args ...any) error {
	s, err := tx.session()
	if err != nil {
		return err
	}
	return s.Later(tx.DB.Statement.Context, placeholders(tx.directory.db.Dialect(), text), args)
}

// read reads the record with a value in a column, and locks it if asked to; it says
// whether there is one.
func (tx *Tx) read(r record, column string, value any, lock bool) (bool, error) {
	text := r.table(tx.directory).read + column
	switch {
	case tx.directory.db.Dialect() == sqlite: // which has one writer
		text += " = ?"
	case lock:
		text += " = $2 FOR NO KEY UPDATE" // references to it stay possible
	default:
		text += " = $2"
	}
	s, err := tx.session()
	if err != nil {
		return false, err
	}
	found, err := s.First(tx.DB.Statement.Context, text, []any{tx.workspace, value}, r.fields())
	if found {
		r.loaded()
	}
	return found, err
}

// create inserts a record. Where another transaction was faster with one of its
// unique values, this one begins anew and will find it.
func (tx *Tx) create(r record) error {
	t := r.table(tx.directory)
	rows, err := tx.change(t.insert, t.row(r)...)
	if err == nil && rows == 0 {
		return tx.overtaken()
	}
	return tx.raced(err)
}

// insert writes many rows.
func (tx *Tx) insert(b bulk, rows [][]any) (err error) {
	if b.numbered != "" && len(rows) > 0 && tx.directory.db.Dialect() == sqlite {
		if b, rows, err = tx.number(b, rows); err != nil {
			return err
		}
	}
	return b.insert(rows, func(text string, args []any) error {
		_, err := tx.change(text, args...)
		return err
	})
}

// update writes the named columns of a record.
func (tx *Tx) update(r record, names columns) error {
	t := r.table(tx.directory)
	text := append(make([]byte, 0, 512), "UPDATE "+t.name+" SET "...)
	args := make([]any, 0, len(names)+keyColumns)
	for i, field := range t.row(r) {
		if !slices.Contains(names, t.columns[i]) {
			continue
		}
		if len(args) > 0 {
			text = append(text, ", "...)
		}
		text, args = append(append(text, t.columns[i]...), " = ?"...), append(args, field)
	}
	text = append(text, " WHERE workspace_id = ? AND "+r.column()+" = ?"...)
	args = append(args, tx.workspace, r.identity())
	if !names.unique() {
		return tx.later(string(text), args...)
	}
	_, err := tx.change(string(text), args...)
	return tx.raced(err)
}
