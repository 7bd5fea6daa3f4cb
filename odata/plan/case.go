package plan

import (
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

const caseFunction = "case"

// caseOf binds case(condition:value,…) (URL Conventions 4.01, 5.1.1.12).
func (b *binder) caseOf(e *syntax.Case, s scope) (operand, error) {
	defer b.leaveCall()
	if err := b.enterCall(e); err != nil {
		return nil, err
	}
	c := &Case{}
	values := make([]operand, len(e.Branches))
	places := make([]syntax.Expr, len(e.Branches))
	for i, branch := range e.Branches {
		when, err := b.condition(branch.When, s)
		if err != nil {
			return nil, err
		}
		if values[i], err = b.expr(branch.Then, s); err != nil {
			return nil, err
		}
		c.Branches = append(c.Branches, Branch{When: when})
		places[i] = branch.Then
	}
	var err error
	if c.Of, err = b.unite(values, places); err != nil {
		return nil, err
	}
	known := false
	for i := range values {
		if c.Branches[i].Then, err = b.united(values[i], c.Of, places[i]); err != nil {
			return nil, err
		}
		_, null := c.Branches[i].Then.(*Const)
		known = known || !null || !isNull(values[i])
	}
	if !known {
		return nullOf(c.Of.Kind), nil
	}
	return c, nil
}

// unite finds the type that holds the values of all operands: numbers are
// promoted, and what is in quotes may be of the type of the others.
func (b *binder) unite(values []operand, places []syntax.Expr) (Type, error) {
	var common Type
	for i, x := range values {
		t := b.typeOf(x)
		_, null := x.(*nullLiteral)
		_, written := x.(*literal)
		_, typed := x.(Expr)
		switch {
		case !null && !written && !typed:
			return Type{}, fault.New(fault.TypeMismatch, "a value is needed here, not %s", typeName(x)).
				At(places[i].Place())
		case t.Kind == value.Null:
		case common.Kind == value.Null || (common.Kind == value.String && t.Kind != value.Binary):
			common = t
		case common.Kind.IsNumber() && t.Kind.IsNumber():
			common = wider(common, t)
		}
	}
	common.Nullable = true
	return common, nil
}

// typeOf is the type that an operand has by itself; that of a decimal literal
// has any scale.
func (b *binder) typeOf(x operand) Type {
	l, ok := x.(*literal)
	if !ok {
		return x.Type()
	}
	t := b.ownType(l)
	if t.Kind == value.Decimal {
		t.Scale, t.digits = value.AnyScale, extent{literalDigits, literalDigits}
	}
	return t
}

// wider is the type that two numeric types are promoted to.
func wider(a, b Type) Type {
	switch {
	case a.Kind == b.Kind && a.Scale == b.Scale && !a.free():
		return a
	case floating(a.Kind) || floating(b.Kind):
		return Type{Kind: value.Double}
	case a.Kind.IsInteger() && b.Kind.IsInteger():
		return Type{Kind: value.Int64}
	}
	x, y := extentOf(a), extentOf(b)
	return Type{
		Kind: value.Decimal, Scale: value.AnyScale,
		digits: extent{max(x.whole, y.whole), max(x.fraction, y.fraction)},
	}
}

// united brings an operand to the type that unite has found.
func (b *binder) united(x operand, t Type, at syntax.Expr) (Expr, error) {
	number := x.Type().Kind.IsNumber() && t.Kind.IsNumber()
	switch {
	case isNull(x) && (untyped(x) || number || x.Type().Kind == t.Kind):
		return &Const{Null: true}, nil
	case !number:
		return b.typed(x, t, at, "case()")
	case t.Kind == value.Decimal && !t.free(), t.Kind == value.Single:
		if e, ok := x.(Expr); ok {
			return e, nil
		}
	}
	e, ok := b.number(x, numberKind(syntax.Add, t.Kind, t.Kind))
	if !ok {
		return &Const{Null: true}, nil // NaN
	}
	return e, nil
}
