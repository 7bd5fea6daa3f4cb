package syntax

import "github.com/seed-267014d6/roster/odata/fault"

// Limits bound one request. A request beyond one of them is answered by
// fault.QueryTooComplex before any work is spent on it.
type Limits struct {
	// Options is the number of query options, custom ones included.
	Options int
	// Nodes is the number of nodes in all expressions of the request together:
	// comparisons, arithmetic, not, calls, lambdas, path steps after the first,
	// and items of lists, arrays and argument lists count one each. Operands
	// cost nothing of their own and neither do the links of an and/or chain,
	// whose terms count at least one each: a chain of n plain comparisons is n.
	Nodes int
	// Depth is the nesting of parentheses, function calls, lambdas, brackets,
	// nested options and transformations, and the length of chains of not and
	// minus. The links of an and/or chain and the items of a list do not count.
	Depth int
	// FunctionDepth is the nesting of function calls in one another.
	FunctionDepth int
	// LambdaDepth is the nesting of any and all in one another.
	LambdaDepth int
	// ListItems is the number of items of one list behind `in`, or of one array.
	ListItems int
	// OrderBy is the number of terms of one $orderby.
	OrderBy int
	// Select is the number of items of one $select.
	Select int
	// ExpandItems is the number of $expand items of the request, nested ones included.
	ExpandItems int
	// ExpandDepth is the nesting of $expand in one another; 1 allows none nested.
	ExpandDepth int
}

// DefaultLimits are the published ones.
func DefaultLimits() Limits {
	return Limits{
		Options:       64,
		Nodes:         2000,
		Depth:         32,
		FunctionDepth: 8,
		LambdaDepth:   2,
		ListItems:     1000,
		OrderBy:       8,
		Select:        100,
		ExpandItems:   10,
		ExpandDepth:   3,
	}
}

// budget is what the parsers of one request have spent together.
type budget struct {
	limits  Limits
	nodes   int
	expands int
}

// charge spends n nodes.
func (p *parser) charge(n int) {
	p.spent.nodes += n
	if p.spent.nodes > p.spent.limits.Nodes {
		p.tooComplex(p.here(), "the query has more than %d nodes", p.spent.limits.Nodes)
	}
}

// enter goes one level deeper; it is undone by leave, after a failure too.
func (p *parser) enter() bool {
	p.depth++
	if p.depth > p.spent.limits.Depth {
		p.tooComplex(p.here(), "the expression is nested deeper than %d levels", p.spent.limits.Depth)
	}
	return p.err == nil
}

func (p *parser) leave() { p.depth-- }

// enterCall goes into the arguments of a function.
func (p *parser) enterCall() {
	p.calls++
	if p.calls > p.spent.limits.FunctionDepth {
		p.tooComplex(p.here(), "functions are nested deeper than %d levels", p.spent.limits.FunctionDepth)
	}
	p.enter()
}

func (p *parser) leaveCall() {
	p.calls--
	p.leave()
}

// enterLambda goes into the predicate of any or all.
func (p *parser) enterLambda() {
	p.lambdas++
	if p.lambdas > p.spent.limits.LambdaDepth {
		p.tooComplex(p.here(), "any and all are nested deeper than %d levels", p.spent.limits.LambdaDepth)
	}
	p.enter()
}

func (p *parser) leaveLambda() {
	p.lambdas--
	p.leave()
}

func (p *parser) tooComplex(at Span, format string, limit int) {
	p.fail(fault.New(fault.QueryTooComplex, format, limit).At(at))
}

// scanDepth finds the first bracket beyond the depth limit without recursion, so
// that a wall of parentheses fails before anything is built from it. Brackets in
// strings do not count.
func (p *parser) scanDepth() {
	depth := 0
	var quote byte
	for i := p.pos; i < len(p.text); i++ {
		c := p.text[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '(' || c == '[' || c == '{':
			if depth++; depth > p.spent.limits.Depth {
				p.tooComplex(span(i, i+1), "the expression is nested deeper than %d levels", p.spent.limits.Depth)
				return
			}
		case c == ')' || c == ']' || c == '}':
			depth--
		}
	}
}
