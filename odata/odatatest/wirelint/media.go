package wirelint

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

var knownParameter = regexp.MustCompile(
	`^((odata\.)?(metadata|streaming)|ieee754compatible|exponentialdecimals|charset)$`)

// mediaType takes a media type apart; names of parameters stay as they are.
func mediaType(text string) (name string, parameters [][2]string) {
	parts := strings.Split(text, ";")
	for _, p := range parts[1:] {
		k, v, _ := strings.Cut(strings.TrimSpace(p), "=")
		parameters = append(parameters, [2]string{k, v})
	}
	return strings.TrimSpace(parts[0]), parameters
}

// contentType checks the Content-Type, which says how the body is to be read.
func (c *check) contentType() {
	if c.bodiless() && c.request.Method != http.MethodHead || len(c.response.Body) == 0 && c.bodiless() &&
		c.response.Get("Content-Type") == "" {
		return
	}
	text := c.response.Get("Content-Type")
	name, parameters := mediaType(text)
	switch {
	case text == "":
		if len(c.response.Body) > 0 {
			c.add("content-type", "none")
		}
	case strings.Contains(text, "atom"):
		c.add("content-type", "Atom: %s", text)
	case c.response.Status >= 400 || c.write || !c.target.below:
		if name != "application/json" && c.ours() {
			c.add("content-type", "%d as %s", c.response.Status, text)
		}
	case name == "application/json":
		c.jsonType(parameters)
	default:
		c.otherType(name, parameters)
	}
}

// otherType checks the types of what is no JSON.
func (c *check) otherType(name string, parameters [][2]string) {
	kind := unknownResource
	if c.s.Schema != nil {
		kind = c.s.Schema.resolve(c.target.path).kind
	}
	charset := len(parameters) == 1 && strings.EqualFold(parameters[0][0], "charset") &&
		strings.EqualFold(parameters[0][1], "utf-8")
	switch {
	case kind == metadataDocument && name == "application/xml" && len(parameters) == 0:
	case kind == metadataDocument && name == "application/xml" && charset:
	case (kind == countResource || kind == valueResource) && name == "text/plain" && charset:
	case kind == valueResource && name == "application/octet-stream" && len(parameters) == 0:
	case kind == collectionResource && name == "text/csv" && strings.Contains(c.formats(), "csv") &&
		slices.Equal(parameters, [][2]string{{"charset", "utf-8"}, {"header", "present"}}):
	case kind == unknownResource && (name == "application/xml" || name == "text/plain"):
	default:
		c.add("content-type", "%s", c.response.Get("Content-Type"))
	}
}

// jsonType checks the parameters of JSON: JSON Format 4.01, section 3.
func (c *check) jsonType(parameters [][2]string) {
	prefix := "odata."
	if c.v401 {
		prefix = ""
	}
	csdl := c.s.Schema != nil && c.s.Schema.resolve(c.target.path).kind == metadataDocument
	for _, p := range parameters {
		switch p[0] {
		case prefix + "metadata":
			c.level = p[1]
		case "IEEE754Compatible":
			c.strings = p[1] == "true"
		case "ExponentialDecimals":
			c.exponent = p[1] == "true"
		case prefix + "streaming":
		case "charset":
			if !strings.Contains(strings.ToLower(c.formats()), "charset") {
				c.add("content-type", "the charset was not asked for")
			}
		default:
			c.add("content-type", "the parameter %s", p[0])
		}
	}
	if !slices.Contains([]string{"minimal", "full", "none"}, c.level) && !csdl {
		c.add("content-type", "the metadata level is %q", c.level)
		c.level = "minimal"
	}
	if want := c.wanted("metadata", "minimal"); want != "" && want != c.level && !csdl {
		c.add("content-type", "the metadata level is %s, not %s", c.level, want)
	}
	if want := c.wanted("ieee754compatible", "false"); want != "" && (want == "true") != c.strings && !csdl {
		c.add("content-type", "IEEE754Compatible is %v", c.strings)
	}
}

// formats is what the request says of the format.
func (c *check) formats() string {
	if format, given := value(c.target.options, "$format"); given {
		return format
	}
	return strings.Join(c.request.Header.Values("Accept"), ", ")
}

// wanted gives the value of a format parameter that the request asks for, or ""
// where it leaves a choice.
func (c *check) wanted(parameter, otherwise string) string {
	asked := c.formats()
	if format, given := value(c.target.options, "$format"); given && strings.EqualFold(format, "json") {
		return otherwise
	}
	if asked == "" || asked == "*/*" {
		return otherwise
	}
	var found []string
	for part := range strings.SplitSeq(strings.ToLower(asked), ",") {
		if strings.Contains(part, "*") || strings.Contains(part, `"`) {
			return "" // a choice
		}
		name, parameters := mediaType(part)
		if name != "application/json" {
			continue
		}
		v := otherwise
		for _, p := range parameters {
			if strings.TrimPrefix(p[0], "odata.") == parameter {
				v = p[1]
			}
			if !knownParameter.MatchString(p[0]) {
				return ""
			}
		}
		found = append(found, v)
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}
