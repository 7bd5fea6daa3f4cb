package reference

import (
	"encoding/base64"
	"encoding/hex"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// literal gives a literal the type that its form has by itself.
func (c *compiler) literal(l *syntax.Literal) (term, error) {
	t, v, err := c.readLiteral(l)
	if err != nil {
		return term{}, err
	}
	made := constant(t, v)
	made.literal = l
	return made, nil
}

func (c *compiler) readLiteral(l *syntax.Literal) (typ, Value, error) {
	switch l.Kind {
	case syntax.NullLiteral:
		return typ{}, nil, nil
	case syntax.BooleanLiteral:
		return of(value.Boolean), Boolean(strings.EqualFold(l.Text, "true")), nil
	case syntax.StringLiteral:
		return of(value.String), Text(l.Text), nil
	case syntax.IntegerLiteral:
		return numberLiteral(value.Int64, l.Text)
	case syntax.DecimalLiteral:
		return numberLiteral(value.Decimal, l.Text)
	case syntax.DoubleLiteral:
		return doubleLiteral(l.Text)
	case syntax.GuidLiteral:
		return typed(value.Guid, l.Text)
	case syntax.DateLiteral:
		return typed(value.Date, l.Text)
	case syntax.DateTimeLiteral:
		return typed(value.DateTimeOffset, l.Text)
	case syntax.TimeLiteral:
		return typed(value.TimeOfDay, l.Text)
	case syntax.DurationLiteral:
		return typed(value.Duration, l.Text)
	case syntax.BinaryLiteral:
		return typed(value.Binary, l.Text)
	case syntax.EnumLiteral:
		return c.enumLiteral(l)
	case syntax.GeoLiteral:
	}
	return typ{}, nil, notImplemented("geo literals")
}

func numberLiteral(k value.Kind, text string) (typ, Value, error) {
	v, ok := readNumber(text)
	if !ok {
		return typ{}, nil, illTyped("%s is no number", text)
	}
	return of(k), v, nil
}

// doubleLiteral keeps the exact value of the digits: what it is compared with
// decides (doc.go, Literals). Not a number equals nothing: it has no value here.
func doubleLiteral(text string) (typ, Value, error) {
	switch text {
	case "INF":
		return of(value.Double), Float(math.Inf(1)), nil
	case "-INF":
		return of(value.Double), Float(math.Inf(-1)), nil
	case "NaN":
		return of(value.Double), nil, nil
	}
	return numberLiteral(value.Double, text)
}

func readNumber(text string) (Value, bool) {
	rat, ok := new(big.Rat).SetString(text)
	if !ok || strings.ContainsAny(text, "/_xXpP") {
		return nil, false
	}
	return Exact{rat}, true
}

func typed(k value.Kind, text string) (typ, Value, error) {
	v, ok := readText(k, text)
	if !ok {
		return typ{}, nil, illTyped("%q is no %s", text, k)
	}
	return of(k), v, nil
}

// readText reads the literal form of a type whose values are written without ambiguity.
func readText(k value.Kind, text string) (Value, bool) {
	switch k {
	case value.Guid:
		return readGuid(text)
	case value.Date:
		return readDate(text)
	case value.DateTimeOffset:
		return readDateTime(text)
	case value.TimeOfDay:
		return readTimeOfDay(text)
	case value.Duration:
		return readDuration(text)
	case value.Binary:
		b, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
		return Binary(b), err == nil
	default:
		return nil, false
	}
}

func readGuid(text string) (Value, bool) {
	var g Guid
	for i, c := range text {
		if hyphen := i == 8 || i == 13 || i == 18 || i == 23; hyphen != (c == '-') {
			return nil, false
		}
	}
	n, err := hex.Decode(g[:min(16, len(text)/2)], []byte(strings.ReplaceAll(text, "-", "")))
	return g, err == nil && n == 16 && len(text) == 36
}

func (c *compiler) enumLiteral(l *syntax.Literal) (typ, Value, error) {
	for _, e := range c.db.model.Enums {
		if c.db.model.Qualified(e.Name) != l.Type {
			continue
		}
		v, ok := readMembers(e, l.Text)
		if !ok {
			return typ{}, nil, illTyped("%s has no %s", e.Name, l.Text)
		}
		return typ{kind: value.Enum, enum: e}, v, nil
	}
	return typ{}, nil, illTyped("no enumeration %s", l.Type)
}

// readMembers reads a member by name or number, and several of a set of flags.
func readMembers(e *metadata.EnumType, text string) (Value, bool) {
	names := strings.Split(text, ",")
	if len(names) > 1 && !e.Flags {
		return nil, false
	}
	var sum int64
	for _, name := range names {
		n, ok := readMember(e, strings.TrimSpace(name))
		if !ok {
			return nil, false
		}
		sum |= n
	}
	return Member(sum), true
}

func readMember(e *metadata.EnumType, name string) (int64, bool) {
	for _, m := range e.Members {
		if m.Name == name {
			return m.Value, true
		}
	}
	n, err := strconv.ParseInt(name, 10, 64)
	return n, err == nil
}

// as gives a literal in quotes the type of what it is compared with: a guid, a
// date, a time, an enumeration or a duration may be written so (Protocol 4.01,
// 13.2.1; URL Conventions 4.01, 5.1.1.11.1). Other terms stay as they are.
func (t term) as(want typ) (term, error) {
	if t.literal == nil || t.literal.Kind != syntax.StringLiteral {
		return t, nil
	}
	var v Value
	var ok bool
	switch want.kind {
	case value.Guid, value.Duration, value.Date, value.TimeOfDay, value.DateTimeOffset:
		v, ok = readText(want.kind, t.literal.Text)
	case value.Enum:
		v, ok = readMembers(want.enum, t.literal.Text)
	default:
		return t, nil
	}
	if !ok {
		return term{}, illTyped("%q is no %s", t.literal.Text, want)
	}
	return constant(want, v), nil
}

// characters counts code points.
func characters(s Text) int { return utf8.RuneCountInString(string(s)) }
