package odatatest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// CheckCSDLJSON holds a metadata document in JSON against the rules of CSDL JSON
// 4.01, and its model against those of CheckCSDL; nil for a good document.
func CheckCSDLJSON(document []byte) []string {
	root, problems := parseCSDLJSON(document)
	if len(problems) > 0 {
		return problems
	}
	return checkModel(root)
}

// jsonNode is a value of a JSON text, with its members in their order.
type jsonNode struct {
	kind    byte // of its first character: { [ " 0 t n
	text    string
	names   []string
	members map[string]*jsonNode
	items   []*jsonNode
}

// parseJSON reads a text strictly: no name twice, nothing behind the end.
func parseJSON(document []byte) (*jsonNode, error) {
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber()
	root, err := parseNode(d)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the document")
	}
	return root, nil
}

func parseNode(d *json.Decoder) (*jsonNode, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case json.Delim:
		return parseStructure(d, &jsonNode{kind: byte(token), members: map[string]*jsonNode{}})
	case string:
		return &jsonNode{kind: '"', text: token}, nil
	case json.Number:
		return &jsonNode{kind: '0', text: token.String()}, nil
	case bool:
		return &jsonNode{kind: 't', text: strconv.FormatBool(token)}, nil
	}
	return &jsonNode{kind: 'n'}, nil
}

func parseStructure(d *json.Decoder, n *jsonNode) (*jsonNode, error) {
	for d.More() {
		name := ""
		if n.kind == '{' {
			token, err := d.Token()
			if err != nil {
				return nil, err
			}
			name, _ = token.(string)
		}
		inner, err := parseNode(d)
		if err != nil {
			return nil, err
		}
		if n.kind == '[' {
			n.items = append(n.items, inner)
			continue
		}
		if n.members[name] != nil {
			return nil, fmt.Errorf("the name %s is given twice", name)
		}
		n.names = append(n.names, name)
		n.members[name] = inner
	}
	_, err := d.Token()
	return n, err
}

// csdlReader turns CSDL JSON into the elements that CSDL XML has, so that both are
// held against the same rules.
type csdlReader struct {
	problems []string
	declared *vocabularies
}

func (r *csdlReader) wrong(e *element, format string, args ...any) {
	r.problems = append(r.problems, e.label()+": "+fmt.Sprintf(format, args...))
}

func parseCSDLJSON(document []byte) (*element, []string) {
	n, err := parseJSON(document)
	if err != nil {
		return nil, []string{err.Error()}
	}
	r := &csdlReader{declared: readVocabularies()}
	root := r.document(n)
	return root, r.problems
}

func newElement(name, space string, attributes ...string) *element {
	e := &element{name: name, space: space, attributes: map[string]string{}}
	for i := 0; i+1 < len(attributes); i += 2 {
		e.attributes[attributes[i]] = attributes[i+1]
	}
	return e
}

func (e *element) add(child *element) *element {
	e.children = append(e.children, child)
	return child
}

// members hands each member to the function of its name; others are wrong, but for
// annotations and, where others is given, names without $.
func (r *csdlReader) members(
	e *element, n *jsonNode, known map[string]func(*jsonNode), others func(name string, n *jsonNode),
) {
	if n.kind != '{' {
		r.wrong(e, "is no object")
		return
	}
	for _, name := range n.names {
		inner := n.members[name]
		take := known[name]
		switch {
		case take != nil:
			take(inner)
		case strings.HasPrefix(name, "@"):
			r.annotation(e, name[1:], inner)
		case others != nil && !strings.HasPrefix(name, "$") && !strings.Contains(name, "@"):
			others(name, inner)
		default:
			r.wrong(e, "has the member %s", name)
		}
	}
}

// is takes a constant of a kind into an attribute.
func (r *csdlReader) is(e *element, kind byte, attribute string) func(*jsonNode) {
	return func(n *jsonNode) {
		if n.kind != kind {
			r.wrong(e, "%s has a value of another kind", attribute)
		}
		e.attributes[attribute] = n.text
	}
}

// onlyTrue takes a flag that is left out where it is false.
func (r *csdlReader) onlyTrue(e *element, attribute string) func(*jsonNode) {
	return func(n *jsonNode) {
		if n.kind != 't' || n.text != "true" {
			r.wrong(e, "%s should be left out, or be true", attribute)
		}
		e.attributes[attribute] = "true"
	}
}

func ignore(*jsonNode) {}

