package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/fault"
)

// identify lets requests with a valid key pass, before anything of them is
// parsed, and remembers whose key it is.
func (h *Handler) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		x := exchangeOf(r.Context())
		query, parameters := takeParameter(r.URL.RawQuery, keyOption)
		given, err := credentialOf(r, parameters)
		if err == nil {
			x.principal, err = h.authenticate(c, given)
		}
		if err != nil {
			if f := faultOf(err); f.Code == fault.Unauthorized {
				c.Response().Header().Set("WWW-Authenticate", challenge(r))
			}
			return err
		}
		x.known, x.query = true, query
		if given.by == byBasic {
			if err := h.sameOrigin(r); err != nil {
				return err
			}
		}
		return next(c)
	}
}

// challenge avoids a browser's password dialog for requests made by scripts.
func challenge(r *http.Request) string {
	if mode := r.Header.Get("Sec-Fetch-Mode"); mode != "" && mode != "navigate" {
		return `Bearer realm="roster"`
	}
	return `Basic realm="roster"`
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
	case errors.Is(err, models.ErrUnknownKey):
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
// that they know to every request, whoever made it.
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
