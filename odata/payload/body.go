package payload

import (
	"errors"
	"io"
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
)

// The limits of a body where a caller sets none.
const (
	DefaultBodyBytes = 64 << 10
	DefaultBodyDepth = 16
)

// BodyLimits bounds one body; a zero field means the default.
type BodyLimits struct {
	Bytes int // of the whole text, a byte order mark included
	Depth int // of nested objects and arrays; the outermost object counts as 1
}

func (l BodyLimits) orDefault() BodyLimits {
	if l.Bytes <= 0 {
		l.Bytes = DefaultBodyBytes
	}
	if l.Depth <= 0 {
		l.Depth = DefaultBodyDepth
	}
	return l
}

// Field is what a body says about one member of its shape. The zero Field is a
// member that was not given.
type Field struct {
	Given  bool // null counts as given
	Null   bool
	Text   string
	Bool   bool
	Guid   [16]byte
	Labels []string // trimmed, without blank pieces, in the order given
	Span   fault.Span
}

// Body is one decoded object.
type Body struct {
	shape  *Shape
	fields []Field
	source string
}

// Field gives what the body says about a member of the shape.
func (b *Body) Field(name string) Field {
	if i, ok := b.shape.index[name]; ok {
		return b.fields[i]
	}
	return Field{}
}

// Locate points a fault that names a given member as its target at the
// member's place in the body.
func (b *Body) Locate(f *fault.Fault) *fault.Fault {
	if field := b.Field(f.Target); field.Given && f.Source == "" {
		return f.At(field.Span).In(f.Target, b.source)
	}
	return f
}

// ReadBody reads a whole body of at most limit bytes (0: DefaultBodyBytes). A
// longer one is a PayloadTooLarge fault; it is not read to its end.
func ReadBody(r io.Reader, limit int) ([]byte, error) {
	limit = BodyLimits{Bytes: limit}.orDefault().Bytes
	text, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if len(text) > limit {
		return nil, tooLarge(limit)
	}
	if err != nil {
		return nil, fault.New(fault.BadRequest, "the body did not arrive whole").Because(err)
	}
	return text, nil
}

func tooLarge(limit int) error {
	return fault.New(fault.PayloadTooLarge, "the body is larger than %d bytes", limit)
}

// DecodeBody reads text as exactly one JSON object of the shape (RFC 8259, and
// stricter: no member twice, no member that the shape does not know, no lone
// surrogate). The first thing wrong is returned as a fault: its target is the
// member, its source the text and its span the place.
func DecodeBody(text []byte, shape *Shape, limits BodyLimits) (*Body, error) {
	limits = limits.orDefault()
	if len(text) > limits.Bytes {
		return nil, tooLarge(limits.Bytes)
	}
	s, err := newBodyScanner(text, limits.Depth)
	if err != nil {
		return nil, err
	}
	b := &Body{shape: shape, fields: make([]Field, len(shape.members)), source: s.text}
	if err := s.topLevel(); err != nil {
		return nil, err
	}
	err = s.object(func(name string, span fault.Span) error { return b.member(s, name, span) })
	if err != nil {
		return nil, err
	}
	if err := s.end(); err != nil {
		return nil, err
	}
	return b, b.complete()
}

// complete checks that every required member has a value.
func (b *Body) complete() error {
	for i, m := range b.shape.members {
		field := b.fields[i]
		if !m.Required || (field.Given && !field.Null) {
			continue
		}
		return b.Locate(&fault.Fault{
			Code: fault.InvalidValue, Target: m.Name,
			Message: m.Name + " is required: " + m.expected(),
		})
	}
	return nil
}

// member reads the value of one member of the outermost object.
func (b *Body) member(s *bodyScanner, name string, span fault.Span) error {
	if at := strings.LastIndexByte(name, '@'); at >= 0 {
		// JSON Format 4.01, 4.6: in 4.01 the prefix "odata." may be left out.
		if term := name[at+1:]; strings.EqualFold(term, "odata.bind") || strings.EqualFold(term, "bind") {
			return s.fault(fault.UnknownMember, clip(name), span,
				"'%s' is not read here", clip(name)).Advise("give the id of the other entity")
		}
		return s.skip()
	}
	i, ok := b.shape.index[name]
	if !ok {
		return b.unknown(s, name, span)
	}
	m := b.shape.members[i]
	switch m.Kind {
	case ReadOnlyMember:
		return s.skip()
	case NavigationMember:
		return s.fault(fault.UnknownMember, name, span,
			"'%s' is a navigation property and is not written here", name).Advise("give the id of the other entity")
	case TextMember, GuidMember, BoolMember, LabelsMember:
	}
	field, err := s.field(m)
	if err != nil {
		return err
	}
	b.fields[i] = field
	return nil
}

func (b *Body) unknown(s *bodyScanner, name string, span fault.Span) error {
	f := s.fault(fault.UnknownMember, clip(name), span, "unknown member '%s'", clip(name))
	if near := fault.Suggest(name, b.shape.known); near != "" {
		return f.Meaning(near)
	}
	return f.Advise("the members are %s", strings.Join(b.shape.known, ", "))
}

// clip shortens a caller's text for a message.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && s[cut]&0xC0 == 0x80 {
		cut--
	}
	return s[:cut] + "…"
}

// IsTimeout says whether a fault of ReadBody comes from a read deadline.
func IsTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}
