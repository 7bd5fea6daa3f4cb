package plan

import (
	"strings"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// items are the operand of a function on collections: those of a property, or
// the literals of a list.
type items struct {
	property *metadata.Property // nil for a list
	fresh    func() (*Sub, *Item, error)
	literals []*syntax.Literal
	null     bool // null is among them
	of       Type
}

const subsetFunction = "hassubset"

// collectionCall binds the functions that take collections only. ok is false
// for others.
func (b *binder) collectionCall(e *syntax.Call, s scope) (bound operand, ok bool, err error) {
	name := strings.ToLower(e.Name)
	if name != subsetFunction && name != "hassubsequence" {
		return nil, false, nil
	}
	if len(e.Args) != 2 {
		return nil, true, fault.New(fault.TypeMismatch, "%s takes 2 arguments, %d given", name, len(e.Args)).At(e.Span)
	}
	var args [2]items
	for i, arg := range e.Args {
		if args[i], err = b.collectionItems(arg, name, s); err != nil {
			return nil, true, err
		}
	}
	if name == "hassubsequence" {
		for i, arg := range args {
			if arg.property != nil {
				return nil, true, fault.New(fault.TypeMismatch, "hassubsequence needs an order, which '%s' has not",
					arg.property.Name).At(e.Args[i].Place())
			}
		}
		return nil, true, notYet(e.Span, "the function hassubsequence")
	}
	bound, err = b.hasSubset(&args[0], &args[1], e)
	return bound, true, err
}

func (b *binder) collectionItems(arg syntax.Expr, name string, s scope) (items, error) {
	bound, err := b.expr(arg, s)
	if err != nil {
		return items{}, err
	}
	switch x := bound.(type) {
	case *collection:
		if x.property != nil {
			fresh := func() (*Sub, *Item, error) { return b.freshItems(arg, s) }
			return items{property: x.property, fresh: fresh, of: TypeOf(x.property)}, nil
		}
	case *list:
		var list items
		err := b.within(x.source, func() (err error) {
			list, err = b.listed(x, name, s)
			return err
		})
		return list, err
	}
	return items{}, fault.New(fault.TypeMismatch, "%s needs a collection of primitive values here, not %s", name,
		typeName(bound)).At(arg.Place())
}

// freshItems begins a sub-query over the items of a path. Each is bound anew, since
// each has tables of its own.
func (b *binder) freshItems(path syntax.Expr, s scope) (*Sub, *Item, error) {
	bound, err := b.expr(path, s)
	if err != nil {
		return nil, nil, err
	}
	c, _ := bound.(*collection)
	sub, table := c.sub, c.table
	if sub == nil {
		sub, table = b.items(c.table, c.property, c.root)
	}
	return sub, &Item{Table: table, Property: c.property}, nil
}

// listed binds the items of a list, which must be literals.
func (b *binder) listed(l *list, name string, s scope) (items, error) {
	var given items
	var values []operand
	for _, place := range l.items {
		x, err := b.expr(place, s)
		if err != nil {
			return items{}, err
		}
		values = append(values, x)
		written, ok := x.(*literal)
		switch {
		case ok:
			given.literals = append(given.literals, written.of)
		case untyped(x):
			given.null = true
		default:
			return items{}, notYet(place.Place(), "an item of %s that is no literal", name)
		}
	}
	var err error
	given.of, err = b.unite(values, l.items)
	return given, err
}

// hasSubset is true where each value of the part is in the whole as often at least
// (URL Conventions 4.01, 5.1.1.6.1).
func (b *binder) hasSubset(whole, part *items, e *syntax.Call) (Expr, error) {
	t := whole.of
	if t.Kind == value.Null || whole.property == nil && part.property != nil {
		t = part.of
	}
	for i, arg := range []*items{whole, part} {
		if !b.holds(arg, t) {
			return nil, fault.New(fault.TypeMismatch, "hassubset needs two collections of one type").
				At(e.Args[i].Place())
		}
	}
	terms := []Expr{&Const{Value: !part.null}}
	t.Nullable = false
	if part.property != nil {
		term, err := b.eachWithin(whole, part, t, e)
		return term, err
	}
	for _, l := range part.literals {
		held, err := b.times(whole, l, t, e)
		if err != nil {
			return nil, err
		}
		needed := b.timesListed(part.literals, l, t)
		terms = append(terms, &Compare{Op: Ge, L: held, R: needed})
	}
	return both(terms...), nil
}

// holds says whether the items are of the type.
func (b *binder) holds(given *items, t Type) bool {
	if given.property != nil {
		return alike(given.of, t)
	}
	for _, l := range given.literals {
		if !b.fits(l, t) || isSpecial(l) {
			return false
		}
	}
	return true
}

// eachWithin is true where the items of a property are in the whole.
func (b *binder) eachWithin(whole, part *items, t Type, e *syntax.Call) (Expr, error) {
	sub, item, err := part.fresh()
	if err != nil {
		return nil, err
	}
	if whole.property != nil {
		held, err := b.occurrences(whole, item, e)
		if err != nil {
			return nil, err
		}
		needed, err := b.occurrences(part, item, e)
		return &Exists{Sub: sub, All: true, Where: &Compare{Op: Ge, L: held, R: needed}}, err
	}
	slot := Slot{Source: FromList, Type: t, literals: whole.literals}
	terms := []Expr{&Exists{Sub: sub, All: true, Where: &InList{X: item, List: Arg{Slot: b.slot(slot), Of: t}}}}
	for _, l := range whole.literals {
		needed, err := b.times(part, l, t, e)
		if err != nil {
			return nil, err
		}
		held := b.timesListed(whole.literals, l, t)
		terms = append(terms, &Compare{Op: Ge, L: held, R: needed})
	}
	return both(terms...), nil
}

// times is how often a literal is among the items.
func (b *binder) times(among *items, l *syntax.Literal, t Type, e *syntax.Call) (Expr, error) {
	if among.property == nil {
		return b.timesListed(among.literals, l, t), nil
	}
	return b.occurrences(among, &literal{of: l}, e)
}

func (b *binder) timesListed(literals []*syntax.Literal, l *syntax.Literal, t Type) Expr {
	slot := Slot{Source: FromTimes, Type: t, literals: append([]*syntax.Literal{l}, literals...)}
	return &Arg{Slot: b.slot(slot), Of: Type{Kind: value.Int64}}
}

// occurrences counts the items of a property that equal a value.
func (b *binder) occurrences(among *items, x operand, e *syntax.Call) (Expr, error) {
	sub, item, err := among.fresh()
	if err != nil {
		return nil, err
	}
	where, err := b.equal(item, x, e.Span)
	return &CountOf{Sub: sub, Where: where}, err
}
