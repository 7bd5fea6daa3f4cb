package wirelint

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// Schema is what a client learns from $metadata.
type Schema struct {
	types map[string]*entityType // by qualified name
	sets  map[string]*entitySet
}

type entitySet struct {
	name      string
	typeName  string
	singleton bool
	bindings  map[string]string // path to target
}

type entityType struct {
	name       string
	base       *entityType
	enum       bool
	flags      bool
	entity     bool
	abstract   bool
	open       bool
	key        []string
	properties []*property
	members    []string // of an enumeration
	every      []*property
}

// property is a structural or a navigation property.
type property struct {
	name       string
	typeName   string // without Collection()
	collection bool
	nullable   bool
	navigation bool
	maxLength  int // -1: not said; likewise below
	precision  int
	scale      int
}

type xmlProperty struct {
	Name, Type                            string
	Nullable, MaxLength, Precision, Scale *string
}

// UnmarshalXML reads the attributes by their names.
func (p *xmlProperty) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	for _, a := range start.Attr {
		v := a.Value
		switch a.Name.Local {
		case "Name":
			p.Name = v
		case "Type":
			p.Type = v
		case "Nullable":
			p.Nullable = &v
		case "MaxLength":
			p.MaxLength = &v
		case "Precision":
			p.Precision = &v
		case "Scale":
			p.Scale = &v
		}
	}
	return d.Skip()
}

type xmlType struct {
	Name     string `xml:"Name,attr"`
	BaseType string `xml:"BaseType,attr"`
	Abstract bool   `xml:"Abstract,attr"`
	OpenType bool   `xml:"OpenType,attr"`
	IsFlags  bool   `xml:"IsFlags,attr"`
	Key      []struct {
		Name string `xml:"Name,attr"`
	} `xml:"Key>PropertyRef"`
	Property           []xmlProperty
	NavigationProperty []xmlProperty
	Member             []struct {
		Name string `xml:"Name,attr"`
	}
}

type xmlSet struct {
	Name                      string `xml:"Name,attr"`
	EntityType                string `xml:"EntityType,attr"`
	Type                      string `xml:"Type,attr"`
	NavigationPropertyBinding []struct {
		Path   string `xml:"Path,attr"`
		Target string `xml:"Target,attr"`
	}
}

type xmlDocument struct {
	Schemas []struct {
		Namespace  string `xml:"Namespace,attr"`
		Alias      string `xml:"Alias,attr"`
		EntityType []xmlType
		Complex    []xmlType `xml:"ComplexType"`
		Enum       []xmlType `xml:"EnumType"`
		Container  []struct {
			EntitySet []xmlSet
			Singleton []xmlSet
		} `xml:"EntityContainer"`
	} `xml:"DataServices>Schema"`
}

// ParseSchema reads a CSDL XML document as a client does: what it does not know
// it leaves out. CheckCSDL of package odatatest is the one that is strict.
func ParseSchema(document []byte) (*Schema, error) {
	var d xmlDocument
	if err := xml.Unmarshal(document, &d); err != nil {
		return nil, fmt.Errorf("wirelint: $metadata: %w", err)
	}
	s := &Schema{types: map[string]*entityType{}, sets: map[string]*entitySet{}}
	for _, schema := range d.Schemas {
		full := func(name string) string {
			if rest, ok := strings.CutPrefix(name, schema.Alias+"."); ok && schema.Alias != "" {
				return schema.Namespace + "." + rest
			}
			return name
		}
		bases := map[*entityType]string{}
		for i, list := range [][]xmlType{schema.EntityType, schema.Complex, schema.Enum} {
			for j := range list {
				t := newType(&list[j], full)
				t.name = schema.Namespace + "." + t.name
				t.entity, t.enum = i == 0, i == 2
				s.types[t.name] = t
				bases[t] = full(list[j].BaseType)
			}
		}
		for t, base := range bases {
			t.base = s.types[base]
		}
		for t := range bases {
			t.every = t.inherit()
		}
		for _, c := range schema.Container {
			for _, set := range c.EntitySet {
				s.sets[set.Name] = newSet(set, full(set.EntityType), false)
			}
			for _, set := range c.Singleton {
				s.sets[set.Name] = newSet(set, full(set.Type), true)
			}
		}
	}
	if len(s.sets) == 0 {
		return nil, fmt.Errorf("wirelint: $metadata has no entity sets")
	}
	return s, nil
}

func newSet(x xmlSet, typeName string, singleton bool) *entitySet {
	set := &entitySet{name: x.Name, typeName: typeName, singleton: singleton, bindings: map[string]string{}}
	for _, b := range x.NavigationPropertyBinding {
		set.bindings[b.Path] = b.Target
	}
	return set
}

func newType(x *xmlType, full func(string) string) *entityType {
	t := &entityType{name: x.Name, flags: x.IsFlags, abstract: x.Abstract, open: x.OpenType}
	for _, k := range x.Key {
		t.key = append(t.key, k.Name)
	}
	for _, m := range x.Member {
		t.members = append(t.members, m.Name)
	}
	for i, list := range [][]xmlProperty{x.Property, x.NavigationProperty} {
		for _, p := range list {
			q := &property{
				name: p.Name, navigation: i == 1, nullable: p.Nullable == nil || *p.Nullable != "false",
				maxLength: facet(p.MaxLength), precision: facet(p.Precision), scale: facet(p.Scale),
			}
			name, collection := strings.CutPrefix(p.Type, "Collection(")
			q.typeName, q.collection = full(strings.TrimSuffix(name, ")")), collection
			t.properties = append(t.properties, q)
		}
	}
	return t
}

func facet(text *string) int {
	if text == nil {
		return -1
	}
	n, err := strconv.Atoi(*text)
	if err != nil {
		return -1 // max, variable, floating
	}
	return n
}

// inherit gathers the properties of the type, those of its base first.
func (t *entityType) inherit() []*property {
	if t == nil {
		return nil
	}
	return append(t.base.inherit(), t.properties...)
}

// keys are the names of the key properties.
func (t *entityType) keys() []string {
	for ; t != nil; t = t.base {
		if len(t.key) > 0 {
			return t.key
		}
	}
	return nil
}

func (t *entityType) is(other *entityType) bool {
	for ; t != nil; t = t.base {
		if t == other {
			return true
		}
	}
	return false
}

// property finds one by its name; in another case only where none has the name.
func (t *entityType) property(name string) *property {
	var found *property
	for _, p := range t.every {
		if p.name == name {
			return p
		}
		if strings.EqualFold(p.name, name) {
			found = p
		}
	}
	return found
}
