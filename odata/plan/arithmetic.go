package plan

import (
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// arithmetic binds an operator on whole numbers. Where there is no result, by a
// division by zero in a row or beyond Int64, it is null on both databases; a
// literal zero as divisor is the caller's mistake.
func (b *binder) arithmetic(e *syntax.Binary, s scope) (operand, error) {
	l, err := b.expr(e.L, s)
	if err != nil {
		return nil, err
	}
	r, err := b.expr(e.R, s)
	if err != nil {
		return nil, err
	}
	if isNull(l) || isNull(r) {
		return &nullLiteral{}, nil
	}
	left, ok1 := b.whole(l)
	right, ok2 := b.whole(r)
	if !ok1 || !ok2 {
		return nil, noArithmetic(l, r, e)
	}
	if zero(r) && (e.Op == syntax.Div || e.Op == syntax.Mod) {
		return nil, fault.New(fault.BadQueryOption, "%s by zero has no result", e.Op).At(e.Span)
	}
	return &Call{Func: integerFunc(e.Op), Args: []Expr{left, right}, Of: Type{Kind: value.Int64, Nullable: true}}, nil
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

// noArithmetic tells what is not there yet from what never can be.
func noArithmetic(l, r operand, e *syntax.Binary) error {
	lt, rt := l.Type().Kind, r.Type().Kind
	temporal := func(k value.Kind) bool {
		return k == value.Date || k == value.DateTimeOffset || k == value.Duration
	}
	if (lt.IsNumber() || temporal(lt)) && (rt.IsNumber() || temporal(rt)) {
		return notYet(e.At, "%s of %s and %s", e.Op, lt, rt)
	}
	return fault.New(fault.TypeMismatch, "'%s' is not defined for %s and %s", e.Op, typeName(l), typeName(r)).At(e.Span)
}

// whole is an operand as a 64-bit number.
func (b *binder) whole(x operand) (Expr, bool) {
	switch x := x.(type) {
	case *literal:
		if x.of.Kind != syntax.IntegerLiteral {
			return nil, false
		}
		return b.arg(x.of, Type{Kind: value.Int64}, value.Floor, false), true
	case Expr:
		return x, x.Type().Kind.IsInteger()
	}
	return nil, false
}

func zero(x operand) bool {
	l, ok := x.(*literal)
	return ok && value.IsZero(l.of.Text)
}

// negate binds -x.
func (b *binder) negate(e *syntax.Unary, s scope) (operand, error) {
	x, err := b.expr(e.X, s)
	if err != nil || isNull(x) {
		return x, err
	}
	whole, ok := b.whole(x)
	if !ok {
		if x.Type().Kind.IsNumber() || x.Type().Kind == value.Duration {
			return nil, notYet(e.Span, "negation of %s", x.Type().Kind)
		}
		return nil, fault.New(fault.TypeMismatch, "%s cannot be negated", typeName(x)).At(e.Span)
	}
	return &Call{Func: NegInteger, Args: []Expr{whole}, Of: Type{Kind: value.Int64, Nullable: true}}, nil
}

// has binds the test for flags (URL Conventions 4.01, 5.1.1.1.9).
func (b *binder) has(e *syntax.Binary, s scope) (operand, error) {
	x, err := b.expr(e.L, s)
	if err != nil {
		return nil, err
	}
	flags, err := b.expr(e.R, s)
	if err != nil {
		return nil, err
	}
	if isNull(x) || isNull(flags) {
		return &nullLiteral{}, nil
	}
	t := x.Type()
	left, ok1 := x.(Expr)
	right, ok2 := flags.(*literal)
	if !ok1 || !ok2 || t.Enum == nil || !t.Enum.Flags || !b.fits(right.of, t) {
		return nil, fault.New(fault.TypeMismatch, "'has' needs an enumeration of flags and its members, not %s and %s",
			typeName(x), typeName(flags)).At(e.Span)
	}
	arg := b.arg(right.of, t, value.Floor, true)
	return &Call{Func: HasFlags, Args: []Expr{left, arg}, Of: Type{Kind: value.Boolean}}, nil
}

// caseOf binds case(condition:value,…): the values have one type.
func (b *binder) caseOf(e *syntax.Case, s scope) (operand, error) {
	defer b.leaveCall()
	if err := b.enterCall(e); err != nil {
		return nil, err
	}
	c := &Case{}
	values := make([]operand, len(e.Branches))
	for i, branch := range e.Branches {
		when, err := b.condition(branch.When, s)
		if err != nil {
			return nil, err
		}
		if values[i], err = b.expr(branch.Then, s); err != nil {
			return nil, err
		}
		c.Branches = append(c.Branches, Branch{When: when})
		if isNull(values[i]) || c.Of.Kind != value.Null {
			continue
		}
		c.Of = values[i].Type()
		if l, ok := values[i].(*literal); ok {
			c.Of = b.ownType(l)
		}
	}
	if c.Of.Kind == value.Null {
		return &nullLiteral{}, nil
	}
	if c.Of.Kind.IsInteger() {
		c.Of.Kind = value.Int64
	}
	for i := range c.Branches {
		then, err := b.branchValue(values[i], c.Of, e.Branches[i].Then)
		if err != nil {
			return nil, err
		}
		c.Branches[i].Then = then
	}
	return c, nil
}

func (b *binder) branchValue(x operand, t Type, at syntax.Expr) (Expr, error) {
	if isNull(x) {
		return &Const{Null: true}, nil
	}
	if typed, ok := x.(Expr); ok && !alike(t, typed.Type()) && typed.Type().Kind.IsNumber() && t.Kind.IsNumber() {
		return nil, notYet(at.Place(), "case() with %s and %s", t.Kind, typed.Type().Kind)
	}
	if l, ok := x.(*literal); ok && !exactIn(l.of, t) {
		return nil, notYet(at.Place(), "case() with %s", typeName(x))
	}
	return b.typed(x, t, at, "case()")
}

// exactIn says whether every literal of the class is a value of the type.
func exactIn(l *syntax.Literal, t Type) bool {
	return t.Kind != value.Decimal && (t.Kind != value.Int64 || l.Kind == syntax.IntegerLiteral)
}

// toDecimal brings whole numbers and decimals to a scale.
func toDecimal(x Expr, scale int) Expr {
	t := x.Type()
	of := Type{Kind: value.Decimal, Scale: scale}
	switch {
	case t.Kind.IsInteger():
		of.Nullable = true
		return &Call{Func: IntegerToDecimal, Args: []Expr{x}, Of: of}
	case t.Scale < scale:
		of.Nullable = true // beyond the digits that are stored
		return &Call{Func: Rescale, Args: []Expr{x}, Of: of}
	}
	return x
}
