package sqlgen

import (
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/value"
)

// Expand generates the query for the children of all parents of a page. Its
// columns are the parent's number from 1 and the cells; rows come in the order
// of the parents. Where $top or $skip cut the children of each parent, only those
// that are left are read.
func Expand(e *plan.Expand, d *Dialect) *Statement {
	w := newWriter(d)
	w.links = e.Kinds
	if Windowed(e) {
		d.window(w, e)
	} else {
		w.children(e)
	}
	w.text(" ORDER BY 1")
	if e.Collection() {
		for _, t := range e.Rows.Order {
			w.text(", c")
			w.number(t.Cell)
			w.direction(t)
		}
	}
	return w.statement(append([]value.Column{{Kind: value.Int64}}, cellColumns(e.Rows)...))
}

// CountChildren generates the query for the number of children of each parent,
// whatever $top and $skip leave of them: the parent's number from 1, and how many
// it has. Parents without any are not in it.
func CountChildren(e *plan.Expand, d *Dialect) *Statement {
	w := newWriter(d)
	w.links = e.Kinds
	where := w.capture(func() { w.filtered(e) })
	w.text("SELECT ")
	w.text(d.ordinal)
	w.text(" AS ord, count(*) FROM ")
	d.parents(w, e)
	w.text(d.join)
	w.matched(e)
	w.joins(e.Rows.From)
	w.text(where)
	w.text(" GROUP BY 1 ORDER BY 1")
	number := value.Column{Kind: value.Int64}
	return w.statement([]value.Column{number, number})
}

// Windowed says whether an expansion cuts the children of each parent.
func Windowed(e *plan.Expand) bool { return e.Rows.Top != 0 || e.Rows.Skip != 0 }

// children writes the query for all children.
func (w *writer) children(e *plan.Expand) {
	cells := w.capture(func() { w.cells(e.Rows) })
	where := w.capture(func() { w.filtered(e) })
	w.text("SELECT ")
	w.text(w.d.ordinal)
	w.text(" AS ord, ")
	w.text(cells)
	w.text(" FROM ")
	w.d.parents(w, e)
	w.text(w.d.join)
	w.matched(e)
	w.joins(e.Rows.From)
	w.text(where)
}

// matched writes the first table of the children, matched with the parents.
func (w *writer) matched(e *plan.Expand) {
	w.reference(e.Rows.From.Table)
	w.text(" ON ")
	w.restrict(e.Rows.From.Table)
	w.linked(e)
}

func (w *writer) linked(e *plan.Expand) {
	for i, column := range e.Columns {
		w.text(" AND ")
		w.column(e.Rows.From.Table, column)
		w.text(" = ")
		w.text(w.d.link(e.Kinds[i], i, len(e.Links)))
	}
	w.collectionKind(e.Rows.From.Table, e.Items())
}

// collectionKind picks the rows of one collection property among others.
func (w *writer) collectionKind(t *plan.Table, c *metadata.Collection) {
	if c != nil && c.KindColumn != "" {
		w.text(" AND ")
		w.column(t, c.KindColumn)
		w.text(" = ")
		w.literal(c.Kind)
	}
}

func (w *writer) filtered(e *plan.Expand) {
	if e.Rows.Where != nil {
		w.text(" WHERE ")
		w.condition(e.Rows.Where)
	}
}

// ofOne writes the query for what is left of the children of one parent, p.
func (w *writer) ofOne(e *plan.Expand, columns func()) {
	selected := w.capture(columns)
	where := w.capture(func() {
		w.text(" WHERE ")
		w.restrict(e.Rows.From.Table)
		w.linked(e)
		if e.Rows.Where != nil {
			w.text(" AND ")
			w.condition(e.Rows.Where)
		}
	})
	order := w.capture(func() { w.orderBy(e.Rows.Order) })
	w.text("SELECT ")
	w.text(selected)
	w.text(" FROM ")
	w.from(e.Rows.From)
	w.text(where)
	w.text(order)
	w.limit()
	if e.Rows.Skip != 0 {
		w.text(" OFFSET ")
		w.param(Param{Source: Skip}, value.Int64, false)
	}
}

// lateral reads the children of each parent by a query of its own.
func lateral(w *writer, e *plan.Expand) {
	w.text("SELECT p.ord AS ord, w.* FROM ")
	w.d.parents(w, e)
	w.text(" CROSS JOIN LATERAL (")
	w.ofOne(e, func() { w.cells(e.Rows) })
	w.text(") AS w")
}

// byKey reads the children by their keys, which a query finds for each parent:
// SQLite has no LATERAL.
func byKey(w *writer, e *plan.Expand) {
	main := e.Rows.Main
	cells := w.capture(func() { w.cells(e.Rows) })
	outer := joinsBehind(e.Rows.From, main)
	joins := w.capture(func() { w.joins(outer) })
	clear(w.used)
	w.text("SELECT ")
	w.text(w.d.ordinal)
	w.text(" AS ord, ")
	w.text(cells)
	w.text(" FROM ")
	w.d.parents(w, e)
	w.text(w.d.join)
	w.reference(main)
	w.text(" ON ")
	w.restrict(main)
	if e.Items() != nil {
		w.linked(e) // the number of an item is unique among its parent's
	}
	w.text(" AND (")
	w.keyColumns(e)
	w.text(") IN (")
	w.ofOne(e, func() { w.keyColumns(e) })
	w.text(")")
	w.text(joins)
}

// keyColumns are those that tell the children of one parent apart.
func (w *writer) keyColumns(e *plan.Expand) {
	if c := e.Items(); c != nil {
		w.column(e.Rows.Main, c.Order)
		return
	}
	for i, k := range e.Rows.Type.Key {
		if i > 0 {
			w.text(", ")
		}
		w.column(e.Rows.Main, k.Column)
	}
}

// joinsBehind is the part of a From behind a table.
func joinsBehind(f *plan.From, t *plan.Table) *plan.From {
	behind := &plan.From{Table: t}
	for _, j := range f.Joins {
		if j.Table != t {
			behind.Joins = append(behind.Joins, j)
		}
	}
	return behind
}
