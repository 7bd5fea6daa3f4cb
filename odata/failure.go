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

// fail answers an error and logs what the client does not get to see.
func (s *Service) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		panic(http.ErrAbortHandler) // nobody is listening any more
	}
	if f := fault.From(err); f.Code.Status() >= http.StatusInternalServerError && f.Code != fault.NotImplemented {
		s.log.LogAttrs(r.Context(), slog.LevelError, "request failed", slog.String("code", f.Code.String()),
			slog.Any("cause", f.Cause))
	}
	WriteFault(w, r, err)
}

// WriteFault answers an error in the OData form (JSON Format 4.01, section 21):
// status, version, Retry-After, and a body without causes.
func WriteFault(w http.ResponseWriter, r *http.Request, err error) {
	f := fault.From(err)
	version, versionErr := versionOf(r.Header)
	if versionErr != nil {
		version = payload.V40
	}
	format := payload.Format{Version: version}
	body := payload.AppendError(nil, f)
	header(w, version)
	h := w.Header()
	h.Set("Content-Type", format.ContentType())
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Content-Language", "en")
	h.Del("Preference-Applied")
	if f.Retry > 0 {
		h.Set("Retry-After", strconv.Itoa(f.Retry))
	}
	w.WriteHeader(f.Code.Status())
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) //nolint:gosec // JSON, escaped as such, with nosniff; the client may have gone
	}
}
