package odata_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// Of what is accepted the form with the highest quality is sent; $format beats Accept.
func TestNegotiation(t *testing.T) {
	t.Parallel()
	c := sqliteClient(t)
	for _, n := range []struct {
		accept, format string
		status         int
		data, metadata string // the content types; "" is 406
	}{
		{"", "", 200, "application/json;odata.metadata=minimal", "application/xml"},
		{"*/*", "", 200, "application/json;odata.metadata=minimal", "application/xml"},
		{"application/*", "", 200, "application/json;odata.metadata=minimal", "application/xml"},
		{powerBI, "", 200, "application/json;odata.metadata=minimal", "application/xml"},
		{"application/json", "", 200, "application/json;odata.metadata=minimal", ""},
		{"Application/JSON; OData.Metadata=Minimal", "", 200, "application/json;odata.metadata=minimal", ""},
		{"application/json;metadata=minimal", "", 200, "application/json;odata.metadata=minimal", ""},
		{"application/json;q=0.1, text/html", "", 200, "application/json;odata.metadata=minimal", "application/xml"},
		{
			"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "", 200,
			"application/json;odata.metadata=minimal", "application/xml",
		},
		{
			"application/json;IEEE754Compatible=true", "", 200,
			"application/json;odata.metadata=minimal;IEEE754Compatible=true", "",
		},
		{
			"application/json;odata.metadata=minimal;IEEE754Compatible=false", "", 200,
			"application/json;odata.metadata=minimal", "",
		},
		{
			"application/json;odata.streaming=true", "", 200,
			"application/json;odata.metadata=minimal;odata.streaming=true", "",
		},
		{"application/json;streaming=FALSE", "", 200, "application/json;odata.metadata=minimal", ""},
		{"application/json;odata.metadata=full", "", 200, "application/json;odata.metadata=full", ""},
		{
			"application/json;metadata=Full;charset=UTF-8", "", 200,
			"application/json;odata.metadata=full;charset=utf-8", "",
		},
		{"application/json;charset=latin1", "", 406, "", ""},
		{"application/json;metadata=none;odata.metadata=full", "", 406, "", ""},
		{"*/*, application/json;metadata=none", "", 200, "application/json;odata.metadata=none", "application/xml"},
		{
			"application/json;metadata=full;q=0.5, */*", "", 200,
			"application/json;odata.metadata=minimal", "application/xml",
		},
		{
			"application/json;metadata=full;q=0, application/json;metadata=none", "", 200,
			"application/json;odata.metadata=none", "",
		},
		{"application/json;q=0", "", 406, "", ""},
		{"application/json;q=0, */*", "", 406, "", "application/xml"},
		{"application/json;ExponentialDecimals=true", "", 200, "application/json;odata.metadata=minimal", ""},
		{
			"application/json;ieee754compatible=TRUE;streaming=true;metadata=NONE", "", 200,
			"application/json;odata.metadata=none;odata.streaming=true;IEEE754Compatible=true", "",
		},
		{"application/json", "application/json;odata.metadata=full", 200, "application/json;odata.metadata=full", ""},
		{
			"application/json", "Application/Json;Metadata=None;IEEE754Compatible=true", 200,
			"application/json;odata.metadata=none;IEEE754Compatible=true", "",
		},
		{"application/atom+xml", "", 406, "", "application/xml"},
		{"application/atom+xml,application/atomsvc+xml,application/xml", "", 406, "", "application/xml"},
		{"text/html", "", 406, "", "application/xml"},
		{"application/json;nope=1", "", 406, "", ""},
		{"application/json;odata.metadata=some", "", 406, "", ""},
		{"application/json;nope=1, application/json;q=0.5", "", 200, "application/json;odata.metadata=minimal", ""},
		{"application/atom+xml", "json", 200, "application/json;odata.metadata=minimal", ""},
		{"application/xml", "application/json", 200, "application/json;odata.metadata=minimal", ""},
		{
			"application/json", "application/json;odata.metadata=minimal", 200,
			"application/json;odata.metadata=minimal", "",
		},
		{"application/json", "atom", 406, "", ""},
		{"application/json", "nope", 406, "", ""},
		{"application/json", "json;odata.metadata=minimal", 400, "", ""},
		{`application/json;odata.metadata=none;profile="a,application/json"`, "", 406, "", ""},
		{`text/html;x="a,*/*;q=1", application/xml`, "", 406, "", "application/xml"},
	} {
		asking := c
		if n.accept != "" {
			asking = c.with("Accept", n.accept)
		}
		query := ""
		if n.format != "" {
			query = "?$format=" + escaped(n.format)
		}
		for _, target := range []string{"/shop/", "/shop/Cards", "/shop/Cards(1)", "/shop/Cards(1)/points"} {
			w := asking.do(t, target+query)
			ctype := w.Header().Get("Content-Type")
			if w.Code != n.status || n.status == 200 && ctype != n.data {
				t.Errorf("%s%s with %q: %d %s instead of %d %s", target, query, n.accept, w.Code, ctype, n.status,
					n.data)
			}
		}
		if w := asking.do(t, "/shop/$metadata"+query); n.metadata != "" {
			if w.Code != 200 || w.Header().Get("Content-Type") != n.metadata {
				t.Errorf("$metadata%s with %q: %d %s", query, n.accept, w.Code, w.Header().Get("Content-Type"))
			}
		} else if ctype := w.Header().Get("Content-Type"); w.Code == 200 && n.format == "" && n.status == 200 {
			require.Regexp(t, `^application/json`, ctype, n.accept)
		}
	}
	for _, atom := range []string{
		"application/atom+xml", "application/atomsvc+xml",
		"application/atom+xml,application/xml",
	} {
		w := c.with("Accept", atom).do(t, "/shop/Cards")
		requireFault(t, w, atom, http.StatusNotAcceptable)
		require.Contains(t, w.Body.String(), "Excel: Data > Get Data > From OData Feed, not Legacy")
	}
	require.Equal(t, "application/json;metadata=minimal",
		c.with("OData-MaxVersion", "4.01", "Accept", "application/json;odata.metadata=minimal").do(t,
			"/shop/Cards").Header().Get("Content-Type"))
}
