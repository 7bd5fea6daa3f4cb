package plan

import (
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// path binds a path expression: a property, possibly behind single-valued
// navigation, a lambda over a collection, or a lambda variable.
func (b *binder) path(p *syntax.Path, s scope) (operand, error) {
	at, rest, err := b.start(p, s)
	if err != nil {
		return nil, err
	}
	for i, seg := range rest {
		next, done, err := b.walk(at, seg, i+1 == len(rest), s)
		if err != nil && at.table == s.main {
			err = s.meant(err, seg)
		}
		if err != nil || done != nil {
			return done, err
		}
		at = next
	}
	return at.operand(b), nil
}

// start finds what a path begins at, and the segments behind that.
func (b *binder) start(p *syntax.Path, s scope) (step, []*syntax.Segment, error) {
	if p.Base != nil {
		at, err := b.behind(p.Base, s)
		return at, p.Segments, err
	}
	first, rest := p.Segments[0], p.Segments[1:]
	switch first.Kind {
	case syntax.ItSegment:
		if s.rows == nil {
			return step{}, nil, fault.New(fault.BadQueryOption, "$it cannot be part of a key").
				At(first.Span)
		}
		return s.at(b.it(s.rows)), rest, nil
	case syntax.ThisSegment:
		if s.this == nil {
			return step{}, nil, notYet(first.Span, "$this here")
		}
		return step{table: s.this.table, items: s.this.items}, rest, nil
	case syntax.RootSegment:
		at, err := b.root(rest[0])
		return at, rest[1:], err
	case syntax.NameSegment:
		if v := s.variable(first.Name); v != nil && first.Args == nil {
			return step{table: v.table, items: v.items}, rest, nil
		}
	default:
	}
	if s.main == nil {
		return step{}, nil, fault.New(fault.BadQueryOption, "a path cannot be part of a key").
			At(p.Span)
	}
	return s.at(s.main), p.Segments, nil
}

// step is where a path has come to: an entity of table, unless one of the other
// fields says more.
type step struct {
	table    *Table
	items    *metadata.Property // an item of the collection property
	property *metadata.Property // a structural property of table
	// sub is a collection: of entities of table, or of items.
	sub *Sub
	// root is the sub-query that table belongs to, of a path that begins with $root.
	root     *Sub
	computed operand // of $compute
}

// operand is what a path that ends here stands for.
func (at step) operand(b *binder) operand {
	switch {
	case at.sub != nil:
		return &collection{table: at.table, property: at.items, sub: at.sub}
	case at.computed != nil:
		return at.computed
	case at.items != nil:
		return &Item{Table: at.table, Property: at.items}
	case at.property == nil:
		return &entity{table: at.table, root: at.root}
	case at.property.Collection != nil:
		return &collection{table: at.table, property: at.property, root: at.root}
	case at.property.Complex != nil:
		return &complexValue{table: at.table, property: at.property, root: at.root}
	}
	return at.root.scalar(b.column(at.table, at.property))
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
		next, err = b.castStep(at, seg)
		return next, nil, err
	case syntax.FilterSegment:
		next, err = b.filterStep(at, seg, s)
		return next, nil, err
	case syntax.AnnotationSegment:
		return step{}, nil, notYet(seg.Span, "the value of an annotation, '%s',", clip(seg.Name))
	default:
		return step{}, nil, fault.New(fault.BadQueryOption, "'%s' cannot stand in an expression", clip(seg.Name)).
			At(seg.Span)
	}
}

