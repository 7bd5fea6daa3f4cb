package plan

import (
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// condition binds an expression that must be Boolean.
func (b *binder) condition(e syntax.Expr, s scope) (Expr, error) {
	bound, err := b.expr(e, s)
	if err != nil {
		return nil, err
	}
	return b.boolean(bound, e)
}

// boolean demands that an expression is Boolean; null is.
func (b *binder) boolean(bound operand, e syntax.Expr) (Expr, error) {
	switch bound := bound.(type) {
	case *nullLiteral:
		if bound.kind == value.Null || bound.kind == value.Boolean {
			return &Const{Null: true}, nil
		}
	case *literal:
		if bound.of.Kind == syntax.BooleanLiteral {
			return b.arg(bound.of, Type{Kind: value.Boolean}, value.Floor, false), nil
		}
	case Expr:
		if bound.Type().Kind == value.Boolean {
			return bound, nil
		}
	}
	f := fault.New(fault.TypeMismatch, "the expression must be Edm.Boolean, it is %s", typeName(bound)).At(e.Place())
	return nil, advised(f, conditionBy(bound))
}

// expr binds any expression. Literals stay untyped until their other operand is
// known.
func (b *binder) expr(e syntax.Expr, s scope) (operand, error) {
	defer b.leave(e)
	if err := b.enter(e); err != nil {
		return nil, err
	}
	switch e := e.(type) {
	case *syntax.Literal:
		return b.literal(e)
	case *syntax.Path:
		return b.path(e, s)
	case *syntax.Call:
		return b.call(e, s)
	case *syntax.Unary:
		return b.unary(e, s)
	case *syntax.Binary:
		return b.binary(e, s)
	case *syntax.Alias:
		return b.alias(e, s)
	case *syntax.Case:
		return b.caseOf(e, s)
	case *syntax.List:
		return &list{items: e.Items, source: b.source}, nil
	case *syntax.Array:
		return &list{items: e.Items, source: b.source}, nil
	case *syntax.Object:
		return nil, notYet(e.Span, "a structured literal")
	case *syntax.TypeName:
		return nil, notYet(e.Span, "a type name here")
	}
	return nil, fault.New(fault.Internal, "unknown expression")
}

func (b *binder) literal(l *syntax.Literal) (operand, error) {
	switch l.Kind {
	case syntax.NullLiteral:
		return nullOf(value.Null), nil
	case syntax.GeoLiteral:
		return nil, notYet(l.Span, "a geo literal")
	default:
		return &literal{of: l}, nil
	}
}

func (b *binder) unary(e *syntax.Unary, s scope) (operand, error) {
	if e.Op != syntax.Not {
		return b.negate(e, s)
	}
	x, err := b.condition(e.X, s)
	if err != nil {
		return nil, err
	}
	return &Not{X: x}, nil
}

func (b *binder) binary(e *syntax.Binary, s scope) (operand, error) {
	switch e.Op {
	case syntax.And, syntax.Or:
		return b.logic(e, s)
	case syntax.Eq, syntax.Ne, syntax.Gt, syntax.Ge, syntax.Lt, syntax.Le:
		return b.compare(e, s)
	case syntax.In:
		return b.in(e, s)
	case syntax.Has:
		return b.has(e, s)
	case syntax.Add, syntax.Sub, syntax.Mul, syntax.Div, syntax.DivBy, syntax.Mod:
		return b.arithmetic(e, s)
	case syntax.Not, syntax.Negate:
	}
	return nil, fault.New(fault.Internal, "unknown operator")
}

// operands binds both sides of an operator.
func (b *binder) operands(e *syntax.Binary, s scope) (l, r operand, err error) {
	if l, err = b.expr(e.L, s); err != nil {
		return nil, nil, err
	}
	r, err = b.expr(e.R, s)
	return l, r, err
}

// logic flattens a left-nested chain, without recursion along it.
func (b *binder) logic(e *syntax.Binary, s scope) (Expr, error) {
	var operands []syntax.Expr
	var left syntax.Expr = e
	for {
		l, ok := left.(*syntax.Binary)
		if !ok || l.Op != e.Op {
			break
		}
		operands = append(operands, l.R)
		left = l.L
	}
	operands = append(operands, left)
	chain := &Logic{Or: e.Op == syntax.Or, Terms: make([]Expr, 0, len(operands))}
	for i := len(operands) - 1; i >= 0; i-- {
		term, err := b.condition(operands[i], s)
		if err != nil {
			return nil, err
		}
		chain.Terms = append(chain.Terms, term)
	}
	return chain, nil
}

// alias binds a parameter alias in place; one that is not given is null (URL
// Conventions 4.01, 5.1.1.14).
func (b *binder) alias(e *syntax.Alias, s scope) (operand, error) {
	for _, name := range b.aliases {
		if name == e.Name {
			return nil, fault.New(fault.BadQueryOption, "the parameter alias '@%s' refers to itself", clip(e.Name)).
				At(e.Span)
		}
	}
	for _, given := range b.request.Options.Aliases {
		if given.Alias != e.Name {
			continue
		}
		var bound operand
		b.aliases = append(b.aliases, e.Name)
		err := b.within(given.Source, func() (err error) {
			bound, err = b.expr(given.Expr, s)
			return err
		})
		b.aliases = b.aliases[:len(b.aliases)-1]
		return bound, err
	}
	return nullOf(value.Null), nil
}
