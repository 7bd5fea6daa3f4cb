package odatatest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// defaults asks every set for what is published for all.
func (p *Published) defaults(t *testing.T, a *element) {
	t.Helper()
	for property, value := range recordsOf(a)[0] {
		if property == "" {
			continue
		}
		for _, set := range p.sets() {
			p.capability(t, set, property, value)
		}
	}
}

// capability asks one set for what one property of DefaultCapabilities says.
func (p *Published) capability(t *testing.T, set *element, property string, value *element) {
	t.Helper()
	name, key := set.attribute("Name"), p.key(set)
	if options := map[string]string{
		"TopSupported": "$top=1", "SkipSupported": "$skip=1", "ComputeSupported": "$compute=1 add 1 as two&$top=1",
	}[property]; options != "" {
		p.get(t, isTrue(value), name+"?"+options)
		return
	}
	if property == "IndexableByKey" {
		p.get(t, isTrue(value), p.id(t, set))
		return
	}
	for member, v := range recordsOf(value)[0] {
		switch property + "." + member {
		case property + ".":
		case "ChangeTracking.Supported":
			p.get(t, isTrue(v), name+"?$deltatoken=x")
			w := p.ask(t, http.MethodGet, name+"?$top=1", "Prefer", "track-changes")
			require.Equal(t, isTrue(v), strings.Contains(w.Body.String(), "deltaLink"))
		case "CountRestrictions.Countable":
			p.get(t, isTrue(v), name+"/$count")
			p.get(t, isTrue(v), name+"?$count=true&$top=1")
		case "FilterRestrictions.Filterable":
			p.get(t, isTrue(v), name+"?$filter="+key+" ne null&$top=1")
		case "SortRestrictions.Sortable":
			p.get(t, isTrue(v), name+"?$orderby="+key+" desc&$top=1")
		case "SearchRestrictions.Searchable":
			p.get(t, isTrue(v), name+"?$search=x")
		case "InsertRestrictions.Insertable":
			p.can(t, isTrue(v), http.MethodPost, name, "Content-Type", "application/json")
		case "UpdateRestrictions.Updatable":
			p.can(t, isTrue(v), http.MethodPatch, p.id(t, set), "Content-Type", "application/json")
		case "DeleteRestrictions.Deletable":
			p.can(t, isTrue(v), http.MethodDelete, p.id(t, set))
		case "ReadRestrictions.Readable":
			p.get(t, isTrue(v), name+"?$top=1")
		default:
			p.structured(t, set, property, member, v)
		}
	}
}

// structured asks for what is published of $select and $expand.
func (p *Published) structured(t *testing.T, set *element, property, member string, v *element) {
	t.Helper()
	name := set.attribute("Name")
	switch property {
	case "SelectSupport":
		p.selected(t, name, p.typeOf(set), member, v)
	case "ExpandRestrictions":
		p.expanded(t, name, p.typeOf(set), member, v)
	default:
		require.Fail(t, "no request is known", "%s.%s", property, member)
	}
}

// selected asks for options inside of $select.
func (p *Published) selected(t *testing.T, name string, typ *element, member string, v *element) {
	t.Helper()
	option, known := map[string]string{
		"Supported": "", "Expandable": "$expand=x", "Filterable": "$filter=$this ne 'a'", "Searchable": "$search=x",
		"TopSupported": "$top=1", "SkipSupported": "$skip=1", "ComputeSupported": "$compute=1 as y",
		"Countable": "$count=true", "Sortable": "$orderby=$this",
	}[member]
	require.True(t, known, "no request is known for SelectSupport.%s", member)
	if option == "" {
		p.get(t, isTrue(v), name+"?$select=*")
		return
	}
	for _, property := range p.members(typ, "Property") {
		if _, many := itemType(property); many {
			p.get(t, isTrue(v), name+"?$select="+property.attribute("Name")+"("+option+")")
		}
	}
}

// expanded asks for levels of $expand up to what is published, and one more.
func (p *Published) expanded(t *testing.T, name string, typ *element, member string, v *element) {
	t.Helper()
	switch member {
	case "Expandable":
		for _, n := range p.members(typ, "NavigationProperty") {
			p.get(t, isTrue(v), name+"?$expand="+n.attribute("Name"))
		}
	case "MaxLevels":
		levels, err := strconv.Atoi(v.attribute("Int"))
		require.NoError(t, err)
		if chain := p.chain(typ, levels+1, false); chain != nil {
			p.get(t, true, name+"?$expand="+nested(chain[:levels]))
			p.get(t, false, name+"?$expand="+nested(chain))
		}
	default:
		require.Fail(t, "no request is known", "ExpandRestrictions.%s", member)
	}
}