func (r *csdlReader) document(n *jsonNode) *element {
	root := newElement("Edmx", edmxSpace)
	container := ""
	var services []*element
	r.members(root, n, map[string]func(*jsonNode){
		"$Version":         r.is(root, '"', "Version"),
		"$EntityContainer": func(n *jsonNode) { container = n.text },
		"$Reference": func(n *jsonNode) {
			for _, uri := range n.names {
				r.reference(root.add(newElement("Reference", edmxSpace, "Uri", uri)), n.members[uri])
			}
		},
	}, func(namespace string, n *jsonNode) {
		services = append(services, r.schema(namespace, n))
	})
	data := root.add(newElement("DataServices", edmxSpace))
	data.children = services
	for _, schema := range services {
		for _, c := range schema.all("EntityContainer") {
			if schema.attribute("Namespace")+"."+c.attribute("Name") == container {
				container = ""
			}
		}
	}
	if container != "" || n.members["$EntityContainer"] == nil {
		r.wrong(root, "does not name the entity container")
	}
	return root
}

func (r *csdlReader) reference(e *element, n *jsonNode) {
	r.members(e, n, map[string]func(*jsonNode){"$Include": func(n *jsonNode) {
		for _, item := range n.items {
			include := e.add(newElement("Include", edmxSpace))
			r.members(include, item, map[string]func(*jsonNode){
				"$Namespace": r.is(include, '"', "Namespace"), "$Alias": r.is(include, '"', "Alias"),
			}, nil)
		}
	}}, nil)
}

func (r *csdlReader) schema(namespace string, n *jsonNode) *element {
	schema := newElement("Schema", edmSpace, "Namespace", namespace)
	r.members(schema, n, map[string]func(*jsonNode){"$Alias": r.is(schema, '"', "Alias")},
		func(name string, n *jsonNode) {
			e := schema.add(newElement("", edmSpace, "Name", name))
			if kind := n.members["$Kind"]; kind != nil {
				e.name = kind.text
			}
			switch e.name {
			case "EnumType":
				r.enum(e, n)
			case "ComplexType", "EntityType":
				r.structured(e, n)
			case "EntityContainer":
				r.container(e, n)
			default:
				r.wrong(e, "is of no kind that is expected")
			}
		})
	return schema
}

func (r *csdlReader) enum(e *element, n *jsonNode) {
	r.members(e, n, map[string]func(*jsonNode){
		"$Kind": ignore, "$IsFlags": r.onlyTrue(e, "IsFlags"), "$UnderlyingType": r.is(e, '"', "UnderlyingType"),
	}, func(name string, n *jsonNode) {
		if n.kind != '0' {
			r.wrong(e, "the member %s has no number", name)
		}
		e.add(newElement("Member", edmSpace, "Name", name, "Value", n.text))
	})
}

func (r *csdlReader) structured(e *element, n *jsonNode) {
	r.members(e, n, map[string]func(*jsonNode){
		"$Kind": ignore, "$Abstract": r.onlyTrue(e, "Abstract"), "$BaseType": r.is(e, '"', "BaseType"),
		"$Key": func(n *jsonNode) {
			key := e.add(newElement("Key", edmSpace))
			for _, item := range n.items {
				key.add(newElement("PropertyRef", edmSpace, "Name", item.text))
			}
		},
	}, func(name string, n *jsonNode) {
		if kind := n.members["$Kind"]; kind != nil && kind.text == "NavigationProperty" {
			r.navigation(e.add(newElement("NavigationProperty", edmSpace, "Name", name)), n)
			return
		}
		r.property(e.add(newElement("Property", edmSpace, "Name", name)), n)
	})
}

// typed completes the type with what is so where nothing is said.
func typed(e *element, collection bool) {
	if e.attribute("Type") == "" {
		e.attributes["Type"] = "Edm.String"
	}
	if collection {
		e.attributes["Type"] = "Collection(" + e.attribute("Type") + ")"
	}
}

func (r *csdlReader) property(e *element, n *jsonNode) {
	collection := false
	r.members(e, n, map[string]func(*jsonNode){
		"$Collection": func(n *jsonNode) { r.onlyTrue(e, "$Collection")(n); collection = true },
		"$Type": func(n *jsonNode) {
			r.is(e, '"', "Type")(n)
			if n.text == "Edm.String" {
				r.wrong(e, "$Type is the default")
			}
		},
		"$Nullable": r.onlyTrue(e, "Nullable"), "$MaxLength": r.is(e, '0', "MaxLength"),
		"$Precision": r.is(e, '0', "Precision"), "$Scale": r.is(e, '0', "Scale"),
	}, nil)
	delete(e.attributes, "$Collection")
	typed(e, collection)
	if e.attribute("Nullable") == "" {
		e.attributes["Nullable"] = "false"
	}
	name, _ := itemType(e)
	// Without a facet any value fits here, other than in XML.
	if name == "Edm.Decimal" && e.attribute("Scale") == "" {
		r.wrong(e, "says nothing of its scale")
	}
	temporal := []string{"Edm.DateTimeOffset", "Edm.Duration", "Edm.TimeOfDay"}
	if slices.Contains(temporal, name) && e.attribute("Precision") == "" {
		r.wrong(e, "says nothing of its precision")
	}
}

