package wirelint

import (
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/seed-267014d6/roster/odata/syntax"
)

// context checks the context URL: Protocol 4.01, section 10.
func (c *check) context(root *node) {
	n := root.member(c.name("context"))
	if n == nil {
		if c.level != "none" {
			c.add("context", "there is none")
		}
		c.base = c.s.Base
		return
	}
	if root.members[0].name != c.name("context") {
		c.add("context", "it is not the first member, but %s", root.members[0].name)
	}
	before, fragment, found := strings.Cut(n.text, "#")
	base, ok := strings.CutSuffix(before, c.s.Root+"$metadata")
	at, err := url.Parse(base)
	if !ok || err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
		c.add("context", "%s is not the absolute URL of $metadata", n.text)
	}
	c.base = base + c.s.Root
	if c.s.Base != "" && c.base != c.s.Base {
		c.add("context", "%s is not below %s", n.text, c.s.Base)
	}
	if found != (c.resource.kind != serviceDocument) {
		c.add("context", "%s for the path %q", n.text, c.target.path)
		return
	}
	if !found {
		return
	}
	parsed, err := syntax.ParseContext("#" + fragment)
	if err != nil {
		c.add("context", "#%s: %v", fragment, err)
		return
	}
	if again := string(syntax.AppendContext(nil, parsed)); again != "#"+fragment {
		c.add("context", "#%s is read as %s", fragment, again)
	}
	if !c.v401 && strings.Contains(fragment, "()") {
		c.add("context", "#%s has empty parentheses in 4.0", fragment)
	}
	c.fits(fragment)
}

// fits derives the fragment anew from the request, as far as the linter knows.
func (c *check) fits(fragment string) {
	r := c.resource
	switch r.kind {
	case collectionResource, entityResource:
	case propertyResource:
		if !strings.HasSuffix(fragment, "/"+r.property.name) && !strings.Contains(fragment, "Edm.") &&
			!strings.Contains(fragment, r.property.name+"(") && !strings.Contains(fragment, r.property.typeName) {
			c.add("context", "#%s for the property %s", fragment, r.property.name)
		}
		return
	case refResource:
		if want := map[bool]string{true: "Collection($ref)", false: "$ref"}[r.many]; fragment != want {
			c.add("context", "#%s, not #%s", fragment, want)
		}
		return
	default:
		return
	}
	start, end := c.contextStart(fragment), ""
	if set := c.s.Schema.sets[r.set]; r.kind == entityResource && set != nil && !set.singleton {
		end = "/$entity"
	}
	s := c.shape(c.target.options)
	list := c.selectList(s, c.resource.of)
	if strings.Contains(list, "?") {
		if !strings.HasPrefix(fragment, start) {
			c.add("context", "#%s for %s", fragment, start)
		}
		return
	}
	if want := start + list + end; sorted(fragment) != sorted(want) {
		c.add("context", "#%s, not #%s", fragment, want)
	}
}

// contextStart is the set with a cast, or the type where there is no set. An
// entity of a type that is derived from the set's has that cast (Protocol 10.2),
// and is checked as one of that type.
func (c *check) contextStart(fragment string) string {
	r := &c.resource
	set := c.s.Schema.sets[r.set]
	if set == nil {
		if r.kind == collectionResource {
			return "Collection(" + r.of.name + ")"
		}
		return r.of.name
	}
	if rest, found := strings.CutPrefix(fragment, set.name+"/"); found && r.kind == entityResource {
		name := rest[:strings.IndexAny(rest+"(", "(/")]
		if t := c.s.Schema.types[name]; t != nil && t != r.of && t.is(r.of) {
			r.of = t
		}
	}
	if r.of.name == set.typeName {
		return set.name
	}
	return set.name + "/" + r.of.name
}

// selectList is that of the context URL: Protocol 4.01, 10.7 to 10.10. A question
// mark in it stands for what the standard leaves open.
func (c *check) selectList(s shape, t *entityType) string {
	if t == nil || s.loose || slices.ContainsFunc(s.selects, func(one selection) bool { return one.inner }) {
		return "(?)"
	}
	var items []string
	for _, path := range s.paths {
		if s.all && path != "*" {
			return "(?)"
		}
		if p := t.property(path); p != nil {
			path = p.name
		}
		items = append(items, path)
	}
	for i := range s.expands {
		items = append(items, c.expandedItem(&s.expands[i], t, len(s.paths) > 0)...)
	}
	sort.Strings(items)
	items = slices.Compact(items)
	if len(items) == 0 {
		return ""
	}
	return "(" + strings.Join(items, ",") + ")"
}

