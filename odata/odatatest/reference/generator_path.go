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
		if r, ok := g.rooted(fits); ok {
			return r, true
		}
	}
	for range attempts {
		r := pick(g, s.roots)
		if r.property != nil {
			if fits(r.property) {
				return reached{text: r.prefix, property: r.property}, true
			}
			continue
		}
		if r.prefix == "" && g.has(Self) && g.chance(10) {
			g.hit("$it")
			r = root{prefix: "$it", entity: s.it}
		}
		if found, ok := g.member(g.walk(s, r), fits); ok {
			return found, true
		}
	}
	return reached{}, false
}

// member is one of the entity's properties that fit.
func (g *Generator) member(at root, fits func(*metadata.Property) bool) (reached, bool) {
	var list []*metadata.Property
	for _, p := range at.entity.Properties {
		if fits(p) {
			list = append(list, p)
		}
	}
	if len(list) == 0 {
		return reached{}, false
	}
	p := pick(g, list)
	return reached{text: at.path(p.Name), property: p}, true
}

// walk follows single-valued navigation properties for some steps.
func (g *Generator) walk(s spot, r root) root {
	steps := 0
	for !s.flat && g.chance(3) {
		if steps == 0 && !g.has(Navigation) || steps == 1 && !g.has(MultiHop) || steps > 2 {
			break
		}
		var list []*metadata.Navigation
		for _, n := range r.entity.Navigations {
			if !n.Collection {
				list = append(list, n)
			}
		}
		if len(list) == 0 {
			break
		}
		n := pick(g, list)
		steps++
		r = root{prefix: r.path(n.Name), entity: n.Target}
	}
	switch {
	case steps == 1:
		g.hit("one hop")
	case steps > 1:
		g.hit("several hops")
	}
	return r
}

// rooted is a property of an entity that is addressed by its key.
func (g *Generator) rooted(fits func(*metadata.Property) bool) (reached, bool) {
	set := pick(g, g.db.model.Sets)
	rows := g.db.rows[set.Type]
	if len(rows) == 0 {
		return reached{}, false
	}
	row := pick(g, rows)
	text := "$root/" + set.Name + "("
	for i, k := range set.Type.Key {
		if i > 0 {
			text += ","
		}
		if len(set.Type.Key) > 1 {
			text += k.Name + "="
		}
		text += literalOf(g.db.model, k, row.values[k.Name])
	}
	for _, p := range set.Type.Properties {
		if fits(p) && g.chance(2) {
			g.hit("$root")
			return reached{text: text + ")/" + p.Name, property: p}, true
		}
	}
	return reached{}, false
}

// collection draws a path to a collection of primitives, or of entities.
func (g *Generator) collection(s spot, entities bool) (reached, bool) {
	for range attempts {
		r := pick(g, s.roots)
		if r.entity == nil {
			continue
		}
		at := g.walk(s, r)
		var list []reached
		for _, p := range at.entity.Properties {
			if p.Collection != nil && p.Kind == value.String && !entities {
				list = append(list, reached{text: at.path(p.Name), property: p})
			}
		}
		for _, n := range at.entity.Navigations {
			if n.Collection && entities {
				list = append(list, reached{text: at.path(n.Name), entity: n.Target})
			}
		}
		if len(list) > 0 {
			return pick(g, list), true
		}
	}
	return reached{}, false
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
	inner := spot{it: s.it, lambdas: s.lambdas + 1}
	inner.roots = []root{{entity: many.entity, property: many.property, prefix: ""}}
	if many.property != nil {
		g.hit("$this")
		inner.roots[0].prefix = thisName
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
