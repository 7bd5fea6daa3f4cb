package value_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/value"
)

func TestParseDateTime(t *testing.T) {
	t.Parallel()
	at := func(text string) int64 {
		at, err := time.Parse(time.RFC3339Nano, text)
		require.NoError(t, err)
		return at.UnixMicro()
	}
	for _, c := range []struct {
		text  string
		floor int64
		ceil  int64
		exact bool
	}{
		{"2026-11-22T08:30:00Z", at("2026-11-22T08:30:00Z"), at("2026-11-22T08:30:00Z"), true},
		{"2026-11-22T08:30Z", at("2026-11-22T08:30:00Z"), at("2026-11-22T08:30:00Z"), true},
		{"2026-11-22t08:30:00.5z", at("2026-11-22T08:30:00.5Z"), at("2026-11-22T08:30:00.5Z"), true},
		{"2026-11-22T08:30:00+14:00", at("2026-11-21T18:30:00Z"), at("2026-11-21T18:30:00Z"), true},
		{"2026-11-22T08:30:00-00:30", at("2026-11-22T09:00:00Z"), at("2026-11-22T09:00:00Z"), true},
		{"2026-11-22T08:30:00.1234567Z", at("2026-11-22T08:30:00.123456Z"), at("2026-11-22T08:30:00.123457Z"), false},
		{"2026-11-22T08:30:00.5000000000Z", at("2026-11-22T08:30:00.5Z"), at("2026-11-22T08:30:00.5Z"), true},
		{"2016-12-31T23:59:60Z", at("2017-01-01T00:00:00Z"), at("2017-01-01T00:00:00Z"), true},
		{"2024-02-29T00:00:00Z", at("2024-02-29T00:00:00Z"), at("2024-02-29T00:00:00Z"), true},
		{"0001-01-01T00:00:00Z", at("0001-01-01T00:00:00Z"), at("0001-01-01T00:00:00Z"), true},
		{"9999-12-31T23:59:59.999999Z", at("9999-12-31T23:59:59.999999Z"), at("9999-12-31T23:59:59.999999Z"), true},
		{"0000-01-01T00:00:00Z", at("0001-01-01T00:00:00Z") - 1, at("0001-01-01T00:00:00Z"), false},
		{"-0001-01-01T00:00:00Z", at("0001-01-01T00:00:00Z") - 1, at("0001-01-01T00:00:00Z"), false},
		{"99999-01-01T00:00:00Z", at("9999-12-31T23:59:59.999999Z"), value.NoDateTime, false},
		{"10000-01-01T00:00:00+00:01", at("9999-12-31T23:59:00Z"), at("9999-12-31T23:59:00Z"), true},
		{"999999999-01-01T00:00:00Z", at("9999-12-31T23:59:59.999999Z"), value.NoDateTime, false},
	} {
		floor, exact, ok := value.ParseDateTime(c.text, value.Floor)
		require.True(t, ok, c.text)
		require.Equal(t, c.exact, exact, c.text)
		require.Equal(t, c.floor, floor.Int, "floor of %s", c.text)
		ceil, _, _ := value.ParseDateTime(c.text, value.Ceil)
		require.Equal(t, c.ceil, ceil.Int, "ceil of %s", c.text)
	}
	for _, text := range []string{
		"", "2026", "2026-11-22", "2026-11-22T", "2026-11-22T08Z", "2026-11-22T08:30:00", "2026-11-22T24:00:00Z",
		"2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-04-31T00:00:00Z",
		"2026-11-22T08:60:00Z", "2026-11-22T08:30:61Z", "2026-11-22T08:30:00.Z", "2026-11-22T08:30:00.1234567890123Z",
		"2026-11-22 08:30:00Z", "026-11-22T08:30:00Z", "02026-11-22T08:30:00Z", "2026-11-22T08:30:00+1:00",
		"2026-11-22T08:30:00+24:00", "2026-11-22T08:30:00Zx", "2026-1-22T08:30:00Z", "9999999999-01-01T00:00:00Z",
	} {
		_, _, ok := value.ParseDateTime(text, value.Floor)
		require.False(t, ok, text)
	}
}

