package value

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Rounding says how a literal that its column cannot hold exactly is brought to
// the column's grain, so that the comparison stays exact.
type Rounding uint8

// The roundings. `x gt 1.5` over whole numbers is `x > floor`, `x ge 1.5` is
// `x >= ceil`; what is compared for equality is flagged by Exact instead.
const (
	Floor Rounding = iota
	Ceil
)

func (r Rounding) opposite() Rounding {
	if r == Floor {
		return Ceil
	}
	return Floor
}

// ParseInteger reads a literal of Edm.Byte … Edm.Int64 or a decimal one and rounds it
// to a whole number. exact is false where that changed it, or where it lies
// outside of Int64 (the result is then the nearest end; see Beyond).
func ParseInteger(text string, r Rounding) (v Value, exact, ok bool) {
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return Value{Kind: Int64, Int: i}, true, true
	}
	rat, ok := parseRat(text)
	if !ok {
		return Value{}, false, false
	}
	q, rest := roundRat(rat, r)
	switch {
	case q.IsInt64():
		return Value{Kind: Int64, Int: q.Int64()}, rest, true
	case q.Sign() < 0:
		return Value{Kind: Int64, Int: math.MinInt64}, false, true
	}
	return Value{Kind: Int64, Int: math.MaxInt64}, false, true
}

// Beyond says whether a literal of a kind that is stored in 64 bits lies above (1)
// or below (-1) them; scale is a decimal's.
func Beyond(k Kind, scale int, text string) int {
	if k != Duration {
		return beyondInteger(text, scale)
	}
	if v, exact, ok := ParseDuration(text, Floor); ok && !exact && v.Int == math.MaxInt64 {
		return 1
	}
	if v, exact, ok := ParseDuration(text, Ceil); ok && !exact && v.Int == -math.MaxInt64 {
		return -1
	}
	return 0
}

func beyondInteger(text string, scale int) int {
	rat, ok := parseRat(text)
	if !ok {
		return 0
	}
	rat.Mul(rat, new(big.Rat).SetInt(powerOfTen(scale)))
	switch {
	case rat.Cmp(new(big.Rat).SetInt64(math.MaxInt64)) > 0:
		return 1
	case rat.Cmp(new(big.Rat).SetInt64(math.MinInt64)) < 0:
		return -1
	}
	return 0
}

// ParseDecimal reads a number and rounds it to scale fraction digits; exact is
// false where that changed it. Text is then the plain digits.
func ParseDecimal(text string, scale int, r Rounding) (v Value, exact, ok bool) {
	rat, ok := parseRat(text)
	if !ok {
		return Value{}, false, false
	}
	q, exact := roundRat(rat.Mul(rat, new(big.Rat).SetInt(powerOfTen(scale))), r)
	return Value{Kind: Decimal, Text: unscaled(q, scale)}, exact, true
}

// BoundDecimal brings a decimal to the nearest end of what 64 bits hold of its
// digits; same is false where that changed it.
func BoundDecimal(v Value, scale int) (bounded Value, same bool) {
	q, _ := new(big.Int).SetString(strings.Replace(v.Text, ".", "", 1), 10)
	switch {
	case q.IsInt64():
		return v, true
	case q.Sign() < 0:
		q.SetInt64(math.MinInt64)
	default:
		q.SetInt64(math.MaxInt64)
	}
	return Value{Kind: Decimal, Text: unscaled(q, scale)}, false
}

func powerOfTen(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// parseRat reads digits with an optional fraction and exponent. Exponents are
// bounded by those of Edm.Double, so that the work is.
func parseRat(text string) (*big.Rat, bool) {
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		if e, err := strconv.Atoi(text[i+1:]); err != nil || e > 400 || e < -400 {
			return nil, false
		}
	}
	return new(big.Rat).SetString(text)
}

func roundRat(rat *big.Rat, r Rounding) (q *big.Int, exact bool) {
	q, m := new(big.Int).DivMod(rat.Num(), rat.Denom(), new(big.Int))
	if m.Sign() == 0 {
		return q, true
	}
	if r == Ceil {
		q.Add(q, big.NewInt(1))
	}
	return q, false
}

// unscaled writes q × 10^-scale in plain digits.
func unscaled(q *big.Int, scale int) string {
	digits := new(big.Int).Abs(q).String()
	if scale > 0 {
		if len(digits) <= scale {
			digits = strings.Repeat("0", scale-len(digits)+1) + digits
		}
		digits = digits[:len(digits)-scale] + "." + digits[len(digits)-scale:]
	}
	if q.Sign() < 0 {
		return "-" + digits
	}
	return digits
}

// ParseDouble reads any numeric literal, INF, -INF and NaN.
func ParseDouble(text string) (Value, bool) {
	switch text {
	case "INF":
		return Value{Kind: Double, Float: math.Inf(1)}, true
	case "-INF":
		return Value{Kind: Double, Float: math.Inf(-1)}, true
	case "NaN":
		return Value{Kind: Double, Float: math.NaN()}, true
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil && !math.IsInf(f, 0) {
		return Value{}, false
	}
	return Value{Kind: Double, Float: f}, true
}

// AppendDouble appends a double as JSON: INF, -INF and NaN as strings (JSON
// Format 4.01, 7.1).
func AppendDouble(dst []byte, f float64) []byte {
	switch {
	case math.IsInf(f, 1):
		return append(dst, `"INF"`...)
	case math.IsInf(f, -1):
		return append(dst, `"-INF"`...)
	case math.IsNaN(f):
		return append(dst, `"NaN"`...)
	}
	return strconv.AppendFloat(dst, positiveZero(f), 'g', -1, 64)
}

// positiveZero takes the sign off zero, which not every database keeps.
func positiveZero(f float64) float64 {
	if f == 0 {
		return 0
	}
	return f
}

// IsZero says whether a numeric literal is zero.
func IsZero(text string) bool {
	rat, ok := parseRat(text)
	return ok && rat.Sign() == 0
}

// AppendInteger appends a whole number in plain digits.
func AppendInteger(dst []byte, i int64) []byte { return strconv.AppendInt(dst, i, 10) }
