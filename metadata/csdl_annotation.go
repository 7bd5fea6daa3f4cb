package metadata

import "strings"

// vocabulary is a schema of terms that the document refers to.
type vocabulary struct{ uri, namespace string }

const (
	coreNamespace       = "Org.OData.Core.V1"
	validationNamespace = "Org.OData.Validation.V1"
	vocabularyRoot      = "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/"
)

// annotation is a term with its value, by the term's qualified name: an alias
// would have to be resolved by every reader.
type annotation struct {
	term  string
	value expression
}

// expression is a constant or dynamic expression of an annotation.
//
//sumtype:decl
type expression interface{ isExpression() }

type (
	boolExpression         bool
	intExpression          int
	stringExpression       string
	propertyPathExpression string
	collectionExpression   []recordExpression
	recordExpression       struct {
		typ    string
		values []recordValue
	}
)

type recordValue struct {
	property string
	value    expression
}

func (boolExpression) isExpression()         {}
func (intExpression) isExpression()          {}
func (stringExpression) isExpression()       {}
func (propertyPathExpression) isExpression() {}
func (collectionExpression) isExpression()   {}
func (recordExpression) isExpression()       {}

func annotateAll(w csdl, all []annotation) {
	for _, a := range all {
		w.annotate(a)
	}
}

func described(text string) []annotation {
	if text == "" {
		return nil
	}
	return []annotation{{coreNamespace + ".Description", stringExpression(text)}}
}

func propertyAnnotations(p *Property) []annotation {
	all := described(p.Description)
	if p.Computed {
		all = append(all, annotation{coreNamespace + ".Computed", boolExpression(true)})
	}
	if p.Immutable {
		all = append(all, annotation{coreNamespace + ".Immutable", boolExpression(true)})
	}
	if len(p.Allowed) > 0 {
		var values collectionExpression
		for _, text := range p.Allowed {
			values = append(values, recordExpression{
				typ:    validationNamespace + ".AllowedValue",
				values: []recordValue{{"Value", stringExpression(text)}},
			})
		}
		all = append(all, annotation{validationNamespace + ".AllowedValues", values})
	}
	if p.Collection != nil && p.Collection.MaxItems > 0 {
		all = append(all, annotation{validationNamespace + ".MaxItems", intExpression(p.Collection.MaxItems)})
	}
	return all
}

func entityAnnotations(t *EntityType) []annotation {
	all := described(t.Description)
	if len(t.AlternateKeys) == 0 || t.Base != nil { // a derived type inherits them
		return all
	}
	var keys collectionExpression
	for _, k := range t.AlternateKeys {
		keys = append(keys, recordExpression{
			typ: coreNamespace + ".AlternateKey",
			values: []recordValue{{"Key", collectionExpression{recordExpression{
				typ: coreNamespace + ".PropertyRef",
				values: []recordValue{
					{"Name", propertyPathExpression(k.Property.Name)},
					{"Alias", stringExpression(k.Property.Name)},
				},
			}}}},
		})
	}
	return append(all, annotation{coreNamespace + ".AlternateKeys", keys})
}

// vocabularies lists those the document's annotations come from.
func (m *Model) vocabularies() []vocabulary {
	var used []vocabulary
	for _, namespace := range []string{coreNamespace, validationNamespace} {
		for _, a := range m.annotations() {
			if strings.HasPrefix(a.term, namespace+".") {
				used = append(used, vocabulary{vocabularyRoot + namespace + ".xml", namespace})
				break
			}
		}
	}
	return used
}

// annotations lists those of the whole model.
func (m *Model) annotations() []annotation {
	var all []annotation
	for _, c := range m.Complexes {
		all = append(all, described(c.Description)...)
		for _, p := range c.Properties {
			all = append(all, propertyAnnotations(p)...)
		}
	}
	for _, t := range m.Types {
		all = append(all, entityAnnotations(t)...)
		for _, p := range t.Properties {
			all = append(all, propertyAnnotations(p)...)
		}
		for _, n := range t.Navigations {
			all = append(all, described(n.Description)...)
		}
	}
	for _, s := range m.Sets {
		all = append(all, described(s.Description)...)
	}
	for _, s := range m.Singletons {
		all = append(all, described(s.Description)...)
	}
	return all
}
