package plan

import (
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// Demand is what a literal must be, beyond being readable. It is checked where a
// request brings its literals, since the plan serves others too.
type Demand uint8

// The demands.
const (
	Anything Demand = iota
	InRange         // inside of the range that is calculated with
	InUTC           // and a time written in UTC, which all stored ones are in
	NotZero         // a divisor
)

// check holds a literal to a demand.
func (d Demand) check(k value.Kind, l *syntax.Literal) *fault.Fault {
	switch d {
	case NotZero:
		if value.IsZero(l.Text) {
			return fault.New(fault.BadQueryOption, "a division by zero has no result")
		}
		return nil
	case InUTC:
		if k == value.DateTimeOffset && !inUTC(l.Text) {
			return fault.New(fault.InvalidLiteral, "the parts of '%s' are those of another time zone", clip(l.Text)).
				Advise("write it in UTC, with Z")
		}
	case InRange:
	case Anything:
		return nil
	}
	if value.Served(k, l.Text) {
		return nil
	}
	return fault.New(fault.InvalidLiteral, "'%s' lies outside of what can be calculated with", clip(l.Text)).
		Advise("years are 1 to 9999, durations have 64 bits of microseconds")
}

func inUTC(literal string) bool {
	last := literal[len(literal)-1]
	return last == 'Z' || last == 'z' || strings.HasSuffix(literal, "+00:00") || strings.HasSuffix(literal, "-00:00")
}
