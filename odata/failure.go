package odata

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/payload"
)

// fail answers an error and logs what the client does not get to see. format is the
// request's $format.
func (s *Service) fail(w http.ResponseWriter, r *http.Request, format string, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		panic(http.ErrAbortHandler) // nobody is listening any more
	}
	if f := fault.From(err); f.Code.Status() >= http.StatusInternalServerError && f.Code != fault.NotImplemented {
		s.log.LogAttrs(r.Context(), slog.LevelError, "request failed", slog.String("code", f.Code.String()),
			slog.Any("cause", f.Cause))
	}
	writeFault(w, r, format, err)
}

// WriteFault answers an error in the OData form (JSON Format 4.01, section 21):
// status, version, Retry-After, and a body without causes.
func WriteFault(w http.ResponseWriter, r *http.Request, err error) { writeFault(w, r, "", err) }

func writeFault(w http.ResponseWriter, r *http.Request, formatOption string, err error) {
	f := fault.From(err)
	version, versionErr := versionOf(r.Header)
	if versionErr != nil {
		version = payload.V40
	}
	// An error has no control information, so it is of any level that was asked for;
	// where none can be sent, it is JSON all the same.
	format := payload.Format{Version: version}
	if asked, err := jsonFormat(r, formatOption, "json", version); err == nil {
		format.Level = asked.Level
	}
	body := payload.AppendError(nil, f)
	header(w, version)
	h := w.Header()
	h.Set("Content-Type", format.ContentType())
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Content-Language", "en")
	if f.Retry > 0 {
		h.Set("Retry-After", strconv.Itoa(f.Retry))
	}
	w.WriteHeader(f.Code.Status())
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) //nolint:gosec // JSON, escaped as such, with nosniff; the client may have gone
	}
}
