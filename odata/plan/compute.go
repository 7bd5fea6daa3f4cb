package plan

import (
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// computed is a property that $compute adds to the entities of a query. It stands
// for its expression wherever it is named.
type computed struct {
	name  string
	bound operand // where it is named
	expr  Expr    // where it is shown
	nodes int     // what it costs each time
}

// compute binds $compute. An item may name those before it (Protocol 4.01,
// 11.2.5.3).
func (b *binder) compute(rows *Rows, o *syntax.ComputeOption, s scope) error {
	if o == nil {
		return nil
	}
	return b.within(o.Source, func() error {
		for _, item := range o.Items {
			if err := b.computeItem(rows, item, s); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b *binder) computeItem(rows *Rows, item syntax.ComputeItem, s scope) error {
	switch {
	case declares(rows.Type, item.Name):
		return fault.New(fault.BadQueryOption, "'%s' is a property of '%s' already", clip(item.Name), rows.Type.Name).
			At(item.Span).Advise("choose another name behind 'as'")
	case b.computedOf(rows.Main, item.Name) != nil:
		return fault.New(fault.BadQueryOption, "'%s' is computed twice", clip(item.Name)).At(item.Span)
	}
	before := b.nodes
	bound, err := b.expr(item.Expr, s)
	if err != nil {
		return err
	}
	e, err := b.valueOf(bound, item.Expr)
	if err != nil {
		return err
	}
	b.computed[rows.Main] = append(b.computed[rows.Main], &computed{item.Name, bound, e, b.nodes - before})
	return nil
}

// declares says whether a type, or one derived from it, has a property of the name.
func declares(t *metadata.EntityType, name string) bool {
	for _, t := range append([]*metadata.EntityType{t}, t.Derived()...) {
		if t.Property(name) != nil || t.Navigation(name) != nil {
			return true
		}
	}
	return false
}

// valueOf demands a primitive value; a literal has its own type.
func (b *binder) valueOf(bound operand, at syntax.Expr) (Expr, error) {
	switch bound := bound.(type) {
	case *nullLiteral:
		if untyped(bound) {
			return nullValue(value.String), nil
		}
		return nullValue(bound.kind), nil
	case *literal:
		if isNaN(bound.of) {
			return nullValue(value.Double), nil // what is no number is null
		}
		if t := b.typeOf(bound); t.Kind != value.Enum || t.Enum != nil {
			return b.typed(bound, t, at, "$compute")
		}
	case Expr:
		return bound, nil
	}
	return nil, fault.New(fault.TypeMismatch, "$compute needs a primitive value, not %s", typeName(bound)).
		At(at.Place())
}

func nullValue(k value.Kind) Expr { return &Const{Null: true, Of: Type{Kind: k}} }

// computedOf finds what $compute calls by the name for the entities of a table.
func (b *binder) computedOf(t *Table, name string) *computed {
	for _, c := range b.computed[t] {
		if c.name == name {
			return c
		}
	}
	return nil
}

// computedNames lists what is computed for entities of a type, for suggestions.
func (b *binder) computedNames(t *metadata.EntityType) []string {
	var names []string
	for table, list := range b.computed {
		for _, c := range list {
			if table.Entity == t {
				names = append(names, c.name)
			}
		}
	}
	return names
}

// use puts the expression of a computed property in, at its full cost.
func (b *binder) use(c *computed, at syntax.Span) (operand, error) {
	return c.bound, b.spend(c.nodes, at)
}

// spend counts what a query costs once its names are put in.
func (b *binder) spend(nodes int, at syntax.Span) error {
	if b.nodes += nodes; b.nodes > nodesPerLimit*b.limits.Nodes {
		return fault.New(fault.QueryTooComplex, "the query is too large once its names are put in").At(at)
	}
	return nil
}

// computedFields adds the computed properties to the answer: those that are
// chosen, or all where chosen is nil.
func (b *binder) computedFields(rows *Rows, chosen map[string]bool) {
	for _, c := range b.computed[rows.Main] {
		if chosen == nil || chosen[c.name] {
			rows.Fields = append(rows.Fields, Field{Name: c.name, Type: c.expr.Type(), Cell: rows.cell(c.expr)})
		}
	}
}
