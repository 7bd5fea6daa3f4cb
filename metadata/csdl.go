package metadata

import (
	"math"

	"github.com/seed-267014d6/roster/odata/value"
)

// csdl is what a representation of CSDL writes: the walk says what is part of
// the document and in which order, the writer only how it looks. Every open has
// its close; annotations belong to the element that is open.
type csdl interface {
	open(version string, vocabularies []vocabulary)
	openSchema(namespace string)
	openEnum(name, underlying string, flags bool)
	member(m EnumMember)
	closeEnum()
	openComplex(name string)
	closeComplex()
	openEntity(name, base string, abstract bool)
	key(properties []*Property)
	closeEntity()
	openProperty(name string, t typeRef)
	closeProperty()
	openNavigation(name string, t typeRef, partner string)
	constraint(property, referenced string)
	closeNavigation()
	openContainer(name string)
	openSet(name, entityType string)
	openSingleton(name, entityType string)
	binding(path, target string)
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
	maxLength  int // 0 for none
	precision  int // 0 for none
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

// walk hands the model to a writer.
func (m *Model) walk(w csdl, version string) {
	w.open(version, m.vocabularies())
	w.openSchema(m.Namespace)
	for _, e := range m.Enums {
		m.walkEnum(w, e)
	}
	for _, c := range m.Complexes {
		w.openComplex(c.Name)
		for _, p := range c.Properties {
			m.walkProperty(w, p)
		}
		annotateAll(w, described(c.Description))
		w.closeComplex()
	}
	for _, t := range m.Types {
		m.walkEntity(w, t)
	}
	m.walkContainer(w)
	w.closeSchema()
	w.close()
}

func (m *Model) walkEnum(w csdl, e *EnumType) {
	underlying := "Edm.Int32"
	for _, member := range e.Members {
		if member.Value > math.MaxInt32 || member.Value < math.MinInt32 {
			underlying = "Edm.Int64"
		}
	}
	w.openEnum(e.Name, underlying, e.Flags)
	for _, member := range e.Members {
		w.member(member)
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
		m.walkProperty(w, p)
	}
	for _, n := range t.OwnNavigations() {
		m.walkNavigation(w, n)
	}
	annotateAll(w, entityAnnotations(t))
	w.closeEntity()
}

func (m *Model) walkProperty(w csdl, p *Property) {
	w.openProperty(p.Name, m.typeOf(p))
	annotateAll(w, propertyAnnotations(p))
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
	for _, c := range n.Constraints {
		w.constraint(c.Property.Name, c.Referenced.Name)
	}
	annotateAll(w, described(n.Description))
	w.closeNavigation()
}

func (m *Model) walkContainer(w csdl) {
	w.openContainer(m.Container)
	for _, s := range m.Sets {
		w.openSet(s.Name, m.Qualified(s.Type.Name))
		m.walkBindings(w, s.Type)
		annotateAll(w, described(s.Description))
		w.closeSet()
	}
	for _, s := range m.Singletons {
		w.openSingleton(s.Name, m.Qualified(s.Type.Name))
		m.walkBindings(w, s.Type)
		annotateAll(w, described(s.Description))
		w.closeSingleton()
	}
	w.closeContainer()
}

// walkBindings binds every navigation property of the type; those of the types
// derived from it by a path with the type in it (CSDL 4.01, section 13.4.1).
func (m *Model) walkBindings(w csdl, t *EntityType) {
	for _, n := range t.Navigations {
		m.walkBinding(w, "", n)
	}
	for _, derived := range t.Derived() {
		for _, n := range derived.OwnNavigations() {
			m.walkBinding(w, m.Qualified(derived.Name)+"/", n)
		}
	}
}

// walkBinding binds a navigation property to the set of its target, or to the
// singleton where nothing else holds it.
func (m *Model) walkBinding(w csdl, path string, n *Navigation) {
	if set := m.SetOf(n.Target); set != nil {
		w.binding(path+n.Name, set.Name)
		return
	}
	for _, s := range m.Singletons {
		if s.Type == n.Target && !n.Collection {
			w.binding(path+n.Name, s.Name)
			return
		}
	}
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
		t.precision = p.Precision
	default:
	}
	return t
}
