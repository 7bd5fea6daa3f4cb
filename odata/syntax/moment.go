package syntax

// date is an Edm.Date or Edm.DateTimeOffset whose year ends at i. The shape is
// read generously first, so that 2026-2-1 gets a message of its own.
func (p *parser) date(start, i int) *Literal {
	year := p.text[start:i]
	monthEnd := i + 1 + countDigits(p.text, i+1)
	if p.at(monthEnd) != '-' || !isDigit(p.at(monthEnd+1)) {
		return p.number(start, i)
	}
	dayEnd := monthEnd + 1 + countDigits(p.text, monthEnd+1)
	end := dayEnd
	moment := p.at(dayEnd)|0x20 == 't' && isDigit(p.at(dayEnd+1))
	if moment {
		end = p.momentEnd(dayEnd + 1)
	}
	for p.nameFollows(end) {
		end++
	}
	at := span(start, end)
	month, day := p.text[i+1:monthEnd], p.text[monthEnd+1:dayEnd]
	if !isYear(year) || !isBetween(month, 1, 12) || !isBetween(day, 1, 31) || !moment && end != dayEnd {
		p.badLiteral(at, "'%s' is not a date", p.text[start:end]).advise("dates are written 2026-02-28")
		return p.broken(at)
	}
	if !moment {
		return p.take(DateLiteral, start, dayEnd)
	}
	if !isMoment(p.text[dayEnd+1 : end]) {
		f := p.badLiteral(at, "'%s' is not a date and time", p.text[start:end])
		f.advise("they are written 2026-02-28T13:45:00Z, or with an offset such as -02:00 or %%2B02:00")
		if p.source.Text[end:] != "" && p.source.Text[end] == ' ' && isDigitAt(p.source.Text, end+1) {
			f.advise("a plus sign in a query is sent as %%2B, a bare + is a blank")
		}
		return p.broken(at)
	}
	return p.take(DateTimeLiteral, start, end)
}

func isDigitAt(text string, i int) bool { return i < len(text) && isDigit(text[i]) }

// momentEnd is the end of what looks like a time with an offset at i.
func (p *parser) momentEnd(i int) int {
	for isDigit(p.at(i)) || p.at(i) == ':' || p.at(i) == '.' {
		i++
	}
	if p.at(i)|0x20 == 'z' {
		return i + 1
	}
	if c := p.at(i); c == '+' || c == '-' {
		i++
		for isDigit(p.at(i)) || p.at(i) == ':' {
			i++
		}
	}
	return i
}

// timeOfDay is an Edm.TimeOfDay. It takes as much as it can; where that eats the
// colon of a case() branch, case gives it back.
func (p *parser) timeOfDay(start int) *Literal {
	end := start + len("00:00")
	if p.at(end) == ':' && p.twoDigits(end+1) {
		end += len(":00")
		if p.at(end) == '.' && isDigit(p.at(end+1)) {
			end += 1 + countDigits(p.text, end+1)
		}
	}
	if p.nameFollows(end) || !isClock(p.text[start:end]) {
		for p.nameFollows(end) {
			end++
		}
		p.badLiteral(span(start, end), "'%s' is not a time of day", p.text[start:end]).
			advise("times are written 13:45 or 13:45:07.25, up to 23:59:59.999999999999")
		return p.broken(span(start, end))
	}
	return p.take(TimeLiteral, start, end)
}

// isMoment checks hour:minute[:second[.fraction]] with Z or an offset.
func isMoment(text string) bool {
	n := len(text)
	if n > 0 && text[n-1]|0x20 == 'z' {
		return isClock(text[:n-1])
	}
	const offset = len("+00:00")
	if n < offset || text[n-offset] != '+' && text[n-offset] != '-' {
		return false
	}
	zone := text[n-offset+1:]
	return zone[2] == ':' && isBetween(zone[:2], 0, 23) && isBetween(zone[3:], 0, 59) && isClock(text[:n-offset])
}

// isClock checks hour:minute[:second[.fraction]]; second 60 is a leap second.
func isClock(text string) bool {
	if len(text) < len("00:00") || text[2] != ':' || !isBetween(text[:2], 0, 23) || !isBetween(text[3:5], 0, 59) {
		return false
	}
	text = text[len("00:00"):]
	if text == "" {
		return true
	}
	if len(text) < len(":00") || text[0] != ':' || !isBetween(text[1:3], 0, 60) {
		return false
	}
	text = text[len(":00"):]
	if text == "" {
		return true
	}
	const mostDigits = 12
	n := countDigits(text, 1)
	return text[0] == '.' && n > 0 && n <= mostDigits && n+1 == len(text)
}

// isYear checks [-]YYYY or more digits without a leading zero.
func isYear(text string) bool {
	if text[0] == '-' {
		text = text[1:]
	}
	return len(text) == 4 || text[0] != '0'
}

// isBetween checks two digits.
func isBetween(text string, least, most int) bool {
	if len(text) != 2 || !isDigit(text[0]) || !isDigit(text[1]) {
		return false
	}
	n := int(text[0]-'0')*10 + int(text[1]-'0')
	return n >= least && n <= most
}
