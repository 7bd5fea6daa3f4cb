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
	l, r, err := b.operands(e, s)
	if err != nil {
		return nil, err
	}
	return b.compareOperands(compareOp(e.Op), l, r, e)
}

func (b *binder) compareOperands(op Op, l, r operand, e *syntax.Binary) (Expr, error) {
	if isNull(l) {
		return b.compareNull(op, l, r, e)
	}
	if isNull(r) {
		return b.compareNull(op, r, l, e)
	}
	if (op == Eq || op == Ne) && (isMany(l) && isMany(r) || isStructured(l) && isStructured(r)) {
		return nil, notYet(e.Span, "'%s' of structures (URL Conventions 4.01, 5.1.1.1.1)", op)
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
func (b *binder) compareNull(op Op, null, x operand, e *syntax.Binary) (Expr, error) {
	equality := op == Eq || op == Ne
	one := isStructured(x)
	switch {
	case isMany(x):
		return nil, fault.New(fault.TypeMismatch, "a collection cannot be compared").At(e.Span)
	case one && (!equality || !untyped(null)), !one && (!orderable(op, x.Type()) || !sameSort(null, x)):
		return nil, mismatch(op, null, x, e)
	case !equality:
		return &Const{Value: false}, nil
	}
	switch x := x.(type) {
	case *nullLiteral:
		return &Const{Value: op == Eq}, nil
	case *literal:
		return &Const{Value: op == Ne}, nil
	case *entity:
		return isNothing(x.table, x.root, op == Ne), nil
	case *complexValue:
		return isNullComplex(x, op == Ne), nil
	case Expr:
		return &IsNull{X: x, Not: op == Ne}, nil
	}
	return nil, fault.New(fault.Internal, "unknown operand")
}

// isNothing tests whether a path to an entity leads nowhere.
func isNothing(t *Table, root *Sub, not bool) Expr {
	return &IsNull{X: root.scalar(&Column{Table: t, Property: t.Entity.Key[0]}), Not: not}
}

// isNullComplex tests whether all that is stored of a complex value is null.
func isNullComplex(x *complexValue, not bool) Expr {
	nulls := x.property.Nulls()
	switch {
	case len(nulls) == 0 && (x.table.Optional || x.root != nil):
		return isNothing(x.table, x.root, not)
	case len(nulls) == 0:
		return &Const{Value: not}
	}
	terms := make([]Expr, 0, len(nulls))
	for _, p := range nulls {
		terms = append(terms, &IsNull{X: x.root.scalar(&Column{Table: x.table, Property: p}), Not: not})
	}
	return &Logic{Or: not, Terms: terms}
}

// isStructured says whether an operand is an entity or a complex value: they are
// null or not, and have no order.
func isStructured(x operand) bool {
	switch x.(type) {
	case *entity, *complexValue:
		return true
	}
	return false
}

func isMany(x operand) bool {
	switch x.(type) {
	case *collection, *list:
		return true
	}
	return false
}

// sameSort says whether what has come out as null is of a type that x can be
// compared with.
func sameSort(null, x operand) bool {
	a, b := null.Type().Kind, x.Type().Kind
	l, _ := x.(*literal)
	quoted := l != nil && l.of.Kind == syntax.StringLiteral && a != value.Enum && quotable(a)
	return a == value.Null || b == value.Null || a == b || quoted || (a.IsNumber() && b.IsNumber())
}

// compareLiterals compares two literals, exactly and without the database.
func (b *binder) compareLiterals(op Op, l, r *literal, e *syntax.Binary) (Expr, error) {
	t, ok := b.common(l, r)
	if !ok || !orderable(op, t) {
		return nil, mismatch(op, l, r, e)
	}
	slot := Slot{Source: FromFold, literals: []*syntax.Literal{l.of, r.of}, Type: t, Op: op}
	return &Arg{Slot: b.slot(slot), Of: Type{Kind: value.Boolean}}, nil
}

// common is a type that two literals can both be read as.
func (b *binder) common(l, r *literal) (Type, bool) {
	if l.Type().Kind.IsNumber() && r.Type().Kind.IsNumber() {
		return Type{Kind: value.Decimal}, true
	}
	for _, t := range []Type{b.ownType(l), b.ownType(r)} {
		known := t.Kind != value.Enum || t.Enum != nil
		if known && b.fits(l.of, t) && b.fits(r.of, t) {
			return t, true
		}
	}
	return Type{}, false
}

// ownType is the type that a literal has by itself, with its enumeration.
func (b *binder) ownType(l *literal) Type {
	t := l.Type()
	for _, enum := range b.model.Enums {
		if t.Kind == value.Enum && b.model.Qualified(enum.Name) == l.of.Type {
			t.Enum = enum
		}
	}
	return t
}

// compareLiteral compares an expression with a literal, which takes the
// expression's type. Where the type is coarser than the literal, rounding keeps
// the comparison exact.
func (b *binder) compareLiteral(op Op, given operand, l *literal, e *syntax.Binary) (Expr, error) {
	t := given.Type()
	x, ok := given.(Expr)
	if !ok || !b.fits(l.of, t) || !orderable(op, t) {
		return nil, mismatch(op, given, l, e)
	}
	if isNaN(l.of) {
		return &Const{Value: op == Ne}, nil
	}
	if special, ok := notFinite(l.of); ok && !floating(t.Kind) && !t.free() {
		return compareSpecial(op, x, special), nil
	}
	rounding := value.Floor
	if op == Ge || op == Lt {
		rounding = value.Ceil
	}
	t.digits = extent{}
	arg := b.arg(l.of, t, rounding, op == Eq || op == Ne)
	compare := &Compare{Op: op, L: x, R: arg}
	switch {
	case op == Eq && folded(x) != nil:
		return both(&Compare{Op: Eq, L: folded(x), R: b.fold(arg)}, compare), nil
	case !inexact(l.of, t):
		return compare, nil
	case op == Eq:
		return both(compare, b.flag(arg, FromExact)), nil
	case op == Ne:
		return either(compare, &Not{X: b.flag(arg, FromExact)}), nil
	case t.Kind == value.Int64 || t.Kind == value.Duration || (t.Kind == value.Decimal && t.Limit == 0):
		return b.bounded(compare, arg), nil
	}
	return compare, nil
}

// folded is an item as it stands in the index of its collection, before the item
// itself; nil for anything else. An equal item is equal when it is folded.
func folded(x Expr) Expr {
	if item, ok := x.(*Item); ok {
		return foldedColumn(item)
	}
	return nil
}

// fold is the value of an argument, folded.
func (b *binder) fold(arg *Arg) *Arg {
	slot := b.slots[arg.Slot]
	slot.Normalise = func(given string) (string, bool) { return value.ToLower(given), true }
	return &Arg{Slot: b.slot(slot), Of: arg.Of}
}

// bounded mends a comparison with a literal that may lie outside of 64 bits, where
// the nearest end stands for it: an end is a value that rows have.
func (b *binder) bounded(c *Compare, arg *Arg) Expr {
	above, below := b.flag(arg, FromAbove), b.flag(arg, FromBelow)
	present := &IsNull{X: c.L, Not: true}
	switch c.Op {
	case Gt:
		return either(c, both(below, present))
	case Ge:
		return both(c, &Not{X: above})
	case Lt:
		return either(c, both(above, present))
	case Le:
		return both(c, &Not{X: below})
	case Eq, Ne:
	}
	return c
}

// flag is what else there is to know of the literal of an argument.
func (b *binder) flag(arg *Arg, source SlotSource) Expr {
	slot := b.slots[arg.Slot]
	slot.Source = source
	return &Arg{Slot: b.slot(slot), Of: Type{Kind: value.Boolean}}
}

func both(terms ...Expr) Expr { return &Logic{Terms: terms} }

func either(terms ...Expr) Expr { return &Logic{Or: true, Terms: terms} }

// inexact says whether the literal's class allows values that the type cannot hold.
func inexact(l *syntax.Literal, t Type) bool {
	switch {
	case t.Kind.IsInteger():
		return l.Kind != syntax.IntegerLiteral
	case t.Kind == value.Decimal:
		return !t.free()
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

func isSpecial(l *syntax.Literal) bool {
	_, special := notFinite(l)
	return special
}

func isNaN(l *syntax.Literal) bool {
	f, special := notFinite(l)
	return special && math.IsNaN(f)
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
		left, right = promote(left, right)
		return &Compare{Op: op, L: left, R: right}, nil
	}
	return nil, mismatch(op, l, r, e)
}

// promote makes two numbers comparable (URL Conventions 4.01, 5.1.1.9): as doubles
// where one is, else as decimals whatever their scales.
func promote(l, r Expr) (left, right Expr) {
	if floating(l.Type().Kind) || floating(r.Type().Kind) {
		return toDouble(l), toDouble(r)
	}
	return toExact(l), toExact(r)
}

func floating(k value.Kind) bool { return k == value.Double || k == value.Single }

// alike says whether values of two types are stored in one form.
func alike(a, b Type) bool {
	switch {
	case a.Kind == value.Enum:
		return a.Enum == b.Enum
	case a.Kind.IsInteger():
		return b.Kind.IsInteger()
	}
	return (a.Kind == b.Kind && a.Scale == b.Scale) || (floating(a.Kind) && floating(b.Kind))
}

// orderable says whether the operator is defined for the type.
func orderable(op Op, t Type) bool { return op == Eq || op == Ne || ordered(t.Kind) }

func mismatch(op Op, l, r operand, e *syntax.Binary) error {
	f := fault.New(fault.TypeMismatch, "'%s' cannot compare %s with %s", op, typeName(l), typeName(r)).At(e.Span)
	if l.Type().Kind == value.Binary && r.Type().Kind == value.Binary {
		return f.Advise("binary values are equal or not, and have no order")
	}
	return advised(f, comparableBy(l, r))
}
