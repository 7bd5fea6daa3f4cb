package value

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// AnyScale is the scale of a decimal that has as many fraction digits as it
// needs: what arithmetic on decimals gives. It may be infinite (by divby).
const AnyScale = -1

// QuotientScale is the number of fraction digits that a quotient is cut off at.
const QuotientScale = 18

// Exact is a decimal number of any size and scale, or infinite. The zero Exact
// is 0. Values are never changed in place.
type Exact struct {
	unscaled *big.Int // nil for 0
	scale    int
	infinite int // the sign of an infinite number, else 0
}

// ExactOf is a decimal from its digits without the point.
func ExactOf(unscaled int64, scale int) Exact {
	return Exact{unscaled: big.NewInt(unscaled), scale: scale}
}

// ParseExact reads a number in any form of a literal, INF and -INF; not NaN.
func ParseExact(text string) (Exact, bool) {
	switch text {
	case "INF":
		return Exact{infinite: 1}, true
	case "-INF":
		return Exact{infinite: -1}, true
	}
	digits, exponent := text, 0
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		e, err := strconv.Atoi(text[i+1:])
		if err != nil || e > maxExponent || e < -maxExponent {
			return Exact{}, false
		}
		digits, exponent = text[:i], e
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	if whole == "" || strings.ContainsAny(digits, "_xXpP") {
		return Exact{}, false
	}
	n, ok := new(big.Int).SetString(whole+fraction, 10)
	return Exact{unscaled: n, scale: len(fraction)}.shifted(exponent), ok
}

// maxExponent bounds the work on a literal.
const maxExponent = 1100

// shifted is x times a power of ten.
func (x Exact) shifted(exponent int) Exact {
	if x.unscaled == nil {
		return x
	}
	if x.scale -= exponent; x.scale < 0 {
		return Exact{unscaled: new(big.Int).Mul(x.unscaled, powerOfTen(-x.scale))}
	}
	return x
}

// ExactOfDouble is the shortest decimal that reads as the number; it is not
// ok for NaN.
func ExactOfDouble(f float64) (Exact, bool) {
	switch {
	case math.IsNaN(f):
		return Exact{}, false
	case math.IsInf(f, 0):
		return Exact{infinite: int(math.Copysign(1, f))}, true
	}
	return ParseExact(strconv.FormatFloat(f, 'e', -1, 64))
}

func (x Exact) digits() *big.Int {
	if x.unscaled == nil {
		return new(big.Int)
	}
	return x.unscaled
}

// Sign is -1, 0 or 1.
func (x Exact) Sign() int {
	if x.infinite != 0 {
		return x.infinite
	}
	return x.digits().Sign()
}

// align brings both to the larger scale.
func align(x, y Exact) (a, b *big.Int, scale int) {
	a, b = x.digits(), y.digits()
	switch {
	case x.scale < y.scale:
		return new(big.Int).Mul(a, powerOfTen(y.scale-x.scale)), b, y.scale
	case x.scale > y.scale:
		return a, new(big.Int).Mul(b, powerOfTen(x.scale-y.scale)), x.scale
	}
	return a, b, x.scale
}

// Add is x + y; the sum of opposite infinities is none.
func (x Exact) Add(y Exact) (Exact, bool) {
	switch {
	case x.infinite != 0:
		return x, y.infinite != -x.infinite
	case y.infinite != 0:
		return y, true
	}
	a, b, scale := align(x, y)
	return Exact{unscaled: new(big.Int).Add(a, b), scale: scale}, true
}

// Sub is x - y.
func (x Exact) Sub(y Exact) (Exact, bool) { return x.Add(y.Neg()) }

// Neg is -x.
func (x Exact) Neg() Exact {
	return Exact{unscaled: new(big.Int).Neg(x.digits()), scale: x.scale, infinite: -x.infinite}
}

