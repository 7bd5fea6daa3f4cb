package value

import (
	"math"
	"strings"
)

// MoveDate is the day that a day's midnight is moved to by a duration in
// microseconds, or by its opposite. It is not ok outside of the served years.
func MoveDate(days, by int64, back bool) (moved int64, ok bool) {
	t, ok := MoveDateTime(days*dayMicros, by, back)
	return floorDiv(t, dayMicros), ok
}

// MoveDateTime adds a duration to a time, or its opposite. It is not ok outside
// of the served years.
func MoveDateTime(at, by int64, back bool) (moved int64, ok bool) {
	if back {
		moved, ok = SubInteger(at, by)
	} else {
		moved, ok = AddInteger(at, by)
	}
	return moved, ok && moved >= minDateTime && moved <= maxDateTime
}

// Midnight is the time at which a day begins.
func Midnight(days int64) int64 { return days * dayMicros }

// MulDuration is a duration times a number, cut off towards zero to
// microseconds. It is not ok beyond 64 bits.
func MulDuration(micros int64, by Exact) (product int64, ok bool) {
	x, ok := ExactOf(micros, 0).Mul(by)
	if !ok {
		return 0, false
	}
	return x.Int64()
}

// DivDuration is a duration by a finite number other than zero, cut off as
// MulDuration's result is.
func DivDuration(micros int64, by Exact) (quotient int64, ok bool) {
	x, ok := ExactOf(micros, 0).Div(by)
	if !ok || by.infinite != 0 {
		return 0, false
	}
	return x.Int64()
}

// DivDouble is x ÷ y; by zero it is infinite by the sign of x alone, since zero
// has none that databases keep. NaN is for none.
func DivDouble(x, y float64) float64 {
	switch {
	case y != 0:
		return x / y
	case x > 0:
		return math.Inf(1)
	case x < 0:
		return math.Inf(-1)
	}
	return math.NaN()
}

// ParseServed reads the literal form of a date, a time or a duration, its digits
// below microseconds cut off. It is not ok outside of what is served.
func ParseServed(k Kind, text string) (n int64, ok bool) {
	var v Value
	switch k {
	case Date:
		v, _, ok = ParseDate(text)
	case TimeOfDay:
		v, _, ok = ParseTimeOfDay(text, Floor)
		ok = ok && v.Int < dayMicros
	case DateTimeOffset:
		v, _, ok = ParseDateTime(text, Floor)
	case Duration:
		v, _, ok = ParseDuration(withoutFine(text), Floor)
		if belowMicros(text) != "" && strings.HasPrefix(text, "-") {
			v.Int--
		}
		ok = ok && len(text) <= longestDuration && v.Int != math.MinInt64
	default:
	}
	return v.Int, ok && Served(k, text)
}

// longestDuration bounds the work on a text.
const longestDuration = 100
