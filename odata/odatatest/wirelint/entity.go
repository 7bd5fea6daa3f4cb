package wirelint

import (
	"slices"
	"strings"
)

// shape is what a request wants of a structured value.
type shape struct {
	all     bool // every structural property
	loose   bool // more is in play than the linter knows
	count   bool
	paths   []string // the selected items as they stand
	selects []selection
	expands []expansion
	dynamic []string
}

// selection is a selected property, where cast is given of entities of that type.
type selection struct {
	name, cast string
	count      bool // of a collection
	inner      bool // something of the property
}

// expansion is an item of $expand: cast/name/to/suffix.
type expansion struct {
	path   string // without the suffix
	cast   string
	name   string // "*" for all
	to     string // a cast behind the name
	suffix string // "$ref", "$count" or ""
	shape  shape
	level  bool // $levels
}

// shape reads the options of one level: of the request, or of an item.
func (c *check) shape(options []option) shape {
	s := shape{dynamic: computed(options)}
	count, _ := value(options, "$count")
	s.count = count == "true"
	_, applied := value(options, "$apply")
	s.loose = applied
	text, given := value(options, "$select")
	s.all = !given || text == ""
	for _, i := range parseItems(text) {
		if text != "" {
			c.selected(&s, i)
		}
	}
	if text, given := value(options, "$expand"); given {
		for _, i := range parseItems(text) {
			s.expands = append(s.expands, c.expansion(i))
		}
	}
	return s
}

// selected adds an item of $select: *, a property, or a path with a cast before it.
func (c *check) selected(s *shape, i item) {
	s.paths = append(s.paths, strings.Join(i.path, "/"))
	one, rest := selection{}, i.path
	if strings.Contains(rest[0], ".") && len(rest) > 1 {
		one.cast, rest = rest[0], rest[1:]
	}
	switch {
	case strings.Contains(rest[0], "."):
		s.loose = true // operations
	case rest[0] == "*":
		s.all = true
	default:
		count, _ := value(i.options, "$count")
		one.name, one.count = rest[0], count == "true"
		one.inner = len(rest) > 1 || len(i.options) > 0
		s.selects = append(s.selects, one)
	}
}

func (c *check) expansion(i item) expansion {
	e := expansion{shape: c.shape(i.options)}
	path := i.path
	if last := path[len(path)-1]; strings.HasPrefix(last, "$") && len(path) > 1 {
		e.suffix, path = last, path[:len(path)-1]
	}
	e.path = strings.Join(path, "/")
	if strings.Contains(path[0], ".") && len(path) > 1 {
		e.cast, path = path[0], path[1:]
	}
	e.name = path[0]
	if len(path) == 2 && strings.Contains(path[1], ".") {
		e.to = path[1]
	} else if len(path) > 1 {
		e.shape.loose, e.level = true, true // through a complex property
	}
	if levels, given := value(i.options, "$levels"); given && levels != "1" {
		e.shape.loose, e.level = true, true
	}
	return e
}

// wants gives the selection of a property in an entity of the type.
func (c *check) wants(s *shape, name string, t *entityType) (one selection, wanted bool) {
	for _, each := range s.selects {
		cast := c.s.Schema.types[each.cast]
		if strings.EqualFold(each.name, name) && (each.cast == "" || cast != nil && t.is(cast)) {
			one, wanted = each, true
			one.count = one.count || each.count
		}
	}
	return one, wanted || s.all
}

// expansionOf gives the item that expands a navigation property: one that names it
// goes before the star.
func (c *check) expansionOf(s *shape, name string, t *entityType) (found *expansion) {
	for i := range s.expands {
		e := &s.expands[i]
		cast := c.s.Schema.types[e.cast]
		if e.cast != "" && (cast == nil || !t.is(cast)) {
			continue
		}
		if strings.EqualFold(e.name, name) {
			return e
		}
		if e.name == "*" {
			found = e
		}
	}
	return found
}

// object checks an entity or a complex value.
func (c *check) object(n *node, t *entityType, s shape, where string) {
	if n.kind != '{' {
		c.add("json", "%s is no object", where)
		return
	}
	top := where == "" && c.resource.kind == entityResource || where != "" && c.resource.kind == propertyResource &&
		n.member(c.name("context")) != nil
	c.control(n, controls{top: top, entity: t.entity})
	declared := t
	if where == "" && c.asked != nil {
		declared = c.asked
	}
	t = c.actualType(n, t, where)
	if t.entity && c.level != "" && !c.write {
		c.identity(n, t, s, where)
	}
	for _, p := range t.every {
		path := strings.TrimPrefix(where+"/"+p.name, "/")
		if p.navigation {
			c.navigation(n, p, t, declared, s, path)
			continue
		}
		v := n.member(p.name)
		one, wanted := c.wants(&s, p.name, t)
		switch {
		case v == nil && wanted && !c.omits && !s.loose:
			c.add("property", "%s is not there", path)
		case v != nil && !wanted && !s.loose:
			c.add("property", "%s was not selected", path)
		case v != nil:
			c.propertyIn(n, p, v, one, s.loose, path)
		}
	}
	c.undeclared(n, t, s, where)
}

