package plan

import "slices"

// scans says whether the work for an answer may grow with what is stored instead of
// with the answer: where rows are counted, or are not both found and put in order by
// an index. What belongs to one entity counts as little.
func (p *Plan) scans() bool {
	many := p.Kind == EntityCollection || p.Kind == Count
	if !many || p.Parent != nil || p.Rows.Items != nil {
		return false
	}
	r := p.Rows
	counted := r.Count || p.Kind == Count
	if r.Where == nil {
		return counted || !r.walks(nil)
	}
	var by []*Column // what rows are found by
	for _, term := range conjuncts(r.Where) {
		column, ok := found(term)
		if !ok {
			return true
		}
		if column != nil {
			by = append(by, column)
		}
	}
	return counted || !r.walks(by)
}

// walks says whether rows come out of an index in their order: of one that is in this
// order, or of one in which they are few.
func (r *Rows) walks(by []*Column) bool {
	if len(r.Order) == 0 {
		return true
	}
	first, ok := r.Order[0].Expr.(*Column)
	if !ok || !indexed(first) {
		return false
	}
	return !slices.ContainsFunc(by, func(c *Column) bool { return *c != *first })
}

// conjuncts are the conditions that must all be true.
func conjuncts(e Expr) []Expr {
	and, ok := e.(*Logic)
	if !ok || and.Or {
		return []Expr{e}
	}
	var list []Expr
	for _, term := range and.Terms {
		list = append(list, conjuncts(term)...)
	}
	return list
}

// found says whether an index finds the rows of a condition, and for a range of them
// by which column: what equals a value comes in the order of the key.
func found(e Expr) (by *Column, ok bool) {
	switch e := e.(type) {
	case *Compare:
		column, isColumn := e.L.(*Column)
		_, isValue := e.R.(*Arg)
		if !isColumn || !isValue || !indexed(column) || e.Op == Ne {
			return nil, false
		}
		if e.Op == Eq {
			return nil, true
		}
		return column, true
	case *InList:
		column, isColumn := e.X.(*Column)
		return nil, isColumn && indexed(column)
	case *Call:
		column, isColumn := e.Args[0].(*Column)
		if e.Func != Prefix || !isColumn || !indexed(column) {
			return nil, false
		}
		return column, true
	case *Exists:
		return nil, !e.All && labelled(e.Where)
	default:
		return nil, false
	}
}

// labelled says whether a condition on the items of a collection property is decided
// by their index.
func labelled(e Expr) bool {
	return slices.ContainsFunc(conjuncts(e), func(term Expr) bool {
		var x Expr
		switch term := term.(type) {
		case *Compare:
			if term.Op == Eq {
				x = term.L
			}
		case *InList:
			x = term.X
		default:
		}
		item, ok := x.(*Item)
		return ok && item.Folded
	})
}

// indexed says whether a table can be read by a column.
func indexed(c *Column) bool {
	name := c.Property.Column
	if c.Folded {
		name = c.Property.Fold
	}
	return c.Table.Entity != nil && c.Table.Of == nil && slices.Contains(c.Table.Entity.Indexed, name)
}
