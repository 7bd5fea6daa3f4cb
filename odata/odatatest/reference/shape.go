package reference

import (
	"slices"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// The control information that an answer is held to.
const (
	countAnnotation = "@odata.count"
	typeAnnotation  = "@odata.type"
	idAnnotation    = "@odata.id"
	etagAnnotation  = "@odata.etag"
)

// computed is a property of $compute.
type computed struct {
	name string
	term term
}

// shape is what an answer shows of an entity.
type shape struct {
	expected *metadata.EntityType // an entity of another type says of which
	chosen   *selection
	computed []computed
	expands  []*expansion
	db       *Database
}

// selection is what $select leaves of an entity or a complex value.
type selection struct {
	whole      bool // everything that has no entry of its own
	properties map[*metadata.Property]*selection
	computed   map[string]bool
	items      *query // of a collection of primitive values
	// types are those whose entities show it; that of the set where no other is named.
	types []*metadata.EntityType
}

func newSelection() *selection {
	return &selection{properties: map[*metadata.Property]*selection{}, computed: map[string]bool{}}
}

// isFor says whether an entity, or a complex value, shows it.
func (c *selection) isFor(row *Row) bool {
	return row.typ == nil || slices.ContainsFunc(c.types, row.typ.IsA)
}

func (c *compiler) shape(o *syntax.Options, list []computed, s scope) (*shape, error) {
	made := &shape{
		expected: s.here.entity, chosen: &selection{whole: true}, computed: list, db: c.db,
	}
	var err error
	if o.Select != nil {
		if made.chosen, err = c.selected(o.Select, s); err != nil {
			return nil, err
		}
	}
	if o.Expand != nil {
		made.expands, err = c.expansions(o.Expand, s)
	}
	return made, err
}

// selected compiles $select (URL Conventions 4.01, 5.1.4).
func (c *compiler) selected(o *syntax.SelectOption, s scope) (*selection, error) {
	chosen := newSelection()
	for i := range o.Items {
		item := &o.Items[i]
		if item.Star {
			if len(item.Path) > 0 {
				return nil, notImplemented("the operations of a schema")
			}
			chosen.whole = true
			continue
		}
		if err := c.selectPath(chosen, s.here, item.Path, item.Options, s); err != nil {
			return nil, err
		}
	}
	return chosen, nil
}

// selectPath adds one path to what is chosen of the type.
func (c *compiler) selectPath(
	chosen *selection, of typ, path []*syntax.Segment, options *syntax.Options, s scope,
) error {
	first, rest := path[0], path[1:]
	switch first.Kind {
	case syntax.QualifiedSegment:
		target := c.db.model.EntityType(first.Name)
		switch {
		case of.complex != nil && c.db.model.ComplexType(first.Name) == of.complex && len(rest) > 0:
			return c.selectPath(chosen, of, rest, options, s)
		case target == nil || of.entity == nil || !target.IsA(of.entity) || len(rest) == 0:
			return illTyped("no type %s to select of", first.Name)
		}
		return c.selectPath(chosen, typ{entity: target}, rest, options, s)
	case syntax.NameSegment:
	default:
		return notImplemented("the segment %s", first.Name)
	}
	p, n := lookup(of, first.Name)
	_, isComputed := s.computed[first.Name]
	switch {
	case isComputed && len(rest) == 0 && options == nil && of == s.here:
		chosen.computed[first.Name] = true
		return nil
	case n != nil && len(rest) == 0 && options == nil:
		return nil // a link, which minimal metadata does not show
	case n != nil:
		return notImplemented("a path behind a navigation property in $select")
	case p == nil:
		return illTyped("%s has no %s", of, first.Name)
	}
	inner := chosen.properties[p]
	if inner == nil {
		inner = newSelection()
		chosen.properties[p] = inner
	}
	inner.types = append(inner.types, of.entity)
	return c.selectProperty(inner, p, rest, options, s)
}

// selectProperty adds a property, a member of it, or some of its items.
func (c *compiler) selectProperty(
	inner *selection, p *metadata.Property, rest []*syntax.Segment, options *syntax.Options, s scope,
) error {
	t := typeOf(p)
	switch {
	case len(rest) > 0 && t.complex == nil:
		return illTyped("%s has no members", p.Name)
	case len(rest) > 0:
		return c.selectPath(inner, t, rest, options, s)
	case options == nil:
		inner.whole = true
		return nil
	case t.complex != nil:
		if options.Select == nil || options.Compute != nil {
			return notImplemented("such options of a complex property")
		}
		s.computed = nil
		for i := range options.Select.Items {
			item := &options.Select.Items[i]
			if item.Star {
				inner.whole = true
				continue
			}
			if err := c.selectPath(inner, t, item.Path, item.Options, s); err != nil {
				return err
			}
		}
		return nil
	case !t.many:
		return illTyped("%s is no collection", p.Name)
	case options.Select != nil || options.Compute != nil:
		return illTyped("the items of %s have no properties", p.Name)
	}
	s.here, s.hereName, s.this = t.item(), thisName, t.item()
	var err error
	inner.whole = true
	inner.items, err = c.query(options, s)
	return err
}

// show is the JSON of an entity.
func (s *shape) show(f *frame, row *Row) Object {
	object := s.chosen.members(f, row.typ.Properties, row)
	object[typeAnnotation] = typeName{
		name: "#" + s.db.model.Qualified(row.typ.Name), needed: row.typ != s.expected,
	}
	object[idAnnotation] = entityID{s.db, row, !s.chosen.hasKey(row)}
	if tag := row.typ.ETag; tag != nil && row.values[tag.Name] != nil {
		object[etagAnnotation] = weakTag{typeOf(tag).shown(row.values[tag.Name])}
	}
	for _, computed := range s.computed {
		if !s.chosen.whole && !s.chosen.computed[computed.name] {
			continue
		}
		v := computed.term.eval(f)
		object[computed.name] = computed.term.shownComputed(v)
		object[computed.name+typeAnnotation] = computed.term.annotation(v, s.db.model)
	}
	for _, e := range s.expands {
		e.show(f, row, object)
	}
	return object
}

// hasKey says whether the key is shown.
func (c *selection) hasKey(row *Row) bool {
	for _, k := range row.typ.Key {
		if inner := c.properties[k]; !c.whole && (inner == nil || !inner.isFor(row)) {
			return false
		}
	}
	return true
}

// members is the JSON of what is selected of the properties.
func (c *selection) members(f *frame, list []*metadata.Property, row *Row) Object {
	object := Object{}
	for _, p := range list {
		inner := c.properties[p]
		if inner == nil || !inner.isFor(row) {
			if !c.whole {
				continue
			}
			inner = &selection{whole: true}
		}
		v := row.values[p.Name]
		switch value, structured := v.(*Row); {
		case structured:
			object[p.Name] = inner.members(f, p.Complex.Properties, value)
		case inner.items != nil:
			items, _ := v.(Collection)
			found := inner.items.of(items, func(item Value) *frame { return f.with(thisName, item) })
			found.show(object, p.Name, func(m match) any { return typeOf(p).item().shown(m.item) })
		default:
			object[p.Name] = typeOf(p).shown(v)
		}
	}
	return object
}
