package explorer

import (
	"crypto/rand"
	"fmt"
	"html"
	"net/http"
	"strings"
)

// piece is a stretch of the page's text, and what comes behind it.
type piece struct {
	text string
	slot slot
}

// slot is what an answer puts into the page.
type slot uint8

const (
	noSlot slot = iota
	baseSlot
	nonceSlot
)

// parse reads the template. What stands in braces and is unknown is an error, as
// is the hash of a file that is not there.
func (s *Site) parse(template string) ([]piece, error) {
	var pieces []piece
	before := ""
	for {
		text, rest, found := strings.Cut(template, "{{")
		before += text
		if !found {
			return append(pieces, piece{text: before}), nil
		}
		name, rest, found := strings.Cut(rest, "}}")
		if !found {
			return nil, fmt.Errorf("explorer: %s has {{ without }}", pageFile)
		}
		template = rest
		file, isHash := strings.CutPrefix(name, "v:")
		switch {
		case name == "base":
			pieces, before = append(pieces, piece{before, baseSlot}), ""
		case name == "nonce":
			pieces, before = append(pieces, piece{before, nonceSlot}), ""
		case isHash && s.assets[file] != nil:
			before += s.assets[file].hash
		default:
			return nil, fmt.Errorf("explorer: %s has {{%s}}, which is unknown", pageFile, name)
		}
	}
}

// policy says what the page may load and do: nothing but what comes from here.
func policy(nonce string) string {
	return "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + nonce + "'; img-src 'self' data:; " +
		"connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

// ServePage answers GET or HEAD with the page. The path is what addresses of the
// service begin with: "", or "/prefix".
func (s *Site) ServePage(w http.ResponseWriter, r *http.Request, status int, path string) {
	once := rand.Text()
	body := make([]byte, 0, 4096)
	for _, p := range s.page {
		body = append(body, p.text...)
		switch p.slot {
		case baseSlot:
			body = append(body, html.EscapeString(path)...)
		case nonceSlot:
			body = append(body, once...)
		case noSlot:
		}
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy(once))
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	send(w, r, status, body)
}
