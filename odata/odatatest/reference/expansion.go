package reference

import (
	"slices"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// expansion is what $expand shows of a navigation property.
type expansion struct {
	navigation *metadata.Navigation
	of         *metadata.EntityType // the entities that show it
	only       *metadata.EntityType // the related entities that are shown; nil for all
	query      *query
	ref, count bool
}

// expansions compiles $expand (URL Conventions 4.01, 5.1.3).
func (c *compiler) expansions(o *syntax.ExpandOption, s scope) ([]*expansion, error) {
	var list []*expansion
	for i := range o.Items {
		item := &o.Items[i]
		if item.Star {
			continue
		}
		e, err := c.expanded(item, s)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(list, func(other *expansion) bool { return other.navigation == e.navigation }) {
			return nil, illTyped("%s is expanded twice", e.navigation.Name)
		}
		list = append(list, e)
	}
	for i := range o.Items {
		if item := &o.Items[i]; item.Star {
			all, err := c.expandedAll(item, list, s)
			if err != nil {
				return nil, err
			}
			list = append(list, all...)
		}
	}
	return list, nil
}

// expandedAll is `*`: every navigation property that has no item of its own.
func (c *compiler) expandedAll(item *syntax.ExpandItem, others []*expansion, s scope) ([]*expansion, error) {
	if len(item.Path) > 0 || item.Count {
		return nil, notImplemented("a path before or behind '*'")
	}
	levels := c.levels(item.Options, s)
	var list []*expansion
	for _, n := range s.here.entity.Navigations {
		if slices.ContainsFunc(others, func(other *expansion) bool { return other.navigation == n }) {
			continue
		}
		e := &expansion{navigation: n, of: s.here.entity, ref: item.Ref}
		var err error
		if e.query, err = c.query(&syntax.Options{}, s.inside(typ{entity: n.Target})); err != nil {
			return nil, err
		}
		if levels > 1 {
			deeper := *item
			deeper.Options = &syntax.Options{Levels: &syntax.LevelsOption{Value: levels - 1}}
			if e.query.shape.expands, err = c.expandedAll(&deeper, nil, s.inside(typ{entity: n.Target})); err != nil {
				return nil, err
			}
		}
		list = append(list, e)
	}
	return list, nil
}

// levels is the number that $levels stands for: max for all that are left.
func (c *compiler) levels(o *syntax.Options, s scope) int64 {
	switch {
	case o == nil || o.Levels == nil:
		return 1
	case o.Levels.Max:
		return max(1, c.rules.Levels-s.depth)
	}
	return o.Levels.Value
}

// inside is the scope of the options of a navigation property: $it stays what it
// is, names belong to the related entity.
func (s scope) inside(t typ) scope {
	return scope{it: s.it, here: t, hereName: thisName, this: t, depth: s.depth + 1}
}

// expanded compiles one item.
func (c *compiler) expanded(item *syntax.ExpandItem, s scope) (*expansion, error) {
	e := &expansion{ref: item.Ref, count: item.Count}
	from := s.here.entity
	for _, seg := range item.Path {
		target := c.db.model.EntityType(seg.Name)
		switch {
		case seg.Kind == syntax.NameSegment && e.navigation == nil:
			if e.navigation = from.Navigation(seg.Name); e.navigation == nil {
				return nil, illTyped("%s has no navigation property %s", from.Name, seg.Name)
			}
			e.of, from = from, e.navigation.Target
		case seg.Kind != syntax.QualifiedSegment || target == nil || !target.IsA(from):
			return nil, illTyped("%s leads nowhere", seg.Name)
		case e.navigation == nil:
			from = target
		default:
			from, e.only = target, target
		}
	}
	if e.navigation == nil {
		return nil, illTyped("nothing to expand")
	}
	o := item.Options
	if o == nil {
		o = &syntax.Options{}
	}
	if !e.navigation.Collection && (o.Filter != nil || o.OrderBy != nil || o.Top != nil || o.Skip != nil ||
		o.Count != nil || e.count) {
		return nil, illTyped("an option of collections for %s", e.navigation.Name)
	}
	inner := s.inside(typ{entity: from})
	var err error
	if e.query, err = c.query(o, inner); err != nil {
		return nil, err
	}
	if levels := c.levels(o, s); levels > 1 {
		deeper, options := *item, *o
		options.Levels = &syntax.LevelsOption{Value: levels - 1}
		deeper.Options = &options
		again, err := c.expanded(&deeper, inner)
		if err != nil {
			return nil, err
		}
		e.query.shape.expands = append(e.query.shape.expands, again)
	}
	return e, nil
}

// show adds the related entities to the object of an entity.
func (e *expansion) show(f *frame, row *Row, into Object) {
	n := e.navigation
	if !row.typ.IsA(e.of) {
		return
	}
	items := Collection{}
	for _, related := range row.links[n.Name] {
		if e.only == nil || related.typ.IsA(e.only) {
			items = append(items, related)
		}
	}
	one := func(m match) any {
		if e.ref {
			return Object{idAnnotation: entityID{e.query.shape.db, m.item.(*Row), true}}
		}
		return e.query.shape.show(m.frame, m.item.(*Row))
	}
	found := e.query.of(items, func(item Value) *frame { return f.with(thisName, item) })
	switch {
	case e.count:
		into[n.Name+countAnnotation] = found.count
	case n.Collection:
		found.show(into, n.Name, one)
	case len(found.rows) == 0:
		into[n.Name] = nil
	default:
		into[n.Name] = one(found.rows[0])
	}
}
