package syntax

import (
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
)

// ParseRequest parses a request target. rawPath is the still percent-encoded
// path relative to the service root, without a leading slash; rawQuery is the
// query string as received, without the question mark. The error is a
// *fault.Fault that names the option, and the place in its decoded text.
func ParseRequest(rawPath, rawQuery string, limits Limits) (*Request, error) {
	spent := &budget{limits: limits}
	r := &Request{}
	if f := parsePath(r, rawPath, spent); f != nil {
		return nil, f
	}
	if f := parseQuery(&r.Options, rawQuery, spent); f != nil {
		return nil, f
	}
	return r, nil
}

// parseQuery splits the raw query on `&` and the first `=`, then decodes: `;` is data.
func parseQuery(o *Options, raw string, spent *budget) *fault.Fault {
	if f := checkQuery(raw); f != nil {
		return f
	}
	count := 0
	for raw != "" {
		var pair string
		pair, raw, _ = strings.Cut(raw, "&")
		if pair == "" {
			continue
		}
		if count++; count > spent.limits.Options {
			return tooManyOptions(spent)
		}
		if f := parsePair(o, pair, spent); f != nil {
			return f
		}
	}
	return nil
}

func tooManyOptions(spent *budget) *fault.Fault {
	return fault.New(fault.QueryTooComplex, "more than %d query options", spent.limits.Options)
}

// checkQuery refuses what cannot be split rightly.
func checkQuery(raw string) *fault.Fault {
	if i := strings.IndexByte(raw, '#'); i >= 0 {
		return fault.New(fault.BadRequest, "'#' cannot stand in a query").
			At(span(i, i+1)).In("query", raw).Advise("it is sent as %%23")
	}
	if i := strings.Index(raw, "&&"); i >= 0 {
		// Taken as an empty option it would cut a filter in half, silently.
		return fault.New(fault.BadQueryOption, "an empty query option").
			At(span(i, i+2)).In("query", raw).
			Advise("a logical and is written 'and'; an '&' in a value is sent as %%26")
	}
	return nil
}

// pair is one `name=value` of a query, taken apart.
type pair struct {
	name     string // decoded, as it was given
	target   string // the same, canonical where it is a system query option's
	value    string // decoded
	rawValue string
	option   option
	system   bool
	assigned bool // there is a `=`
}

// takePair takes a pair apart. Where that fails, the names and the value are as far as
// they are known.
func takePair(text string) (pair, *fault.Fault) {
	rawName, rawValue, assigned := strings.Cut(text, "=")
	one := pair{name: rawName, target: rawName, value: rawValue, rawValue: rawValue, assigned: assigned}
	name, f := decode(rawName, true)
	if f != nil {
		return one, f.In("query", rawName)
	}
	one.name, one.target = name, name
	one.option, one.system = optionNamed(strings.TrimPrefix(name, "$"))
	if one.system {
		one.target = one.option.name()
	}
	value, f := decode(rawValue, true)
	if f != nil {
		return one, f.In(clip(one.target), rawValue)
	}
	one.value = value
	return one, nil
}

// parsePair reads one `name=value`.
func parsePair(o *Options, text string, spent *budget) *fault.Fault {
	one, f := takePair(text)
	if f != nil {
		return f
	}
	return one.parse(o, spent)
}

