package odata

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/payload"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// versionOf negotiates the version of the answer (Protocol 4.01, 8.2.7): 4.0
// unless the request allows 4.01 or more.
func versionOf(h http.Header) (payload.Version, error) {
	if given := versionIn(h, "OData-Version"); given != "" && given != "4.0" && given != "4.01" {
		return payload.V40, fault.New(fault.BadRequest, "OData-Version '%s' is not 4.0 or 4.01", clip(given)).
			In("OData-Version", "")
	}
	highest := versionIn(h, "OData-MaxVersion")
	if highest == "" {
		return payload.V40, nil
	}
	n, err := strconv.ParseFloat(highest, 64)
	if err != nil || n < 4 || n > 1000 {
		return payload.V40, fault.New(fault.BadRequest, "OData-MaxVersion '%s' is not 4.0 or higher", clip(highest)).
			In("OData-MaxVersion", "")
	}
	if n >= 4.01 {
		return payload.V401, nil
	}
	return payload.V40, nil
}

// isolation refuses what cannot be promised: each page sees a snapshot of its own, not
// that of the first (Protocol 4.01, 8.2.6).
func isolation(h http.Header) error {
	for _, name := range []string{"Isolation", "OData-Isolation"} {
		switch given := strings.TrimSpace(h.Get(name)); {
		case given == "":
		case strings.EqualFold(given, "snapshot"):
			return fault.New(fault.PreconditionFailed,
				"one snapshot for several requests is not offered: each sees the data of its own time").In(name, "")
		default:
			return fault.New(fault.BadRequest, "%s '%s' is not snapshot", name, clip(given)).In(name, "")
		}
	}
	return nil
}

// versionIn reads a version header; some clients add a user agent behind a semicolon.
func versionIn(h http.Header, name string) string {
	version, _, _ := strings.Cut(h.Get(name), ";")
	return strings.TrimSpace(version)
}

// parseAccept reads an Accept header; entries that are no media ranges are left out.
func parseAccept(values []string) []syntax.MediaRange {
	var list []syntax.MediaRange
	for _, text := range syntax.SplitList(values) {
		if m, err := syntax.ParseMediaRange(text); err == nil {
			list = append(list, m)
		}
	}
	return list
}

// jsonFormat negotiates the form of a JSON answer. $format beats Accept (Protocol
// 4.01, 8.2.1); a range with a parameter that is not known fits nothing. Of ranges
// of one quality the first that names JSON decides, else the first. only are the
// formats of the resource.
func jsonFormat(r *http.Request, format, only string, v payload.Version) (payload.Format, error) {
	none := payload.Format{Version: v}
	if format != "" {
		return formatOption(format, only, none)
	}
	accept := parseAccept(r.Header.Values("Accept"))
	if len(accept) == 0 {
		return none, nil
	}
	best, bestQuality, bestNamed := none, 0.0, false
	for _, m := range accept {
		named := m.Type == jsonType
		if !named && refusesJSON(accept) {
			continue // the wildcard is meant for other types
		}
		f, ok := fitsJSON(m, none)
		if ok && (m.Quality > bestQuality || m.Quality == bestQuality && m.Quality > 0 && named && !bestNamed) {
			best, bestQuality, bestNamed = f, m.Quality, named
		}
	}
	if bestQuality > 0 {
		return best, nil
	}
	f := fault.New(fault.NotAcceptable, "only JSON can be sent: accept application/json").In("Accept", "")
	if only != "json" {
		f = fault.New(fault.NotAcceptable, "only CSV and JSON can be sent: accept text/csv or application/json").
			In("Accept", "")
	}
	switch {
	case wantsAtom(accept):
		f = f.Advise("Excel: Data > Get Data > From OData Feed, not Legacy")
	case slices.ContainsFunc(accept, func(m syntax.MediaRange) bool { return m.Type == jsonType && m.Quality > 0 }):
		f = f.Advise(jsonParameters)
	}
	return none, f
}

// jsonParameters are what the media type may have.
const jsonParameters = "its parameters are metadata (minimal, full or none), IEEE754Compatible, ExponentialDecimals " +
	"and streaming (true or false), and charset (utf-8), each at most once"

