package plan

import (
	"math"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

func compareOp(op syntax.Op) Op {
	switch op {
	case syntax.Ne:
		return Ne
	case syntax.Gt:
		return Gt
	case syntax.Ge:
		return Ge
	case syntax.Lt:
		return Lt
	case syntax.Le:
		return Le
	default:
		return Eq
	}
}

// flipped is the operator with its operands exchanged.
func (op Op) flipped() Op {
	switch op {
	case Gt:
		return Lt
	case Ge:
		return Le
	case Lt:
		return Gt
	case Le:
		return Ge
	case Eq, Ne:
	}
	return op
}

// String is the operator as it stands in OData.
func (op Op) String() string { return [...]string{"eq", "ne", "gt", "ge", "lt", "le"}[op] }

func (b *binder) compare(e *syntax.Binary, s scope) (Expr, error) {
	l, err := b.expr(e.L, s)
	if err != nil {
		return nil, err
	}
	r, err := b.expr(e.R, s)
	if err != nil {
		return nil, err
	}
	op := compareOp(e.Op)
	if isNull(l) {
		return b.compareNull(op, r, e)
	}
	if isNull(r) {
		return b.compareNull(op, l, e)
	}
	ll, leftIsLiteral := l.(*literal)
	rl, rightIsLiteral := r.(*literal)
	switch {
	case leftIsLiteral && rightIsLiteral:
		return b.compareLiterals(op, ll, rl, e)
	case leftIsLiteral:
		return b.compareLiteral(op.flipped(), r, ll, e)
	case rightIsLiteral:
		return b.compareLiteral(op, l, rl, e)
	}
	return comparison(op, l, r, e)
}

func isNull(e operand) bool {
	_, ok := e.(*nullLiteral)
	return ok
}

// compareNull decides a comparison with the null literal: gt, ge, lt and le are
// false whatever the other operand is.
func (b *binder) compareNull(op Op, x operand, e *syntax.Binary) (Expr, error) {
	if op != Eq && op != Ne {
		return &Const{Value: false}, nil
	}
	switch x := x.(type) {
	case *nullLiteral:
		return &Const{Value: op == Eq}, nil
	case *literal:
		return &Const{Value: op == Ne}, nil
	case *collection:
		return nil, fault.New(fault.TypeMismatch, "a collection cannot be compared").At(e.Span)
	case *entity:
		key := &Column{Table: x.table, Property: x.table.Entity.Key[0]}
		return &IsNull{X: key, Not: op == Ne}, nil
	case Expr:
		return &IsNull{X: x, Not: op == Ne}, nil
	}
	return nil, fault.New(fault.Internal, "unknown operand")
}

// compareLiterals gives both literals the type of one of them.
func (b *binder) compareLiterals(op Op, l, r *literal, e *syntax.Binary) (Expr, error) {
	for _, t := range []Type{widest(l, r), l.Type(), r.Type()} {
		if t.Kind != value.Enum && fits(l.of, t) && fits(r.of, t) {
			return &Compare{Op: op, L: b.arg(l.of, t, value.Floor, false), R: b.arg(r.of, t, value.Floor, false)}, nil
		}
	}
	return nil, mismatch(op, l, r, e)
}

// widest is the numeric type that holds both literals exactly, as far as one does.
func widest(l, r *literal) Type {
	lk, rk := l.Type().Kind, r.Type().Kind
	switch {
	case lk == value.Double || rk == value.Double:
		return Type{Kind: value.Double}
	case lk == value.Decimal || rk == value.Decimal:
		return Type{Kind: value.Double}
	}
	return l.Type()
}

// compareLiteral compares an expression with a literal, which takes the
// expression's type. Where the type is coarser than the literal, rounding keeps
// the comparison exact.
func (b *binder) compareLiteral(op Op, given operand, l *literal, e *syntax.Binary) (Expr, error) {
	t := given.Type()
	x, ok := given.(Expr)
	if !ok || !fits(l.of, t) || !orderable(op, t) {
		return nil, mismatch(op, given, l, e)
	}
	if special, ok := notFinite(l.of); ok && t.Kind != value.Double && t.Kind != value.Single {
		return compareSpecial(op, x, special), nil
	}
	if f, ok := value.ParseDouble(l.of.Text); ok && l.of.Kind == syntax.DoubleLiteral && math.IsNaN(f.Float) {
		return &Const{Value: op == Ne}, nil
	}
	rounding := value.Floor
	if op == Ge || op == Lt {
		rounding = value.Ceil
	}
	arg := b.arg(l.of, t, rounding, op == Eq || op == Ne)
	compare := &Compare{Op: op, L: x, R: arg}
	if !inexact(l.of, t) || (op != Eq && op != Ne) {
		return compare, nil
	}
	slot := b.slots[arg.Slot]
	slot.Source = FromExact
	var exact Expr = &Arg{Slot: b.slot(slot), Of: Type{Kind: value.Boolean}}
	if op == Ne {
		return &Logic{Or: true, Terms: []Expr{compare, &Not{X: exact}}}, nil
	}
	return &Logic{Terms: []Expr{compare, exact}}, nil
}

// inexact says whether the literal's class allows values that the type cannot hold.
func inexact(l *syntax.Literal, t Type) bool {
	switch {
	case t.Kind.IsInteger():
		return l.Kind != syntax.IntegerLiteral
	case t.Kind == value.Decimal:
		return true
	case t.Kind == value.TimeOfDay || t.Kind == value.Duration:
		return true
	}
	return false
}

// notFinite recognises INF, -INF and NaN, which belong to the shape.
func notFinite(l *syntax.Literal) (float64, bool) {
	if l.Kind != syntax.DoubleLiteral {
		return 0, false
	}
	v, ok := value.ParseDouble(l.Text)
	return v.Float, ok && (math.IsInf(v.Float, 0) || math.IsNaN(v.Float))
}

// compareSpecial compares a finite number with INF, -INF or NaN.
func compareSpecial(op Op, x Expr, special float64) Expr {
	below := math.IsInf(special, 1) && (op == Lt || op == Le)
	above := math.IsInf(special, -1) && (op == Gt || op == Ge)
	switch {
	case op == Ne:
		return &Const{Value: true}
	case below || above:
		return &IsNull{X: x, Not: true}
	}
	return &Const{Value: false}
}

// comparison compares two expressions that are no literals.
func comparison(op Op, l, r operand, e *syntax.Binary) (Expr, error) {
	lt, rt := l.Type(), r.Type()
	left, ok1 := l.(Expr)
	right, ok2 := r.(Expr)
	switch {
	case !ok1 || !ok2 || !orderable(op, lt) || !orderable(op, rt):
		return nil, mismatch(op, l, r, e)
	case alike(lt, rt):
		return &Compare{Op: op, L: left, R: right}, nil
	case lt.Kind.IsNumber() && rt.Kind.IsNumber():
		return nil, notYet(e.At, "comparing %s with %s", lt.Kind, rt.Kind)
	}
	return nil, mismatch(op, l, r, e)
}

// alike says whether values of two types are stored in one form.
func alike(a, b Type) bool {
	switch {
	case a.Kind == value.Enum:
		return a.Enum == b.Enum
	case a.Kind.IsInteger():
		return b.Kind.IsInteger()
	}
	return a.Kind == b.Kind && a.Scale == b.Scale
}

// orderable says whether the operator is defined for the type.
func orderable(op Op, t Type) bool { return op == Eq || op == Ne || t.Kind != value.Binary }

func mismatch(op Op, l, r operand, e *syntax.Binary) error {
	f := fault.New(fault.TypeMismatch, "'%s' cannot compare %s with %s", op, typeName(l), typeName(r)).At(e.Span)
	if l.Type().Kind == value.DateTimeOffset && r.Type().Kind == value.Date {
		f = f.Advise("a time is written like 2026-01-31T00:00:00Z")
	}
	return f
}

// in binds membership in a list of literals or in a collection property.
func (b *binder) in(e *syntax.Binary, s scope) (operand, error) {
	given, err := b.expr(e.L, s)
	if err != nil {
		return nil, err
	}
	items, ok := listItems(e.R)
	if !ok {
		return b.inCollection(given, e, s)
	}
	switch given.(type) {
	case *literal, *nullLiteral:
		return nil, notYet(e.L.Place(), "a literal on the left of in")
	}
	x, ok := given.(Expr)
	if !ok {
		return nil, fault.New(fault.TypeMismatch, "'in' needs a primitive value on its left").At(e.L.Place())
	}
	slot := Slot{Source: FromList, Type: x.Type()}
	in := &InList{X: x}
	for _, item := range items {
		bound, err := b.expr(item, s)
		if err != nil {
			return nil, err
		}
		switch bound := bound.(type) {
		case *nullLiteral:
			in.HasNull = true
		case *literal:
			if _, special := notFinite(bound.of); special || !fits(bound.of, x.Type()) {
				return nil, fault.New(fault.TypeMismatch, "the list must hold %s, not %s",
					typeName(x), typeName(bound)).At(item.Place())
			}
			slot.literals = append(slot.literals, bound.of)
		default:
			return nil, notYet(item.Place(), "an item that is no literal")
		}
	}
	in.List = Arg{Slot: b.slot(slot), Of: x.Type()}
	return in, nil
}

func listItems(e syntax.Expr) ([]syntax.Expr, bool) {
	switch e := e.(type) {
	case *syntax.List:
		return e.Items, true
	case *syntax.Array:
		return e.Items, true
	default:
		return nil, false
	}
}

// inCollection is `x in tags`.
func (b *binder) inCollection(x operand, e *syntax.Binary, s scope) (Expr, error) {
	r, err := b.expr(e.R, s)
	if err != nil {
		return nil, err
	}
	c, ok := r.(*collection)
	if !ok || c.property == nil {
		return nil, fault.New(fault.TypeMismatch, "'in' needs a list or a collection on its right").At(e.R.Place())
	}
	sub, table := b.items(c.table, c.property)
	item := &Item{Table: table, Property: c.property}
	var body Expr
	switch x := x.(type) {
	case *nullLiteral:
		return &Const{Value: false}, nil
	case *literal:
		body, err = b.compareLiteral(Eq, item, x, e)
	default:
		body, err = comparison(Eq, item, x, e)
	}
	if err != nil {
		return nil, err
	}
	return &Exists{Sub: sub, Where: body}, nil
}
