package syntax

import "strings"

// aggregateItems reads the aggregates of aggregate(…); aliased says whether a
// method calls for an alias, as it does everywhere but in /aggregate(…).
func (p *parser) aggregateItems(aliased bool) []AggregateItem {
	var items []AggregateItem
	for {
		p.charge(1)
		items = append(items, p.aggregateItem(aliased))
		if !p.comma() {
			return items
		}
	}
}

func (p *parser) aggregateItem(aliased bool) AggregateItem {
	start := p.pos
	item := AggregateItem{Expr: p.aggregated()}
	if p.infix("with") {
		item.Method = p.method()
	}
	for p.err == nil && p.infix("from") {
		item.From = append(item.From, p.aggregateFrom(item.Method != ""))
	}
	if aliased {
		if p.infix("as") {
			item.Alias = p.identifier("a name after 'as'")
		} else if item.Method != "" || len(item.From) > 0 && item.From[0].Method != "" || counts(item.Expr) {
			p.unexpected("'as' and a name")
		}
	}
	item.Span = span(start, p.end())
	return item
}

// counts says whether the path ends with $count, which is an aggregate without a method.
func counts(x Expr) bool {
	path, ok := x.(*Path)
	return ok && path.Segments[len(path.Segments)-1].Kind == CountSegment
}

// aggregated is the aggregated expression: $count by itself, a cast by itself, or an expression.
func (p *parser) aggregated() Expr {
	start := p.pos
	const count = "$count"
	if strings.HasPrefix(p.text[start:], count) && p.word(start+1) == start+len(count) {
		p.pos += len(count)
		s := &Segment{Kind: CountSegment, Span: span(start, p.pos)}
		return &Path{Segments: []*Segment{s}, Span: s.Span}
	}
	return p.expression()
}

// method is a predefined or custom method of aggregation.
func (p *parser) method() string {
	start := p.pos
	end := p.dotted(start)
	name := p.text[start:end]
	switch name {
	case "sum", "min", "max", "average", "countdistinct":
	default:
		if strings.IndexByte(name, '.') < 0 {
			f := "sum, min, max, average, countdistinct or a qualified method"
			p.unexpected(f)
			return ""
		}
		p.checkName(name)
	}
	p.pos = end
	return name
}

// aggregateFrom is `path,… with method`; only a custom aggregate may do without the method.
func (p *parser) aggregateFrom(methodNeeded bool) AggregateFrom {
	start := p.pos
	from := AggregateFrom{}
	for p.err == nil {
		p.charge(1)
		from.Paths = append(from.Paths, p.groupPath())
		if !p.comma() {
			break
		}
	}
	if p.infix("with") {
		from.Method = p.method()
	} else if methodNeeded {
		p.unexpected("'with' and a method")
	}
	from.Span = span(start, p.end())
	return from
}

// groupPath is a path of names and casts. Term casts are not allowed in data aggregation paths.
func (p *parser) groupPath() *Path {
	start := p.pos
	path := &Path{}
	for p.err == nil {
		if p.peek() == '@' {
			p.unexpected("the name of a property")
			break
		}
		path.Segments = append(path.Segments, p.selectStep())
		if !p.accept('/') {
			break
		}
	}
	path.Span = span(start, p.end())
	return path
}

// groupBy is `(element,…),transformations`.
func (p *parser) groupBy() Transformation {
	step := &GroupByStep{}
	if p.peek() != '(' {
		p.unexpected("'(' and the properties to group by, as in groupby((role))")
		return step
	}
	p.pos++
	p.blank()
	for p.err == nil {
		step.Elements = append(step.Elements, p.groupElement())
		if !p.comma() {
			break
		}
	}
	p.expect(')', "',' or ')'")
	if p.comma() {
		step.Steps = p.transformations()
	}
	return step
}

func (p *parser) groupElement() GroupElement {
	start := p.pos
	end := p.word(start)
	element := GroupElement{}
	switch name := p.text[start:end]; {
	case p.at(end) == '(' && name == "rollup":
		p.pos = end + 1
		p.blank()
		for p.err == nil {
			element.Rollup = append(element.Rollup, p.rollupPath())
			if !p.comma() {
				break
			}
		}
		p.expect(')', "',' or ')'")
	case p.at(end) == '(' && name == "rolluprecursive":
		if p.pos = end; p.enter() {
			p.pos++
			p.blank()
			element.Recursive = p.recursiveNode()
			if p.comma() {
				element.Steps = p.transformations()
			}
			p.expect(')', "',' or ')'")
		}
		p.leave()
	default:
		element.Path = p.groupPath()
	}
	element.Span = span(start, p.end())
	return element
}

