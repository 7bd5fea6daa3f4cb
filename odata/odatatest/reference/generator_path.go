package reference

import (
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/value"
)

// reached is the text of a path and what it leads to.
type reached struct {
	text     string
	property *metadata.Property
	entity   *metadata.EntityType
	how      string // what the path goes through
}

// attempts is how often a path is walked until it leads to the type that is wanted.
const attempts = 12

// leaf draws a path to a single value of the kind that also passes the test.
func (g *Generator) leaf(s spot, w want, test func(*metadata.Property) bool) (reached, bool) {
	fits := func(p *metadata.Property) bool {
		return p.Collection == nil && p.Complex == nil && p.Kind == w.kind && (w.enum == nil || p.Enum == w.enum) &&
			(test == nil || test(p)) && (g.has(MixedNumbers) || w.property == nil || p.Scale == w.property.Scale)
	}
	if g.has(Root) && !s.flat && g.chance(40) {
		if r, ok := g.member(g.rooted(), fits); ok {
			g.hit("$root")
			return r, true
		}
	}
	for range attempts {
		r := pick(g, s.roots)
		if r.property != nil {
			item := *r.property
			if item.Collection = nil; fits(&item) {
				if r.property.Collection != nil {
					g.hit("item of a collection")
				}
				return reached{text: r.prefix, property: r.property}, true
			}
			continue
		}
		if found, ok := g.member(g.walk(s, g.self(s, r)), fits); ok {
			return found, true
		}
	}
	return reached{}, false
}

// self is the root, or $it now and then.
func (g *Generator) self(s spot, r root) root {
	if r.prefix == "" && s.it != nil && g.has(Self) && (!s.nested || g.has(ExpandSelf)) && g.chance(10) {
		g.hit("$it")
		return root{prefix: "$it", entity: s.it}
	}
	return r
}

// member is one of the entity's properties that fit, those of complex properties
// and of derived types among them.
func (g *Generator) member(at root, fits func(*metadata.Property) bool) (reached, bool) {
	if at.entity == nil {
		return reached{}, false
	}
	var list []reached
	for _, m := range g.members(at) {
		if m.property.Complex == nil && fits(m.property) {
			list = append(list, m)
		}
	}
	if len(list) == 0 {
		return reached{}, false
	}
	found := pick(g, list)
	if found.how != "" {
		g.hit(found.how)
	}
	return found, true
}

// members lists the properties that a path can lead to without navigation.
func (g *Generator) members(at root) []reached {
	list := g.within(nil, at.entity.Properties, at.path, "")
	if g.has(Derived) {
		for _, t := range at.entity.Derived() {
			cast := at.path(g.db.model.Qualified(t.Name))
			below := func(name string) string { return cast + "/" + name }
			list = g.within(list, t.Own(), below, "member of a derived type")
		}
	}
	return list
}

// within adds properties and what is in complex ones.
func (g *Generator) within(
	list []reached, properties []*metadata.Property, path func(name string) string, how string,
) []reached {
	for _, p := range properties {
		list = append(list, reached{text: path(p.Name), property: p, how: how})
		if p.Complex != nil && g.has(Complex) {
			below := func(name string) string { return path(p.Name) + "/" + name }
			list = g.within(list, p.Complex.Properties, below, "member of a complex property")
		}
	}
	return list
}

// navigations lists those of the entity and of types derived from it.
func (g *Generator) navigations(at root, many bool) []reached {
	var list []reached
	add := func(navigations []*metadata.Navigation, path func(string) string) {
		for _, n := range navigations {
			if n.Collection == many && g.usable(n.Target) {
				list = append(list, reached{text: path(n.Name), entity: n.Target})
			}
		}
	}
	add(at.entity.Navigations, at.path)
	if g.has(Derived) {
		for _, t := range at.entity.Derived() {
			cast := at.path(g.db.model.Qualified(t.Name))
			add(t.OwnNavigations(), func(name string) string { return cast + "/" + name })
		}
	}
	return list
}

// walk follows single-valued navigation properties for some steps.
func (g *Generator) walk(s spot, r root) root {
	steps := 0
	for !s.flat && g.chance(3) {
		if steps == 0 && !g.has(Navigation) || steps == 1 && !g.has(MultiHop) || steps > 2 {
			break
		}
		list := g.navigations(r, false)
		if g.has(KeyedNavigation) && g.chance(12) {
			if keyed, ok := g.keyedNavigation(r); ok {
				list = []reached{keyed}
			}
		}
		if len(list) == 0 {
			break
		}
		n := pick(g, list)
		steps++
		r = root{prefix: n.text, entity: n.entity}
	}
	switch {
	case steps == 1:
		g.hit("one hop")
	case steps > 1:
		g.hit("several hops")
	}
	if g.has(TypeTest) && g.has(Derived) && len(r.entity.Derived()) > 0 && g.chance(6) {
		return g.castCall(r)
	}
	return r
}

