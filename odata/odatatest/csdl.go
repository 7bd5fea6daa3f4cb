package odatatest

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

const (
	edmxSpace = "http://docs.oasis-open.org/odata/ns/edmx"
	edmSpace  = "http://docs.oasis-open.org/odata/ns/edm"
)

// CheckCSDL holds a metadata document against the rules of CSDL XML 4.0 and
// gives what breaks them; nil for a good document. It is written from the
// specification and shares nothing with the writer in package metadata. It knows
// documents of one schema, without operations, type definitions and open types.
func CheckCSDL(document []byte) []string {
	root, err := parseElement(document)
	if err != nil {
		return []string{err.Error()}
	}
	return checkModel(root)
}

// checkModel holds a document that has been read against all rules.
func checkModel(root *element) []string {
	c := newChecker(root)
	c.shape(root)
	c.document(root)
	return c.problems
}

func newChecker(root *element) *csdlChecker {
	return &csdlChecker{
		types: map[string]*element{}, sets: map[string]*element{}, vocabularies: map[string]bool{},
		declared: readVocabularies(), version: root.attribute("Version"),
	}
}

// element is a node of the document.
type element struct {
	name, space string
	attributes  map[string]string
	children    []*element
	text        string // of an item of a collection
}

func (e *element) attribute(name string) string { return e.attributes[name] }

func (e *element) all(name string) []*element {
	var found []*element
	for _, child := range e.children {
		if child.name == name {
			found = append(found, child)
		}
	}
	return found
}

// named gives the first child element with the value of Name.
func (e *element) named(kind, name string) *element {
	for _, child := range e.all(kind) {
		if child.attribute("Name") == name {
			return child
		}
	}
	return nil
}

// label names an element in a problem.
func (e *element) label() string {
	for _, by := range []string{"Name", "Path", "Property", "Term", "Namespace", "Uri"} {
		if text := e.attribute(by); text != "" {
			return e.name + " " + text
		}
	}
	return e.name
}

// parseElement reads a document strictly: one root, no text, no attribute twice.
func parseElement(document []byte) (*element, error) {
	d := xml.NewDecoder(bytes.NewReader(document))
	root := &element{}
	open := []*element{root}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("not well-formed: %w", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{name: token.Name.Local, space: token.Name.Space, attributes: map[string]string{}}
			for _, a := range token.Attr {
				if _, twice := e.attributes[a.Name.Local]; twice && a.Name.Space != "xmlns" {
					return nil, fmt.Errorf("%s: the attribute %s is given twice", e.label(), a.Name.Local)
				}
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
					e.attributes[a.Name.Local] = a.Value
				}
			}
			parent := open[len(open)-1]
			parent.children = append(parent.children, e)
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			holder := open[len(open)-1]
			if slices.Contains(itemElements(), holder.name) {
				holder.text += string(token)
			} else if len(bytes.TrimSpace(token)) > 0 {
				return nil, fmt.Errorf("%s: holds text", holder.label())
			}
		case xml.Comment, xml.ProcInst:
		case xml.Directive:
			return nil, errors.New("has a document type declaration")
		}
	}
	if len(root.children) != 1 {
		return nil, errors.New("not one root element")
	}
	return root.children[0], nil
}

// itemElements are the constants that are items of a collection.
func itemElements() []string { return []string{"Bool", "Int", "String", "PropertyPath", "EnumMember"} }

// elementRule says which attributes and children an element may have; those
// that end in ! must be there.
type elementRule struct{ attributes, children string }

