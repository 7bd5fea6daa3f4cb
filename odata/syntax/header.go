package syntax

import (
	"strconv"
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
)

// Parameter is `name=value` of a header: the name in lower case, the value
// without its quotes. Value is "" where none is given.
type Parameter struct{ Name, Value string }

// MediaRange is an entry of Accept, or the value of Content-Type or $format
// (RFC 9110, 8.3.1 and 12.5.1).
type MediaRange struct {
	Type       string // lower case, such as application/json or */*
	Parameters []Parameter
	Quality    float64 // 1 where none is given
}

// SplitList splits the lines of a header that holds a list at the commas outside
// of quoted strings (RFC 9110, 5.6.1). Empty entries are left out.
func SplitList(lines []string) []string {
	var list []string
	for _, line := range lines {
		start, quoted := 0, false
		for i := 0; i <= len(line); i++ {
			switch {
			case i == len(line) || line[i] == ',' && !quoted:
				if entry := strings.Trim(line[start:i], " \t"); entry != "" {
					list = append(list, entry)
				}
				start = i + 1
			case line[i] == '"':
				quoted = !quoted
			case line[i] == '\\' && quoted:
				i++
			}
		}
	}
	return list
}

// ParseMediaRange parses a media type or range with its parameters and quality.
// The error is a *fault.Fault.
func ParseMediaRange(text string) (MediaRange, error) {
	p := headerParser("media type", text)
	m := MediaRange{Quality: 1}
	p.blank()
	start := p.pos
	p.token("a media type, such as application/json")
	if p.err == nil && !p.accept('/') {
		p.unexpected("'/'")
	}
	p.token("the subtype of the media type")
	m.Type = strings.ToLower(p.text[start:p.end()])
	for _, param := range p.parameters() {
		if param.Name != "q" {
			m.Parameters = append(m.Parameters, param)
			continue
		}
		q, err := strconv.ParseFloat(param.Value, 64)
		if err != nil || !(q >= 0 && q <= 1) {
			p.failf(span(start, len(text)), "the quality '%s' is not a number from 0 to 1", param.Value)
		}
		m.Quality = q
	}
	return m, p.headerEnd()
}

// headerParser walks the value of a header.
func headerParser(name, text string) *parser {
	p := newParser(name, text, &budget{limits: DefaultLimits()})
	p.code = fault.BadRequest
	return p
}

// headerEnd expects the end of the value.
func (p *parser) headerEnd() error {
	p.blank()
	if p.err == nil && !p.done() {
		p.unexpected("the end")
	}
	return p.fault()
}

// isTokenChar follows RFC 9110, 5.6.2.
func isTokenChar(c byte) bool {
	return isLetter(c) || isDigit(c) || c != 0 && strings.IndexByte("!#$%&'*+-.^`|~", c) >= 0
}

// token consumes a token.
func (p *parser) token(expected string) string {
	start := p.pos
	for isTokenChar(p.peek()) {
		p.pos++
	}
	if p.pos == start && p.err == nil {
		p.unexpected(expected)
		return ""
	}
	return p.text[start:p.end()]
}

// headerValue consumes a token or a quoted string and gives what it says.
func (p *parser) headerValue() string {
	if p.peek() != '"' {
		return p.token("a value")
	}
	start := p.pos
	var out []byte
	for p.pos++; !p.done() && p.peek() != '"'; p.pos++ {
		if p.peek() == '\\' {
			p.pos++
		}
		out = append(out, p.peek())
	}
	if !p.accept('"') {
		p.failf(span(start, len(p.text)), "the string that begins at position %d is not closed", p.column(start))
		return ""
	}
	return string(out)
}

// parameters consumes `;name=value` as often as it stands there. Empty ones are allowed.
func (p *parser) parameters() []Parameter {
	var list []Parameter
	for p.err == nil {
		i := p.skip(p.pos)
		if p.at(i) != ';' {
			break
		}
		p.pos = i + 1
		p.blank()
		if c := p.peek(); c == ';' || p.done() {
			continue
		}
		list = append(list, p.parameter())
	}
	return list
}

// parameter consumes `name` or `name=value`, blanks around the sign tolerated.
func (p *parser) parameter() Parameter {
	param := Parameter{Name: strings.ToLower(p.token("a parameter"))}
	if i := p.skip(p.pos); p.err == nil && p.at(i) == '=' {
		p.pos = p.skip(i + 1)
		param.Value = p.headerValue()
	}
	return param
}

// ParseHeader parses `name: value`, where the name is one of those that OData
// defines (ABNF: header), as in the parts of a batch. The error is a *fault.Fault.
func ParseHeader(line string) (Parameter, error) {
	p := headerParser("header", line)
	h := Parameter{Name: strings.ToLower(p.token("the name of a header"))}
	if p.err == nil && !p.accept(':') {
		p.unexpected("':'")
	}
	p.blank()
	start := p.pos
	p.headerOf(h.Name)
	h.Value = strings.TrimRight(p.text[start:], " \t")
	return h, p.headerEnd()
}

// headerOf consumes the value of a header.
func (p *parser) headerOf(name string) {
	switch name {
	case "asyncresult":
		const status = 3
		n := countDigits(p.text, p.pos)
		if p.pos += min(n, status); n < status {
			p.unexpected("a status of three digits")
		}
	case "content-id":
		p.unreserved()
	case "isolation", "odata-isolation":
		if !p.keyword("snapshot") {
			p.unexpected("'snapshot'")
		}
	case "odata-entityid":
		start := p.pos
		for c := p.peek(); c > ' ' && c != 0x7f; c = p.peek() {
			p.pos++
		}
		if p.pos == start {
			p.unexpected("an IRI")
		}
	case "odata-maxversion":
		p.version()
	case "odata-version":
		start := p.pos
		if p.version(); p.err == nil && p.text[start:p.pos] != "4.0" && p.text[start:p.pos] != "4.01" {
			p.failf(span(start, p.pos), "expected 4.0 or 4.01")
		}
	case "odata-error":
		if !strings.HasPrefix(p.text[p.pos:], `{"code":`) {
			p.unexpected("an error as a JSON object that begins with its code")
		}
		p.pos = len(p.text)
	case "prefer":
		p.preferences()
	default:
		p.pos = 0
		p.unexpected("the name of a header of OData")
	}
}

// version consumes digits, a point and digits.
func (p *parser) version() {
	whole := countDigits(p.text, p.pos)
	if p.pos += whole; whole == 0 || !p.accept('.') {
		p.unexpected("a version, such as 4.01")
		return
	}
	fraction := countDigits(p.text, p.pos)
	if p.pos += fraction; fraction == 0 {
		p.unexpected("a digit")
	}
}

// ParseRequestID checks the id of a request in a batch (ABNF: request-id).
func ParseRequestID(text string) error {
	p := headerParser("id", text)
	p.unreserved()
	return p.headerEnd()
}

// unreserved consumes unreserved characters of RFC 3986, at least one.
func (p *parser) unreserved() {
	start := p.pos
	for c := p.peek(); isLetter(c) || isDigit(c) || c == '-' || c == '.' || c == '~'; c = p.peek() {
		p.pos++
	}
	if p.pos == start {
		p.unexpected("letters, digits, '-', '.', '_' or '~'")
	}
}