func (r *csdlReader) navigation(e *element, n *jsonNode) {
	collection := false
	r.members(e, n, map[string]func(*jsonNode){
		"$Kind":       ignore,
		"$Collection": func(n *jsonNode) { r.onlyTrue(e, "$Collection")(n); collection = true },
		"$Type":       r.is(e, '"', "Type"),
		"$Nullable":   r.onlyTrue(e, "Nullable"),
		"$Partner":    r.is(e, '"', "Partner"),
		"$ReferentialConstraint": func(n *jsonNode) {
			for _, property := range n.names {
				e.add(newElement("ReferentialConstraint", edmSpace, "Property", property,
					"ReferencedProperty", n.members[property].text))
			}
		},
	}, nil)
	delete(e.attributes, "$Collection")
	if e.attribute("Nullable") == "" && !collection {
		e.attributes["Nullable"] = "false"
	}
	typed(e, collection)
}

func (r *csdlReader) container(e *element, n *jsonNode) {
	r.members(e, n, map[string]func(*jsonNode){"$Kind": ignore}, func(name string, n *jsonNode) {
		set, typ := e.add(newElement("Singleton", edmSpace, "Name", name)), "Type"
		if n.members["$Collection"] != nil {
			set.name, typ = "EntitySet", "EntityType"
		}
		r.members(set, n, map[string]func(*jsonNode){
			"$Collection": func(n *jsonNode) { r.onlyTrue(set, "$Collection")(n) },
			"$Type":       r.is(set, '"', typ),
			"$NavigationPropertyBinding": func(n *jsonNode) {
				for _, path := range n.names {
					target := n.members[path].text
					set.add(newElement("NavigationPropertyBinding", edmSpace, "Path", path, "Target", target))
				}
			},
		}, nil)
		delete(set.attributes, "$Collection")
	})
}

// annotation reads a value by the type of its term: paths and members of
// enumerations are strings in JSON.
func (r *csdlReader) annotation(target *element, name string, n *jsonNode) {
	term, qualifier, qualified := strings.Cut(name, "#")
	a := target.add(newElement("Annotation", edmSpace, "Term", term))
	if qualified {
		a.attributes["Qualifier"] = qualifier
	}
	r.value(a, r.declared.terms[term].typ, n)
}

func (r *csdlReader) value(holder *element, typ string, n *jsonNode) {
	switch n.kind {
	case '[':
		item, _ := itemOf(typ)
		list := holder.add(newElement("Collection", edmSpace))
		for _, e := range n.items {
			if e.kind == '{' {
				r.value(list, item, e)
				continue
			}
			kind, text := r.constant(item, e)
			list.add(newElement(kind, edmSpace)).text = text
		}
	case '{':
		record := holder.add(newElement("Record", edmSpace))
		r.record(record, typ, n)
	default:
		kind, text := r.constant(typ, n)
		holder.attributes[kind] = text
	}
}

func (r *csdlReader) record(record *element, typ string, n *jsonNode) {
	for _, name := range n.names {
		inner := n.members[name]
		if name != "@type" {
			property := record.add(newElement("PropertyValue", edmSpace, "Property", name))
			r.value(property, r.declared.field(typ, name), inner)
			continue
		}
		uri, fragment, ok := strings.Cut(inner.text, "#")
		if !ok || !strings.HasPrefix(uri, "https://") {
			r.wrong(record, "@type is no URL with a type: %s", inner.text)
		}
		typ = fragment
		record.attributes["Type"] = typ
	}
}

func (r *csdlReader) constant(typ string, n *jsonNode) (kind, text string) {
	switch {
	case n.kind == 't':
		return "Bool", n.text
	case n.kind == '0':
		return "Int", n.text
	case n.kind == 'n':
		return "Null", ""
	case typ == "Edm.PropertyPath":
		return "PropertyPath", n.text
	case len(r.declared.types[typ].members) > 0:
		return "EnumMember", typ + "/" + n.text
	}
	return "String", n.text
}
