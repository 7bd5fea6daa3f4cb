package reference

import (
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// aim is what a path that is drawn leads to.
type aim struct {
	spot
	entity   *metadata.EntityType
	property *metadata.Property // instead of entities
	many     bool
	counted  bool
}

// usable says whether the features allow entities of the type.
func (g *Generator) usable(t *metadata.EntityType) bool {
	if t.Discriminator != nil && !g.has(Derived) {
		return false
	}
	for _, p := range t.Properties {
		if p.Complex != nil && !g.has(Complex) {
			return false
		}
	}
	return true
}

// beginSet starts a request to a set with rows.
func (g *Generator) beginSet() spot {
	g.names, g.broken, g.wrong, g.expands = 0, false, "", syntax.DefaultLimits().ExpandItems
	for {
		set := pick(g, g.db.model.Sets)
		if len(g.db.entities(set.Type)) > 0 && g.usable(set.Type) {
			g.draw = &Draw{Set: set.Name, Path: []string{set.Name}, Top: -1, Skip: -1}
			return spot{roots: []root{{entity: set.Type}}, it: set.Type}
		}
	}
}

// begin starts a request with any path.
func (g *Generator) begin() aim {
	s := g.beginSet()
	at := aim{spot: s, entity: s.it, many: true}
	if g.chance(2) {
		return at
	}
	if g.has(PathKey) && g.chance(2) {
		at = g.keyed(at)
	}
	for range g.rng.IntN(3) {
		at = g.further(at)
	}
	if at.property == nil && at.many && g.has(PathCount) && g.chance(8) {
		g.hit("/$count in the path")
		g.draw.Path, at.counted = append(g.draw.Path, "$count"), true
	}
	if at.property == nil {
		at.spot = spot{roots: []root{{entity: at.entity}}, it: at.entity}
	}
	return at
}

// keyed is one entity of a set, or a singleton.
func (g *Generator) keyed(at aim) aim {
	at.many = false
	if singles := g.db.model.Singletons; len(singles) > 0 && g.chance(5) {
		single := pick(g, singles)
		if !g.usable(single.Type) {
			return g.keyed(at)
		}
		g.hit("a singleton in the path")
		g.draw.Set, g.draw.Path, at.entity = single.Name, []string{single.Name}, single.Type
		return at
	}
	g.hit("a key in the path")
	g.draw.Path[0] += g.keyOf(pick(g, g.db.entities(at.entity)), at.entity)
	return at
}

// keyOf is a key predicate, now and then of nothing.
func (g *Generator) keyOf(row *Row, t *metadata.EntityType) string {
	text := "("
	for i, k := range t.Key {
		if i > 0 {
			text += ","
		}
		if len(t.Key) > 1 || g.chance(6) {
			text += k.Name + "="
		}
		v := row.values[k.Name]
		if g.chance(20) {
			v = g.value(want{kind: k.Kind, property: k, enum: k.Enum})
		}
		text += literalOf(g.db.model, k, v)
	}
	return text + ")"
}

// further takes one more step, where the features have one.
func (g *Generator) further(at aim) aim {
	if at.property != nil {
		return at
	}
	if at.many {
		return g.narrower(at)
	}
	switch list := g.steps(at.entity); {
	case g.has(PathProperty) && g.chance(4):
		return g.propertyOf(at)
	case g.has(PathCast) && g.chance(4) && len(at.entity.Derived()) > 0:
		return g.castOf(at)
	case len(list) > 0:
		n := pick(g, list)
		g.hit("a navigation property in the path")
		g.draw.Path = append(g.draw.Path, n.Name)
		at.entity, at.many = n.Target, n.Collection
	}
	return at
}

// steps are the navigation properties of the type that may be followed.
func (g *Generator) steps(t *metadata.EntityType) []*metadata.Navigation {
	var list []*metadata.Navigation
	for _, n := range t.Navigations {
		if g.usable(n.Target) {
			list = append(list, n)
		}
	}
	return list
}

// narrower is some of a collection's entities.
func (g *Generator) narrower(at aim) aim {
	switch {
	case g.has(PathFilter) && g.chance(2):
		g.hit("/$filter() in the path")
		s := spot{roots: []root{{entity: at.entity}}, it: at.entity}
		condition := g.condition(s, 1+g.rng.IntN(2)).text
		g.draw.Path = append(g.draw.Path, "$filter("+condition+")")
	case g.has(PathCast) && len(at.entity.Derived()) > 0:
		return g.castOf(at)
	}
	return at
}

func (g *Generator) castOf(at aim) aim {
	g.hit("a type in the path")
	at.entity = pick(g, at.entity.Derived())
	g.draw.Path = append(g.draw.Path, g.db.model.Qualified(at.entity.Name))
	return at
}

// propertyOf is a property of an entity, or a member of one.
func (g *Generator) propertyOf(at aim) aim {
	at.property = pick(g, at.entity.Properties)
	g.draw.Path = append(g.draw.Path, at.property.Name)
	for at.property.Complex != nil && g.chance(2) {
		at.property = pick(g, at.property.Complex.Properties)
		g.draw.Path = append(g.draw.Path, at.property.Name)
	}
	at.many = at.property.Collection != nil
	switch {
	case at.many:
		g.hit("a collection of values in the path")
	case at.property.Complex != nil:
		g.hit("a complex property in the path")
	default:
		g.hit("a property in the path")
	}
	return at
}

// listOptions are those of a collection of primitive values.
func (g *Generator) listOptions(d *Draw, p *metadata.Property, depth int) {
	s := spot{roots: []root{{prefix: thisName, property: p}}, lambdas: 1, nested: true}
	if g.chance(2) {
		d.Filter = g.condition(s, 1+g.rng.IntN(depth)).text
	}
	if g.chance(2) {
		d.OrderBy = pick(g, []string{thisName, thisName + " desc"})
		if g.has(OrderExpression) && g.chance(3) {
			if x, ok := g.operandOf(s, &want{kind: value.String}, 1); ok {
				d.OrderBy = x.text + pick(g, []string{"", " desc"}) + "," + d.OrderBy
			}
		}
	}
	g.slice(d, 4)
}

// slice draws $top, $skip and $count.
func (g *Generator) slice(d *Draw, most int) {
	if g.chance(4) {
		d.Top = g.rng.IntN(most)
	}
	if g.chance(5) {
		d.Skip = g.rng.IntN(most)
	}
	d.Count = g.chance(4)
}
