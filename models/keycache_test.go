package models

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestKeyCacheIsBounded(t *testing.T) {
	t.Parallel()
	c := newKeyCache()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	hash := func(i int) digest { return digest{byte(i), byte(i >> 8), byte(i >> 16)} }
	for i := range 3 * keyLimit {
		c.put(hash(i), &ownedKey{}, now, 0)
		require.LessOrEqual(t, len(c.keys), keyLimit)
	}
	_, _, ok := c.get(hash(3*keyLimit-1), now)
	require.True(t, ok)
	now = now.Add(keyTrust)
	c.put(hash(0), &ownedKey{}, now, 0) // the stale ones go first
	require.Len(t, c.keys, 1)
}

func TestKeyCacheForgets(t *testing.T) {
	t.Parallel()
	c := newKeyCache()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	found := func(at time.Time) bool {
		_, _, ok := c.get(digest{}, at)
		return ok
	}
	_, generation, ok := c.get(digest{}, now)
	require.False(t, ok)
	c.put(digest{}, &ownedKey{}, now, generation)
	require.True(t, found(now))
	require.True(t, found(now.Add(keyTrust-1)))
	require.False(t, found(now.Add(keyTrust)))
	require.False(t, found(now.Add(-1))) // a clock that is set back
	c.clear()
	require.False(t, found(now))
	c.put(digest{}, &ownedKey{}, now, generation) // was read before rights changed
	require.False(t, found(now))
	_, generation, _ = c.get(digest{}, now)
	c.put(digest{}, &ownedKey{}, now, generation)
	require.True(t, found(now))
}
