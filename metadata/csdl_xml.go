package metadata

import (
	"strconv"
	"unicode/utf8"
)

// AppendXML appends the document as CSDL XML. All constructs are those of 4.0
// (CSDL 4.01, section 17); annotations whose values are members of enumerations
// are left out of 4.0 documents.
func (d Document) AppendXML(dst []byte) []byte {
	w := &xmlWriter{dst: append(dst, `<?xml version="1.0" encoding="UTF-8"?>`...)}
	d.walk(w)
	return append(w.dst, '\n')
}

// xmlWriter is the XML representation (CSDL XML 4.01).
type xmlWriter struct {
	dst    []byte
	depth  int
	opened bool // the last start tag still lacks its ">"
}

// start begins an element with the attributes that have a value.
func (w *xmlWriter) start(element string, attributes ...string) {
	w.endTag()
	w.line()
	w.dst = append(append(w.dst, '<'), element...)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			w.attribute(attributes[i], attributes[i+1])
		}
	}
	w.opened = true
	w.depth++
}

func (w *xmlWriter) attribute(name, text string) {
	w.dst = append(append(append(w.dst, ' '), name...), '=', '"')
	w.dst = append(appendEscaped(w.dst, text), '"')
}

// end finishes the element, as an empty one where nothing came in between.
func (w *xmlWriter) end(element string) {
	w.depth--
	if w.opened {
		w.dst = append(w.dst, "/>"...)
		w.opened = false
		return
	}
	w.line()
	w.dst = append(append(append(w.dst, "</"...), element...), '>')
}

func (w *xmlWriter) empty(element string, attributes ...string) {
	w.start(element, attributes...)
	w.end(element)
}

func (w *xmlWriter) endTag() {
	if w.opened {
		w.dst = append(w.dst, '>')
		w.opened = false
	}
}

func (w *xmlWriter) line() {
	w.dst = append(w.dst, '\n')
	for range w.depth {
		w.dst = append(w.dst, "  "...)
	}
}

