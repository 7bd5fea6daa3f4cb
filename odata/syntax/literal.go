package syntax

import (
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
)

// literal consumes a primitive literal, or gives nil without moving where none
// begins. A malformed one is a failure.
func (p *parser) literal() *Literal {
	start := p.pos
	c := p.peek()
	switch {
	case c == '\'':
		return p.quoted()
	case isHex(c) && p.guidEnd(start) > 0:
		return p.guid()
	case isDigit(c):
		return p.numeric()
	case c == '-' || c == '+':
		if isDigit(p.at(start + 1)) {
			return p.numeric()
		}
		if c == '-' && p.text[start+1:p.word(start+1)] == "INF" {
			return p.take(DoubleLiteral, start, start+len("-INF"))
		}
	case isLetter(c):
		return p.wordLiteral()
	}
	return nil
}

// take makes the literal of the text from start to end and moves behind it.
func (p *parser) take(kind LiteralKind, start, end int) *Literal {
	lit := &Literal{Kind: kind, Text: p.text[start:end], Span: span(start, end)}
	p.pos, p.last = end, lit
	return lit
}

func (p *parser) badLiteral(at Span, format string, args ...any) complaint {
	return p.fail(fault.New(fault.InvalidLiteral, format, clipped(args)...).At(at))
}

// broken is what a failed literal parser gives back.
func (p *parser) broken(at Span) *Literal { return &Literal{Kind: NullLiteral, Text: "null", Span: at} }

// wordLiteral is null, true, false, INF, NaN, or text in quotes behind a name.
func (p *parser) wordLiteral() *Literal {
	start := p.pos
	end := p.dotted(start)
	if p.at(end) == '\'' {
		return p.prefixed(start, end)
	}
	if next := p.at(end); next == '(' || next == '/' {
		return nil
	}
	switch word := p.text[start:end]; {
	case word == "null":
		return p.take(NullLiteral, start, end)
	case word == "INF" || word == "NaN":
		return p.take(DoubleLiteral, start, end)
	case len(word) == len("true") && strings.EqualFold(word, "true"):
		lit := p.take(BooleanLiteral, start, end)
		lit.Text = "true"
		return lit
	case len(word) == len("false") && strings.EqualFold(word, "false"):
		lit := p.take(BooleanLiteral, start, end)
		lit.Text = "false"
		return lit
	}
	return nil
}

// quoted is 'text': a string, or an enumeration member or duration without its
// prefix, which only the binder can tell.
func (p *parser) quoted() *Literal {
	start := p.pos
	text, end, ok := p.quotes(start)
	if !ok {
		return p.broken(span(start, end))
	}
	lit := p.take(StringLiteral, start, end)
	lit.Text = text
	return lit
}

// quotes reads the text between single quotes that begin at i, in which a quote is
// written twice.
func (p *parser) quotes(i int) (text string, end int, ok bool) {
	from, doubled := i+1, false
	for end = from; ; end++ {
		next := strings.IndexByte(p.text[end:], '\'')
		if next < 0 {
			p.badLiteral(span(i, len(p.text)), "the string that begins at position %d is not closed", p.column(i)).
				advise("a quote in a string is written twice, 'O''Neil'; an '&' is sent as %%26")
			return "", len(p.text), false
		}
		end += next
		if p.at(end+1) != '\'' {
			break
		}
		end++
		doubled = true
	}
	text = p.text[from:end]
	if doubled {
		text = strings.ReplaceAll(text, "''", "'")
	}
	end++
	if p.nameFollows(end) {
		p.badLiteral(span(end, end+1), "the string that begins at position %d ends here", p.column(i)).
			advise("a quote inside a string is written twice: 'O''Neil'")
		return "", end, false
	}
	return text, end, true
}

// column is i as a 1-based count of characters.
func (p *parser) column(i int) int {
	return (&fault.Fault{Source: p.source.Text, Span: span(i, i)}).Column()
}

