package syntax

import (
	"strings"
	"unicode/utf8"
)

// searchValue is the value of $search: an expression of words and phrases, or
// anything in single quotes, which counts as one phrase (ABNF: searchExpr-incomplete).
func (p *parser) searchValue() SearchExpr {
	p.blank()
	if p.peek() == '\'' {
		lit := p.quoted()
		return &SearchTerm{Text: lit.Text, Phrase: true, Span: lit.Span}
	}
	x := p.searchOr()
	p.blank()
	if p.err == nil && !p.ends() {
		p.unexpected("a word, a phrase, or AND, OR or NOT")
	}
	return x
}

// searchOr is terms joined by OR, which binds loosest (URL Conventions 4.01, section 5.1.8).
func (p *parser) searchOr() SearchExpr {
	left := p.searchAnd()
	for p.err == nil && p.searchOperator("OR") {
		left = &SearchBinary{Or: true, L: left, R: p.searchAnd()}
	}
	return left
}

// searchAnd is terms joined by AND or by a blank.
func (p *parser) searchAnd() SearchExpr {
	left := p.searchTerm()
	for p.err == nil {
		if !p.searchOperator("AND") {
			i := p.skip(p.pos)
			if i == p.pos || !p.searchTermAt(i) || p.searchOperatorAt(i, "OR") > 0 {
				break
			}
			p.pos = i
		}
		left = &SearchBinary{L: left, R: p.searchTerm()}
	}
	return left
}

// searchOperator consumes the operator between two terms. At the end of a group
// AND and OR are words.
func (p *parser) searchOperator(word string) bool {
	i := p.skip(p.pos)
	if i == p.pos {
		return false
	}
	next := p.searchOperatorAt(i, word)
	if next == 0 {
		return false
	}
	p.pos = next
	return true
}

// searchOperatorAt gives the place of the term behind an operator at i, or 0.
func (p *parser) searchOperatorAt(i int, word string) int {
	if !strings.HasPrefix(p.text[i:], word) {
		return 0
	}
	next := p.skip(i + len(word))
	if next == i+len(word) || !p.searchTermAt(next) {
		return 0
	}
	return next
}

// searchTermAt says whether a term begins at i.
func (p *parser) searchTermAt(i int) bool {
	c := p.at(i)
	return c == '(' || c == '"' || p.searchWordEnd(i) > i
}

// searchTerm is a word, a phrase, NOT and a term, or a group in parentheses.
func (p *parser) searchTerm() SearchExpr {
	start := p.pos
	p.charge(1)
	if next := p.searchOperatorAt(start, "NOT"); next > 0 {
		var x SearchExpr = &SearchTerm{}
		if p.enter() {
			p.pos = next
			x = p.searchTerm()
		}
		p.leave()
		return &SearchNot{X: x}
	}
	switch p.peek() {
	case '(':
		var x SearchExpr = &SearchTerm{}
		if p.enter() {
			p.pos++
			p.blank()
			x = p.searchOr()
			p.expect(')', "')'")
		}
		p.leave()
		return x
	case '"':
		return p.searchPhrase()
	}
	end := p.searchWordEnd(start)
	if end == start {
		p.unexpected("a word or a phrase to search for")
		return &SearchTerm{}
	}
	p.pos = end
	return &SearchTerm{Text: p.text[start:end], Span: span(start, end)}
}

// searchPhrase is text in double quotes; it may not be empty.
func (p *parser) searchPhrase() SearchExpr {
	start := p.pos
	length := strings.IndexByte(p.text[start+1:], '"')
	switch length {
	case -1:
		p.failf(span(start, len(p.text)), "the phrase that begins at position %d is not closed", p.column(start))
		return &SearchTerm{}
	case 0:
		p.failf(span(start, start+2), "a phrase cannot be empty")
		return &SearchTerm{}
	}
	end := start + 1 + length
	p.pos = end + 1
	return &SearchTerm{Text: p.text[start+1 : end], Phrase: true, Span: span(start, end+1)}
}

// searchWordEnd is the end of the word at i: anything up to a blank, a
// parenthesis or a double quote. It does not begin with a single quote. Inside
// of nested options a semicolon ends it where another option follows.
func (p *parser) searchWordEnd(i int) int {
	start := i
	for i < len(p.text) {
		c := p.text[i]
		if c == ' ' || c == '\t' || c == '(' || c == ')' || c == '"' || c < ' ' || c == '\'' && i == start {
			break
		}
		if c == ';' && p.nested && p.optionAhead(i+1) {
			break
		}
		_, size := utf8.DecodeRuneInString(p.text[i:])
		i += size
	}
	return i
}

// optionAhead says whether `name=` stands at i.
func (p *parser) optionAhead(i int) bool {
	i = p.skip(i)
	if c := p.at(i); c == '$' || c == '@' {
		i++
	}
	end := p.word(i)
	return end > i && p.at(p.skip(end)) == '='
}
