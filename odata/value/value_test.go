package value_test

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/value"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ given, lower, upper string }{
		{"", "", ""},
		{"Bob@X", "bob@x", "BOB@X"},
		{"Straße", "straße", "STRASSE"},
		{"İ", "i̇", "İ"},
		{"ΑΣ", "ας", "ΑΣ"},
		{"K", "k", "K"},
		{"Ǆ", "ǆ", "Ǆ"},
		{"É É", "é é", "É É"},
	} {
		require.Equal(t, c.lower, value.ToLower(c.given))
		require.Equal(t, c.upper, value.ToUpper(c.given))
	}
}

func TestParseInteger(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text        string
		floor, ceil int64
		exact       bool
	}{
		{"5", 5, 5, true},
		{"-9223372036854775808", math.MinInt64, math.MinInt64, true},
		{"1.5", 1, 2, false},
		{"-1.5", -2, -1, false},
		{"2.0", 2, 2, true},
		{"1e3", 1000, 1000, true},
		{"1e300", math.MaxInt64, math.MaxInt64, false},
		{"-1e300", math.MinInt64, math.MinInt64, false},
	} {
		floor, exact, ok := value.ParseInteger(c.text, value.Floor)
		require.True(t, ok, c.text)
		require.Equal(t, c.exact, exact, c.text)
		require.Equal(t, c.floor, floor.Int, c.text)
		ceil, _, _ := value.ParseInteger(c.text, value.Ceil)
		require.Equal(t, c.ceil, ceil.Int, c.text)
	}
	for _, text := range []string{"", "x", "INF", "NaN", "1e99999999", "--1"} {
		_, _, ok := value.ParseInteger(text, value.Floor)
		require.False(t, ok, text)
	}
}

func TestParseDecimal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		scale int
		floor string
		ceil  string
		exact bool
	}{
		{"1", 2, "1.00", "1.00", true},
		{"1.005", 2, "1.00", "1.01", false},
		{"-1.005", 2, "-1.01", "-1.00", false},
		{"0.004", 2, "0.00", "0.01", false},
		{"-0.004", 2, "-0.01", "0.00", false},
		{"12345678901234567890.5", 1, "12345678901234567890.5", "12345678901234567890.5", true},
		{"7", 0, "7", "7", true},
		{"1e-3", 4, "0.0010", "0.0010", true},
	} {
		floor, exact, ok := value.ParseDecimal(c.text, c.scale, value.Floor)
		require.True(t, ok, c.text)
		require.Equal(t, c.exact, exact, c.text)
		require.Equal(t, c.floor, floor.Text, c.text)
		ceil, _, _ := value.ParseDecimal(c.text, c.scale, value.Ceil)
		require.Equal(t, c.ceil, ceil.Text, c.text)
	}
}

func TestGuid(t *testing.T) {
	t.Parallel()
	v, ok := value.ParseGuid("7812068D-B46F-46A7-AA91-C517B692DEE0")
	require.True(t, ok)
	require.Equal(t, "7812068d-b46f-46a7-aa91-c517b692dee0", string(value.AppendGuid(nil, v.Bytes)))
	for _, text := range []string{
		"", "7812068db46f46a7aa91c517b692dee0", "{7812068d-b46f-46a7-aa91-c517b692dee0}",
		"urn:uuid:7812068d-b46f-46a7-aa91-c517b692dee0", "7812068d-b46f-46a7-aa91-c517b692deeg",
		"7812068d-b46f-46a7-aa91c-517b692dee0", "7812068d+b46f-46a7-aa91-c517b692dee0",
	} {
		_, ok := value.ParseGuid(text)
		require.False(t, ok, text)
	}
}