// Mul is x × y; zero times infinity is none.
func (x Exact) Mul(y Exact) (Exact, bool) {
	if x.infinite != 0 || y.infinite != 0 {
		sign := x.Sign() * y.Sign()
		return Exact{infinite: sign}, sign != 0
	}
	return Exact{unscaled: new(big.Int).Mul(x.digits(), y.digits()), scale: x.scale + y.scale}, true
}

// Div is x ÷ y, cut off towards zero behind QuotientScale digits; by zero it is none.
func (x Exact) Div(y Exact) (Exact, bool) {
	switch {
	case y.Sign() == 0, x.infinite != 0 && y.infinite != 0:
		return Exact{}, false
	case x.infinite != 0:
		return Exact{infinite: x.infinite * y.Sign()}, true
	case y.infinite != 0:
		return Exact{}, true
	}
	a, b, _ := align(x, y)
	a = new(big.Int).Mul(a, powerOfTen(QuotientScale))
	return Exact{unscaled: a.Quo(a, b), scale: QuotientScale}, true
}

// DivBy is Div, but infinite by zero, by the sign of x alone; zero by zero is none.
func (x Exact) DivBy(y Exact) (Exact, bool) {
	if y.Sign() == 0 {
		sign := x.Sign()
		return Exact{infinite: sign}, sign != 0
	}
	return x.Div(y)
}

// Mod is what Div to a whole number leaves; it has the sign of x.
func (x Exact) Mod(y Exact) (Exact, bool) {
	switch {
	case y.Sign() == 0, x.infinite != 0:
		return Exact{}, false
	case y.infinite != 0:
		return x, true
	}
	a, b, scale := align(x, y)
	return Exact{unscaled: new(big.Int).Rem(a, b), scale: scale}, true
}

// Round is the whole number that way.
func (x Exact) Round(way Round) Exact {
	if x.infinite != 0 || x.scale == 0 {
		return x
	}
	return Exact{unscaled: roundUnscaled(x.digits(), powerOfTen(x.scale), way)}
}

// Int64 is the whole part, cut off towards zero; it is not ok beyond 64 bits.
func (x Exact) Int64() (n int64, ok bool) {
	if x.infinite != 0 {
		return 0, false
	}
	q := new(big.Int).Quo(x.digits(), powerOfTen(x.scale))
	return q.Int64(), q.IsInt64()
}

// Float is the nearest number of 32 or 64 bits, infinite where it is larger than any.
func (x Exact) Float(bits int) float64 {
	if x.infinite != 0 {
		return math.Inf(x.infinite)
	}
	if bits == 64 && x.scale <= exactPowers && x.digits().IsInt64() {
		if n := x.digits().Int64(); n <= 1<<53 && n >= -1<<53 {
			return float64(n) / math.Pow10(x.scale) // both are exact, so that the quotient is rounded once
		}
	}
	f, _ := strconv.ParseFloat(string(x.AppendText(nil)), bits) // beyond all it is infinite
	return f
}

// exactPowers is the largest power of ten that is exact as a double.
const exactPowers = 22

// AppendText appends plain digits without trailing zeros, INF or -INF.
func (x Exact) AppendText(dst []byte) []byte {
	switch {
	case x.infinite > 0:
		return append(dst, "INF"...)
	case x.infinite < 0:
		return append(dst, "-INF"...)
	}
	text := unscaled(x.digits(), x.scale)
	if x.scale > 0 {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return append(dst, text...)
}

// Infinite says whether the number is infinite.
func (x Exact) Infinite() bool { return x.infinite != 0 }

// Cast is Float, but not ok where a finite number is larger than any of that many bits.
func (x Exact) Cast(bits int) (f float64, ok bool) {
	f = x.Float(bits)
	return f, x.infinite != 0 || !math.IsInf(f, 0)
}

// ToSingle is the nearest number of 32 bits. It is not ok where a finite one is
// larger than any.
func ToSingle(f float64) (single float64, ok bool) {
	single = float64(float32(f))
	return single, math.IsInf(f, 0) || !math.IsInf(single, 0)
}
