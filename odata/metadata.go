package odata

import (
	"net/http"
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// answerMetadata answers $metadata with the document of the negotiated version.
func (q *query) answerMetadata(w http.ResponseWriter, r *http.Request, format string) error {
	if _, err := xmlWanted(r, format); err != nil {
		return err
	}
	q.send(w, r, "application/xml", q.service.metadata[q.format.Version])
	return nil
}

// xmlWanted says whether $metadata goes out as XML: for any Accept, unless only
// JSON is accepted.
func xmlWanted(r *http.Request, format string) (bool, error) {
	if format != "" {
		if strings.EqualFold(format, "xml") {
			return true, nil
		}
		m, err := syntax.ParseMediaRange(format)
		if err == nil && m.Type == "application/xml" && len(m.Parameters) == 0 {
			return true, nil
		}
		return false, notJSONMetadata()
	}
	accept := parseAccept(r.Header.Values("Accept"))
	for _, m := range accept {
		if m.Type != "application/json" {
			return true, nil
		}
	}
	if len(accept) == 0 {
		return true, nil
	}
	return false, notJSONMetadata()
}

func notJSONMetadata() error {
	return fault.New(fault.NotAcceptable, "$metadata is sent as XML only: accept application/xml").In("Accept", "")
}
