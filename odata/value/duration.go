package value

import (
	"math"
	"strconv"
	"strings"
)

// ParseDuration reads an Edm.Duration literal without prefix and quotes
// ([-]P[nD][T[nH][nM][n[.f]S]]), in microseconds; finer fractions are rounded
// down. ok is false where it is malformed or beyond the range of Int64.
func ParseDuration(text string) (v Value, exact, ok bool) {
	rest, negative := strings.CutPrefix(text, "-")
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
	days, exact1, ok1 := sumUnits(dayPart, []unit{{'D', dayMicros}})
	clock, exact2, ok2 := sumUnits(clockPart, []unit{{'H', 3_600_000_000}, {'M', 60_000_000}, {'S', 1_000_000}})
	if !ok1 || !ok2 || days > math.MaxInt64-clock {
		return Value{}, false, false
	}
	total := days + clock
	if negative {
		total = -total
	}
	return Value{Kind: Duration, Int: total}, exact1 && exact2, true
}

type unit struct {
	letter byte
	micros int64
}

// sumUnits reads numbers with unit letters, each at most once and in order.
func sumUnits(text string, units []unit) (total int64, exact, ok bool) {
	exact = true
	for _, u := range units {
		i := strings.IndexByte(text, u.letter)
		if i < 0 {
			continue
		}
		micros, e, ok := unitMicros(text[:i], u)
		if !ok || total > math.MaxInt64-micros {
			return 0, false, false
		}
		total += micros
		exact = exact && e
		text = text[i+1:]
	}
	return total, exact, text == ""
}

func unitMicros(number string, u unit) (micros int64, exact, ok bool) {
	whole, fraction, hasFraction := strings.Cut(number, ".")
	n, err := strconv.ParseUint(whole, 10, 63)
	if err != nil || n > uint64(math.MaxInt64/u.micros) || (hasFraction && u.letter != 'S') {
		return 0, false, false
	}
	micros = int64(n) * u.micros
	if !hasFraction {
		return micros, true, true
	}
	f, exact, rest, ok := scanFraction(fraction, Floor)
	return micros + f, exact, ok && rest == "" && micros <= math.MaxInt64-f
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
