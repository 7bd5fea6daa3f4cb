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
	TableName() string
	columns() []column
	loaded() // completes what was read
}

// column is a column of a record's table, or what is read together with the record.
type column struct {
	name  string
	field any    // a pointer to what it holds
	query string // gives it where it is no column of the table
}

func (tx *Tx) session() (session, error) {
	s, ok := tx.DB.Statement.ConnPool.(session)
	if !ok {
		return nil, errors.New("not a transaction of odata/store")
	}
	return s, nil
}

// first reads one row by a statement with the placeholders ?.
func (tx *Tx) first(text string, args, fields []any) (bool, error) {
	s, err := tx.session()
	if err != nil {
		return false, err
	}
	return s.First(tx.DB.Statement.Context, tx.placeholders(text), args, fields)
}

// change runs a statement with the placeholders ?.
func (tx *Tx) change(text string, args ...any) (rows int64, err error) {
	s, err := tx.session()
	if err != nil {
		return 0, err
	}
	rows, err = s.Change(tx.DB.Statement.Context, tx.placeholders(text), args)
	return rows, translate(tx.DB, err)
}

// later runs a statement with the placeholders ?, whose outcome decides nothing,
// together with the next one or the commit.
func (tx *Tx) later(text string, args ...any) error {
	s, err := tx.session()
	if err != nil {
		return err
	}
	return s.Later(tx.DB.Statement.Context, tx.placeholders(text), args)
}

// placeholders numbers those of a statement for PostgreSQL.
func (tx *Tx) placeholders(text string) string {
	if tx.directory.db.Dialect() == sqlite {
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

// read reads the record with a value in a column, and locks it if asked to; it says
// whether there is one.
func (tx *Tx) read(r record, name string, value any, lock bool) (bool, error) {
	text := []byte("SELECT ")
	columns := r.columns()
	fields := make([]any, len(columns))
	for i, c := range columns {
		if i > 0 {
			text = append(text, ", "...)
		}
		if c.query != "" {
			text = append(text, c.query...)
		} else {
			text = append(text, c.name...)
		}
		fields[i] = c.field
	}
	text = append(text, " FROM "+r.TableName()+" WHERE workspace_id = ? AND "+name+" = ?"...)
	if lock && tx.directory.db.Dialect() != sqlite { // which has one writer
		text = append(text, " FOR NO KEY UPDATE"...) // references to it stay possible
	}
	found, err := tx.first(string(text), []any{tx.workspace, value}, fields)
	if found {
		r.loaded()
	}
	return found, err
}

// create inserts a record. Where another transaction was faster with one of its
// unique values, this one begins anew and will find it.
func (tx *Tx) create(r record) error {
	var names []string
	var args []any
	for _, c := range r.columns() {
		if c.query == "" {
			names, args = append(names, c.name), append(args, c.field)
		}
	}
	rows, err := tx.change("INSERT INTO "+r.TableName()+" ("+strings.Join(names, ", ")+") VALUES (?"+
		strings.Repeat(", ?", len(names)-1)+") ON CONFLICT DO NOTHING", args...)
	if err == nil && rows == 0 {
		return tx.overtaken()
	}
	return tx.raced(err)
}

// update writes the named columns of a record.
func (tx *Tx) update(r record, names columns) error {
	text := []byte("UPDATE " + r.TableName() + " SET ")
	var args []any
	for _, c := range r.columns() {
		if slices.Contains(names, c.name) {
			if len(args) > 0 {
				text = append(text, ", "...)
			}
			text, args = append(text, c.name+" = ?"...), append(args, c.field)
		}
	}
	text = append(text, " WHERE workspace_id = ? AND "+r.column()+" = ?"...)
	args = append(args, tx.workspace, r.identity())
	if !names.unique() {
		return tx.later(string(text), args...)
	}
	_, err := tx.change(string(text), args...)
	return tx.raced(err)
}
