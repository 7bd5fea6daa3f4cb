package metadata

import "strings"

// vocabulary is a schema of terms that the document refers to, and where it is.
type vocabulary struct{ root, namespace string }

const (
	authorizationNamespace = "Org.OData.Authorization.V1"
	capabilitiesNamespace  = "Org.OData.Capabilities.V1"
	coreNamespace          = "Org.OData.Core.V1"
	validationNamespace    = "Org.OData.Validation.V1"
	vocabularyRoot         = "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/"
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
	// enumExpression breaks the reader of Power BI: it stands in 4.01 documents only.
	enumExpression       struct{ typ, member string }
	collectionExpression []expression
	// recordExpression has a type only where it is another than the declared one.
	recordExpression struct {
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
func (enumExpression) isExpression()         {}
func (collectionExpression) isExpression()   {}
func (recordExpression) isExpression()       {}

func record(values ...recordValue) recordExpression { return recordExpression{values: values} }

func texts(list []string) collectionExpression {
	all := make(collectionExpression, 0, len(list))
	for _, text := range list {
		all = append(all, stringExpression(text))
	}
	return all
}

func paths(list []string) collectionExpression {
	all := make(collectionExpression, 0, len(list))
	for _, path := range list {
		all = append(all, propertyPathExpression(path))
	}
	return all
}

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
		values := make(collectionExpression, 0, len(p.Allowed))
		for _, text := range p.Allowed {
			values = append(values, record(recordValue{"Value", stringExpression(text)}))
		}
		all = append(all, annotation{validationNamespace + ".AllowedValues", values})
	}
	if p.Collection != nil && p.Collection.MaxItems > 0 {
		all = append(all, annotation{validationNamespace + ".MaxItems", intExpression(p.Collection.MaxItems)})
	}
	return all
}

// keyAnnotations are those of a property of a key. A server-made key is made once:
// Core.Computed would say that it is made anew with every update.
func keyAnnotations(p *Property) []annotation {
	all := propertyAnnotations(p)
	for i := range all {
		if all[i].term == coreNamespace+".Computed" {
			all[i].term = coreNamespace + ".ComputedDefaultValue"
		}
	}
	return all
}

func (t *EntityType) annotationsOf(p *Property) []annotation {
	if t.IsKey(p) {
		return keyAnnotations(p)
	}
	return propertyAnnotations(p)
}

func entityAnnotations(t *EntityType) []annotation {
	all := described(t.Description)
	if len(t.AlternateKeys) == 0 || t.Base != nil { // a derived type inherits them
		return all
	}
	keys := make(collectionExpression, 0, len(t.AlternateKeys))
	for _, k := range t.AlternateKeys {
		keys = append(keys, record(recordValue{"Key", collectionExpression{record(
			recordValue{"Name", propertyPathExpression(k.Property.Name)},
			recordValue{"Alias", stringExpression(k.Property.Name)},
		)}}))
	}
	return append(all, annotation{coreNamespace + ".AlternateKeys", keys})
}

// vocabularies lists those the document's annotations come from.
func (d Document) vocabularies() []vocabulary {
	var used []vocabulary
	all := d.annotations()
	for _, namespace := range []string{
		authorizationNamespace, capabilitiesNamespace, coreNamespace, validationNamespace,
	} {
		for _, a := range all {
			if strings.HasPrefix(a.term, namespace+".") {
				used = append(used, vocabulary{vocabularyRoot, namespace})
				break
			}
		}
	}
	return used
}

// annotations lists those of the whole document.
func (d Document) annotations() []annotation {
	var all []annotation
	for _, c := range d.Model.Complexes {
		all = append(all, described(c.Description)...)
		for _, p := range c.Properties {
			all = append(all, propertyAnnotations(p)...)
		}
	}
	for _, t := range d.Model.Types {
		all = append(all, entityAnnotations(t)...)
		for _, p := range t.Own() {
			all = append(all, t.annotationsOf(p)...)
		}
		for _, n := range t.Navigations {
			all = append(all, described(n.Description)...)
		}
	}
	for _, s := range d.Model.Sets {
		all = append(all, d.setAnnotations(s)...)
	}
	for _, s := range d.Model.Singletons {
		all = append(all, d.singletonAnnotations(s)...)
	}
	return append(all, d.containerAnnotations()...)
}
