package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/seed-267014d6/roster/odata/fault"
)

// Where the explorer is.
const (
	explorerRoot = "/explore"
	explorerAPI  = explorerRoot + "/api/"
	assetRoot    = explorerRoot + "/assets/"
	linkRoot     = explorerRoot + "/sign-in/"
)

// isNavigation says whether a person has a browser open the address as a page.
func isNavigation(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	html, most, others, xhtml := 0.0, 0.0, false, false
	for item := range strings.SplitSeq(strings.Join(r.Header.Values("Accept"), ","), ",") {
		kind, parameters, _ := strings.Cut(item, ";")
		q := weight(parameters)
		switch strings.ToLower(strings.TrimSpace(kind)) {
		case "text/html":
			html = max(html, q)
		case "application/xhtml+xml":
			xhtml = true
		default:
			others, most = true, max(most, q)
		}
	}
	if mode := r.Header.Get("Sec-Fetch-Mode"); mode != "" {
		destination := r.Header.Get("Sec-Fetch-Dest")
		return html > 0 && mode == "navigate" && (destination == "" || destination == "document")
	}
	// Without TLS browsers do not send these. Libraries that name HTML among others (Java's
	// does so on its own) do not name XHTML, all browsers do.
	return html > 0 && (!others || html > most || html == most && xhtml)
}

// explorable says whether a request is for what the explorer shows: neither in a
// format that is asked for by name, nor something that has a form of its own, such
// as $metadata, $count and $value.
func explorable(r *http.Request) bool {
	path, ok := belowService(r)
	if !ok {
		return false
	}
	for segment := range strings.SplitSeq(path, "/") {
		if plain, ok := unescape(segment); !ok || strings.HasPrefix(plain, "$") {
			return false
		}
	}
	for pair := range strings.SplitSeq(r.URL.RawQuery, "&") {
		name, _, _ := strings.Cut(pair, "=")
		plain, ok := unescape(name)
		if ok && strings.EqualFold(strings.TrimPrefix(plain, "$"), "format") {
			return false
		}
	}
	return true
}

// belowService gives what follows the service root in a path, as it was sent.
func belowService(r *http.Request) (string, bool) {
	path, ok := strings.CutPrefix(rawPath(r), serviceRoot)
	return strings.TrimPrefix(path, "/"), ok
}

// browse is identify for what the explorer shows as well: it leads a person there
// who has signed in, and asks others to. Whoever brings a key gets the data, as
// every client does; a reading key in an address that no other page has made signs
// in, so that it does not stay in the address, unless a session is there: nobody else's
// link may take its place.
func (h *Handler) browse(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		given, err := h.recognise(c)
		if r := c.Request(); isNavigation(r) && explorable(r) {
			site := r.Header.Get("Sec-Fetch-Site")
			switch {
			case err == nil && given.by == byCookie:
				return h.toExplorer(c)
			case err == nil && given.by == byQuery && (site == "none" || site == "same-origin") && !h.hasSession(r):
				value, _ := h.sessions.seal(given.key)
				if err := h.setSession(c, value); err != nil {
					return err
				}
				return h.toExplorer(c)
			case isUnauthorized(err) && (given.by == byCookie || given.by == byNothing):
				c.Response().Header().Set("WWW-Authenticate", bearerChallenge) // no dialog before the page
				return h.servePage(c, http.StatusUnauthorized)
			}
		}
		if err != nil {
			return h.refuse(c, err)
		}
		return next(c)
	}
}

// hasSession says whether the browser has a session, which need not be good any more.
func (h *Handler) hasSession(r *http.Request) bool {
	kept, _ := h.sessions.credential(r)
	return kept.key != ""
}

func isUnauthorized(err error) bool { return err != nil && faultOf(err).Code == fault.Unauthorized }

// enter leads a person to the explorer who opens the server's own address.
func (h *Handler) enter(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if isNavigation(c.Request()) {
			return h.redirect(c, explorerRoot+"/")
		}
		return next(c)
	}
}

// toExplorer leads to the same path and query in the explorer.
func (h *Handler) toExplorer(c echo.Context) error {
	path, _ := belowService(c.Request())
	target := explorerRoot + "/" + path
	if query := exchangeOf(c.Request().Context()).query; query != "" {
		target += "?" + query
	}
	return h.redirect(c, target)
}

// redirect leads to another address of ours, by its path: whoever is between us
// and the browser may have another name for the server.
func (h *Handler) redirect(c echo.Context, target string) error {
	base, err := h.links.base(c.Request())
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Cache-Control", "no-store")
	header.Set("Location", basePath(base)+target)
	exchangeOf(c.Request().Context()).caching = true
	return c.NoContent(http.StatusSeeOther)
}

// page answers with the explorer, whatever is asked for below its root: its scripts
// read the address.
func (h *Handler) page(c echo.Context) error {
	exchangeOf(c.Request().Context()).caching = true
	c.Response().Header().Set("Cache-Control", "no-cache")
	return h.servePage(c, http.StatusOK)
}

func (h *Handler) servePage(c echo.Context, status int) error {
	base, err := h.links.base(c.Request())
	if err != nil {
		return err
	}
	h.explorer.ServePage(c.Response(), c.Request(), status, basePath(base))
	return nil
}

// asset answers with one of the explorer's files.
func (h *Handler) asset(c echo.Context) error {
	r := c.Request()
	x := exchangeOf(r.Context())
	name := strings.TrimPrefix(r.URL.Path, assetRoot)
	x.caching, x.asIs = true, true
	if h.explorer.Serve(c.Response(), r, name, acceptsGzip(r.Header.Values("Accept-Encoding"))) {
		return nil
	}
	x.caching, x.asIs = false, false
	return fault.New(fault.NotFound, "the explorer has no such file")
}
