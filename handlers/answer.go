package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
)

const (
	// minZip is the size below which compression does not pay.
	minZip = 1024
	// step is how much of an answer is sent under one deadline.
	step = 64 << 10

	varyOn = "OData-MaxVersion, Accept, Accept-Encoding, Prefer, Origin, " +
		"Cookie, Sec-Fetch-Mode, Sec-Fetch-Dest, Sec-Fetch-Site"
	pageVaryOn = "Accept-Encoding, Origin" // the explorer's page and files
)

// answer is the response writer of one request. It holds the first bytes back
// until it is clear whether they will be compressed, so that up to then a
// failure can still be answered as such; it gives every answer the headers that
// all of ours have, and the client a limited time for each step.
type answer struct {
	http.ResponseWriter
	handler *Handler
	request *http.Request
	state   *exchange
	control *http.ResponseController

	status int
	sent   int64 // bytes of the body handed to the connection
	open   bool  // the headers are out
	held   []byte
	zipper *gzip.Writer
	failed error
}

func (h *Handler) newAnswer(w http.ResponseWriter, r *http.Request, x *exchange) *answer {
	return &answer{ResponseWriter: w, handler: h, request: r, state: x, control: http.NewResponseController(w)}
}

// WriteHeader keeps the status until the body has begun or ended.
func (a *answer) WriteHeader(status int) {
	if status >= 100 && status < 200 {
		a.ResponseWriter.WriteHeader(status)
		return
	}
	if a.status == 0 {
		a.status = status
	}
}

// Write sends a piece of the body, or holds it back while that is short.
func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	if a.open {
		a.extend() // what has been read meanwhile took its own time
		return a.pass(p)
	}
	if len(a.held)+len(p) < minZip {
		a.held = append(a.held, p...)
		return len(p), nil
	}
	a.begin(len(a.held)+len(p), false)
	if len(a.held) > 0 {
		if _, err := a.pass(a.held); err != nil {
			return 0, err
		}
	}
	return a.pass(p)
}

// FlushError sends what is there.
func (a *answer) FlushError() error {
	if !a.open {
		held := a.held
		a.begin(len(held), false)
		if _, err := a.pass(held); err != nil {
			return err
		}
	}
	if a.zipper != nil {
		if err := a.zipper.Flush(); err != nil {
			return err
		}
	}
	return a.control.Flush()
}

// Flush is FlushError for those who do not care.
func (a *answer) Flush() { _ = a.FlushError() }

// Unwrap is for http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// restart forgets an answer of which nothing has gone out, and says whether
// that was so.
func (a *answer) restart() bool {
	if a.open {
		return false
	}
	id := a.Header().Get("X-Request-Id")
	clear(a.Header())
	a.Header().Set("X-Request-Id", id)
	a.status, a.held = 0, nil
	a.state.caching, a.state.asIs = false, false
	return true
}

// close ends a complete answer. It must not be called after a panic: a
// compressed answer would then look complete.
func (a *answer) close() {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	if !a.open {
		a.begin(len(a.held), true)
		_, _ = a.pass(a.held) // kept in failed
	}
	if a.zipper != nil {
		if err := a.zipper.Close(); err == nil && a.failed == nil {
			a.handler.zippers.Put(a.zipper)
		}
		a.zipper = nil
	}
}

// begin decides about the first size bytes, all of them if whole, and sends the
// headers.
func (a *answer) begin(size int, whole bool) {
	a.open = true
	header := a.Header()
	a.finish(header)
	bodyless := a.status == http.StatusNoContent || a.status == http.StatusNotModified
	if head := a.request.Method == http.MethodHead; head && whole && size == 0 {
		if n, err := strconv.Atoi(header.Get("Content-Length")); err == nil {
			size = n
		}
	}
	switch {
	case bodyless || a.state.asIs || header.Get("Content-Encoding") != "":
	case size >= minZip && acceptsGzip(a.request.Header.Values("Accept-Encoding")):
		header.Set("Content-Encoding", "gzip")
		header.Del("Content-Length")
		if a.request.Method != http.MethodHead {
			a.startZip()
		}
	case whole && size > 0:
		header.Set("Content-Length", strconv.Itoa(size))
	}
	a.extend()
	a.ResponseWriter.WriteHeader(a.status)
}

// finish sets the headers that every answer has.
func (a *answer) finish(h http.Header) {
	path := a.request.URL.Path
	ours := strings.HasPrefix(path, serviceRoot) || strings.HasPrefix(path, writeRoot)
	version := ""
	for name, values := range h {
		if strings.EqualFold(name, "OData-Version") {
			if len(values) > 0 {
				version = values[0]
			}
			delete(h, name)
		}
	}
	if version == "" && ours {
		version = versionFor(a.request)
	}
	if version != "" {
		// Set would write Odata-Version, and some clients compare the spelling.
		h["OData-Version"] = []string{version}
	}
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Vary", varyOn)
	explores := strings.HasPrefix(path, explorerRoot+"/")
	if explores && !strings.HasPrefix(path, explorerAPI) {
		h.Set("Vary", pageVaryOn)
	}
	a.handler.cors.mark(h, a.request)
	switch {
	case a.state.caching:
	case a.state.known && a.status != http.StatusUnauthorized && !strings.HasPrefix(path, writeRoot) && !explores:
		h.Set("Cache-Control", "private, no-cache")
	default:
		h.Set("Cache-Control", "no-store")
	}
}

// versionFor is the version to answer in: 4.01 for those who can read it.
func versionFor(r *http.Request) string {
	most := strings.TrimSpace(r.Header.Get("OData-MaxVersion"))
	if v, err := strconv.ParseFloat(most, 64); err == nil && v >= 4.01 {
		return "4.01"
	}
	return "4.0"
}

// pass sends a piece of the body the way it was decided.
func (a *answer) pass(p []byte) (int, error) {
	if a.zipper != nil {
		return a.zipper.Write(p)
	}
	return a.send(p)
}

// send writes to the connection in steps, each with a new deadline.
func (a *answer) send(p []byte) (int, error) {
	done := 0
	for done < len(p) {
		if done > 0 {
			a.extend()
		}
		n, err := a.ResponseWriter.Write(p[done:min(done+step, len(p))]) //nolint:gosec // JSON or XML, and nosniff
		done += n
		a.sent += int64(n)
		if err != nil {
			a.failed = err
			return done, err
		}
	}
	if done > 0 {
		a.extend()
	}
	return done, nil
}

func (a *answer) extend() {
	// A deadline that is not supported (in tests) is no deadline.
	_ = a.control.SetWriteDeadline(a.handler.config.Now().Add(a.handler.limits.Progress))
}
