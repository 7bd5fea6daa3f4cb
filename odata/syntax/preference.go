package syntax

import (
	"strings"
)

// Preference is one entry of a Prefer header (RFC 7240; Protocol 4.01, 8.2.8).
type Preference struct {
	Name       string // lower case, without the prefix "odata."
	Prefixed   bool   // "odata." stands before the name
	Value      string // without its quotes; "" where none is given
	Parameters []Parameter
}

// ParsePrefer parses the value of a Prefer header. The values of preferences
// that OData defines are checked; others are let through. The error is a *fault.Fault.
func ParsePrefer(text string) ([]Preference, error) {
	p := headerParser("Prefer", text)
	p.blank()
	list := p.preferences()
	return list, p.headerEnd()
}

// Preferences reads the lines of a request's Prefer header. Entries that are
// malformed are left out, as a server may ignore any preference (RFC 7240, 2).
func Preferences(lines []string) []Preference {
	var list []Preference
	for _, entry := range SplitList(lines) {
		if one, err := ParsePrefer(entry); err == nil {
			list = append(list, one...)
		}
	}
	return list
}

// preferences consumes preferences separated by commas.
func (p *parser) preferences() []Preference {
	var list []Preference
	for {
		list = append(list, p.preference())
		if !p.comma() {
			return list
		}
	}
}

func (p *parser) preference() Preference {
	const prefix = "odata."
	start := p.pos
	name := strings.ToLower(p.token("a preference"))
	pref := Preference{Name: name}
	if bare, ok := strings.CutPrefix(name, prefix); ok && isPrefixed(bare) {
		pref.Name, pref.Prefixed = bare, true
	}
	at := span(p.pos, p.pos)
	if i := p.skip(p.pos); p.err == nil && p.at(i) == '=' {
		p.pos = p.skip(i + 1)
		from := p.pos
		pref.Value = p.headerValue()
		at = span(from, p.end())
	}
	pref.Parameters = p.parameters()
	if p.err == nil {
		p.checkPreference(&pref, span(start, start+len(name)), at)
	}
	return pref
}

// isPrefixed says which preferences may have the prefix of OData 4.0.
func isPrefixed(name string) bool {
	switch name {
	case "allow-entityreferences", "callback", "continue-on-error", "include-annotations", "maxpagesize",
		"track-changes":
		return true
	}
	return false
}

// checkPreference checks the value, which stands at the place, of the preferences that OData defines.
func (p *parser) checkPreference(pref *Preference, name, value Span) {
	wants := func(ok bool, expected string) {
		if !ok && p.err == nil {
			found := value
			if found.Start == found.End {
				found = name
			}
			p.failf(value, "expected %s, found '%s'", expected, p.text[found.Start:found.End])
		}
	}
	switch pref.Name {
	case "allow-entityreferences", "respond-async", "track-changes":
		wants(pref.Value == "", "no value")
	case "continue-on-error":
		v := strings.ToLower(pref.Value)
		wants(v == "" || v == "true" || v == "false", "'true' or 'false'")
	case "maxpagesize":
		wants(isDigits(pref.Value) && pref.Value[0] != '0', "a number of rows from 1 on")
	case "wait":
		wants(isDigits(pref.Value), "a number of seconds")
	case "omit-values":
		v := strings.ToLower(pref.Value)
		wants(v == "nulls" || v == "defaults", "'nulls' or 'defaults'")
	case "return":
		wants(pref.Value == "representation" || pref.Value == "minimal", "'representation' or 'minimal'")
	case "include-annotations":
		p.checkAnnotations(pref.Value, value)
	case "callback":
		p.checkCallback(pref.Parameters, name)
	}
}

func isDigits(text string) bool { return text != "" && countDigits(text, 0) == len(text) }

// checkCallback demands the parameter url with an absolute URI.
func (p *parser) checkCallback(params []Parameter, at Span) {
	for _, param := range params {
		if param.Name == "url" {
			if _, err := ParseURI(param.Value); err != nil {
				p.failf(at, "the url of the preference 'callback' is no absolute URI")
			}
			return
		}
	}
	p.failf(at, "the preference 'callback' needs the parameter 'url'")
}

// checkAnnotations checks what include-annotations lists: `[-](*|namespace.*|namespace.term)[#qualifier],…`.
func (p *parser) checkAnnotations(text string, at Span) {
	if at.Start == at.End {
		p.failf(at, "the preference 'include-annotations' needs a list of annotations")
		return
	}
	end := p.pos
	p.pos = at.Start
	if p.accept('"') {
		at.End--
	}
	if text != p.text[p.pos:at.End] {
		p.failf(at, "the list of annotations cannot hold a backslash")
		return
	}
	for p.err == nil {
		p.accept('-')
		p.annotationName()
		if p.err == nil && p.accept('#') {
			p.identifier("the qualifier of the annotation")
		}
		if !p.accept(',') {
			break
		}
	}
	if p.err == nil && p.pos != at.End {
		p.unexpected("',' or the end of the list")
	}
	if p.err == nil {
		p.pos = end
	}
}

// annotationName is `*`, `namespace.*` or `namespace.term`.
func (p *parser) annotationName() {
	if p.accept('*') {
		return
	}
	start := p.pos
	p.pos = p.dotted(start)
	name := p.text[start:p.pos]
	if p.pos > start && p.accept('.') {
		if !p.accept('*') {
			p.unexpected("'*' or a name")
		}
		return
	}
	if strings.IndexByte(name, '.') < 0 {
		p.unexpected("'*', or a name with its namespace")
	}
	p.checkName(name)
}
