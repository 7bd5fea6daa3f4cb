package plan

import (
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// root takes the segment behind $root: an entity set, an entity of one, or a
// singleton (URL Conventions 4.01, 5.1.1.14.3). It is read by a sub-query of its own.
func (b *binder) root(seg *syntax.Segment) (step, error) {
	if seg.Kind != syntax.NameSegment || seg.Key != nil {
		return step{}, fault.New(fault.BadQueryOption, "an entity set or a singleton must follow $root").At(seg.Span)
	}
	if single := b.model.Singleton(seg.Name); single != nil && seg.Args == nil {
		table := b.entityTable(single.Type)
		sub := &Sub{From: newFrom(table)}
		sub.Where = b.singletonKey(table, single)
		return step{table: table, root: sub}, nil
	}
	set := b.model.Set(seg.Name)
	if set == nil {
		return step{}, fault.New(fault.UnknownProperty, "there is no entity set '%s'", clip(seg.Name)).At(seg.Span).
			Meaning(fault.Suggest(seg.Name, b.resourceNames()))
	}
	table := b.entityTable(set.Type)
	sub := &Sub{From: newFrom(table)}
	if seg.Args == nil {
		return step{table: table, sub: sub}, nil
	}
	where, err := b.key(table, set.Type, seg.Args, nil)
	sub.Where = where
	return step{table: table, root: sub}, err
}

// resourceNames lists what a path can begin with, for suggestions.
func (b *binder) resourceNames() []string {
	names := b.model.SetNames()
	for _, s := range b.model.Singletons {
		names = append(names, s.Name)
	}
	return names
}

// scalar makes an expression over the tables of a $root sub-query one of the
// query around it.
func (s *Sub) scalar(e Expr) Expr {
	if s == nil {
		return e
	}
	return &Scalar{Sub: s, X: e}
}

// singletonKey is the condition that finds the entity of a singleton: by its key,
// or as the first one.
func (b *binder) singletonKey(table *Table, s *metadata.Singleton) Expr {
	key := s.Type.Key
	if len(s.Key) == 0 {
		return b.firstOf(table)
	}
	terms := make([]Expr, 0, len(key))
	for i, v := range s.Key {
		t := TypeOf(key[i])
		arg := &Arg{Slot: b.slot(Slot{Source: FromModel, Type: t, Value: v}), Of: t}
		terms = append(terms, &Compare{Op: Eq, L: &Column{Table: table, Property: key[i]}, R: arg})
	}
	return both(terms...)
}

// firstOf is the condition that no other row of the table has a smaller key.
func (b *binder) firstOf(table *Table) Expr {
	other := b.entityTable(table.Entity)
	var smaller []Expr
	for i := range table.Entity.Key {
		var terms []Expr
		for j, k := range table.Entity.Key[:i+1] {
			op := Eq
			if j == i {
				op = Lt
			}
			l, r := &Column{Table: other, Property: k}, &Column{Table: table, Property: k}
			terms = append(terms, &Compare{Op: op, L: l, R: r})
		}
		smaller = append(smaller, both(terms...))
	}
	return &Not{X: &Exists{Sub: &Sub{From: newFrom(other)}, Where: either(smaller...)}}
}
