package value

import (
	"strconv"
	"strings"
	"time"
)

// Microseconds of a day, and the range of Edm.DateTimeOffset that is served:
// year 1 to 9999.
const (
	dayMicros   = 24 * 60 * 60 * 1_000_000
	minDateTime = -62135596800 * 1_000_000
	maxDateTime = 253402300799*1_000_000 + 999_999
	minDate     = minDateTime / dayMicros
	maxDate     = 2932896
)

// NoDateTime is a time that no stored value can have: what an inexact literal is
// compared with for equality.
const NoDateTime = maxDateTime + 1

// FirstDateTime and LastDateTime are the ends of the served range.
const (
	FirstDateTime = minDateTime
	LastDateTime  = maxDateTime
)

// ParseDateTime reads an Edm.DateTimeOffset literal: a date, T, hours and minutes,
// optional seconds with up to twelve fraction digits, and Z or an offset. The
// result is rounded to microseconds and to the served range; exact is false
// where that changed it.
func ParseDateTime(text string, r Rounding) (v Value, exact, ok bool) {
	days, rest, ok := scanDate(text)
	if !ok || len(rest) < 2 || (rest[0] != 'T' && rest[0] != 't') {
		return Value{}, false, false
	}
	micros, exact, rest, ok := scanClock(rest[1:], r)
	if !ok {
		return Value{}, false, false
	}
	offset, ok := scanOffset(rest)
	if !ok {
		return Value{}, false, false
	}
	switch {
	case days < minDate-1:
		return fold(minDateTime, r, false), false, true
	case days > maxDate+1:
		return fold(maxDateTime, r, true), false, true
	}
	t := days*dayMicros + micros - offset
	switch {
	case t < minDateTime:
		return fold(minDateTime, r, false), false, true
	case t > maxDateTime:
		return fold(maxDateTime, r, true), false, true
	}
	return Value{Kind: DateTimeOffset, Int: t}, exact, true
}

// fold brings a time outside of the range to the end it lies beyond, on the
// side that the rounding asks for.
func fold(end int64, r Rounding, above bool) Value {
	switch {
	case above && r == Ceil:
		end++
	case !above && r == Floor:
		end--
	}
	return Value{Kind: DateTimeOffset, Int: end}
}

// ParseDate reads an Edm.Date literal. A year outside of 1 to 9999 is folded to
// the end it lies beyond, and not exact.
func ParseDate(text string) (v Value, exact, ok bool) {
	days, rest, ok := scanDate(text)
	if !ok || rest != "" {
		return Value{}, false, false
	}
	bounded := max(minDate-1, min(maxDate+1, days))
	return Value{Kind: Date, Int: bounded}, bounded == days, true
}

// ParseTimeOfDay reads an Edm.TimeOfDay literal, rounded to microseconds.
func ParseTimeOfDay(text string, r Rounding) (v Value, exact, ok bool) {
	micros, exact, rest, ok := scanClock(text, r)
	if !ok || rest != "" {
		return Value{}, false, false
	}
	return Value{Kind: TimeOfDay, Int: micros}, exact, true
}

// scanDate reads [-]yyyy-mm-dd; years may have more than four digits.
func scanDate(text string) (days int64, rest string, ok bool) {
	negative := len(text) > 0 && text[0] == '-'
	if negative {
		text = text[1:]
	}
	n := 0
	for n < len(text) && isDigit(text[n]) {
		n++
	}
	if n < 4 || n > 9 || (n > 4 && text[0] == '0') || len(text) < n+6 || text[n] != '-' || text[n+3] != '-' {
		return 0, "", false
	}
	year, _ := strconv.Atoi(text[:n])
	month, ok1 := twoDigits(text[n+1:])
	day, ok2 := twoDigits(text[n+4:])
	if negative {
		year = -year
	}
	if !ok1 || !ok2 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, "", false
	}
	return daysOf(year, month, day), text[n+6:], true
}

// scanClock reads hh:mm[:ss[.f…]]; a second of 60 is the next minute.
func scanClock(text string, r Rounding) (micros int64, exact bool, rest string, ok bool) {
	hour, ok1 := twoDigits(text)
	if !ok1 || hour > 23 || len(text) < 5 || text[2] != ':' {
		return 0, false, "", false
	}
	minute, ok2 := twoDigits(text[3:])
	if !ok2 || minute > 59 {
		return 0, false, "", false
	}
	micros = int64(hour*60+minute) * 60_000_000
	text = text[5:]
	if text == "" || text[0] != ':' {
		return micros, true, text, true
	}
	second, ok3 := twoDigits(text[1:])
	if !ok3 || second > 60 {
		return 0, false, "", false
	}
	micros += int64(second) * 1_000_000
	text = text[3:]
	if text == "" || text[0] != '.' {
		return micros, true, text, true
	}
	fraction, exact, rest, ok := scanFraction(text[1:], r)
	return micros + fraction, exact, rest, ok
}

func scanFraction(text string, r Rounding) (micros int64, exact bool, rest string, ok bool) {
	n, exact := 0, true
	for unit := int64(100_000); n < len(text) && isDigit(text[n]); n++ {
		micros += int64(text[n]-'0') * unit
		exact = exact && (unit > 0 || text[n] == '0')
		unit /= 10
	}
	if !exact && r == Ceil {
		micros++
	}
	return micros, exact, text[n:], n >= 1 && n <= 12
}

// scanOffset reads Z or ±hh:mm, in microseconds.
func scanOffset(text string) (int64, bool) {
	if text == "Z" || text == "z" {
		return 0, true
	}
	if len(text) != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':' {
		return 0, false
	}
	hour, ok1 := twoDigits(text[1:])
	minute, ok2 := twoDigits(text[4:])
	if !ok1 || !ok2 || hour > 23 || minute > 59 {
		return 0, false
	}
	offset := int64(hour*60+minute) * 60_000_000
	if text[0] == '-' {
		return -offset, true
	}
	return offset, true
}

func twoDigits(text string) (int, bool) {
	if len(text) < 2 || !isDigit(text[0]) || !isDigit(text[1]) {
		return 0, false
	}
	return int(text[0]-'0')*10 + int(text[1]-'0'), true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// daysOf counts days since 1970-01-01 in the proleptic Gregorian calendar.
func daysOf(year, month, day int) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	era := floorDiv(int64(year), 400)
	yearOfEra := int64(year) - era*400
	dayOfYear := int64((153*(month-3)+2)/5 + day - 1)
	return era*146097 + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear - 719468
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Time is the time of a DateTimeOffset value in UTC.
func (v Value) Time() time.Time { return time.UnixMicro(v.Int).UTC() }

// Served says whether a literal lies in the range that values are stored and
// calculated in; digits below microseconds do not count.
func Served(k Kind, text string) bool {
	exact := true
	switch k {
	case Date:
		v, _, _ := ParseDate(text)
		return v.Int >= minDate && v.Int <= maxDate
	case DateTimeOffset:
		_, exact, _ = ParseDateTime(withoutFine(text), Floor)
	case Duration:
		_, exact, _ = ParseDuration(withoutFine(text), Floor)
	default:
	}
	return exact
}

// withoutFine leaves out the digits of a fraction behind the sixth.
func withoutFine(text string) string {
	dot := strings.IndexByte(text, '.')
	if dot < 0 {
		return text
	}
	end := dot + 1
	for end < len(text) && isDigit(text[end]) {
		end++
	}
	return text[:min(end, dot+7)] + text[end:]
}
