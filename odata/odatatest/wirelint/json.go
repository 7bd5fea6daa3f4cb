package wirelint

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// node is a JSON value with its members in the order in which they came.
type node struct {
	kind    byte   // '{', '[', '"', '0' for numbers, 't', 'f' or 'n' for null
	text    string // of a string, decoded; of a number, as sent
	members []member
	items   []*node
}

type member struct {
	name  string
	value *node
}

func (n *node) member(name string) *node {
	for _, m := range n.members {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// maxDepth is more than any answer has.
const maxDepth = 64

// parseJSON reads one JSON text as strictly as RFC 8259 allows, and as the
// readers of Microsoft do: no member twice, valid UTF-8, nothing behind the end.
func parseJSON(text []byte) (*node, error) {
	if !utf8.Valid(text) {
		return nil, fmt.Errorf("not valid UTF-8")
	}
	p := &jsonParser{text: string(text)}
	n := p.value(0)
	p.space()
	if p.err == nil && p.at < len(p.text) {
		p.fail("something stands behind the value")
	}
	return n, p.err
}

type jsonParser struct {
	text string
	at   int
	err  error
}

func (p *jsonParser) fail(what string) {
	if p.err == nil {
		p.err = fmt.Errorf("byte %d: %s", p.at, what)
	}
}

func (p *jsonParser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
}

func (p *jsonParser) next() byte {
	p.space()
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

func (p *jsonParser) take(c byte) bool {
	if p.next() != c {
		return false
	}
	p.at++
	return true
}

func (p *jsonParser) value(depth int) *node {
	c := p.next()
	n := &node{kind: c}
	switch {
	case depth > maxDepth:
		p.fail("too deep")
	case c == '{':
		p.object(n, depth)
	case c == '[':
		p.array(n, depth)
	case c == '"':
		n.text = p.quoted()
	case c == '-' || c >= '0' && c <= '9':
		n.kind, n.text = '0', p.number()
	default:
		for _, word := range []string{"true", "false", "null"} {
			if strings.HasPrefix(p.text[p.at:], word) {
				p.at += len(word)
				return n
			}
		}
		p.fail("no value")
	}
	return n
}

func (p *jsonParser) object(n *node, depth int) {
	p.at++
	if p.take('}') {
		return
	}
	seen := map[string]bool{}
	for p.err == nil {
		if p.next() != '"' {
			p.fail("no member name")
			return
		}
		name := p.quoted()
		if seen[name] {
			p.fail("the member " + name + " is there twice")
		}
		seen[name] = true
		if !p.take(':') {
			p.fail("no colon")
		}
		n.members = append(n.members, member{name, p.value(depth + 1)})
		if p.take('}') {
			return
		}
		if !p.take(',') {
			p.fail("no comma")
		}
	}
}

func (p *jsonParser) array(n *node, depth int) {
	p.at++
	if p.take(']') {
		return
	}
	for p.err == nil {
		n.items = append(n.items, p.value(depth+1))
		if p.take(']') {
			return
		}
		if !p.take(',') {
			p.fail("no comma")
		}
	}
}

func (p *jsonParser) quoted() string {
	p.at++
	var b strings.Builder
	for p.at < len(p.text) && p.err == nil {
		start := p.at
		for p.at < len(p.text) && p.text[p.at] >= ' ' && p.text[p.at] != '"' && p.text[p.at] != '\\' {
			p.at++
		}
		b.WriteString(p.text[start:p.at])
		switch {
		case p.at == len(p.text):
		case p.text[p.at] == '"':
			p.at++
			return b.String()
		case p.text[p.at] == '\\':
			b.WriteRune(p.escape())
		default:
			p.fail("a control character")
		}
	}
	p.fail("the string has no end")
	return ""
}

// escape reads an escape; half of a surrogate pair is none.
func (p *jsonParser) escape() rune {
	p.at++
	if p.at == len(p.text) {
		return utf8.RuneError
	}
	c := p.text[p.at]
	p.at++
	if i := strings.IndexByte(`"\/bfnrt`, c); i >= 0 {
		return rune("\"\\/\b\f\n\r\t"[i])
	}
	if c != 'u' {
		p.fail("no such escape")
		return utf8.RuneError
	}
	r := p.hex()
	if !utf16.IsSurrogate(r) {
		return r
	}
	if strings.HasPrefix(p.text[p.at:], `\u`) {
		p.at += 2
		r = utf16.DecodeRune(r, p.hex())
	}
	if utf16.IsSurrogate(r) || r == utf8.RuneError {
		p.fail("half of a surrogate pair")
	}
	return r
}

func (p *jsonParser) hex() rune {
	if p.at+4 > len(p.text) {
		p.fail("no four digits")
		return utf8.RuneError
	}
	n, err := strconv.ParseUint(p.text[p.at:p.at+4], 16, 16)
	if err != nil {
		p.fail("no four digits")
	}
	p.at += 4
	return rune(n)
}

func (p *jsonParser) number() string {
	start := p.at
	p.one("-")
	if !p.one("0") && p.digits() == 0 {
		p.fail("no digits")
	}
	if p.one(".") && p.digits() == 0 {
		p.fail("no digits behind the point")
	}
	if p.one("eE") {
		p.one("+-")
		if p.digits() == 0 {
			p.fail("no exponent")
		}
	}
	return p.text[start:p.at]
}

func (p *jsonParser) one(of string) bool {
	if p.at < len(p.text) && strings.IndexByte(of, p.text[p.at]) >= 0 {
		p.at++
		return true
	}
	return false
}

func (p *jsonParser) digits() (n int) {
	for p.one("0123456789") {
		n++
	}
	return n
}
