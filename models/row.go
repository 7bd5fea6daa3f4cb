package models

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// begin is the first step of every write of a transaction. A caller who has gone
// is served no further; statements themselves do not see the context, since an
// interrupted one would take other callers' writes with it.
func (tx *Tx) begin(ctx context.Context) error {
	if tx.again {
		return ErrOvertaken
	}
	return context.Cause(ctx)
}

// forUpdate reads rows that others shall not change until the transaction ends.
// References to them stay possible; SQLite has one writer and no need.
func (tx *Tx) forUpdate() *gorm.DB {
	if tx.directory.db.Dialect() == sqlite {
		return tx.DB
	}
	return tx.DB.Clauses(clause.Locking{Strength: "NO KEY UPDATE"})
}

// find reads one row of the workspace into row; it says whether there is one.
func (tx *Tx) find(g *gorm.DB, row any, column string, value any) (bool, error) {
	err := g.Where("workspace_id = ?", tx.workspace).Where(clause.Eq{Column: column, Value: value}).Take(row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return false, nil
	}
	return err == nil, err
}

// address is the row that a change is about, and when the head row has to be
// locked before it.
type address[R any] struct {
	column    string
	value     any
	mayLock   bool // the change can need the head row at all
	needsLock func(*R) bool
	missing   *Error // where there is no such row; nil where one is created then
}

// lockRow gives the addressed row, locked, or the zero row where there is none.
// The head row is locked before where the change needs that.
func lockRow[R any, P interface {
	*R
	record
}](tx *Tx, a address[R]) (*R, error) {
	if !tx.locked && !tx.touched && a.mayLock {
		peek := new(R)
		found, err := tx.read(P(peek), a.column, a.value, false)
		if err != nil {
			return nil, err
		}
		if found && a.needsLock(peek) {
			if err := tx.Lock(); err != nil {
				return nil, err
			}
		}
	}
	stored := new(R)
	found, err := tx.read(P(stored), a.column, a.value, true)
	switch {
	case err != nil:
		return nil, err
	case found:
		tx.touched = true
		if a.needsLock(stored) {
			return stored, tx.needLock()
		}
		return stored, nil
	case a.missing != nil:
		return nil, a.missing
	}
	return new(R), nil
}

// createModel inserts a row that is no record, as create does.
func (tx *Tx) createModel(row any) error {
	result := tx.DB.Omit(clause.Associations).Clauses(clause.OnConflict{DoNothing: true}).Create(row)
	if result.Error == nil && result.RowsAffected == 0 {
		return tx.overtaken()
	}
	return tx.raced(result.Error)
}

// updateModel writes the named columns of a row that is no record.
func (tx *Tx) updateModel(row any, columns []string) error {
	return tx.raced(tx.DB.Omit(clause.Associations).Select(columns).Updates(row).Error)
}

// raced begins anew where a unique value was taken between its check and its
// write: the check will then tell by whom.
func (tx *Tx) raced(err error) error {
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return tx.overtaken()
	}
	return err
}

// columns collects the columns that a change touches.
type columns []string

func (c *columns) note(column string, same bool) {
	if !same {
		*c = append(*c, column)
	}
}

// unique says whether one of the columns must differ from that of all other rows.
func (c columns) unique() bool {
	for _, column := range c {
		switch column {
		case "email_key", "name_fold", "external_id":
			return true
		}
	}
	return false
}

// same compares optional values.
func same[T comparable](a, b *T) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// optionalID gives a reference as it is stored.
func optionalID(given Optional[uuid.UUID]) *uuid.UUID {
	if given.Null {
		return nil
	}
	return &given.Value
}
