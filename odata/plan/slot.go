package plan

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// Values fills the plan's slots: with the tenant, and with the literals and
// numbers of a request of the plan's shape. A literal that its type cannot read
// is a fault at its place. now is the time of the request, in microseconds since 1970.
func (p *Plan) Values(r *syntax.Request, scope value.Value, now int64) ([]value.Value, error) {
	given := given{now: now, request: r, literals: syntax.Literals(r), numbers: numbers(&r.Options, nil)}
	values := make([]value.Value, len(p.Slots))
	text := 0
	for i := range p.Slots {
		s := &p.Slots[i]
		v, err := s.value(&given, scope)
		if err != nil {
			return nil, err
		}
		if text += length(v); text > p.text {
			return nil, fault.New(fault.QueryTooComplex, "the literals are too long together").
				In(s.option, given.text(s.option))
		}
		values[i] = v
	}
	return values, nil
}

// length is the memory of a value's text and bytes.
func length(v value.Value) int {
	n := len(v.Text) + len(v.Bytes)
	for _, item := range v.List {
		n += length(item)
	}
	return n
}

// value makes the value of one slot.
func (s *Slot) value(given *given, scope value.Value) (value.Value, error) {
	switch s.Source {
	case FromScope:
		return scope, nil
	case FromLiteral:
		v, _, err := s.read(given, s.Literals[0])
		return v, err
	case FromExact:
		_, exact, err := s.read(given, s.Literals[0])
		return boolean(exact), err
	case FromNumber:
		return s.count(given.numbers[s.Number])
	case FromList:
		return s.list(given)
	case FromModel:
		return s.Value, nil
	case FromNow:
		return value.Value{Kind: value.DateTimeOffset, Int: given.now}, nil
	case FromFirst:
		return value.Value{Kind: value.DateTimeOffset, Int: value.FirstDateTime}, nil
	case FromLast:
		return value.Value{Kind: value.DateTimeOffset, Int: value.LastDateTime}, nil
	case FromFold:
		return s.compare(given.literals[s.Literals[0]], given.literals[s.Literals[1]], given)
	case FromTimes:
		return s.times(given)
	case FromAbove:
		return boolean(value.Beyond(s.Type.Kind, s.Type.Scale, given.literals[s.Literals[0]].Text) > 0), nil
	case FromAfter:
		after, _ := value.After(given.literals[s.Literals[0]].Text)
		return value.Value{Kind: value.String, Text: after}, nil
	case FromBelow:
		return boolean(value.Beyond(s.Type.Kind, s.Type.Scale, given.literals[s.Literals[0]].Text) < 0), nil
	}
	return value.Value{}, fault.New(fault.Internal, "unknown slot")
}

// count checks a $skip against its limit; a $top has none.
func (s *Slot) count(n *syntax.CountOption) (value.Value, error) {
	if s.Limit > 0 && n.Value > s.Limit {
		return value.Value{}, fault.New(fault.QueryTooComplex, "$skip is at most %d", s.Limit).
			At(n.Span).In(n.Name, n.Text).Advise("follow the next links instead")
	}
	return value.Value{Kind: value.Int64, Int: n.Value}, nil
}

// compare decides a comparison of two literals.
func (s *Slot) compare(l, r *syntax.Literal, given *given) (value.Value, error) {
	if s.Type.Kind == value.Enum {
		a, ok1 := parseEnum(s.Type, l.Text)
		b, ok2 := parseEnum(s.Type, r.Text)
		switch {
		case !ok1:
			return value.Value{}, s.unreadable(given, l)
		case !ok2:
			return value.Value{}, s.unreadable(given, r)
		}
		return boolean(s.Op.holds(cmp.Compare(a.Int, b.Int))), nil
	}
	order, ordered, ok := value.CompareLiterals(s.Type.Kind, l.Text, r.Text)
	if !ok {
		return value.Value{}, s.unreadable(given, l)
	}
	if !ordered {
		return boolean(s.Op == Ne), nil
	}
	return boolean(s.Op.holds(order)), nil
}

// times counts the literals that equal the first one.
func (s *Slot) times(given *given) (value.Value, error) {
	n := value.Value{Kind: value.Int64}
	for _, l := range s.Literals[1:] {
		same, err := s.compare(given.literals[s.Literals[0]], given.literals[l], given)
		if err != nil {
			return value.Value{}, err
		}
		n.Int += same.Int
	}
	return n, nil
}

