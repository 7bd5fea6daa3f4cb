package metadata_test

import (
	"encoding/xml"
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/value"
)

// golden compares a text with a file, or writes it there under -rewrite.
func golden(t *testing.T, file, actual string) {
	t.Helper()
	if rewrite := flag.Lookup("rewrite"); rewrite != nil && rewrite.Value.String() == "true" {
		require.NoError(t, os.WriteFile(file, []byte(actual), 0o600))
	}
	expected, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(expected), actual)
}

// TestDocuments checks both forms in both versions, and that they say the same.
func TestDocuments(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]*metadata.Model{"school": school(t), "derived": zoo(t), "small": small()} {
		for _, version := range []string{"4.0", "4.01"} {
			d := metadata.Document{Model: m, Version: version, Capabilities: published(m)}
			xml, json := d.AppendXML(nil), d.AppendJSON(nil)
			require.Empty(t, odatatest.CheckCSDL(xml), name)
			require.Empty(t, odatatest.CheckCSDLJSON(json), name)
			require.Empty(t, odatatest.CompareCSDL(xml, json), name)
			require.Equal(t, "before "+string(xml), string(d.AppendXML([]byte("before "))))
			require.Equal(t, "before "+string(json), string(d.AppendJSON([]byte("before "))))
			if version == "4.0" {
				golden(t, "testdata/"+name+".xml", string(xml))
			} else {
				golden(t, "testdata/"+name+".json", string(json))
			}
		}
	}
}

// published is something of everything that can be published.
func published(m *metadata.Model) *metadata.Capabilities {
	path := []string{m.Sets[0].Type.Properties[0].Name}
	return &metadata.Capabilities{
		Versions: "4.01", LongDescription: "All \"there\" is & more", ConventionalIDs: true,
		Conformance: metadata.IntermediateConformance,
		Formats:     []string{"application/json;metadata=minimal"}, MetadataFormats: []string{"application/xml"},
		FilterFunctions: []string{"contains", "eq"}, KeyAsSegment: true,
		Default: metadata.Restrictions{Count: true, ExpandLevels: 4, Select: metadata.SelectSupport{Supported: true}},
		Sets:    map[*metadata.EntitySet]metadata.SetRestrictions{m.Sets[0]: {Unsorted: path, EqualityOnly: path}},
		Access: metadata.Access{
			Authorizations: []metadata.Authorization{
				{Name: "key", Description: "A key", KeyName: "X-Key", Location: metadata.KeyInHeader},
				{Name: "url", KeyName: "key", Location: metadata.KeyInQueryOption},
				{Name: "basic", Scheme: "basic"},
			},
			Headers:      []metadata.Parameter{{Name: "X-Key", Description: "A key"}},
			QueryOptions: []metadata.Parameter{{Name: "key", Required: true}},
		},
	}
}

// TestDocumentsAreDeterministic writes models that were built apart.
func TestDocumentsAreDeterministic(t *testing.T) {
	t.Parallel()
	write := func() string {
		m := school(t)
		d := metadata.Document{Model: m, Version: "4.01", Capabilities: published(m)}
		return string(d.AppendJSON(d.AppendXML(nil)))
	}
	first := write()
	for range 50 {
		require.Equal(t, first, write())
	}
}

// TestNoEnumMembers holds 4.0 documents to what Power BI can read.
func TestNoEnumMembers(t *testing.T) {
	t.Parallel()
	m := school(t)
	text := string(metadata.Document{Model: m, Version: "4.0", Capabilities: published(m)}.AppendXML(nil))
	require.NotContains(t, text, "EnumMember")
	require.NotContains(t, text, "ConformanceLevel")
	require.NotContains(t, text, `String="url"`)
	text = string(metadata.Document{Model: m, Version: "4.01", Capabilities: published(m)}.AppendXML(nil))
	require.Contains(t, text, `EnumMember="Org.OData.Capabilities.V1.ConformanceLevelType/Intermediate"`)
	require.Contains(t, text, `EnumMember="Org.OData.Authorization.V1.KeyLocation/QueryOption"`)
}

// xmlOf is a 4.0 document of what the model says alone.
func xmlOf(m *metadata.Model) string {
	return string(metadata.Document{Model: m, Version: "4.0"}.AppendXML(nil))
}

// small is a model without annotations.
func small() *metadata.Model {
	id := &metadata.Property{Name: "id", Kind: value.Int32}
	key := []*metadata.Property{id}
	only := &metadata.EntityType{Name: "Only", Key: key, Properties: key}
	return &metadata.Model{
		Namespace: "N", Container: "C", Types: []*metadata.EntityType{only},
		Sets: []*metadata.EntitySet{{Name: "Onlies", Type: only}},
	}
}

func TestXMLWithoutAnnotations(t *testing.T) {
	t.Parallel()
	require.NotContains(t, xmlOf(small()), "Reference", "no vocabulary is used")
}

// TestXMLEscapes reads every text back that a description may hold.
func TestXMLEscapes(t *testing.T) {
	t.Parallel()
	for _, text := range append(odatatest.HurtfulStrings(), "]]>", "<!-- -->", "\u0085", "\U0010ffff") {
		if text == "" {
			continue
		}
		m := small()
		m.Sets[0].Description = text
		written := metadata.Document{Model: m, Version: "4.0"}.AppendXML(nil)
		var document struct {
			Set struct {
				Annotation struct {
					String string `xml:"String,attr"`
				} `xml:"Annotation"`
			} `xml:"DataServices>Schema>EntityContainer>EntitySet"`
		}
		require.NoError(t, xml.Unmarshal(written, &document))
		require.Equal(t, text, document.Set.Annotation.String)
	}
}

// TestXMLCannotHold replaces what no XML document may contain.
func TestXMLCannotHold(t *testing.T) {
	t.Parallel()
	m := small()
	m.Sets[0].Description = "a\x00\x1f\ufffe\xffb"
	require.Contains(t, xmlOf(m), "String=\"a\ufffd\ufffd\ufffd\ufffdb\"")
}
