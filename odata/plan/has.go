package plan

import (
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// has binds the test for flags (URL Conventions 4.01, 5.1.1.1.9).
func (b *binder) has(e *syntax.Binary, s scope) (operand, error) {
	x, flags, err := b.operands(e, s)
	if err != nil {
		return nil, err
	}
	t := x.Type()
	left, ok1 := x.(Expr)
	right, ok2 := flags.(*literal)
	ok1 = ok1 && t.Enum != nil && t.Enum.Flags
	ok2 = ok2 && ok1 && b.fits(right.of, t)
	switch {
	case untyped(flags) && (ok1 || untyped(x)), untyped(x) && flags.Type().Kind == value.Enum:
		return nullOf(value.Boolean), nil
	case !ok1 || !ok2:
		return nil, fault.New(fault.TypeMismatch, "'has' needs an enumeration of flags and its members, not %s and %s",
			typeName(x), typeName(flags)).At(e.Span)
	}
	arg := b.arg(right.of, t, value.Floor, true)
	return &Call{Func: HasFlags, Args: []Expr{left, arg}, Of: Type{Kind: value.Boolean}}, nil
}
