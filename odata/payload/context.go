package payload

import (
	"bytes"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/value"
)

// AppendContext appends the context URL of an answer as a JSON string (Protocol
// 4.01, section 10). key is the canonical key of the entity that a single
// property belongs to, with its parentheses; typ is the qualified type of a single
// entity that is of another type than the plan's.
func AppendContext(dst []byte, root string, p *plan.Plan, f Format, key, typ string) []byte {
	url := make([]byte, 0, len(root)+64)
	url = append(url, root...)
	url = append(url, "$metadata"...)
	if p.Kind != plan.ServiceDocument {
		url = append(url, '#')
		url = appendFragment(url, p, f, key, typ)
	}
	return value.AppendString(dst, url)
}

func appendFragment(dst []byte, p *plan.Plan, f Format, key, typ string) []byte {
	c := &p.Context
	switch {
	case p.Form == plan.References && p.Kind == plan.SingleEntity:
		return append(dst, "$ref"...)
	case p.Form == plan.References:
		return append(dst, "Collection($ref)"...)
	}
	dst = append(dst, c.Source...)
	if p.Kind == plan.PropertyValue {
		dst = append(dst, key...)
		dst = append(append(dst, '/'), c.Path...)
		return appendContextList(dst, c, f)
	}
	if typ == "" {
		typ = c.Cast
	}
	if typ != "" {
		dst = append(append(dst, '/'), typ...)
	}
	dst = appendContextList(dst, c, f)
	if p.Kind == plan.SingleEntity && p.Set != nil {
		dst = append(dst, "/$entity"...)
	}
	return dst
}

// appendContextList writes what $select and $expand contribute. In 4.0 an
// expanded navigation property without a $select of its own adds nothing, unless
// the query selects: then its bare name; in 4.01 it has empty parentheses.
func appendContextList(dst []byte, c *plan.Context, f Format) []byte {
	start := len(dst)
	dst = append(dst, '(')
	separate := func() {
		if len(dst) > start+1 {
			dst = append(dst, ',')
		}
	}
	for _, name := range c.Select {
		separate()
		dst = append(dst, name...)
	}
	for i := range c.Expand {
		item := &c.Expand[i]
		nested := appendContextList(nil, &item.Context, f)
		switch {
		case len(nested) > 0:
			separate()
			dst = append(append(append(dst, item.Name...), recursion(item)...), nested...)
		case f.Version == V401:
			separate()
			dst = append(append(append(dst, item.Name...), recursion(item)...), "()"...)
		case c.Select != nil && !chosen(c.Select, item.Name):
			separate()
			dst = append(dst, item.Name...)
		}
	}
	if len(dst) == start+1 {
		return dst[:start]
	}
	return append(dst, ')')
}

// recursion marks what is expanded by $levels.
func recursion(item *plan.ContextItem) string {
	if item.Recursive {
		return "+"
	}
	return ""
}

func chosen(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

// AppendKey appends the canonical key predicate of an entity, such as
// (teamId=…,systemUserId=…), from its key cells. Strings are not percent-encoded.
func AppendKey(dst []byte, m *metadata.Model, t *metadata.EntityType, key []value.Cell) []byte {
	dst = append(dst, '(')
	for i, p := range t.Key {
		if i > 0 {
			dst = append(dst, ',')
		}
		if len(t.Key) > 1 {
			dst = append(dst, p.Name...)
			dst = append(dst, '=')
		}
		dst = AppendKeyLiteral(dst, m, p, &key[i])
	}
	return append(dst, ')')
}

// AppendKeyPath appends a key predicate as part of a URL: AppendKey,
// percent-encoded, so that it can also stand in a JSON string as it is.
func AppendKeyPath(dst []byte, m *metadata.Model, t *metadata.EntityType, key []value.Cell) []byte {
	start := len(dst)
	dst = AppendKey(dst, m, t, key)
	for _, b := range dst[start:] {
		if !plainInPath(b) {
			return appendPercent(dst[:start], append([]byte(nil), dst[start:]...))
		}
	}
	return dst
}

func appendPercent(dst, text []byte) []byte {
	const hex = "0123456789ABCDEF"
	for _, b := range text {
		if plainInPath(b) {
			dst = append(dst, b)
			continue
		}
		dst = append(dst, '%', hex[b>>4], hex[b&15])
	}
	return dst
}

// plainInPath says whether a byte can stand in a path segment as it is (RFC 3986).
func plainInPath(b byte) bool {
	switch {
	case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= '0' && b <= '9':
		return true
	}
	return bytes.IndexByte([]byte("-._~!$&'()*+,;=:@"), b) >= 0
}

// AppendKeyLiteral appends one key value as a URL literal, not percent-encoded.
// An enumeration value has its type, which a client of 4.0 may not leave out.
func AppendKeyLiteral(dst []byte, m *metadata.Model, p *metadata.Property, c *value.Cell) []byte {
	switch p.Kind {
	case value.String:
		dst = append(dst, '\'')
		for _, b := range c.Bytes {
			if b == '\'' {
				dst = append(dst, '\'')
			}
			dst = append(dst, b)
		}
		return append(dst, '\'')
	case value.Enum:
		dst = append(append(dst, m.Qualified(p.Enum.Name)...), '\'')
		dst = appendMembers(dst, p.Enum, c.Int)
		return append(dst, '\'')
	case value.Duration:
		dst = append(dst, "duration'"...)
		dst = value.AppendDuration(dst, c.Int)
		return append(dst, '\'')
	default:
		return value.Text(p.Kind)(dst, c)
	}
}
