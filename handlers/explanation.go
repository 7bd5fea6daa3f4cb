package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/seed-267014d6/roster/odata/fault"
)

// explanation answers with the tree, the plan and the SQL of a request to the service.
// They name tables and columns, so they are for administrators.
func (h *Handler) explanation(c echo.Context) error {
	if !exchangeOf(c.Request().Context()).principal.CanAdmin() {
		return fault.New(fault.Forbidden, "explanations need a key of scope admin whose user is FullAdmin")
	}
	asked, done, err := h.target(c)
	if err != nil {
		return err
	}
	defer done()
	explained, err := h.config.Service.Explain(asked.path, asked.query)
	if err != nil {
		return err
	}
	return answerJSON(c, http.StatusOK, explained)
}
