package reference

import (
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// path compiles a path expression (URL Conventions 4.01, 5.1.1.13 to 5.1.1.15).
func (c *compiler) path(p *syntax.Path, s scope) (term, error) {
	at, rest, err := c.begin(p, s)
	for _, seg := range rest {
		if err != nil {
			return term{}, err
		}
		at, err = c.step(at, seg, s)
	}
	return at, err
}

// begin takes the first segment, and those that $root needs, or an expression in their place.
func (c *compiler) begin(p *syntax.Path, s scope) (at term, rest []*syntax.Segment, err error) {
	if p.Base != nil {
		at, err = c.expr(p.Base, s)
		at.literal = nil
		return at, p.Segments, err
	}
	first, rest := p.Segments[0], p.Segments[1:]
	switch first.Kind {
	case syntax.ItSegment:
		return named(s.it, itName), rest, nil
	case syntax.ThisSegment:
		if !s.this.many && s.this.kind == value.Null && !s.this.structured() {
			return term{}, nil, illTyped("there is no $this here")
		}
		return named(s.this, thisName), rest, nil
	case syntax.RootSegment:
		if len(rest) == 0 {
			return term{}, nil, illTyped("$root is no value")
		}
		at, err = c.root(rest[0], s)
		return at, rest[1:], err
	case syntax.NameSegment:
		if first.Args == nil {
			if v := s.variable(first.Name); v != nil {
				return named(v.typ, v.name), rest, nil
			}
			if computed, ok := s.computed[first.Name]; ok {
				return computed, rest, nil
			}
		}
	default:
	}
	return named(s.here, s.hereName), p.Segments, nil
}

func named(t typ, name string) term {
	return term{typ: t, eval: func(f *frame) Value { return f.get(name) }}
}

// root is an entity set of the service, one of its entities, or a singleton.
func (c *compiler) root(seg *syntax.Segment, s scope) (term, error) {
	if single := c.db.model.Singleton(seg.Name); single != nil && seg.Kind == syntax.NameSegment && seg.Args == nil {
		var v Value
		if row := c.db.single(single); row != nil {
			v = row
		}
		return constant(typ{entity: single.Type}, v), nil
	}
	set := c.db.model.Set(seg.Name)
	if seg.Kind != syntax.NameSegment || set == nil {
		return term{}, illTyped("no entity set %s", seg.Name)
	}
	all := Collection{}
	for _, row := range c.db.entities(set.Type) {
		all = append(all, row)
	}
	t := constant(typ{entity: set.Type, many: true}, all)
	if seg.Args == nil {
		return t, nil
	}
	return c.keyed(t, seg.Args, s)
}

// step takes one segment from where the path has come to.
func (c *compiler) step(at term, seg *syntax.Segment, s scope) (term, error) {
	switch seg.Kind {
	case syntax.NameSegment:
		return c.member(at, seg, s)
	case syntax.QualifiedSegment:
		return c.castSegment(at, seg, s)
	case syntax.AnySegment, syntax.AllSegment:
		return c.quantified(at, seg, s)
	case syntax.CountSegment:
		return c.count(at, seg, s)
	case syntax.FilterSegment:
		return c.filtered(at, seg.Body, s)
	default:
		return term{}, notImplemented("the segment %s", seg.Name)
	}
}

// castSegment is the entities of a derived type, or the one if it is of that
// type, else null (URL Conventions 4.01, 4.11 and 5.1.1.13).
func (c *compiler) castSegment(at term, seg *syntax.Segment, s scope) (term, error) {
	target := c.db.model.EntityType(seg.Name)
	switch {
	case at.complex != nil && c.db.model.ComplexType(seg.Name) == at.complex && seg.Args == nil:
		return at, nil
	case target == nil || at.entity == nil:
		return term{}, illTyped("%s is no type of %s, and no function", seg.Name, at)
	case !target.IsA(at.entity) && !at.entity.IsA(target):
		return term{}, illTyped("no %s is a %s", at, target.Name)
	}
	t := at.narrowed(target)
	if seg.Args == nil {
		return t, nil
	}
	return c.keyed(t, seg.Args, s)
}

// narrowed is what of a term's entities is of the type.
func (t term) narrowed(target *metadata.EntityType) term {
	is := func(v Value) bool {
		row, ok := v.(*Row)
		return ok && row.typ.IsA(target)
	}
	made := t
	made.literal, made.entity = nil, target
	if t.many {
		made.eval = t.kept(func(_ *frame, item Value) Value { return Boolean(is(item)) }).eval
		return made
	}
	made.eval = func(f *frame) Value {
		if v := t.eval(f); is(v) {
			return v
		}
		return nil
	}
	return made
}

// kept are the items for which the test is true.
func (t term) kept(test func(f *frame, item Value) Value) term {
	return term{typ: t.typ, eval: func(f *frame) Value {
		items, _ := t.eval(f).(Collection)
		kept := Collection{}
		failed := false
		for _, item := range items {
			switch test(f, item) {
			case Boolean(true):
				kept = append(kept, item)
			case Failure{}:
				failed = true
			default:
			}
		}
		if failed {
			return Failure{}
		}
		return kept
	}}
}

// member is a property or navigation property.
func (c *compiler) member(at term, seg *syntax.Segment, s scope) (term, error) {
	if at.many || !at.structured() {
		return term{}, illTyped("%s has no property %s", at, seg.Name)
	}
	name := seg.Name
	p, n := lookup(at.typ, name)
	switch {
	case p == nil && n == nil:
		return term{}, illTyped("%s has no property %s", at, name)
	case p != nil && seg.Args != nil:
		return term{}, illTyped("%s takes no key", name)
	case p != nil:
		return term{typ: typeOf(p), eval: func(f *frame) Value {
			row, ok := at.eval(f).(*Row)
			if !ok {
				return nil
			}
			return row.values[name]
		}}, nil
	}
	t := linked(at, n)
	if seg.Args == nil {
		return t, nil
	}
	return c.keyed(t, seg.Args, s)
}

func lookup(t typ, name string) (*metadata.Property, *metadata.Navigation) {
	if t.entity != nil {
		return t.entity.Property(name), t.entity.Navigation(name)
	}
	for _, p := range t.complex.Properties {
		if p.Name == name {
			return p, nil
		}
	}
	return nil, nil
}

// linked follows a navigation property. Behind a null one there is nothing.
func linked(at term, n *metadata.Navigation) term {
	return term{typ: typ{entity: n.Target, many: n.Collection}, eval: func(f *frame) Value {
		row, _ := at.eval(f).(*Row)
		var rows []*Row
		if row != nil {
			rows = row.links[n.Name]
		}
		if !n.Collection {
			if len(rows) == 0 {
				return nil
			}
			return rows[0]
		}
		all := make(Collection, 0, len(rows))
		for _, r := range rows {
			all = append(all, r)
		}
		return all
	}}
}

// keyed picks the entity of a collection that has the key; there may be none.
func (c *compiler) keyed(at term, args *syntax.Args, s scope) (term, error) {
	if !at.many || at.entity == nil {
		return term{}, illTyped("%s takes no key", at)
	}
	key := at.entity.Key
	if len(args.List) != len(key) {
		return term{}, illTyped("the key has %d parts", len(key))
	}
	tests := make([]term, 0, len(key))
	var candidate Value
	for i, arg := range args.List {
		p := key[i]
		if arg.Name != "" {
			p = at.entity.Property(arg.Name)
		} else if len(key) > 1 {
			return term{}, illTyped("the parts of the key need names")
		}
		if p == nil || !at.entity.IsKey(p) {
			return term{}, illTyped("%s is no part of the key", arg.Name)
		}
		given, err := c.expr(arg.Value, s)
		if err != nil {
			return term{}, err
		}
		stored := term{typ: typeOf(p), eval: func(*frame) Value { return candidate.(*Row).values[p.Name] }}
		test, err := compare(syntax.Eq, stored, given)
		if err != nil {
			return term{}, err
		}
		tests = append(tests, test)
	}
	return term{typ: at.item(), eval: func(f *frame) Value {
		all, _ := at.eval(f).(Collection)
		for _, candidate = range all {
			found := true
			for _, test := range tests {
				found = found && test.eval(f) == Boolean(true)
			}
			if found {
				return candidate
			}
		}
		return nil
	}}, nil
}

// quantified is any or all: two-valued. Names without a variable still belong to
// what the whole expression is about (URL Conventions 4.01, 5.1.1.13).
func (c *compiler) quantified(at term, seg *syntax.Segment, s scope) (term, error) {
	if !at.many {
		return term{}, illTyped("any and all need a collection, not %s", at)
	}
	all := seg.Kind == syntax.AllSegment
	body := constant(of(value.Boolean), Boolean(true))
	if seg.Body != nil {
		var err error
		if body, err = c.condition(seg.Body, s.with(seg.Var, at.item())); err != nil {
			return term{}, err
		}
	}
	return term{typ: of(value.Boolean), eval: func(f *frame) Value {
		items, _ := at.eval(f).(Collection)
		var result Value = Boolean(all)
		for _, item := range items {
			v := body.eval(f.with(seg.Var, item))
			if v == nil {
				v = Boolean(false) // what is null is not true
			}
			result = connect(result, v, Boolean(!all))
		}
		return result
	}}, nil
}

// count is the number of items, of those that its $filter lets through (URL
// Conventions 4.01, 4.8). Behind a null navigation property it is 0.
func (c *compiler) count(at term, seg *syntax.Segment, s scope) (term, error) {
	if !at.many {
		return term{}, illTyped("$count needs a collection, not %s", at)
	}
	if o := seg.Options; o != nil {
		if o.Search != nil {
			return term{}, notImplemented("$search in $count")
		}
		if o.Filter != nil {
			var err error
			if at, err = c.filtered(at, o.Filter.Expr, s); err != nil {
				return term{}, err
			}
		}
	}
	return term{typ: of(value.Int64), eval: func(f *frame) Value {
		v := at.eval(f)
		if _, failed := v.(Failure); failed {
			return v
		}
		items, _ := v.(Collection)
		return whole(int64(len(items)))
	}}, nil
}

// filtered are the items that satisfy a condition, in which names without a
// prefix belong to the item.
func (c *compiler) filtered(at term, condition syntax.Expr, s scope) (term, error) {
	if !at.many {
		return term{}, illTyped("$filter needs a collection, not %s", at)
	}
	inner := s
	inner.here, inner.hereName, inner.this, inner.computed = at.item(), thisName, at.item(), nil
	body, err := c.condition(condition, inner)
	if err != nil {
		return term{}, err
	}
	return at.kept(func(f *frame, item Value) Value { return body.eval(f.with(thisName, item)) }), nil
}
