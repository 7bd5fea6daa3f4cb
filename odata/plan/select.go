package plan

import (
	"slices"
	"strings"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// selection is what $select chooses of an object: all of its structural
// properties, or parts, of which a nil selection is the whole.
type selection struct {
	all   bool
	parts map[*metadata.Property]*selection
}

// chosen is what $select chooses of entities: for each type that is named by a
// cast, and for all.
type chosen struct {
	of       map[*metadata.EntityType]*selection
	computed map[string]bool
}

// projection binds $select: the fields of the answer, in declaration order. A
// navigation property named in $select is shown by its bare name in the context.
func (b *binder) projection(rows *Rows, o *syntax.Options) (Context, error) {
	if o.Select == nil {
		rows.Whole = true
		rows.wholeFields(b)
		b.computedFields(rows, nil)
		return Context{}, nil
	}
	c := Context{Select: []string{}}
	err := b.within(o.Select.Source, func() error {
		list := &chosen{of: map[*metadata.EntityType]*selection{}, computed: map[string]bool{}}
		for i, item := range o.Select.Items {
			if err := b.selectItem(rows, item, i, list, &c); err != nil {
				return err
			}
		}
		b.chosenFields(rows, list)
		b.computedFields(rows, list.computed)
		return nil
	})
	return c, err
}

// selectItem binds one item: *, or a path to a property.
func (b *binder) selectItem(rows *Rows, item syntax.SelectItem, index int, list *chosen, c *Context) error {
	t, path, prefix := rows.Type, item.Path, ""
	switch {
	case item.Star && len(path) > 0:
		return notYet(item.Span, "a namespace in $select")
	case item.Star:
		c.choose("*")
		list.types(t).all, rows.Whole = true, true
		for _, computed := range b.computed[rows.Main] {
			list.computed[computed.name] = true
		}
		return nil
	case path[0].Kind == syntax.QualifiedSegment && len(path) == 1:
		return notYet(item.Span, "the operation '%s' in $select", clip(path[0].Name))
	case path[0].Kind == syntax.QualifiedSegment:
		cast, err := b.castType(t, path[0].Name, path[0].Span)
		if err != nil {
			return err
		}
		t, prefix, path = cast, path[0].Name+"/", path[1:]
	}
	seg := path[0]
	if seg.Kind != syntax.NameSegment {
		return notYet(item.Span, "'%s' in $select", clip(seg.Name))
	}
	if p := t.Property(seg.Name); p != nil {
		at := list.types(t)
		if rows.Type.IsA(t) {
			at = list.types(rows.Type)
		}
		s := &selecting{rows: rows, only: t, item: item, index: index, c: c}
		return b.selectProperty(s, at, p, path[1:], prefix)
	}
	computed := prefix == "" && b.computedOf(rows.Main, seg.Name) != nil
	switch {
	case t.Navigation(seg.Name) == nil && !computed:
		return b.unknownName(t, seg.Name, seg.Span)
	case len(path) > 1 && !computed:
		return fault.New(fault.TypeMismatch, "'%s' is a navigation property: what it leads to is selected in $expand",
			seg.Name).At(path[1].Span).Advise("write $expand=%s($select=%s)", seg.Name, clip(path[1].Name))
	case len(path) > 1:
		return notComplex(path[1])
	case item.Options != nil:
		return noSelectOptions(seg.Name, item)
	}
	if n := t.Navigation(seg.Name); n != nil {
		rows.Linked = append(rows.Linked, n)
	}
	list.computed[seg.Name] = computed
	c.choose(prefix + seg.Name)
	return nil
}

// selecting is the item of $select that is being bound.
type selecting struct {
	rows  *Rows // nil inside of a complex value
	only  *metadata.EntityType
	item  syntax.SelectItem
	index int
	c     *Context
}

// selectProperty chooses a property of an object, or goes on with its members.
func (b *binder) selectProperty(
	s *selecting, at *selection, p *metadata.Property, rest []*syntax.Segment, prefix string,
) error {
	path := prefix + p.Name
	for len(rest) > 0 && rest[0].Kind == syntax.QualifiedSegment && p.Complex != nil {
		if err := b.castComplex(p, rest[0]); err != nil {
			return err
		}
		rest = rest[1:]
	}
	switch {
	case len(rest) > 0 && p.Complex == nil:
		return notComplex(rest[0])
	case len(rest) > 0:
		member, err := b.memberOf(p, rest[0])
		if err != nil {
			return err
		}
		return b.selectProperty(s, at.part(p), member, rest[1:], path+"/")
	case s.item.Options == nil:
		at.whole(p)
	case p.Complex != nil:
		return b.selectMembers(at.part(p), p, s.item.Options, path, s.c)
	case p.Collection == nil || s.rows == nil:
		return noSelectOptions(p.Name, s.item)
	default:
		if err := b.itemOptions(s.rows, s.only, p, s.item, s.index); err != nil {
			return err
		}
		at.whole(p)
	}
	s.c.choose(path)
	return nil
}

// selectMembers binds the nested $select of a complex property.
// path leads to the property, "" for one that is addressed itself.
func (b *binder) selectMembers(
	at *selection, p *metadata.Property, o *syntax.Options, path string, c *Context,
) error {
	if path != "" {
		path += "/"
	}
	g, ok := first(o, append(collectionOptions(), "$expand", "$compute", "$search", "$levels")...)
	switch {
	case ok:
		return fault.New(fault.BadQueryOption, "%s cannot be used here: '%s' is a single value", g.name, p.Name).
			At(g.span)
	case o.Select == nil:
		at.all = true
		c.choose(strings.TrimSuffix(path, "/"))
		return nil
	}
	for _, item := range o.Select.Items {
		if item.Star {
			at.all = true
			c.choose(orStar(strings.TrimSuffix(path, "/")))
			continue
		}
		member, err := b.memberOf(p, item.Path[0])
		if err != nil {
			return err
		}
		if err := b.selectProperty(&selecting{item: item, c: c}, at, member, item.Path[1:], path); err != nil {
			return err
		}
	}
	return nil
}

// orStar names all of a property, or of the one that is addressed itself.
func orStar(path string) string {
	if path == "" {
		return "*"
	}
	return path
}

func notComplex(seg *syntax.Segment) error {
	return fault.New(fault.TypeMismatch, "'%s' cannot stand here: what is before it is no complex property",
		clip(seg.Name)).At(seg.Span)
}

func noSelectOptions(name string, item syntax.SelectItem) error {
	return fault.New(fault.BadQueryOption, "'%s' is no collection of values and takes no options in $select", name).
		At(item.Span)
}

// types is the selection for entities of a type.
func (l *chosen) types(t *metadata.EntityType) *selection {
	s := l.of[t]
	if s == nil {
		s = &selection{parts: map[*metadata.Property]*selection{}}
		l.of[t] = s
	}
	return s
}

// whole chooses all of a property.
func (s *selection) whole(p *metadata.Property) { s.parts[p] = nil }

// part is the selection inside of a property; what is already whole stays so.
func (s *selection) part(p *metadata.Property) *selection {
	inner, has := s.parts[p]
	if inner == nil {
		inner = &selection{all: has, parts: map[*metadata.Property]*selection{}}
		s.parts[p] = inner
	}
	return inner
}

// has says whether a property is chosen, and how.
func (s *selection) has(p *metadata.Property) (inner *selection, ok bool) {
	if s == nil {
		return nil, false
	}
	inner, ok = s.parts[p]
	if s.all {
		return nil, true
	}
	return inner, ok
}

// merge is what either of two selections of a property chooses.
func merge(a, b *selection) *selection {
	if a == nil || b == nil || a.all || b.all {
		return nil
	}
	both := &selection{parts: map[*metadata.Property]*selection{}}
	for _, s := range []*selection{a, b} {
		for p, inner := range s.parts {
			if other, ok := both.parts[p]; ok {
				inner = merge(inner, other)
			}
			both.parts[p] = inner
		}
	}
	return both
}

// chosenFields shows what is chosen. The field of a derived type stands for the
// one of the same name before it.
func (b *binder) chosenFields(rows *Rows, list *chosen) {
	base := list.of[rows.Type]
	for _, p := range rows.Type.Properties {
		if inner, ok := base.has(p); ok && rows.itemsOf(p) == nil {
			rows.Fields = append(rows.Fields, b.fieldWith(rows, p, inner))
		}
	}
	for _, t := range rows.Type.Derived() {
		for _, p := range t.Properties {
			inner, ok := list.derived(rows.Type, t, p)
			if !ok || rows.itemsOf(p) != nil {
				continue
			}
			f := b.fieldWith(rows, p, inner)
			f.Only = t
			rows.Fields = append(rows.Fields, f)
		}
	}
	for _, k := range rows.Type.Key {
		if _, ok := base.has(k); !ok {
			rows.Identified = true
		}
	}
}

// derived is what is chosen of a property for entities of a derived type alone:
// together with what is chosen for the types that it is derived from.
func (l *chosen) derived(base, t *metadata.EntityType, p *metadata.Property) (inner *selection, ok bool) {
	if l.of[base] != nil && l.of[base].all && slices.Contains(t.Own(), p) {
		return nil, true
	}
	inner, ok = l.of[t].has(p)
	if !ok {
		return nil, false
	}
	for t != base {
		t = t.Base
		if other, also := l.of[t].has(p); also {
			inner = merge(inner, other)
		}
	}
	return inner, true
}

// fieldWith makes the field of a property with what is chosen of it; nil is all.
func (b *binder) fieldWith(r *Rows, p *metadata.Property, s *selection) Field {
	if s == nil || s.all || p.Complex == nil {
		return b.fieldOf(r, p)
	}
	f := Field{Name: p.Name, Property: p}
	for _, m := range p.Members {
		if inner, ok := s.has(m); ok {
			f.Members = append(f.Members, b.fieldWith(r, m, inner))
		}
	}
	b.nullable(r, &f)
	return f
}