// Every byte has the same digits in every place.
func TestAppendGuid(t *testing.T) {
	t.Parallel()
	for b := range 256 {
		for i := range 16 {
			guid := make([]byte, 16)
			guid[i] = byte(b)
			expected := fmt.Sprintf("%x-%x-%x-%x-%x", guid[:4], guid[4:6], guid[6:8], guid[8:10], guid[10:])
			require.Equal(t, expected, string(value.AppendGuid(nil, guid)))
		}
	}
}

func TestBinary(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "TQ", "TWE", "TWFu", "_-8"} {
		v, ok := value.ParseBinary(text)
		require.True(t, ok, text)
		require.Equal(t, text, string(value.AppendBinary(nil, v.Bytes)))
	}
	padded, ok := value.ParseBinary("TQ==")
	require.True(t, ok)
	require.Equal(t, []byte("M"), padded.Bytes)
	for _, text := range []string{"T", "TR", "T Q", "TQ=", "a+/b"} {
		_, ok := value.ParseBinary(text)
		require.False(t, ok, text)
	}
}

// What a character is written as depends neither on its place nor on its neighbours.
func TestAppendStringInEveryPlace(t *testing.T) {
	t.Parallel()
	const long = "abcdefghijklmnopq"
	for c := range 0x100 {
		text := string([]byte{byte(c)})
		alone := value.AppendString(nil, text)
		escaped := string(alone[1 : len(alone)-1])
		for i := range long {
			given := long[:i] + text + long[i:]
			expected := `"` + long[:i] + escaped + long[i:] + `"`
			require.Equal(t, expected, string(value.AppendString(nil, given)))
			require.Equal(t, expected, string(value.AppendString(nil, []byte(given))))
		}
	}
}

func FuzzString(f *testing.F) {
	for _, s := range []string{"", "a\"b\\c", "\x00\x1f\n\r\t", "😀<&>\u2028", "\xff\xc0\xaf", "a\xed\xa0\x80b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		encoded := value.AppendString(nil, s)
		require.True(t, utf8.Valid(encoded))
		var back string
		require.NoError(t, json.Unmarshal(encoded, &back))
		require.Equal(t, string([]rune(s)), back)
	})
}

func TestJSONForms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind value.Kind
		cell value.Cell
		json string
		text string
	}{
		{value.Boolean, value.Cell{Int: 1}, `true`, `true`},
		{value.Int64, value.Cell{Int: math.MinInt64}, `-9223372036854775808`, `-9223372036854775808`},
		{value.Decimal, value.Cell{Bytes: []byte("1.50")}, `1.50`, `1.50`},
		{value.Double, value.Cell{Float: math.Inf(-1)}, `"-INF"`, `-INF`},
		{value.Double, value.Cell{Float: math.NaN()}, `"NaN"`, `NaN`},
		{value.Double, value.Cell{Float: 0.1}, `0.1`, `0.1`},
		{value.Single, value.Cell{Float: float64(float32(0.1))}, `0.1`, `0.1`},
		{value.Single, value.Cell{Float: math.Inf(1)}, `"INF"`, `INF`},
		{value.String, value.Cell{Bytes: []byte(`a"b`)}, `"a\"b"`, `a"b`},
		{value.Date, value.Cell{Int: -719162}, `"0001-01-01"`, `0001-01-01`},
		{value.TimeOfDay, value.Cell{Int: 1}, `"00:00:00.000001"`, `00:00:00.000001`},
		{value.DateTimeOffset, value.Cell{Int: -1}, `"1969-12-31T23:59:59.999999Z"`, `1969-12-31T23:59:59.999999Z`},
		{value.Duration, value.Cell{Int: -500_000}, `"-PT0.5S"`, `-PT0.5S`},
		{value.Binary, value.Cell{Bytes: []byte{0xff, 0xef}}, `"_-8"`, `_-8`},
	} {
		require.Equal(t, c.json, string(value.JSON(c.kind)(nil, &c.cell)), c.kind.String())
		require.Equal(t, c.text, string(value.Text(c.kind)(nil, &c.cell)), c.kind.String())
	}
}
