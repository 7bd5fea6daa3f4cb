package syntax

import (
	"net/netip"
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
)

// URI is an absolute URI (RFC 3986), split but not decoded.
type URI struct {
	Scheme    string // lower case
	Authority string // user, host and port; "" where no `//` stands before them
	Path      string
	Query     string
	Fragment  string
	HasQuery  bool
}

// ParseURI splits an absolute URI. The error is a *fault.Fault.
func ParseURI(text string) (*URI, error) {
	p := newParser("URI", text, &budget{limits: DefaultLimits()})
	p.code = fault.BadRequest
	u := &URI{}
	p.scheme(u)
	if strings.HasPrefix(p.text[p.pos:], "//") {
		p.pos += len("//")
		u.Authority = p.authority()
	}
	u.Path = p.until("?#", "/")
	if p.accept('?') {
		u.HasQuery = true
		u.Query = p.until("#", "/?")
	}
	if p.accept('#') {
		u.Fragment = p.until("", "/?")
	}
	if p.err != nil {
		return nil, p.err
	}
	return u, nil
}

// Below gives path and query relative to a service root, such as
// http://host/odata/; ok is false where the URI does not lie below it. Scheme and
// host match in any letter case.
func (u *URI) Below(root *URI) (path, query string, ok bool) {
	if u.Scheme != root.Scheme || !strings.EqualFold(u.Authority, root.Authority) {
		return "", "", false
	}
	path, ok = strings.CutPrefix(u.Path, root.Path)
	return path, u.Query, ok
}

func (p *parser) scheme(u *URI) {
	end := p.pos
	for c := p.at(end); isLetter(c) && c != '_' || end > 0 && (isDigit(c) || c == '+' || c == '-' || c == '.'); {
		end++
		c = p.at(end)
	}
	u.Scheme = strings.ToLower(p.text[:end])
	p.pos = end
	if end == 0 {
		p.unexpected("the scheme of a URI, such as https")
	} else if !p.accept(':') {
		p.unexpected("':'")
	}
}

// authority is `[user@]host[:port]`.
func (p *parser) authority() string {
	start := p.pos
	end := start
	for end < len(p.text) && strings.IndexByte("/?#", p.text[end]) < 0 {
		end++
	}
	host := start
	if i := strings.LastIndexByte(p.text[start:end], '@'); i >= 0 {
		p.uriChars(p.text[start:start+i], start, "@", "")
		host = start + i + 1
	}
	name, port := p.text[host:end], ""
	if i := strings.LastIndexByte(name, ':'); i > strings.LastIndexByte(name, ']') {
		name, port = name[:i], name[i+1:]
	}
	switch {
	case p.err != nil:
	case countDigits(port, 0) != len(port):
		p.failf(span(host+len(name)+1, end), "a port has digits only")
	case strings.HasPrefix(name, "["):
		if !isBracketed(name) {
			p.failf(span(host, host+len(name)), "'%s' is no address", name)
		}
	default:
		p.uriChars(name, host, ":@", "")
	}
	if p.err == nil {
		p.pos = end
	}
	return p.text[start:end]
}

// isBracketed checks an IPv6 address, or one of a later version, in brackets.
func isBracketed(name string) bool {
	inner, ok := strings.CutSuffix(strings.TrimPrefix(name, "["), "]")
	if !ok || inner == "" {
		return false
	}
	if inner[0]|0x20 != 'v' {
		address, err := netip.ParseAddr(inner)
		return err == nil && address.Is6() && address.Zone() == ""
	}
	version, rest, ok := strings.Cut(inner[1:], ".")
	if !ok || version == "" || rest == "" {
		return false
	}
	for i := range len(version) {
		if !isHex(version[i]) {
			return false
		}
	}
	for i := range len(rest) {
		if !isURIChar(rest[i]) || rest[i] == '@' {
			return false
		}
	}
	return true
}

// until consumes up to one of the ends, or to the end, what may stand in a URI:
// characters of a path segment, and the extra ones.
func (p *parser) until(ends, extra string) string {
	if p.err != nil {
		return ""
	}
	start := p.pos
	end := len(p.text)
	if ends != "" {
		if i := strings.IndexAny(p.text[start:], ends); i >= 0 {
			end = start + i
		}
	}
	p.uriChars(p.text[start:end], start, "", extra)
	if p.err == nil {
		p.pos = end
	}
	return p.text[start:end]
}

// uriChars demands characters of a path segment but the excluded ones, percent-encoding and the extra ones.
func (p *parser) uriChars(text string, at int, excluded, extra string) {
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '%' && i+2 < len(text) && isHex(text[i+1]) && isHex(text[i+2]):
			i += 2
		case strings.IndexByte(extra, c) >= 0:
		case !isURIChar(c) || strings.IndexByte(excluded, c) >= 0:
			p.failf(span(at+i, at+i+1), "a URI cannot hold '%s' here", text[i:i+1])
			return
		}
	}
}

// isURIChar is a character of a path segment that is not percent-encoded (RFC 3986: pchar).
func isURIChar(c byte) bool {
	return isLetter(c) || isDigit(c) || c != 0 && strings.IndexByte("-.~!$&'()*+,;=:@", c) >= 0
}
