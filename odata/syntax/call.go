package syntax

import "strings"

// call is a canonical function with its arguments, or nil where no name of one is followed by a parenthesis.
func (p *parser) call() Expr {
	start := p.pos
	end := p.dotted(start)
	if p.at(end) != '(' {
		return nil
	}
	name := p.text[start:end]
	var lower [len("totaloffsetminutes")]byte
	if len(name) > len(lower) {
		return nil
	}
	for i := range len(name) {
		lower[i] = name[i]
		if c := name[i]; c >= 'A' && c <= 'Z' {
			lower[i] = c | 0x20
		}
	}
	canonical := string(lower[:len(name)])
	switch canonical {
	case "case":
		p.pos = end
		return p.caseCall(start)
	case "cast", "isof":
		p.pos = end
		return p.typeCall(start, name)
	case "any", "all":
		p.failf(span(start, end), "'%s' must follow a collection and '/'", name).
			advise("as in tags/%s(t:t eq 'x')", canonical)
		return p.broken(span(start, end))
	}
	if !isFunction(canonical) {
		return nil
	}
	p.pos = end
	node := &Call{Name: name}
	p.charge(1)
	p.enterCall()
	defer p.leaveCall()
	p.accept('(')
	p.blank()
	for (p.peek() != ')' || len(node.Args) > 0) && p.err == nil {
		p.charge(1)
		node.Args = append(node.Args, p.argument())
		if !p.comma() {
			break
		}
	}
	p.expect(')', "',' or ')'")
	node.Span = span(start, p.end())
	return node
}

// argument is one positional argument of a canonical function.
func (p *parser) argument() Expr {
	if p.peek() == ')' {
		p.unexpected("an argument")
	}
	return p.expression()
}

// caseCall is case(condition:value,…).
func (p *parser) caseCall(start int) Expr {
	node := &Case{}
	p.charge(1)
	p.enterCall()
	defer p.leaveCall()
	p.accept('(')
	for p.err == nil {
		p.blank()
		p.charge(1)
		when := p.expression()
		p.shorten(when)
		if !p.expect(':', "':' after the condition") {
			break
		}
		p.blank()
		node.Branches = append(node.Branches, Branch{When: when, Then: p.expression()})
		if !p.comma() {
			break
		}
	}
	p.expect(')', "',' or ')'")
	node.Span = span(start, p.end())
	return node
}

// shorten gives back the colon that a time of day has taken from case(): in
// `case(x eq 07:30:10)` the condition ends with 07:30, in `case(x eq 12:30)` with 12.
func (p *parser) shorten(condition Expr) {
	if p.last == nil || p.last.Kind != TimeLiteral || p.last.Span.End != p.pos || p.at(p.skip(p.pos)) == ':' {
		return
	}
	colon := strings.LastIndexByte(p.last.Text, ':')
	end := p.last.Span.Start + colon
	p.last.Text = p.last.Text[:colon]
	if strings.IndexByte(p.last.Text, ':') < 0 {
		p.last.Kind = IntegerLiteral
	}
	p.pos = end
	for {
		switch x := condition.(type) {
		case *Literal:
			x.Span.End = end
			return
		case *Binary:
			x.Span.End = end
			condition = x.R
		case *Unary:
			x.Span.End = end
			condition = x.X
		default:
			return
		}
	}
}

// typeCall is cast or isof: `(expression,type)` or `(type)`.
func (p *parser) typeCall(start int, name string) Expr {
	node := &Call{Name: name}
	p.charge(1)
	p.enterCall()
	defer p.leaveCall()
	p.accept('(')
	p.blank()
	typ := p.typeName()
	if typ == nil {
		node.Args = append(node.Args, p.argument())
		if !p.comma() {
			p.unexpected("',' and a type")
		}
		if typ = p.typeName(); typ == nil {
			p.unexpected("the name of a type and ')'")
			typ = &TypeName{}
		}
	}
	node.Args = append(node.Args, typ)
	p.expect(')', "')'")
	node.Span = span(start, p.end())
	return node
}

// typeName is a type, in quotes or not, with Collection() around it or not, that is followed by
// the closing parenthesis; or nil.
func (p *parser) typeName() *TypeName {
	start, i := p.pos, p.pos
	quote := p.at(i) == '\''
	if quote {
		i++
	}
	const collection = "Collection("
	typ := &TypeName{Collection: strings.HasPrefix(p.text[i:], collection)}
	if typ.Collection {
		i += len(collection)
	}
	end := p.dotted(i)
	typ.Name = p.text[i:end]
	if end == i {
		return nil
	}
	if typ.Collection {
		if p.at(end) != ')' {
			return nil
		}
		end++
	}
	if quote {
		if p.at(end) != '\'' {
			return nil
		}
		end++
	}
	if p.at(p.skip(end)) != ')' {
		return nil
	}
	p.checkName(typ.Name)
	p.pos = end
	typ.Span = span(start, end)
	return typ
}

// isFunction says whether the lower-case name is a canonical function (URL
// Conventions 4.01, section 5.1.1.5 and following) or isdefined of Data Aggregation.
func isFunction(name string) bool {
	switch name {
	case "concat", "contains", "endswith", "indexof", "length", "matchespattern", "startswith", "substring",
		"tolower", "toupper", "trim", "hassubset", "hassubsequence",
		"date", "day", "fractionalseconds", "hour", "maxdatetime", "mindatetime", "minute", "month", "now", "second",
		"time", "totaloffsetminutes", "totalseconds", "year",
		"ceiling", "floor", "round",
		"geo.distance", "geo.intersects", "geo.length",
		"isdefined":
		return true
	}
	return false
}

// Canonical is the name of the function as the standard spells it.
func (n *Call) Canonical() string {
	for _, name := range functionNames() {
		if strings.EqualFold(name, n.Name) {
			return name
		}
	}
	return n.Name
}

// functionNames are for suggestions.
func functionNames() []string {
	return []string{
		"concat", "contains", "endswith", "indexof", "length", "matchesPattern", "startswith", "substring",
		"tolower", "toupper", "trim", "hassubset", "hassubsequence",
		"date", "day", "fractionalseconds", "hour", "maxdatetime", "mindatetime", "minute", "month", "now", "second",
		"time", "totaloffsetminutes", "totalseconds", "year",
		"ceiling", "floor", "round", "case", "cast", "isof",
		"geo.distance", "geo.intersects", "geo.length", "isdefined",
	}
}
