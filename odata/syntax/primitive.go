package syntax

import (
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
)

// ParseValue parses a primitive value in the form of bodies and of default values
// in CSDL (ABNF: primitiveValue): durations, binary values, enumeration members
// and geo values stand without prefix and quotes, and nothing is percent-encoded.
// The error is a *fault.Fault.
func ParseValue(text string) (*Literal, error) {
	p := newParser("value", text, &budget{limits: DefaultLimits()})
	all := span(0, len(text))
	switch {
	case isDuration(text):
		return &Literal{Kind: DurationLiteral, Text: text, Span: all}, nil
	case strings.HasPrefix(text, "SRID="):
		return &Literal{Kind: GeoLiteral, Text: text, Span: all}, nil
	}
	if text == "" {
		p.unexpected("a value")
		return nil, p.err
	}
	if c := text[0]; isDigit(c) || c == '-' || c == '+' || isLetter(c) {
		if lit := p.literal(); lit != nil && p.done() && p.err == nil {
			return lit, nil
		}
	}
	switch {
	case isMembers(text):
		return &Literal{Kind: EnumLiteral, Text: text, Span: all}, nil
	case isBinary(text):
		return &Literal{Kind: BinaryLiteral, Text: text, Span: all}, nil
	case p.err != nil:
		return nil, p.err
	}
	p.failf(all, "'%s' is not a value", text).advise("numbers, dates and members of enumerations stand without quotes")
	return nil, p.err
}

// ParseEnumValue parses the members or numbers of an enumeration, separated by
// commas (ABNF: enumValue). The error is a *fault.Fault.
func ParseEnumValue(text string) (*Literal, error) {
	if isMembers(text) {
		return &Literal{Kind: EnumLiteral, Text: text, Span: span(0, len(text))}, nil
	}
	return nil, fault.New(fault.InvalidLiteral, "'%s' is not a list of members or numbers", clip(text)).
		At(span(0, len(text))).In("value", text)
}
