package syntax

import (
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
)

// memberPath is a path expression, a function call, an alias, or a call or alias with steps behind it.
func (p *parser) memberPath() Expr {
	start := p.pos
	var base Expr
	path := &Path{}
	switch {
	case p.peek() == '@' && !p.annotationAhead():
		base = p.alias()
	case p.peek() == '@':
		path.Segments = append(path.Segments, p.annotation())
	case p.peek() == '$':
		path.Segments = append(path.Segments, p.variable())
	default:
		if call := p.call(); call != nil {
			base = call
			break
		}
		step := p.nameStep()
		p.checkFirst(step)
		path.Segments = append(path.Segments, step)
	}
	if base != nil && p.peek() != '/' {
		return base
	}
	path.Base = base
	for p.peek() == '/' && !p.done() {
		p.pos++
		p.charge(1)
		path.Segments = append(path.Segments, p.step())
	}
	path.Span = span(start, p.end())
	if base == nil && len(path.Segments) == 1 && p.err == nil {
		p.checkOnly(path.Segments[0])
	}
	return path
}

// checkOnly rejects first segments that are no expression by themselves.
func (p *parser) checkOnly(s *Segment) {
	switch {
	case s.Kind == QualifiedSegment && s.Args == nil:
		p.failf(p.here(), "expected '(' or '/' after '%s'", s.Name).
			advise("a name with a dot is a type or a function: %s() or %s/property", s.Name, s.Name)
	case s.Kind == RootSegment:
		p.failf(p.here(), "expected '/' after '$root'")
	case s.Kind == TheseSegment:
		p.failf(p.here(), "expected '/' after '$these'")
	}
}

// checkFirst tells an unknown function from a collection with a key or a function with named parameters:
// only canonical functions take several, or computed, values without names.
func (p *parser) checkFirst(s *Segment) {
	if s.Args == nil || p.err != nil {
		return
	}
	positional, key := 0, true
	for i := range s.Args.List {
		if s.Args.List[i].Name != "" {
			continue
		}
		positional++
		switch s.Args.List[i].Value.(type) {
		case *Literal, *Alias:
		default:
			key = false
		}
	}
	if positional < 2 && key {
		return
	}
	at := span(s.Span.Start, s.Span.Start+len(s.Name))
	if s.Kind == QualifiedSegment {
		p.failf(at, "the parameters of '%s' must be named", s.Name).advise("write %s(name=value)", s.Name)
		return
	}
	f := p.fail(fault.New(fault.UnknownFunction, "there is no function '%s'", clip(s.Name)).At(at))
	if f.meaning(foreignFunction(s.Name)); !f.hinted() {
		f.meaning(fault.Suggest(s.Name, functionNames()))
	}
}

// annotationAhead tells @ns.term and @term#qualifier from a parameter alias. A
// bare @term cannot be told from an alias; it parses as one.
func (p *parser) annotationAhead() bool {
	end := p.dotted(p.pos + 1)
	return p.at(end) == '#' || strings.IndexByte(p.text[p.pos:end], '.') >= 0
}

// annotation is `@[namespace.]term[#qualifier]`.
func (p *parser) annotation() *Segment {
	start := p.pos
	end := p.dotted(start + 1)
	if end == start+1 {
		p.pos++
		p.unexpected("the name of an annotation")
		return &Segment{Kind: AnnotationSegment, Span: span(start, start)}
	}
	if p.at(end) == '#' {
		next := p.word(end + 1)
		if next == end+1 {
			p.pos = next
			p.unexpected("the qualifier of the annotation")
		}
		end = next
	}
	p.checkName(p.text[start+1 : end])
	s := &Segment{Kind: AnnotationSegment, Name: p.text[start:end], Span: span(start, end)}
	if p.err == nil {
		p.pos = end
	}
	return s
}

// variable is $it, $this, $root or $these.
func (p *parser) variable() *Segment {
	start := p.pos
	end := p.word(start + 1)
	s := &Segment{Span: span(start, end)}
	switch name := p.text[start:end]; name {
	case "$it":
		s.Kind = ItSegment
	case "$this":
		s.Kind = ThisSegment
	case "$root":
		s.Kind = RootSegment
	case "$these":
		s.Kind = TheseSegment
	default:
		p.failf(s.Span, "an expression cannot begin with '%s'", name).
			meaning(fault.Suggest(name, []string{"$it", "$this", "$root", "$these"}))
		return s
	}
	p.pos = end
	return s
}

