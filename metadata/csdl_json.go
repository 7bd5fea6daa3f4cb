package metadata

import (
	"strconv"
	"strings"

	"github.com/seed-267014d6/roster/odata/value"
)

// AppendJSON appends the document as CSDL JSON. The form itself came with 4.01,
// but has documents of both versions ($Version, CSDL JSON 4.01, section 3.2).
func (d Document) AppendJSON(dst []byte) []byte {
	w := &jsonWriter{dst: append(dst, '{'), depth: 1, fresh: true}
	d.walk(w)
	return append(w.dst, '\n')
}

// jsonWriter is the JSON representation (CSDL JSON 4.01). Its defaults differ
// from those of XML: a type is Edm.String and not nullable unless it says so, and
// without precision and scale any value fits.
type jsonWriter struct {
	dst   []byte
	depth int
	fresh bool // nothing is in the open object or array yet
}

func (w *jsonWriter) line() {
	w.dst = append(w.dst, '\n')
	for range w.depth {
		w.dst = append(w.dst, "  "...)
	}
}

// next begins a member or an item.
func (w *jsonWriter) next() {
	if !w.fresh {
		w.dst = append(w.dst, ',')
	}
	w.fresh = false
	w.line()
}

func (w *jsonWriter) member(name string) {
	w.next()
	w.dst = append(value.AppendString(w.dst, name), ": "...)
}

func (w *jsonWriter) begin(bracket byte) {
	w.dst = append(w.dst, bracket)
	w.fresh = true
	w.depth++
}

func (w *jsonWriter) end(bracket byte) {
	w.depth--
	if !w.fresh {
		w.line()
	}
	w.dst = append(w.dst, bracket)
	w.fresh = false
}

func (w *jsonWriter) object(name string) {
	w.member(name)
	w.begin('{')
}

func (w *jsonWriter) text(name, text string) {
	w.member(name)
	w.dst = value.AppendString(w.dst, text)
}

func (w *jsonWriter) number(name string, n int) {
	w.member(name)
	w.dst = strconv.AppendInt(w.dst, int64(n), 10)
}

// flag writes what is false where it is not there.
func (w *jsonWriter) flag(name string, set bool) {
	if set {
		w.member(name)
		w.dst = append(w.dst, "true"...)
	}
}

func (w *jsonWriter) open(version, container string, vocabularies []vocabulary) {
	w.text("$Version", version)
	if len(vocabularies) > 0 {
		w.object("$Reference")
		for _, v := range vocabularies {
			w.object(v.root + v.namespace + ".json")
			w.member("$Include")
			w.begin('[')
			w.next()
			w.begin('{')
			w.text("$Namespace", v.namespace)
			w.end('}')
			w.end(']')
			w.end('}')
		}
		w.end('}')
	}
	w.text("$EntityContainer", container)
}

func (w *jsonWriter) close() { w.end('}') }

func (w *jsonWriter) openSchema(namespace string) { w.object(namespace) }

func (w *jsonWriter) closeSchema() { w.end('}') }

func (w *jsonWriter) openEnum(name, underlying string, flags bool) {
	w.object(name)
	w.text("$Kind", "EnumType")
	if underlying != defaultUnderlying {
		w.text("$UnderlyingType", underlying)
	}
	w.flag("$IsFlags", flags)
}

func (w *jsonWriter) enumMember(m EnumMember) {
	w.member(m.Name)
	w.dst = strconv.AppendInt(w.dst, m.Value, 10)
}

func (w *jsonWriter) closeEnum() { w.end('}') }

func (w *jsonWriter) openComplex(name string) {
	w.object(name)
	w.text("$Kind", "ComplexType")
}

func (w *jsonWriter) closeComplex() { w.end('}') }

func (w *jsonWriter) openEntity(name, base string, abstract bool) {
	w.object(name)
	w.text("$Kind", "EntityType")
	if base != "" {
		w.text("$BaseType", base)
	}
	w.flag("$Abstract", abstract)
}

