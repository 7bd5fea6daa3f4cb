package sqlgen

import (
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/value"
)

// Expand generates the query for the children of all parents of a page. Its
// columns are the parent's number from 1, the cells, and for a Ranked expansion
// the child's rank from 1 and the number of the parent's children. Rows come in
// the order of the parents. A ranked expansion also yields the first child of a
// parent that $top or $skip leave none of: for the number, not as a child.
func Expand(e *plan.Expand, d *Dialect) *Statement {
	w := newWriter(d)
	columns := append([]value.Column{{Kind: value.Int64}}, cellColumns(e.Rows)...)
	if !Ranked(e) {
		w.children(e, false)
		w.text(" ORDER BY 1")
		if e.Navigation.Collection {
			for _, t := range e.Rows.Order {
				w.text(", ")
				w.text("c")
				w.number(t.Cell)
				w.direction(t)
			}
		}
		return w.statement(columns)
	}
	w.text("SELECT * FROM (")
	w.children(e, true)
	w.text(") AS q WHERE q.rank = 1 OR (")
	w.window(e.Rows)
	w.text(") ORDER BY q.ord, q.rank")
	number := value.Column{Kind: value.Int64}
	return w.statement(append(columns, number, number))
}

// Ranked says whether an expansion cuts or counts the children of each parent.
func Ranked(e *plan.Expand) bool { return e.Rows.Top != 0 || e.Rows.Skip != 0 || e.Rows.Count }

// window writes which ranks $skip and $top leave.
func (w *writer) window(rows *plan.Rows) {
	slot := func(i int) { w.param(Param{Source: Slot, Index: i}, value.Int64, false) }
	if rows.Skip == 0 && rows.Top == 0 {
		w.text("TRUE")
		return
	}
	if rows.Skip != 0 {
		w.text("q.rank > ")
		slot(rows.Skip)
	}
	if rows.Top == 0 {
		return
	}
	if rows.Skip != 0 {
		w.text(" AND q.rank - ")
		slot(rows.Skip)
		w.text(" <= ")
	} else {
		w.text("q.rank <= ")
	}
	slot(rows.Top)
}

func (w *writer) children(e *plan.Expand, ranked bool) {
	cells := w.capture(func() { w.cells(e.Rows) })
	where := w.capture(func() {
		if e.Rows.Where != nil {
			w.text(" WHERE ")
			w.condition(e.Rows.Where)
		}
	})
	rank := ""
	if ranked {
		rank = w.capture(func() { w.rank(e) })
	}
	w.text("SELECT ")
	w.text(w.d.ordinal)
	w.text(" AS ord, ")
	w.text(cells)
	w.text(rank)
	w.text(" FROM ")
	w.d.parents(w, e)
	w.text(w.d.join)
	from := e.Rows.From
	w.reference(from.Table)
	w.text(" ON ")
	w.restrict(from.Table)
	for i, column := range e.Columns {
		w.text(" AND ")
		w.column(from.Table, column)
		w.text(" = ")
		w.text(w.d.link(e.Kinds[i], i, len(e.Columns)))
	}
	w.joins(from)
	w.text(where)
}

// rank numbers and counts the children of each parent.
func (w *writer) rank(e *plan.Expand) {
	w.text(", row_number() OVER (PARTITION BY ")
	w.text(w.d.ordinal)
	w.orderBy(e.Rows.Order)
	w.text(") AS rank, count(*) OVER (PARTITION BY ")
	w.text(w.d.ordinal)
	w.text(")")
	w.text(" AS total")
}
