package syntax

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// array is `[value,…]` with expressions as values.
func (p *parser) array() Expr {
	start := p.pos
	node := &Array{}
	if p.enter() {
		p.pos++
		p.blank()
		for p.peek() != ']' || len(node.Items) > 0 {
			from := p.pos
			node.Items = append(node.Items, p.value())
			p.countItem(len(node.Items)-1, span(from, p.pos))
			if !p.comma() {
				break
			}
		}
		p.expect(']', "',' or ']'")
	}
	p.leave()
	node.Span = span(start, p.end())
	return node
}

// object is `{"name":value,…}` with expressions as values.
func (p *parser) object() Expr {
	start := p.pos
	node := &Object{}
	if p.enter() {
		p.pos++
		p.blank()
		for p.peek() != '}' || len(node.Members) > 0 {
			from := p.pos
			if p.peek() != '"' {
				p.unexpected("a name in double quotes")
				break
			}
			name := p.jsonString().Text
			if p.expect(':', "':'") {
				p.blank()
				p.charge(1)
				value := p.value()
				node.Members = append(node.Members, Member{Name: name, Value: value, Span: span(from, p.end())})
			}
			if !p.comma() {
				break
			}
		}
		p.expect('}', "',' or '}'")
	}
	p.leave()
	node.Span = span(start, p.end())
	return node
}

// value is a value inside of an array or object: a JSON string, or an expression.
func (p *parser) value() Expr {
	if p.peek() == '"' {
		return p.jsonString()
	}
	return p.expression()
}

// jsonString is text in double quotes with the escapes of JSON.
func (p *parser) jsonString() *Literal {
	start := p.pos
	i := start + 1
	for i < len(p.text) && p.text[i] != '"' {
		if p.text[i] == '\\' {
			i++
		}
		i++
	}
	if i >= len(p.text) {
		p.badLiteral(span(start, len(p.text)), "the string that begins at position %d is not closed", p.column(start))
		return p.broken(span(start, start))
	}
	raw := p.text[start+1 : i]
	text := raw
	if strings.IndexByte(raw, '\\') >= 0 {
		var bad int
		if text, bad = unescape(raw); bad >= 0 {
			p.badLiteral(span(start+1+bad, start+1+min(bad+2, len(raw))), "not an escape of JSON")
			return p.broken(span(start, i))
		}
	}
	lit := p.take(StringLiteral, start, i+1)
	lit.Text = text
	return lit
}

// unescape resolves the escapes of a JSON string; bad is the place of a wrong one, else -1.
// NUL and lone surrogates are wrong: no database of ours stores them.
func unescape(raw string) (text string, bad int) {
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			out = append(out, raw[i])
			continue
		}
		at := i
		if i++; i >= len(raw) {
			return "", at
		}
		if plain := strings.IndexByte(`"\/bfnrt`, raw[i]); plain >= 0 {
			out = append(out, "\"\\/\b\f\n\r\t"[plain])
			continue
		}
		r, size := escapedRune(raw[at:])
		if size == 0 {
			return "", at
		}
		out = utf8.AppendRune(out, r)
		i = at + size - 1
	}
	return string(out), -1
}

// escapedRune reads an escape of four hexadecimal digits, or two of them for a
// character beyond the first plane.
func escapedRune(text string) (r rune, size int) {
	const escape = len(`\u0000`)
	unit := func(s string) (rune, bool) {
		if len(s) < escape || s[0] != '\\' || s[1] != 'u' {
			return 0, false
		}
		n, err := strconv.ParseUint(s[2:escape], 16, 16)
		return rune(n), err == nil
	}
	first, ok := unit(text)
	if !ok || first == 0 {
		return 0, 0
	}
	if !utf16.IsSurrogate(first) {
		return first, escape
	}
	second, ok := unit(text[escape:])
	if !ok {
		return 0, 0
	}
	if r = utf16.DecodeRune(first, second); r == utf8.RuneError {
		return 0, 0
	}
	return r, 2 * escape
}

// parameterValue is the value of an alias or parameter: JSON or an expression.
func (p *parser) parameterValue() Expr {
	if p.inPath {
		return p.keyValue()
	}
	return p.expression()
}

// keyValue is a key or parameter of the resource path: Protocol and ABNF allow literals and aliases there.
func (p *parser) keyValue() Expr {
	start := p.pos
	if p.peek() == '@' {
		return p.alias()
	}
	if lit := p.literal(); lit != nil {
		return lit
	}
	if p.err == nil {
		at := p.here()
		f := p.failf(at, "expected a literal or a parameter alias, found %s", p.found(at))
		if p.source.Text[at.Start:at.End] == "\"" {
			f.advise("strings stand in single quotes: 'text'")
		} else if end := at.End; end > at.Start && isLetter(p.source.Text[at.Start]) {
			f.advise("if it is a string, it stands in single quotes: '%s'", p.source.Text[at.Start:at.End])
		}
	}
	return p.broken(span(start, start))
}

// alias is `@name`.
func (p *parser) alias() Expr {
	start := p.pos
	p.pos++
	name := p.identifier("the name of a parameter alias")
	return &Alias{Name: name, Span: span(start, p.end())}
}
