package handlers

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/fault"
)

// identify lets requests with a valid key pass, before anything of them is
// parsed, and remembers whose key it is.
func (h *Handler) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if _, err := h.recognise(c); err != nil {
			return h.refuse(c, err)
		}
		return next(c)
	}
}

// recognise finds the key of a request, and remembers whose it is where it is valid.
func (h *Handler) recognise(c echo.Context) (given credential, err error) {
	r := c.Request()
	x := exchangeOf(r.Context())
	query, parameters := takeParameter(r.URL.RawQuery, keyOption)
	if given, err = credentialOf(r, parameters); err != nil {
		return credential{by: byMistake}, err
	}
	if given.by == byNothing {
		given, x.sessionEnds = h.sessions.credential(r)
	}
	if x.principal, err = h.authenticate(c, given); err != nil {
		return given, err
	}
	x.known, x.query = true, query
	if given.by == byBasic || given.by == byCookie {
		return given, h.sameOrigin(r)
	}
	return given, nil
}

// refuse adds to the refusal of a key which ones are taken.
func (h *Handler) refuse(c echo.Context, err error) error {
	if faultOf(err).Code == fault.Unauthorized {
		c.Response().Header().Set("WWW-Authenticate", challenge(c.Request()))
	}
	return err
}

const (
	basicChallenge  = `Basic realm="roster"`
	bearerChallenge = `Bearer realm="roster"` //nolint:gosec // names a scheme, holds no key
)

// challenge avoids a browser's password dialog for requests made by scripts.
func challenge(r *http.Request) string {
	mode := r.Header.Get("Sec-Fetch-Mode")
	switch {
	case mode == "navigate":
		return basicChallenge
	case mode != "", strings.HasPrefix(r.URL.Path, explorerRoot+"/"), len(r.CookiesNamed(sessionCookie)) > 0:
		// Browsers do not say the mode to a server without TLS, but the explorer's scripts
		// are the only ones with a cookie.
		return bearerChallenge
	}
	return basicChallenge
}

func (h *Handler) authenticate(c echo.Context, given credential) (models.Principal, error) {
	if given.key == "" {
		return models.Principal{}, fault.New(fault.Unauthorized, "an API key is needed").
			Advise("send it as X-ApiKey, as password of Basic, or as Bearer")
	}
	p, err := h.config.Directory.Authenticate(c.Request().Context(), given.key)
	switch {
	case err == nil && given.by == byQuery && p.Scope != models.ScopeRead:
		return models.Principal{}, fault.New(fault.Unauthorized, "only keys of scope read are accepted in the URL").
			Advise("send this one as X-ApiKey, as password of Basic, or as Bearer")
	case errors.Is(err, models.ErrUnknownKey) && given.by != byCookie: // that one was right once
		return models.Principal{}, h.wrongKey(c)
	}
	return p, err
}

// wrongKey counts a well-formed key that is none of ours. Valid keys never come
// here, so nobody is locked out by another's guesses.
func (h *Handler) wrongKey(c echo.Context) error {
	wait, tooMany := h.guesses.wrong(c.RealIP())
	if !tooMany {
		return errInvalidKey()
	}
	f := fault.New(fault.TooManyRequests, "too many wrong API keys from this address")
	f.Retry = wait
	return f
}

// sameOrigin guards against forms of foreign pages: browsers add a Basic key
// that they know to every request, whoever made it, and a cookie to those of all
// pages of the site.
func (h *Handler) sameOrigin(r *http.Request) error {
	base, err := h.links.base(r)
	if err != nil {
		return err
	}
	seen := *r
	seen.Host = hostOf(base)
	if err := h.origins.Check(&seen); err != nil {
		return fault.New(fault.Forbidden, "this request comes from a page of another origin").
			Advise("send the API key as X-ApiKey or Bearer").Because(err)
	}
	return nil
}
