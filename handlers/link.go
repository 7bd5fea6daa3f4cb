package handlers

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"github.com/seed-267014d6/roster/odata/fault"
)

// links knows how clients reach this server.
type links struct {
	public      string // the configured base, without a trailing slash
	origin      string // its scheme and authority
	trusted     []netip.Prefix
	peerAddress echo.IPExtractor
	log         *slog.Logger
	warned      sync.Once
}

func newLinks(public string, trusted []netip.Prefix, log *slog.Logger) (*links, error) {
	l := &links{trusted: trusted, log: log, peerAddress: echo.ExtractIPDirect()}
	if len(trusted) > 0 {
		options := []echo.TrustOption{
			echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false),
		}
		for _, p := range trusted {
			p = p.Masked()
			options = append(options, echo.TrustIPRange(&net.IPNet{
				IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen()),
			}))
		}
		l.peerAddress = echo.ExtractIPFromXFFHeader(options...)
	}
	if public == "" {
		return l, nil
	}
	u, err := url.Parse(public)
	switch {
	case err != nil || (u.Scheme != "http" && u.Scheme != "https") || !isHost(u.Host):
		return nil, errors.New("the public URL must be an absolute http or https URL")
	case u.RawQuery != "" || u.Fragment != "" || u.User != nil || u.ForceQuery:
		return nil, errors.New("the public URL must have no user, query or fragment")
	}
	l.origin = u.Scheme + "://" + u.Host
	l.public = l.origin + strings.TrimRight(u.EscapedPath(), "/")
	return l, nil
}

// base is the absolute URL that all paths of ours are appended to: the configured
// one, else what a trusted proxy says, else what the client has asked for.
func (l *links) base(r *http.Request) (string, error) {
	if l.public != "" {
		return l.public, nil
	}
	scheme, host, prefix := "http", r.Host, ""
	if r.TLS != nil {
		scheme = "https"
	}
	if f := forwardedBy(r.Header); f != (forwarded{}) {
		if !l.trusts(r.RemoteAddr) {
			l.warn(r)
		} else {
			if f.scheme == "http" || f.scheme == "https" {
				scheme = f.scheme
			}
			if isHost(f.host) {
				host = f.host
			}
			if isPrefix(f.prefix) {
				prefix = strings.TrimRight(f.prefix, "/")
			}
		}
	}
	if host == "" { // HTTP/1.0
		if local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok {
			host = local.String()
		}
	}
	if !isHost(host) {
		return "", fault.New(fault.BadRequest, "the Host header is not a host name")
	}
	return scheme + "://" + host + prefix, nil
}

func (l *links) trusts(remote string) bool {
	peer, err := netip.ParseAddrPort(remote)
	if err != nil {
		return false
	}
	for _, p := range l.trusted {
		if p.Contains(peer.Addr().Unmap()) {
			return true
		}
	}
	return false
}

func (l *links) warn(r *http.Request) {
	l.warned.Do(func() {
		l.log.LogAttrs(r.Context(), slog.LevelWarn,
			"forwarded headers of an untrusted peer are ignored; name your proxies by --trusted-proxies, "+
				"or the address of the service by --public-url", slog.String("peer", r.RemoteAddr))
	})
}

// forwarded is what a proxy says of the request it received.
type forwarded struct{ scheme, host, prefix string }

// forwardedBy reads X-Forwarded-*, or else Forwarded (RFC 7239). Of a list the
// last entry counts: the nearest proxy made it, whatever came in before.
func forwardedBy(h http.Header) forwarded {
	f := forwarded{
		scheme: strings.ToLower(lastItem(h.Values("X-Forwarded-Proto"))),
		host:   lastItem(h.Values("X-Forwarded-Host")),
		prefix: lastItem(h.Values("X-Forwarded-Prefix")),
	}
	if f != (forwarded{}) {
		return f
	}
	for part := range strings.SplitSeq(lastItem(h.Values("Forwarded")), ";") {
		name, given, _ := strings.Cut(strings.TrimSpace(part), "=")
		given = strings.Trim(given, `"`)
		switch strings.ToLower(name) {
		case "proto":
			f.scheme = strings.ToLower(given)
		case "host":
			f.host = given
		}
	}
	return f
}

func lastItem(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	last := lines[len(lines)-1]
	return strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
}

// isHost says whether s can stand as authority in a link: nothing that ends it
// or that a client could take for something else.
func isHost(s string) bool {
	if s == "" || len(s) > 255 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		case strings.IndexByte(".-_:[]", c) >= 0:
		default:
			return false
		}
	}
	return true
}

func isPrefix(s string) bool {
	if !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || len(s) > 255 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; c != '/' && c != '~' && c != '%' && !isHost(s[i:i+1]) {
			return false
		}
	}
	return true
}

// basePath is the path that all paths of ours are appended to: "", or "/prefix".
// It never begins with two slashes, which would make a host of what follows.
func basePath(base string) string {
	_, rest, _ := strings.Cut(base, "://")
	_, path, found := strings.Cut(rest, "/")
	if path = strings.TrimLeft(path, "/"); !found || path == "" {
		return ""
	}
	return "/" + path
}

// hostOf is the authority of a base.
func hostOf(base string) string {
	_, rest, _ := strings.Cut(base, "://")
	host, _, _ := strings.Cut(rest, "/")
	return host
}
