package syntax

import (
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
)

// transformations reads `transformation/…`.
func (p *parser) transformations() []Transformation {
	var steps []Transformation
	for {
		p.charge(1)
		steps = append(steps, p.transformation())
		if !p.accept('/') {
			return steps
		}
	}
}

// transformation reads one step of $apply.
func (p *parser) transformation() Transformation {
	start := p.pos
	end := p.dotted(start)
	name := p.text[start:end]
	if name == "identity" && p.at(end) != '(' {
		p.pos = end
		return &IdentityStep{Span: span(start, end)}
	}
	broken := &IdentityStep{Span: span(start, end)}
	switch {
	case end == start:
		p.unexpected("a transformation, such as groupby((…)) or filter(…)")
		return broken
	case strings.IndexByte(name, '.') >= 0:
		return p.functionStep(start, end)
	case !isTransformation(name):
		p.failf(span(start, end), "there is no transformation '%s'", name).
			meaning(fault.Suggest(name, transformationNames()))
		return broken
	case p.at(end) != '(':
		p.pos = end
		p.unexpected("'('")
		return broken
	}
	p.pos = end
	if !p.enter() {
		p.leave()
		return broken
	}
	p.pos++
	p.blank()
	step := p.stepNamed(name, start)
	p.expect(')', p.stepContinuation(step))
	p.leave()
	end = p.end()
	setSpan(step, span(start, end))
	return step
}

func (p *parser) stepContinuation(step Transformation) string {
	switch step.(type) {
	case *FilterStep:
		return "an operator or ')'"
	case *IdentityStep, *LimitStep, *RankStep:
		return "')'"
	default:
	}
	return "',' or ')'"
}

// stepNamed reads what stands in the parentheses of the transformation.
func (p *parser) stepNamed(name string, start int) Transformation {
	switch name {
	case "aggregate":
		return &AggregateStep{Items: p.aggregateItems(true)}
	case "groupby":
		return p.groupBy()
	case "concat":
		return p.concatStep()
	case "filter":
		return &FilterStep{Expr: p.expression()}
	case "compute":
		return &ComputeStep{Items: p.computeItems()}
	case "search":
		nested := p.nested
		p.nested = true
		x := p.searchValue()
		p.nested = nested
		return &SearchStep{Expr: x}
	case "orderby":
		return &OrderByStep{Items: p.orderItems(p.spent.limits.OrderBy)}
	case "top", "skip":
		return &LimitStep{Skip: name == "skip", Count: p.stepDigits(name)}
	case "expand":
		return p.expandStep()
	case "nest", "addnested":
		return p.nestStep(name == "addnested")
	case "join", "outerjoin":
		return p.joinStep(name == "outerjoin")
	case "ancestors", "descendants":
		return p.hierarchyStep(name == "descendants")
	case "traverse":
		return p.traverseStep()
	case "identity":
		p.failf(span(start, p.pos), "'identity' has no parentheses")
		return &IdentityStep{}
	}
	step := &RankStep{Method: name, Amount: p.expression()}
	if !p.comma() {
		p.unexpected("an operator or ','")
	}
	step.By = p.expression()
	return step
}

// stepDigits is the number of top(n) and skip(n).
func (p *parser) stepDigits(name string) int64 {
	nested := p.nested
	p.nested = true
	n := p.digits("'" + name + "'")
	p.nested = nested
	return n
}

// functionStep is a custom function with named parameters.
func (p *parser) functionStep(start, end int) Transformation {
	step := &FunctionStep{Name: p.text[start:end], Args: &Args{}}
	p.checkName(step.Name)
	p.pos = end
	if p.peek() != '(' {
		p.unexpected("'('")
	} else {
		step.Args = p.args()
	}
	step.Span = span(start, p.end())
	return step
}

// concatStep is two sequences of transformations or more.
func (p *parser) concatStep() Transformation {
	step := &ConcatStep{}
	for p.err == nil {
		step.Branches = append(step.Branches, p.transformations())
		if !p.comma() {
			break
		}
	}
	if len(step.Branches) < 2 {
		p.unexpected("',' and a second sequence of transformations")
	}
	return step
}

func (p *parser) expandStep() Transformation {
	step := &ExpandStep{Path: p.groupPath()}
	for p.comma() && p.err == nil {
		p.charge(1)
		from := p.pos
		next := p.transformation()
		_, filter := next.(*FilterStep)
		_, expand := next.(*ExpandStep)
		if !expand && (!filter || len(step.Steps) > 0) && p.err == nil {
			p.failf(span(from, p.pos), "only one filter(…), and expand(…), can stand in expand(…)")
		}
		step.Steps = append(step.Steps, next)
	}
	return step
}

func (p *parser) nestStep(added bool) Transformation {
	step := &NestStep{}
	if added {
		step.Path = p.groupPath()
		if !p.comma() {
			p.unexpected("',' and transformations")
		}
	}
	for p.err == nil {
		start := p.pos
		item := NestItem{Steps: p.transformations()}
		if !p.infix("as") {
			p.unexpected("'/', or 'as' and a name")
		}
		item.Name = p.identifier("a name after 'as'")
		item.Span = span(start, p.end())
		step.Items = append(step.Items, item)
		if !p.comma() {
			break
		}
	}
	return step
}

func (p *parser) joinStep(outer bool) Transformation {
	step := &JoinStep{Outer: outer}
	if start := p.pos; p.peek() == '@' {
		term := p.annotation()
		step.Path = &Path{Segments: []*Segment{term}, Span: span(start, p.end())}
	} else {
		step.Path = p.groupPath()
	}
	if !p.infix("as") {
		p.unexpected("'as' and a name")
	}
	step.Name = p.identifier("a name after 'as'")
	if p.comma() {
		step.Steps = p.transformations()
	}
	return step
}

// setSpan sets the span of a step once its end is known.
func setSpan(step Transformation, at Span) {
	switch s := step.(type) {
	case *AggregateStep:
		s.Span = at
	case *GroupByStep:
		s.Span = at
	case *ConcatStep:
		s.Span = at
	case *FilterStep:
		s.Span = at
	case *ComputeStep:
		s.Span = at
	case *SearchStep:
		s.Span = at
	case *OrderByStep:
		s.Span = at
	case *LimitStep:
		s.Span = at
	case *RankStep:
		s.Span = at
	case *IdentityStep:
		s.Span = at
	case *ExpandStep:
		s.Span = at
	case *NestStep:
		s.Span = at
	case *JoinStep:
		s.Span = at
	case *HierarchyStep:
		s.Span = at
	case *TraverseStep:
		s.Span = at
	case *FunctionStep:
		s.Span = at
	}
}

func isTransformation(name string) bool {
	for _, known := range transformationNames() {
		if name == known {
			return true
		}
	}
	return false
}

func transformationNames() []string {
	return []string{
		"aggregate", "groupby", "concat", "filter", "compute", "search", "orderby", "top", "skip", "identity",
		"topcount", "topsum", "toppercent", "bottomcount", "bottomsum", "bottompercent",
		"expand", "nest", "addnested", "join", "outerjoin", "ancestors", "descendants", "traverse",
	}
}
