package plan

import (
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// expand binds $expand. Each navigation property becomes a query of its own over
// the children of all rows of a page.
func (b *binder) expand(rows *Rows, o *syntax.ExpandOption, c *Context) error {
	b.depth++
	defer func() { b.depth-- }()
	if b.depth > b.limits.ExpandDepth {
		return fault.New(fault.QueryTooComplex, "$expand is nested deeper than %d levels", b.limits.ExpandDepth).
			At(o.Span)
	}
	for i, item := range Unfold(rows.Type, o, b.depth, b.limits.Limits) {
		if b.expands++; b.expands > b.limits.ExpandItems {
			return fault.New(fault.QueryTooComplex, "more than %d items to expand", b.limits.ExpandItems).At(item.Span)
		}
		if err := b.expandItem(rows, item, i, c); err != nil {
			return err
		}
	}
	return nil
}

func (b *binder) expandItem(rows *Rows, item Unfolded, index int, c *Context) error {
	n, from, to, err := b.expandable(rows, item.ExpandItem)
	if err != nil {
		return err
	}
	options := item.Options
	if options == nil {
		options = &syntax.Options{}
	}
	if item.Levels && !recursive(n) {
		return fault.New(fault.BadQueryOption,
			"$levels needs a navigation property to its own type, '%s' leads to '%s'", n.Name,
			n.Target.Name).At(item.Span)
	}
	e := b.children(rows, rows.Main.as(from), n, to)
	if !rows.Type.IsA(from) {
		e.Only = from
	}
	e.Item, e.Form = index, form(item.ExpandItem)
	rows.Expands = append(rows.Expands, e)
	if e.Form != Entities {
		return b.summary(e, item.ExpandItem, options)
	}
	if err := singleOptions(n, options); err != nil {
		return err
	}
	nested, err := b.options(e.Rows, options)
	if err != nil {
		return err
	}
	if item.Again { // the further levels are as this one
		nested.Expand = nested.Expand[:len(nested.Expand)-1]
	}
	name := n.Name
	if e.Only != nil {
		name = b.model.Qualified(from.Name) + "/" + name
	}
	if to != n.Target {
		name += "/" + b.model.Qualified(to.Name)
	}
	c.Expand = append(c.Expand, ContextItem{Name: name, Context: nested, Recursive: item.Again})
	return nil
}

func form(item syntax.ExpandItem) Form {
	switch {
	case item.Ref:
		return References
	case item.Count:
		return Number
	}
	return Entities
}

// expandable finds the navigation property of an item, the type that has it, which
// is that of the rows or the one of a cast before it, and the type of what is
// expanded, which may be that of a cast behind it.
func (b *binder) expandable(
	rows *Rows, item syntax.ExpandItem,
) (n *metadata.Navigation, from, to *metadata.EntityType, err error) {
	from, path, err := b.casts(rows.Type, item.Path)
	if err != nil {
		return nil, nil, nil, err
	}
	if len(path) == 0 || path[0].Kind != syntax.NameSegment || item.Star {
		return nil, nil, nil, notYet(item.Span, "this form of $expand")
	}
	seg := path[0]
	if n = from.Navigation(seg.Name); n == nil {
		return nil, nil, nil, b.notExpandable(from, seg)
	}
	to, path, err = b.casts(n.Target, path[1:])
	if err == nil && len(path) > 0 {
		err = fault.New(fault.TypeMismatch, "nothing but options can follow '%s'", seg.Name).
			At(path[0].Span).Advise("write %s(%s=%s)", seg.Name, optionFor(n.Target, path[0].Name), clip(path[0].Name))
	}
	for _, e := range rows.Expands {
		if err == nil && e.Navigation == n {
			err = fault.New(fault.BadQueryOption, "'%s' is expanded twice", n.Name).At(item.Span)
		}
	}
	return n, from, to, err
}

// casts takes the type casts that a path begins with; one to a base type changes
// nothing.
func (b *binder) casts(
	t *metadata.EntityType, path []*syntax.Segment,
) (cast *metadata.EntityType, rest []*syntax.Segment, err error) {
	for err == nil && len(path) > 0 && path[0].Kind == syntax.QualifiedSegment && path[0].Args == nil {
		if cast, err = b.castType(t, path[0].Name, path[0].Span); err == nil && !t.IsA(cast) {
			t = cast
		}
		path = path[1:]
	}
	return t, path, err
}

// summary binds an item with /$ref or /$count, of which no entities are shown.
func (b *binder) summary(e *Expand, item syntax.ExpandItem, options *syntax.Options) error {
	n := e.Navigation
	switch {
	case e.Form == Number && !n.Collection:
		return fault.New(fault.BadQueryOption, "/$count needs a collection, '%s' is a single entity", n.Name).
			At(item.Span)
	case e.Form == References && !b.model.Addressed(n.Target):
		return notYet(item.Span, "references to '%s', which is in no entity set,", n.Target.Name)
	}
	if err := singleOptions(n, options); err != nil {
		return err
	}
	if g, ok := first(options, "$select", "$expand", "$compute"); ok {
		return fault.New(fault.BadQueryOption, "%s needs entities to show", g.name).At(g.span)
	}
	e.Rows.addKey()
	err := b.restrict(e.Rows, options, scopeOf(e.Rows))
	e.Rows.Count = e.Rows.Count || e.Form == Number
	return err
}

// optionFor is the nested option that names a member of a type.
func optionFor(t *metadata.EntityType, name string) string {
	if t.Property(name) != nil {
		return "$select"
	}
	return "$expand"
}

func (b *binder) notExpandable(t *metadata.EntityType, seg *syntax.Segment) error {
	if t.Property(seg.Name) != nil {
		return fault.New(fault.TypeMismatch, "'%s' is no navigation property, so it cannot be expanded", seg.Name).
			At(seg.Span)
	}
	if d := derivedWith(t, seg.Name); d != nil {
		return b.unknownName(t, seg.Name, seg.Span)
	}
	names := make([]string, 0, len(t.Navigations))
	for _, n := range t.Navigations {
		names = append(names, n.Name)
	}
	return fault.New(fault.UnknownProperty, "'%s' has no navigation property '%s'", t.Name, clip(seg.Name)).
		At(seg.Span).Meaning(fault.Suggest(seg.Name, names))
}

// singleOptions refuses collection options on a single-valued navigation property.
func singleOptions(n *metadata.Navigation, o *syntax.Options) error {
	if n.Collection {
		return nil
	}
	g, ok := first(o, "$filter", "$orderby", "$top", "$skip", "$count")
	if !ok {
		return nil
	}
	return fault.New(fault.BadQueryOption, "%s needs a collection, '%s' is a single entity", g.name, n.Name).At(g.span)
}

// children begins the query over the targets of a navigation property, and notes
// which cells of the parent row it is matched with; parent is the table of the
// rows, or a view of it, and to the type of the targets.
func (b *binder) children(rows *Rows, parent *Table, n *metadata.Navigation, to *metadata.EntityType) *Expand {
	e := &Expand{Navigation: n}
	var main *Table
	var from *From
	if n.Through == nil {
		main = b.entityTable(to)
		from = newFrom(main)
	} else {
		link := b.table(n.Through.Table, n.Through.Scope, nil)
		from = newFrom(link)
		main = b.entityTable(to)
		main.from = from
		from.Joins = append(from.Joins, &Join{Table: main, Parent: link, On: n.Through.Join})
	}
	for _, j := range n.Join {
		link := b.linkColumn(parent, n, j)
		e.Columns = append(e.Columns, j.To)
		e.Links = append(e.Links, rows.cell(link))
		e.Kinds = append(e.Kinds, link.Type().Kind)
	}
	e.Rows = &Rows{Type: to, From: from, Main: main, parent: rows, made: e}
	return e
}

// linkColumn is a column by its stored name: the property's where there is one,
// else of the kind of the column it is joined with.
func (b *binder) linkColumn(t *Table, n *metadata.Navigation, j metadata.JoinColumn) Expr {
	if p := propertyOf(t.Entity, j.From); p != nil {
		return &Column{Table: t, Property: p}
	}
	kind := value.Guid
	if p := propertyOf(n.Target, j.To); p != nil {
		kind = p.Kind
	}
	return &LinkColumn{Table: t, Name: j.From, Kind: kind}
}

// propertyOf finds the property that a column of the type's own table holds.
func propertyOf(t *metadata.EntityType, column string) *metadata.Property {
	for _, p := range t.Properties {
		if p.Column == column && p.Side == nil && p.Collection == nil {
			return p
		}
	}
	return nil
}
