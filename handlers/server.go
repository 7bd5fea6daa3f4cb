package handlers

import (
	"log/slog"
	"net/http"
)

// Server makes an HTTP server around the handler, with its limits. The caller
// listens and serves, with TLS or without, and ends it: Handler.Drain, a moment
// for that to be noticed, then Shutdown.
//
// ReadTimeout stays unset: net/http cancels a request that is still at work when
// it ends. Bodies and answers have deadlines of their own (Limits).
func Server(h *Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: h.limits.HeaderRead,
		WriteTimeout:      h.limits.Progress + h.limits.KeyWait,
		IdleTimeout:       h.limits.Idle,
		MaxHeaderBytes:    h.limits.HeaderBytes,
		ErrorLog:          slog.NewLogLogger(h.log.Handler(), slog.LevelDebug),
		// "OPTIONS *" is answered like everything else.
		DisableGeneralOptionsHandler: true,
	}
}
