package metadata

import (
	"math"

	"github.com/seed-267014d6/roster/odata/value"
)

// Document is the model of a service as CSDL. Its bytes depend on what is in it
// only.
type Document struct {
	Model   *Model
	Version string // of OData: "4.0" or "4.01"
	// Capabilities are what the service can do with the model, nil if that is not told.
	Capabilities *Capabilities
}

// csdl is what a representation of CSDL writes: the walk says what is part of
// the document and in which order, the writer only how it looks. Every open has
// its close; annotations belong to the element that is open.
type csdl interface {
	open(version, container string, vocabularies []vocabulary)
	openSchema(namespace string)
	openEnum(name, underlying string, flags bool)
	enumMember(m EnumMember)
	closeEnum()
	openComplex(name string)
	closeComplex()
	openEntity(name, base string, abstract bool)
	key(properties []*Property)
	closeEntity()
	openProperty(name string, t typeRef)
	closeProperty()
	openNavigation(name string, t typeRef, partner string)
	constraints(list []Constraint)
	closeNavigation()
	openContainer(name string)
	openSet(name, entityType string)
	openSingleton(name, entityType string)
	bindings(list []binding)
	closeSet()
	closeSingleton()
	closeContainer()
	annotate(a annotation)
	closeSchema()
	close()
}

// typeRef is a type with its facets, of a structural or a navigation property.
type typeRef struct {
	name       string
	collection bool
	nullable   nullability
	maxLength  int  // 0 for none
	precision  int  // 0 for none
	temporal   bool // a precision of 0 means that there are no fractions
	decimal    bool
	scale      int // of a decimal
}

// nullability is what is said of null. A collection-valued navigation property
// must not say anything (CSDL 4.01, section 8.2).
type nullability uint8

const (
	unsaid nullability = iota
	nullAllowed
	notNull
)

func nullabilityOf(nullable bool) nullability {
	if nullable {
		return nullAllowed
	}
	return notNull
}

// binding says which set or singleton a navigation property leads to.
type binding struct{ path, target string }

// walk hands the document to a writer.
func (d Document) walk(w csdl) {
	m := d.Model
	w.open(d.Version, m.Qualified(m.Container), d.vocabularies())
	w.openSchema(m.Namespace)
	for _, e := range m.Enums {
		m.walkEnum(w, e)
	}
	for _, c := range m.Complexes {
		w.openComplex(c.Name)
		for _, p := range c.Properties {
			m.walkProperty(w, p, propertyAnnotations(p))
		}
		annotateAll(w, described(c.Description))
		w.closeComplex()
	}
	for _, t := range m.Types {
		m.walkEntity(w, t)
	}
	d.walkContainer(w)
	w.closeSchema()
	w.close()
}

// defaultUnderlying is the underlying type of an enumeration that does not say it.
const defaultUnderlying = "Edm.Int32"

func (m *Model) walkEnum(w csdl, e *EnumType) {
	underlying := defaultUnderlying
	for _, member := range e.Members {
		if member.Value > math.MaxInt32 || member.Value < math.MinInt32 {
			underlying = "Edm.Int64"
		}
	}
	w.openEnum(e.Name, underlying, e.Flags)
	for _, member := range e.Members {
		w.enumMember(member)
	}
	w.closeEnum()
}

func (m *Model) walkEntity(w csdl, t *EntityType) {
	base, key := "", t.Key
	if t.Base != nil {
		// A derived type declares its own properties only, and inherits the key.
		base, key = m.Qualified(t.Base.Name), nil
	}
	w.openEntity(t.Name, base, t.Abstract)
	if len(key) > 0 {
		w.key(key)
	}
	for _, p := range t.Own() {
		m.walkProperty(w, p, t.annotationsOf(p))
	}
	for _, n := range t.OwnNavigations() {
		m.walkNavigation(w, n)
	}
	annotateAll(w, entityAnnotations(t))
	w.closeEntity()
}

func (m *Model) walkProperty(w csdl, p *Property, annotations []annotation) {
	w.openProperty(p.Name, m.typeOf(p))
	annotateAll(w, annotations)
	w.closeProperty()
}

func (m *Model) walkNavigation(w csdl, n *Navigation) {
	t := typeRef{name: m.Qualified(n.Target.Name), collection: n.Collection}
	if !n.Collection {
		t.nullable = nullabilityOf(n.Nullable)
	}
	partner := ""
	if n.Partner != nil {
		partner = n.Partner.Name
	}
	w.openNavigation(n.Name, t, partner)
	if len(n.Constraints) > 0 {
		w.constraints(n.Constraints)
	}
	annotateAll(w, described(n.Description))
	w.closeNavigation()
}

func (d Document) walkContainer(w csdl) {
	m := d.Model
	w.openContainer(m.Container)
	for _, s := range m.Sets {
		w.openSet(s.Name, m.Qualified(s.Type.Name))
		m.walkBindings(w, s.Type)
		annotateAll(w, d.setAnnotations(s))
		w.closeSet()
	}
	for _, s := range m.Singletons {
		w.openSingleton(s.Name, m.Qualified(s.Type.Name))
		m.walkBindings(w, s.Type)
		annotateAll(w, d.singletonAnnotations(s))
		w.closeSingleton()
	}
	annotateAll(w, d.containerAnnotations())
	w.closeContainer()
}

// walkBindings binds every navigation property of the type; those of the types
// derived from it by a path with the type in it (CSDL 4.01, section 13.4.1).
func (m *Model) walkBindings(w csdl, t *EntityType) {
	var all []binding
	for _, n := range t.Navigations {
		all = m.bind(all, "", n)
	}
	for _, derived := range t.Derived() {
		for _, n := range derived.OwnNavigations() {
			all = m.bind(all, m.Qualified(derived.Name)+"/", n)
		}
	}
	if len(all) > 0 {
		w.bindings(all)
	}
}

// bind binds a navigation property to the set of its target, or to the singleton
// where nothing else holds it.
func (m *Model) bind(all []binding, path string, n *Navigation) []binding {
	if set := m.SetOf(n.Target); set != nil {
		return append(all, binding{path + n.Name, set.Name})
	}
	for _, s := range m.Singletons {
		if s.Type == n.Target && !n.Collection {
			return append(all, binding{path + n.Name, s.Name})
		}
	}
	return all
}

// typeOf is a structural property's type with the facets it may have: CSDL 4.01,
// section 7.2.
func (m *Model) typeOf(p *Property) typeRef {
	t := typeRef{name: p.Kind.String(), collection: p.Collection != nil, nullable: nullabilityOf(p.Nullable)}
	switch {
	case p.Complex != nil:
		t.name = m.Qualified(p.Complex.Name)
		return t
	case p.Enum != nil:
		t.name = m.Qualified(p.Enum.Name)
		return t
	}
	switch p.Kind {
	case value.String, value.Binary:
		t.maxLength = p.MaxLength
	case value.Decimal:
		t.decimal, t.precision, t.scale = true, p.Precision, p.Scale
	case value.DateTimeOffset, value.TimeOfDay, value.Duration:
		t.temporal, t.precision = true, p.Precision
	default:
	}
	return t
}
