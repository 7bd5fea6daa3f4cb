package syntax

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-267014d6/roster/odata/fault"
)

// parser walks one text: a decoded option value, or a decoded segment of the
// path. The first failure is kept and moves the position to the end, where every
// loop stops; so the methods return nodes only, never nil ones.
type parser struct {
	text   string
	pos    int
	source Source     // of the whole text, for trees and messages
	code   fault.Code // of plain syntax errors
	spent  *budget
	err    *fault.Fault

	inPath  bool     // resource path: arguments are literals and aliases
	nested  bool     // inside the parentheses of an option: `;` ends a value
	last    *Literal // the literal parsed last, for the colon of case()
	depth   int
	calls   int
	lambdas int
	expands int
}

func newParser(name, text string, spent *budget) *parser {
	return &parser{text: text, source: Source{Name: name, Text: text}, code: fault.BadQueryOption, spent: spent}
}

// fault gives the failure as an error, or a nil interface.
func (p *parser) fault() error {
	if p.err == nil {
		return nil
	}
	return p.err
}

func (p *parser) fail(f *fault.Fault) complaint {
	if p.err == nil {
		p.err = f.In(clip(p.source.Name), p.source.Text)
	}
	p.pos = len(p.text)
	return complaint{f}
}

func (p *parser) failf(at Span, format string, args ...any) complaint {
	return p.fail(fault.New(p.code, format, clipped(args)...).At(at))
}

// clipped shortens the texts of the request in a message: one could be all of it.
func clipped(args []any) []any {
	for i, arg := range args {
		if text, ok := arg.(string); ok {
			args[i] = clip(text)
		}
	}
	return args
}

// clip keeps what messages quote short.
func clip(text string) string {
	const most = 100
	if len(text) <= most {
		return text
	}
	end := most
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}

// peek is the byte at the position, 0 at the end.
func (p *parser) peek() byte { return p.at(p.pos) }

// at is the byte at i, 0 beyond the end.
func (p *parser) at(i int) byte {
	if i < len(p.text) {
		return p.text[i]
	}
	return 0
}

func (p *parser) done() bool { return p.pos >= len(p.text) }

// blank skips blanks and tabs (BWS) and says whether there were any.
func (p *parser) blank() bool {
	from := p.pos
	p.pos = p.skip(p.pos)
	return p.pos > from
}

func (p *parser) skip(i int) int {
	for i < len(p.text) && (p.text[i] == ' ' || p.text[i] == '\t') {
		i++
	}
	return i
}

// accept consumes c, if it is next.
func (p *parser) accept(c byte) bool {
	if p.peek() != c || p.done() {
		return false
	}
	p.pos++
	return true
}

// expect consumes c behind optional blanks, or fails saying what else could stand there.
func (p *parser) expect(c byte, expected string) bool {
	p.blank()
	if p.accept(c) {
		return true
	}
	p.unexpected(expected)
	return false
}

// comma consumes a comma with the blanks around it.
func (p *parser) comma() bool {
	i := p.skip(p.pos)
	if p.at(i) != ',' {
		return false
	}
	p.pos = p.skip(i + 1)
	return true
}

// word is the end of the identifier at i, or i where there is none.
func (p *parser) word(i int) int {
	from := i
	for i < len(p.text) {
		c := p.text[i]
		if c < utf8.RuneSelf {
			if !isLetter(c) && (i == from || !isDigit(c)) {
				break
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(p.text[i:])
		if !isNameRune(r, i == from) {
			break
		}
		i += size
	}
	return i
}

// dotted is the end of the identifiers joined by dots at i, or i.
func (p *parser) dotted(i int) int {
	end := p.word(i)
	for end > i && p.at(end) == '.' {
		next := p.word(end + 1)
		if next == end+1 {
			break
		}
		end = next
	}
	return end
}

// longestName is the most characters that one identifier may have (ABNF, odataIdentifier).
const longestName = 128

// identifier consumes an identifier without dots.
func (p *parser) identifier(expected string) string {
	end := p.word(p.pos)
	if end == p.pos {
		p.unexpected(expected)
		return ""
	}
	name := p.text[p.pos:end]
	p.checkName(name)
	p.pos = end
	return name
}

func (p *parser) checkName(name string) {
	if len(name) <= longestName {
		return
	}
	for part := range strings.SplitSeq(name, ".") {
		if utf8.RuneCountInString(part) > longestName {
			p.failf(p.here(), "a name has at most %d characters", longestName)
			return
		}
	}
}

// keyword consumes a word in any letter case, if it is next as a whole.
func (p *parser) keyword(word string) bool {
	end := p.word(p.pos)
	if !strings.EqualFold(p.text[p.pos:end], word) {
		return false
	}
	p.pos = end
	return true
}

// infix consumes blanks, one of our words and blanks, as in `x as y`.
func (p *parser) infix(word string) bool {
	i := p.skip(p.pos)
	end := p.word(i)
	if i == p.pos || !strings.EqualFold(p.text[i:end], word) {
		return false
	}
	next := p.skip(end)
	if next == end {
		return false
	}
	p.pos = next
	return true
}

// here is the span of the token at the position.
func (p *parser) here() Span {
	if end := p.dotted(p.pos); end > p.pos {
		return span(p.pos, end)
	}
	if p.done() {
		return span(p.pos, p.pos)
	}
	_, size := utf8.DecodeRuneInString(p.text[p.pos:])
	return span(p.pos, p.pos+size)
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isHex(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

// isNameRune follows the comment of the ABNF's odataIdentifier: L and Nl begin a
// name, Nd, Mn, Mc, Pc and Cf may follow.
func isNameRune(r rune, first bool) bool {
	if r == utf8.RuneError {
		return false
	}
	if unicode.In(r, unicode.L, unicode.Nl) {
		return true
	}
	return !first && unicode.In(r, unicode.Nd, unicode.Mn, unicode.Mc, unicode.Pc, unicode.Cf)
}

// nameFollows says whether a name would go on at i: a literal that ends there is malformed.
func (p *parser) nameFollows(i int) bool {
	if c := p.at(i); c < utf8.RuneSelf {
		return isLetter(c) || isDigit(c)
	}
	r, _ := utf8.DecodeRuneInString(p.text[i:])
	return isNameRune(r, false)
}

func span(start, end int) Span { return Span{Start: start, End: end} }