// appendEscaped escapes an attribute's value. Tabs and line ends would be
// turned into blanks by a reader; what XML 1.0 cannot hold at all becomes U+FFFD.
func appendEscaped(dst []byte, text string) []byte {
	for _, r := range text {
		switch {
		case r == '&':
			dst = append(dst, "&amp;"...)
		case r == '<':
			dst = append(dst, "&lt;"...)
		case r == '>':
			dst = append(dst, "&gt;"...)
		case r == '"':
			dst = append(dst, "&quot;"...)
		case r == '\t' || r == '\n' || r == '\r':
			dst = append(append(append(dst, "&#"...), strconv.Itoa(int(r))...), ';')
		case r < ' ' || r == 0xFFFE || r == 0xFFFF:
			dst = utf8.AppendRune(dst, utf8.RuneError)
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return dst
}

func (w *xmlWriter) open(version, _ string, vocabularies []vocabulary) {
	w.start("edmx:Edmx", "Version", version, "xmlns:edmx", "http://docs.oasis-open.org/odata/ns/edmx")
	for _, v := range vocabularies {
		w.start("edmx:Reference", "Uri", v.root+v.namespace+".xml")
		w.empty("edmx:Include", "Namespace", v.namespace)
		w.end("edmx:Reference")
	}
	w.start("edmx:DataServices")
}

func (w *xmlWriter) close() {
	w.end("edmx:DataServices")
	w.end("edmx:Edmx")
}

func (w *xmlWriter) openSchema(namespace string) {
	w.start("Schema", "Namespace", namespace, "xmlns", "http://docs.oasis-open.org/odata/ns/edm")
}

func (w *xmlWriter) closeSchema() { w.end("Schema") }

func (w *xmlWriter) openEnum(name, underlying string, flags bool) {
	w.start("EnumType", "Name", name, "UnderlyingType", underlying, "IsFlags", ifTrue(flags))
}

func (w *xmlWriter) enumMember(m EnumMember) {
	w.empty("Member", "Name", m.Name, "Value", strconv.FormatInt(m.Value, 10))
}

func (w *xmlWriter) closeEnum() { w.end("EnumType") }

func (w *xmlWriter) openComplex(name string) { w.start("ComplexType", "Name", name) }

func (w *xmlWriter) closeComplex() { w.end("ComplexType") }

func (w *xmlWriter) openEntity(name, base string, abstract bool) {
	w.start("EntityType", "Name", name, "BaseType", base, "Abstract", ifTrue(abstract))
}

func (w *xmlWriter) key(properties []*Property) {
	w.start("Key")
	for _, p := range properties {
		w.empty("PropertyRef", "Name", p.Name)
	}
	w.end("Key")
}

func (w *xmlWriter) closeEntity() { w.end("EntityType") }

func (w *xmlWriter) openProperty(name string, t typeRef) {
	w.start("Property", "Name", name, "Type", typeName(t), "Nullable", nullableText(t),
		"MaxLength", ifPositive(t.maxLength), "Precision", ifPositive(t.precision))
	if t.decimal {
		w.attribute("Scale", strconv.Itoa(t.scale))
	}
}

func (w *xmlWriter) closeProperty() { w.end("Property") }

func (w *xmlWriter) openNavigation(name string, t typeRef, partner string) {
	w.start("NavigationProperty", "Name", name, "Type", typeName(t), "Nullable", nullableText(t), "Partner", partner)
}

func (w *xmlWriter) constraints(list []Constraint) {
	for _, c := range list {
		w.empty("ReferentialConstraint", "Property", c.Property.Name, "ReferencedProperty", c.Referenced.Name)
	}
}

func (w *xmlWriter) closeNavigation() { w.end("NavigationProperty") }

func (w *xmlWriter) openContainer(name string) { w.start("EntityContainer", "Name", name) }

func (w *xmlWriter) closeContainer() { w.end("EntityContainer") }

func (w *xmlWriter) openSet(name, entityType string) {
	w.start("EntitySet", "Name", name, "EntityType", entityType)
}

func (w *xmlWriter) closeSet() { w.end("EntitySet") }

func (w *xmlWriter) openSingleton(name, entityType string) {
	w.start("Singleton", "Name", name, "Type", entityType)
}

func (w *xmlWriter) closeSingleton() { w.end("Singleton") }

func (w *xmlWriter) bindings(list []binding) {
	for _, b := range list {
		w.empty("NavigationPropertyBinding", "Path", b.path, "Target", b.target)
	}
}

func (w *xmlWriter) annotate(a annotation) {
	w.start("Annotation", "Term", a.term)
	w.expression(a.value)
	w.end("Annotation")
}

// expression writes a value into the open element: a constant as its attribute,
// everything else as its child.
func (w *xmlWriter) expression(e expression) {
	if name, text, ok := constant(e); ok {
		w.attribute(name, text)
		return
	}
	switch e := e.(type) {
	case collectionExpression:
		w.start("Collection")
		for _, item := range e {
			w.item(item)
		}
		w.end("Collection")
	case recordExpression:
		w.record(e)
	default:
	}
}

// item writes an item of a collection: a constant as an element of its kind.
func (w *xmlWriter) item(e expression) {
	name, text, ok := constant(e)
	if !ok {
		w.expression(e)
		return
	}
	w.start(name)
	w.dst = appendEscaped(append(w.dst, '>'), text)
	w.dst = append(append(append(w.dst, "</"...), name...), '>')
	w.opened = false
	w.depth--
}

// constant names the kind of a constant, which is an attribute or an element.
func constant(e expression) (kind, text string, ok bool) {
	switch e := e.(type) {
	case boolExpression:
		return "Bool", strconv.FormatBool(bool(e)), true
	case intExpression:
		return "Int", strconv.Itoa(int(e)), true
	case stringExpression:
		return "String", string(e), true
	case propertyPathExpression:
		return "PropertyPath", string(e), true
	case enumExpression:
		return "EnumMember", e.typ + "/" + e.member, true
	case collectionExpression, recordExpression:
	}
	return "", "", false
}

func (w *xmlWriter) record(r recordExpression) {
	w.start("Record", "Type", r.typ)
	for _, v := range r.values {
		w.start("PropertyValue", "Property", v.property)
		w.expression(v.value)
		w.end("PropertyValue")
	}
	w.end("Record")
}

func typeName(t typeRef) string {
	if t.collection {
		return "Collection(" + t.name + ")"
	}
	return t.name
}

// nullableText is empty where the default, true, is meant. A collection always
// says it: without the facet, its items may be null or not (CSDL 4.0, 6.2.1).
func nullableText(t typeRef) string {
	switch {
	case t.nullable == notNull:
		return "false"
	case t.nullable == nullAllowed && t.collection:
		return "true"
	}
	return ""
}

func ifTrue(flag bool) string { return ifText(flag, "true") }

func ifPositive(n int) string { return ifText(n > 0, strconv.Itoa(n)) }

func ifText(flag bool, text string) string {
	if flag {
		return text
	}
	return ""
}

var _ csdl = (*xmlWriter)(nil)