// Dates and times are printed and read as the standard library does.
func TestDateTimeAgreesWithTime(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	for range 20_000 {
		micros := r.Int64N(315_537_897_600_000_000) - 62_135_596_800_000_000
		expected := time.UnixMicro(micros).UTC().Format("2006-01-02T15:04:05.000000Z")
		require.Equal(t, expected, string(value.AppendDateTime(nil, micros)))
		v, exact, ok := value.ParseDateTime(expected, value.Floor)
		require.True(t, ok && exact, expected)
		require.Equal(t, micros, v.Int)
	}
}

// Every day that is served is printed as the standard library does.
func TestEveryDate(t *testing.T) {
	t.Parallel()
	first := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).Unix() / 86_400
	last := time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC).Unix() / 86_400
	var expected, printed []byte
	for day := first; day <= last; day++ {
		expected = time.Unix(day*86_400, 0).UTC().AppendFormat(expected[:0], time.DateOnly)
		printed = value.AppendDate(printed[:0], day)
		if string(expected) != string(printed) {
			require.Equal(t, string(expected), string(printed))
		}
	}
	require.Equal(t, "0000-12-31", string(value.AppendDate(nil, first-1)))
	require.Equal(t, "10000-01-01", string(value.AppendDate(nil, last+1)))
	require.Equal(t, "-0001-12-31", string(value.AppendDate(nil, first-367)))
	require.Equal(t, "24:00:00.000000", string(value.AppendTimeOfDay(nil, 86_400_000_000)))
	require.Equal(t, "10000-01-01T00:00:00.000001Z", string(value.AppendDateTime(nil, (last+1)*86_400_000_000+1)))
}

func TestParseDateAndTime(t *testing.T) {
	t.Parallel()
	v, exact, ok := value.ParseDate("1970-01-02")
	require.True(t, ok && exact)
	require.Equal(t, int64(1), v.Int)
	_, exact, ok = value.ParseDate("-0044-03-15")
	require.True(t, ok)
	require.False(t, exact)
	_, _, ok = value.ParseDate("2026-02-30")
	require.False(t, ok)
	v, exact, ok = value.ParseTimeOfDay("23:59:59.1234569", value.Floor)
	require.True(t, ok)
	require.False(t, exact)
	require.Equal(t, "23:59:59.123456", string(value.AppendTimeOfDay(nil, v.Int)))
	_, _, ok = value.ParseTimeOfDay("24:00:00", value.Floor)
	require.False(t, ok)
}

func TestDuration(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, printed string }{
		{"P1D", "P1D"},
		{"-P2DT12H", "-P2DT12H"},
		{"PT0S", "PT0S"},
		{"PT90M", "PT1H30M"},
		{"PT0.5S", "PT0.5S"},
		{"PT1M0.000001S", "PT1M0.000001S"},
		{"P0D", "PT0S"},
		{"+PT1S", "PT1S"},
		{"P106751991DT4H54.775807S", "P106751991DT4H54.775807S"},
	} {
		v, _, ok := value.ParseDuration(c.text, value.Floor)
		require.True(t, ok, c.text)
		require.Equal(t, c.printed, string(value.AppendDuration(nil, v.Int)), c.text)
	}
	for _, text := range []string{
		"", "P", "PT", "1D", "P1H", "PT1D", "PT1S1M", "P1.5D", "PT1.S", "P1Y", "PTS", "PT-1S",
	} {
		_, _, ok := value.ParseDuration(text, value.Floor)
		require.False(t, ok, text)
	}
	for _, c := range []struct {
		text        string
		floor, ceil int64
	}{
		{"PT0.0000005S", 0, 1},
		{"-PT0.0000005S", -1, 0},
		{"PT9223372036854.775808S", math.MaxInt64, math.MaxInt64},
		{"-P99999999999999999999D", -math.MaxInt64, -math.MaxInt64},
	} {
		floor, exact, ok := value.ParseDuration(c.text, value.Floor)
		require.True(t, ok, c.text)
		require.False(t, exact, c.text)
		require.Equal(t, c.floor, floor.Int, c.text)
		ceil, _, _ := value.ParseDuration(c.text, value.Ceil)
		require.Equal(t, c.ceil, ceil.Int, c.text)
	}
	require.Equal(t, "-P106751991DT4H54.775808S", string(value.AppendDuration(nil, -1<<63)))
}
