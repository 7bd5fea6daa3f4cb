package value_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/value"
)

func TestCompareLiterals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind  value.Kind
		a, b  string
		order int
	}{
		{value.Int64, "9223372036854775808", "9223372036854775807", 1},
		{value.Decimal, "9007199254740993", "9007199254740992.0", 1},
		{value.Double, "1e2", "100", 0},
		{value.Double, "INF", "1e308", 1},
		{value.Double, "-INF", "-INF", 0},
		{value.String, "a", "B", 1},
		{value.Boolean, "TRUE", "true", 0},
		{value.Guid, "7812068D-B46F-46A7-AA91-C517B692DEE0", "7812068d-b46f-46a7-aa91-c517b692dee0", 0},
		{value.Binary, "", "AA", -1},
		{value.Date, "2024-01-01", "2023-12-31", 1},
		{value.DateTimeOffset, "2024-01-01T00:00:00.0000001Z", "2024-01-01T00:00:00Z", 1},
		{value.DateTimeOffset, "2024-01-01T00:00:00.00000010Z", "2024-01-01T01:00:00.0000001+01:00", 0},
		{value.TimeOfDay, "08:00:00.0000001", "08:00:00", 1},
		{value.Duration, "PT0.0000001S", "PT0S", 1},
		{value.Duration, "-PT0.0000001S", "PT0S", -1},
		{value.Duration, "-PT0.0000001S", "-PT0.0000002S", 1},
		{value.Duration, "PT1M", "PT60S", 0},
	} {
		order, ordered, ok := value.CompareLiterals(c.kind, c.a, c.b)
		require.True(t, ok && ordered, "%s %s", c.a, c.b)
		require.Equal(t, c.order, order, "%s %s", c.a, c.b)
		back, _, _ := value.CompareLiterals(c.kind, c.b, c.a)
		require.Equal(t, -c.order, back, "%s %s", c.b, c.a)
	}
	_, ordered, ok := value.CompareLiterals(value.Double, "NaN", "NaN")
	require.True(t, ok)
	require.False(t, ordered)
	_, _, ok = value.CompareLiterals(value.Date, "2024-02-30", "2024-01-01")
	require.False(t, ok)
}