// propertyIn checks a property's value and what is said of it.
func (c *check) propertyIn(n *node, p *property, v *node, s selection, loose bool, path string) {
	if count := n.member(p.name + c.name("count")); count != nil || s.count {
		c.counted(count, s.count, len(v.items), true, path)
	}
	kind := n.member(p.name + c.name("type"))
	switch want := c.typeOf(p); {
	case kind == nil && c.level == "full" && want != "" && v.kind != 'n':
		c.add("entity", "%s has no type in metadata=full", path)
	case kind != nil && c.level == "minimal" && !p.collection && c.complexType(p) == nil:
		c.add("control", "%s says its type in metadata=minimal", path)
	case kind != nil && want != "" && c.complexType(p) == nil && kind.text != want:
		c.add("entity", "%s is of type %s, not %s", path, kind.text, want)
	}
	c.value(v, p, path)
	if t := c.complexType(p); t != nil {
		inner := shape{all: true, loose: loose || s.inner}
		for _, item := range append([]*node{v}, v.items...) {
			if item.kind == '{' {
				c.object(item, t, inner, path)
			}
		}
	}
}

func (c *check) complexType(p *property) *entityType {
	if t := c.s.Schema.types[p.typeName]; t != nil && !t.enum {
		return t
	}
	return nil
}

// typeOf is the type that full metadata says of a property, "" where JSON tells
// it by itself, or for complex values, which say it themselves.
func (c *check) typeOf(p *property) string {
	name, edm := strings.CutPrefix(p.typeName, "Edm.")
	if !p.collection && slices.Contains([]string{"String", "Boolean", "Double"}, name) && edm ||
		c.complexType(p) != nil && !p.collection {
		return ""
	}
	if p.collection {
		name = "Collection(" + name + ")"
	}
	if edm && c.v401 {
		return name
	}
	return "#" + name
}

// actualType follows @odata.type to a type that is derived from the declared one.
func (c *check) actualType(n *node, declared *entityType, where string) *entityType {
	said := n.member(c.name("type"))
	if said == nil {
		if declared.abstract && c.level != "none" {
			c.add("entity", "%s: an entity of the abstract type %s does not say its own", where, declared.name)
		}
		return declared
	}
	name, sharp := strings.CutPrefix(said.text, "#")
	t := c.s.Schema.types[name]
	if !sharp || t == nil || !t.is(declared) {
		c.add("entity", "%s: the type %s is not one of %s", where, said.text, declared.name)
		return declared
	}
	if set := c.s.Schema.sets[c.resource.set]; t == declared && c.level == "minimal" &&
		(where != "" || set != nil && set.typeName == t.name) {
		c.add("control", "%s: the declared type in metadata=minimal", where)
	}
	return t
}

// undeclared looks for members that nobody declared.
func (c *check) undeclared(n *node, t *entityType, s shape, where string) {
	for _, m := range n.members {
		name, _, _, _, _ := annotation(m.name)
		if name == "" || s.loose || slices.ContainsFunc(t.every, func(p *property) bool { return p.name == name }) {
			continue
		}
		if c.level == "none" && c.inherited(t, name) {
			continue // nothing says of which type the entity is
		}
		c.dynamic(n, name, where)
		if _, wanted := c.wants(&s, name, t); !slices.Contains(s.dynamic, name) || !wanted {
			c.add("property", "%s is no property of %s: %s", name, t.name, where)
		}
	}
}

// dynamic checks the value of a property that says its own type.
func (c *check) dynamic(n *node, name, where string) {
	v, said := n.member(name), n.member(name+c.name("type"))
	if v == nil || said == nil {
		return
	}
	p := &property{name: name, nullable: true, maxLength: -1, precision: -1, scale: -1}
	p.typeName = "Edm." + strings.TrimPrefix(said.text, "#")
	switch p.typeName {
	case "Edm.Decimal", "Edm.Int64", "Edm.Int32", "Edm.Int16", "Edm.Byte", "Edm.SByte", "Edm.Guid", "Edm.Date":
		c.scalar(v, p, strings.TrimPrefix(where+"/"+name, "/"))
	}
}

// inherited says whether a type that is derived from this one has the property.
func (c *check) inherited(t *entityType, name string) bool {
	for _, other := range c.s.Schema.types {
		if other.is(t) && other.property(name) != nil {
			return true
		}
	}
	return false
}

