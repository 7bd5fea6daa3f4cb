package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

const (
	// corsMethods are the methods that anything here takes.
	corsMethods = "GET, HEAD, POST"
	// corsExposed are the headers of answers that pages may read besides those
	// that every page may (Fetch, CORS-safelisted response-header name).
	corsExposed = "OData-Version, OData-EntityId, Location, ETag, Preference-Applied, Retry-After"
	// corsAge is for how many seconds a browser need not ask again.
	corsAge = "600"
)

// cors knows the web origins whose pages may read answers. The zero value knows
// none. Credentials that browsers add on their own are never allowed: a page
// sends a key that it was given.
type cors struct {
	any     bool
	origins map[string]bool
}

func newCORS(origins []string) (cors, error) {
	c := cors{origins: map[string]bool{}}
	for _, o := range origins {
		if o == "*" {
			c.any = true
			continue
		}
		u, err := url.Parse(o)
		if err != nil || u.Host == "" || u.Scheme+"://"+u.Host != o {
			return cors{}, fmt.Errorf("handlers: %q is not an origin such as https://app.example.com", o)
		}
		c.origins[o] = true
	}
	return c, nil
}

// allowed gives the origin to name in the answer, or "".
func (c cors) allowed(r *http.Request) string {
	origin := r.Header.Get("Origin")
	switch {
	case origin == "":
		return ""
	case c.any:
		return "*"
	case c.origins[origin] && len(r.Header.Values("Origin")) == 1:
		return origin
	}
	return ""
}

// mark lets pages of an allowed origin read an answer, an error too.
func (c cors) mark(h http.Header, r *http.Request) {
	if origin := c.allowed(r); origin != "" {
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Expose-Headers", corsExposed)
	}
}

// preflight answers a browser that asks, without a key, whether a page may send
// a request (Fetch, CORS-preflight fetch), and says whether it was one. For pages
// of other origins it is a request like any other, which is refused without a word
// of CORS.
func (c cors) preflight(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" || c.allowed(r) == "" {
		return false
	}
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", corsMethods)
	if asked := headerNames(r.Header.Values("Access-Control-Request-Headers")); asked != "" {
		h.Set("Access-Control-Allow-Headers", asked)
	}
	h.Set("Access-Control-Max-Age", corsAge)
	w.WriteHeader(http.StatusNoContent)
	return true
}

// headerNames gives the header names of a list; what is none is left out.
func headerNames(lines []string) string {
	var names []string
	for _, line := range lines {
		for name := range strings.SplitSeq(line, ",") {
			if name = strings.TrimSpace(name); isToken(name) {
				names = append(names, name)
			}
		}
	}
	return strings.Join(names, ", ")
}

// isToken follows RFC 9110, 5.6.2.
func isToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		case strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0:
		default:
			return false
		}
	}
	return s != ""
}
