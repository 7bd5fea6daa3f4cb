package plan

// it gives the table that $it stands for: that of the entities the request is
// about. A query of an expansion is joined with it by its key, which comes with
// the rows of the query before.
func (b *binder) it(rows *Rows) *Table {
	e := rows.made
	if e == nil {
		return rows.Main
	}
	if e.It != nil {
		return e.It
	}
	outer := b.it(rows.parent)
	t := b.entityTable(outer.Entity)
	t.from = rows.From
	join := &Join{Table: t, Outer: true}
	for _, k := range outer.Entity.Key {
		join.Links = append(join.Links, Link{Column: k.Column, Link: len(e.Links)})
		e.Links = append(e.Links, rows.parent.cell(&Column{Table: outer, Property: k}))
		e.Kinds = append(e.Kinds, k.Kind)
	}
	rows.From.Joins = append(rows.From.Joins, join)
	e.It = t
	return t
}
