package odata

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/payload"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// methods are those that resources take.
func methods() []string { return []string{http.MethodGet, http.MethodHead} }

// capabilities is what the service can do, as its $metadata of a version tells.
func capabilities(c *Config, v payload.Version) *metadata.Capabilities {
	all := plan.Capabilities(c.Model, c.Limits)
	all.Versions = payload.V401.String()
	all.ConventionalIDs, all.DereferenceableIDs = true, true
	all.Conformance, all.Access = c.Conformance, c.Access
	all.LongDescription += fmt.Sprintf(" A page has up to %d entities, or what maxpagesize asks for, up to %d.",
		c.Pages.Rows, c.Pages.MaxRows)
	all.Formats = formats(v)
	all.MetadataFormats = []string{xmlType, jsonType}
	all.Default.Insert = slices.Contains(methods(), http.MethodPost)
	all.Default.Update = slices.Contains(methods(), http.MethodPatch)
	all.Default.Delete = slices.Contains(methods(), http.MethodDelete)
	return all
}

// formats lists the forms of JSON that negotiation lets pass, by the parameters
// that change what is in an answer, and CSV.
func formats(v payload.Version) []string {
	prefix := "odata."
	if v == payload.V401 {
		prefix = ""
	}
	var all []string
	for _, level := range []string{"minimal", "full", "none"} {
		for _, numbers := range []string{"false", "true"} {
			text := strings.Join([]string{jsonType, prefix + "metadata=" + level, "IEEE754Compatible=" + numbers}, ";")
			m, err := syntax.ParseMediaRange(text)
			if err != nil {
				continue
			}
			if _, ok := fitsJSON(m, payload.Format{Version: v}); ok {
				all = append(all, text)
			}
		}
	}
	return append(all, csvType)
}
