package wirelint

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	entityTag     = regexp.MustCompile(`^(W/)?"[!#-~]*"$`)
	noWeight      = regexp.MustCompile(`^\s*q=0(\.0*)?\s*$`)
	listSeparator = regexp.MustCompile(`\s*,\s*`)
	challenge     = regexp.MustCompile(`^(Basic|Bearer) realm="[^"]+"`)
	absolute      = regexp.MustCompile(`^https?://[^/]+/`)
)

// version checks OData-Version: Protocol 4.01, 8.1.5 and 8.2.7.
func (c *check) version() {
	var got []string
	for _, f := range c.response.Fields {
		if strings.EqualFold(f.Name, "OData-Version") {
			got = append(got, f.Value)
			if f.Name != "OData-Version" {
				c.add("version", "the header is spelled %s", f.Name)
			}
		}
	}
	if !c.ours() {
		return
	}
	if len(got) != 1 || got[0] != "4.0" && got[0] != "4.01" {
		c.add("version", "the versions are %q", got)
		return
	}
	c.v401 = got[0] == "4.01"
	highest, _, _ := strings.Cut(c.request.Header.Get("OData-MaxVersion"), ";")
	n, err := strconv.ParseFloat(strings.TrimSpace(highest), 64)
	switch {
	case highest == "" && c.v401:
		c.add("version", "4.01 without OData-MaxVersion")
	case highest == "":
	case err != nil || n < 4:
		if c.response.Status < 400 {
			c.add("version", "no version fits OData-MaxVersion %s", highest)
		}
	case n < 4.01 && c.v401, n >= 4.01 && n < 100 && !c.v401 && c.response.Status < 400:
		c.add("version", "%s for OData-MaxVersion %s", got[0], highest)
	}
}

// headers checks what every answer has.
func (c *check) headers() {
	r := c.response
	for _, name := range []string{
		"Content-Type", "Content-Encoding", "Content-Length", "ETag", "Location", "Cache-Control",
		"X-Content-Type-Options", "Referrer-Policy", "OData-EntityId", "Access-Control-Allow-Origin",
	} {
		if len(r.all(name)) > 1 {
			c.add("header", "%s is there %d times", name, len(r.all(name)))
		}
	}
	if r.Status >= 300 && r.Status < 400 && r.Status != http.StatusNotModified {
		c.add("header", "a redirect")
	}
	if c.ours() {
		c.vary([]string{"OData-MaxVersion", "Accept", "Prefer"})
		if r.Get("X-Content-Type-Options") != "nosniff" {
			c.add("header", "no X-Content-Type-Options: nosniff")
		}
	}
	c.statusHeaders()
	c.preferences()
	if r.Get("Content-Encoding") != "" && !c.asksGzip() {
		c.add("header", "Content-Encoding %s was not asked for", r.Get("Content-Encoding"))
	}
	if n, err := strconv.Atoi(r.Get("Content-Length")); err == nil && r.Sent >= 0 && n != r.Sent && !c.bodiless() {
		c.add("header", "Content-Length %d of %d bytes", n, r.Sent)
	}
	if etag := r.Get("ETag"); len(r.all("ETag")) > 0 && !entityTag.MatchString(etag) {
		c.add("header", "ETag %s is none", etag)
	}
	if origin := r.Get("Access-Control-Allow-Origin"); origin != "" && r.Get("Access-Control-Allow-Credentials") != "" {
		c.add("header", "CORS with credentials")
	}
}

func (c *check) vary(names []string) {
	var listed []string
	for _, v := range c.response.all("Vary") {
		for name := range strings.SplitSeq(v, ",") {
			listed = append(listed, strings.ToLower(strings.TrimSpace(name)))
		}
	}
	for _, name := range names {
		if !slices.Contains(listed, strings.ToLower(name)) {
			c.add("header", "Vary %q lacks %s", listed, name)
		}
	}
}

