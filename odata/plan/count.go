package plan

import (
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// count binds collection/$count, also with a $filter inside, where $this is the
// item (URL Conventions 4.01, 5.1.1.15).
func (b *binder) count(at step, seg *syntax.Segment, s scope) (operand, error) {
	if err := b.nest(seg.Span); err != nil {
		return nil, err
	}
	defer func() { b.counts-- }()
	at, err := b.collected(at, seg, "/$count needs")
	if err != nil {
		return nil, err
	}
	c := &CountOf{Sub: at.sub}
	if seg.Options == nil {
		return c, nil
	}
	if err := b.refuse(seg.Options); err != nil {
		return nil, err
	}
	if seg.Options.Filter == nil {
		return c, nil
	}
	where, err := b.condition(seg.Options.Filter.Expr, s.items(at))
	c.Where = where
	return c, err
}

// nest bounds conditions of counts and /$filter in each other.
func (b *binder) nest(span syntax.Span) error {
	if b.counts++; b.counts > b.limits.LambdaDepth {
		return fault.New(fault.QueryTooComplex, "counts and filters are nested deeper than %d", b.limits.LambdaDepth).
			At(span)
	}
	return nil
}