// holds says whether the operator is true of operands that compare so.
func (op Op) holds(order int) bool {
	return [...]bool{order == 0, order != 0, order > 0, order >= 0, order < 0, order <= 0}[op]
}

// given is what a request brings to its plan.
type given struct {
	now      int64
	request  *syntax.Request
	literals []*syntax.Literal
	numbers  []*syntax.CountOption
}

// numbers lists the $top and $skip of a request in a fixed order.
func numbers(o *syntax.Options, list []*syntax.CountOption) []*syntax.CountOption {
	if o == nil {
		return list
	}
	for _, n := range []*syntax.CountOption{o.Top, o.Skip} {
		if n != nil {
			list = append(list, n)
		}
	}
	if o.Select != nil {
		for _, item := range o.Select.Items {
			list = numbers(item.Options, list)
		}
	}
	if o.Expand != nil {
		for _, item := range o.Expand.Items {
			list = numbers(item.Options, list)
		}
	}
	return list
}

// text is the text of an option, for faults.
func (g *given) text(option string) string {
	o := &g.request.Options
	switch {
	case option == pathSource:
		return g.request.Path
	case option == "$filter" && o.Filter != nil:
		return o.Filter.Text
	case option == "$orderby" && o.OrderBy != nil:
		return o.OrderBy.Text
	case option == "$compute" && o.Compute != nil:
		return o.Compute.Text
	case option == "$select" && o.Select != nil:
		return o.Select.Text
	case option == "$expand" && o.Expand != nil:
		return o.Expand.Text
	}
	for _, a := range o.Aliases {
		if a.Name == option {
			return a.Text
		}
	}
	return ""
}

// locate replaces what binding noted by indexes, so that the plan serves every
// request of its shape.
func (b *binder) locate() {
	literals := map[*syntax.Literal]int{}
	for i, l := range syntax.Literals(b.request) {
		literals[l] = i
	}
	counts := numbers(&b.request.Options, nil)
	for i := range b.slots {
		s := &b.slots[i]
		for _, l := range s.literals {
			s.Literals = append(s.Literals, literals[l])
		}
		if s.number != nil {
			s.Number = slices.Index(counts, s.number)
		}
		s.literals, s.number = nil, nil
	}
}

func boolean(b bool) value.Value {
	if b {
		return value.Value{Kind: value.Boolean, Int: 1}
	}
	return value.Value{Kind: value.Boolean}
}

// list reads an in-list; items that no stored value can equal are left out.
func (s *Slot) list(given *given) (value.Value, error) {
	list := value.Value{Kind: s.Type.Kind, Many: true, List: make([]value.Value, 0, len(s.Literals))}
	for _, l := range s.Literals {
		v, exact, err := s.read(given, l)
		if err != nil {
			return value.Value{}, err
		}
		if exact {
			list.List = append(list.List, v)
		}
	}
	return list, nil
}

// read converts one literal to the slot's type.
func (s *Slot) read(given *given, literal int) (v value.Value, exact bool, err error) {
	l := given.literals[literal]
	v, exact, ok := s.convert(l)
	if !ok {
		return value.Value{}, false, s.unreadable(given, l)
	}
	if f := s.Demand.check(s.Type.Kind, l); f != nil {
		return value.Value{}, false, f.At(l.Span).In(s.option, given.text(s.option))
	}
	if s.Normalise != nil {
		stored, ok := s.Normalise(v.Text)
		if !ok {
			return value.Value{Kind: value.Null}, false, nil
		}
		v.Text = stored
	}
	return v, exact, nil
}

func (s *Slot) unreadable(given *given, l *syntax.Literal) error {
	f := fault.New(fault.InvalidLiteral, "'%s' is not a value of %s", clip(l.Text), s.Type.Kind)
	switch s.Type.Kind {
	case value.DateTimeOffset:
		f = f.Advise("write it like 2026-01-31T08:30:00Z")
	case value.Date:
		f = f.Advise("there is no such day")
	case value.Guid:
		f = f.Advise("a GUID has 36 characters and no quotes")
	case value.Enum:
		if s.Type.Enum != nil {
			f.Message = "'" + clip(l.Text) + "' is no member of the enumeration '" + s.Type.Enum.Name + "'"
			f = f.Advise("the members are %s", strings.Join(enumNames(s.Type), ", "))
		}
	case value.Null, value.Boolean, value.String, value.Byte, value.SByte, value.Int16, value.Int32, value.Int64,
		value.Single, value.Double, value.Decimal, value.TimeOfDay, value.Duration, value.Binary:
	}
	return f.At(l.Span).In(s.option, given.text(s.option))
}

