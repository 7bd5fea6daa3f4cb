package value

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// ParseDuration reads an Edm.Duration literal without prefix and quotes
// ([-]P[nD][T[nH][nM][n[.f]S]]), in microseconds. exact is false where finer
// fractions were rounded, or where the duration is longer than any that is
// stored: it is the longest one then.
func ParseDuration(text string, r Rounding) (v Value, exact, ok bool) {
	rest, negative := strings.CutPrefix(text, "-")
	if negative {
		r = r.opposite() // of the magnitude
	}
	if !negative {
		rest = strings.TrimPrefix(rest, "+")
	}
	rest, ok = strings.CutPrefix(rest, "P")
	if !ok || rest == "" {
		return Value{}, false, false
	}
	dayPart, clockPart, hasClock := strings.Cut(rest, "T")
	if hasClock && clockPart == "" {
		return Value{}, false, false
	}
	days, exact1, ok1 := sumUnits(dayPart, []unit{{'D', dayMicros}}, r)
	clock, exact2, ok2 := sumUnits(clockPart, []unit{{'H', 3_600_000_000}, {'M', 60_000_000}, {'S', 1_000_000}}, r)
	if !ok1 || !ok2 {
		return Value{}, false, false
	}
	total, exact3 := addBounded(days, clock)
	if negative {
		total = -total
	}
	return Value{Kind: Duration, Int: total}, exact1 && exact2 && exact3, true
}

// addBounded adds two magnitudes; exact is false where the sum is beyond Int64.
func addBounded(a, b int64) (sum int64, exact bool) {
	if a > math.MaxInt64-b {
		return math.MaxInt64, false
	}
	return a + b, true
}

type unit struct {
	letter byte
	micros int64
}

// sumUnits reads numbers with unit letters, each at most once and in order.
func sumUnits(text string, units []unit, r Rounding) (total int64, exact, ok bool) {
	exact = true
	for _, u := range units {
		i := strings.IndexByte(text, u.letter)
		if i < 0 {
			continue
		}
		micros, e, ok := unitMicros(text[:i], u, r)
		if !ok {
			return 0, false, false
		}
		sum, bounded := addBounded(total, micros)
		total, exact = sum, exact && e && bounded
		text = text[i+1:]
	}
	return total, exact, text == ""
}

func unitMicros(number string, u unit, r Rounding) (micros int64, exact, ok bool) {
	whole, fraction, hasFraction := strings.Cut(number, ".")
	n, err := strconv.ParseUint(whole, 10, 63)
	if (err != nil && !errors.Is(err, strconv.ErrRange)) || (hasFraction && u.letter != 'S') {
		return 0, false, false
	}
	var f int64
	exact = true
	if hasFraction {
		var rest string
		if f, exact, rest, ok = scanFraction(fraction, r); !ok || rest != "" {
			return 0, false, false
		}
	}
	if n > uint64(math.MaxInt64/u.micros) {
		return math.MaxInt64, false, true
	}
	sum, bounded := addBounded(int64(n)*u.micros, f)
	return sum, exact && bounded, true
}

// AppendDuration appends microseconds in the ISO form, such as PT1H30M or -P2DT0.5S.
func AppendDuration(dst []byte, micros int64) []byte {
	rest := uint64(micros)
	if micros < 0 {
		dst = append(dst, '-')
		rest = -rest
	}
	dst = append(dst, 'P')
	if days := rest / dayMicros; days > 0 {
		dst = append(strconv.AppendUint(dst, days, 10), 'D')
	}
	rest %= dayMicros
	if rest == 0 && dst[len(dst)-1] == 'D' {
		return dst
	}
	dst = append(dst, 'T')
	if hours := rest / 3_600_000_000; hours > 0 {
		dst = append(strconv.AppendUint(dst, hours, 10), 'H')
	}
	if minutes := rest / 60_000_000 % 60; minutes > 0 {
		dst = append(strconv.AppendUint(dst, minutes, 10), 'M')
	}
	rest %= 60_000_000
	if rest == 0 && dst[len(dst)-1] != 'T' {
		return dst
	}
	dst = strconv.AppendUint(dst, rest/1_000_000, 10)
	if fraction := rest % 1_000_000; fraction > 0 {
		dst = append(dst, '.')
		dst = appendPadded(dst, int(fraction), 6)
		for dst[len(dst)-1] == '0' {
			dst = dst[:len(dst)-1]
		}
	}
	return append(dst, 'S')
}