// refusesJSON says whether plain JSON is refused by name (RFC 9110, 12.4.2).
func refusesJSON(accept []syntax.MediaRange) bool {
	for _, m := range accept {
		if m.Type == jsonType && len(m.Parameters) == 0 && m.Quality == 0 {
			return true
		}
	}
	return false
}

func wantsAtom(accept []syntax.MediaRange) bool {
	for _, m := range accept {
		if strings.HasPrefix(m.Type, "application/atom") {
			return true
		}
	}
	return false
}

func formatOption(format, only string, none payload.Format) (payload.Format, error) {
	if strings.EqualFold(format, "json") {
		return none, nil
	}
	if m, err := syntax.ParseMediaRange(format); err == nil {
		if f, ok := fitsJSON(m, none); ok {
			return f, nil
		}
	}
	return none, badFormat(format, only)
}

// badFormat is the fault of a $format that cannot be sent. An abbreviation takes
// no parameters (JSON Format 4.01, 3): that is not a media type, so it is 400.
func badFormat(format, only string) error {
	code, advice := fault.NotAcceptable, ""
	if m, err := syntax.ParseMediaRange(format); err == nil && m.Type == jsonType && strings.Contains(only, "json") {
		advice = jsonParameters
	}
	if name, _, found := strings.Cut(format, ";"); found && !strings.Contains(name, "/") {
		code = fault.BadQueryOption
		advice = "parameters stand behind a media type, as in application/json;metadata=none"
	}
	if tableOption(format) {
		advice = "collections of entities are sent as CSV"
	}
	f := fault.New(code, "$format '%s' cannot be sent, only %s", clip(format), only).In("$format", "")
	if advice != "" {
		f = f.Advise("%s", advice)
	}
	return f
}

// textFormat refuses a $format that a raw value or a count cannot be sent in: they
// are of one media type (Protocol 4.01, 11.2.4.1 and 11.2.10), whatever is accepted.
func textFormat(format, only string) error {
	if format == "" {
		return nil
	}
	m, err := syntax.ParseMediaRange(format)
	if err != nil || m.Type != only && m.Type != "*/*" && m.Type != strings.Split(only, "/")[0]+"/*" {
		return badFormat(format, only)
	}
	for _, p := range m.Parameters {
		if only != "text/plain" || p.Name != "charset" || !strings.EqualFold(p.Value, "utf-8") {
			return badFormat(format, only)
		}
	}
	return nil
}

// fitsJSON says whether a media range is met by JSON, and by which form of it. A
// parameter given twice fits nothing.
func fitsJSON(m syntax.MediaRange, f payload.Format) (payload.Format, bool) {
	if m.Type != jsonType && m.Type != "application/*" && m.Type != "*/*" {
		return f, false
	}
	given := make([]string, 0, len(m.Parameters))
	for _, p := range m.Parameters {
		name := p.Name
		if bare, ok := strings.CutPrefix(name, "odata."); ok && (bare == "metadata" || bare == "streaming") {
			name = bare
		}
		if slices.Contains(given, name) || !formatParameter(&f, name, strings.ToLower(p.Value)) {
			return f, false
		}
		given = append(given, name)
	}
	return f, true
}

// formatParameter applies a parameter of the media type, names and values in lower
// case (JSON Format 4.01, section 3). Decimals are never written with exponents, as
// ExponentialDecimals would allow.
func formatParameter(f *payload.Format, name, v string) bool {
	if name == "metadata" {
		levels := map[string]payload.Level{"minimal": payload.Minimal, "none": payload.None, "full": payload.Full}
		level, ok := levels[v]
		f.Level = level
		return ok
	}
	if name == "charset" {
		f.Charset = v == "utf-8"
		return f.Charset
	}
	switch name {
	case "ieee754compatible":
		f.Strings = v == "true"
	case "streaming":
		f.Streaming = v == "true"
	case "exponentialdecimals":
	default:
		return false
	}
	return v == "true" || v == "false"
}

// clip keeps messages short and printable.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