func (c *check) expandedItem(e *expansion, t *entityType, selects bool) []string {
	if e.suffix != "" {
		return nil // references and counts are not part of it
	}
	if cast := c.s.Schema.types[e.cast]; cast != nil {
		t = cast
	}
	p := t.property(e.name)
	if e.name == "*" || e.level || p == nil {
		return []string{"?"}
	}
	to := c.s.Schema.types[p.typeName]
	if cast := c.s.Schema.types[e.to]; cast != nil {
		to = cast
	}
	path := e.path
	if e.cast == "" && (e.to == "" || e.to == p.typeName) {
		path = p.name
	}
	inner := c.selectList(e.shape, to)
	switch {
	case inner != "":
		return []string{path + inner}
	case c.v401:
		return []string{path + "()"}
	case selects:
		return []string{path}
	}
	return nil
}

// sorted brings the lists of a fragment into one order.
func sorted(fragment string) string {
	open := strings.LastIndexByte(fragment, '(')
	if open < 0 {
		return fragment
	}
	end := open + strings.IndexByte(fragment[open:], ')')
	if end < open {
		return fragment
	}
	items := strings.Split(fragment[open+1:end], ",")
	sort.Strings(items)
	inner := strings.Join(slices.Compact(items), "\x01")
	return sorted(fragment[:open] + "\x02" + inner + "\x03" + fragment[end+1:])
}

// link checks that a link leads to something below the root. One that is relative
// is resolved against the context URL (JSON Format 4.01, 4.5.1).
func (c *check) link(text, where string) {
	u, err := url.Parse(text)
	switch {
	case err != nil || text == "":
		c.add("entity", "%s is %s: no URL", where, text)
	case u.Host == "" && (u.Scheme != "" || strings.HasPrefix(text, "/") || strings.HasPrefix(text, ".")):
		c.add("entity", "%s is %s: neither absolute nor below the root", where, text)
	case u.Host != "" && c.base != "" && !strings.HasPrefix(text, c.base):
		c.add("entity", "%s is %s: not below %s", where, text, c.base)
	}
}

// nextLink checks that of the collection that was asked for: Protocol 11.2.6.7.
func (c *check) nextLink(root *node, items int) {
	n := root.member(c.name("nextLink"))
	if n == nil {
		return
	}
	u, ok := c.following(n, items, "the next link", true)
	if !ok {
		return
	}
	path, err1 := url.PathUnescape(u.EscapedPath())
	asked, err2 := url.PathUnescape(c.s.Root + c.target.path)
	if err1 != nil || err2 != nil || !strings.HasSuffix(path, asked) {
		c.add("next-link", "%s for the path %s", u.EscapedPath(), c.target.path)
	}
	next, ok := queryOptions(u.RawQuery)
	if !ok {
		c.add("next-link", "%s cannot be read", n.text)
	}
	if a, b := repeated(c.target.options), repeated(next); !slices.Equal(a, b) {
		c.add("next-link", "it repeats %q of %q", b, a)
	}
	top, given := value(c.target.options, "$top")
	limit, err := strconv.Atoi(top)
	_, resumed := value(c.target.options, "$skiptoken")
	if given && err == nil && items >= limit && !resumed {
		c.add("next-link", "%d items are what $top=%s asks for", items, top)
	}
}

// following checks what holds for every next link. A nested one may be all that an
// outer page had room for.
func (c *check) following(n *node, items int, where string, top bool) (*url.URL, bool) {
	u, err := url.Parse(n.text)
	if err != nil || u.Host == "" {
		c.add("next-link", "%s %s is not absolute", where, n.text)
		return nil, false
	}
	if c.base != "" && !strings.HasPrefix(n.text, c.base) {
		c.add("next-link", "%s %s is not below %s", where, n.text, c.base)
	}
	options, _ := queryOptions(u.RawQuery)
	token, given := value(options, "$skiptoken")
	if top && (!given || token == "") {
		c.add("next-link", "%s %s has no $skiptoken", where, n.text)
	}
	for _, o := range options {
		if strings.EqualFold(o.name, "apikey") {
			c.add("leak", "%s holds the key", where)
		}
	}
	if top && items == 0 {
		c.add("next-link", "%s behind an empty page", where)
	}
	return u, true
}

// nestedLink checks that of an expanded collection: it leads to the same
// entities, with the nested options as those of the request.
func (c *check) nestedLink(n *node, e *expansion, items int, where string) {
	if n == nil {
		return
	}
	u, ok := c.following(n, items, "the next link of "+where, false)
	if !ok {
		return
	}
	if last := u.Path[strings.LastIndexByte(u.Path, '/')+1:]; e.suffix == "" && e.name != "*" &&
		!strings.EqualFold(last, e.name) && !strings.Contains(last, ".") {
		c.add("next-link", "%s for %s", u.Path, where)
	}
	options, _ := queryOptions(u.RawQuery)
	if _, given := value(options, "$select"); given != (len(e.shape.paths) > 0) {
		c.add("next-link", "%s: $select of %s", n.text, where)
	}
}

// repeated are the options that a next link has to keep, in one order.
func repeated(options []option) (list []string) {
	for _, o := range options {
		if o.name != "$skiptoken" && !strings.EqualFold(o.name, "apikey") {
			list = append(list, o.name+"="+o.value)
		}
	}
	sort.Strings(list)
	return list
}
