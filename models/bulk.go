package models

import (
	"slices"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"
)

// bulk inserts many rows of one table by few statements. GORM would parse and
// reflect upon every value.
type bulk struct {
	table    string
	columns  []string
	numbered string // the column that Tx.number fills on SQLite, "" for none
}

// bulkValues bounds the parameters of one statement, below both databases' limits
// and few enough to be compiled quickly.
const bulkValues = 4000

// insert writes the rows by exec, which takes a text with the placeholders ?.
// Statements of full size have one text, so that they are compiled once.
func (b bulk) insert(rows [][]any, exec func(text string, args []any) error) error {
	for batch := range slices.Chunk(rows, max(1, bulkValues/len(b.columns))) {
		if err := exec(b.text(len(batch)), slices.Concat(batch...)); err != nil {
			return err
		}
	}
	return nil
}

// text is an INSERT of n rows, with the placeholders ?.
func (b bulk) text(n int) string {
	row := "(?" + strings.Repeat(", ?", len(b.columns)-1) + ")"
	return "INSERT INTO " + b.table + " (" + strings.Join(b.columns, ", ") + ") VALUES " +
		row + strings.Repeat(", "+row, n-1)
}

func translate(g *gorm.DB, err error) error {
	if t, ok := g.Dialector.(gorm.ErrorTranslator); ok {
		return t.Translate(err)
	}
	return err
}

// labelTable is a table of labels: of users or of teams.
type labelTable struct {
	table string
	owner string // the column with the owner's id
}

func userLabels() labelTable { return labelTable{"user_labels", "system_user_id"} }
func teamLabels() labelTable { return labelTable{"team_labels", "team_id"} }

func (t labelTable) bulk() bulk {
	return bulk{table: t.table, columns: []string{"workspace_id", t.owner, "kind", "ord", "value", "fold"}}
}

// labelRows appends the rows of labels, the first of which has the number ord.
func labelRows(rows [][]any, workspace, owner uuid.UUID, kind string, ord int, labels []string) [][]any {
	for i, l := range labels {
		rows = append(rows, []any{workspace, owner, kind, ord + i, l, fold(l)})
	}
	return rows
}

// saveLabels stores the labels of one kind, so that any and all see what the
// owner's joined column says.
func (tx *Tx) saveLabels(t labelTable, owner uuid.UUID, kind string, stored, labels []string) error {
	kept := 0
	for kept < len(stored) && kept < len(labels) && stored[kept] == labels[kept] {
		kept++
	}
	if kept < len(stored) {
		err := tx.later("DELETE FROM "+t.table+
			" WHERE workspace_id = ? AND "+t.owner+" = ? AND kind = ? AND ord >= ?",
			tx.workspace, owner, kind, kept)
		if err != nil {
			return err
		}
	}
	rows := labelRows(nil, tx.workspace, owner, kind, kept, labels[kept:])
	if len(rows) == 0 {
		return nil
	}
	return tx.later(t.bulk().text(len(rows)), slices.Concat(rows...)...)
}
