package syntax

import "strings"

// orderItems reads the terms of $orderby.
func (p *parser) orderItems(most int) []OrderItem {
	var items []OrderItem
	for {
		start := p.pos
		if len(items) == most {
			p.tooComplex(span(start, start), "more than %d terms to order by", most)
			return items
		}
		item := OrderItem{Expr: p.expression()}
		if i := p.skip(p.pos); i > p.pos {
			end := p.word(i)
			switch word := p.text[i:end]; {
			case strings.EqualFold(word, "asc"):
				p.pos = end
			case strings.EqualFold(word, "desc"):
				p.pos = end
				item.Descending = true
			}
		}
		item.Span = span(start, p.end())
		items = append(items, item)
		if !p.comma() {
			return items
		}
	}
}

// computeItems reads `expression as Name,…`.
func (p *parser) computeItems() []ComputeItem {
	var items []ComputeItem
	for {
		start := p.pos
		p.charge(1)
		item := ComputeItem{Expr: p.expression()}
		item.Name = p.asName()
		item.Span = span(start, p.end())
		items = append(items, item)
		if !p.comma() {
			return items
		}
	}
}

// asName reads ` as Name`.
func (p *parser) asName() string {
	if !p.infix("as") {
		p.unexpected("an operator, or 'as' and a name")
		return ""
	}
	return p.identifier("a name after 'as'")
}

// selectItems reads the items of $select.
func (p *parser) selectItems() []SelectItem {
	var items []SelectItem
	for {
		start := p.pos
		if len(items) == p.spent.limits.Select {
			p.tooComplex(span(start, start), "more than %d items to select", p.spent.limits.Select)
			return items
		}
		items = append(items, p.selectItem())
		if !p.comma() {
			return items
		}
	}
}

func (p *parser) selectItem() SelectItem {
	start := p.pos
	item := SelectItem{}
	for {
		if p.accept('*') {
			item.Star = true
			if len(item.Path) > 0 {
				p.failf(span(p.pos-1, p.pos), "'*' cannot follow '/' in $select")
			}
			break
		}
		s := p.selectStep()
		item.Path = append(item.Path, s)
		if p.peek() == '.' && p.at(p.pos+1) == '*' && len(item.Path) == 1 && s.Kind != AnnotationSegment {
			p.pos += len(".*")
			s.Kind = QualifiedSegment
			item.Star = true
			break
		}
		if !p.accept('/') {
			break
		}
	}
	if p.peek() == '(' && !item.Star {
		if last := item.Path[len(item.Path)-1]; p.namesAhead() {
			last.Names = p.parameterNames()
		} else {
			item.Options = p.options(selectOptions, last.Name)
		}
	}
	item.Span = span(start, p.end())
	return item
}

// selectStep is a name, a qualified name or an annotation, without arguments.
func (p *parser) selectStep() *Segment {
	start := p.pos
	p.charge(1)
	if p.peek() == '@' {
		return p.annotation()
	}
	end := p.dotted(start)
	s := &Segment{Kind: NameSegment, Name: p.text[start:end], Span: span(start, end)}
	if end == start {
		p.unexpected("the name of a property")
		return s
	}
	if strings.IndexByte(s.Name, '.') >= 0 {
		s.Kind = QualifiedSegment
	}
	p.checkName(s.Name)
	if p.err == nil {
		p.pos = end
	}
	return s
}

// namesAhead tells the parameter names of a function overload, `(a,b)`, from nested options.
func (p *parser) namesAhead() bool {
	i := p.skip(p.pos + 1)
	end := p.word(i)
	next := p.at(p.skip(end))
	return end > i && (next == ',' || next == ')')
}

// parameterNames reads the parameter names of a function overload.
func (p *parser) parameterNames() []string {
	var names []string
	p.pos++
	p.blank()
	for {
		p.charge(1)
		names = append(names, p.identifier("the name of a parameter"))
		if !p.comma() {
			break
		}
	}
	p.expect(')', "',' or ')'")
	return names
}

// expandItems reads the items of $expand.
func (p *parser) expandItems() []ExpandItem {
	p.expands++
	defer func() { p.expands-- }()
	if p.expands > p.spent.limits.ExpandDepth {
		p.tooComplex(p.here(), "$expand is nested deeper than %d levels", p.spent.limits.ExpandDepth)
		return nil
	}
	var items []ExpandItem
	for {
		if p.spent.expands++; p.spent.expands > p.spent.limits.ExpandItems {
			p.tooComplex(p.here(), "more than %d items to expand", p.spent.limits.ExpandItems)
			return items
		}
		items = append(items, p.expandItem())
		if !p.comma() {
			return items
		}
	}
}

func (p *parser) expandItem() ExpandItem {
	start := p.pos
	item := ExpandItem{}
	for p.err == nil {
		if p.accept('*') {
			item.Star = true
		} else if p.expandEnd(&item) {
			break
		} else {
			item.Path = append(item.Path, p.selectStep())
		}
		if !p.accept('/') {
			break
		}
		if item.Star && !strings.HasPrefix(p.text[p.pos:], "$ref") {
			p.failf(p.here(), "only '$ref' can follow '*/'")
		}
	}
	if p.peek() == '(' && p.err == nil {
		item.Options = p.expandOptions(&item)
	}
	item.Span = span(start, p.end())
	return item
}

// expandEnd reads $ref or $count behind a path, or $value in its place.
func (p *parser) expandEnd(item *ExpandItem) bool {
	if p.peek() != '$' {
		return false
	}
	start := p.pos
	end := p.word(start + 1)
	first := len(item.Path) == 0 && !item.Star
	switch name := p.text[start:end]; {
	case name == "$ref" && !first:
		item.Ref = true
	case name == "$count" && !first:
		item.Count = true
	case name == "$value" && first:
		item.Path = append(item.Path, &Segment{Kind: ValueSegment, Span: span(start, end)})
	default:
		p.unexpected("a navigation property, or '$ref' or '$count' behind one")
		return true
	}
	p.pos = end
	return true
}

// expandOptions reads the nested options that go with the form of the item.
func (p *parser) expandOptions(item *ExpandItem) *Options {
	allowed, owner := expandOptions, "*"
	if len(item.Path) > 0 {
		owner = item.Path[len(item.Path)-1].Name
	}
	switch {
	case item.Ref:
		allowed, owner = refOptions, "$ref"
	case item.Count:
		allowed, owner = countOptions, "$count"
	case item.Star:
		allowed = levelsOnly
	case len(item.Path) > 0 && item.Path[0].Kind == ValueSegment:
		p.failf(p.here(), "'$value' has no options")
	}
	return p.options(allowed, owner)
}
