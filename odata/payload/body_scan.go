package payload

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/seed-267014d6/roster/odata/fault"
)

// bodyScanner walks a JSON text once. encoding/json is not used: it lets the
// last duplicate win, matches names ignoring case and repairs broken text.
type bodyScanner struct {
	text     string // well-formed UTF-8, without a byte order mark
	mark     int    // length of the byte order mark, for offsets as sent
	pos      int
	depth    int
	maxDepth int
}

func newBodyScanner(body []byte, maxDepth int) (*bodyScanner, error) {
	if wide(body) {
		return nil, fault.New(fault.BadJSON, "the body is in UTF-16 or UTF-32").Advise("send it as UTF-8")
	}
	text := bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	mark := len(body) - len(text)
	if at := invalidUTF8(text); at >= 0 {
		return nil, fault.New(fault.BadJSON, "the body is not UTF-8: bad byte 0x%02X at byte %d", text[at], mark+at)
	}
	return &bodyScanner{text: string(text), mark: mark, maxDepth: maxDepth}, nil
}

// wide recognises UTF-16 and UTF-32, with a byte order mark or without: a JSON
// object begins with two ASCII characters, and neither is NUL.
func wide(body []byte) bool {
	if len(body) < 2 {
		return false
	}
	return bytes.HasPrefix(body, []byte("\xff\xfe")) || bytes.HasPrefix(body, []byte("\xfe\xff")) ||
		body[0] == 0 || body[1] == 0
}

func invalidUTF8(text []byte) int {
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// fault makes a fault with a place in the text.
func (s *bodyScanner) fault(code fault.Code, target string, span fault.Span, format string, args ...any) *fault.Fault {
	return fault.New(code, format, args...).At(span).In(target, s.text)
}

// bad is a fault of the syntax; its message names the byte offset as sent.
func (s *bodyScanner) bad(start, end int, format string, args ...any) *fault.Fault {
	args = append(args, s.mark+start)
	return s.fault(fault.BadJSON, "", fault.Span{Start: start, End: end}, format+" at byte %d", args...)
}

func (s *bodyScanner) more() bool { return s.pos < len(s.text) }

// next skips white space and gives the byte there, 0 at the end.
func (s *bodyScanner) next() byte {
	for s.more() {
		switch c := s.text[s.pos]; c {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return c
		}
	}
	return 0
}

// topLevel checks that the text begins as an object.
func (s *bodyScanner) topLevel() error {
	c := s.next()
	switch {
	case !s.more():
		return s.bad(s.pos, s.pos, "the body is empty: one JSON object is expected")
	case c == '{':
		return nil
	case s.comment():
		return s.noComment()
	}
	start := s.pos
	kind := describe(c)
	if err := s.skip(); err != nil {
		return err
	}
	return s.bad(start, s.pos, "one JSON object is expected, not %s,", kind)
}

// end checks that nothing follows the value.
func (s *bodyScanner) end() error {
	s.next()
	switch {
	case !s.more():
		return nil
	case s.comment():
		return s.noComment()
	}
	return s.bad(s.pos, len(s.text), "there is more after the end of the object,")
}

// object walks the members of an object; each reads the member's value.
func (s *bodyScanner) object(each func(name string, span fault.Span) error) error {
	if err := s.enter(); err != nil {
		return err
	}
	seen := map[string]bool{}
	for first := true; ; first = false {
		if done, err := s.separator('}', first); done || err != nil {
			return err
		}
		start := s.pos
		name, err := s.memberName()
		if err != nil {
			return err
		}
		span := fault.Span{Start: start, End: s.pos}
		if seen[name] {
			return s.fault(fault.DuplicateMember, clip(name), span, "member '%s' is given twice", clip(name))
		}
		seen[name] = true
		if c := s.next(); c != ':' {
			return s.unexpected("':' after a member's name")
		}
		s.pos++
		if err := each(name, span); err != nil {
			return err
		}
	}
}

// array walks the items of an array; each reads one item.
func (s *bodyScanner) array(each func(i int) error) error {
	if err := s.enter(); err != nil {
		return err
	}
	for i := 0; ; i++ {
		if done, err := s.separator(']', i == 0); done || err != nil {
			return err
		}
		if err := each(i); err != nil {
			return err
		}
	}
}

func (s *bodyScanner) enter() error {
	if s.depth == s.maxDepth {
		return s.bad(s.pos, s.pos+1, "objects and arrays are nested deeper than %d levels,", s.maxDepth)
	}
	s.depth++
	s.pos++
	return nil
}

// separator reads what stands before an item or ends the list.
func (s *bodyScanner) separator(closing byte, first bool) (done bool, err error) {
	c := s.next()
	switch {
	case c == closing && s.more():
		s.pos++
		s.depth--
		return true, nil
	case first:
		return false, nil
	case c != ',':
		return false, s.unexpected("',' or '" + string(closing) + "'")
	}
	comma := s.pos
	s.pos++
	if c := s.next(); c == closing {
		return false, s.bad(comma, comma+1, "trailing comma before '%c'", closing)
	}
	return false, nil
}

func (s *bodyScanner) memberName() (string, error) {
	if c := s.next(); c != '"' {
		return "", s.unexpected("a member's name in double quotes")
	}
	return s.str()
}

// unexpected says what stands where something else should.
func (s *bodyScanner) unexpected(wanted string) error {
	c := s.next()
	switch {
	case !s.more():
		return s.bad(s.pos, s.pos, "the body ends where %s is expected,", wanted)
	case s.comment():
		return s.noComment()
	case c == '\'':
		return s.bad(s.pos, s.pos+1, "single quotes around a text").Advise("JSON takes double quotes")
	}
	word := s.word()
	f := s.bad(s.pos, s.pos+len(word), "'%s' where %s is expected,", clip(word), wanted)
	return f.Meaning(literalFor(word))
}

// literalFor is the JSON literal that another language's word stands for.
func literalFor(word string) string {
	switch strings.ToLower(word) {
	case "none", "nil", "undefined":
		return "null"
	}
	if len(word) < 3 {
		return ""
	}
	return fault.Suggest(word, []string{"true", "false", "null"})
}

// word is the run of letters and digits at the place, or the one character there.
func (s *bodyScanner) word() string {
	end := s.pos
	for end < len(s.text) && (isLetter(s.text[end]) || isDigit(s.text[end])) {
		end++
	}
	if end > s.pos {
		return s.text[s.pos:end]
	}
	_, size := utf8.DecodeRuneInString(s.text[s.pos:])
	return s.text[s.pos : s.pos+size]
}

func (s *bodyScanner) comment() bool {
	rest := s.text[s.pos:]
	return strings.HasPrefix(rest, "//") || strings.HasPrefix(rest, "/*") || strings.HasPrefix(rest, "#")
}

func (s *bodyScanner) noComment() error {
	return s.bad(s.pos, s.pos+1, "comment").Advise("JSON has no comments")
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// describe names the kind of value that begins with c.
func describe(c byte) string {
	switch {
	case c == '{':
		return "an object"
	case c == '[':
		return "an array"
	case c == '"':
		return "a string"
	case c == 't' || c == 'f':
		return "true or false"
	case c == 'n':
		return "null"
	case c == '-' || isDigit(c):
		return "a number"
	}
	return "something else"
}
