package payload

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/value"
)

// field reads the value of a member.
func (s *bodyScanner) field(m Member) (Field, error) {
	c := s.next()
	start := s.pos
	field := Field{Given: true}
	var err error
	switch {
	case c == 'n':
		field.Null = true
		err = s.literal("null")
	case m.Kind == BoolMember && (c == 't' || c == 'f'):
		field.Bool, err = s.boolean()
	case m.Kind == LabelsMember && c == '[':
		field.Labels, err = s.labels(m)
	case m.Kind != BoolMember && c == '"':
		field.Text, err = s.str()
	default:
		return field, s.mismatch(m, c)
	}
	if err != nil {
		return field, err
	}
	field.Span = fault.Span{Start: start, End: s.pos}
	if !field.Null {
		err = s.convert(m, &field)
	}
	return field, err
}

// convert turns the text of a string into the value of the member's kind.
func (s *bodyScanner) convert(m Member, field *Field) error {
	switch m.Kind {
	case GuidMember:
		guid, ok := value.ParseGuid(field.Text)
		if !ok {
			return s.fault(fault.InvalidValue, m.Name, field.Span, "%s must be %s", m.Name, m.Kind.expected())
		}
		field.Guid = [16]byte(guid.Bytes)
	case LabelsMember:
		if field.Labels == nil {
			field.Labels = dropBlank(strings.Split(field.Text, "|"))
		}
	case TextMember, BoolMember, ReadOnlyMember, NavigationMember:
	}
	return nil
}

// mismatch says what a member takes; a value that is no JSON at all is worse.
func (s *bodyScanner) mismatch(m Member, c byte) error {
	start := s.pos
	if err := s.skip(); err != nil {
		return err
	}
	return s.fault(fault.InvalidValue, m.Name, fault.Span{Start: start, End: s.pos},
		"%s must be %s, not %s", m.Name, m.expected(), describe(c))
}

func (s *bodyScanner) labels(m Member) ([]string, error) {
	labels := []string{}
	err := s.array(func(i int) error {
		c := s.next()
		start := s.pos
		if c != '"' {
			if err := s.skip(); err != nil {
				return err
			}
			return s.fault(fault.InvalidValue, m.Name, fault.Span{Start: start, End: s.pos},
				"item %d of %s must be a string, not %s", i+1, m.Name, describe(c))
		}
		label, err := s.str()
		if err != nil {
			return err
		}
		if strings.Contains(label, "|") {
			return s.fault(fault.InvalidValue, m.Name, fault.Span{Start: start, End: s.pos},
				"item %d of %s holds '|', which separates items", i+1, m.Name)
		}
		labels = append(labels, label)
		return nil
	})
	return dropBlank(labels), err
}

// dropBlank trims the pieces in place and drops those that are blank.
func dropBlank(pieces []string) []string {
	kept := pieces[:0]
	for _, p := range pieces {
		if p = strings.TrimSpace(p); p != "" {
			kept = append(kept, p)
		}
	}
	return kept
}

// skip reads any value and forgets it; it must be strict JSON all the same.
func (s *bodyScanner) skip() error {
	c := s.next()
	switch {
	case c == '{':
		return s.object(func(string, fault.Span) error { return s.skip() })
	case c == '[':
		return s.array(func(int) error { return s.skip() })
	case c == '"':
		_, err := s.str()
		return err
	case c == 't' || c == 'f':
		_, err := s.boolean()
		return err
	case c == 'n':
		return s.literal("null")
	case c == '-' || isDigit(c):
		return s.number()
	}
	return s.unexpected("a value")
}

func (s *bodyScanner) boolean() (bool, error) {
	if s.text[s.pos] == 't' {
		return true, s.literal("true")
	}
	return false, s.literal("false")
}

func (s *bodyScanner) literal(word string) error {
	if s.word() != word {
		return s.unexpected("a value")
	}
	s.pos += len(word)
	return nil
}

// number reads a number (RFC 8259, section 6). Its value is never needed.
func (s *bodyScanner) number() error {
	start := s.pos
	if s.text[s.pos] == '-' {
		s.pos++
	}
	whole := s.pos
	ok := s.digits()
	if ok && s.text[whole] == '0' && s.pos > whole+1 {
		ok = false
	}
	if ok && s.more() && s.text[s.pos] == '.' {
		s.pos++
		ok = s.digits()
	}
	if ok && s.more() && (s.text[s.pos] == 'e' || s.text[s.pos] == 'E') {
		s.pos++
		if s.more() && (s.text[s.pos] == '+' || s.text[s.pos] == '-') {
			s.pos++
		}
		ok = s.digits()
	}
	if !ok || (s.more() && isLetter(s.text[s.pos])) {
		return s.bad(start, s.pos, "a number that JSON does not allow")
	}
	return nil
}

func (s *bodyScanner) digits() bool {
	start := s.pos
	for s.more() && isDigit(s.text[s.pos]) {
		s.pos++
	}
	return s.pos > start
}

// str reads a string that begins at the place.
func (s *bodyScanner) str() (string, error) {
	open := s.pos
	s.pos++
	start := s.pos
	var decoded []byte
	for s.more() {
		switch c := s.text[s.pos]; {
		case c == '"':
			piece := s.text[start:s.pos]
			s.pos++
			if decoded == nil {
				return piece, nil
			}
			return string(append(decoded, piece...)), nil
		case c < ' ':
			return "", s.bad(s.pos, s.pos+1, "an unescaped control character in a string")
		case c != '\\':
			s.pos++
		default:
			decoded = append(decoded, s.text[start:s.pos]...)
			r, err := s.escape()
			if err != nil {
				return "", err
			}
			decoded = utf8.AppendRune(decoded, r)
			start = s.pos
		}
	}
	return "", s.bad(open, len(s.text), "a string without its closing quote, begun")
}

// escape reads one escape sequence, a surrogate pair as one.
func (s *bodyScanner) escape() (rune, error) {
	start := s.pos
	if s.pos+1 >= len(s.text) {
		s.pos = len(s.text)
		return 0, s.bad(start, s.pos, "the body ends inside a string,")
	}
	c := s.text[s.pos+1]
	s.pos += 2
	if at := strings.IndexByte(`"\/bfnrt`, c); at >= 0 {
		return rune("\"\\/\b\f\n\r\t"[at]), nil
	}
	if c != 'u' {
		return 0, s.bad(start, s.pos, "an escape sequence that JSON does not have,")
	}
	r, ok := s.hex4()
	if !ok {
		return 0, s.bad(start, s.pos, "'\\u' without four hexadecimal digits")
	}
	if !utf16.IsSurrogate(r) {
		return r, nil
	}
	if strings.HasPrefix(s.text[s.pos:], `\u`) {
		s.pos += 2
		if low, ok := s.hex4(); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair, nil
			}
		}
	}
	return 0, s.bad(start, s.pos, "half of a surrogate pair")
}

func (s *bodyScanner) hex4() (rune, bool) {
	var r rune
	for range 4 {
		if !s.more() {
			return 0, false
		}
		digit := strings.IndexByte("0123456789abcdef", s.text[s.pos]|0x20)
		if digit < 0 || (s.text[s.pos] < '0') {
			return 0, false
		}
		r = r<<4 | rune(digit)
		s.pos++
	}
	return r, true
}
