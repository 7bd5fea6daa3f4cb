package plan

import (
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// order binds $orderby and appends the key, in the direction of the last term, so
// that the order is total and one index can serve it.
func (b *binder) order(rows *Rows, option *syntax.OrderByOption, s scope) error {
	if option != nil {
		err := b.within(option.Source, func() error { return b.orderTerms(rows, option, s) })
		if err != nil {
			return err
		}
	}
	descending := option != nil && option.Items[len(option.Items)-1].Descending
	for _, key := range rows.key() {
		if !rows.ordersBy(key) {
			rows.Order = append(rows.Order, OrderTerm{Expr: key, Descending: descending, Cell: rows.cell(key)})
		}
	}
	return nil
}

// key tells rows apart: by the key of their type, or items by their place.
func (r *Rows) key() []Expr {
	if r.Items != nil {
		return []Expr{&LinkColumn{Table: r.Main, Name: r.Items.Collection.Order, Kind: value.Int64}}
	}
	key := make([]Expr, 0, len(r.Type.Key))
	for _, p := range r.Type.Key {
		key = append(key, &Column{Table: r.Main, Property: p})
	}
	return key
}

func (b *binder) orderTerms(rows *Rows, option *syntax.OrderByOption, s scope) error {
	for _, item := range option.Items {
		given, err := b.expr(item.Expr, s)
		if err != nil {
			return err
		}
		switch given.(type) {
		case *literal, *nullLiteral, *Const:
			continue // a constant orders nothing
		}
		e, ok := given.(Expr)
		if !ok {
			return fault.New(fault.TypeMismatch, "$orderby needs a primitive value, not %s", typeName(given)).
				At(item.Span)
		}
		if !ordered(e.Type().Kind) {
			return fault.New(fault.TypeMismatch, "%s has no order", e.Type().Kind).At(item.Span)
		}
		if !rows.ordersBy(e) {
			rows.Order = append(rows.Order, OrderTerm{Expr: e, Descending: item.Descending, Cell: rows.cell(e)})
		}
	}
	return nil
}

// ordersBy says whether a column is among the terms already: a second time it
// decides nothing.
func (r *Rows) ordersBy(e Expr) bool {
	for _, t := range r.Order {
		if same(t.Expr, e) {
			return true
		}
	}
	return false
}

// cell gives the place of an expression in the result row, adding it if it is new.
func (r *Rows) cell(e Expr) int {
	for i, c := range r.Cells {
		if same(c, e) {
			return i
		}
	}
	r.Cells = append(r.Cells, e)
	return len(r.Cells) - 1
}

// same says whether two expressions are one: columns by what they are of.
func same(a, b Expr) bool {
	switch a := a.(type) {
	case *Column:
		c, ok := b.(*Column)
		return ok && *c == *a
	case *LinkColumn:
		c, ok := b.(*LinkColumn)
		return ok && *c == *a
	default:
		return a == b
	}
}
