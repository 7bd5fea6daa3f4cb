package odata

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The cache keeps what was used last, within its bound.
func TestPlanCacheIsBounded(t *testing.T) {
	t.Parallel()
	var c planCache
	long := func(name string) *prepared { return &prepared{shape: name + strings.Repeat("x", 1000)} }
	first, other := long("first"), long("other")
	c.put(first)
	c.put(other)
	c.put(long("first")) // bound by two at once: the first stays
	require.Same(t, first, c.get([]byte(first.shape)))
	require.Nil(t, c.get([]byte("none")))
	for i := range 1000 {
		c.put(long(strings.Repeat("y", i)))
		require.Same(t, first, c.get([]byte(first.shape)))
		require.LessOrEqual(t, c.size, cachedShapes)
		require.Len(t, c.byShape, c.recent.Len())
	}
	require.Nil(t, c.get([]byte(other.shape)), "not used for longest")
	require.Greater(t, c.recent.Len(), 50)

	huge := &prepared{shape: strings.Repeat("z", cachedShape+1)}
	c.put(huge)
	require.Nil(t, c.get([]byte(huge.shape)))
}