// prefixed is text in quotes behind a name: duration, binary, geography, geometry or an enumeration type.
func (p *parser) prefixed(start, quote int) *Literal {
	name := p.text[start:quote]
	text, end, ok := p.quotes(quote)
	if !ok {
		return p.broken(span(start, end))
	}
	at := span(start, end)
	switch {
	case strings.EqualFold(name, "duration"):
		if !isDuration(text) {
			p.badLiteral(at, "%s is not a duration", p.text[start:end]).
				advise("a duration is written duration'P1DT2H3M4.5S'")
		}
		return p.finish(DurationLiteral, "", text, at)
	case strings.EqualFold(name, "binary"):
		if !isBinary(text) {
			p.badLiteral(at, "%s is not base64url", p.text[start:end])
		}
		return p.finish(BinaryLiteral, "", text, at)
	case strings.EqualFold(name, "geography") || strings.EqualFold(name, "geometry"):
		return p.finish(GeoLiteral, "", p.text[start:end], at)
	case strings.Contains(name, "."):
		p.checkName(name)
		if !isMembers(text) {
			p.badLiteral(at, "%s is not a list of members or numbers", p.text[start:end])
		}
		return p.finish(EnumLiteral, name, text, at)
	}
	f := p.badLiteral(at, "a literal cannot begin with %s'", name)
	switch strings.ToLower(name) {
	case "datetime", "datetimeoffset", "date", "time", "guid":
		f.advise("OData 4 writes dates, times and guids without name and quotes")
	case "x":
		f.advise("OData 4 writes binary'…' in base64url")
	default:
		f.advise("an enumeration type is named with its namespace, as in Sales.Pattern'Yellow'")
	}
	return p.broken(at)
}

func (p *parser) finish(kind LiteralKind, typeName, text string, at Span) *Literal {
	if p.err != nil {
		return p.broken(at)
	}
	lit := p.take(kind, at.Start, at.End)
	lit.Type, lit.Text = typeName, text
	return lit
}

// isMembers checks the text of an enumeration literal: members or integers, separated by commas.
func isMembers(text string) bool {
	for member := range strings.SplitSeq(text, ",") {
		q := parser{text: member}
		if q.word(0) == len(member) && member != "" {
			continue
		}
		digits := strings.TrimLeft(member, "+-")
		if digits == "" || len(member)-len(digits) > 1 || countDigits(digits, 0) != len(digits) {
			return false
		}
	}
	return true
}

// isBinary checks base64url text: whole groups of four, the last one short or padded, no stray bits.
func isBinary(text string) bool {
	data := strings.TrimRight(text, "=")
	padding := len(text) - len(data)
	for i := range len(data) {
		if c := data[i]; !isLetter(c) && !isDigit(c) && c != '-' {
			return false
		}
	}
	switch len(data) % 4 {
	case 0:
		return padding == 0
	case 2:
		return padding%2 == 0 && padding <= 2 && strings.IndexByte("AQgw", data[len(data)-1]) >= 0
	case 3:
		return padding <= 1 && strings.IndexByte("AEIMQUYcgkosw048", data[len(data)-1]) >= 0
	}
	return false
}

// isDuration checks [-]P[nD][T[nH][nM][n[.n]S]] with at least one part. A plus
// sign, years and months do not exist in Edm.Duration.
func isDuration(text string) bool {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(text, "-"), "P")
	if !ok {
		return false
	}
	days, rest := durationPart(rest, 'D', false)
	if rest == "" {
		return days
	}
	rest, ok = strings.CutPrefix(rest, "T")
	if !ok {
		return false
	}
	hours, rest := durationPart(rest, 'H', false)
	minutes, rest := durationPart(rest, 'M', false)
	seconds, rest := durationPart(rest, 'S', true)
	return rest == "" && (hours || minutes || seconds)
}

func durationPart(text string, unit byte, fraction bool) (found bool, rest string) {
	n := countDigits(text, 0)
	if n == 0 {
		return false, text
	}
	if fraction && n < len(text) && text[n] == '.' {
		digits := countDigits(text, n+1)
		if digits == 0 {
			return false, text
		}
		n += 1 + digits
	}
	if n >= len(text) || text[n] != unit {
		return false, text
	}
	return true, text[n+1:]
}

// countDigits is the number of digits at i.
func countDigits(text string, i int) int {
	n := 0
	for i+n < len(text) && isDigit(text[i+n]) {
		n++
	}
	return n
}
