package payload

import "strings"

// MemberKind says what a member of a Shape takes.
type MemberKind uint8

// The kinds. All but the last two take null as well.
const (
	// TextMember takes a string.
	TextMember MemberKind = iota
	// GuidMember takes a string with a guid of 36 characters, in any case.
	GuidMember
	// BoolMember takes true or false.
	BoolMember
	// LabelsMember takes "A|B" or ["A","B"].
	LabelsMember
	// ReadOnlyMember takes anything and is ignored: what was read may be posted back.
	ReadOnlyMember
	// NavigationMember is known, so that it can be refused by name.
	NavigationMember
)

func (k MemberKind) expected() string {
	switch k {
	case TextMember:
		return "a string"
	case GuidMember:
		return "a string with a guid such as 01234567-89ab-cdef-0123-456789abcdef"
	case BoolMember:
		return "true or false"
	case LabelsMember:
		return `a string such as "A|B" or an array of strings`
	case ReadOnlyMember, NavigationMember:
	}
	return "nothing"
}

// Member is one member of a Shape.
type Member struct {
	Name     string
	Kind     MemberKind
	Required bool // absent and null are refused
	// Allowed are the values that a text may have, for messages; whether it has
	// one of them is the domain's question.
	Allowed []string
}

func (m Member) expected() string {
	if len(m.Allowed) > 0 {
		return "one of " + strings.Join(m.Allowed, ", ")
	}
	return m.Kind.expected()
}

// Shape declares the members of one JSON object. It is immutable and safe for
// concurrent use.
type Shape struct {
	members []Member
	index   map[string]int
	known   []string // what suggestions name
}

// NewShape makes a shape of the members, in the order of messages.
func NewShape(members ...Member) *Shape {
	s := &Shape{members: members, index: make(map[string]int, len(members))}
	for i, m := range members {
		s.index[m.Name] = i
		if m.Kind != ReadOnlyMember && m.Kind != NavigationMember {
			s.known = append(s.known, m.Name)
		}
	}
	return s
}

// With gives a shape with further members; one of the same name is replaced.
func (s *Shape) With(members ...Member) *Shape {
	all := make([]Member, 0, len(s.members)+len(members))
	replaced := make(map[string]bool, len(members))
	for _, m := range members {
		replaced[m.Name] = true
	}
	for _, m := range s.members {
		if !replaced[m.Name] {
			all = append(all, m)
		}
	}
	return NewShape(append(all, members...)...)
}

// Members lists the members of the shape.
func (s *Shape) Members() []Member { return append([]Member(nil), s.members...) }
