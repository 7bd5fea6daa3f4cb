package wirelint

import (
	"bytes"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// body checks the answer's body by its kind.
func (c *check) body() {
	text := c.response.Body
	name, _ := mediaType(c.response.Get("Content-Type"))
	switch {
	case name == "application/xml":
		c.metadata(text)
		return
	case name == "text/plain" || name == "application/octet-stream" || name == "text/html":
		c.text(text)
		return
	case name == "text/csv":
		c.table(text)
		return
	case len(text) == 0 && c.response.Status >= 200 && c.ours():
		c.add("no-body", "%d without a body", c.response.Status)
		return
	case name != "application/json":
		return
	}
	root, err := parseJSON(text)
	if err != nil {
		c.add("json", "%v: %.200q", err, text)
		return
	}
	switch {
	case root.kind != '{':
		c.add("json", "no object")
	case c.response.Status >= 400:
		if c.ours() || root.member("error") != nil {
			c.fault(root)
		}
	case c.write:
		c.written(root)
	case c.target.below:
		c.data(root)
	}
}

// metadata checks CSDL XML.
func (c *check) metadata(text []byte) {
	version := `Version="4.0"`
	if c.v401 {
		version = `Version="4.01"`
	}
	if !bytes.Contains(text, []byte(version)) {
		c.add("csdl", "the document is not of %s", version)
	}
	if c.s.CSDL == nil {
		return
	}
	for _, problem := range c.s.CSDL(text) {
		c.add("csdl", "%s", problem)
	}
}

// metadataJSON checks CSDL JSON.
func (c *check) metadataJSON(root *node) {
	version := "4.0"
	if c.v401 {
		version = "4.01"
	}
	if said := root.member("$Version"); said == nil || said.text != version {
		c.add("csdl", "the document is not of version %s", version)
	}
	if c.s.CSDLJSON == nil {
		return
	}
	for _, problem := range c.s.CSDLJSON(c.response.Body) {
		c.add("csdl", "%s", problem)
	}
}

var digits = regexp.MustCompile(`^(0|[1-9][0-9]*)$`)

// text checks a count; a raw value may be anything.
func (c *check) text(text []byte) {
	if c.s.Schema == nil {
		return
	}
	if c.s.Schema.resolve(c.target.path).kind == countResource && !digits.Match(text) {
		c.add("text", "a count of %.40q", text)
	}
}

var (
	faultCode = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.:-]*$`)
	inside    = regexp.MustCompile(`\b(SELECT|INSERT INTO|SQLSTATE|goroutine|panic)\b|\bt[0-9]\.\w|\.go:[0-9]|` +
		`(^|[^\w/])/(tmp|root|home|work|usr|var)/|no such (column|table)|` +
		`syntax error at or near|workspace_id|pgx|sqlite`)
)

// fault checks an error: JSON Format 21.1.
func (c *check) fault(root *node) {
	e := root.member("error")
	if len(root.members) != 1 || e == nil || e.kind != '{' {
		c.add("error", "not one member error: %.200s", c.response.Body)
		return
	}
	c.faultMembers(e, true)
}

func (c *check) faultMembers(e *node, top bool) {
	allowed := []string{"code", "message", "target"}
	if top {
		allowed = append(allowed, "details")
	}
	for _, m := range e.members {
		switch {
		case !slices.Contains(allowed, m.name):
			c.add("error", "the member %s", m.name)
		case m.name == "details":
			if m.value.kind != '[' || len(m.value.items) == 0 {
				c.add("error", "details are no list of some")
			}
			for _, d := range m.value.items {
				c.faultMembers(d, false)
			}
		case m.value.kind != '"' || m.value.text == "":
			c.add("error", "%s is no text", m.name)
		}
	}
	code, message := e.member("code"), e.member("message")
	if code == nil || message == nil {
		c.add("error", "no code or no message")
		return
	}
	if !faultCode.MatchString(code.text) {
		c.add("error", "the code %q", code.text)
	}
	sent := c.request.Target + c.request.Body
	for _, leak := range inside.FindAllString(message.text, -1) {
		if !strings.Contains(sent, strings.TrimSpace(leak)) && !containsDecoded(c.target, leak) {
			c.add("leak", "the message holds %q: %s", leak, message.text)
		}
	}
}

func containsDecoded(t target, text string) bool {
	return slices.ContainsFunc(t.options, func(o option) bool { return strings.Contains(o.value+o.name, text) })
}

// written checks the answer of a write call: product.md, section 3.
func (c *check) written(root *node) {
	if c.response.Status != http.StatusOK && c.response.Status != http.StatusCreated {
		c.add("json", "a write call answers %d", c.response.Status)
	}
	if len(root.members) == 0 || root.members[0].name != "result" && root.members[0].name != "results" {
		c.add("json", "a write call without result")
		return
	}
	c.level, c.v401 = "none", false
	want := shape{all: true}
	if result := root.members[0].value.text; result == "deleted" || result == "notMember" {
		want.all = false // the key of what is not there any more
	}
	for _, m := range root.members[1:] {
		t := c.typeNamed(m.name)
		if t == nil {
			c.add("json", "a write call with %s", m.name)
			continue
		}
		for _, k := range t.keys() {
			want.selects = append(want.selects, selection{name: k})
		}
		c.object(m.value, t, want, m.name)
	}
}

// typeNamed finds an entity type by its name in camel case.
func (c *check) typeNamed(name string) *entityType {
	if c.s.Schema == nil {
		return nil
	}
	for full, t := range c.s.Schema.types {
		if t.entity && strings.EqualFold(full[strings.LastIndexByte(full, '.')+1:], name) {
			return t
		}
	}
	return nil
}

// data checks an answer of the service that is no error.
func (c *check) data(root *node) {
	if c.s.Schema != nil {
		c.resource = c.s.Schema.resolve(c.target.path)
	}
	if c.resource.kind == metadataDocument {
		c.metadataJSON(root)
		return
	}
	c.asked = c.resource.of
	c.context(root)
	s := c.shape(c.target.options)
	switch {
	case c.resource.kind == serviceDocument:
		c.services(root)
	case root.member("value") != nil && root.member("value").kind == '[':
		c.collection(root, s)
	case c.resource.kind == entityResource:
		c.object(root, c.resource.of, s, "")
	case c.resource.kind == propertyResource && c.resource.property != nil:
		c.propertyValue(root, s)
	case c.resource.kind == collectionResource:
		c.add("json", "a collection without value")
	default:
		c.control(root, controls{top: true})
	}
}

// services checks the service document: JSON Format, section 5.
func (c *check) services(root *node) {
	c.control(root, controls{top: true})
	list := root.member("value")
	if list == nil || list.kind != '[' || len(list.items) == 0 {
		c.add("json", "a service document without sets")
		return
	}
	for _, set := range list.items {
		for _, m := range set.members {
			if !slices.Contains([]string{"name", "kind", "url", "title"}, m.name) || m.value.kind != '"' {
				c.add("json", "a service document with %s", m.name)
			}
		}
		name, at := set.member("name"), set.member("url")
		if name == nil || at == nil {
			c.add("json", "a set without name or url")
		} else if c.s.Schema != nil && c.s.Schema.sets[name.text] == nil {
			c.add("json", "the set %s is not in $metadata", name.text)
		}
	}
}

// propertyValue checks the answer to the path of a property: JSON Format, section 11.
func (c *check) propertyValue(root *node, s shape) {
	p := c.resource.property
	if t := c.s.Schema.types[p.typeName]; t != nil && !t.enum && !p.collection {
		c.object(root, t, s, p.name)
		return
	}
	c.control(root, controls{top: true})
	v := root.member("value")
	if v == nil {
		c.add("json", "a property without value")
		return
	}
	if v.kind == 'n' {
		c.add("value", "a property that is null is 204")
	}
	c.value(v, p, p.name)
}

// collection checks a list of entities, values or references.
func (c *check) collection(root *node, s shape) {
	c.control(root, controls{top: true, collection: true})
	items := root.member("value").items
	_, limited := value(c.target.options, "$top")
	c.counted(root.member(c.name("count")), s.count, len(items), limited, "count")
	c.nextLink(root, len(items))
	for _, n := range items {
		switch c.resource.kind {
		case collectionResource:
			c.object(n, c.resource.of, s, "")
		case propertyResource:
			c.item(n, c.resource.property, s)
		case refResource:
			c.reference(n)
		default:
		}
	}
}

// item checks one of a collection of values.
func (c *check) item(n *node, p *property, s shape) {
	if t := c.s.Schema.types[p.typeName]; t != nil && !t.enum {
		c.object(n, t, s, p.name)
		return
	}
	c.scalar(n, p, p.name)
}

// reference checks an entity reference: JSON Format, section 14.
func (c *check) reference(n *node) {
	id := n.member(c.name("id"))
	if id == nil || id.kind != '"' || len(n.members) != 1 {
		c.add("entity", "a reference is its id alone")
		return
	}
	c.link(id.text, "the id of a reference")
}

// counted checks a count: a number, or a text for IEEE754Compatible.
func (c *check) counted(n *node, asked bool, items int, page bool, where string) {
	if n == nil {
		if asked {
			c.add("count", "%s was asked for", where)
		}
		return
	}
	kind := byte('0')
	if c.strings {
		kind = '"'
	}
	if n.kind != kind || !digits.MatchString(n.text) {
		c.add("count", "%s is %q, IEEE754Compatible is %v", where, n.text, c.strings)
		return
	}
	if !asked {
		c.add("count", "%s was not asked for", where)
	}
	if !page && len(n.text) < 9 {
		total := 0
		for _, d := range n.text {
			total = total*10 + int(d-'0')
		}
		if total < items {
			c.add("count", "%s is %d, of %d items", where, total, items)
		}
	}
}

// name spells control information for the version.
func (c *check) name(of string) string {
	if c.v401 {
		return "@" + of
	}
	return "@odata." + of
}
