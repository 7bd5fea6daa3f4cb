package handlers

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/value"
)

// takeParameter removes a parameter, in any case, from a raw query and gives its
// values. The rest stays as it was sent, byte by byte: net/url would drop pairs
// with a semicolon or a bad percent sign.
func takeParameter(query, name string) (rest string, values []string) {
	if !mayHold(query, name) {
		return query, nil
	}
	kept := make([]string, 0, 8)
	for pair := range strings.SplitSeq(query, "&") {
		raw, rawValue, _ := strings.Cut(pair, "=")
		if decoded, ok := unescape(raw); !ok || !strings.EqualFold(decoded, name) {
			kept = append(kept, pair)
			continue
		}
		v, _ := unescape(rawValue) // what cannot be decoded is no key
		values = append(values, v)
	}
	if values == nil {
		return query, nil
	}
	return strings.Join(kept, "&"), values
}

// parameter is one of a query, decoded.
type parameter struct{ name, text string }

// parametersOf decodes a raw query.
func parametersOf(query string) ([]parameter, error) {
	var list []parameter
	for pair := range strings.SplitSeq(query, "&") {
		if pair == "" {
			continue
		}
		rawName, rawText, _ := strings.Cut(pair, "=")
		name, ok := unescape(rawName)
		text, ok2 := unescape(rawText)
		if !ok || !ok2 {
			return nil, fault.New(fault.BadQueryOption, "the query is not percent-encoded correctly")
		}
		list = append(list, parameter{name, text})
	}
	return list, nil
}

// mayHold spares most queries the splitting.
func mayHold(query, name string) bool {
	return len(query) >= len(name) && (strings.Contains(query, "%") || containsFold(query, name))
}

func containsFold(s, part string) bool {
	for i := 0; i+len(part) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(part)], part) {
			return true
		}
	}
	return false
}

// unescape decodes a name or value of a query once; + is a space.
func unescape(s string) (string, bool) {
	text, err := url.QueryUnescape(s)
	return text, err == nil
}

// engineRequest is the request as the engine sees it: without the key, in origin
// form, with the scope and the base of links in its context.
func (h *Handler) engineRequest(r *http.Request, x *exchange) (*http.Request, error) {
	base, err := h.links.base(r)
	if err != nil {
		return nil, err
	}
	ctx := odata.WithScope(r.Context(), odata.Scope{
		Value: value.Value{Kind: value.Guid, Bytes: x.principal.Workspace[:]},
		Text:  x.principal.Workspace.String(),
	})
	ctx = odata.WithAdmission(odata.WithBase(ctx, base+serviceRoot+"/"), h.admit)
	seen := r.WithContext(ctx)
	address := *r.URL
	address.RawQuery = x.query
	path := rawPath(r)
	if path == serviceRoot {
		path += "/"
		address.Path, address.RawPath = path, ""
	}
	seen.URL = &address
	seen.RequestURI = path
	if x.query != "" {
		seen.RequestURI += "?" + x.query
	}
	return seen, nil
}

// rawPath is the path as it was sent. The target may also be absolute (RFC 9112,
// 3.2.2); its authority then stands in r.Host.
func rawPath(r *http.Request) string {
	if strings.HasPrefix(r.RequestURI, "/") {
		path, _, _ := strings.Cut(r.RequestURI, "?")
		return path
	}
	return r.URL.EscapedPath()
}
