package odatatest

import (
	"encoding/base64"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// containerProbes are the requests for what is published at the container.
func (p *Published) containerProbes() map[string]func(*testing.T, *element) {
	return map[string]func(*testing.T, *element){
		"Core.Description":                           func(*testing.T, *element) {},
		"Core.LongDescription":                       p.limits,
		"Core.ODataVersions":                         p.versions,
		"Core.ConventionalIDs":                       p.ids,
		"Core.DereferenceableIDs":                    p.ids,
		"Capabilities.ConformanceLevel":              p.conformance,
		"Capabilities.SupportedFormats":              p.formats,
		"Capabilities.SupportedMetadataFormats":      p.metadataFormats,
		"Capabilities.BatchSupport":                  p.batch,
		"Capabilities.FilterFunctions":               p.functions,
		"Capabilities.CrossJoinSupported":            p.crossJoin,
		"Capabilities.KeyAsSegmentSupported":         p.keyAsSegment,
		"Capabilities.AsynchronousRequestsSupported": p.asynchronous,
		"Capabilities.QuerySegmentSupported":         p.querySegment,
		"Capabilities.DefaultCapabilities":           p.defaults,
		"Capabilities.CustomHeaders":                 p.parameters,
		"Capabilities.CustomQueryOptions":            p.parameters,
		"Authorization.Authorizations":               p.authorizations,
		"Authorization.SecuritySchemes":              p.schemes,
	}
}

// conformance is what the conformance table is about: no one request shows it.
func (p *Published) conformance(*testing.T, *element) {}

func (p *Published) versions(t *testing.T, a *element) {
	t.Helper()
	for _, version := range append(strings.Fields(a.attribute("String")), "4.0") {
		w := p.ask(t, http.MethodGet, "", "OData-MaxVersion", version)
		require.Equal(t, http.StatusOK, w.Code)
		require.Equal(t, []string{version}, w.Header()["OData-Version"]) //nolint:staticcheck // as it is spelled
	}
	p.get(t, false, "", "OData-MaxVersion", "3.0")
}

func (p *Published) ids(t *testing.T, a *element) {
	t.Helper()
	require.True(t, isTrue(a))
	for _, set := range p.sets() {
		id := p.id(t, set)
		require.True(t, strings.HasPrefix(id, set.attribute("Name")+"("), id)
		r := p.ask(t, http.MethodGet, id)
		require.Equal(t, http.StatusOK, r.Code, id)
	}
}

func (p *Published) formats(t *testing.T, a *element) {
	t.Helper()
	listed := constantsOf(a)
	require.NotEmpty(t, listed)
	for _, media := range listed {
		target := p.sets()[0].attribute("Name") + "?$top=1"
		w := p.ask(t, http.MethodGet, target, "Accept", media, "OData-MaxVersion", "4.01")
		require.Equal(t, http.StatusOK, w.Code, media)
		level := regexp.MustCompile(`metadata=\w+`).FindString(media)
		require.Contains(t, w.Header().Get("Content-Type"), level)
	}
	for _, media := range []string{
		"application/json;metadata=full;IEEE754Compatible=true", "application/json;metadata=most",
		"application/json;IEEE754Compatible=perhaps", "application/atom+xml", "text/csv",
	} {
		p.get(t, slices.Contains(listed, media), p.sets()[0].attribute("Name")+"?$top=1", "Accept", media)
	}
}

func (p *Published) metadataFormats(t *testing.T, a *element) {
	t.Helper()
	for _, media := range append(constantsOf(a), "text/html") {
		p.get(t, media != "text/html", "$metadata?$format="+media)
	}
}

func (p *Published) batch(t *testing.T, a *element) {
	t.Helper()
	p.can(t, isTrue(recordsOf(a)[0]["Supported"]), http.MethodPost, "$batch", "Content-Type", "application/json")
}

func (p *Published) crossJoin(t *testing.T, a *element) {
	t.Helper()
	p.get(t, isTrue(a), "$crossjoin("+p.sets()[0].attribute("Name")+")")
}

func (p *Published) keyAsSegment(t *testing.T, a *element) {
	t.Helper()
	simple := regexp.MustCompile(`^(\w+)\((?:%27|')?([\w-]+)(?:%27|')?\)$`)
	for _, set := range p.sets() {
		if parts := simple.FindStringSubmatch(p.id(t, set)); parts != nil {
			p.get(t, isTrue(a), parts[1]+"/"+parts[2])
		}
	}
}

func (p *Published) asynchronous(t *testing.T, a *element) {
	t.Helper()
	w := p.ask(t, http.MethodGet, p.sets()[0].attribute("Name")+"?$top=1", "Prefer", "respond-async")
	require.Equal(t, isTrue(a), w.Code == http.StatusAccepted)
	require.Equal(t, isTrue(a), strings.Contains(w.Header().Get("Preference-Applied"), "respond-async"))
}

func (p *Published) querySegment(t *testing.T, a *element) {
	t.Helper()
	p.can(t, isTrue(a), http.MethodPost, p.sets()[0].attribute("Name")+"/$query", "Content-Type", "text/plain")
	p.can(t, isTrue(a), http.MethodGet, p.sets()[0].attribute("Name")+"/$query")
}

// parameters sends each custom header or query option with the key.
func (p *Published) parameters(t *testing.T, a *element) {
	t.Helper()
	for _, r := range recordsOf(a) {
		name := r["Name"].attribute("String")
		if term(a) == "Capabilities.CustomHeaders" {
			p.get(t, true, "", name, p.Key, unsigned, "1")
			continue
		}
		p.get(t, true, "?"+name+"="+p.Key, unsigned, "1")
	}
}

// authorizations sends the key in each way, and a wrong one.
func (p *Published) authorizations(t *testing.T, a *element) {
	t.Helper()
	p.get(t, false, "", unsigned, "1")
	for _, r := range recordsOf(a) {
		for _, key := range []string{p.Key, ""} {
			target, name, value := "", "Authorization", ""
			switch {
			case r["Scheme"] != nil && r["Scheme"].attribute("String") == "basic":
				value = "Basic " + base64.StdEncoding.EncodeToString([]byte("any:"+key))
			case r["Scheme"] != nil:
				value = "Bearer " + key
			case strings.HasSuffix(r["Location"].attribute("EnumMember"), "/Header"):
				name, value = r["KeyName"].attribute("String"), key
			default:
				target = "?" + r["KeyName"].attribute("String") + "=" + key
			}
			p.get(t, key != "", target, name, value, unsigned, "1")
		}
	}
}

// schemes names ways that are published.
func (p *Published) schemes(t *testing.T, a *element) {
	t.Helper()
	var names []string
	for _, other := range p.schema.all("EntityContainer")[0].all("Annotation") {
		if term(other) == "Authorization.Authorizations" {
			for _, r := range recordsOf(other) {
				names = append(names, r["Name"].attribute("String"))
			}
		}
	}
	for _, r := range recordsOf(a) {
		require.Contains(t, names, r["Authorization"].attribute("String"))
	}
}
