package sqlgen

import (
	"strings"

	"github.com/seed-267014d6/roster/odata/plan"
)

// value writes an expression as an operand: with all three truth values right.
func (w *writer) value(e plan.Expr) { w.expr(e, true) }

// condition writes a Boolean where null and false do the same: in WHERE, as long
// as nothing negates it. The plain forms it allows keep indexes usable.
func (w *writer) condition(e plan.Expr) { w.expr(e, false) }

func (w *writer) expr(e plan.Expr, exact bool) {
	switch e := e.(type) {
	case *plan.Column:
		w.property(e)
	case *plan.Item:
		w.item(e)
	case *plan.LinkColumn:
		w.column(e.Table, e.Name)
	case *plan.Arg:
		w.param(Param{Source: Slot, Index: e.Slot}, e.Of.Kind, false)
	case *plan.Const:
		w.constant(e)
	case *plan.Compare:
		w.compare(e, exact)
	case *plan.IsNull:
		w.isNull(e)
	case *plan.InList:
		w.inList(e, exact)
	case *plan.Logic:
		w.logic(e, exact)
	case *plan.Not:
		w.text("NOT (")
		w.value(e.X)
		w.text(")")
	case *plan.Call:
		w.call(e)
	case *plan.Exists:
		w.exists(e)
	case *plan.Case:
		w.caseOf(e)
	case *plan.CountOf:
		w.countOf(e)
	case *plan.Scalar:
		w.scalar(e)
	}
}

func (w *writer) property(e *plan.Column) {
	if e.Folded {
		w.column(e.Table, e.Property.Fold)
		return
	}
	w.column(e.Table, e.Property.Column)
}

func (w *writer) item(e *plan.Item) {
	if e.Folded {
		w.column(e.Table, e.Property.Collection.Fold)
		return
	}
	w.column(e.Table, e.Property.Collection.Value)
}

func (w *writer) constant(e *plan.Const) {
	switch {
	case e.Null:
		w.text("NULL")
	case e.Value:
		w.text("TRUE")
	default:
		w.text("FALSE")
	}
}

// compare writes a two-valued comparison (URL Conventions 4.01, 5.1.1.1): null
// equals null, differs from everything else, and is neither greater nor less.
func (w *writer) compare(e *plan.Compare, exact bool) {
	left, right := e.L.Type().Nullable, e.R.Type().Nullable
	switch {
	case left && right && e.Op == plan.Eq:
		w.infix(e, w.d.same)
	case left && right && e.Op == plan.Ne:
		w.infix(e, w.d.distinct)
	case (left || right) && e.Op == plan.Ne && (!plain(e.L) || !plain(e.R)):
		w.infix(e, w.d.distinct) // no operand is written twice
	case (left || right) && e.Op == plan.Ne:
		nullable := e.L
		if right {
			nullable = e.R
		}
		w.text("(")
		w.infix(e, " <> ")
		w.text(" OR ")
		w.operand(nullable)
		w.text(" IS NULL)")
	case (left || right) && exact:
		w.text("COALESCE(")
		w.infix(e, operator(e.Op))
		w.text(", FALSE)")
	default:
		w.infix(e, operator(e.Op))
	}
}

// plain says whether an expression is a name or a parameter.
func plain(e plan.Expr) bool {
	switch e.(type) {
	case *plan.Column, *plan.Item, *plan.LinkColumn, *plan.Arg:
		return true
	default:
		return false
	}
}

func operator(op plan.Op) string {
	return [...]string{" = ", " <> ", " > ", " >= ", " < ", " <= "}[op]
}

func (w *writer) infix(e *plan.Compare, op string) {
	w.operand(e.L)
	w.text(op)
	w.operand(e.R)
}

// operand writes a value, in parentheses where it is a condition itself.
func (w *writer) operand(e plan.Expr) {
	switch e.(type) {
	case *plan.Compare, *plan.IsNull, *plan.InList, *plan.Logic, *plan.Not, *plan.Call, *plan.Exists, *plan.Case:
		w.text("(")
		w.value(e)
		w.text(")")
	default:
		w.value(e)
	}
}

func (w *writer) isNull(e *plan.IsNull) {
	w.operand(e.X)
	if e.Not {
		w.text(" IS NOT NULL")
		return
	}
	w.text(" IS NULL")
}

