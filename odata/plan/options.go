package plan

import (
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// options binds the system query options of a query over entities.
func (b *binder) options(rows *Rows, o *syntax.Options) (Context, error) {
	s := scopeOf(rows)
	if err := b.compute(rows, o.Compute, s); err != nil {
		return Context{}, err
	}
	rows.variants()
	c, err := b.projection(rows, o)
	if err != nil {
		return Context{}, err
	}
	rows.identify()
	if err := b.restrict(rows, o, s); err != nil {
		return Context{}, err
	}
	if o.Expand != nil {
		err = b.within(o.Expand.Source, func() error { return b.expand(rows, o.Expand, &c) })
	}
	return c, err
}

// restrict binds the options that say which rows there are, and in which order.
func (b *binder) restrict(rows *Rows, o *syntax.Options, s scope) error {
	if err := b.refuse(o); err != nil {
		return err
	}
	if o.Filter != nil {
		err := b.within(o.Filter.Source, func() error { return b.filter(rows, o.Filter, s) })
		if err != nil {
			return err
		}
	}
	if err := b.order(rows, o.OrderBy, s); err != nil {
		return err
	}
	return b.paging(rows, o)
}

func (b *binder) filter(rows *Rows, o *syntax.ExprOption, s scope) error {
	where, err := b.condition(o.Expr, s)
	if err != nil {
		return err
	}
	rows.Where = and(rows.Where, where)
	return nil
}

func and(x, y Expr) Expr {
	if x == nil {
		return y
	}
	return &Logic{Terms: []Expr{x, y}}
}

func (b *binder) paging(rows *Rows, o *syntax.Options) error {
	if o.Top != nil {
		rows.Top = b.slot(Slot{Source: FromNumber, number: o.Top})
	}
	if o.Skip != nil {
		rows.Skip = b.slot(Slot{Source: FromNumber, number: o.Skip, Limit: b.limits.Skip})
	}
	rows.Count = o.Count != nil && o.Count.Value
	return nil
}

// refuse answers 501 to what is legal but not evaluated: an option is never ignored.
func (b *binder) refuse(o *syntax.Options) error {
	g, ok := first(o, unservedOptions()...)
	if !ok {
		return nil
	}
	b.source = g.source
	return notYet(g.span, "%s", g.name)
}

// choose adds a name to the context once; selecting twice is legal.
func (c *Context) choose(name string) {
	for _, s := range c.Select {
		if s == name {
			return
		}
	}
	c.Select = append(c.Select, name)
}

// addKey adds the cells of the key.
func (r *Rows) addKey() {
	r.KeyCells = r.KeyCells[:0]
	for _, k := range r.Type.Key {
		r.KeyCells = append(r.KeyCells, r.cell(&Column{Table: r.Main, Property: k}))
	}
}

// identify adds the cells that control information is made of: key and ETag.
func (r *Rows) identify() {
	r.addKey()
	if tag := r.Type.ETag; tag != nil {
		r.Tagged, r.ETagCell = true, r.cell(&Column{Table: r.Main, Property: tag})
	}
}

// field adds a structural property of the main table.
func (r *Rows) field(b *binder, p *metadata.Property) {
	r.Fields = append(r.Fields, b.fieldOf(r, p))
}

// fieldOf makes the field of a property, with all members of a complex one.
func (b *binder) fieldOf(r *Rows, p *metadata.Property) Field {
	f := Field{Name: p.Name, Property: p}
	if p.Complex == nil {
		f.Type, f.Cell = TypeOf(p), r.cell(b.column(r.Main, p))
		return f
	}
	for _, m := range p.Members {
		f.Members = append(f.Members, b.fieldOf(r, m))
	}
	b.nullable(r, &f)
	return f
}

// nullable notes what tells whether a complex value is null.
func (b *binder) nullable(r *Rows, f *Field) {
	if !f.Property.Nullable {
		return
	}
	for _, part := range f.Property.Parts() {
		f.Null = append(f.Null, r.cell(b.column(r.Main, part)))
	}
}
