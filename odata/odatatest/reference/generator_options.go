package reference

import (
	"strconv"
	"strings"

	"github.com/seed-267014d6/roster/metadata"
)

// options are those of a collection of entities.
func (g *Generator) options(d *Draw, s spot, depth, nest int) {
	s = g.compute(d, s)
	if !g.chance(12) {
		d.Filter = g.condition(s, depth).text
	}
	if g.chance(2) {
		d.OrderBy = g.orderBy(s)
	}
	g.slice(d, 12)
	if g.shown(d, s, nest); d.Top < 0 && nest == 0 && d.Expand != "" {
		d.Top = g.rng.IntN(6) // many levels of many rows are slow, and show nothing more
	}
}

// entityOptions are those of one entity.
func (g *Generator) entityOptions(d *Draw, s spot, nest int) { g.shown(d, g.compute(d, s), nest) }

// compute adds computed properties to the spot.
func (g *Generator) compute(d *Draw, s spot) spot {
	if !g.has(Compute) || !g.chance(5) {
		return s
	}
	var items []string
	for range 1 + g.rng.IntN(3) {
		w := want{kind: pick(g, orderedKinds())}
		x, ok := g.operandOf(s, &w, 2)
		if !ok {
			continue
		}
		g.hit("$compute")
		if len(items) > 0 && strings.Contains(x.text, s.roots[len(s.roots)-1].prefix) {
			g.hit("$compute of a computed property")
		}
		name := g.name("c")
		items = append(items, x.text+" as "+name)
		p := &metadata.Property{Name: name, Kind: w.kind, Enum: w.enum}
		if w.property != nil {
			p.Scale = w.property.Scale
		}
		s = s.with(root{prefix: name, property: p})
	}
	d.Compute = strings.Join(items, ",")
	return s
}

// orderBy makes up to three terms.
func (g *Generator) orderBy(s spot) string {
	terms := make([]string, 0, 3)
	for range 1 + g.rng.IntN(3) {
		own := s
		if !g.has(OrderNavigation) {
			own.flat = true
		}
		w := want{kind: pick(g, orderedKinds())}
		depth := 0
		if g.has(OrderExpression) && g.chance(3) {
			depth = 2
		}
		x, ok := g.operand(own, w, depth)
		if !ok {
			continue
		}
		direction := pick(g, []string{"", " asc", " desc"})
		g.hit("$orderby" + direction + " " + w.kind.String())
		terms = append(terms, x.text+g.spell(direction))
	}
	return strings.Join(terms, ",")
}

// shown draws $select and $expand.
func (g *Generator) shown(d *Draw, s spot, nest int) {
	t := s.roots[0].entity
	if g.has(Expand) && nest < maxExpand && g.chance(3+2*nest) {
		d.Expand = g.expand(s, nest)
	}
	switch {
	case !g.has(Select) || g.chance(2):
		names := make([]string, 0, len(t.Key))
		for _, k := range t.Key {
			names = append(names, k.Name)
		}
		d.Select = strings.Join(names, ",")
	case g.chance(4):
		g.hit("no $select")
	case g.chance(6):
		g.hit("$select=*")
		d.Select = "*"
	default:
		d.Select = g.selected(s)
	}
}

// maxExpand is how deep $expand is nested.
const maxExpand = 3

// selected is a list of properties.
func (g *Generator) selected(s spot) string {
	t := s.roots[0].entity
	var items []string
	taken := map[string]bool{}
	for range 1 + g.rng.IntN(5) {
		name, item := g.selectItem(s, t)
		if item == "" || taken[name] || taken[item] {
			continue
		}
		taken[name], taken[item] = true, true
		items = append(items, item)
	}
	if len(items) == 0 {
		return t.Key[0].Name
	}
	return strings.Join(items, ",")
}

// selectItem is one item, with the name that may not be in another one.
func (g *Generator) selectItem(s spot, t *metadata.EntityType) (name, item string) {
	if computed := s.roots[1:]; len(computed) > 0 && g.chance(2) {
		g.hit("$select of a computed property")
		r := pick(g, computed)
		return r.prefix, r.prefix
	}
	prefix := ""
	if derived := t.Derived(); len(derived) > 0 && g.has(SelectPath) && g.chance(2) {
		g.hit("$select of a derived type")
		t = pick(g, derived)
		prefix = g.db.model.Qualified(t.Name) + "/"
	}
	if navigations := g.steps(t); len(navigations) > 0 && g.chance(15) && prefix == "" {
		n := pick(g, navigations)
		return n.Name, n.Name
	}
	p := pick(g, t.Properties)
	switch {
	case p.Complex != nil && (!g.has(SelectPath) || g.chance(3)):
		g.hit("$select of a complex property")
		return p.Name, prefix + p.Name
	case p.Complex != nil:
		g.hit("$select of a member")
		return p.Name, prefix + p.Name + pick(g, []string{
			"/" + pick(g, p.Complex.Properties).Name, "($select=" + g.memberOf(p) + ")",
		})
	case p.Collection != nil && g.has(SelectItems) && g.chance(2):
		g.hit("$select with options")
		inner := Draw{Top: -1, Skip: -1}
		g.listOptions(&inner, p, 2)
		return p.Name, prefix + p.Name + inner.nested()
	}
	g.hit("$select of a property")
	return p.Name, prefix + p.Name
}

