package value

import (
	"math"
	"math/big"
)

// The operations below have no result, and ok is false, where it would not fit
// into 64 bits or a divisor is zero. A decimal is its digits without the point.

// AddInteger is a + b.
func AddInteger(a, b int64) (sum int64, ok bool) {
	sum = a + b
	return sum, (sum > a) == (b > 0)
}

// SubInteger is a - b.
func SubInteger(a, b int64) (difference int64, ok bool) {
	difference = a - b
	return difference, (difference < a) == (b > 0)
}

// MulInteger is a × b.
func MulInteger(a, b int64) (product int64, ok bool) {
	if a == 0 || b == 0 {
		return 0, true
	}
	product = a * b
	overflow := (a == -1 && b == math.MinInt64) || (b == -1 && a == math.MinInt64)
	return product, !overflow && product/b == a
}

// DivInteger is a ÷ b, cut towards zero.
func DivInteger(a, b int64) (quotient int64, ok bool) {
	if b == 0 || (a == math.MinInt64 && b == -1) {
		return 0, false
	}
	return a / b, true
}

// ModInteger is the remainder of a ÷ b; it has the sign of a.
func ModInteger(a, b int64) (remainder int64, ok bool) {
	switch b {
	case 0:
		return 0, false
	case -1:
		return 0, true
	}
	return a % b, true
}

// FloorDiv is a ÷ b, cut downwards; b is positive.
func FloorDiv(a, b int64) int64 { return floorDiv(a, b) }

// FloorMod is what FloorDiv leaves: from 0 to b.
func FloorMod(a, b int64) int64 { return a - floorDiv(a, b)*b }

// Civil is the date that a number of days since 1970-01-01 stands for.
func Civil(days int64) (year, month, day int) { return civil(days) }

// Round says which way a decimal is brought to a whole number.
type Round uint8

// The ways.
const (
	HalfAway Round = iota
	Down
	Up
)

// RoundDecimal rounds a decimal with scale fraction digits to a whole number.
func RoundDecimal(unscaled int64, scale int, way Round) int64 {
	return roundUnscaled(big.NewInt(unscaled), powerOfTen(scale), way).Int64()
}

func roundUnscaled(n, unit *big.Int, way Round) *big.Int {
	q, m := new(big.Int).DivMod(n, unit, new(big.Int))
	switch way {
	case Up:
		if m.Sign() > 0 {
			q.Add(q, big.NewInt(1))
		}
	case HalfAway:
		twice := m.Lsh(m, 1).Cmp(unit)
		if twice > 0 || (twice == 0 && n.Sign() > 0) {
			q.Add(q, big.NewInt(1))
		}
	case Down:
	}
	return q
}

// DecimalDouble is the double nearest to a decimal with scale fraction digits.
func DecimalDouble(unscaled int64, scale int) float64 { return ExactOf(unscaled, scale).Float(64) }

// Substring is the text from a start, counted in code points from 0 or, where it
// is negative, from the end; with length characters at most, all where it is
// negative.
func Substring(s string, start, length int64) string {
	r := []rune(s)
	n := int64(len(r))
	if start < 0 {
		start = max(0, n+start)
	}
	start = min(start, n)
	end := n
	if length >= 0 && length < n-start {
		end = start + length
	}
	return string(r[start:end])
}
