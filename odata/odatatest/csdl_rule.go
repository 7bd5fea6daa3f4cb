package odatatest

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var simpleIdentifier = regexp.MustCompile(`^[\pL_][\pL\pN_]{0,127}$`)

// names checks that the children have different names, all of them identifiers.
func (c *csdlChecker) names(e *element, kinds ...string) {
	seen := map[string]bool{}
	for _, child := range e.children {
		if !slices.Contains(kinds, child.name) {
			continue
		}
		name := child.attribute("Name")
		if !simpleIdentifier.MatchString(name) {
			c.wrong(child, "the name is no simple identifier")
		}
		// CSDL 4.01, section 17: names should differ not only in case.
		if seen[strings.ToLower(name)] {
			c.wrong(child, "the name is taken")
		}
		seen[strings.ToLower(name)] = true
	}
}

// enum checks an enumeration: section 10.
func (c *csdlChecker) enum(e *element) {
	c.names(e, "Member")
	bits := map[string]int{"": 32, "Edm.Byte": 8, "Edm.SByte": 8, "Edm.Int16": 16, "Edm.Int32": 32, "Edm.Int64": 64}
	size, ok := bits[e.attribute("UnderlyingType")]
	if !ok {
		c.wrong(e, "cannot be stored as %s", e.attribute("UnderlyingType"))
	}
	for _, member := range e.all("Member") {
		n, err := strconv.ParseInt(member.attribute("Value"), 10, size)
		if err != nil {
			c.wrong(member, "the value is no number of the underlying type")
		}
		if e.attribute("IsFlags") == "true" && n < 0 {
			c.wrong(member, "is a negative flag")
		}
	}
}

// derivation checks what an entity type is derived from: sections 6.2 and 6.3.
func (c *csdlChecker) derivation(t *element) bool {
	c.boolean(t, "Abstract")
	seen := map[*element]bool{}
	for base := t; base.attribute("BaseType") != ""; {
		seen[base] = true
		next := c.types[base.attribute("BaseType")]
		if next == nil || next.name != "EntityType" || seen[next] {
			c.wrong(t, "its base type %s is no entity type, or derived from it", base.attribute("BaseType"))
			return false
		}
		if base.attribute("Abstract") == "true" && next.attribute("Abstract") != "true" {
			c.wrong(base, "is abstract, but its base is not")
		}
		base = next
	}
	return true
}

// isA says whether the type is the other one or derived from it.
func (c *csdlChecker) isA(t, other *element) bool {
	for ; t != nil; t = c.types[t.attribute("BaseType")] {
		if t == other {
			return true
		}
	}
	return false
}

// member finds a property of a type or of one it is derived from.
func (c *csdlChecker) member(t *element, kind, name string) *element {
	for ; t != nil; t = c.types[t.attribute("BaseType")] {
		if found := t.named(kind, name); found != nil {
			return found
		}
	}
	return nil
}

// structured checks the properties of a type.
func (c *csdlChecker) structured(t *element) {
	c.names(t, "Property", "NavigationProperty")
	for _, own := range t.children {
		for _, kind := range []string{"Property", "NavigationProperty"} {
			inherited := c.member(c.types[t.attribute("BaseType")], kind, own.attribute("Name"))
			if inherited != nil && (own.name == "Property" || own.name == "NavigationProperty") {
				c.wrong(own, "the name is taken in the base type")
			}
		}
	}
	for _, p := range t.all("Property") {
		c.property(p)
	}
	for _, n := range t.all("NavigationProperty") {
		c.navigation(t, n)
	}
}

// facetRules are the facets of each primitive type: section 7.2.
func facetRules() map[string]string {
	return map[string]string{
		"Edm.Boolean": "", "Edm.Guid": "", "Edm.Byte": "", "Edm.SByte": "", "Edm.Int16": "", "Edm.Int32": "",
		"Edm.Int64": "", "Edm.Single": "", "Edm.Double": "", "Edm.Date": "",
		"Edm.String": "MaxLength", "Edm.Binary": "MaxLength", "Edm.Decimal": "Precision Scale",
		"Edm.DateTimeOffset": "Precision", "Edm.TimeOfDay": "Precision", "Edm.Duration": "Precision",
	}
}

func itemType(e *element) (name string, collection bool) {
	name = e.attribute("Type")
	if inner, ok := strings.CutPrefix(name, "Collection("); ok {
		return strings.TrimSuffix(inner, ")"), strings.HasSuffix(inner, ")")
	}
	return name, false
}

