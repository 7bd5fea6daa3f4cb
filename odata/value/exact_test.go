package value_test

import (
	"bytes"
	"cmp"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/value"
)

// anExact draws a decimal, and the same number as a fraction.
func anExact(r *rand.Rand) (value.Exact, *big.Rat) {
	n := r.Int64() >> r.IntN(64) * int64(1-2*r.IntN(2))
	if r.IntN(4) == 0 {
		n *= 100
	}
	scale := r.IntN(19)
	x := value.ExactOf(n, scale)
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	exact := new(big.Rat).SetFrac(big.NewInt(n), unit)
	if r.IntN(3) == 0 {
		y, ok := x.Mul(value.ExactOf(n, 18))
		if !ok {
			panic("no product")
		}
		unit = unit.Exp(big.NewInt(10), big.NewInt(18), nil)
		return y, exact.Mul(exact, new(big.Rat).SetFrac(big.NewInt(n), unit))
	}
	return x, exact
}

func text(x value.Exact) string { return string(x.AppendText(nil)) }

func plain(x *big.Rat) string {
	digits, _ := x.FloatPrec()
	return x.FloatString(digits)
}

// Decimals are calculated as fractions are.
func TestExact(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	for range 20_000 {
		x, a := anExact(r)
		y, b := anExact(r)
		sum, _ := x.Add(y)
		require.Equal(t, plain(new(big.Rat).Add(a, b)), text(sum))
		difference, _ := x.Sub(y)
		require.Equal(t, plain(new(big.Rat).Sub(a, b)), text(difference))
		product, _ := x.Mul(y)
		require.Equal(t, plain(new(big.Rat).Mul(a, b)), text(product))
		quotient, ok := x.Div(y)
		require.Equal(t, b.Sign() != 0, ok)
		if ok {
			unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(value.QuotientScale), nil)
			q := new(big.Rat).Mul(new(big.Rat).Quo(a, b), new(big.Rat).SetInt(unit))
			whole := new(big.Int).Quo(q.Num(), q.Denom())
			require.Equal(t, plain(new(big.Rat).SetFrac(whole, unit)), text(quotient))
			times := new(big.Rat).Quo(a, b)
			rest := new(big.Rat).SetInt(new(big.Int).Quo(times.Num(), times.Denom()))
			remainder, _ := x.Mod(y)
			require.Equal(t, plain(rest.Sub(a, rest.Mul(rest, b))), text(remainder))
		}
		near, _ := a.Float64()
		require.Equal(t, near, x.Float(64), text(x)) //nolint:testifylint // the very same number
		require.Equal(t, a.Sign(), x.Sign())
		require.Equal(t, a.Cmp(b), bytes.Compare(x.AppendKey(nil), y.AppendKey(nil)), "%s %s", text(x), text(y))
		back, ok := value.ExactOfKey(x.AppendKey(nil))
		require.True(t, ok)
		require.Equal(t, text(x), text(back))
		parsed, ok := value.ParseExact(text(x))
		require.True(t, ok)
		require.Equal(t, x.AppendKey(nil), parsed.AppendKey(nil))
	}
}

// Keys compare as the numbers do where one's digits begin as the other's.
func TestExactKeyOrder(t *testing.T) {
	t.Parallel()
	ascending := []string{
		"-INF", "-100", "-11", "-1.1001", "-1.100001", "-1.1", "-1.01", "-1.0001", "-1", "-0.99", "-0.1", "-0.001", "0",
		"0.001", "0.1", "0.99", "1", "1.0001", "1.01", "1.1", "1.100001", "1.1001", "11", "100", "INF",
	}
	for i, a := range ascending {
		for j, b := range ascending {
			x, _ := value.ParseExact(a)
			y, _ := value.ParseExact(b)
			require.Equal(t, cmp.Compare(i, j), bytes.Compare(x.AppendKey(nil), y.AppendKey(nil)), "%s %s", a, b)
		}
	}
}

func TestExactText(t *testing.T) {
	t.Parallel()
	for given, expected := range map[string]string{
		"0": "0", "-0": "0", "0.00": "0", "1.50": "1.5", "100": "100", "-100.00": "-100", "1e3": "1000", "25e-1": "2.5",
		"1.5E+2": "150", "-0.001": "-0.001", "INF": "INF", "-INF": "-INF", "1e-20": "0.00000000000000000001",
	} {
		x, ok := value.ParseExact(given)
		require.True(t, ok, given)
		require.Equal(t, expected, text(x), given)
		back, ok := value.ExactOfKey(x.AppendKey(nil))
		require.True(t, ok)
		require.Equal(t, expected, text(back), given)
	}
	for _, given := range []string{"", "NaN", "x", "1_0", "0x1", "1e1200", "1e", "."} {
		_, ok := value.ParseExact(given)
		require.False(t, ok, given)
	}
	for _, key := range [][]byte{nil, {1}, {2, 0}, {3, 0x80, 1, 101}, {3, 0x80, 1, 0}, {9}} {
		_, ok := value.ExactOfKey(key)
		require.False(t, ok, "%x", key)
	}
}

// Infinite numbers are calculated as infinite doubles are; what is no number is none.
func TestExactInfinite(t *testing.T) {
	t.Parallel()
	numbers := []string{"INF", "-INF", "0", "2.5", "-1"}
	for _, l := range numbers {
		for _, r := range numbers {
			x, _ := value.ParseExact(l)
			y, _ := value.ParseExact(r)
			a, b := x.Float(64), y.Float(64)
			for name, c := range map[string]struct {
				op     func(value.Exact) (value.Exact, bool)
				double float64
			}{
				"add": {x.Add, a + b}, "sub": {x.Sub, a - b}, "mul": {x.Mul, a * b},
				"divby": {x.DivBy, value.DivDouble(a, b)}, "mod": {x.Mod, math.Mod(a, b)},
			} {
				got, ok := c.op(y)
				require.Equal(t, !math.IsNaN(c.double), ok, "%s %s %s", l, name, r)
				if ok {
					require.Zero(t, cmp.Compare(c.double, got.Float(64)), "%s %s %s is %s", l, name, r, text(got))
				}
			}
		}
	}
}
