package odata_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest"
)

// TestMetadataForms negotiates $metadata: XML unless only JSON is accepted.
func TestMetadataForms(t *testing.T) {
	t.Parallel()
	c := sqliteClient(t)
	for _, n := range []struct{ accept, format, media string }{
		{"", "", "application/xml"},
		{"*/*", "", "application/xml"},
		{"application/*", "", "application/xml"},
		{powerBI, "", "application/xml"},
		{"application/atom+xml", "", "application/xml"},
		{"text/html, application/json;q=0.9", "", "application/xml"},
		{"application/json", "", "application/json"},
		{"application/json;odata.metadata=minimal;q=0.5", "", "application/json"},
		{"application/json, application/json;metadata=none", "", "application/json"},
		{"application/json, application/xml;q=0", "", "application/json"},
		{"*/*, application/xml;q=0", "", "application/json"},
		{"application/json;nope=1", "", ""},
		{"application/xml;q=0", "", ""},
		{"application/json;q=0", "", ""},
		{"application/xml", "json", "application/json"},
		{"application/xml", "application/json", "application/json"},
		{"application/json", "XML", "application/xml"},
		{"application/json", "application/xml", "application/xml"},
		{"", "application/json;metadata=minimal", "application/json"},
		{"", "application/json;nope=1", ""},
		{"", "application/xml;q=1;nope=1", ""},
		{"", "*/*", ""},
		{"", "atom", ""},
	} {
		asking, target := c, "/shop/$metadata"
		if n.accept != "" {
			asking = c.with("Accept", n.accept)
		}
		if n.format != "" {
			target += "?$format=" + escaped(n.format)
		}
		w := asking.do(t, target)
		if n.media == "" {
			requireFault(t, w, n.accept+n.format, http.StatusNotAcceptable)
			continue
		}
		require.Equal(t, http.StatusOK, w.Code, "%s %s", n.accept, n.format)
		require.Equal(t, n.media, w.Header().Get("Content-Type"), "%s %s", n.accept, n.format)
	}
	requireFault(t, c.do(t, "/shop/$metadata?$format=json;metadata=none"), "json;", http.StatusBadRequest)
}

// TestMetadataVersions reads all four documents: the header agrees with the
// document, and both forms say the same.
func TestMetadataVersions(t *testing.T) {
	t.Parallel()
	c := sqliteClient(t)
	for _, version := range []string{"4.0", "4.01"} {
		asking := c.with("OData-MaxVersion", version)
		xml := asking.do(t, "/shop/$metadata")
		json := asking.do(t, "/shop/$metadata?$format=json")
		require.Empty(t, odatatest.CheckCSDL(xml.Body.Bytes()))
		require.Empty(t, odatatest.CheckCSDLJSON(json.Body.Bytes()))
		require.Empty(t, odatatest.CompareCSDL(xml.Body.Bytes(), json.Body.Bytes()))
		require.Contains(t, xml.Body.String(), ` Version="`+version+`"`)
		require.Contains(t, json.Body.String(), `"$Version": "`+version+`"`)
		for _, w := range []http.Header{xml.Header(), json.Header()} {
			require.Equal(t, []string{version}, w["OData-Version"]) //nolint:staticcheck // as the standard spells it
		}
	}
}
