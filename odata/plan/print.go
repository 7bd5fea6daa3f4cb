package plan

import (
	"strings"

	"github.com/seed-267014d6/roster/metadata"
)

// String is the kind's name.
func (k Kind) String() string {
	return [...]string{
		"service document", "metadata", "collection", "entity", "property", "raw value", "count",
	}[k]
}

// String shows the plan as an indented tree, for people: the queries with their
// tables, typed conditions, order and cells.
func (p *Plan) String() string {
	w := &treePrinter{}
	w.line(0, p.Kind.String())
	if p.Scans {
		w.line(1, "scans")
	}
	if p.Rows != nil {
		w.rows(1, p.Rows)
	}
	if p.Parent != nil {
		w.line(1, "if nothing is found:")
		w.rows(2, p.Parent)
	}
	return w.b.String()
}

type treePrinter struct{ b strings.Builder }

func (w *treePrinter) line(depth int, parts ...string) {
	w.b.WriteString(strings.Repeat("  ", depth))
	for _, part := range parts {
		w.b.WriteString(part)
	}
	w.b.WriteByte('\n')
}

func (w *treePrinter) rows(depth int, r *Rows) {
	w.from(depth, "from ", r.From)
	if r.Where != nil {
		w.line(depth, "where")
		w.expr(depth+1, r.Where)
	}
	if r.Search != nil {
		w.line(depth, "among what is found in ", r.Search.Text.Table)
	}
	for _, t := range r.Order {
		direction := "order by"
		if t.Descending {
			direction = "order by descending"
		}
		w.line(depth, direction)
		w.expr(depth+1, t.Expr)
	}
	if r.Skip != 0 {
		w.line(depth, "skip $", itoa(r.Skip))
	}
	if r.Top != 0 {
		w.line(depth, "top $", itoa(r.Top))
	}
	if r.Count {
		w.line(depth, "count")
	}
	names := make([]string, 0, len(r.Fields))
	for _, f := range r.Fields {
		names = append(names, fieldText(&f))
	}
	w.line(depth, "select ", strings.Join(names, ", "))
	for _, e := range r.Expands {
		form := [...]string{"expand ", "references of ", "count "}[e.Form]
		w.line(depth, form, e.Name(), " by ", strings.Join(e.Columns, ", "))
		w.rows(depth+1, e.Rows)
	}
}

func fieldText(f *Field) string {
	text := f.Name
	if f.Only != nil {
		text = f.Only.Name + "/" + f.Name
	}
	if f.Members == nil {
		return text
	}
	names := make([]string, 0, len(f.Members))
	for i := range f.Members {
		names = append(names, fieldText(&f.Members[i]))
	}
	return text + " {" + strings.Join(names, ", ") + "}"
}

func (w *treePrinter) from(depth int, word string, f *From) {
	w.line(depth, word, tableName(f.Table))
	for _, j := range f.Joins {
		kind := "join "
		if j.Outer {
			kind = "outer join "
		}
		on := "the links"
		if j.Parent != nil {
			on = joinColumns(j.Parent, j.Table, j.On)
		}
		w.line(depth+1, kind, tableName(j.Table), " on ", on)
	}
}

func tableName(t *Table) string {
	name := t.Name + " t" + itoa(t.ID)
	if t.Scope != "" {
		name += " [" + t.Scope + " = $0]"
	}
	if t.Entity != nil && t.Entity.Discriminator != nil {
		name += " [" + t.Entity.Name + "]"
	}
	return name
}

// tableRef names a table, and the type that it is viewed as.
func tableRef(t *Table) string {
	ref := "t" + itoa(t.ID)
	if t.Of != nil {
		ref += "(" + t.Entity.Name + ")"
	}
	return ref
}

func joinColumns(near, far *Table, on []metadata.JoinColumn) string {
	parts := make([]string, 0, len(on))
	for _, c := range on {
		parts = append(parts, tableRef(near)+"."+c.From+" = "+tableRef(far)+"."+c.To)
	}
	return strings.Join(parts, ", ")
}

func (w *treePrinter) expr(depth int, e Expr) {
	w.line(depth, exprName(e), " ", typeText(e.Type()))
	switch e := e.(type) {
	case *Exists:
		w.sub(depth+1, e.Sub)
	case *CountOf:
		w.sub(depth+1, e.Sub)
	case *Scalar:
		w.sub(depth+1, e.Sub)
	default:
	}
	for _, x := range Operands(e) {
		w.expr(depth+1, x)
	}
}

func (w *treePrinter) sub(depth int, s *Sub) {
	w.from(depth, "in ", s.From)
	if s.Outer != nil {
		w.line(depth+1, "on ", joinColumns(s.Outer, s.From.Table, s.On))
	}
}

func exprName(e Expr) string {
	switch e := e.(type) {
	case *Column:
		if e.Folded {
			return tableRef(e.Table) + "." + e.Property.Fold
		}
		return tableRef(e.Table) + "." + e.Property.Column
	case *Item:
		return "item of " + e.Property.Name
	case *LinkColumn:
		return tableRef(e.Table) + "." + e.Name
	case *Arg:
		return "$" + itoa(e.Slot)
	case *Const:
		switch {
		case e.Null:
			return "null"
		case e.Value:
			return "true"
		}
		return "false"
	case *Compare:
		return e.Op.String()
	case *IsNull:
		if e.Not {
			return "is not null"
		}
		return "is null"
	case *InList:
		if e.HasNull {
			return "in, or null"
		}
		return "in"
	case *Logic:
		if e.Or {
			return "or"
		}
		return "and"
	case *Not:
		return "not"
	case *Call:
		return e.Func.String()
	case *Exists:
		if e.All {
			return "all"
		}
		return "any"
	case *Case:
		return "case"
	case *CountOf:
		return "count"
	case *Scalar:
		return "value of"
	}
	return "?"
}

func typeText(t Type) string {
	name := t.Kind.String()
	if t.Enum != nil {
		name = t.Enum.Name
	}
	if t.Nullable {
		return "(" + name + "?)"
	}
	return "(" + name + ")"
}
