package reference

import (
	"fmt"
	"strings"
)

// Expansion is a request that expands one navigation property of a set's
// entities, with what makes the same of it for one entity alone.
type Expansion struct {
	Navigation string

	db     *Database
	parent Draw
	inner  Draw
}

// Expansion draws one; ok is false where the mask has none. $it, which stands
// for another entity alone, is not in it.
func (g *Generator) Expansion() (e Expansion, ok bool) {
	mask := g.mask
	g.mask &^= Self | ExpandSelf | ExpandLevels
	defer func() { g.mask = mask }()
	s := g.beginSet()
	list := g.steps(s.it)
	if !g.has(Expand|ExpandOptions) || len(list) == 0 {
		return Expansion{}, false
	}
	n := pick(g, list)
	e = Expansion{Navigation: n.Name, db: g.db, parent: *g.draw, inner: Draw{Top: -1, Skip: -1}}
	in := spot{roots: []root{{entity: n.Target}}, it: n.Target, nested: true}
	if n.Collection {
		g.options(&e.inner, in, 1+g.rng.IntN(3), 1)
	} else {
		g.entityOptions(&e.inner, in, 1)
	}
	e.parent.Top, e.parent.Skip = 1+g.rng.IntN(6), g.rng.IntN(20)
	for _, k := range s.it.Key {
		e.parent.Select += "," + k.Name
	}
	e.parent.Select = e.parent.Select[1:]
	e.parent.Aliases = g.draw.Aliases
	return e, true
}

// Whole is the request for several entities with the expansion.
func (e Expansion) Whole() Draw {
	d := e.parent
	d.Expand = e.Navigation + e.inner.nested()
	return d
}

// Alone is the request for what is expanded of the entity whose JSON is given.
func (e Expansion) Alone(entity map[string]any) Draw {
	d := e.inner
	d.Set, d.Aliases = e.parent.Set, e.parent.Aliases
	t := e.db.typeNamed(d.Set)
	var parts []string
	for _, k := range t.Key {
		parts = append(parts, fmt.Sprint(entity[k.Name]))
	}
	for _, row := range e.db.entities(t) {
		if row.key != strings.Join(parts, ",") {
			continue
		}
		parts = nil
		for _, k := range t.Key {
			part := literalOf(e.db.model, k, row.values[k.Name])
			if len(t.Key) > 1 {
				part = k.Name + "=" + part
			}
			parts = append(parts, part)
		}
		d.Path = []string{d.Set + "(" + strings.Join(parts, ",") + ")", e.Navigation}
		return d
	}
	panic("reference: there is no such entity")
}
