package metadata_test

import (
	"encoding/xml"
	"flag"
	"os"
	"strings"
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

func TestXML(t *testing.T) {
	t.Parallel()
	m := school(t)
	text := m.AppendXML(nil, "4.0")
	require.Empty(t, odatatest.CheckCSDL(text))
	golden(t, "testdata/school.xml", string(text))
}

func TestXMLVersion(t *testing.T) {
	t.Parallel()
	m := school(t)
	text := string(m.AppendXML([]byte("before "), "4.01"))
	require.Empty(t, odatatest.CheckCSDL([]byte(strings.TrimPrefix(text, "before "))))
	want := strings.Replace(string(m.AppendXML(nil, "4.0")), `Version="4.0"`, `Version="4.01"`, 1)
	require.Equal(t, "before "+want, text)
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
	require.NotContains(t, string(small().AppendXML(nil, "4.0")), "Reference", "no vocabulary is used")
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
		written := m.AppendXML(nil, "4.0")
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
	require.Contains(t, string(m.AppendXML(nil, "4.0")), "String=\"a\ufffd\ufffd\ufffd\ufffdb\"")
}