func (s *Slot) convert(l *syntax.Literal) (v value.Value, exact, ok bool) {
	text := l.Text
	switch s.Type.Kind {
	case value.String:
		return value.Value{Kind: value.String, Text: text}, true, true
	case value.Boolean:
		return boolean(strings.EqualFold(text, "true")), true, true
	case value.Guid:
		v, ok = value.ParseGuid(text)
		return v, true, ok
	case value.Byte, value.SByte, value.Int16, value.Int32, value.Int64:
		return value.ParseInteger(text, s.Rounding)
	case value.Decimal:
		if s.Type.free() {
			return s.exact(text)
		}
		return s.decimal(text)
	case value.Single:
		v, ok = value.ParseDouble(text)
		v.Float = float64(float32(v.Float)) // as it was stored and is shown
		return v, true, ok
	case value.Double:
		v, ok = value.ParseDouble(text)
		return v, true, ok
	case value.Date:
		return value.ParseDate(text)
	case value.TimeOfDay:
		return value.ParseTimeOfDay(text, s.Rounding)
	case value.DateTimeOffset:
		v, exact, ok = value.ParseDateTime(text, s.Rounding)
		if ok && !exact && s.Equal {
			v.Int = value.NoDateTime
		}
		return v, exact, ok
	case value.Duration:
		return value.ParseDuration(text, s.Rounding)
	case value.Binary:
		v, ok = value.ParseBinary(text)
		return v, true, ok
	case value.Enum:
		v, ok = parseEnum(s.Type, text)
		return v, true, ok
	case value.Null:
	}
	return value.Value{}, false, false
}

// exact reads a number of any scale.
func (s *Slot) exact(text string) (v value.Value, exact, ok bool) {
	x, ok := value.ParseExact(text)
	whole, fraction, _ := strings.Cut(text, ".")
	allowed := s.Type.digits
	short := allowed == extent{} || (len(whole) <= allowed.whole+1 && len(fraction) <= allowed.fraction)
	return value.Value{Kind: value.Decimal, Text: string(x.AppendText(nil)), Free: true}, true, ok && short
}

// decimal reads a number at the column's scale. Numbers beyond its precision
// become the first one that no row can have, so that they compare right. What is
// calculated has no precision but 64 bits: see bounded.
func (s *Slot) decimal(text string) (v value.Value, exact, ok bool) {
	v, exact, ok = value.ParseDecimal(text, s.Type.Scale, s.Rounding)
	if !ok {
		return v, exact, false
	}
	limit := s.Type.Limit
	if limit == 0 {
		bounded, same := value.BoundDecimal(v, s.Type.Scale)
		return bounded, exact && same, true
	}
	digits := strings.TrimLeft(strings.Replace(strings.TrimPrefix(v.Text, "-"), ".", "", 1), "0")
	if len(digits) <= limit {
		return v, exact, true
	}
	beyond, _, _ := value.ParseDecimal("1e"+itoa(limit-s.Type.Scale), s.Type.Scale, value.Floor)
	if strings.HasPrefix(v.Text, "-") {
		beyond.Text = "-" + beyond.Text
	}
	return beyond, false, true
}

func itoa(n int) string { return string(value.AppendInteger(nil, int64(n))) }

// parseEnum reads member names or numbers, joined by commas for flags.
func parseEnum(t Type, text string) (value.Value, bool) {
	if t.Enum == nil || text == "" {
		return value.Value{}, false
	}
	var sum int64
	parts := strings.Split(text, ",")
	if len(parts) > 1 && !t.Enum.Flags {
		return value.Value{}, false
	}
	for _, part := range parts {
		n, ok := enumMember(t, strings.TrimSpace(part))
		if !ok {
			return value.Value{}, false
		}
		sum |= n
	}
	return value.Value{Kind: value.Enum, Int: sum}, true
}

func enumMember(t Type, name string) (int64, bool) {
	for _, m := range t.Enum.Members {
		if m.Name == name {
			return m.Value, true
		}
	}
	v, exact, ok := value.ParseInteger(name, value.Floor)
	return v.Int, ok && exact && v.Int != math.MinInt64
}

func enumNames(t Type) []string {
	names := make([]string, 0, len(t.Enum.Members))
	for _, m := range t.Enum.Members {
		names = append(names, m.Name)
	}
	return names
}

// clip keeps messages short.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