// chain finds navigation properties that follow each other.
func (p *Published) chain(typ *element, length int, collections bool) []string {
	if length == 0 {
		return []string{}
	}
	for _, n := range p.members(typ, "NavigationProperty") {
		target, many := itemType(n)
		if collections && !many {
			continue
		}
		if rest := p.chain(p.model.types[target], length-1, collections); rest != nil {
			return append([]string{n.attribute("Name")}, rest...)
		}
	}
	return nil
}

func nested(chain []string) string {
	return strings.Join(chain, "($expand=") + strings.Repeat(")", len(chain)-1)
}

// setProbes are the requests for what is published at a set or a singleton.
func (p *Published) setProbes() map[string]func(t *testing.T, set, a *element) {
	part := func(property string) func(t *testing.T, set, a *element) {
		return func(t *testing.T, set, a *element) {
			t.Helper()
			if w := p.ask(t, http.MethodGet, set.attribute("Name")); w.Code == http.StatusNotFound {
				return // a singleton that is not there
			}
			for member, v := range recordsOf(a)[0] {
				if member != "" {
					p.structured(t, set, property, member, v)
				}
			}
		}
	}
	return map[string]func(t *testing.T, set, a *element){
		"Core.Description":                func(*testing.T, *element, *element) {},
		"Core.OptimisticConcurrency":      p.concurrency,
		"Capabilities.FilterRestrictions": p.filterRestrictions,
		"Capabilities.SortRestrictions":   p.sortRestrictions,
		"Capabilities.SelectSupport":      part("SelectSupport"),
		"Capabilities.ExpandRestrictions": part("ExpandRestrictions"),
		"Capabilities.UpdateRestrictions": func(t *testing.T, set, a *element) {
			t.Helper()
			p.can(t, isTrue(recordsOf(a)[0]["Updatable"]), http.MethodPatch, set.attribute("Name"))
		},
	}
}

// concurrency reads an entity with a value in the property: it has an ETag.
func (p *Published) concurrency(t *testing.T, set, a *element) {
	t.Helper()
	for _, path := range constantsOf(a) {
		w := p.ask(t, http.MethodGet, set.attribute("Name")+"/$ref?$top=1&$filter="+path+" ne null",
			"OData-MaxVersion", "4.01")
		n, err := parseJSON(w.Body.Bytes())
		require.NoError(t, err)
		if len(n.members["value"].items) == 0 {
			continue
		}
		id := p.relative(n.members["value"].items[0].members["@id"].text)
		w = p.ask(t, http.MethodGet, id)
		require.NotEmpty(t, w.Header().Get("ETag"), id)
		w = p.ask(t, http.MethodGet, id, "If-None-Match", w.Header().Get("ETag"))
		require.Equal(t, http.StatusNotModified, w.Code)
	}
}

func (p *Published) filterRestrictions(t *testing.T, set, a *element) {
	t.Helper()
	for _, r := range recordsOf(sole(t, a, "FilterExpressionRestrictions")) {
		path := r["Property"].attribute("PropertyPath")
		require.Equal(t, "MultiValue", r["AllowedExpressions"].attribute("String"))
		for expression, able := range map[string]bool{
			" eq binary'AA=='": true, " in (binary'AA==',binary'AQ==')": true, " gt binary'AA=='": false,
			" le binary'AA=='": false,
		} {
			p.get(t, able, set.attribute("Name")+"?$top=1&$filter="+path+expression)
		}
	}
}

// sortRestrictions orders by what is listed, and by all other primitive values.
func (p *Published) sortRestrictions(t *testing.T, set, a *element) {
	t.Helper()
	listed := constantsOf(sole(t, a, "NonSortableProperties"))
	for _, path := range p.primitives("", p.typeOf(set)) {
		p.get(t, !slices.Contains(listed, path), set.attribute("Name")+"?$top=1&$orderby="+path)
	}
}

// sole is the value of a property that is all that the record of an annotation has:
// for another no request is known.
func sole(t *testing.T, a *element, property string) *element {
	t.Helper()
	values := recordsOf(a)[0]
	require.Contains(t, values, property)
	require.Len(t, values, 2, "the record itself and %s", property)
	return values[property]
}

// primitives lists the paths to all values that are not complex: of a type, of
// those it derives from and of those derived from it.
func (p *Published) primitives(path string, typ *element) []string {
	var all []string
	for _, m := range p.members(typ, "Property") {
		name, _ := itemType(m)
		if inner := p.model.types[name]; inner != nil && inner.name == "ComplexType" {
			all = append(all, p.primitives(path+m.attribute("Name")+"/", inner)...)
			continue
		}
		all = append(all, path+m.attribute("Name"))
	}
	for name, derived := range p.model.types {
		if derived.attribute("BaseType") == "" || p.model.types[derived.attribute("BaseType")] != typ {
			continue
		}
		for _, inner := range p.primitives(path+name+"/", derived) {
			if own := strings.TrimPrefix(inner, path+name+"/"); !slices.Contains(all, path+own) {
				all = append(all, inner)
			}
		}
	}
	return all
}
