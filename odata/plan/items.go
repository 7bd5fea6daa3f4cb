package plan

import (
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// itemOptions binds the options of a collection property in $select, such as
// tags($filter=startswith($this,'A')): its items are read by a query of their own
// (URL Conventions 4.01, 5.1.4).
func (b *binder) itemOptions(
	rows *Rows, only *metadata.EntityType, p *metadata.Property, item syntax.SelectItem, index int,
) error {
	switch {
	case p.Collection == nil:
		return fault.New(fault.BadQueryOption, "'%s' is no collection and takes no options", p.Name).At(item.Span)
	case rows.itemsOf(p) != nil:
		return fault.New(fault.BadQueryOption, "'%s' is selected twice with options", p.Name).At(item.Span)
	}
	if g, ok := first(item.Options, memberOptions()...); ok {
		return fault.New(fault.BadQueryOption, "%s cannot be used here: the items of '%s' have no properties",
			g.name, p.Name).At(g.span)
	}
	return b.readItems(rows, only, p, item.Options, index)
}

// readItems reads what options leave of a collection property, by a query of its own.
func (b *binder) readItems(
	rows *Rows, only *metadata.EntityType, p *metadata.Property, o *syntax.Options, item int,
) error {
	e := b.itemRows(rows, p)
	e.Item = item
	if !rows.Type.IsA(only) {
		e.Only = only
	}
	if item == ItemsOfRequest {
		e.Rows.made = nil // $it is an item
	}
	rows.Expands = append(rows.Expands, e)
	this := &variable{table: e.Rows.Main, items: p}
	return b.restrict(e.Rows, o, scope{rows: e.Rows, main: e.Rows.Main, this: this})
}

// itemsOf finds the query over the items of a property.
func (r *Rows) itemsOf(p *metadata.Property) *Expand {
	for _, e := range r.Expands {
		if e.Property == p {
			return e
		}
	}
	return nil
}

// itemRows begins the query over the items of a collection property.
func (b *binder) itemRows(rows *Rows, p *metadata.Property) *Expand {
	c := p.Collection
	t := b.table(c.Table, c.Scope, nil)
	e := &Expand{Property: p}
	e.Rows = &Rows{Items: p, From: newFrom(t), Main: t, parent: rows, made: e}
	for _, j := range c.Join {
		var link Expr = &LinkColumn{Table: rows.Main, Name: j.From, Kind: value.Guid}
		if own := propertyOf(rows.Type, j.From); own != nil {
			link = &Column{Table: rows.Main, Property: own}
		}
		e.Columns = append(e.Columns, j.To)
		e.Links = append(e.Links, rows.cell(link))
		e.Kinds = append(e.Kinds, link.Type().Kind)
	}
	e.Rows.cell(&Item{Table: t, Property: p})
	return e
}
