package reference

import (
	"encoding/base64"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/value"
)

// literal draws a literal of the type, now and then as a parameter alias.
func (g *Generator) literal(w want) fragment {
	text := g.literalText(w)
	if g.has(Alias) && g.chance(15) {
		g.hit("alias of a literal")
		return g.alias(text)
	}
	return fragment{text, literalStrength}
}

// literalText draws a literal: a value of the data, a neighbour of one, or one
// that hurts.
func (g *Generator) literalText(w want) string {
	v := g.value(w)
	switch w.kind {
	case value.Boolean:
		return pick(g, []string{"true", "false"})
	case value.String:
		return quoted(g.text(v))
	case value.Guid:
		return g.guidText(v)
	case value.Byte, value.SByte, value.Int16, value.Int32, value.Int64, value.Decimal, value.Single, value.Double:
		return g.numberText(w, v)
	case value.Date:
		return g.written(g.dateText(v))
	case value.TimeOfDay, value.DateTimeOffset:
		return g.written(g.timeText(w.kind, v))
	case value.Duration:
		return g.timeText(w.kind, v)
	case value.Binary:
		b, _ := v.(Binary)
		return "binary'" + base64.RawURLEncoding.EncodeToString([]byte(b)) + "'"
	case value.Enum:
		if w.enum != nil {
			return g.enumText(w.enum)
		}
	case value.Null:
	}
	return "null"
}

// jsonText is a string literal as it stands in an array.
func (g *Generator) jsonText(w want) string {
	return string(value.AppendString(nil, g.text(g.value(w))))
}

// pool holds the values of the data by property and by type.
type pool struct {
	properties map[*metadata.Property][]Value
	kinds      map[value.Kind][]Value
}

func newPool(db *Database) pool {
	p := pool{properties: map[*metadata.Property][]Value{}, kinds: map[value.Kind][]Value{}}
	for _, t := range db.model.Types {
		if t.Base == nil {
			for _, row := range db.rows[t] {
				p.add(row.typ.Properties, row)
			}
		}
	}
	return p
}

func (p pool) add(list []*metadata.Property, row *Row) {
	for _, property := range list {
		v := row.values[property.Name]
		inner, structured := v.(*Row)
		values, many := v.(Collection)
		switch {
		case v == nil:
			continue
		case structured:
			p.add(property.Complex.Properties, inner)
			continue
		case !many:
			values = Collection{v}
		}
		p.properties[property] = append(p.properties[property], values...)
		p.kinds[property.Kind] = append(p.kinds[property.Kind], values...)
	}
}

// value is one of the property's values, or of any property of the type.
func (g *Generator) value(w want) Value {
	list := g.values.properties[w.property]
	if len(list) == 0 || g.chance(12) && w.enum == nil {
		list = g.values.kinds[w.kind]
	}
	if len(list) == 0 {
		return nil
	}
	return pick(g, list)
}

func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// text is a text of the data, a part of one, or one that hurts.
func (g *Generator) text(v Value) string {
	s, _ := v.(Text)
	text := string(s)
	switch g.rng.IntN(8) {
	case 0:
		g.hit("hurting text")
		return pick(g, hurtingTexts())
	case 1:
		return text + pick(g, []string{" ", "a", "%", "_", "\u0301", "'"})
	case 2:
		return value.ToUpper(text)
	case 3:
		return value.ToLower(text)
	case 4:
		return g.part(text)
	}
	return text
}