// memberOf is some of a complex property.
func (g *Generator) memberOf(p *metadata.Property) string {
	member := pick(g, p.Complex.Properties)
	text := member.Name
	if member.Complex != nil && g.chance(2) {
		text += "/" + pick(g, member.Complex.Properties).Name
	}
	if other := pick(g, p.Complex.Properties); other != member && g.chance(2) {
		text += "," + other.Name
	}
	return text
}

// expand is a list of navigation properties.
func (g *Generator) expand(s spot, nest int) string {
	t := s.roots[0].entity
	var items []string
	taken := map[string]bool{}
	if g.has(ExpandStar) && g.chance(8) && g.allUsable(t) && len(t.Navigations) <= g.expands {
		g.hit("$expand=*")
		g.expands -= len(t.Navigations)
		star := "*"
		if g.has(ExpandLink) && g.chance(4) {
			star = "*/$ref"
		}
		items = append(items, star)
	}
	for range 1 + g.rng.IntN(2) {
		if len(items) > 0 && items[0][0] == '*' && g.chance(2) {
			continue
		}
		name, item := g.expandItem(s, t, nest)
		inherited := len(items) > 0 && items[0][0] == '*' && strings.HasPrefix(item, g.db.model.Namespace+".")
		if item == "" || taken[name] || inherited {
			continue
		}
		taken[name] = true
		items = append(items, item)
	}
	return strings.Join(items, ",")
}

func (g *Generator) allUsable(t *metadata.EntityType) bool {
	return len(g.steps(t)) == len(t.Navigations)
}

// expandItem is one item, with the name of the navigation property.
func (g *Generator) expandItem(s spot, t *metadata.EntityType, nest int) (name, item string) {
	of := t
	if derived := t.Derived(); len(derived) > 0 && g.has(ExpandCast) && g.chance(3) {
		g.hit("$expand of a derived type")
		of = pick(g, derived)
		item = g.db.model.Qualified(of.Name) + "/"
	}
	list := g.steps(of)
	if g.expands--; len(list) == 0 || g.expands < 0 {
		return "", ""
	}
	n := pick(g, list)
	target := n.Target
	item += n.Name
	if derived := target.Derived(); len(derived) > 0 && g.has(ExpandCast) && n.Collection && g.chance(4) {
		g.hit("$expand to a derived type")
		target = pick(g, derived)
		item += "/" + g.db.model.Qualified(target.Name)
	}
	inner := Draw{Top: -1, Skip: -1}
	in := spot{roots: []root{{entity: target}}, it: s.it, nested: true}
	switch {
	case g.has(ExpandLink) && g.chance(10):
		g.hit("$expand with $ref")
		item += "/$ref"
		if n.Collection && g.has(ExpandOptions) && g.chance(2) {
			inner.Filter = g.condition(in, 1).text
			g.slice(&inner, 4)
		}
	case g.has(ExpandCount) && n.Collection && g.chance(8):
		g.hit("$expand with $count")
		item += "/$count"
		if g.has(ExpandOptions) && g.chance(2) {
			inner.Filter = g.condition(in, 2).text
		}
	case !g.has(ExpandOptions):
		g.hit("$expand")
	case n.Collection:
		g.hit("$expand of a collection")
		g.options(&inner, in, 1+g.rng.IntN(2), nest+1)
		g.levels(&inner, n, of, target, nest)
	default:
		g.hit("$expand of an entity")
		g.entityOptions(&inner, in, nest+1)
		g.levels(&inner, n, of, target, nest)
	}
	return n.Name, item + inner.nested()
}

// levels draws $levels where the navigation property leads to the like of where it comes from.
func (g *Generator) levels(d *Draw, n *metadata.Navigation, of, target *metadata.EntityType, nest int) {
	recursive := target == n.Target && of.Navigation(n.Name) == target.Navigation(n.Name)
	if g.has(ExpandLevels) && d.Expand == "" && recursive && g.chance(2) {
		levels := 1 + g.rng.IntN(maxExpand-nest)
		if levels > g.expands {
			return
		}
		g.hit("$levels")
		g.expands -= levels
		if d.Levels = strconv.Itoa(levels); levels == maxExpand-nest && g.chance(2) {
			d.Levels = "max"
		}
	}
}
