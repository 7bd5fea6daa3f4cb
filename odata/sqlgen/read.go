package sqlgen

import (
	"slices"

	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/value"
)

// Read generates the query of a page or of a single entity. For the first page
// after is nil; for a later one it says which order values of the row before are
// null, which decides the ranges that are read.
func Read(rows *plan.Rows, d *Dialect, after []bool) *Statement { return read(rows, d, after, nil) }

func read(rows *plan.Rows, d *Dialect, after []bool, s *plan.Search) *Statement {
	if after != nil && d.apart {
		return apart(rows, d, segments(rows.Order, after), s)
	}
	w := newWriter(d)
	w.search = s
	switch {
	case len(rows.Order) == 0:
		w.branch(rows, nil, false)
	case after == nil:
		w.branch(rows, nil, true)
		if rows.Skip != 0 {
			w.text(" OFFSET ")
			w.param(Param{Source: Skip}, value.Int64, false)
		}
	default:
		w.segments(rows, segments(rows.Order, after))
	}
	return w.statement(cellColumns(rows))
}

// apart generates a query of its own for each range behind a row.
func apart(rows *plan.Rows, d *Dialect, list []segment, s *plan.Search) *Statement {
	var first *Statement
	for _, segment := range slices.Backward(list) {
		w := newWriter(d)
		w.search = s
		w.branch(rows, &segment, true)
		statement := w.statement(cellColumns(rows))
		statement.Then, first = first, statement
	}
	return first
}

// Count generates the query for the number of all rows.
func Count(rows *plan.Rows, d *Dialect) *Statement { return count(rows, d, nil) }

func count(rows *plan.Rows, d *Dialect, s *plan.Search) *Statement {
	w := newWriter(d)
	w.search = s
	where := w.capture(func() { w.where(rows, nil) })
	w.text("SELECT count(*) FROM ")
	w.from(rows.From)
	w.text(where)
	return w.statement([]value.Column{{Kind: value.Int64}})
}

func (w *writer) statement(columns []value.Column) *Statement {
	return &Statement{SQL: string(w.buf), Params: w.params, Columns: columns, Searches: w.search != nil}
}

func cellColumns(rows *plan.Rows) []value.Column {
	columns := make([]value.Column, 0, len(rows.Cells))
	for _, c := range rows.Cells {
		columns = append(columns, cellColumn(c))
	}
	return columns
}

// cellColumn is how a cell is decoded: a collection arrives as its joined text.
func cellColumn(e plan.Expr) value.Column {
	if c, ok := e.(*plan.Column); ok && c.Property.Collection != nil {
		return value.Column{Kind: value.String}
	}
	return e.Type().Column()
}

// segments writes the ranges behind a row, each by an index of its own, in order.
func (w *writer) segments(rows *plan.Rows, list []segment) {
	if len(list) == 1 {
		w.branch(rows, &list[0], true)
		return
	}
	for i := range list {
		if i > 0 {
			w.text(" UNION ALL ")
		}
		w.text("SELECT * FROM (")
		w.branch(rows, &list[i], true)
		w.text(") AS s")
		w.number(i)
	}
	w.text(" ORDER BY ")
	for i, t := range rows.Order {
		if i > 0 {
			w.text(", ")
		}
		w.text("c")
		w.number(t.Cell)
		w.direction(t)
	}
	w.limit()
}

func (w *writer) limit() {
	w.text(" LIMIT ")
	w.param(Param{Source: Limit}, value.Int64, false)
	w.text(w.d.limit)
}

// branch writes one SELECT over the rows, or over one range of them.
func (w *writer) branch(rows *plan.Rows, s *segment, ordered bool) {
	// What is selected and restricted comes first: it decides what is joined.
	cells := w.capture(func() { w.cells(rows) })
	where := w.capture(func() { w.where(rows, s) })
	order := ""
	if ordered {
		order = w.capture(func() { w.orderBy(rows.Order) })
	}
	w.text("SELECT ")
	w.text(cells)
	w.text(" FROM ")
	w.from(rows.From)
	w.text(where)
	w.text(order)
	w.limit()
	clear(w.used)
}

func (w *writer) cells(rows *plan.Rows) {
	for i, c := range rows.Cells {
		if i > 0 {
			w.text(", ")
		}
		w.value(c)
		w.text(" AS c")
		w.number(i)
	}
}

func (w *writer) where(rows *plan.Rows, s *segment) {
	w.text(" WHERE ")
	w.restrict(rows.From.Table)
	if w.search != nil {
		w.found(w.search)
	}
	if rows.Where != nil {
		w.text(" AND ")
		w.condition(rows.Where)
	}
	if s != nil {
		w.segment(rows.Order, s)
	}
}

func (w *writer) orderBy(order []plan.OrderTerm) {
	w.text(" ORDER BY ")
	for i, t := range order {
		if i > 0 {
			w.text(", ")
		}
		w.operand(t.Expr)
		w.direction(t)
	}
}

// direction puts nulls first ascending and last descending (Protocol 4.01,
// 11.2.6.2). It is written for nullable terms only: on a key it would keep
// PostgreSQL from using the index.
func (w *writer) direction(t plan.OrderTerm) {
	nullable := w.d.nulls && t.Expr.Type().Nullable
	switch {
	case t.Descending && nullable:
		w.text(" DESC NULLS LAST")
	case t.Descending:
		w.text(" DESC")
	case nullable:
		w.text(" NULLS FIRST")
	}
}