// elementRules is the shape of a document (edmx.xsd and edm.xsd).
func elementRules() map[string]elementRule {
	return map[string]elementRule{
		"Edmx":         {"Version!", "Reference DataServices!"},
		"Reference":    {"Uri!", "Include!"},
		"Include":      {"Namespace! Alias", ""},
		"DataServices": {"", "Schema!"},
		"Schema":       {"Namespace! Alias", "EnumType ComplexType EntityType EntityContainer! Annotation"},
		"EnumType":     {"Name! UnderlyingType IsFlags", "Member! Annotation"},
		"Member":       {"Name! Value", "Annotation"},
		"ComplexType":  {"Name! BaseType Abstract", "Property NavigationProperty Annotation"},
		"EntityType":   {"Name! BaseType Abstract", "Key Property NavigationProperty Annotation"},
		"Key":          {"", "PropertyRef!"},
		"PropertyRef":  {"Name! Alias", ""},
		"Property":     {"Name! Type! Nullable MaxLength Precision Scale DefaultValue", "Annotation"},
		"NavigationProperty": {
			"Name! Type! Nullable Partner ContainsTarget", "ReferentialConstraint Annotation",
		},
		"ReferentialConstraint": {"Property! ReferencedProperty!", "Annotation"},
		"EntityContainer":       {"Name!", "EntitySet Singleton Annotation"},
		"EntitySet": {
			"Name! EntityType! IncludeInServiceDocument", "NavigationPropertyBinding Annotation",
		},
		"Singleton":                 {"Name! Type!", "NavigationPropertyBinding Annotation"},
		"NavigationPropertyBinding": {"Path! Target!", ""},
		"Annotation":                {"Term! Qualifier Bool Int String PropertyPath EnumMember", "Collection Record"},
		"Collection":                {"", "Record Bool Int String PropertyPath EnumMember"},
		"Record":                    {"Type", "PropertyValue"},
		"PropertyValue":             {"Property! Bool Int String PropertyPath EnumMember", "Collection Record"},
		"Bool":                      {},
		"Int":                       {},
		"String":                    {},
		"PropertyPath":              {},
		"EnumMember":                {},
	}
}

// csdlChecker gathers what is wrong.
type csdlChecker struct {
	problems     []string
	schema       *element
	types        map[string]*element // by qualified name
	sets         map[string]*element
	vocabularies map[string]bool
	declared     *vocabularies
	version      string
}

func (c *csdlChecker) wrong(e *element, format string, args ...any) {
	c.problems = append(c.problems, e.label()+": "+fmt.Sprintf(format, args...))
}

// shape checks names, namespaces, attributes and children of all elements.
func (c *csdlChecker) shape(e *element) {
	rule, known := elementRules()[e.name]
	if !known {
		c.wrong(e, "is no element that is expected")
		return
	}
	space := edmSpace
	if slices.Contains([]string{"Edmx", "Reference", "Include", "DataServices"}, e.name) {
		space = edmxSpace
	}
	if e.space != space {
		c.wrong(e, "is in the namespace %q", e.space)
	}
	attributes, children := strings.Fields(rule.attributes), strings.Fields(rule.children)
	for name := range e.attributes {
		if !slices.Contains(attributes, name) && !slices.Contains(attributes, name+"!") {
			c.wrong(e, "has the attribute %s", name)
		}
	}
	for _, name := range attributes {
		if must, ok := strings.CutSuffix(name, "!"); ok && e.attribute(must) == "" {
			c.wrong(e, "lacks the attribute %s", must)
		}
	}
	for _, name := range children {
		if must, ok := strings.CutSuffix(name, "!"); ok && len(e.all(must)) == 0 {
			c.wrong(e, "lacks a %s", must)
		}
	}
	for _, child := range e.children {
		if !slices.Contains(children, child.name) && !slices.Contains(children, child.name+"!") {
			c.wrong(e, "has a %s", child.name)
		}
		c.shape(child)
	}
}

// document checks the parts that refer to each other.
func (c *csdlChecker) document(root *element) {
	if version := root.attribute("Version"); root.name != "Edmx" || version != "4.0" && version != "4.01" {
		c.wrong(root, "the root must be Edmx of version 4.0 or 4.01")
		return
	}
	for _, reference := range root.all("Reference") {
		for _, include := range reference.all("Include") {
			c.vocabularies[include.attribute("Namespace")] = true
		}
	}
	services := root.all("DataServices")
	if len(services) != 1 || len(services[0].all("Schema")) != 1 {
		c.wrong(root, "must have one DataServices with one Schema")
		return
	}
	c.schema = services[0].all("Schema")[0]
	c.names(c.schema, "EnumType", "ComplexType", "EntityType", "EntityContainer")
	for _, t := range c.schema.children {
		c.types[c.schema.attribute("Namespace")+"."+t.attribute("Name")] = t
	}
	for _, t := range c.schema.all("EnumType") {
		c.enum(t)
	}
	for _, t := range c.schema.all("ComplexType") {
		c.structured(t)
	}
	for _, t := range c.schema.all("EntityType") {
		if !c.derivation(t) {
			return
		}
	}
	for _, t := range c.schema.all("EntityType") {
		c.structured(t)
		c.key(t)
	}
	for _, container := range c.schema.all("EntityContainer") {
		c.container(container)
	}
	c.annotations(c.schema)
}