func (w *jsonWriter) key(properties []*Property) {
	w.member("$Key")
	w.begin('[')
	for _, p := range properties {
		w.next()
		w.dst = value.AppendString(w.dst, p.Name)
	}
	w.end(']')
}

func (w *jsonWriter) closeEntity() { w.end('}') }

func (w *jsonWriter) openProperty(name string, t typeRef) {
	w.object(name)
	w.flag("$Collection", t.collection)
	if t.name != value.String.String() {
		w.text("$Type", t.name)
	}
	w.flag("$Nullable", t.nullable == nullAllowed)
	if t.maxLength > 0 {
		w.number("$MaxLength", t.maxLength)
	}
	if t.precision > 0 || t.temporal {
		w.number("$Precision", t.precision)
	}
	if t.decimal {
		w.number("$Scale", t.scale)
	}
}

func (w *jsonWriter) closeProperty() { w.end('}') }

func (w *jsonWriter) openNavigation(name string, t typeRef, partner string) {
	w.object(name)
	w.text("$Kind", "NavigationProperty")
	w.flag("$Collection", t.collection)
	w.text("$Type", t.name)
	w.flag("$Nullable", t.nullable == nullAllowed)
	if partner != "" {
		w.text("$Partner", partner)
	}
}

func (w *jsonWriter) constraints(list []Constraint) {
	w.object("$ReferentialConstraint")
	for _, c := range list {
		w.text(c.Property.Name, c.Referenced.Name)
	}
	w.end('}')
}

func (w *jsonWriter) closeNavigation() { w.end('}') }

func (w *jsonWriter) openContainer(name string) {
	w.object(name)
	w.text("$Kind", "EntityContainer")
}

func (w *jsonWriter) closeContainer() { w.end('}') }

func (w *jsonWriter) openSet(name, entityType string) {
	w.object(name)
	w.flag("$Collection", true)
	w.text("$Type", entityType)
}

func (w *jsonWriter) closeSet() { w.end('}') }

func (w *jsonWriter) openSingleton(name, entityType string) {
	w.object(name)
	w.text("$Type", entityType)
}

func (w *jsonWriter) closeSingleton() { w.end('}') }

func (w *jsonWriter) bindings(list []binding) {
	w.object("$NavigationPropertyBinding")
	for _, b := range list {
		w.text(b.path, b.target)
	}
	w.end('}')
}

func (w *jsonWriter) annotate(a annotation) {
	w.member("@" + a.term)
	w.expression(a.value)
}

// expression writes a value. Paths are strings, as what the term or the property
// is declared to be tells them apart (section 14.3).
func (w *jsonWriter) expression(e expression) {
	switch e := e.(type) {
	case boolExpression:
		w.dst = strconv.AppendBool(w.dst, bool(e))
	case intExpression:
		w.dst = strconv.AppendInt(w.dst, int64(e), 10)
	case stringExpression:
		w.dst = value.AppendString(w.dst, string(e))
	case propertyPathExpression:
		w.dst = value.AppendString(w.dst, string(e))
	case enumExpression:
		w.dst = value.AppendString(w.dst, e.member)
	case collectionExpression:
		w.begin('[')
		for _, item := range e {
			w.next()
			w.expression(item)
		}
		w.end(']')
	case recordExpression:
		w.record(e)
	}
}

// record writes an object. The type of another document is told by its URL
// (JSON Format 4.01, section 4.6.3).
func (w *jsonWriter) record(r recordExpression) {
	w.begin('{')
	if r.typ != "" {
		namespace := r.typ[:strings.LastIndexByte(r.typ, '.')]
		w.text("@type", vocabularyRoot+namespace+".json#"+r.typ)
	}
	for _, v := range r.values {
		w.member(v.property)
		w.expression(v.value)
	}
	w.end('}')
}

var _ csdl = (*jsonWriter)(nil)
