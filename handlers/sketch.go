package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/payload"
)

// target is a request to the service, as it is sent to be looked at.
type target struct{ path, query string }

func targetShape() *payload.Shape {
	return payload.NewShape(
		payload.Member{Name: "path", Kind: payload.TextMember, Required: true},
		payload.Member{Name: "query", Kind: payload.TextMember},
	)
}

// sketch answers with the structure of a request to the service, for the editor.
func (h *Handler) sketch(c echo.Context) error {
	asked, done, err := h.target(c)
	if err != nil {
		return err
	}
	defer done()
	return answerJSON(c, http.StatusOK, h.config.Service.Sketch(asked.path, asked.query))
}

// target reads the request that a body holds, within the limits of a URL, for those
// who may send it. done ends the work on it.
func (h *Handler) target(c echo.Context) (asked target, done func(), err error) {
	if err := mayRead(exchangeOf(c.Request().Context()).principal); err != nil {
		return target{}, nil, err
	}
	body, err := h.body(c, h.targets)
	if err != nil {
		return target{}, nil, err
	}
	asked = target{path: body.Field("path").Text}
	asked.query, _ = takeParameter(body.Field("query").Text, keyOption) // a key is never echoed
	if strings.Contains(asked.path, "?") {
		return target{}, nil, body.Locate(&fault.Fault{
			Code: fault.InvalidValue, Target: "path",
			Message: "the path holds a '?'", Hint: "what follows it is the query",
		})
	}
	if len(asked.path)+len("?")+len(asked.query) > h.limits.URLBytes {
		return target{}, nil, fault.New(fault.URITooLong, "path and query are longer than %d bytes", h.limits.URLBytes)
	}
	done, err = h.start()
	return asked, done, err
}