// rollupPath is a level of rollup(…), or $all as its first one, as in Committee Specification 02.
func (p *parser) rollupPath() *Path {
	start := p.pos
	const all = "$all"
	if strings.HasPrefix(p.text[start:], all) && p.word(start+1) == start+len(all) {
		p.pos += len(all)
		s := &Segment{Kind: AllSetsSegment, Span: span(start, p.pos)}
		return &Path{Segments: []*Segment{s}, Span: s.Span}
	}
	return p.groupPath()
}

// recursiveNode is `$root/nodes,qualifier,path`.
func (p *parser) recursiveNode() *RecursiveNode {
	node := &RecursiveNode{}
	start := p.pos
	if !strings.HasPrefix(p.text[start:], "$root/") {
		p.unexpected("'$root/' and the nodes of the hierarchy")
	}
	node.Nodes = p.primary()
	if !p.comma() {
		p.unexpected("',' and the qualifier of the hierarchy")
	}
	node.Qualifier = p.identifier("the qualifier of the hierarchy")
	if !p.comma() {
		p.unexpected("',' and the path to the node")
	}
	node.Path = p.groupPath()
	node.Span = span(start, p.end())
	return node
}

// hierarchyStep is ancestors or descendants.
func (p *parser) hierarchyStep(descendants bool) Transformation {
	step := &HierarchyStep{Descendants: descendants, Hierarchy: p.recursiveNode()}
	if !p.comma() {
		p.unexpected("',' and transformations that give the start nodes")
	}
	step.Start = p.transformations()
	if !p.comma() {
		return step
	}
	if isDigit(p.peek()) {
		nested := p.nested
		p.nested = false
		n := p.distance()
		p.nested = nested
		step.Distance = &n
		if !p.comma() {
			return step
		}
	}
	if p.text[p.pos:p.word(p.pos)] != "keep" {
		p.unexpected("a distance or 'keep start'")
		return step
	}
	p.pos += len("keep")
	p.blank()
	if p.text[p.pos:p.word(p.pos)] != "start" {
		p.unexpected("'start' after 'keep'")
		return step
	}
	p.pos += len("start")
	step.KeepStart = true
	return step
}

// distance is the greatest distance of ancestors and descendants.
func (p *parser) distance() int64 {
	start := p.pos
	p.pos += countDigits(p.text, start)
	n := int64(0)
	for _, c := range p.text[start:p.pos] {
		if n = n*10 + int64(c-'0'); n > 1<<31 {
			p.failf(span(start, p.pos), "the distance is too large")
			return 0
		}
	}
	return n
}

// traverseStep is traverse: order, optional start nodes, then sort terms.
func (p *parser) traverseStep() Transformation {
	step := &TraverseStep{Hierarchy: p.recursiveNode()}
	if !p.comma() {
		p.unexpected("',' and 'preorder' or 'postorder'")
	}
	switch end := p.word(p.pos); p.text[p.pos:end] {
	case "postorder":
		step.PostOrder = true
		p.pos = end
	case "preorder":
		p.pos = end
	default:
		p.unexpected("'preorder' or 'postorder'")
	}
	if !p.comma() {
		return step
	}
	if p.stepAhead() {
		step.Start = p.transformations()
		if !p.comma() {
			return step
		}
	}
	step.OrderBy = p.orderItems(p.spent.limits.OrderBy)
	return step
}

// stepAhead tells a transformation from a sort term; concat(a,b) is one of those.
func (p *parser) stepAhead() bool {
	end := p.word(p.pos)
	name := p.text[p.pos:end]
	return isTransformation(name) && name != "concat" && (p.at(end) == '(' || name == "identity")
}

// aggregateStep is `aggregate(…)` behind a collection in an expression; the name ends at end.
func (p *parser) aggregateStep(end int) *Segment {
	s := &Segment{Kind: AggregateSegment, Name: p.text[p.pos:end]}
	start := p.pos
	p.pos = end
	p.enterCall()
	if p.accept('(') {
		p.blank()
		item := p.aggregateItem(false)
		s.Aggregate = &item
		p.expect(')', "'with', 'from' or ')'")
	}
	p.leaveCall()
	s.Span = span(start, max(end, p.end()))
	return s
}
