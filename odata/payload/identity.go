package payload

import (
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/value"
)

// identity writes the id of a row. It is absolute, as links are: a relative one could
// not hold the colons of a key (RFC 3986, 4.2), and without metadata there is no
// context URL that it would be relative to.
type identity struct {
	prefix []byte // `,"@odata.id":"https://example.com/odata/v4/Set`
	name   int    // where the URL begins in it
	typ    *metadata.EntityType
	cells  []int
	key    []value.Cell // none of a singleton
	model  *metadata.Model
	of     *metadata.EntityType // the declared type of the set or singleton
}

// identityOf is nil where entities of the type have no address.
func identityOf(m *metadata.Model, rows *plan.Rows, f Format, root string) *identity {
	id := &identity{prefix: f.AppendControl([]byte{','}, "", "id"), typ: rows.Type, model: m}
	id.name = len(id.prefix) + 1
	id.prefix = value.AppendString(id.prefix, root)
	id.prefix = id.prefix[:len(id.prefix)-1] // left open for the path
	if set := m.SetOf(rows.Type); set != nil {
		id.prefix, id.of = append(id.prefix, set.Name...), set.Type
		id.cells, id.key = rows.KeyCells, make([]value.Cell, len(rows.KeyCells))
		return id
	}
	for _, s := range m.Singletons {
		if s.Type == rows.Type {
			id.prefix, id.of = append(id.prefix, s.Name...), s.Type
			return id
		}
	}
	return nil
}

// append leaves the string open.
func (id *identity) append(dst []byte, row []value.Cell) []byte {
	dst = append(dst, id.prefix...)
	if id.key != nil {
		for i, c := range id.cells {
			id.key[i] = row[c]
		}
		dst = AppendKeyPath(dst, id.model, id.typ, id.key)
	}
	return dst
}

// links writes the links of entities of one type, where all control information
// is asked for. The entities are read-only here: a readLink is said, no editLink
// (JSON Format 4.01, 4.5.9).
type links struct {
	read        []byte // `,"@odata.readLink":"`
	cast        []byte // "/Namespace.Type" where the type is derived from the declared one
	navigations []navigation
}

// appendRead appends the readLink, the id with a cast, and tells where its URL stands.
func (l *links) appendRead(dst []byte, id [2]int) ([]byte, Links) {
	dst = append(dst, l.read...)
	at := Links{Start: len(dst)}
	dst = append(append(dst, dst[id[0]:id[1]]...), l.cast...)
	at.End = len(dst)
	return append(dst, '"'), at
}

// navigation is the name in the links of a navigation property.
type navigation struct{ association, link, name []byte }

func newLinks(m *metadata.Model, rows *plan.Rows, t *metadata.EntityType, id *identity, f Format) *links {
	l := &links{read: append(f.AppendControl([]byte{','}, "", "readLink"), '"')}
	if t != id.of {
		l.cast = append([]byte{'/'}, m.Qualified(t.Name)...)
	}
	for _, n := range t.Navigations {
		if linked(rows, t, n) {
			l.navigations = append(l.navigations, newNavigation(m, n, f))
		}
	}
	return l
}

// linked says whether the links of a navigation property are shown with those of
// the entity: where it is chosen, and not expanded, for then they precede that.
func linked(rows *plan.Rows, t *metadata.EntityType, n *metadata.Navigation) bool {
	chosen := rows.Whole
	for _, named := range rows.Linked {
		chosen = chosen || named == n
	}
	for _, e := range rows.Expands {
		if e.Navigation == n && (e.Only == nil || t.IsA(e.Only)) {
			return false
		}
	}
	return chosen
}

func newNavigation(m *metadata.Model, n *metadata.Navigation, f Format) navigation {
	made := navigation{name: append([]byte{'/'}, n.Name...)}
	if m.Addressed(n.Target) {
		made.association = append(f.AppendControl([]byte{','}, n.Name, "associationLink"), '"')
	}
	made.link = append(f.AppendControl([]byte{','}, n.Name, "navigationLink"), '"')
	return made
}

// append appends both links, each behind a comma.
func (n *navigation) append(dst, read []byte) []byte {
	if n.association != nil {
		dst = append(append(append(dst, n.association...), read...), n.name...)
		dst = append(dst, `/$ref"`...)
	}
	dst = append(append(append(dst, n.link...), read...), n.name...)
	return append(dst, '"')
}

// Expanded is what stands before a property that is read apart, where all control
// information is asked for: the links of a navigation property, the type of a
// collection property.
type Expanded struct {
	links navigation
	typ   []byte
}

// NewExpanded prepares it for all rows of an expansion.
func NewExpanded(m *metadata.Model, e *plan.Expand, f Format) *Expanded {
	if p := e.Property; p != nil {
		said := value.AppendString(f.AppendControl(nil, p.Name, "type"), f.typeName(m, plan.TypeOf(p), true))
		return &Expanded{typ: append(said, ',')}
	}
	x := &Expanded{links: newNavigation(m, e.Navigation, f)}
	first := &x.links.link
	if x.links.association != nil {
		first = &x.links.association
	}
	*first = (*first)[1:] // commas stand behind here
	return x
}

// Append appends it, each part with a comma behind it. read is the URL of the
// entity, as Links tells: one without a URL has no links.
func (x *Expanded) Append(dst, read []byte) []byte {
	if x.typ != nil {
		return append(dst, x.typ...)
	}
	if len(read) == 0 {
		return dst
	}
	return append(x.links.append(dst, read), ',')
}
