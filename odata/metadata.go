package odata

import (
	"net/http"
	"slices"
	"strings"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/payload"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// The media types of $metadata.
const (
	xmlType  = "application/xml"
	jsonType = "application/json"
)

// documentForm tells the metadata documents of a service apart. There is JSON of
// both versions: a client that does not say that it knows 4.01 gets the same
// model, with 4.0 in $Version and in the header, so that the answer agrees with
// itself (CSDL JSON 4.01, section 3.2; Protocol 4.01, 8.2.7).
type documentForm struct {
	version payload.Version
	media   string
}

// documents writes the metadata documents.
func documents(c *Config) map[documentForm]document {
	all := map[documentForm]document{}
	for _, v := range []payload.Version{payload.V40, payload.V401} {
		d := metadata.Document{Model: c.Model, Version: v.String(), Capabilities: capabilities(c, v)}
		all[documentForm{v, xmlType}] = newDocument(d.AppendXML(nil))
		all[documentForm{v, jsonType}] = newDocument(d.AppendJSON(nil))
	}
	return all
}

// answerMetadata answers $metadata with the document of the negotiated version.
func (q *query) answerMetadata(w http.ResponseWriter, r *http.Request, format string) error {
	media, err := metadataType(r, format)
	if err != nil {
		return err
	}
	d := q.service.metadata[documentForm{q.format.Version, media}]
	q.tag, q.state = d.tag, d.tag
	return q.send(w, r, media, d.body)
}

// metadataType negotiates the media type of $metadata: XML for any Accept, unless
// only JSON is accepted. $format beats Accept.
func metadataType(r *http.Request, format string) (string, error) {
	if format != "" {
		return metadataOption(format)
	}
	accept := parseAccept(r.Header.Values("Accept"))
	if len(accept) == 0 {
		return xmlType, nil
	}
	refused := slices.ContainsFunc(accept, func(m syntax.MediaRange) bool {
		return m.Type == xmlType && m.Quality == 0
	})
	fits := false
	for _, m := range accept {
		if m.Quality == 0 {
			continue
		}
		if m.Type != jsonType && !refused {
			return xmlType, nil
		}
		_, json := fitsJSON(m, payload.Format{})
		fits = fits || json
	}
	if fits {
		return jsonType, nil
	}
	return "", fault.New(fault.NotAcceptable, "$metadata can be sent as XML and JSON: accept application/xml").
		In("Accept", "")
}

// metadataOption reads $format.
func metadataOption(format string) (string, error) {
	switch strings.ToLower(format) {
	case "xml":
		return xmlType, nil
	case "json":
		return jsonType, nil
	}
	if m, err := syntax.ParseMediaRange(format); err == nil {
		if m.Type == xmlType && len(m.Parameters) == 0 {
			return xmlType, nil
		}
		if _, ok := fitsJSON(m, payload.Format{}); ok && m.Type == jsonType {
			return jsonType, nil
		}
	}
	return "", badFormat(format, "xml and json")
}