// name takes a property or navigation property.
func (b *binder) name(at step, seg *syntax.Segment) (step, error) {
	switch p := at.property; {
	case seg.Args != nil || seg.Key != nil:
		return step{}, notYet(seg.Span, "a key or function call in an expression")
	case at.sub != nil || (p != nil && p.Collection != nil):
		return step{}, fault.New(fault.TypeMismatch, "a collection has no property '%s'", clip(seg.Name)).At(seg.Span).
			Advise("use any() or all()")
	case at.items != nil || at.computed != nil || (p != nil && p.Complex == nil):
		return step{}, fault.New(fault.TypeMismatch, "a primitive value has no property '%s'", clip(seg.Name)).
			At(seg.Span)
	case p != nil:
		member, err := b.memberOf(p, seg)
		return step{table: at.table, property: member, root: at.root}, err
	}
	t := at.table.Entity
	if p := t.Property(seg.Name); p != nil {
		return step{table: at.table, property: p, root: at.root}, nil
	}
	if c := b.computedOf(at.table, seg.Name); c != nil {
		e, err := b.use(c, seg.Span)
		return step{table: at.table, computed: e}, err
	}
	n := t.Navigation(seg.Name)
	switch {
	case n == nil:
		return step{}, b.unknownName(t, seg.Name, seg.Span)
	case !n.Collection:
		return step{table: b.single(at.table, n), root: at.root}, nil
	case at.root != nil:
		return step{table: b.follow(at.root.From, at.table, n), sub: at.root}, nil
	}
	sub, target := b.many(at.table, n)
	return step{table: target, sub: sub}, nil
}

// memberOf finds a member of a complex property.
func (b *binder) memberOf(p *metadata.Property, seg *syntax.Segment) (*metadata.Property, error) {
	if m := p.Member(seg.Name); m != nil {
		return m, nil
	}
	return nil, fault.New(fault.UnknownProperty, "'%s' has no property '%s'", p.Complex.Name, clip(seg.Name)).
		At(seg.Span).Meaning(fault.Suggest(seg.Name, p.Complex.Names()))
}

// castStep takes a type: of an entity, of all entities of a collection, or the
// one that a complex value has anyway.
func (b *binder) castStep(at step, seg *syntax.Segment) (step, error) {
	if seg.Args != nil || seg.Key != nil {
		return step{}, notYet(seg.Span, "the function '%s'", clip(seg.Name))
	}
	if p := at.property; p != nil && p.Complex != nil {
		return at, b.castComplex(p, seg)
	}
	if at.property != nil || at.items != nil {
		return step{}, fault.New(fault.TypeMismatch, "a type cast needs an entity or a complex value").At(seg.Span)
	}
	t, err := b.castType(at.table.Entity, seg.Name, seg.Span)
	switch {
	case err != nil:
		return step{}, err
	case at.sub != nil:
		at.table.narrow(t)
		return at, nil
	}
	at.table = at.table.as(t)
	return at, nil
}

// filterStep takes /$filter(…), which leaves the items of a collection for which
// it is true.
func (b *binder) filterStep(at step, seg *syntax.Segment, s scope) (step, error) {
	if seg.Key != nil {
		return step{}, notYet(seg.Key.Span, "a key in an expression")
	}
	at, err := b.collected(at, seg, "/$filter needs")
	if err != nil {
		return step{}, err
	}
	if err := b.nest(seg.Span); err != nil {
		return step{}, err
	}
	defer func() { b.counts-- }()
	where, err := b.condition(seg.Body, s.items(at))
	if err != nil {
		return step{}, err
	}
	at.sub.Where = and(at.sub.Where, where)
	return at, nil
}

// collected is a step to a collection as a sub-query over its items.
func (b *binder) collected(at step, seg *syntax.Segment, by string) (step, error) {
	if at.sub != nil {
		return at, nil
	}
	if at.property == nil || at.property.Collection == nil {
		return step{}, fault.New(fault.TypeMismatch, "%s a collection", by).At(seg.Span)
	}
	sub, items := b.items(at.table, at.property, at.root)
	return step{table: items, items: at.property, sub: sub}, nil
}

// lambda binds any and all over a collection (URL Conventions 4.01, 5.1.1.13).
func (b *binder) lambda(at step, seg *syntax.Segment, s scope) (operand, error) {
	if b.lambdas++; b.lambdas > b.limits.LambdaDepth {
		return nil, fault.New(fault.QueryTooComplex, "any and all are nested deeper than %d", b.limits.LambdaDepth).
			At(seg.Span)
	}
	defer func() { b.lambdas-- }()
	at, err := b.collected(at, seg, "any and all need")
	if err != nil {
		return nil, err
	}
	exists := &Exists{All: seg.Kind == syntax.AllSegment, Sub: at.sub}
	if seg.Body == nil {
		return exists, nil
	}
	body, err := b.condition(seg.Body, s.with(&variable{name: seg.Var, table: at.table, items: at.items}))
	exists.Where = body
	return exists, err
}
