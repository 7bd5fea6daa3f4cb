package wirelint

import (
	"net/url"
	"slices"
	"strings"
)

// option is a query option. A system query option has its name in lower case
// and with the $, however it was spelled.
type option struct{ name, value string }

func systemOptions() []string {
	return []string{
		"apply", "compute", "count", "deltatoken", "expand", "filter", "format", "id", "index", "levels", "orderby",
		"schemaversion", "search", "select", "skip", "skiptoken", "top",
	}
}

func newOption(name, value string) option {
	bare := strings.ToLower(strings.TrimPrefix(name, "$"))
	if strings.HasPrefix(name, "$") || slices.Contains(systemOptions(), bare) {
		return option{"$" + bare, value}
	}
	return option{name, value}
}

// queryOptions takes a query string apart: & and the first =, then decode.
func queryOptions(query string) (list []option, ok bool) {
	ok = true
	for pair := range strings.SplitSeq(query, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		n, err1 := url.QueryUnescape(name)
		v, err2 := url.QueryUnescape(value)
		ok = ok && err1 == nil && err2 == nil
		list = append(list, newOption(n, v))
	}
	return list, ok
}

// value gives that of a system query option.
func value(list []option, name string) (string, bool) {
	for _, o := range list {
		if o.name == name {
			return strings.TrimSpace(o.value), true
		}
	}
	return "", false
}

// target is what the request asked for.
type target struct {
	path    string // below the root, as sent
	below   bool   // the root
	options []option
	ok      bool // it could be read
}

func parseTarget(root, text string) target {
	if i := strings.Index(text, "://"); i > 0 && !strings.Contains(text[:i], "/") {
		rest := text[i+3:]
		text = rest[max(strings.IndexByte(rest, '/'), 0):]
	}
	path, query, _ := strings.Cut(text, "?")
	t := target{}
	t.options, t.ok = queryOptions(query)
	t.path, t.below = strings.CutPrefix(path, root)
	if path == strings.TrimSuffix(root, "/") {
		t.path, t.below = "", true
	}
	return t
}

// split cuts at a separator outside of parentheses, brackets and quotes. The
// quotes of a path may be percent-encoded.
func split(text string, separator byte) (parts []string) {
	depth, start, quote, escaped := 0, 0, byte(0), false
	for i := 0; i < len(text); {
		c, width := quoting(text[i:])
		at := i
		i += width
		switch {
		case escaped:
			escaped = false
		case quote == '"' && c == '\\':
			escaped = true
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '(' || c == '[' || c == '{':
			depth++
		case c == ')' || c == ']' || c == '}':
			depth--
		case c == separator && depth == 0:
			parts = append(parts, text[start:at])
			start = i
		}
	}
	return append(parts, text[start:])
}

// quoting gives the first byte of a text, and its length; a percent-encoded quote
// or backslash is one byte.
func quoting(text string) (c byte, width int) {
	const encoded = 3
	if text[0] == '%' && len(text) >= encoded {
		switch strings.ToUpper(text[:encoded]) {
		case "%27":
			return '\'', encoded
		case "%22":
			return '"', encoded
		case "%5C":
			return '\\', encoded
		}
	}
	return text[0], 1
}

// item is one of $select or $expand.
type item struct {
	path    []string
	options []option
}

func parseItems(text string) (list []item) {
	for _, part := range split(text, ',') {
		part = strings.TrimSpace(part)
		inner := ""
		if open := strings.IndexByte(part, '('); open >= 0 {
			part, inner = part[:open], strings.TrimSuffix(part[open+1:], ")")
		}
		i := item{path: strings.Split(part, "/")}
		for _, o := range split(inner, ';') {
			if name, v, found := strings.Cut(o, "="); found {
				i.options = append(i.options, newOption(strings.TrimSpace(name), strings.TrimSpace(v)))
			}
		}
		list = append(list, i)
	}
	return list
}

// computed lists the names that $compute gives.
func computed(list []option) (names []string) {
	text, _ := value(list, "$compute")
	for _, part := range split(text, ',') {
		if words := strings.Fields(part); len(words) > 1 {
			names = append(names, words[len(words)-1])
		}
	}
	return names
}

// resourceKind is what a path leads to.
type resourceKind int

const (
	unknownResource resourceKind = iota
	serviceDocument
	metadataDocument
	collectionResource
	entityResource
	propertyResource
	valueResource
	countResource
	refResource
)

type resource struct {
	kind     resourceKind
	many     bool
	of       *entityType // of an entity, a collection of them, a property's owner
	property *property
	set      string // "" where the navigation is not bound
	cast     string // the path's last segment is a cast to this type
}

// resolve follows a path through the schema. What it does not know (functions,
// keys as segments) is an unknownResource.
func (s *Schema) resolve(path string) resource {
	var r resource
	for i, raw := range split(path, '/') {
		text, err := url.PathUnescape(raw)
		if err != nil {
			return resource{}
		}
		name, _, keyed := strings.Cut(text, "(")
		switch {
		case i == 0 && text == "":
			return resource{kind: serviceDocument}
		case i == 0 && text == "$metadata":
			return resource{kind: metadataDocument}
		case i == 0:
			set := s.sets[name]
			if set == nil || s.types[set.typeName] == nil {
				return resource{}
			}
			r = resource{of: s.types[set.typeName], many: !set.singleton && !keyed, set: name}
		case name == "$filter":
			r.many = r.many && !strings.Contains(text, ")(")
		default:
			if r = s.step(r, name, keyed); r.of == nil {
				return resource{}
			}
		}
	}
	if r.kind == unknownResource && r.of != nil {
		r.kind = entityResource
		if r.many {
			r.kind = collectionResource
		}
	}
	return r
}

func (s *Schema) step(r resource, name string, keyed bool) resource {
	if name == "" {
		return r // a slash at the end
	}
	if t := s.types[name]; t != nil {
		r.of, r.cast, r.many = t, name, r.many && !keyed
		return r
	}
	switch name {
	case "$count":
		r.kind = countResource
		return r
	case "$value":
		r.kind = valueResource
		return r
	case "$ref":
		r.kind = refResource
		return r
	}
	if r.property != nil && s.types[r.property.typeName] != nil {
		r.of = s.types[r.property.typeName]
	}
	p := r.of.property(name)
	if p == nil || r.many {
		return resource{}
	}
	if !p.navigation {
		r.property, r.kind, r.cast = p, propertyResource, ""
		return r
	}
	next := resource{of: s.types[p.typeName], many: p.collection && !keyed}
	if from := s.sets[r.set]; from != nil && r.property == nil {
		next.set = from.bindings[p.name]
		for path, to := range from.bindings { // Namespace.Type/name
			if next.set == "" && strings.HasSuffix(path, "/"+p.name) && s.declares(path, r.of) {
				next.set = to
			}
		}
	}
	return next
}

// declares says whether the cast that a binding's path begins with is met by the type.
func (s *Schema) declares(path string, t *entityType) bool {
	cast := s.types[path[:strings.IndexByte(path, '/')]]
	return cast != nil && t.is(cast)
}
