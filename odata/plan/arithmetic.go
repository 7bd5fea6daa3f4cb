package plan

import (
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// arithmetic binds add, sub, mul, div, divby and mod (URL Conventions 4.01,
// 5.1.1.2). Where there is no result, by a division by zero in a row or beyond
// the type, it is null on both databases; a literal zero as divisor is the
// caller's mistake.
func (b *binder) arithmetic(e *syntax.Binary, s scope) (operand, error) {
	l, r, err := b.operands(e, s)
	if err != nil {
		return nil, err
	}
	lt, rt := l.Type().Kind, r.Type().Kind
	switch {
	case untyped(l) && untyped(r):
		return nullOf(value.Int64), nil
	case untyped(l) && rt.IsNumber():
		lt = rt
	case untyped(r) && lt.IsNumber():
		rt = lt
	}
	if e.Op == syntax.Mod || (e.Op == syntax.Div && !floating(lt)) {
		b.divide(r)
	}
	if lt.IsNumber() && rt.IsNumber() {
		return b.numeric(e, l, r, numberKind(e.Op, lt, rt))
	}
	return b.temporal(e, l, r)
}

// numberKind is the type that arithmetic on two numeric types is made in (URL
// Conventions 4.01, 5.1.1.9): Edm.Int64 for whole numbers of any width, Edm.Double
// where one side is floating. divby of whole numbers is decimal.
func numberKind(op syntax.Op, l, r value.Kind) value.Kind {
	switch {
	case floating(l) || floating(r):
		return value.Double
	case l == value.Decimal || r == value.Decimal || op == syntax.DivBy:
		return value.Decimal
	}
	return value.Int64
}

// numeric makes the call once the type is known.
func (b *binder) numeric(e *syntax.Binary, l, r operand, k value.Kind) (operand, error) {
	if isNull(l) || isNull(r) {
		return nullOf(k), nil
	}
	left, ok1 := b.number(l, k)
	right, ok2 := b.number(r, k)
	if !ok1 || !ok2 {
		return nullOf(k), nil // NaN
	}
	of := Type{Kind: k, Nullable: true}
	switch k {
	case value.Int64:
		return &Call{Func: integerFunc(e.Op), Args: []Expr{left, right}, Of: of}, nil
	case value.Double:
		return &Call{Func: doubleFunc(e.Op), Args: []Expr{left, right}, Of: of}, nil
	default:
	}
	of.Scale, of.digits = value.AnyScale, left.Type().digits.after(e.Op, right.Type().digits)
	if of.digits.whole+of.digits.fraction > maxDigits {
		return nil, fault.New(fault.QueryTooComplex, "the result may have more than %d digits", maxDigits).At(e.Span)
	}
	return &Call{Func: exactFunc(e.Op), Args: []Expr{left, right}, Of: of}, nil
}

// The digits of calculated decimals are bounded while binding: PostgreSQL rounds
// behind 16,383, and the work of a multiplication grows with them.
const (
	maxDigits     = 4000
	literalDigits = 40 // of a literal that is calculated with, on either side of the point
	wholeDigits   = 19 // of Edm.Int64
)

// extent is how many digits a decimal has at most, before and behind the point.
type extent struct{ whole, fraction int }

// extentOf is the extent of a whole or decimal type.
func extentOf(t Type) extent {
	if t.free() {
		return t.digits
	}
	return extent{wholeDigits, t.Scale}
}

// after is the extent of a result.
func (l extent) after(op syntax.Op, r extent) extent {
	switch op {
	case syntax.Mul:
		return extent{l.whole + r.whole, l.fraction + r.fraction}
	case syntax.Div, syntax.DivBy:
		return extent{l.whole + r.fraction, value.QuotientScale}
	default:
		return extent{max(l.whole, r.whole) + 1, max(l.fraction, r.fraction)}
	}
}

func integerFunc(op syntax.Op) Func {
	switch op {
	case syntax.Sub:
		return SubInteger
	case syntax.Mul:
		return MulInteger
	case syntax.Div:
		return DivInteger
	case syntax.Mod:
		return ModInteger
	default:
		return AddInteger
	}
}

func exactFunc(op syntax.Op) Func {
	switch op {
	case syntax.Sub:
		return SubExact
	case syntax.Mul:
		return MulExact
	case syntax.Div:
		return DivExact
	case syntax.DivBy:
		return DivByExact
	case syntax.Mod:
		return ModExact
	default:
		return AddExact
	}
}

func doubleFunc(op syntax.Op) Func {
	switch op {
	case syntax.Sub:
		return SubDouble
	case syntax.Mul:
		return MulDouble
	case syntax.Div, syntax.DivBy:
		return DivDouble
	case syntax.Mod:
		return ModDouble
	default:
		return AddDouble
	}
}

// negate binds -x.
func (b *binder) negate(e *syntax.Unary, s scope) (operand, error) {
	x, err := b.expr(e.X, s)
	if err != nil {
		return nil, err
	}
	k := x.Type().Kind
	switch {
	case untyped(x):
		return nullOf(value.Int64), nil
	case k == value.Duration:
		return b.negative(x, e.X, NegInteger, Type{Kind: k, Nullable: true})
	case !k.IsNumber():
		return nil, fault.New(fault.TypeMismatch, "%s cannot be negated", typeName(x)).At(e.Span)
	}
	k = numberKind(syntax.Sub, k, k)
	fn := NegInteger
	of := Type{Kind: k, Nullable: true}
	switch k {
	case value.Double:
		fn, of.Kind = NegDouble, x.Type().Kind // Edm.Single stays what it is
	case value.Decimal:
		fn, of.Scale = NegExact, value.AnyScale
	default:
	}
	return b.negative(x, e.X, fn, of)
}

func (b *binder) negative(x operand, at syntax.Expr, fn Func, of Type) (operand, error) {
	if isNull(x) {
		return nullOf(of.Kind), nil
	}
	if of.Kind == value.Duration {
		d, err := b.typed(x, of, at, "the minus")
		return &Call{Func: fn, Args: []Expr{d}, Of: of}, err
	}
	number, ok := b.number(x, numberKind(syntax.Sub, of.Kind, of.Kind))
	if !ok {
		return nullOf(of.Kind), nil
	}
	of.digits = number.Type().digits
	return &Call{Func: fn, Args: []Expr{number}, Of: of}, nil
}

// number brings a numeric operand to Edm.Int64, to Edm.Double, or to a decimal of
// any scale. It is not ok for NaN.
func (b *binder) number(x operand, k value.Kind) (Expr, bool) {
	l, ok := x.(*literal)
	if !ok {
		e, _ := x.(Expr)
		switch k {
		case value.Double:
			return toDouble(e), true
		case value.Decimal:
			return toExact(e), true
		default:
			return e, true
		}
	}
	if isNaN(l.of) {
		return nil, false
	}
	t := Type{Kind: k}
	if k == value.Decimal {
		t.Scale, t.digits = value.AnyScale, extent{literalDigits, literalDigits}
	}
	return b.arg(l.of, t, value.Floor, false), true
}

// divide demands of a whole or decimal literal that it is not zero.
func (b *binder) divide(by operand) {
	l, ok := by.(*literal)
	if !ok || (l.of.Kind != syntax.IntegerLiteral && l.of.Kind != syntax.DecimalLiteral) {
		return
	}
	slot := Slot{Source: FromLiteral, literals: []*syntax.Literal{l.of}, Type: b.typeOf(by), Demand: NotZero}
	b.slot(slot)
}

// toExact makes a whole or decimal number one of any scale: what calculations
// and comparisons of different scales are made in.
func toExact(x Expr) Expr {
	t := x.Type()
	if t.free() {
		return x
	}
	of := Type{Kind: value.Decimal, Scale: value.AnyScale, digits: extentOf(t)}
	return &Call{Func: ToExact, Args: []Expr{x}, Of: of}
}

func toDouble(x Expr) Expr {
	of := Type{Kind: value.Double}
	switch t := x.Type(); {
	case floating(t.Kind):
		return x
	case t.free():
		return &Call{Func: ExactToDouble, Args: []Expr{x}, Of: of}
	case t.Kind == value.Decimal:
		return &Call{Func: DecimalToDouble, Args: []Expr{x}, Of: of}
	}
	return &Call{Func: IntegerToDouble, Args: []Expr{x}, Of: of}
}
