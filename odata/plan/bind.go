package plan

import (
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// Bind resolves the names of a request in the model, types it, and plans its
// queries. Every error is a *fault.Fault with the place in the option or path.
func Bind(m *metadata.Model, r *syntax.Request, limits Limits) (*Plan, error) {
	b := &binder{model: m, request: r, limits: limits, computed: map[*Table][]*computed{}}
	b.slots = append(b.slots, Slot{Source: FromScope})
	p, err := b.bind()
	if err != nil {
		return nil, b.located(err)
	}
	if err := p.fits(limits); err != nil {
		return nil, fault.From(err).In("query", "")
	}
	if p.Rows != nil {
		if p.Parent == nil { // what belongs to one entity is read faster than looked for
			p.Rows.Search = b.search(p.Rows)
		}
		p.Scans = p.scans()
	}
	b.locate()
	p.Slots, p.text = b.slots, nodesPerLimit*limits.Nodes*bytesPerNode
	return p, nil
}

type binder struct {
	model   *metadata.Model
	request *syntax.Request
	limits  Limits
	slots   []Slot
	tables  int
	lambdas int
	counts  int
	nodes   int
	height  int // of operators
	calls   int
	depth   int // of $expand
	expands int

	computed map[*Table][]*computed // what $compute adds to the entities of a table

	source  syntax.Source // what is being bound, for faults
	aliases []string      // parameter aliases being resolved, against cycles
}

// located adds the option being bound to a fault that does not know it.
func (b *binder) located(err error) error {
	f := fault.From(err)
	return f.In(b.source.Name, b.source.Text)
}

// within binds a part of the request whose spans point into another text.
func (b *binder) within(source syntax.Source, bind func() error) error {
	outer := b.source
	b.source = source
	if err := bind(); err != nil {
		return b.located(err)
	}
	b.source = outer
	return nil
}

func (b *binder) slot(s Slot) int {
	s.option = b.source.Name
	b.slots = append(b.slots, s)
	return len(b.slots) - 1
}

func notYet(span syntax.Span, format string, args ...any) *fault.Fault {
	return fault.New(fault.NotImplemented, format+" is not implemented", args...).At(span)
}
