package snippet

import (
	"strings"

	"github.com/seed-267014d6/roster/metadata"
)

// kind is what an address answers with.
type kind uint8

const (
	table    kind = iota // entities, page by page
	items                // other values in JSON, page by page
	record               // one entity
	document             // one value in JSON
	text                 // anything else
)

// resource is what a path leads to.
type resource struct {
	kind   kind
	entity *metadata.EntityType // of a table or record, nil where it is not known
	name   string               // of the set or of the last navigation property
	plain  bool                 // an entity set, with nothing behind its name
}

// resourceOf follows a canonical path through the model. What is not of the model
// is taken for a table: the service says what is wrong with it.
func resourceOf(m *metadata.Model, path string) resource {
	if path == "" {
		return resource{kind: document} // the service document
	}
	segments := segmentsOf(path)
	r := entry(m, segments[0])
	for _, s := range segments[1:] {
		r = r.step(m, s)
	}
	r.plain = r.plain && len(segments) == 1
	return r
}

// segment is a part of a path: a name, perhaps with something in parentheses.
type segment struct {
	name  string
	keyed bool
}

// segmentsOf splits a canonical path at the slashes that stand in no parentheses.
func segmentsOf(path string) []segment {
	var segments []segment
	start, depth, quoted := 0, 0, false
	for i := 0; i <= len(path); i++ {
		switch {
		case i == len(path) || path[i] == '/' && depth == 0:
			name, in, keyed := strings.Cut(path[start:i], "(")
			segments = append(segments, segment{name, keyed && in != ")"})
			start, quoted = i+1, false
		case path[i] == '\'' && depth > 0:
			quoted = !quoted
		case path[i] == '(' && !quoted:
			depth++
		case path[i] == ')' && !quoted && depth > 0:
			depth--
		}
	}
	for i := range segments {
		if rest, ok := strings.CutPrefix(segments[i].name, "%24"); ok {
			segments[i].name = "$" + rest
		}
	}
	return segments
}

func entry(m *metadata.Model, s segment) resource {
	if s.name == "$metadata" {
		return resource{kind: text}
	}
	if single := m.Singleton(s.name); single != nil {
		return resource{kind: record, entity: single.Type, name: single.Name}
	}
	r := resource{kind: table}
	if set := m.Set(s.name); set != nil {
		r = resource{kind: table, entity: set.Type, name: set.Name, plain: !s.keyed}
	}
	if s.keyed {
		r.kind = record
	}
	return r
}

// step follows one further segment.
func (r resource) step(m *metadata.Model, s segment) resource {
	switch {
	case s.name == "$count" || s.name == "$value":
		return resource{kind: text}
	case s.name == "$ref" && r.kind == table:
		return resource{kind: items}
	case s.name == "$ref":
		return resource{kind: document}
	case s.name == "$filter":
		return r
	case r.entity == nil:
		return resource{kind: r.kind}
	}
	if derived := m.EntityType(s.name); derived != nil {
		r.entity = derived
		if s.keyed {
			r.kind = record
		}
		return r
	}
	if r.kind == table { // a key as a segment
		r.kind = record
		return r
	}
	if n := r.entity.Navigation(s.name); n != nil {
		next := resource{kind: record, entity: n.Target, name: n.Name}
		if n.Collection && !s.keyed {
			next.kind = table
		}
		return next
	}
	if p := r.entity.Property(s.name); p != nil && p.Collection != nil {
		return resource{kind: items}
	} else if p != nil {
		return resource{kind: document}
	}
	return r // a further part of the key
}
