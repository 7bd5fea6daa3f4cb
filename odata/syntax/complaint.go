package syntax

import (
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
)

// complaint is a fault that has been recorded, to add a hint to.
type complaint struct{ fault *fault.Fault }

func (c complaint) advise(format string, args ...any) { _ = c.fault.Advise(format, clipped(args)...) }

func (c complaint) meaning(name string) { _ = c.fault.Meaning(name) }

func (c complaint) hinted() bool { return c.fault.Hint != "" }

// unexpected fails at the position: what was expected, what is there, and what
// the writer probably meant.
func (p *parser) unexpected(expected string) {
	if p.err != nil {
		return
	}
	p.blank()
	from, at, text := p.pos, p.here(), p.text
	f := p.failf(at, "expected %s, found %s", expected, p.found(at))
	if from < len(text) {
		p.hint(f, text[:from], text[from:], text[at.Start:at.End])
	}
}

func (p *parser) found(at Span) string {
	if at.Start == at.End {
		return "the end"
	}
	return "'" + p.source.Text[at.Start:at.End] + "'"
}

// hint adds what the writer of other languages' expressions most often means.
func (p *parser) hint(f complaint, before, rest, token string) {
	opened := strings.Count(before, "(") > strings.Count(before, ")")
	for _, s := range foreignSigns() {
		if strings.HasPrefix(rest, s.sign) && (s.sign != ")" || !opened) {
			f.advise("%s", s.advice)
			return
		}
	}
	if token == "" || !p.isWord(token) {
		return
	}
	if _, _, known := operatorNamed(token); known {
		if before != "" && !strings.HasSuffix(before, " ") {
			f.advise("a blank is needed before '%s'", token)
		}
		return
	}
	if f.meaning(foreignWord(token)); !f.hinted() {
		f.meaning(fault.Suggest(token, operatorNames()))
	}
}

func (p *parser) isWord(token string) bool { return isLetter(token[0]) }

type foreignSign struct{ sign, advice string }

// foreignSigns are tried in order: longer signs first.
func foreignSigns() []foreignSign {
	return []foreignSign{
		{"\"", "strings stand in single quotes: 'text'"},
		{"\u2018", "strings stand in straight single quotes: 'text'"},
		{"\u2019", "strings stand in straight single quotes: 'text'"},
		{"\u201c", "strings stand in straight single quotes: 'text'"},
		{"\u201d", "strings stand in straight single quotes: 'text'"},
		{"&&", "write 'and'"},
		{"||", "write 'or'; concat(a,b) joins strings"},
		{"===", "write 'eq'"},
		{"==", "write 'eq'"},
		{"!=", "write 'ne'"},
		{"<>", "write 'ne'"},
		{"<=", "write 'le'"},
		{">=", "write 'ge'"},
		{"=", "write 'eq'"},
		{"<", "write 'lt'"},
		{">", "write 'gt'"},
		{"!", "write 'not'"},
		{"*", "write 'mul'"},
		{"%", "write 'mod'"},
		{"+", "write 'add'"},
		{"-", "write 'sub'"},
		{")", "there is no '(' for it"},
	}
}

// foreignWord is our operator for one of other languages.
func foreignWord(word string) string {
	switch strings.ToLower(word) {
	case "is", "equals", "equal":
		return "eq"
	case "isnot", "neq":
		return "ne"
	case "gte":
		return "ge"
	case "lte":
		return "le"
	case "like", "ilike", "includes":
		return "contains"
	case "plus":
		return "add"
	case "minus":
		return "sub"
	}
	return ""
}

// foreignFunction is our function for one of other languages or older versions.
func foreignFunction(name string) string {
	switch strings.ToLower(name) {
	case "substringof", "includes", "like", "ilike":
		return "contains"
	case "len", "strlen", "char_length", "size":
		return "length"
	case "lower", "lcase":
		return "tolower"
	case "upper", "ucase":
		return "toupper"
	case "substr", "mid":
		return "substring"
	case "instr", "position":
		return "indexof"
	case "ceil":
		return "ceiling"
	case "iif", "if":
		return "case"
	case "getdate", "today", "sysdate":
		return "now"
	case "regex", "regexp", "matches", "rlike":
		return "matchesPattern"
	}
	return ""
}
