package odatatest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Published asks a service for what its $metadata says of it: what is published as
// an ability must be answered 2xx, what is published as a restriction 4xx or 501.
// An annotation for which it knows no request is a failure.
type Published struct {
	Handler http.Handler
	Root    string // of the service, with a slash at its end
	// Key authorizes requests by the ways that are published, where there are any.
	Key string
	// Sign authorizes all other requests; nil where none needs it.
	Sign func(*http.Request)
	// Write asks whether the published property is enforced by calls that are not
	// OData's own; nil where entities cannot be written at all.
	Write func(t *testing.T, set, property, term string, value []string)

	model    *csdlChecker
	schema   *element
	requests int
}

// Check asks for everything, and gives the number of its requests.
func (p *Published) Check(t *testing.T) int {
	t.Helper()
	w := p.ask(t, http.MethodGet, "$metadata?$format=json", "OData-MaxVersion", "4.01")
	require.Equal(t, http.StatusOK, w.Code)
	root, problems := parseCSDLJSON(w.Body.Bytes())
	require.Empty(t, problems)
	p.model = newChecker(root)
	p.model.document(root)
	require.Empty(t, p.model.problems)
	p.schema = p.model.schema
	for _, kind := range []string{"EntityType", "ComplexType"} {
		for _, typ := range p.schema.all(kind) {
			p.typeAnnotations(t, typ)
		}
	}
	container := p.schema.all("EntityContainer")[0]
	for _, a := range container.all("Annotation") {
		probe := p.containerProbes()[term(a)]
		require.NotNil(t, probe, "no request is known for %s", term(a))
		probe(t, a)
	}
	for _, kind := range []string{"EntitySet", "Singleton"} {
		for _, set := range container.all(kind) {
			for _, a := range set.all("Annotation") {
				probe := p.setProbes()[term(a)]
				require.NotNil(t, probe, "no request is known for %s of %s", term(a), set.label())
				probe(t, set, a)
			}
		}
	}
	return p.requests
}

// term is the short name, such as Core.Description.
func term(a *element) string {
	parts := strings.Split(strings.TrimPrefix(a.attribute("Term"), "Org.OData."), ".")
	return parts[0] + "." + parts[len(parts)-1]
}

// ask sends one request.
func (p *Published) ask(t *testing.T, method, target string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, p.Root+urlEscape(target), strings.NewReader(""))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if p.Sign != nil && !slices.Contains(headers, unsigned) {
		p.Sign(r)
	}
	w := httptest.NewRecorder()
	p.Handler.ServeHTTP(w, r)
	p.requests++
	return w
}

// unsigned is a header that says to leave out the signature.
const unsigned = "X-Unsigned"

func urlEscape(target string) string {
	return strings.NewReplacer(" ", "%20", "'", "%27", "+", "%2B", `"`, "%22").Replace(target)
}

// can demands that a request is served, or else refused.
func (p *Published) can(t *testing.T, able bool, method, target string, headers ...string) {
	t.Helper()
	w := p.ask(t, method, target, headers...)
	what := method + " " + target
	if len(what) > 200 {
		what = what[:200]
	}
	served := w.Code >= 200 && w.Code < 300
	refused := w.Code >= 400 && w.Code < 500 || w.Code == http.StatusNotImplemented
	require.True(t, served && able || refused && !able, "%s: %d, published is %v: %s", what, w.Code, able,
		w.Body.String()[:min(300, w.Body.Len())])
}

func (p *Published) get(t *testing.T, able bool, target string, headers ...string) {
	t.Helper()
	p.can(t, able, http.MethodGet, target, headers...)
}

// sets are the names of the entity sets.
func (p *Published) sets() []*element { return p.schema.all("EntityContainer")[0].all("EntitySet") }

func (p *Published) typeOf(set *element) *element { return p.model.types[setType(set)] }

// members lists what a type and its bases declare of one kind.
func (p *Published) members(typ *element, kind string) []*element {
	var all []*element
	for ; typ != nil; typ = p.model.types[typ.attribute("BaseType")] {
		all = append(all, typ.all(kind)...)
	}
	return all
}

// key is the name of the first property of the key.
func (p *Published) key(set *element) string {
	typ := p.typeOf(set)
	for typ.attribute("BaseType") != "" {
		typ = p.model.types[typ.attribute("BaseType")]
	}
	return typ.all("Key")[0].all("PropertyRef")[0].attribute("Name")
}

