package reference

import (
	"math/big"
	"regexp"
	"strings"
	"time"
)

// The units of Ticks, and the range of what is served: year 1 to 9999.
const (
	second    = int64(1_000_000)
	minute    = 60 * second
	hour      = 60 * minute
	day       = 24 * hour
	firstDay  = -719162
	lastDay   = 2932896
	firstTime = firstDay * day
	lastTime  = (lastDay+1)*day - 1
)

// moments are the forms of the literals (OData ABNF 4.01).
type moments struct{ date, clock, offset, duration *regexp.Regexp }

func newMoments() *moments {
	return &moments{
		date:     regexp.MustCompile(`^(-?)(\d{4}|[1-9]\d{4,8})-(\d\d)-(\d\d)`),
		clock:    regexp.MustCompile(`^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,12}))?)?`),
		offset:   regexp.MustCompile(`^(?:[Zz]|([+-])(\d\d):(\d\d))$`),
		duration: regexp.MustCompile(`^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?$`),
	}
}

func readDate(text string) (Value, bool) {
	days, rest, ok := newMoments().day(text)
	return Day(days), ok && rest == ""
}

// day reads the date that the text begins with. Years that are not served become
// the day before the first or behind the last one.
func (m *moments) day(text string) (days int64, rest string, ok bool) {
	parts := m.date.FindStringSubmatch(text)
	if parts == nil {
		return 0, "", false
	}
	year, month, dayOfMonth := number(parts[2]), number(parts[3]), number(parts[4])
	if parts[1] == "-" {
		year = -year
	}
	at := time.Date(int(year), time.Month(month), int(dayOfMonth), 0, 0, 0, 0, time.UTC)
	if month < 1 || int64(at.Month()) != month || int64(at.Day()) != dayOfMonth {
		return 0, "", false
	}
	return max(firstDay-1, min(lastDay+1, at.Unix()/(24*60*60))), text[len(parts[0]):], true
}

// clockTicks reads the time of day that the text begins with. Second 60 is the
// next minute.
func (m *moments) clockTicks(text string) (t Ticks, rest string, ok bool) {
	parts := m.clock.FindStringSubmatch(text)
	if parts == nil || number(parts[1]) > 23 || number(parts[2]) > 59 || number(parts[3]) > 60 {
		return Ticks{}, "", false
	}
	fraction := number((parts[4] + strings.Repeat("0", 12))[:12])
	micros := number(parts[1])*hour + number(parts[2])*minute + number(parts[3])*second
	return Ticks{micros + fraction/second, fraction % second}, text[len(parts[0]):], true
}

func readTimeOfDay(text string) (Value, bool) {
	t, rest, ok := newMoments().clockTicks(text)
	return t, ok && rest == ""
}

func readDateTime(text string) (Value, bool) {
	m := newMoments()
	days, rest, ok := m.day(text)
	if !ok || rest == "" || (rest[0] != 'T' && rest[0] != 't') {
		return nil, false
	}
	t, rest, ok := m.clockTicks(rest[1:])
	parts := m.offset.FindStringSubmatch(rest)
	if !ok || parts == nil || number(parts[2]) > 23 || number(parts[3]) > 59 {
		return nil, false
	}
	offset := number(parts[2])*hour + number(parts[3])*minute
	if parts[1] == "-" {
		offset = -offset
	}
	t.Micros += days*day - offset
	switch {
	case days < firstDay || t.Micros < firstTime:
		return Ticks{Micros: firstTime - 1}, true
	case days > lastDay || t.Micros > lastTime:
		return Ticks{Micros: lastTime + 1}, true
	}
	return t, true
}

// readDuration reads a duration of at most 2^63 microseconds.
func readDuration(text string) (Value, bool) {
	parts := newMoments().duration.FindStringSubmatch(text)
	if parts == nil || strings.HasSuffix(text, "P") || strings.HasSuffix(text, "T") {
		return nil, false
	}
	sum := new(big.Rat)
	for i, unit := range []int64{day, hour, minute, second} {
		if n, ok := new(big.Rat).SetString("0" + parts[i+2]); ok {
			sum.Add(sum, n.Mul(n, new(big.Rat).SetInt64(unit)))
		}
	}
	if fraction, ok := new(big.Rat).SetString("0." + parts[6] + "0"); ok {
		sum.Add(sum, fraction.Mul(fraction, new(big.Rat).SetInt64(second)))
	}
	if parts[1] == "-" {
		sum.Neg(sum)
	}
	micros, fine := new(big.Int).DivMod(sum.Num(), sum.Denom(), new(big.Int))
	picos := new(big.Int).Div(fine.Mul(fine, big.NewInt(second)), sum.Denom())
	return Ticks{micros.Int64(), picos.Int64()}, micros.IsInt64()
}

// number reads digits; no digits are zero.
func number(digits string) int64 {
	var n int64
	for _, c := range digits {
		n = n*10 + int64(c-'0')
	}
	return n
}

// moment is the time in UTC.
func (t Ticks) moment() time.Time { return time.UnixMicro(t.Micros).UTC() }

// date is the day that a time lies in.
func (t Ticks) date() Day { return Day(floorDiv(t.Micros, day)) }

// clock is the time of the day.
func (t Ticks) clock() Ticks { return Ticks{Micros: t.Micros - floorDiv(t.Micros, day)*day} }

// moment is the day's midnight.
func (d Day) moment() time.Time { return time.Unix(int64(d)*24*60*60, 0).UTC() }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