func (one *pair) parse(o *Options, spent *budget) *fault.Fault {
	name, target, value, rawValue := one.name, one.target, one.value, one.rawValue
	opt, system, assigned := one.option, one.system, one.assigned
	p := newParser(target, value, spent)
	switch {
	case system && opt == searchOption && bareSemicolon(rawValue) >= 0:
		at := decodedOffset(rawValue, bareSemicolon(rawValue))
		return fault.New(fault.BadQueryOption, "a word to search for cannot hold ';'").At(span(at, at+1)).
			In(target, value).Advise("it is sent as %%3B, or stands in double quotes")
	case system && opt == levelsOption:
		return unknownOption("'$levels' can only be an option of an item of $expand", name)
	case system && !assigned:
		return fault.New(fault.BadQueryOption, "'%s' has no value", opt.name()).
			At(span(len(name), len(name))).In(target, name)
	case system:
		p.whole(func() { p.option(opt, o, span(0, len(value))) })
	case strings.HasPrefix(name, "@"):
		p.topAlias(o, name)
	case isBlankName(name):
		i := strings.IndexByte(name, ' ')
		return fault.New(fault.BadQueryOption, "a blank cannot stand in the name of a query option").
			At(span(i, i+1)).In("query", name)
	case isTemporal(name):
		return fault.New(fault.NotImplemented, "the option '%s' of temporal data is not implemented", name).
			At(span(0, len(name))).In(name, name)
	case strings.HasPrefix(name, "$"):
		const everywhere = optionSet(1<<optionCount - 1)
		return unknownOption("there is no query option '"+clip(name)+"'", name).Meaning(suggestOption(name, everywhere))
	default:
		o.Custom = append(o.Custom, &TextOption{Source: p.source, Span: span(0, len(value))})
	}
	return p.err
}

// isBlankName says whether a name would be one of ours without the blanks in it.
func isBlankName(name string) bool {
	bare := strings.TrimPrefix(strings.ReplaceAll(name, " ", ""), "$")
	_, ok := optionNamed(bare)
	return ok && strings.HasPrefix(strings.TrimLeft(name, " "), "$")
}

// isTemporal says whether an option is one of OData Temporal Data 4.0, section 4.2.
func isTemporal(name string) bool {
	switch name {
	case "$at", "$from", "$to", "$toInclusive":
		return true
	}
	return false
}

// bareSemicolon is the place of a semicolon in the words of a raw $search, which
// must be percent-encoded there (ABNF: searchWord), or -1.
func bareSemicolon(raw string) int {
	var quote byte
	first := true
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c == '%' && i+2 < len(raw) && isHex(raw[i+1]) && isHex(raw[i+2]) {
			c = unhex(raw[i+1])<<4 | unhex(raw[i+2])
			i += 2
			if c == ';' {
				continue
			}
		}
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'' && first:
			quote = c
		case c == ';':
			return i
		}
		first = first && (c == ' ' || c == '+')
	}
	return -1
}

func unknownOption(message, name string) *fault.Fault {
	return fault.New(fault.BadQueryOption, "%s", message).At(span(0, len(name))).In(clip(name), name)
}

// topAlias reads the value of `@name=value`.
func (p *parser) topAlias(o *Options, name string) {
	at := newParser(name, name, p.spent)
	at.pos++
	alias := at.identifier("the name of a parameter alias")
	if at.err == nil && !at.done() {
		at.unexpected("'='")
	}
	if at.err != nil {
		p.err = at.err
		return
	}
	p.scanDepth()
	p.addAlias(o, alias, span(0, len(p.text)))
	p.finished()
}

// whole runs read over the text, which it must consume to the end but for blanks.
func (p *parser) whole(read func()) {
	if c := p.peek(); c == ' ' || c == '\t' {
		if p.source.Name != searchOption.name() {
			p.failf(span(0, 1), "a blank cannot stand before the value")
			return
		}
		p.blank()
	}
	p.scanDepth()
	if p.err == nil {
		read()
	}
	p.finished()
}

// finished expects the end of the text.
func (p *parser) finished() {
	if p.err != nil {
		return
	}
	p.blank()
	if !p.done() {
		p.unexpected(p.continuation())
	}
}

// continuation says what could follow a complete value.
func (p *parser) continuation() string {
	switch p.source.Name {
	case "$orderby":
		return "an operator, 'asc', 'desc' or ','"
	case "$select", "$expand":
		return "',' or the end"
	case "$compute":
		return "',' or the end"
	case "$filter":
		return "an operator or the end"
	}
	return "the end"
}
