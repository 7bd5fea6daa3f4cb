package plan

import (
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// path binds a path expression: a property, possibly behind single-valued
// navigation, a lambda over a collection, or a lambda variable.
func (b *binder) path(p *syntax.Path, s scope) (operand, error) {
	if p.Base != nil {
		return nil, notYet(p.Base.Place(), "a path behind an expression")
	}
	first := p.Segments[0]
	at, rest := step{table: s.main}, p.Segments
	switch first.Kind {
	case syntax.ItSegment:
		if s.it == nil || s.it.Entity == nil {
			return nil, notYet(first.Span, "$it here")
		}
		at, rest = step{table: s.it}, rest[1:]
	case syntax.ThisSegment:
		if s.this == nil {
			return nil, notYet(first.Span, "$this here")
		}
		at, rest = step{table: s.this.table, items: s.this.items}, rest[1:]
	case syntax.RootSegment:
		return nil, notYet(first.Span, "$root")
	case syntax.NameSegment:
		if v := s.variable(first.Name); v != nil && first.Args == nil {
			at, rest = step{table: v.table, items: v.items}, rest[1:]
		}
	default:
	}
	for i, seg := range rest {
		next, done, err := b.walk(at, seg, i+1 == len(rest), s)
		if err != nil || done != nil {
			return done, err
		}
		at = next
	}
	return at.operand(b), nil
}

// step is where a path has come to.
type step struct {
	table      *Table
	items      *metadata.Property   // the variable over a collection property
	property   *metadata.Property   // a structural property of table
	collection *metadata.Navigation // a collection-valued one of table
}

// operand is what a path that ends here stands for.
func (at step) operand(b *binder) operand {
	switch {
	case at.items != nil:
		return &Item{Table: at.table, Property: at.items}
	case at.collection != nil:
		return &collection{table: at.table, navigation: at.collection}
	case at.property != nil && at.property.Collection != nil:
		return &collection{table: at.table, property: at.property}
	case at.property != nil:
		return b.column(at.table, at.property)
	}
	return &entity{table: at.table}
}

// walk takes one segment; done is set where it ends the path with a value.
func (b *binder) walk(at step, seg *syntax.Segment, last bool, s scope) (next step, done operand, err error) {
	switch seg.Kind {
	case syntax.AnySegment, syntax.AllSegment:
		if !last {
			return step{}, nil, fault.New(fault.BadQueryOption, "nothing can follow any() or all()").At(seg.Span)
		}
		done, err = b.lambda(at, seg, s)
		return step{}, done, err
	case syntax.NameSegment:
		next, err = b.name(at, seg)
		return next, nil, err
	case syntax.CountSegment:
		if !last {
			return step{}, nil, fault.New(fault.BadQueryOption, "nothing can follow /$count").At(seg.Span)
		}
		done, err = b.count(at, seg, s)
		return step{}, done, err
	case syntax.QualifiedSegment:
		return step{}, nil, notYet(seg.Span, "the type cast or function '%s'", clip(seg.Name))
	case syntax.FilterSegment:
		return step{}, nil, notYet(seg.Span, "/$filter in an expression")
	default:
		return step{}, nil, fault.New(fault.BadQueryOption, "'%s' cannot stand in an expression", clip(seg.Name)).
			At(seg.Span)
	}
}

// name takes a property or navigation property.
func (b *binder) name(at step, seg *syntax.Segment) (step, error) {
	switch {
	case seg.Args != nil || seg.Key != nil:
		return step{}, notYet(seg.Span, "a key or function call in an expression")
	case at.items != nil || (at.property != nil && at.property.Collection == nil):
		return step{}, fault.New(fault.TypeMismatch, "a primitive value has no property '%s'", clip(seg.Name)).
			At(seg.Span)
	case at.collection != nil || at.property != nil:
		return step{}, fault.New(fault.TypeMismatch, "a collection has no property '%s'", clip(seg.Name)).At(seg.Span).
			Advise("use any() or all()")
	}
	t := at.table.Entity
	if p := t.Property(seg.Name); p != nil {
		return step{table: at.table, property: p}, nil
	}
	n := t.Navigation(seg.Name)
	switch {
	case n == nil:
		return step{}, unknownName(t, seg.Name, seg.Span)
	case n.Collection:
		return step{table: at.table, collection: n}, nil
	}
	return step{table: b.single(at.table, n)}, nil
}

// lambda binds any and all over a collection (URL Conventions 4.01, 5.1.1.13).
func (b *binder) lambda(at step, seg *syntax.Segment, s scope) (operand, error) {
	if b.lambdas++; b.lambdas > b.limits.LambdaDepth {
		return nil, fault.New(fault.QueryTooComplex, "any and all are nested deeper than %d", b.limits.LambdaDepth).
			At(seg.Span)
	}
	defer func() { b.lambdas-- }()
	exists := &Exists{All: seg.Kind == syntax.AllSegment}
	v := &variable{name: seg.Var}
	switch {
	case at.collection != nil:
		exists.Sub, v.table = b.many(at.table, at.collection)
	case at.property != nil && at.property.Collection != nil:
		exists.Sub, v.table = b.items(at.table, at.property)
		v.items = at.property
	default:
		return nil, fault.New(fault.TypeMismatch, "any and all need a collection").At(seg.Span)
	}
	if seg.Body == nil {
		return exists, nil
	}
	body, err := b.condition(seg.Body, s.with(v))
	exists.Where = body
	return exists, err
}
