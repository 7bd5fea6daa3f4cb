package syntax

import "strings"

// expression is a commonExpr. Infix operators climb by strength, so that chains
// are loops: recursion is for parentheses and the like, which the budget counts.
func (p *parser) expression() Expr { return p.infixes(orStrength) }

// infixes is an operand followed by operators of at least the given strength.
func (p *parser) infixes(least int) Expr {
	start, mark := p.pos, p.spent.nodes
	left := p.unary()
	for p.err == nil {
		op, strength, at, ok := p.operator(least)
		if !ok {
			break
		}
		logical := op == And || op == Or
		if logical {
			p.chargeTerm(mark)
		} else {
			p.charge(1)
		}
		before := p.spent.nodes
		right := p.infixes(strength + 1)
		if logical {
			p.chargeTerm(before)
		}
		left = &Binary{Op: op, L: left, R: right, At: at, Span: span(start, p.end())}
	}
	return left
}

// chargeTerm counts a term of an and/or chain that has cost nothing so far.
func (p *parser) chargeTerm(mark int) {
	if p.spent.nodes == mark {
		p.charge(1)
	}
}

// end is the position, or that of the failure.
func (p *parser) end() int { return p.pos }

// operator consumes blanks, an infix operator of at least the given strength and blanks.
func (p *parser) operator(least int) (op Op, strength int, at Span, ok bool) {
	i := p.skip(p.pos)
	end := p.word(i)
	if i == p.pos || end == i {
		return 0, 0, Span{}, false
	}
	op, strength, ok = operatorNamed(p.text[i:end])
	if !ok || strength < least {
		return 0, 0, Span{}, false
	}
	next := p.skip(end)
	if next == end {
		if end == len(p.text) {
			p.failf(span(end, end), "expected an operand after '%s', found the end", op)
		} else {
			p.failf(span(i, end), "expected a blank after '%s'", op)
		}
		return 0, 0, Span{}, false
	}
	p.pos = next
	return op, strength, span(i, end), true
}

// unary is not, minus, or an operand with has and in behind it, which bind tighter.
func (p *parser) unary() Expr {
	start := p.pos
	op, ok := p.prefix()
	if !ok {
		return p.members()
	}
	p.charge(1)
	var x Expr = p.broken(span(start, start))
	if p.enter() {
		x = p.unary()
	}
	p.leave()
	return &Unary{Op: op, X: x, Span: span(start, p.end())}
}

// prefix consumes a unary operator. A minus before digits or INF belongs to the literal.
func (p *parser) prefix() (Op, bool) {
	if p.peek() == '-' {
		next := p.at(p.pos + 1)
		if isDigit(next) || p.text[p.pos+1:p.word(p.pos+1)] == "INF" {
			return 0, false
		}
		p.pos++
		p.blank()
		return Negate, true
	}
	end := p.word(p.pos)
	if end-p.pos != len("not") || !strings.EqualFold(p.text[p.pos:end], "not") {
		return 0, false
	}
	next := p.skip(end)
	if next == end && p.at(end) != '(' || next == len(p.text) {
		return 0, false
	}
	p.pos = next
	return Not, true
}

// members is a primary expression with has and in operators behind it.
func (p *parser) members() Expr {
	start := p.pos
	left := p.primary()
	for p.err == nil {
		op, _, at, ok := p.operator(memberStrength)
		if !ok {
			break
		}
		p.charge(1)
		var right Expr
		if op == In {
			right = p.listOperand()
		} else {
			right = p.flagOperand()
		}
		left = &Binary{Op: op, L: left, R: right, At: at, Span: span(start, p.end())}
	}
	return left
}

// flagOperand is the right side of has: an enumeration literal, with or without its type, or an alias.
func (p *parser) flagOperand() Expr {
	start := p.pos
	right := p.primary()
	switch x := right.(type) {
	case *Alias:
		return x
	case *Literal:
		if x.Kind == EnumLiteral || x.Kind == StringLiteral {
			return x
		}
	default:
	}
	p.failf(span(start, p.pos), "expected an enumeration literal after 'has'").
		advise("it is written Namespace.Type'Member' or 'Member'")
	return right
}

// listOperand is the right side of in: literals in parentheses, or an expression for a collection.
func (p *parser) listOperand() Expr {
	start := p.pos
	if p.peek() == '(' {
		return p.list()
	}
	right := p.primary()
	switch right.(type) {
	case *Array, *Path, *Call, *Case, *Alias:
		return right
	default:
	}
	p.failf(span(start, p.pos), "expected a list after 'in'").advise("a list stands in parentheses: ('a','b')")
	return right
}

// list is `(literal,…)`, possibly empty, or an expression in parentheses.
func (p *parser) list() Expr {
	start := p.pos
	if !p.enter() {
		return p.broken(span(start, start))
	}
	defer p.leave()
	p.pos++
	p.blank()
	list := &List{}
	for p.peek() != ')' || len(list.Items) > 0 {
		item := p.literal()
		if item == nil {
			if len(list.Items) == 0 {
				return p.closed(p.expression())
			}
			p.unexpected("a literal")
			break
		}
		p.countItem(len(list.Items), item.Span)
		list.Items = append(list.Items, item)
		if !p.comma() {
			break
		}
	}
	p.expect(')', "',' or ')'")
	list.Span = span(start, p.end())
	return list
}

// countItem charges the item that follows n others in a list or array.
func (p *parser) countItem(n int, at Span) {
	p.charge(1)
	if n >= p.spent.limits.ListItems {
		p.tooComplex(at, "a list has more than %d items", p.spent.limits.ListItems)
	}
}

// closed expects the parenthesis behind the only expression of a list.
func (p *parser) closed(x Expr) Expr {
	p.blank()
	if p.peek() == ',' && p.err == nil {
		p.failf(p.here(), "expected ')', found ','").advise("the items of a list are literals")
	}
	p.expect(')', "an operator or ')'")
	return x
}

// primary is an operand without operators around it.
func (p *parser) primary() Expr {
	start := p.pos
	switch c := p.peek(); c {
	case '(':
		return p.parenthesis()
	case '[':
		return p.array()
	case '{':
		return p.object()
	case '@', '$':
		return p.memberPath()
	case '.':
		if isDigit(p.at(start + 1)) {
			p.badLiteral(p.here(), "a number begins with a digit").advise("write 0.5 for .5")
			return p.broken(span(start, start))
		}
	}
	if lit := p.literal(); lit != nil {
		return lit
	}
	if p.word(start) == start {
		p.unexpected("a value, a property or a function")
		return p.broken(span(start, start))
	}
	return p.memberPath()
}

func (p *parser) parenthesis() Expr {
	start := p.pos
	if !p.enter() {
		return p.broken(span(start, start))
	}
	defer p.leave()
	p.pos++
	p.blank()
	if p.peek() == ')' {
		p.failf(p.here(), "expected an expression, found ')'")
		return p.broken(span(start, p.pos))
	}
	x := p.expression()
	p.expect(')', "an operator or ')'")
	return x
}