// property checks a structural property's type and facets: section 7.
func (c *csdlChecker) property(p *element) {
	c.boolean(p, "Nullable")
	name, collection := itemType(p)
	facets, primitive := facetRules()[name]
	if declared := c.types[name]; !primitive && (declared == nil || declared.name == "EntityType") {
		c.wrong(p, "its type %s is not there", name)
	}
	for _, facet := range []string{"MaxLength", "Precision", "Scale"} {
		text, given := p.attributes[facet]
		if !given {
			continue
		}
		if !slices.Contains(strings.Fields(facets), facet) {
			c.wrong(p, "%s has no %s", name, facet)
		}
		limit := map[string]int{"MaxLength": 1 << 31, "Precision": 12, "Scale": 1 << 31}[facet]
		if name == "Edm.Decimal" {
			limit = 1 << 31
		}
		if n, err := strconv.Atoi(text); err != nil || n < 0 || n > limit || n == 0 && facet == "MaxLength" {
			c.wrong(p, "%s=%q cannot be", facet, text)
		}
	}
	precision, _ := strconv.Atoi(p.attribute("Precision"))
	scale, _ := strconv.Atoi(p.attribute("Scale"))
	if name == "Edm.Decimal" && precision > 0 && scale > precision {
		c.wrong(p, "the scale is above the precision")
	}
	if _, said := p.attributes["Nullable"]; collection && !said {
		c.wrong(p, "does not say whether its items may be null")
	}
}

func (c *csdlChecker) boolean(e *element, name string) {
	if text, given := e.attributes[name]; given && text != "true" && text != "false" {
		c.wrong(e, "%s=%q is no boolean", name, text)
	}
}

// key checks an entity type's key: section 6.5.
func (c *csdlChecker) key(t *element) {
	keys := t.all("Key")
	switch {
	case t.attribute("BaseType") != "":
		if len(keys) > 0 {
			c.wrong(t, "a derived type has its key from its base")
		}
		return
	case len(keys) != 1:
		c.wrong(t, "has %d keys", len(keys))
		return
	}
	for _, reference := range keys[0].all("PropertyRef") {
		p := t.named("Property", reference.attribute("Name"))
		if p == nil {
			c.wrong(t, "its key %s is no property", reference.attribute("Name"))
			continue
		}
		if p.attribute("Nullable") != "false" {
			c.wrong(p, "is nullable, but in the key")
		}
		name, collection := itemType(p)
		if collection || slices.Contains([]string{"Edm.Single", "Edm.Double", "Edm.Binary"}, name) {
			c.wrong(p, "a key cannot be of type %s", p.attribute("Type"))
		}
		if declared := c.types[name]; declared != nil && declared.name != "EnumType" {
			c.wrong(p, "a key cannot be of type %s", name)
		}
	}
}

// navigation checks a navigation property: section 8.
func (c *csdlChecker) navigation(t, n *element) {
	c.boolean(n, "Nullable")
	name, collection := itemType(n)
	target := c.types[name]
	if target == nil || target.name != "EntityType" {
		c.wrong(n, "its type %s is no entity type", name)
		return
	}
	if _, said := n.attributes["Nullable"]; said && collection {
		c.wrong(n, "a collection of entities must not say Nullable")
	}
	if partner := n.attribute("Partner"); partner != "" {
		c.partner(t, n, c.member(target, "NavigationProperty", partner))
	}
	seen := map[string]bool{}
	for _, constraint := range n.all("ReferentialConstraint") {
		if collection {
			c.wrong(n, "a collection has no referential constraint")
		}
		if seen[constraint.attribute("Property")] {
			c.wrong(constraint, "is there twice")
		}
		seen[constraint.attribute("Property")] = true
		c.constraint(n, constraint, c.member(t, "Property", constraint.attribute("Property")),
			c.member(target, "Property", constraint.attribute("ReferencedProperty")))
	}
}

// partner checks that the partner leads back and names this one.
func (c *csdlChecker) partner(t, n, partner *element) {
	if partner == nil {
		c.wrong(n, "its partner is not there")
		return
	}
	back, _ := itemType(partner)
	if !c.isA(t, c.types[back]) {
		c.wrong(n, "its partner leads to %s", back)
	}
	if partner.attribute("Partner") != n.attribute("Name") {
		c.wrong(n, "its partner has another partner")
	}
}

// constraint checks a referential constraint: section 8.5.
func (c *csdlChecker) constraint(n, constraint, dependent, principal *element) {
	if dependent == nil || principal == nil {
		c.wrong(constraint, "one of its properties is not there")
		return
	}
	if dependent.attribute("Type") != principal.attribute("Type") {
		c.wrong(constraint, "the types differ")
	}
	nullable := n.attribute("Nullable") != "false" || principal.attribute("Nullable") != "false"
	if nullable != (dependent.attribute("Nullable") != "false") {
		c.wrong(constraint, "the dependent property must be nullable exactly where the reference or the principal is")
	}
}