// statusHeaders checks those that a status asks for.
func (c *check) statusHeaders() {
	r := c.response
	switch r.Status {
	case http.StatusMethodNotAllowed:
		allowed := listSeparator.Split(r.Get("Allow"), -1)
		if r.Get("Allow") == "" || slices.Contains(allowed, c.request.Method) {
			c.add("header", "405 with Allow %q", r.Get("Allow"))
		}
	case http.StatusUnauthorized:
		if !challenge.MatchString(r.Get("WWW-Authenticate")) {
			c.add("header", "401 with WWW-Authenticate %q", r.Get("WWW-Authenticate"))
		}
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		if n, err := strconv.Atoi(r.Get("Retry-After")); c.ours() && (err != nil || n < 1 || n > 60) {
			c.add("header", "%d with Retry-After %q", r.Status, r.Get("Retry-After"))
		}
	case http.StatusCreated:
		if !absolute.MatchString(r.Get("Location")) {
			c.add("header", "201 with Location %q", r.Get("Location"))
		}
	case http.StatusNotModified:
		if r.Get("ETag") == "" {
			c.add("header", "304 without ETag")
		}
		if c.request.Header.Get("If-None-Match") == "" {
			c.add("header", "304 without If-None-Match")
		}
	case http.StatusPreconditionFailed:
		if c.request.Header.Get("If-Match")+c.request.Header.Get("If-None-Match")+
			c.request.Header.Get("Isolation")+c.request.Header.Get("OData-Isolation") == "" {
			c.add("header", "412 without a condition")
		}
	}
}

// preferences checks that what was applied was asked for: Protocol 8.3.7.
func (c *check) preferences() {
	asked := map[string]string{}
	for _, v := range c.request.Header.Values("Prefer") {
		for part := range strings.FieldsFuncSeq(v, func(r rune) bool { return r == ',' || r == ';' }) {
			name, value, _ := strings.Cut(part, "=")
			name = strings.ToLower(strings.TrimSpace(name))
			if _, twice := asked[name]; !twice { // the first counts: RFC 7240, 2
				asked[name] = strings.Trim(strings.TrimSpace(value), `"`)
			}
		}
	}
	for _, v := range c.response.all("Preference-Applied") {
		for part := range strings.SplitSeq(v, ",") {
			name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
			value = strings.Trim(value, `"`)
			want, found := asked[strings.ToLower(name)]
			bare := strings.TrimPrefix(strings.ToLower(name), "odata.")
			applied, _ := strconv.Atoi(value)
			limit, err := strconv.Atoi(want)
			switch {
			case !found:
				c.add("header", "Preference-Applied %s was not asked for", name)
			case bare == "maxpagesize" && (err != nil || applied < 1 || applied > limit):
				c.add("header", "Preference-Applied %s for %s", part, want)
			case bare != "maxpagesize" && !strings.EqualFold(value, want):
				c.add("header", "Preference-Applied %s for %s", part, want)
			}
			c.omits = c.omits || bare == "omit-values"
		}
	}
}

func (c *check) asksGzip() bool {
	for _, v := range c.request.Header.Values("Accept-Encoding") {
		for part := range strings.SplitSeq(v, ",") {
			name, parameters, _ := strings.Cut(strings.TrimSpace(part), ";")
			name = strings.ToLower(strings.TrimSpace(name))
			zero := noWeight.MatchString(parameters)
			if (name == "gzip" || name == "x-gzip" || name == "*") && !zero {
				return true
			}
		}
	}
	return false
}

// edge checks what Roster's handlers promise of every answer: product.md 4.12.
func (c *check) edge() {
	r := c.response
	if r.Get("Referrer-Policy") != "no-referrer" || r.Get("X-Content-Type-Options") != "nosniff" {
		c.add("edge", "Referrer-Policy %q, X-Content-Type-Options %q",
			r.Get("Referrer-Policy"), r.Get("X-Content-Type-Options"))
	}
	if len(r.all("X-Request-Id")) != 1 {
		c.add("edge", "no X-Request-Id")
	}
	caching := r.Get("Cache-Control")
	switch {
	case r.Status == http.StatusUnauthorized || c.write:
		if caching != "no-store" {
			c.add("edge", "%d of %s with Cache-Control %q", r.Status, c.request.Method, caching)
		}
	case c.target.below && r.Status < 400 && c.request.Method != http.MethodOptions:
		if caching != "private, no-cache" {
			c.add("edge", "Cache-Control %q", caching)
		}
	case caching != "no-store" && caching != "private, no-cache":
		c.add("edge", "Cache-Control %q", caching)
	}
	if c.ours() {
		c.vary([]string{"Accept-Encoding", "Origin"})
	}
	if r.Get("Server") != "" || r.Get("X-Powered-By") != "" {
		c.add("edge", "says what it is made of")
	}
}

// leaks looks for what must stand in no answer: product.md 4.12.
func (c *check) leaks() {
	text := string(c.response.Body)
	for _, f := range c.response.Fields {
		text += "\n" + f.Value
	}
	for _, secret := range c.s.Secrets {
		if strings.Contains(text, secret) {
			c.add("leak", "a secret")
		}
	}
}
