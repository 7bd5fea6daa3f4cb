package syntax

import (
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
)

// ContextKind says what a context URL describes (Protocol 4.01, section 10).
type ContextKind uint8

// The kinds of context URLs.
const (
	PathContext ContextKind = iota // what a path from an entity set or singleton leads to
	TypeContext                    // a value, or a collection of values, of the type in Type
	RefContext                     // an entity reference, or a collection of them
)

// Context is the fragment of a context URL.
type Context struct {
	Kind       ContextKind
	Collection bool       // Collection(…) stands around the type or $ref
	Type       string     // of a TypeContext, qualified
	Path       []*Segment // of a PathContext: names with their keys, and casts
	Select     *ContextList
	Part       string // "$entity", "$delta", "$deletedEntity", "$link", "$deletedLink" or ""
}

// ContextList is a select list: what of the type is in the answer.
type ContextList struct {
	Items []ContextItem
	Span  Span
}

// ContextItem is one item of a select list: `*`, `Namespace.*` (Star with the
// namespace in Path), or a path of names, casts and annotations. Behind a function
// the nested list holds the names of its parameters.
type ContextItem struct {
	Star      bool
	Path      []*Segment
	Recursive bool         // `+` behind a navigation property that is expanded by levels
	Nested    *ContextList // nil without parentheses
	Span      Span
}

const contextTarget = "context"

// ParseContext parses the fragment of a context URL, from the '#' on (ABNF:
// context). Keys in it are not percent-encoded. The error is a *fault.Fault.
func ParseContext(text string) (*Context, error) {
	p := newParser(contextTarget, text, &budget{limits: DefaultLimits()})
	p.code = fault.BadRequest
	c := &Context{}
	if p.accept('#') {
		p.context(c)
	} else {
		p.unexpected("'#'")
	}
	if p.err == nil && !p.done() {
		p.unexpected("the end")
	}
	if p.err != nil {
		return nil, p.err
	}
	return c, nil
}

func (p *parser) context(c *Context) {
	const collection = "Collection("
	c.Collection = strings.HasPrefix(p.text[p.pos:], collection)
	if c.Collection {
		p.pos += len(collection)
	}
	switch end := p.dotted(p.pos); {
	case strings.HasPrefix(p.text[p.pos:], "$ref"):
		c.Kind = RefContext
		p.pos += len("$ref")
	case c.Collection || strings.IndexByte(p.text[p.pos:end], '.') >= 0:
		c.Kind, c.Type = TypeContext, p.text[p.pos:end]
		p.checkName(c.Type)
		if p.pos = end; strings.IndexByte(c.Type, '.') < 0 {
			p.unexpected("the qualified name of a type")
		}
	default:
		p.contextPath(c)
		return
	}
	if c.Collection {
		p.expect(')', "')'")
	}
	if c.Kind == TypeContext && p.peek() == '(' {
		c.Select = p.contextList()
	}
}

// contextPath is `name(key)/…(select list)/$part`.
func (p *parser) contextPath(c *Context) {
	for p.err == nil {
		p.charge(1)
		s := p.contextStep("an entity set, a singleton or a property")
		c.Path = append(c.Path, s)
		if p.peek() == '(' {
			if !p.keyAhead() {
				c.Select = p.contextList()
				p.contextPart(c)
				return
			}
			s.Args = p.contextKey()
			s.Span.End = p.end()
		}
		if p.peek() != '/' || p.at(p.pos+1) == '$' {
			p.contextPart(c)
			return
		}
		p.pos++
	}
}

// contextStep is a name, or a qualified name, which is a type.
func (p *parser) contextStep(expected string) *Segment {
	if p.peek() == '@' {
		return p.annotation()
	}
	start := p.pos
	end := p.dotted(start)
	s := &Segment{Kind: NameSegment, Name: p.text[start:end], Span: span(start, end)}
	if end == start {
		p.unexpected(expected)
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

// contextPart is what ends a path: /$entity and the like.
func (p *parser) contextPart(c *Context) {
	if p.err != nil || p.peek() != '/' {
		return
	}
	end := p.word(p.pos + 2)
	switch part := p.text[p.pos+1 : end]; part {
	case "$entity", "$delta":
	case "$deletedEntity", "$link", "$deletedLink":
		if c.Select != nil {
			p.failf(span(p.pos+1, end), "'%s' cannot follow a select list", part)
			return
		}
	default:
		p.pos++
		p.unexpected("'$entity' or '$delta'")
		return
	}
	c.Part = p.text[p.pos+1 : end]
	p.pos = end
}

// keyAhead tells a key predicate, behind which the path goes on, from a select list.
func (p *parser) keyAhead() bool {
	quoted, depth := false, 0
	for i := p.pos; i < len(p.text); i++ {
		switch c := p.text[i]; {
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return p.at(i+1) == '/' && p.at(i+2) != '$'
			}
		}
	}
	return false
}

// contextKey is `(value)` or `(name=value,…)`.
func (p *parser) contextKey() *Args {
	start := p.pos
	args := &Args{}
	p.pos++
	for p.err == nil {
		p.charge(1)
		from := p.pos
		name := p.argName()
		args.List = append(args.List, Arg{Name: name, Value: p.contextValue(), Span: span(from, p.end())})
		if !p.accept(',') {
			break
		}
	}
	p.expect(')', "',' or ')'")
	args.Span = span(start, p.end())
	return args
}

// contextValue is a key value; in the form of bodies, a duration and an enumeration
// member stand without quotes.
func (p *parser) contextValue() Expr {
	start := p.pos
	if lit := p.literal(); lit != nil {
		return lit
	}
	end := start
	for end < len(p.text) && strings.IndexByte(",)/", p.text[end]) < 0 {
		end++
	}
	text := p.text[start:end]
	switch {
	case isDuration(text):
		return p.take(DurationLiteral, start, end)
	case isMembers(text):
		return p.take(StringLiteral, start, end)
	}
	p.unexpected("the value of a key")
	return p.broken(span(start, start))
}

// contextList is `(item,…)`; `()` stands behind an expanded navigation property.
func (p *parser) contextList() *ContextList {
	start := p.pos
	list := &ContextList{}
	if p.enter() {
		p.pos++
		for p.peek() != ')' || len(list.Items) > 0 {
			p.charge(1)
			list.Items = append(list.Items, p.contextItem())
			if !p.accept(',') {
				break
			}
		}
		if p.err == nil && !p.accept(')') {
			p.unexpected("',' or ')'")
		}
	}
	p.leave()
	list.Span = span(start, p.end())
	return list
}

func (p *parser) contextItem() ContextItem {
	start := p.pos
	item := ContextItem{}
	for p.err == nil {
		if len(item.Path) == 0 && p.accept('*') {
			item.Star = true
			break
		}
		p.charge(1)
		s := p.contextStep("a property, a type or '*'")
		item.Path = append(item.Path, s)
		if p.peek() == '.' && p.at(p.pos+1) == '*' && len(item.Path) == 1 && s.Kind != AnnotationSegment {
			p.pos += len(".*")
			s.Kind, item.Star = QualifiedSegment, true
			break
		}
		if !p.accept('/') {
			break
		}
	}
	if !item.Star && p.err == nil {
		item.Recursive = p.accept('+')
		if p.peek() == '(' {
			item.Nested = p.contextList()
		}
	}
	item.Span = span(start, p.end())
	return item
}