// navigation checks what was expanded, and that nothing else is there.
func (c *check) navigation(n *node, p *property, of, declared *entityType, s shape, path string) {
	v, e := n.member(p.name), c.expansionOf(&s, p.name, of)
	if e != nil && e.name == "*" && declared.property(p.name) == nil {
		return // the star stands for those of the declared type: no matter if there are more
	}
	count := n.member(p.name + c.name("count"))
	if e == nil || c.write {
		if (v != nil || count != nil) && !s.loose {
			c.add("property", "%s was not expanded", path)
		}
		return
	}
	if e.suffix == "$count" {
		c.counted(count, true, 0, true, path)
		return
	}
	switch {
	case v == nil:
		if !c.omits && !e.level {
			c.add("property", "%s was expanded", path)
		}
	case p.collection && v.kind != '[', !p.collection && v.kind != '{' && v.kind != 'n':
		c.add("value", "%s is expanded to something else", path)
	case !p.collection && v.kind == 'n':
		if !p.nullable && e.to == "" && !c.s.Dangling {
			c.add("value", "%s is null", path)
		}
	default:
		entities := v.items
		if p.collection {
			c.counted(count, e.shape.count, len(entities), true, path)
			c.nestedLink(n.member(p.name+c.name("nextLink")), e, len(entities), path)
		} else {
			entities = []*node{v}
		}
		c.expanded(entities, p, e, path)
	}
}

// expanded checks the entities behind a navigation property, or references to them.
func (c *check) expanded(entities []*node, p *property, e *expansion, path string) {
	t := c.s.Schema.types[p.typeName]
	if to := c.s.Schema.types[e.to]; to != nil {
		t = to
	}
	for _, entity := range entities {
		if e.suffix == "$ref" {
			c.reference(entity)
		} else {
			c.object(entity, t, e.shape, path)
		}
	}
}

// identity checks what is said of an entity as such: JSON Format 4.5.8 and 3.1.2.
func (c *check) identity(n *node, t *entityType, s shape, where string) {
	id := n.member(c.name("id"))
	missing := ""
	for _, k := range t.keys() {
		if n.member(k) == nil && !strings.Contains(k, "/") {
			missing = k
		}
	}
	switch {
	case c.level == "full":
		for _, must := range []string{"type", "id"} {
			if n.member(c.name(must)) == nil {
				c.add("entity", "%s: no %s in metadata=full", where, must)
			}
		}
		if n.member(c.name("editLink")) == nil && n.member(c.name("readLink")) == nil {
			c.add("entity", "%s: no link in metadata=full", where)
		}
		c.navigationLinks(n, t, s, where)
	case c.level == "minimal" && missing != "" && id == nil:
		c.add("entity", "%s: neither the key %s nor an id", where, missing)
	case c.level == "minimal" && missing == "" && id != nil && !casts(s):
		c.add("control", "%s: an id beside the key in metadata=minimal", where)
	}
	for _, name := range []string{"id", "editLink", "readLink"} {
		if v := n.member(c.name(name)); v != nil {
			c.link(v.text, where+": "+name)
		}
	}
	if etag := n.member(c.name("etag")); etag != nil {
		c.etag(etag, where)
	} else if where == "" && c.resource.kind == entityResource && c.response.Get("ETag") != "" && c.level != "none" {
		c.add("entity", "the ETag is not in the body")
	}
}

// casts says whether some properties are selected of one type only.
func casts(s shape) bool {
	return slices.ContainsFunc(s.selects, func(one selection) bool { return one.cast != "" })
}

func (c *check) etag(n *node, where string) {
	if !strings.HasPrefix(strings.TrimPrefix(n.text, "W/"), `"`) || !strings.HasSuffix(n.text, `"`) || len(n.text) < 3 {
		c.add("entity", "%s: the ETag %s is none", where, n.text)
	}
	header := c.response.Get("ETag") // of the representation, which need not have one
	if where == "" && c.resource.kind == entityResource && header != "" && header != n.text {
		c.add("entity", "the ETag %s in the body, %s in the header", n.text, header)
	}
}

// navigationLinks checks those of full metadata: JSON Format 8.1 and 8.2.
func (c *check) navigationLinks(n *node, t *entityType, s shape, where string) {
	for _, p := range t.every {
		if _, wanted := c.wants(&s, p.name, t); !p.navigation || !wanted {
			continue
		}
		for _, name := range []string{"navigationLink", "associationLink"} {
			if l := n.member(p.name + c.name(name)); l == nil {
				c.add("entity", "%s: no %s of %s in metadata=full", where, name, p.name)
			} else {
				c.link(l.text, where+": "+name+" of "+p.name)
			}
		}
	}
}