func (w *writer) inList(e *plan.InList, exact bool) {
	guarded := exact && e.X.Type().Nullable
	if e.HasNull {
		w.text("(")
	}
	if guarded {
		w.text("COALESCE(")
	}
	column := e.X.Type().Column()
	w.template(w.d.inList(column), func(i int) {
		if i == 1 {
			w.operand(e.X)
			return
		}
		w.param(Param{Source: Slot, Index: e.List.Slot}, column.Kind, true)
	})
	if guarded {
		w.text(", FALSE)")
	}
	if e.HasNull {
		w.text(" OR ")
		w.operand(e.X)
		w.text(" IS NULL)")
	}
}

// logic writes a chain as a balanced tree: SQLite bounds the depth of expressions.
func (w *writer) logic(e *plan.Logic, exact bool) {
	op := " AND "
	if e.Or {
		op = " OR "
	}
	w.chain(e.Terms, op, exact)
}

func (w *writer) chain(terms []plan.Expr, op string, exact bool) {
	const flat = 16
	w.text("(")
	if len(terms) > flat {
		half := len(terms) / 2
		w.chain(terms[:half], op, exact)
		w.text(op)
		w.chain(terms[half:], op, exact)
	} else {
		for i, t := range terms {
			if i > 0 {
				w.text(op)
			}
			w.expr(t, exact)
		}
	}
	w.text(")")
}

func (w *writer) call(e *plan.Call) {
	text := strings.ReplaceAll(w.d.functions[e.Func], "%s", itoa(e.Args[0].Type().Scale))
	w.template(text, func(i int) { w.operand(e.Args[i-1]) })
}

// template writes text in which %1 … %9 are written by arg. Any other % stands
// for itself.
func (w *writer) template(text string, arg func(i int)) {
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+1 < len(text) && text[i+1] >= '1' && text[i+1] <= '9' {
			i++
			arg(int(text[i] - '0'))
			continue
		}
		w.buf = append(w.buf, text[i])
	}
}

func (w *writer) caseOf(e *plan.Case) {
	w.text("CASE")
	for _, b := range e.Branches {
		w.text(" WHEN ")
		w.condition(b.When)
		w.text(" THEN ")
		w.operand(b.Then)
	}
	w.text(" END")
}

func (w *writer) countOf(e *plan.CountOf) {
	body := ""
	if e.Where != nil {
		body = w.capture(func() {
			w.text(" AND ")
			w.condition(e.Where)
		})
	}
	w.text("(SELECT count(*) FROM ")
	w.sub(e.Sub)
	w.text(body)
	w.text(")")
}

func (w *writer) scalar(e *plan.Scalar) {
	x := w.capture(func() { w.value(e.X) })
	w.text("(SELECT ")
	w.text(x)
	w.text(" FROM ")
	w.sub(e.Sub)
	w.text(")")
}

// exists writes any and all. All is true where no item makes the body anything
// but true; any where one makes it true (URL Conventions 4.01, 5.1.1.13).
func (w *writer) exists(e *plan.Exists) {
	body := w.capture(func() { w.lambdaBody(e) })
	if e.All {
		w.text("NOT ")
	}
	w.text("EXISTS (SELECT 1 FROM ")
	w.sub(e.Sub)
	w.text(body)
	// PostgreSQL joins what is here with what is around it: good for few tables,
	// but its planner loses itself in many.
	w.subs++
	const fewJoins, fewSubs = 3, 8
	if len(e.Sub.From.Joins) > fewJoins || w.subs > fewSubs {
		w.text(w.d.fence)
	}
	w.text(")")
}

// sub writes the tables of a sub-query and what ties them to the query around it.
func (w *writer) sub(s *plan.Sub) {
	where := w.capture(func() {
		if s.Where != nil {
			w.text(" AND ")
			w.condition(s.Where)
		}
	})
	w.reference(s.From.Table)
	w.joined(s.From, " JOIN ") // one row will do: the condition may find it best
	w.text(" WHERE ")
	w.restrict(s.From.Table)
	w.on(s.Outer, s.From.Table, s.On)
	w.collectionKind(s.Items, s.Collection)
	w.text(where)
}

func (w *writer) lambdaBody(e *plan.Exists) {
	if e.Where == nil {
		if e.All {
			w.text(" AND FALSE")
		}
		return
	}
	w.text(" AND ")
	if e.All {
		w.text("(")
		w.condition(e.Where)
		w.text(") IS NOT TRUE")
		return
	}
	w.condition(e.Where)
}

// literal writes a constant of the model, never of a request.
func (w *writer) literal(s string) {
	w.buf = append(w.buf, '\'')
	for i := range len(s) {
		if s[i] == '\'' {
			w.buf = append(w.buf, '\'')
		}
		w.buf = append(w.buf, s[i])
	}
	w.buf = append(w.buf, '\'')
}