// container checks the sets and their bindings: section 13.
func (c *csdlChecker) container(e *element) {
	c.names(e, "EntitySet", "Singleton")
	for _, set := range e.children {
		c.sets[set.attribute("Name")] = set
	}
	for _, set := range e.children {
		if set.name == "Annotation" {
			continue
		}
		t := c.types[setType(set)]
		if t == nil || t.name != "EntityType" {
			c.wrong(set, "its type %s is no entity type", setType(set))
			continue
		}
		if set.name == "Singleton" && t.attribute("Abstract") == "true" {
			c.wrong(set, "no entity is of the abstract type %s", setType(set))
		}
		bound := map[string]bool{}
		for _, binding := range set.all("NavigationPropertyBinding") {
			if bound[binding.attribute("Path")] {
				c.wrong(binding, "is bound twice")
			}
			bound[binding.attribute("Path")] = true
			c.binding(binding, c.bindable(t)[binding.attribute("Path")])
		}
		for path, n := range c.bindable(t) {
			if !bound[path] && c.isHeld(n) {
				c.wrong(set, "does not bind %s", path)
			}
		}
	}
}

// isHeld says whether there is a set, or for one entity a singleton, that may hold
// the target of a navigation property.
func (c *csdlChecker) isHeld(n *element) bool {
	name, collection := itemType(n)
	for _, set := range c.sets {
		fits := set.name == "EntitySet" || set.name == "Singleton" && !collection
		if fits && c.isA(c.types[name], c.types[setType(set)]) {
			return true
		}
	}
	return false
}

// bindable lists the navigation properties of a type by their binding paths:
// those of derived types have the type in it (section 13.4.1).
func (c *csdlChecker) bindable(t *element) map[string]*element {
	all := map[string]*element{}
	for base := t; base != nil; base = c.types[base.attribute("BaseType")] {
		for _, n := range base.all("NavigationProperty") {
			all[n.attribute("Name")] = n
		}
	}
	for name, derived := range c.types {
		if derived == t || !c.isA(derived, t) {
			continue
		}
		for _, n := range derived.all("NavigationProperty") {
			all[name+"/"+n.attribute("Name")] = n
		}
	}
	return all
}

func setType(set *element) string {
	if set.name == "Singleton" {
		return set.attribute("Type")
	}
	return set.attribute("EntityType")
}

func (c *csdlChecker) binding(binding, n *element) {
	target := c.sets[binding.attribute("Target")]
	if n == nil || target == nil {
		c.wrong(binding, "its path or its target is not there")
		return
	}
	name, collection := itemType(n)
	if held := c.types[setType(target)]; !c.isA(c.types[name], held) && !c.isA(held, c.types[name]) {
		c.wrong(binding, "%s holds entities of another type", binding.attribute("Target"))
	}
	if collection && target.name == "Singleton" {
		c.wrong(binding, "%s is one entity only", binding.attribute("Target"))
	}
}

// annotations checks terms and values everywhere below.
func (c *csdlChecker) annotations(e *element) {
	seen := map[string]bool{}
	for _, child := range e.children {
		c.annotations(child)
		if _, given := child.attributes["EnumMember"]; c.version == "4.0" && (given || child.name == "EnumMember") {
			c.wrong(child, "a member of an enumeration breaks readers of 4.0")
		}
		if child.name == "PropertyValue" || child.name == "Annotation" {
			c.oneValue(child)
		}
		if child.name != "Annotation" {
			continue
		}
		term := child.attribute("Term")
		if seen[term+"#"+child.attribute("Qualifier")] {
			c.wrong(child, "annotates the element twice")
		}
		seen[term+"#"+child.attribute("Qualifier")] = true
		if dot := strings.LastIndexByte(term, '.'); dot < 0 || !c.vocabularies[term[:dot]] {
			c.wrong(child, "its vocabulary is not included")
		}
		c.vocabularyAnnotation(e, child)
	}
}

// oneValue checks that there is one expression, and that it is one of its kind.
func (c *csdlChecker) oneValue(e *element) {
	values := len(e.all("Collection")) + len(e.all("Record"))
	for _, constant := range []string{"Bool", "Int", "String", "PropertyPath", "EnumMember"} {
		if _, given := e.attributes[constant]; given {
			values++
		}
	}
	if values != 1 {
		c.wrong(e, "has %d values", values)
	}
	c.boolean(e, "Bool")
	if text, given := e.attributes["Int"]; given {
		if _, err := strconv.Atoi(text); err != nil {
			c.wrong(e, "Int=%q is no number", text)
		}
	}
}