// step is what follows a slash in an expression.
func (p *parser) step() *Segment {
	start := p.pos
	switch {
	case p.peek() == '$':
		return p.dollarStep()
	case p.peek() == '@':
		return p.annotation()
	}
	end := p.word(start)
	if p.at(end) == '(' {
		switch word := p.text[start:end]; {
		case strings.EqualFold(word, "any"):
			return p.lambda(AnySegment, end)
		case strings.EqualFold(word, "all"):
			return p.lambda(AllSegment, end)
		case word == "aggregate":
			return p.aggregateStep(end)
		}
	}
	return p.nameStep()
}

// nameStep is a name, optionally with arguments and a key behind them.
func (p *parser) nameStep() *Segment {
	start := p.pos
	end := p.dotted(start)
	s := &Segment{Kind: NameSegment, Name: p.text[start:end]}
	if end == start {
		p.unexpected("a name")
		s.Span = span(start, start)
		return s
	}
	if strings.IndexByte(s.Name, '.') >= 0 {
		s.Kind = QualifiedSegment
	}
	p.checkName(s.Name)
	p.pos = end
	p.argsAndKey(s)
	s.Span = span(start, p.end())
	return s
}

// argsAndKey reads the parentheses behind a name, and a key predicate behind the parameters of a function.
func (p *parser) argsAndKey(s *Segment) {
	if p.peek() == '(' && p.err == nil {
		s.Args = p.args()
	}
	if p.peek() == '(' && p.err == nil {
		s.Key = p.args()
	}
}

// dollarStep is $count with optional options, or $filter(…) with an optional key.
func (p *parser) dollarStep() *Segment {
	start := p.pos
	end := p.word(start + 1)
	s := &Segment{Span: span(start, end)}
	switch name := p.text[start:end]; {
	case name == "$count":
		s.Kind = CountSegment
		p.pos = end
		if p.peek() == '(' {
			s.Options = p.options(countOptions, "$count")
		}
	case name == "$filter" && p.at(end) == '(':
		s.Kind = FilterSegment
		p.pos = end
		s.Body = p.filterBody()
		if p.peek() == '(' && p.err == nil {
			s.Key = p.args()
		}
	default:
		p.failf(s.Span, "'%s' cannot follow in an expression", name).
			meaning(fault.Suggest(name, []string{"$count", "$filter()"}))
	}
	s.Span.End = max(end, p.end())
	return s
}

// filterBody is the expression in the parentheses of /$filter(…).
func (p *parser) filterBody() Expr {
	inPath := p.inPath
	p.inPath = false
	x := p.parenthesis()
	p.inPath = inPath
	return x
}

// lambda is any(), any(v:predicate) or all(v:predicate); the name ends at end.
func (p *parser) lambda(kind SegmentKind, end int) *Segment {
	s := &Segment{Kind: kind, Name: kind.keyword(), Span: span(p.pos, end)}
	p.pos = end + 1
	p.charge(1)
	p.enterLambda()
	defer p.leaveLambda()
	p.blank()
	if p.peek() == ')' && kind == AnySegment {
		p.pos++
		s.Span.End = p.end()
		return s
	}
	s.Var = p.identifier("the variable of the lambda, as in any(x:x eq 1)")
	if p.expect(':', "':' after the variable of the lambda") {
		p.blank()
		s.Body = p.expression()
		p.expect(')', "an operator or ')'")
	} else {
		s.Body = p.broken(s.Span)
	}
	s.Span.End = max(end, p.end())
	return s
}

// args is a parenthesised list of key values or parameters.
func (p *parser) args() *Args {
	start := p.pos
	args := &Args{}
	p.enterCall()
	defer p.leaveCall()
	if p.err != nil {
		return args
	}
	p.pos++
	p.blank()
	for p.peek() != ')' || len(args.List) > 0 {
		from := p.pos
		p.charge(1)
		name := p.argName()
		args.List = append(args.List, Arg{Name: name, Value: p.parameterValue(), Span: span(from, p.end())})
		if !p.comma() {
			break
		}
	}
	p.expect(')', "',' or ')'")
	args.Span = span(start, p.end())
	return args
}

// argName consumes `name=`, if it is next.
func (p *parser) argName() string {
	end := p.word(p.pos)
	equals := p.skip(end)
	if end == p.pos || p.at(equals) != '=' || p.at(equals+1) == '=' {
		return ""
	}
	name := p.text[p.pos:end]
	p.checkName(name)
	p.pos = p.skip(equals + 1)
	return name
}
