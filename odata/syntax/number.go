package syntax

import "strings"

// guidEnd is the end of the 8-4-4-4-12 hex digits at i, or 0.
func (p *parser) guidEnd(i int) int {
	const length = 36
	if len(p.text)-i < length {
		return 0
	}
	for n := range length {
		c := p.text[i+n]
		switch n {
		case 8, 13, 18, 23:
			if c != '-' {
				return 0
			}
		default:
			if !isHex(c) {
				return 0
			}
		}
	}
	if p.nameFollows(i + length) {
		return 0
	}
	return i + length
}

func (p *parser) guid() *Literal {
	lit := p.take(GuidLiteral, p.pos, p.guidEnd(p.pos))
	lit.Text = strings.ToLower(lit.Text)
	return lit
}

// numeric is a literal that begins with a digit or a sign before one: a number, a date or a time.
func (p *parser) numeric() *Literal {
	start, i := p.pos, p.pos
	if c := p.at(i); c == '-' || c == '+' {
		i++
	}
	n := countDigits(p.text, i)
	switch next := p.at(i + n); {
	case next == '-' && n >= 4 && isDigit(p.at(i+n+1)) && p.at(start) != '+':
		return p.date(start, i+n)
	case next == ':' && n == 2 && i == start && p.twoDigits(i+3):
		return p.timeOfDay(start)
	}
	return p.number(start, i+n)
}

func (p *parser) twoDigits(i int) bool { return isDigit(p.at(i)) && isDigit(p.at(i+1)) }

// number is an integer, decimal or double whose whole digits end at i.
func (p *parser) number(start, i int) *Literal {
	kind := IntegerLiteral
	if p.at(i) == '.' && isDigit(p.at(i+1)) {
		kind = DecimalLiteral
		i += 1 + countDigits(p.text, i+1)
	}
	if p.at(i)|0x20 == 'e' {
		exponent := i + 1
		if c := p.at(exponent); c == '-' || c == '+' {
			exponent++
		}
		if n := countDigits(p.text, exponent); n > 0 {
			kind = DoubleLiteral
			i = exponent + n
		}
	}
	if p.nameFollows(i) || p.at(i) == '.' {
		end := i + 1
		for p.nameFollows(end) || p.at(end) == '-' {
			end++
		}
		f := p.badLiteral(span(start, end), "'%s' is not a number", p.text[start:end])
		switch tail := p.text[i:end]; {
		case end-start == 32:
			f.advise("a guid is written with hyphens: 8-4-4-4-12 digits")
		case strings.ContainsAny(tail, "LlDdFfMm") && len(tail) == 1:
			f.advise("numbers have no suffix in OData 4")
		}
		return p.broken(span(start, end))
	}
	if p.at(start) == '+' {
		lit := p.take(kind, start, i)
		lit.Text = lit.Text[1:]
		return p.sized(lit)
	}
	return p.sized(p.take(kind, start, i))
}

// sized makes integers beyond Edm.Int64 decimals.
func (p *parser) sized(lit *Literal) *Literal {
	if lit.Kind != IntegerLiteral {
		return lit
	}
	digits, negative := strings.CutPrefix(lit.Text, "-")
	digits = strings.TrimLeft(digits, "0")
	most := "9223372036854775807"
	if negative {
		most = "9223372036854775808"
	}
	if len(digits) > len(most) || len(digits) == len(most) && digits > most {
		lit.Kind = DecimalLiteral
	}
	return lit
}