// id is the relative address of the first entity.
func (p *Published) id(t *testing.T, set *element) string {
	t.Helper()
	name := set.attribute("Name")
	w := p.ask(t, http.MethodGet, name+"/$ref?$top=1&$format=application/json;metadata=minimal",
		"OData-MaxVersion", "4.01")
	require.Equal(t, http.StatusOK, w.Code)
	n, err := parseJSON(w.Body.Bytes())
	require.NoError(t, err)
	require.Len(t, n.members["value"].items, 1, "%s needs an entity", name)
	return p.relative(n.members["value"].items[0].members["@id"].text)
}

// relative is an id below the root.
func (p *Published) relative(id string) string {
	if _, below, ok := strings.Cut(id, p.Root); ok {
		return below
	}
	return id
}

// constantsOf lists the items of an annotation's or a property's collection.
func constantsOf(holder *element) []string {
	var texts []string
	for _, list := range holder.all("Collection") {
		for _, item := range list.children {
			texts = append(texts, item.text)
		}
	}
	return texts
}

// recordsOf lists the records of a value, each by the names of its properties.
func recordsOf(holder *element) []map[string]*element {
	var all []map[string]*element
	for _, in := range append(holder.all("Collection"), holder) {
		for _, r := range in.all("Record") {
			values := map[string]*element{"": r}
			for _, v := range r.all("PropertyValue") {
				values[v.attribute("Property")] = v
			}
			all = append(all, values)
		}
	}
	return all
}

func isTrue(e *element) bool { return e.attribute("Bool") == "true" }

// typeAnnotations asks for what is published at types and properties.
func (p *Published) typeAnnotations(t *testing.T, typ *element) {
	t.Helper()
	set := p.setOf(typ)
	for _, a := range typ.all("Annotation") {
		switch term(a) {
		case "Core.Description":
		case "Core.AlternateKeys":
			for _, key := range recordsOf(a) {
				for _, part := range recordsOf(key["Key"]) {
					p.alternate(t, set, part["Name"].attribute("PropertyPath"), part["Alias"].attribute("String"))
				}
			}
		default:
			require.Fail(t, "no request is known", "%s of %s", term(a), typ.label())
		}
	}
	for _, property := range append(typ.all("Property"), typ.all("NavigationProperty")...) {
		for _, a := range property.all("Annotation") {
			switch name := term(a); name {
			case "Core.Description":
			case "Core.Computed", "Core.ComputedDefaultValue", "Core.Immutable", "Validation.AllowedValues",
				"Validation.MaxItems":
				// Without calls that write, nothing can be set: see the restrictions of sets.
				if p.Write != nil && set != nil {
					p.Write(t, set.attribute("Name"), property.attribute("Name"), name, writable(a))
				}
			default:
				require.Fail(t, "no request is known", "%s of %s", name, property.label())
			}
		}
	}
}

// writable lists the values of an annotation that is about writing.
func writable(a *element) []string {
	var texts []string
	for _, r := range recordsOf(a) {
		texts = append(texts, r["Value"].attribute("String"))
	}
	if n := a.attribute("Int"); n != "" {
		texts = append(texts, n)
	}
	return texts
}

// setOf finds the set of a type.
func (p *Published) setOf(typ *element) *element {
	for _, set := range p.sets() {
		if p.typeOf(set) == typ {
			return set
		}
	}
	return nil
}

// alternate reads an entity by an alternate key.
func (p *Published) alternate(t *testing.T, set *element, property, alias string) {
	t.Helper()
	name := set.attribute("Name")
	w := p.ask(t, http.MethodGet, fmt.Sprintf("%s?$select=%s&$filter=%s ne null&$top=1", name, property, property))
	require.Equal(t, http.StatusOK, w.Code)
	n, err := parseJSON(w.Body.Bytes())
	require.NoError(t, err)
	if items := n.members["value"].items; len(items) > 0 {
		value := strings.ReplaceAll(items[0].members[property].text, "'", "''")
		p.get(t, true, fmt.Sprintf("%s(%s='%s')", name, alias, strings.ReplaceAll(value, "%", "%25")))
		return
	}
	p.get(t, false, fmt.Sprintf("%s(%s='none')", name, alias)) // 404, not 400: there is none
}
