package store

import (
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/value"
)

func encodeNumeric(t *testing.T, text string) []byte {
	t.Helper()
	var n pgtype.Numeric
	require.NoError(t, n.Scan(text))
	src, err := pgtype.NewMap().Encode(pgtype.NumericOID, pgtype.BinaryFormatCode, n, nil)
	require.NoError(t, err)
	return src
}

func TestNumeric(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		scale int
		want  string
	}{
		{"0", 0, "0"},
		{"0", 3, "0.000"},
		{"1", 2, "1.00"},
		{"-1", 0, "-1"},
		{"12345678", 0, "12345678"},
		{"10000", 1, "10000.0"},
		{"100000000", 0, "100000000"},
		{"0.0001", 4, "0.0001"},
		{"0.00001", 5, "0.00001"},
		{"0.00001", 4, "0.0000"},
		{"0.00005", 4, "0.0001"},
		{"-0.00005", 4, "-0.0001"},
		{"9.995", 2, "10.00"},
		{"-99.5", 0, "-100"},
		{"1.4999", 0, "1"},
		{"123456789012345678901234567890.5", 0, "123456789012345678901234567891"},
	} {
		got, ok := appendNumeric([]byte("x"), encodeNumeric(t, c.text), c.scale)
		require.True(t, ok, c.text)
		require.Equal(t, "x"+c.want, string(got), c.text)
	}
}

// TestNumericRandom compares with math/big.
func TestNumericRandom(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range 20_000 {
		digits := make([]byte, 1+random.IntN(30))
		for i := range digits {
			digits[i] = '0' + byte(random.IntN(10)*random.IntN(2))
		}
		point := random.IntN(len(digits) + 1)
		text := "0" + string(digits[:point]) + "." + string(digits[point:]) + "0"
		scale := random.IntN(20)
		rat, ok := new(big.Rat).SetString(text)
		require.True(t, ok, text)
		got, ok := appendNumeric(nil, encodeNumeric(t, text), scale)
		require.True(t, ok, text)
		require.Equal(t, rat.FloatString(scale), string(got), text)
		var cell value.Cell
		_, ok = decodeWholeNumeric(&cell, encodeNumeric(t, text), nil)
		require.Equal(t, rat.IsInt() && rat.Num().IsInt64(), ok, text)
	}
}

func TestNumericRefused(t *testing.T) {
	t.Parallel()
	for name, src := range map[string][]byte{
		"nothing":     {},
		"half a head": {0, 1, 0, 0},
		"cut short":   {0, 2, 0, 0, 0, 0, 0, 0, 0, 1},
		"too long":    {0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
		"NaN":         {0, 0, 0, 0, 0xc0, 0, 0, 0},
		"infinity":    {0, 0, 0, 0, 0xd0, 0, 0, 0x20},
		"-infinity":   {0, 0, 0, 0, 0xf0, 0, 0, 0x20},
	} {
		_, ok := appendNumeric(nil, src, 2)
		require.False(t, ok, name)
		var cell value.Cell
		_, ok = decodeWholeNumeric(&cell, src, nil)
		require.False(t, ok, name)
		_, ok = decodeRealNumeric(&cell, src, nil)
		require.False(t, ok, name)
	}
}

// FuzzNumeric: no input makes it panic or write long.
func FuzzNumeric(f *testing.F) {
	f.Add([]byte{0, 1, 0, 0, 0, 0, 0, 0, 0, 1}, 2)
	f.Add([]byte{0, 1, 0x80, 0, 0, 0, 0, 0, 0, 1}, 0)
	f.Fuzz(func(t *testing.T, src []byte, scale int) {
		if scale < 0 || scale > 100 {
			return
		}
		got, ok := appendNumeric(nil, src, scale)
		require.Less(t, len(got), 4*33000+scale)
		if ok {
			require.Equal(t, scale > 0, strings.Contains(string(got), "."))
		}
	})
}

func TestUnscaled(t *testing.T) {
	t.Parallel()
	for text, n := range map[string]int64{
		"0": 0, "-1.20": -120, "12.30": 1230, "0.00": 0, "-9999999999999999.99": -999999999999999999,
	} {
		got, err := unscaled(text)
		require.NoError(t, err)
		require.Equal(t, n, got, text)
		_, fraction, _ := strings.Cut(text, ".")
		require.Equal(t, text, string(appendUnscaled(nil, n, len(fraction))))
	}
	for _, text := range []string{"", "x", "1e3", "99999999999999999999", "1.2.3"} {
		_, err := unscaled(text)
		require.Error(t, err, text)
	}
	require.Equal(t, "-9223372036854775808", string(appendUnscaled(nil, -1<<63, 0)))
	require.Equal(t, "-0.05", string(appendUnscaled(nil, -5, 2)))
	require.Equal(t, "0.5", string(appendUnscaled(nil, 5, 1)))
}
