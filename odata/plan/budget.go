package plan

import (
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// What one request may make of the databases. Both refuse, or lose themselves in,
// statements beyond bounds of their own: they are never reached.
const (
	// nodesPerLimit bounds the nodes that are bound, operands included, and those
	// that are written: parameter aliases that name each other, and forms that
	// mention an operand twice, could otherwise double the work at every step.
	nodesPerLimit = 8
	// mostHeight bounds the nesting of what is bound: chains of arithmetic nest to
	// the left. SQLite parses 1,000 levels, several for each of ours.
	mostHeight = 100
	// mostJoins bounds the tables of one query: SQLite joins 64.
	mostJoins = 40
	// mostTables bounds the table references of a request, its sub-queries included.
	mostTables = 400
	// bytesPerNode is how much of a literal costs as much as a node.
	bytesPerNode = 256
)

// enter counts a node that is bound, and goes one level deeper, but for an alias,
// which is another name for what it stands for; leave undoes the level.
func (b *binder) enter(e syntax.Expr) error {
	cost := 1
	switch e := e.(type) {
	case *syntax.Literal:
		cost += len(e.Text) / bytesPerNode
		b.height++
	case *syntax.Alias:
	default:
		b.height++
	}
	if err := b.spend(cost, e.Place()); err != nil {
		return err
	}
	if b.height > mostHeight {
		return fault.New(fault.QueryTooComplex, "operators are nested deeper than %d levels", mostHeight).
			At(e.Place()).Advise("a long sum counts one level for each of its terms")
	}
	return nil
}

func (b *binder) leave(e syntax.Expr) {
	if _, ok := e.(*syntax.Alias); !ok {
		b.height--
	}
}

// enterCall counts the nesting of functions, through aliases too.
func (b *binder) enterCall(e syntax.Expr) error {
	if b.calls++; b.calls > b.limits.FunctionDepth {
		return fault.New(fault.QueryTooComplex, "functions are nested deeper than %d levels", b.limits.FunctionDepth).
			At(e.Place())
	}
	return nil
}

func (b *binder) leaveCall() { b.calls-- }

// Mentions is how often the templates of a function may mention an argument.
func (f Func) Mentions() int {
	switch f {
	case StartsWith, Prefix, EndsWith, HasFlags, RoundDouble:
		return 2
	default:
		return 1
	}
}

// size is what an expression comes to when it is written.
type size struct{ nodes, height int }

// measure adds up what the statements of a plan come to. Expressions are measured
// once, however often they are written.
type measure struct {
	limits Limits
	sizes  map[Expr]size
	tables map[*From]bool
	nodes  int
	joins  int // of the largest query
	count  int // of tables
	height int
}

// fits refuses a plan whose statements are beyond bounds.
func (p *Plan) fits(limits Limits) error {
	m := &measure{limits: limits, sizes: map[Expr]size{}, tables: map[*From]bool{}}
	for _, rows := range []*Rows{p.Rows, p.Parent} {
		m.rows(rows)
	}
	switch {
	case m.joins > mostJoins:
		return fault.New(fault.QueryTooComplex, "the query follows more than %d references", mostJoins)
	case m.count > mostTables:
		return fault.New(fault.QueryTooComplex, "the query needs more than %d tables", mostTables).
			Advise("ask for fewer any, all and $count of collections")
	case m.height > 2*mostHeight:
		return fault.New(fault.QueryTooComplex, "operators are nested deeper than %d levels", mostHeight)
	case m.nodes > nodesPerLimit*limits.Nodes:
		return fault.New(fault.QueryTooComplex, "the query is too large for the databases").
			Advise("comparisons by ne of what may be null are the costliest")
	}
	return nil
}

func (m *measure) rows(r *Rows) {
	if r == nil {
		return
	}
	m.from(r.From)
	if r.Where != nil {
		m.add(m.of(r.Where))
	}
	for _, c := range r.Cells {
		m.add(m.of(c))
	}
	for _, t := range r.Order {
		m.add(m.of(t.Expr))
	}
	for _, e := range r.Expands {
		m.rows(e.Rows)
	}
}

func (m *measure) from(f *From) {
	if f == nil || m.tables[f] {
		return
	}
	m.tables[f] = true
	m.joins = max(m.joins, len(f.Joins))
	m.count += 1 + len(f.Joins)
}

// add counts what is written once. What is beyond all bounds already stays there.
func (m *measure) add(s size) {
	m.nodes = min(m.nodes+s.nodes, beyondNodes)
	m.height = max(m.height, s.height)
}

// beyondNodes is more than any limit, and far from overflow.
const beyondNodes = 1 << 40

func (m *measure) of(e Expr) size {
	if s, ok := m.sizes[e]; ok {
		return s
	}
	s := size{nodes: 1}
	for i, x := range Operands(e) {
		part := m.of(x)
		s.nodes = min(s.nodes+mentions(e, i)*part.nodes, beyondNodes)
		s.height = max(s.height, part.height)
	}
	switch e := e.(type) {
	case *Exists:
		m.from(e.Sub.From)
	case *CountOf:
		m.from(e.Sub.From)
	case *Scalar:
		m.from(e.Sub.From)
	default:
	}
	s.height++
	m.sizes[e] = s
	return s
}

// mentions is how often an operand is written.
func mentions(e Expr, operand int) int {
	switch e := e.(type) {
	case *Compare:
		if e.Op == Ne && e.L.Type().Nullable != e.R.Type().Nullable {
			return 2
		}
	case *InList:
		if e.HasNull && operand == 0 {
			return 2
		}
	case *Call:
		return e.Func.Mentions()
	default:
	}
	return 1
}
