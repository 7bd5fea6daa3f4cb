package sqlgen

import (
	"slices"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/value"
)

// writer appends SQL and notes parameters and the tables it has mentioned.
type writer struct {
	d      *Dialect
	buf    []byte
	params []Param
	used   map[*plan.Table]bool
	subs   int          // EXISTS written so far
	links  []value.Kind // of the expansion that is being written
	search *plan.Search // what finds candidates for the condition, nil where nothing does
}

func newWriter(d *Dialect) *writer { return &writer{d: d, used: map[*plan.Table]bool{}} }

func (w *writer) text(s string) { w.buf = append(w.buf, s...) }

func (w *writer) number(n int) { w.buf = value.AppendInteger(w.buf, int64(n)) }

// capture gives what fn writes instead of appending it.
func (w *writer) capture(fn func()) string {
	start := len(w.buf)
	fn()
	s := string(w.buf[start:])
	w.buf = w.buf[:start]
	return s
}

// param writes a placeholder with its type.
func (w *writer) param(p Param, k value.Kind, many bool) {
	w.placeholder(p)
	w.text(w.d.cast(k, many))
}

// placeholder writes a parameter whose type its surroundings tell; the same
// parameter keeps its number.
func (w *writer) placeholder(p Param) {
	i := slices.Index(w.params, p)
	if i < 0 {
		i = len(w.params)
		w.params = append(w.params, p)
	}
	w.buf = append(w.buf, w.d.Placeholder)
	w.number(i + 1)
}

// column writes a qualified column and marks its table as used. That of a view is
// null in rows of other types.
func (w *writer) column(t *plan.Table, name string) {
	if t.Of != nil {
		w.text("CASE WHEN ")
		w.variant(t.Base(), t.Entity.Discriminator)
		w.text(" THEN ")
		w.column(t.Base(), name)
		w.text(" END")
		return
	}
	w.used[t] = true
	w.alias(t)
	w.buf = append(w.buf, '.')
	w.quoted(name)
}

func (w *writer) alias(t *plan.Table) {
	w.buf = append(w.buf, 't')
	w.number(t.ID)
}

// quoted writes an identifier of the model.
func (w *writer) quoted(name string) {
	w.buf = append(w.buf, '"')
	for i := range len(name) {
		if name[i] == '"' {
			w.buf = append(w.buf, '"')
		}
		w.buf = append(w.buf, name[i])
	}
	w.buf = append(w.buf, '"')
}

// reference writes a table, or the view that stands for it, with its alias.
func (w *writer) reference(t *plan.Table) {
	if w.d.Views != "" {
		w.quoted(w.d.Views)
		w.text(".")
	}
	w.quoted(t.Name)
	w.text(" AS ")
	w.alias(t)
}

// tenant writes the tenant predicate of a table, before what else restricts it.
func (w *writer) tenant(t *plan.Table) {
	if t.Scope == "" {
		w.text("TRUE")
		return
	}
	w.column(t, t.Scope)
	w.text(" = ")
	w.placeholder(Param{Source: Slot, Index: plan.ScopeSlot})
}

// restrict writes what every reference to a table is restricted by: the tenant,
// and which of its rows are entities of the type.
func (w *writer) restrict(t *plan.Table) {
	w.tenant(t)
	if t.Entity != nil && t.Entity.Deleted != "" {
		w.text(" AND ")
		w.column(t, t.Entity.Deleted)
		w.text(" IS NULL")
	}
	if t.Entity != nil && t.Entity.Discriminator != nil {
		w.text(" AND ")
		w.variant(t, t.Entity.Discriminator)
	}
}

// variant writes the condition that a row is of a type of a hierarchy.
func (w *writer) variant(t *plan.Table, d *metadata.Discriminator) {
	if len(d.Values) == 0 {
		w.text("FALSE") // all types are abstract
		return
	}
	w.column(t, d.Column)
	if len(d.Values) == 1 {
		w.text(" = ")
		w.constantValue(d.Values[0])
		return
	}
	w.text(" IN (")
	for i, v := range d.Values {
		if i > 0 {
			w.text(", ")
		}
		w.constantValue(v)
	}
	w.text(")")
}

// constantValue writes a string or a whole number of the model.
func (w *writer) constantValue(v value.Value) {
	if v.Kind == value.String {
		w.literal(v.Text)
		return
	}
	w.buf = value.AppendInteger(w.buf, v.Int)
}

// on writes the equalities of a join.
func (w *writer) on(near, far *plan.Table, columns []metadata.JoinColumn) {
	for _, c := range columns {
		w.text(" AND ")
		w.column(far, c.To)
		w.text(" = ")
		w.column(near, c.From)
	}
}

// from writes the tables of a From: all inner joins, and those outer joins that
// something written before has used.
func (w *writer) from(f *plan.From) {
	w.reference(f.Table)
	w.joins(f)
}

// joins writes what is joined in an order that starts with the entities that a
// path or an expansion leads from.
func (w *writer) joins(f *plan.From) { w.joined(f, w.d.join) }

// joined leaves it to the kind of join where the database starts.
func (w *writer) joined(f *plan.From, join string) {
	needed := w.needed(f)
	for _, j := range f.Joins {
		if !needed[j.Table] {
			continue
		}
		if j.Outer {
			w.text(" LEFT JOIN ")
		} else {
			w.text(join)
		}
		w.reference(j.Table)
		w.text(" ON ")
		w.restrict(j.Table)
		w.on(j.Parent, j.Table, j.On)
		for _, l := range j.Links {
			w.text(" AND ")
			w.column(j.Table, l.Column)
			w.text(" = ")
			w.text(w.d.link(w.links[l.Link], l.Link, len(w.links)))
		}
	}
}

// needed closes the used tables over the parents they are joined to.
func (w *writer) needed(f *plan.From) map[*plan.Table]bool {
	needed := map[*plan.Table]bool{}
	for _, j := range slices.Backward(f.Joins) {
		if !j.Outer || w.used[j.Table] || needed[j.Table] {
			needed[j.Table] = true
			if j.Parent != nil {
				needed[j.Parent.Base()] = true
			}
		}
	}
	return needed
}
