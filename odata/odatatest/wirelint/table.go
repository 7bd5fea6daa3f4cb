package wirelint

import (
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	// signed are the values other than strings that begin with a minus.
	signed = regexp.MustCompile(`^-([0-9]|INF$|P|[A-Za-z0-9_-]+=*$)`)
	// loose is a line that ends otherwise than by CRLF; quoted fields have been taken out.
	loose  = regexp.MustCompile(`\r[^\n]|[^\r]\n`)
	quoted = regexp.MustCompile(`"(?:[^"]|"")*"`)
)

// table checks CSV: RFC 4180, and OWASP on CSV injection.
func (c *check) table(text []byte) {
	if !strings.HasSuffix(c.response.Get("Content-Disposition"), `.csv"`) {
		c.add("table", "Content-Disposition %q", c.response.Get("Content-Disposition"))
	}
	if !utf8.Valid(text) {
		c.add("table", "no UTF-8")
	}
	if loose.Match(quoted.ReplaceAll(text, []byte("q"))) || !strings.HasSuffix(string(text), "\r\n") {
		c.add("table", "a line that does not end with CRLF")
	}
	r := csv.NewReader(strings.NewReader(string(text)))
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			c.add("table", "%v", err)
			return
		}
		for _, field := range fields {
			if field != "" && strings.ContainsAny(field[:1], "=+@\t\r\n") || field[:min(1, len(field))] == "-" &&
				!signed.MatchString(field) {
				c.add("table", "a formula: %.40q", field)
			}
		}
	}
}
