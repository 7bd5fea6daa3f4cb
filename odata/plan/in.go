package plan

import (
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// in binds membership in a list or in a collection property. It stands for
// comparisons by eq (URL Conventions 4.01, 5.1.1.1.10).
func (b *binder) in(e *syntax.Binary, s scope) (operand, error) {
	x, err := b.expr(e.L, s)
	if err != nil {
		return nil, err
	}
	switch x.(type) {
	case *list:
		return nil, notYet(e.L.Place(), "'in' with a list on its left")
	case *literal, *nullLiteral, Expr:
	default:
		return nil, fault.New(fault.TypeMismatch, "'in' needs a primitive value on its left, not %s", typeName(x)).
			At(e.L.Place())
	}
	r, err := b.expr(e.R, s)
	if err != nil {
		return nil, err
	}
	switch r := r.(type) {
	case *list:
		var in Expr
		err := b.within(r.source, func() error {
			in, err = b.inList(x, r, s)
			return err
		})
		return in, err
	case *collection:
		if r.property != nil {
			return b.inCollection(x, r, e)
		}
	}
	return nil, fault.New(fault.TypeMismatch, "'in' needs a list or a collection on its right").At(e.R.Place())
}

// inCollection is `x in tags`.
func (b *binder) inCollection(x operand, c *collection, e *syntax.Binary) (Expr, error) {
	sub, table := c.sub, c.table
	if sub == nil {
		sub, table = b.items(c.table, c.property, c.root)
	}
	item := &Item{Table: table, Property: c.property}
	body, err := b.equal(x, item, e.Span)
	if err != nil {
		return nil, err
	}
	return &Exists{Sub: sub, Where: body}, nil
}

// equal compares two operands by eq; the place is for faults.
func (b *binder) equal(x, y operand, at syntax.Span) (Expr, error) {
	return b.compareOperands(Eq, x, y, &syntax.Binary{Op: syntax.Eq, At: at, Span: at})
}

// inList makes one slot of the literals in a list. What else there is, and INF
// and NaN, which are no values of a list parameter, is compared apart.
func (b *binder) inList(x operand, l *list, s scope) (Expr, error) {
	expr, typed := x.(Expr)
	slot := Slot{Source: FromList, Type: x.Type()}
	slot.Type.digits = extent{}
	in := &InList{X: expr}
	var terms []Expr
	for _, place := range l.items {
		item, err := b.expr(place, s)
		if err != nil {
			return nil, err
		}
		written, ok := item.(*literal)
		if typed && untyped(item) {
			in.HasNull = true
			continue
		}
		if typed && ok && !b.fits(written.of, x.Type()) {
			return nil, fault.New(fault.TypeMismatch, "the list must hold %s, not %s", typeName(x), typeName(item)).
				At(place.Place())
		}
		if special := ok && isSpecial(written.of); ok && typed && !special {
			slot.literals = append(slot.literals, written.of)
			continue
		}
		term, err := b.equal(x, item, place.Place())
		if err != nil {
			return nil, err
		}
		terms = append(terms, term)
	}
	if typed {
		in.List = Arg{Slot: b.slot(slot), Of: x.Type()}
		var among Expr = in
		if f := folded(expr); f != nil {
			among = both(&InList{X: f, List: *b.fold(&in.List)}, in)
		}
		terms = append([]Expr{among}, terms...)
	}
	switch len(terms) {
	case 0:
		return &Const{}, nil
	case 1:
		return terms[0], nil
	}
	return either(terms...), nil
}
