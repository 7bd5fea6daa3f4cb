package handlers

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-267014d6/roster/odata/value"
)

// healthy says that the process is alive.
func (h *Handler) healthy(c echo.Context) error {
	return writeJSON(c, http.StatusOK, appendMembers(nil, "status", "ok"))
}

// ready says whether requests should be sent here: the database can be reached,
// its schema is this version's, and the server is not about to end.
func (h *Handler) ready(c echo.Context) error {
	status := "ready"
	ctx, cancel := context.WithTimeout(c.Request().Context(), 2*time.Second)
	defer cancel()
	if h.draining.Load() {
		status = "shutting down"
	} else if err := h.config.Ping(ctx); err != nil {
		status = "the database cannot be reached"
		h.log.LogAttrs(ctx, slog.LevelWarn, "not ready", slog.Any("cause", err))
	} else if pending, err := h.config.Directory.Pending(ctx); err != nil || len(pending) > 0 {
		status = "migrations are to be applied"
		h.log.LogAttrs(ctx, slog.LevelWarn, "not ready", slog.Any("cause", err), slog.Any("pending", pending))
	}
	code := http.StatusOK
	if status != "ready" {
		code = http.StatusServiceUnavailable
		c.Response().Header().Set("Retry-After", "5")
	}
	return writeJSON(c, code, appendMembers(nil, "status", status))
}

// appendMembers appends a JSON object of names and texts.
func appendMembers(dst []byte, namesAndTexts ...string) []byte {
	for i, s := range namesAndTexts {
		switch {
		case i == 0:
			dst = append(dst, '{')
		case i%2 == 0:
			dst = append(dst, ',')
		default:
			dst = append(dst, ':')
		}
		dst = value.AppendString(dst, s)
	}
	return append(dst, '}')
}

// answerJSON answers with a value of ours as encoding/json writes it.
func answerJSON(c echo.Context, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return writeJSON(c, status, body)
}

func writeJSON(c echo.Context, status int, body []byte) error {
	c.Response().Header().Set("Content-Type", "application/json")
	c.Response().WriteHeader(status)
	_, err := c.Response().Write(body)
	return err
}
