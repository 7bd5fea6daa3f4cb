package value

import (
	"bytes"
	"math"
	"math/big"
	"strings"
)

// CompareLiterals compares two literals of one kind exactly: numbers whatever
// their size, times to the last digit given. ordered is false where one of them
// is NaN, which nothing equals; ok is false where one cannot be read.
func CompareLiterals(k Kind, a, b string) (order int, ordered, ok bool) {
	switch {
	case k.IsNumber():
		return compareNumbers(a, b)
	case k == String:
		return strings.Compare(a, b), true, true
	case k == Boolean:
		return strings.Compare(strings.ToLower(a), strings.ToLower(b)), true, true
	}
	x, xRest, ok1 := parseExactly(k, a)
	y, yRest, ok2 := parseExactly(k, b)
	switch {
	case !ok1 || !ok2:
		return 0, false, false
	case x.Bytes != nil || y.Bytes != nil:
		return bytes.Compare(x.Bytes, y.Bytes), true, true
	case x.Int != y.Int:
		return big.NewInt(x.Int).Cmp(big.NewInt(y.Int)), true, true
	}
	return strings.Compare(xRest, yRest), true, true
}

func compareNumbers(a, b string) (order int, ordered, ok bool) {
	x, ok1 := ParseDouble(a)
	y, ok2 := ParseDouble(b)
	switch {
	case !ok1 || !ok2:
		return 0, false, false
	case math.IsNaN(x.Float) || math.IsNaN(y.Float):
		return 0, false, true
	}
	p, finite1 := parseRat(a)
	q, finite2 := parseRat(b)
	if finite1 && finite2 {
		return p.Cmp(q), true, true
	}
	switch {
	case x.Float < y.Float:
		return -1, true, true
	case x.Float > y.Float:
		return 1, true, true
	}
	return 0, true, true
}

// parseExactly reads a literal downwards to microseconds; rest are the digits
// that lie below them.
func parseExactly(k Kind, text string) (v Value, rest string, ok bool) {
	switch k {
	case Guid:
		v, ok = ParseGuid(text)
	case Binary:
		v, ok = ParseBinary(text)
		if v.Bytes == nil {
			v.Bytes = []byte{}
		}
	case Date:
		v, _, ok = ParseDate(text)
	case DateTimeOffset:
		v, _, ok = ParseDateTime(text, Floor)
		rest = belowMicros(text)
	case TimeOfDay:
		v, _, ok = ParseTimeOfDay(text, Floor)
		rest = belowMicros(text)
	case Duration:
		v, _, ok = ParseDuration(text, Floor)
		if rest = belowMicros(text); strings.HasPrefix(text, "-") && rest != "" {
			rest = complement(rest)
		}
	default:
	}
	return v, rest, ok
}

// belowMicros are the fraction digits behind the sixth, without trailing zeros.
func belowMicros(text string) string {
	_, fraction, _ := strings.Cut(text, ".")
	n := 0
	for n < len(fraction) && isDigit(fraction[n]) {
		n++
	}
	if n <= 6 {
		return ""
	}
	return strings.TrimRight(fraction[6:n], "0")
}

// complement is what is missing to the next microsecond: a negative duration is
// that much above its floor.
func complement(digits string) string {
	n, _ := new(big.Int).SetString(digits, 10)
	n.Sub(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(len(digits))), nil), n)
	text := n.String()
	return strings.TrimRight(strings.Repeat("0", len(digits)-len(text))+text, "0")
}
