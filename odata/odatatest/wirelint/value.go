package wirelint

import (
	"encoding/base64"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// value checks that of a property: JSON Format, section 7.
func (c *check) value(v *node, p *property, path string) {
	if !p.collection {
		if c.complexType(p) != nil {
			if v.kind != '{' && (v.kind != 'n' || !p.nullable) {
				c.add("value", "%s is no %s", path, p.typeName)
			}
			return
		}
		c.scalar(v, p, path)
		return
	}
	if v.kind != '[' {
		c.add("value", "the collection %s is no list", path)
		return
	}
	for _, item := range v.items {
		if c.complexType(p) == nil {
			c.scalar(item, p, path)
		}
	}
}

// textForm is the form of a primitive type that is text, nil of any other: ABNF.
func textForm(typeName string) *regexp.Regexp {
	switch typeName {
	case "Edm.Guid":
		return guidForm
	case "Edm.Date":
		return dateForm
	case "Edm.TimeOfDay":
		return timeForm
	case "Edm.DateTimeOffset":
		return instantForm
	case "Edm.Duration":
		return durationForm
	}
	return nil
}

var (
	guidForm    = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	dateForm    = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`)
	timeForm    = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.(\d{1,12}))?$`)
	instantForm = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])T` +
		`([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.(\d{1,12}))?Z$`)
	durationForm = regexp.MustCompile(`^-?P(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.(\d{1,12}))?S)?)?$`)
	plainNumber  = regexp.MustCompile(`^-?(0|[1-9]\d*)(\.\d+)?$`)
	anyNumber    = regexp.MustCompile(`^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$`)
)

// scalar checks a primitive or an enumeration value.
func (c *check) scalar(v *node, p *property, path string) {
	wrong := func(why string) { c.add("value", "%s, a %s, is %.60q: %s", path, p.typeName, v.text, why) }
	if v.kind == 'n' {
		if !p.nullable {
			wrong("null")
		}
		return
	}
	if t := c.s.Schema.types[p.typeName]; t != nil {
		c.enum(v, t, path)
		return
	}
	if form := textForm(p.typeName); form != nil {
		if v.kind != '"' || !form.MatchString(v.text) {
			wrong("not of its form")
			return
		}
		c.fraction(v.text, p, wrong)
		return
	}
	switch p.typeName {
	case "Edm.String":
		if v.kind != '"' {
			wrong("no text")
		} else if p.maxLength >= 0 && utf8.RuneCountInString(v.text) > p.maxLength {
			wrong("longer than " + strconv.Itoa(p.maxLength))
		}
	case "Edm.Boolean":
		if v.kind != 't' && v.kind != 'f' {
			wrong("no boolean")
		}
	case "Edm.Binary":
		c.binary(v, p, wrong)
	default:
		c.number(v, p, wrong)
	}
}

// fraction checks the digits of a second: as many as Precision says for an
// instant, so that all of them sort as text, and at most that for the others.
func (c *check) fraction(text string, p *property, wrong func(string)) {
	_, fraction, _ := strings.Cut(strings.TrimRight(text, "ZS"), ".")
	switch {
	case p.precision < 0 && p.typeName == "Edm.DateTimeOffset" && fraction != "":
		wrong("a fraction without Precision")
	case p.precision < 0:
	case len(fraction) > p.precision:
		wrong("finer than its Precision")
	case p.typeName == "Edm.DateTimeOffset" && len(fraction) != p.precision:
		wrong("not all digits of its Precision")
	}
	if p.typeName == "Edm.Duration" && (strings.HasSuffix(text, "P") || strings.HasSuffix(text, "T")) {
		wrong("empty")
	}
}

func (c *check) binary(v *node, p *property, wrong func(string)) {
	if v.kind != '"' {
		wrong("no text")
		return
	}
	octets, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(v.text, "="))
	if err != nil {
		wrong("not base64url")
	} else if p.maxLength >= 0 && len(octets) > p.maxLength {
		wrong("longer than its MaxLength")
	}
}

// enum checks that an enumeration value is text of members: JSON Format 7.1.
func (c *check) enum(v *node, t *entityType, path string) {
	names := strings.Split(v.text, ",")
	if v.kind != '"' || len(names) > 1 && !t.flags {
		c.add("value", "%s, a %s, is %.60q", path, t.name, v.text)
		return
	}
	for _, name := range names {
		if !slices.Contains(t.members, name) {
			c.add("value", "%s is %q, no member of %s", path, name, t.name)
		}
	}
}

func integerBits(typeName string) (bits int, signed bool) {
	switch typeName {
	case "Edm.Byte":
		return 8, false
	case "Edm.SByte":
		return 8, true
	case "Edm.Int16":
		return 16, true
	case "Edm.Int32":
		return 32, true
	case "Edm.Int64":
		return 64, true
	}
	return 0, false
}

// number checks the numeric types.
func (c *check) number(v *node, p *property, wrong func(string)) {
	bits, signed := integerBits(p.typeName)
	text := (p.typeName == "Edm.Int64" || p.typeName == "Edm.Decimal") && c.strings
	floats := p.typeName == "Edm.Double" || p.typeName == "Edm.Single"
	if floats && v.kind == '"' && slices.Contains([]string{"INF", "-INF", "NaN"}, v.text) {
		return
	}
	if p.typeName == "Edm.Decimal" && c.v401 && p.scale < 0 && slices.Contains([]string{"INF", "-INF", "NaN"}, v.text) {
		return // JSON Format 24.2.10g: of a decimal with a floating scale
	}
	switch {
	case text != (v.kind == '"') || v.kind != '"' && v.kind != '0':
		wrong("IEEE754Compatible is " + strconv.FormatBool(c.strings))
	case bits > 0 && signed:
		if _, err := strconv.ParseInt(v.text, 10, bits); err != nil {
			wrong("out of range")
		}
	case bits > 0:
		if _, err := strconv.ParseUint(v.text, 10, bits); err != nil {
			wrong("out of range")
		}
	case floats:
		if !anyNumber.MatchString(v.text) {
			wrong("no number")
		}
	case p.typeName == "Edm.Decimal":
		c.decimal(v.text, p, wrong)
	default:
		wrong("the linter does not know the type")
	}
}

func (c *check) decimal(text string, p *property, wrong func(string)) {
	form := plainNumber
	if c.exponent {
		form = anyNumber
	}
	if !form.MatchString(text) {
		wrong("not of its form")
		return
	}
	number, _ := new(big.Rat).SetString(text)
	_, fraction, _ := strings.Cut(text, ".")
	fraction = strings.TrimRight(fraction, "0")
	if p.scale >= 0 && len(fraction) > p.scale {
		wrong("finer than its Scale")
	}
	if p.precision > 0 && p.scale >= 0 {
		limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(p.precision-p.scale)), nil)
		if number.Abs(number).Cmp(new(big.Rat).SetInt(limit)) >= 0 {
			wrong("more digits than its Precision")
		}
	}
}