// hurtingTexts tell careful servers from others.
func hurtingTexts() []string {
	return []string{
		"", " ", "  ", "'", "''", "a%", "%", "_", "a_", `\`, `\%`, `\\`, "\u00df", "SS", "\u0130", "i\u0307",
		"\u0131", "\u00e9", "e\u0301", "\u212a", "k", "\u03c2", "\U0001f600", "\ufb01", "\uffff",
		"\u00a0", "\t", "\n", `"`, "*", "(",
		")", ",", ";", "&", "+", "#", "@x", "null", "true", "$it", "x eq 1", "--", strings.Repeat("\u00e4", 120),
	}
}

// part is some of the text's characters.
func (g *Generator) part(text string) string {
	runes := []rune(text)
	from := g.rng.IntN(len(runes) + 1)
	return string(runes[from : from+g.rng.IntN(len(runes)-from+1)])
}

// textPart is a literal that occurs in texts.
func (g *Generator) textPart(w want) string {
	s, _ := g.value(want{kind: value.String, property: w.property}).(Text)
	if !utf8.ValidString(string(s)) || g.chance(4) {
		return quoted(g.text(s))
	}
	return quoted(g.part(string(s)))
}

// written puts a date or a time in quotes now and then.
func (g *Generator) written(text string) string {
	if g.has(Spelling) && g.chance(12) {
		g.hit("quoted time")
		return quoted(text)
	}
	return text
}

func (g *Generator) guidText(v Value) string {
	id, _ := v.(Guid)
	if g.chance(5) {
		id[15]++
	}
	text := guidText(id)
	if g.has(Spelling) && g.chance(4) {
		text = strings.ToUpper(text)
	}
	if g.has(Spelling) && g.chance(8) {
		g.hit("quoted guid")
		return quoted(text)
	}
	return text
}

// numberText is a number near one of the data. Where it is to be compared, whole
// numbers have fractions and exponents too.
func (g *Generator) numberText(w want, v Value) string {
	if f, ok := v.(Float); ok {
		return g.doubleText(float64(f))
	}
	x, ok := v.(Exact)
	switch {
	case !w.loose && !ok:
		return "1"
	case !w.loose:
		digits, _ := x.FloatPrec()
		return x.FloatString(digits)
	case !ok || g.chance(8):
		g.hit("extreme number")
		return pick(g, []string{
			"0", "-1", "1", "255", "256", "-129", "32768", "2147483648", "9223372036854775807", "-9223372036854775808",
			"9223372036854775808", "0.5", "-0.5", "1e0", "1e18", "-1.5e300", "1e-300", "0.0000000000000000001",
			"99999999999999999999.99", "INF", "-INF", "NaN", "-0",
		})
	}
	near := new(big.Rat).Set(x.Rat)
	switch g.rng.IntN(6) {
	case 0:
		near.Add(near, big.NewRat(1, 1))
	case 1:
		near.Sub(near, big.NewRat(1, 1))
	case 2:
		near.Add(near, big.NewRat(pick(g, []int64{1, -1}), pick(g, []int64{2, 10_000, 1e18})))
	}
	digits, _ := near.FloatPrec()
	text := near.FloatString(digits)
	switch {
	case g.chance(12):
		g.hit("exponent")
		text += "e0"
	case g.chance(12) && !strings.Contains(text, "."):
		text += ".0"
	}
	return text
}

func (g *Generator) doubleText(f float64) string {
	switch g.rng.IntN(10) {
	case 0:
		f = math.Nextafter(f, math.Inf(1))
	case 1:
		f = math.Nextafter(f, math.Inf(-1))
	case 2:
		return pick(g, []string{"0", "1", "-1.5", "0.1", "1e400", "-1e400", "1e-400", "NaN", "INF", "-INF", "0.10"})
	}
	switch {
	case math.IsInf(f, 1):
		return "INF"
	case math.IsInf(f, -1):
		return "-INF"
	case math.Abs(f) > 1e-5 && math.Abs(f) < 1e15 && g.chance(2):
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return strconv.FormatFloat(f, 'e', -1, 64)
}

// small is a number to calculate with: no zero to divide by, which is an error
// where it is written out.
func (g *Generator) small(k value.Kind, op string) string {
	if g.chance(12) && op != "div" && op != "mod" {
		return "0"
	}
	switch k {
	case value.Decimal:
		return pick(g, []string{"1", "-1", "0.5", "2.5", "-3", "0.0001", "100"})
	case value.Double:
		return pick(g, []string{"1", "-1", "0.5", "3e0", "-2.5e0", "1e3"})
	default:
		if op == "mul" {
			return pick(g, []string{"1", "-1", "2"})
		}
		return pick(g, []string{"1", "-1", "2", "3", "-5", "7"})
	}
}

func (g *Generator) dateText(v Value) string {
	d, ok := v.(Day)
	if !ok || g.chance(8) {
		g.hit("extreme time")
		return pick(g, []string{
			"0001-01-01", "9999-12-31", "1970-01-01", "2024-02-29", "0000-12-31", "-0001-01-01", "10000-01-01",
		})
	}
	if g.chance(4) && d > firstDay && d < lastDay {
		d += Day(1 - 2*g.rng.IntN(2))
	}
	return d.moment().Format("2006-01-02")
}

func (g *Generator) timeText(k value.Kind, v Value) string {
	t, ok := v.(Ticks)
	if !ok || g.chance(10) {
		g.hit("extreme time")
		return g.extremeTime(k)
	}
	if g.chance(4) && t.Micros != math.MaxInt64 {
		t.Micros += int64(1 - 2*g.rng.IntN(2))
	}
	if k == value.Duration {
		return g.fine("duration'", printedTime(k, t), "S'")
	}
	if t.Micros < firstTime || t.Micros > lastTime || k == value.TimeOfDay && (t.Micros < 0 || t.Micros >= day) {
		t.Micros = 0
	}
	if k == value.TimeOfDay {
		return g.fine("", printedTime(k, t), "")
	}
	if g.chance(4) {
		g.hit("offset")
		offset := pick(g, []int64{1, -1, 330, 840})
		if local := t.Micros + offset*minute; local >= firstTime && local <= lastTime {
			zone := map[int64]string{1: "+00:01", -1: "-00:01", 330: "+05:30", 840: "+14:00"}[offset]
			return strings.TrimSuffix(printedTime(k, Ticks{Micros: local}), "Z") + zone
		}
	}
	return g.fine("", printedTime(k, t), "Z")
}

// fine adds digits beyond microseconds, where the mask allows.
func (g *Generator) fine(prefix, text, suffix string) string {
	if end := strings.TrimSuffix(suffix, "'"); g.has(FineTimes) && g.chance(6) && strings.Contains(text, ".") {
		head := strings.TrimSuffix(text, end)
		if dot := strings.IndexByte(head, '.'); len(head)-dot == 7 {
			g.hit("fine time")
			return prefix + head + pick(g, []string{"1", "999", "000", "0001"}) + suffix
		}
	}
	return prefix + text + strings.TrimLeft(suffix, "ZS")
}

func (g *Generator) extremeTime(k value.Kind) string {
	switch k {
	case value.TimeOfDay:
		return pick(g, []string{"00:00", "00:00:00", "23:59:59.999999", "12:00:60", "08:00"})
	case value.Duration:
		return pick(g, []string{
			"duration'PT0S'", "duration'-P1D'", "duration'PT0.000001S'", "duration'P106751991DT4H54.775807S'",
			"duration'P1DT1H1M1.000001S'",
		})
	default:
		return pick(g, []string{
			"0001-01-01T00:00Z", "9999-12-31T23:59:59.999999Z", "0000-12-31T23:59:59Z", "-0400-01-01T00:00:00Z",
			"10000-01-01T00:00:00Z", "2024-03-31T01:59:60Z", "2024-03-31T04:00:00+02:00", "1969-12-31T23:59:59Z",
		})
	}
}

// enumText is a member, in one of the ways to write it.
func (g *Generator) enumText(e *metadata.EnumType) string {
	names := pick(g, e.Members).Name
	if e.Flags && g.chance(3) {
		names += "," + pick(g, e.Members).Name
	}
	if g.has(Spelling) && g.chance(4) {
		g.hit("enumeration without its type")
		return quoted(names)
	}
	return g.db.model.Qualified(e.Name) + "'" + names + "'"
}

// literalOf writes a key value.
func literalOf(m *metadata.Model, p *metadata.Property, v Value) string {
	text := plain(p, v)
	switch p.Kind {
	case value.String:
		return quoted(text)
	case value.Duration:
		return "duration'" + text + "'"
	case value.Enum:
		return m.Qualified(p.Enum.Name) + quoted(text)
	default:
		return text
	}
}
