package value_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/value"
)

// Operations on 64 bits agree with those on numbers of any size, or have no result.
func TestIntegerOperations(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	edges := []int64{0, 1, -1, 2, -2, 10, math.MaxInt64, math.MinInt64, math.MaxInt64 - 1, math.MinInt64 + 1, 1 << 32}
	draw := func() int64 {
		if r.IntN(2) == 0 {
			return edges[r.IntN(len(edges))]
		}
		return r.Int64() >> r.IntN(64) * int64(1-2*r.IntN(2))
	}
	operations := map[string]struct {
		small func(a, b int64) (int64, bool)
		large func(z, a, b *big.Int) *big.Int
	}{
		"add": {value.AddInteger, (*big.Int).Add},
		"sub": {value.SubInteger, (*big.Int).Sub},
		"mul": {value.MulInteger, (*big.Int).Mul},
		"div": {value.DivInteger, (*big.Int).Quo},
		"mod": {value.ModInteger, (*big.Int).Rem},
	}
	for range 20_000 {
		a, b := draw(), draw()
		for name, op := range operations {
			got, ok := op.small(a, b)
			if b == 0 && (name == "div" || name == "mod") {
				require.False(t, ok, "%d %s 0", a, name)
				continue
			}
			expected := op.large(new(big.Int), big.NewInt(a), big.NewInt(b))
			require.Equal(t, expected.IsInt64(), ok, "%d %s %d", a, name, b)
			if ok {
				require.Equal(t, expected.Int64(), got, "%d %s %d", a, name, b)
			}
		}
		if b > 0 {
			q, m := new(big.Int).DivMod(big.NewInt(a), big.NewInt(b), new(big.Int))
			require.Equal(t, q.Int64(), value.FloorDiv(a, b))
			require.Equal(t, m.Int64(), value.FloorMod(a, b))
		}
	}
}

func TestRoundDecimal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		unscaled       int64
		half, down, up int64
	}{
		{250, 3, 2, 3},
		{-250, -3, -3, -2},
		{249, 2, 2, 3},
		{-249, -2, -3, -2},
		{200, 2, 2, 2},
		{0, 0, 0, 0},
		{50, 1, 0, 1},
		{-50, -1, -1, 0},
	} {
		for way, expected := range map[value.Round]int64{value.HalfAway: c.half, value.Down: c.down, value.Up: c.up} {
			require.Equal(t, expected, value.RoundDecimal(c.unscaled, 2, way), "%d %d", c.unscaled, way)
		}
	}
	require.Equal(t, int64(92233720368547759), value.RoundDecimal(math.MaxInt64, 2, value.Up))
}

func TestSubstring(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		start, length int64
		expected      string
	}{
		{0, -1, "aß😀z"},
		{1, 2, "ß😀"},
		{4, 1, ""},
		{99, 5, ""},
		{-1, -1, "z"},
		{-99, 2, "aß"},
		{2, 99, "😀z"},
		{1, 0, ""},
		{math.MaxInt64, math.MaxInt64, ""},
		{math.MinInt64, math.MaxInt64, "aß😀z"},
	} {
		require.Equal(t, c.expected, value.Substring("aß😀z", c.start, c.length), "%d %d", c.start, c.length)
	}
}

func TestBoundDecimal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, expected string
		same           bool
	}{
		{"1.50", "1.50", true},
		{"92233720368547758.07", "92233720368547758.07", true},
		{"92233720368547758.08", "92233720368547758.07", false},
		{"-92233720368547758.08", "-92233720368547758.08", true},
		{"-92233720368547758.09", "-92233720368547758.08", false},
	} {
		got, same := value.BoundDecimal(value.Value{Kind: value.Decimal, Text: c.text}, 2)
		require.Equal(t, c.same, same, c.text)
		require.Equal(t, c.expected, got.Text, c.text)
	}
	require.Equal(t, 1, value.Beyond(value.Decimal, 2, "92233720368547758.08"))
	require.Equal(t, 0, value.Beyond(value.Decimal, 2, "-92233720368547758.08"))
	require.Equal(t, -1, value.Beyond(value.Int64, 0, "-9223372036854775809"))
}
