package settings

import (
	"net/url"
	"strconv"
	"strings"
)

// origins reads the web origins of cors-origins and writes them as browsers do.
func (l *layers) origins() ([]string, error) {
	const name = "cors-origins"
	var out []string
	given := l.list(name)
	for _, text := range given {
		if text == "*" {
			if len(given) > 1 {
				return nil, l.fail(name, "* means every origin: give it alone")
			}
			return given, nil
		}
		origin, ok := originOf(text)
		if !ok {
			return nil, l.fail(name, "%q is not an origin such as https://app.example.com "+
				"or http://localhost:5173: scheme, host and port only, no path", text)
		}
		out = append(out, origin)
	}
	return out, nil
}

// originOf writes an origin as browsers send it (RFC 6454, 6.2): in lower case,
// without the scheme's own port.
func originOf(text string) (origin string, ok bool) {
	u, err := url.Parse(text)
	if err != nil || !web(u) || !strings.EqualFold(u.Scheme+"://"+u.Host, text) {
		return "", false
	}
	host := strings.ToLower(u.Host)
	for _, r := range host {
		if r > '~' || r == '*' {
			return "", false // browsers send other letters as punycode, and there are no patterns
		}
	}
	if strings.HasSuffix(host, ":") {
		return "", false
	}
	if port := u.Port(); port != "" {
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return "", false
		}
	}
	own := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]
	return u.Scheme + "://" + strings.TrimSuffix(host, own), true
}
