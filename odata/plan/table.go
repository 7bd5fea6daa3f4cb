package plan

import "github.com/seed-267014d6/roster/metadata"

// Table is one table reference of a query. Where Scope is set, the generated SQL
// restricts it to the tenant, and where Entity has a Discriminator, to the rows
// that are entities of the type: wherever the reference stands.
type Table struct {
	ID       int    // unique in the plan; t<ID> in SQL
	Name     string // as stored
	Scope    string // the tenant column, "" for none
	Entity   *metadata.EntityType
	Optional bool // its columns may be null: it is reached by an outer join, or a view
	// Of is the table that this one is a view of: as entities of a derived type,
	// where all columns are null in rows of other types. A view stands in no From.
	Of *Table

	from  *From
	views []*Table
}

// Base is the table that stands in a From: the table itself, or what it is a view of.
func (t *Table) Base() *Table {
	for t.Of != nil {
		t = t.Of
	}
	return t
}

// Join adds a table to a From. An Outer join yields at most one row of Table for
// each of Parent, so that it never multiplies rows.
type Join struct {
	Table  *Table
	Parent *Table
	On     []metadata.JoinColumn // Parent's column = Table's column
	Outer  bool
	// Links is set where Table is found by links of the expansion instead of Parent:
	// which of them have its key.
	Links []Link

	navigation *metadata.Navigation
	side       *metadata.SideTable
}

// Link matches a column with a link of an expansion.
type Link struct {
	Column string
	Link   int
}

// From is a table and what is joined to it, in an order in which parents come first.
type From struct {
	Table *Table
	Joins []*Join
}

// Sub is a sub-query. It is correlated with a table of the query around it, or
// stands for itself: that of a path beginning with $root.
type Sub struct {
	From  *From
	Outer *Table                // nil where it is not correlated
	On    []metadata.JoinColumn // Outer's column = From.Table's column
	Where Expr                  // what else its rows must fulfil, nil for nothing
	// Collection is set where Items holds the items of a collection property.
	Collection *metadata.Collection
	Items      *Table
}

// entityTable makes a reference to the table of an entity type.
func (b *binder) entityTable(t *metadata.EntityType) *Table {
	return b.table(t.Table, t.Scope, t)
}

func (b *binder) table(name, scope string, entity *metadata.EntityType) *Table {
	t := &Table{ID: b.tables, Name: name, Scope: scope, Entity: entity}
	b.tables++
	return t
}

// as gives the entities of a table as those of a derived type. Of its own type, or
// one it is derived from, they are without further ado.
func (t *Table) as(typ *metadata.EntityType) *Table {
	if t.Entity.IsA(typ) {
		return t
	}
	for _, v := range t.views {
		if v.Entity == typ {
			return v
		}
	}
	v := &Table{ID: t.ID, Name: t.Name, Scope: t.Scope, Entity: typ, Optional: true, Of: t, from: t.from}
	t.views = append(t.views, v)
	return v
}

// newFrom begins a From with a table.
func newFrom(t *Table) *From {
	f := &From{Table: t}
	t.from = f
	return f
}

// follow adds the tables of a navigation property behind parent, by inner joins,
// and gives the target's.
func (b *binder) follow(f *From, parent *Table, n *metadata.Navigation) *Table {
	on := n.Join
	if n.Through != nil {
		link := b.table(n.Through.Table, n.Through.Scope, nil)
		f.Joins = append(f.Joins, &Join{Table: link, Parent: parent, On: on})
		link.from, parent, on = f, link, n.Through.Join
	}
	target := b.entityTable(n.Target)
	target.from = f
	f.Joins = append(f.Joins, &Join{Table: target, Parent: parent, On: on})
	return target
}

// single gives the table that a single-valued navigation property leads to from
// parent, by an outer join that the query shares.
func (b *binder) single(parent *Table, n *metadata.Navigation) *Table {
	for _, j := range parent.from.Joins {
		if j.Parent == parent && j.navigation == n && j.Outer {
			return j.Table
		}
	}
	target := b.entityTable(n.Target)
	target.Optional, target.from = true, parent.from
	parent.from.Joins = append(parent.from.Joins,
		&Join{Table: target, Parent: parent, On: n.Join, Outer: true, navigation: n})
	return target
}

// column gives a property of a table, joining its side table where it lives in one.
func (b *binder) column(t *Table, p *metadata.Property) *Column {
	if p.Side == nil {
		return &Column{Table: t, Property: p}
	}
	for _, j := range t.from.Joins {
		if j.Parent == t && j.side == p.Side {
			return &Column{Table: j.Table, Property: p}
		}
	}
	side := b.table(p.Side.Table, p.Side.Scope, nil)
	side.Optional, side.from = true, t.from
	t.from.Joins = append(t.from.Joins, &Join{Table: side, Parent: t, On: p.Side.Join, Outer: true, side: p.Side})
	return &Column{Table: side, Property: p}
}

// many begins the sub-query over a collection-valued navigation property, and
// gives the table of its target.
func (b *binder) many(outer *Table, n *metadata.Navigation) (*Sub, *Table) {
	if n.Through == nil {
		target := b.entityTable(n.Target)
		return &Sub{From: newFrom(target), Outer: outer, On: n.Join}, target
	}
	link := b.table(n.Through.Table, n.Through.Scope, nil)
	f := newFrom(link)
	target := b.entityTable(n.Target)
	target.from = f
	f.Joins = append(f.Joins, &Join{Table: target, Parent: link, On: n.Through.Join})
	return &Sub{From: f, Outer: outer, On: n.Join}, target
}

// items begins the sub-query over a collection property, or goes on with that of
// a path which began with $root.
func (b *binder) items(outer *Table, p *metadata.Property, root *Sub) (*Sub, *Table) {
	c := p.Collection
	t := b.table(c.Table, c.Scope, nil)
	if root == nil {
		return &Sub{From: newFrom(t), Outer: outer, On: c.Join, Collection: c, Items: t}, t
	}
	t.from = root.From
	root.From.Joins = append(root.From.Joins, &Join{Table: t, Parent: outer, On: c.Join})
	root.Collection, root.Items = c, t
	return root, t
}
