package odatatest

import (
	"slices"
	"strings"
)

// vocabularyAnnotation checks an annotation with a term of OASIS: that there is the
// term, that it applies to the element and that the value is of its type.
func (c *csdlChecker) vocabularyAnnotation(target, a *element) {
	name := a.attribute("Term")
	if !strings.HasPrefix(name, "Org.OData.") {
		return
	}
	term, ok := c.declared.terms[name]
	if !ok {
		c.wrong(a, "there is no such term")
		return
	}
	if !slices.Contains(term.targets, "*") && !slices.Contains(term.targets, target.name) {
		c.wrong(a, "does not apply to %s", target.name)
	}
	start := target
	if target.name == "EntitySet" || target.name == "Singleton" {
		start = c.types[setType(target)]
	}
	c.value(start, a, term.typ)
}

// constantKinds are the constants that a type may be given as.
func (c *csdlChecker) constantKinds(typ string) []string {
	switch typ {
	case "Edm.String":
		return []string{"String"}
	case "Edm.Boolean":
		return []string{"Bool"}
	case "Edm.Int32", "Edm.Int64":
		return []string{"Int"}
	case "Edm.PropertyPath":
		return []string{"PropertyPath"}
	case "Edm.PrimitiveType":
		return []string{"String", "Bool", "Int"}
	}
	if len(c.declared.types[typ].members) > 0 {
		return []string{"EnumMember"}
	}
	return nil
}

// value checks the value of an annotation or of a record's property; paths begin
// at start.
func (c *csdlChecker) value(start, holder *element, typ string) {
	if item, ok := itemOf(typ); ok {
		list := holder.all("Collection")
		if len(list) != 1 {
			c.wrong(holder, "the value must be a collection")
			return
		}
		for _, e := range list[0].children {
			c.item(start, holder, e, item)
		}
		return
	}
	if kinds := c.constantKinds(typ); kinds != nil {
		for _, kind := range kinds {
			if text, given := holder.attributes[kind]; given {
				c.constant(start, holder, kind, text, typ)
				return
			}
		}
		c.wrong(holder, "the value must be %s", kinds[0])
		return
	}
	records := holder.all("Record")
	if len(records) != 1 {
		c.wrong(holder, "the value must be a record")
		return
	}
	c.record(start, holder, records[0], typ)
}

// item checks an item of a collection.
func (c *csdlChecker) item(start, holder, e *element, typ string) {
	kinds := c.constantKinds(typ)
	switch {
	case kinds != nil && slices.Contains(kinds, e.name):
		c.constant(start, holder, e.name, e.text, typ)
	case kinds == nil && e.name == "Record":
		c.record(start, holder, e, typ)
	default:
		c.wrong(holder, "an item is %s", e.name)
	}
}

// constant checks a constant that has a meaning.
func (c *csdlChecker) constant(start, holder *element, kind, text, typ string) {
	switch kind {
	case "PropertyPath":
		if !c.leads(start, text) {
			c.wrong(holder, "the path %s leads nowhere", text)
		}
	case "EnumMember":
		declared, member, _ := strings.Cut(text, "/")
		if declared != typ || !slices.Contains(c.declared.types[typ].members, member) {
			c.wrong(holder, "%s has no member %s", typ, text)
		}
	}
}

// record checks the properties of a record.
func (c *csdlChecker) record(start, holder, r *element, typ string) {
	if given := r.attribute("Type"); given != "" {
		if !c.declared.isA(given, typ) {
			c.wrong(holder, "%s is no %s", given, typ)
			return
		}
		typ = given
	}
	if c.declared.types[typ].abstract {
		c.wrong(holder, "a record must say which %s it is", typ)
	}
	seen := map[string]bool{}
	for _, p := range r.all("PropertyValue") {
		name := p.attribute("Property")
		if seen[name] {
			c.wrong(p, "is there twice")
		}
		seen[name] = true
		declared := c.declared.field(typ, name)
		if declared == "" {
			c.wrong(p, "%s has no such property", typ)
			continue
		}
		c.value(start, p, declared)
	}
	for _, name := range c.declared.mandatory(typ) {
		if !seen[name] {
			c.wrong(holder, "a record lacks %s", name)
		}
	}
}

// leads says whether a path of names and type casts leads to a property, by the
// syntax of 4.0.
func (c *csdlChecker) leads(t *element, path string) bool {
	var found *element
	for step := range strings.SplitSeq(path, "/") {
		if t == nil {
			return false
		}
		if strings.Contains(step, ".") {
			cast := c.types[step]
			if !c.isA(cast, t) {
				return false
			}
			t, found = cast, nil
			continue
		}
		if found = c.member(t, "Property", step); found == nil {
			return false
		}
		name, _ := itemType(found)
		t = c.types[name]
	}
	return found != nil
}
