package plan

import (
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// count binds collection/$count, also with a $filter inside, where $this is the
// item (URL Conventions 4.01, 5.1.1.15).
func (b *binder) count(at step, seg *syntax.Segment, s scope) (operand, error) {
	if b.counts++; b.counts > b.limits.LambdaDepth {
		return nil, fault.New(fault.QueryTooComplex, "counts are nested deeper than %d", b.limits.LambdaDepth).
			At(seg.Span)
	}
	defer func() { b.counts-- }()
	c := &CountOf{}
	inner := s
	switch {
	case at.collection != nil:
		var target *Table
		c.Sub, target = b.many(at.table, at.collection)
		inner = scope{it: s.it, main: target, this: &variable{table: target}, inner: s.inner}
	case at.property != nil && at.property.Collection != nil:
		var items *Table
		c.Sub, items = b.items(at.table, at.property)
		inner.this = &variable{table: items, items: at.property}
	default:
		return nil, fault.New(fault.TypeMismatch, "/$count needs a collection").At(seg.Span)
	}
	if seg.Options == nil {
		return c, nil
	}
	if err := b.refuse(seg.Options); err != nil {
		return nil, err
	}
	if seg.Options.Filter == nil {
		return c, nil
	}
	where, err := b.condition(seg.Options.Filter.Expr, inner)
	c.Where = where
	return c, err
}
