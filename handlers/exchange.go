package handlers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/fault"
)

// exchange is what the edge learns of one request on its way.
type exchange struct {
	id        string
	known     bool // the principal is
	principal models.Principal
	query     string // raw, without the key
	aborted   bool

	sessionEnds time.Time // where the key came by the explorer's cookie
	caching     bool      // the answer's Cache-Control is its maker's
	asIs        bool      // the answer's body is sent as it is written
}

type exchangeKey struct{}

// exchangeOf gives the exchange of a request; outside of one it is empty.
func exchangeOf(ctx context.Context) *exchange {
	if x, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		return x
	}
	return &exchange{}
}

// ServeHTTP answers one request, and logs it.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	begun := h.config.Now()
	x := &exchange{id: h.config.NewID()}
	r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
	a := h.newAnswer(w, r, x)
	a.Header().Set("X-Request-Id", x.id)
	if r.Body != nil && r.Body != http.NoBody {
		// A deadline that is not supported (in tests) is no deadline.
		_ = a.control.SetReadDeadline(begun.Add(h.limits.BodyRead))
	}
	defer h.logRequest(a, r, x, begun)
	h.serve(a, r, x)
}

// serve routes a request and turns a panic into an answer. A panic after the
// first byte has gone out cuts the connection, so that nobody takes half an
// answer for a whole one.
func (h *Handler) serve(a *answer, r *http.Request, x *exchange) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		x.aborted = true
		if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(http.ErrAbortHandler)
		}
		h.log.LogAttrs(r.Context(), slog.LevelError, "panic", slog.String("id", x.id),
			slog.String("cause", fmt.Sprint(cause)), slog.String("stack", string(debug.Stack())))
		if !a.restart() {
			panic(http.ErrAbortHandler)
		}
		x.aborted = false
		h.writeFault(a, r, fault.New(fault.Internal, "the request could not be served"))
		a.close()
	}()
	switch {
	case len(r.RequestURI) > h.limits.URLBytes:
		h.writeFault(a, r, fault.New(fault.URITooLong, "the URL is longer than %d bytes", h.limits.URLBytes))
	case h.cors.preflight(a, r):
	default:
		h.echo.ServeHTTP(a, r)
	}
	a.close()
}

func (h *Handler) logRequest(a *answer, r *http.Request, x *exchange, begun time.Time) {
	if !h.log.Enabled(r.Context(), slog.LevelInfo) {
		return
	}
	attributes := []slog.Attr{
		slog.String("id", x.id),
		slog.String("method", clip(r.Method, 20)),
		slog.String("target", maskTarget(r.RequestURI)),
		slog.Int("status", a.status),
		slog.Int64("bytes", a.sent),
		slog.Duration("duration", h.config.Now().Sub(begun)),
		slog.String("peer", h.links.peerAddress(r)),
	}
	if x.known {
		attributes = append(attributes,
			slog.String("key", x.principal.KeyID), slog.String("workspace", x.principal.Workspace.String()))
	}
	if x.aborted {
		attributes = append(attributes, slog.Bool("aborted", true))
	}
	h.log.LogAttrs(r.Context(), slog.LevelInfo, "request", attributes...)
}

const mask = "***"

// maskTarget makes a request target fit for the log: no value of an apikey
// parameter, no code of a sign-in link, and nothing that looks like a key wherever
// it stands.
func maskTarget(target string) string {
	path, query, found := strings.Cut(target, "?")
	path = maskCode(path)
	if found {
		pairs := strings.Split(query, "&")
		for i, pair := range pairs {
			name, _, _ := strings.Cut(pair, "=")
			decoded, ok := unescape(name)
			if !ok || containsFold(decoded, "apikey") {
				pairs[i] = name + "=" + mask
			}
		}
		path += "?" + strings.Join(pairs, "&")
	}
	return clip(maskKeys(path), 4096)
}

// maskCode replaces what follows the path of sign-in links, however that is spelled.
func maskCode(path string) string {
	plain, err := url.PathUnescape(path)
	if err != nil {
		plain = path
	}
	if at := strings.Index(strings.ToLower(plain), linkRoot); at >= 0 {
		return plain[:at+len(linkRoot)] + mask
	}
	return path
}

// maskKeys replaces what follows the prefix of our keys, plain or percent-encoded.
func maskKeys(s string) string {
	const prefix = "rstr"
	if !containsFold(s, prefix) {
		return s
	}
	masked := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		if i+len(prefix) > len(s) || !strings.EqualFold(s[i:i+len(prefix)], prefix) {
			masked = append(masked, s[i])
			i++
			continue
		}
		end := i + len(prefix)
		for end < len(s) && strings.IndexByte("&=?/'\"(), ", s[end]) < 0 {
			end++
		}
		masked = append(masked, prefix...)
		if end > i+len(prefix) {
			masked = append(masked, mask...)
		}
		i = end
	}
	return string(masked)
}

func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}