// castCall is the entity as one of a derived type.
func (g *Generator) castCall(r root) root {
	t := pick(g, r.entity.Derived())
	g.hit("cast of an entity")
	text := g.db.model.Qualified(t.Name)
	if r.prefix != "" {
		text = r.prefix + "," + text
	}
	return root{prefix: g.spell("cast") + "(" + text + ")", entity: t}
}

// keyedNavigation is an entity of a collection by its key.
func (g *Generator) keyedNavigation(r root) (reached, bool) {
	list := g.navigations(r, true)
	if len(list) == 0 {
		return reached{}, false
	}
	n := pick(g, list)
	rows := g.db.entities(n.entity)
	if len(rows) == 0 {
		return reached{}, false
	}
	g.hit("a key behind a collection")
	n.text += g.keyOf(pick(g, rows), n.entity)
	return n, true
}

// rooted is an entity that is addressed by its key, or a singleton.
func (g *Generator) rooted() root {
	if singles := g.db.model.Singletons; len(singles) > 0 && g.chance(4) {
		if single := pick(g, singles); g.usable(single.Type) {
			g.hit("$root of a singleton")
			return root{prefix: "$root/" + single.Name, entity: single.Type}
		}
	}
	set := pick(g, g.db.model.Sets)
	rows := g.db.entities(set.Type)
	if len(rows) == 0 || !g.usable(set.Type) {
		return root{}
	}
	return root{prefix: "$root/" + set.Name + g.keyOf(pick(g, rows), set.Type), entity: set.Type}
}

// collection draws a path to a collection of primitives, or of entities.
func (g *Generator) collection(s spot, entities bool) (reached, bool) {
	for range attempts {
		r := pick(g, s.roots)
		if r.entity == nil {
			continue
		}
		at := g.walk(s, g.self(s, r))
		var list []reached
		if entities {
			list = g.navigations(at, true)
		} else {
			for _, m := range g.members(at) {
				if m.property.Collection != nil && m.property.Kind == value.String {
					list = append(list, m)
				}
			}
		}
		if len(list) > 0 {
			return g.narrowed(s, pick(g, list)), true
		}
	}
	return reached{}, false
}

// narrowed is some of the collection's items, now and then.
func (g *Generator) narrowed(s spot, many reached) reached {
	if many.entity != nil && g.has(Derived) && len(many.entity.Derived()) > 0 && g.chance(3) {
		g.hit("a type behind a collection")
		many.entity = pick(g, many.entity.Derived())
		many.text += "/" + g.db.model.Qualified(many.entity.Name)
	}
	if g.has(FilterSegment) && s.lambdas == 0 && g.chance(8) {
		g.hit("$filter() in an expression")
		many.text += "/$filter(" + g.condition(g.inside(s, many), 1).text + ")"
	}
	return many
}

// inside is the spot of a condition on the items of a collection.
func (g *Generator) inside(s spot, many reached) spot {
	inner := spot{it: s.it, lambdas: s.lambdas + 1, nested: s.nested}
	inner.roots = []root{{entity: many.entity, property: many.property}}
	if many.property != nil {
		inner.roots[0].prefix = thisName
	}
	return inner
}

// count is the number of items of a collection, perhaps of those that satisfy a condition.
func (g *Generator) count(s spot, depth int) (fragment, bool) {
	many, ok := g.collection(s, g.chance(2))
	if !ok {
		return fragment{}, false
	}
	text := many.text + "/$count"
	needs := FilteredCount
	if many.property != nil {
		needs = This
	}
	if !g.has(needs) || depth <= 0 || s.lambdas > 0 || g.chance(2) {
		g.hit("$count")
		return primary(text), true
	}
	g.hit("$count($filter)")
	inner := g.inside(s, many)
	if many.property != nil {
		g.hit("$this")
	} else if g.has(This) {
		inner = inner.with(root{prefix: thisName, entity: many.entity})
	}
	return primary(text + "(" + g.dollar("filter") + "=" + g.condition(inner, depth-1).text + ")"), true
}

// dollar writes the name of an option with its optional sign.
func (g *Generator) dollar(option string) string {
	if g.has(Spelling) && g.chance(4) {
		return option
	}
	return "$" + option
}
