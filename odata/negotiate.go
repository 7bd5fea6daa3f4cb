package odata

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/payload"
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

// versionIn reads a version header; some clients add a user agent behind a semicolon.
func versionIn(h http.Header, name string) string {
	version, _, _ := strings.Cut(h.Get(name), ";")
	return strings.TrimSpace(version)
}

// mediaRange is one entry of an Accept header, or the value of $format.
type mediaRange struct {
	kind    string // lower case, such as application/json
	params  []mediaParam
	quality float64
}

type mediaParam struct{ name, value string }

// parseMedia reads one media range; ok is false where it is none.
func parseMedia(text string) (m mediaRange, ok bool) {
	kind, rest, _ := strings.Cut(text, ";")
	m = mediaRange{kind: strings.ToLower(strings.TrimSpace(kind)), quality: 1}
	if !strings.Contains(m.kind, "/") {
		return m, false
	}
	for rest != "" {
		var param string
		param, rest, _ = strings.Cut(rest, ";")
		name, v, _ := strings.Cut(param, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		v = strings.Trim(strings.TrimSpace(v), `"`)
		if name == "q" {
			q, err := strconv.ParseFloat(v, 64)
			if err != nil || q < 0 || q > 1 {
				return m, false
			}
			m.quality = q
			continue
		}
		if name != "" {
			m.params = append(m.params, mediaParam{name, strings.ToLower(v)})
		}
	}
	return m, true
}

// parseAccept reads an Accept header; entries that are no media ranges are left out.
func parseAccept(values []string) []mediaRange {
	var list []mediaRange
	for _, text := range strings.Split(strings.Join(values, ","), ",") {
		if m, ok := parseMedia(text); ok {
			list = append(list, m)
		}
	}
	return list
}

// jsonFormat negotiates the form of a JSON answer. $format beats Accept (Protocol
// 4.01, 8.2.1); a range with a parameter that is not known fits nothing.
func jsonFormat(r *http.Request, format string, v payload.Version) (payload.Format, error) {
	none := payload.Format{Version: v}
	if format != "" {
		return formatOption(format, none)
	}
	accept := parseAccept(r.Header.Values("Accept"))
	if len(accept) == 0 {
		return none, nil
	}
	best, bestQuality, found := none, 0.0, false
	for _, m := range accept {
		if m.kind != "application/json" && refusesJSON(accept) {
			continue // the wildcard is meant for other types
		}
		if f, ok := fitsJSON(m, none); ok && m.quality > bestQuality {
			best, bestQuality, found = f, m.quality, true
		}
	}
	if found {
		return best, nil
	}
	f := fault.New(fault.NotAcceptable, "only JSON can be sent: accept application/json").In("Accept", "")
	if wantsAtom(accept) {
		f = f.Advise("Excel: Data > Get Data > From OData Feed, not Legacy")
	}
	return none, f
}

// refusesJSON says whether plain JSON is refused by name (RFC 9110, 12.4.2).
func refusesJSON(accept []mediaRange) bool {
	for _, m := range accept {
		if m.kind == "application/json" && len(m.params) == 0 && m.quality == 0 {
			return true
		}
	}
	return false
}

func wantsAtom(accept []mediaRange) bool {
	for _, m := range accept {
		if strings.HasPrefix(m.kind, "application/atom") {
			return true
		}
	}
	return false
}

func formatOption(format string, none payload.Format) (payload.Format, error) {
	if strings.EqualFold(format, "json") {
		return none, nil
	}
	if m, ok := parseMedia(format); ok {
		if f, ok := fitsJSON(m, none); ok {
			return f, nil
		}
	}
	return none, fault.New(fault.NotAcceptable, "$format '%s' cannot be sent, only json", clip(format)).
		In("$format", "")
}

// fitsJSON says whether a media range is met by JSON, and by which form of it.
func fitsJSON(m mediaRange, f payload.Format) (payload.Format, bool) {
	if m.kind != "application/json" && m.kind != "application/*" && m.kind != "*/*" {
		return f, false
	}
	for _, p := range m.params {
		switch strings.TrimPrefix(p.name, "odata.") {
		case "metadata":
			switch p.value {
			case "minimal":
			case "none":
				f.Level = payload.None
			default:
				return f, false
			}
		case "ieee754compatible":
			if p.value != "true" && p.value != "false" {
				return f, false
			}
			f.Strings = p.value == "true"
		case "exponentialdecimals", "streaming":
			if p.value != "true" && p.value != "false" {
				return f, false
			}
		case "charset":
			if p.value != "utf-8" {
				return f, false
			}
		default:
			return f, false
		}
	}
	return f, true
}

// xmlWanted says whether $metadata goes out as XML: for any Accept, unless only
// JSON is accepted.
func xmlWanted(r *http.Request, format string) (bool, error) {
	if format != "" {
		if strings.EqualFold(format, "xml") {
			return true, nil
		}
		m, ok := parseMedia(format)
		if ok && m.kind == "application/xml" && len(m.params) == 0 {
			return true, nil
		}
		return false, notJSONMetadata()
	}
	accept := parseAccept(r.Header.Values("Accept"))
	for _, m := range accept {
		if m.kind != "application/json" {
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

// pageSizeOf reads the maxpagesize preference (Protocol 4.01, 8.2.8.5); values
// that are no positive numbers are ignored. name is the spelling to echo.
func pageSizeOf(h http.Header, largest int) (size int, name string) {
	for _, entry := range strings.Split(strings.Join(h.Values("Prefer"), ","), ",") {
		key, v, _ := strings.Cut(entry, "=")
		v, _, _ = strings.Cut(v, ";")
		key = strings.ToLower(strings.TrimSpace(key))
		if key != "maxpagesize" && key != "odata.maxpagesize" {
			continue
		}
		n, err := strconv.ParseUint(strings.Trim(strings.TrimSpace(v), `"`), 10, 31)
		if err == nil && n > 0 {
			return min(int(n), largest), key
		}
	}
	return 0, ""
}

// clip keeps messages short and printable.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
