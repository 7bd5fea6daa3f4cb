package odatatest

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// ConformanceCSDL holds the metadata documents of a service, in XML, against the
// clauses of CSDL 4.01, section 17: one subtest for each, by the number that it has
// in testdata/conformance.
func ConformanceCSDL(t *testing.T, v40, v401 []byte) {
	t.Helper()
	root, err := parseElement(v40)
	require.NoError(t, err)
	newer, err := parseElement(v401)
	require.NoError(t, err)
	lacks := func(id, pattern string) {
		t.Run(id, func(t *testing.T) {
			require.Empty(t, regexp.MustCompile(pattern).FindString(string(v40)))
		})
	}
	t.Run("CSDL-00a", func(t *testing.T) {
		require.Empty(t, CheckCSDL(v40))
		require.Empty(t, CheckCSDL(v401))
	})
	t.Run("CSDL-00b", func(t *testing.T) {
		require.Equal(t, "4.0", root.attribute("Version"))
		require.Equal(t, "4.01", newer.attribute("Version"))
	})
	t.Run("CSDL-01", func(t *testing.T) { requireNoOverwritten(t, root) })
	lacks("CSDL-02", `Edm\.Untyped`)
	lacks("CSDL-03", `(Path|Target)="[^"]*(@|\*|\(|^/)`)
	lacks("CSDL-04", `Edm\.ModelElementPath|Edm\.AnyPropertyPath|ModelElementPath=|AnyPropertyPath=`)
	lacks("CSDL-05", `<ReferentialConstraint Property="[^"]*/|ReferencedProperty="[^"]*/`)
	t.Run("CSDL-06", func(t *testing.T) {
		for _, e := range everywhere(root, "EntityType") {
			keyed := e.attribute("BaseType") != "" || len(e.all("Key")) == 1
			require.True(t, keyed || e.attribute("Abstract") == "true", e.label())
		}
	})
	t.Run("CSDL-07", func(t *testing.T) {
		for _, e := range everywhere(root, "Include") {
			require.Empty(t, e.children, e.label())
		}
	})
	lacks("CSDL-08", `Unicode=`)
	lacks("CSDL-09", `Collection\(Edm\.(ComplexType|Untyped)\)`)
	lacks("CSDL-10", `<PropertyRef [^>]*Name="[^"]*/`)
	lacks("CSDL-11", `AppliesTo=`)
	lacks("CSDL-12", `Geo(graphy|metry)|Edm\.Stream`)
	t.Run("CSDL-14", func(t *testing.T) { requireDistinct(t, newer) })
	t.Run("CSDL-15", func(t *testing.T) {
		require.Empty(t, regexp.MustCompile(`Geo(graphy|metry)|Edm\.Stream`).FindString(string(v401)))
	})
}

// everywhere finds the elements of a name.
func everywhere(e *element, name string) []*element {
	found := e.all(name)
	for _, child := range e.children {
		found = append(found, everywhere(child, name)...)
	}
	return found
}

// requireNoOverwritten sees to it that no derived type declares what its base has.
func requireNoOverwritten(t *testing.T, root *element) {
	t.Helper()
	types := map[string]*element{}
	for _, schema := range everywhere(root, "Schema") {
		for _, e := range schema.all("EntityType") {
			types[schema.attribute("Namespace")+"."+e.attribute("Name")] = e
		}
	}
	for _, e := range types {
		for base := types[e.attribute("BaseType")]; base != nil; base = types[base.attribute("BaseType")] {
			for _, p := range e.all("Property") {
				require.Nil(t, base.named("Property", p.attribute("Name")), p.label())
			}
		}
	}
}

// requireDistinct sees to it that no two names of one scope differ only in case.
func requireDistinct(t *testing.T, root *element) {
	t.Helper()
	for _, scope := range []string{"Schema", "EntityType", "ComplexType", "EnumType", "EntityContainer"} {
		for _, e := range everywhere(root, scope) {
			seen := map[string]bool{}
			for _, child := range e.children {
				if name := strings.ToLower(child.attribute("Name")); name != "" {
					require.False(t, seen[name], "%s: %s", e.label(), child.label())
					seen[name] = true
				}
			}
		}
	}
}
