package odata

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The memory of pages comes back, newest first, and no more than is meant to.
func TestBuffers(t *testing.T) {
	t.Parallel()
	var b buffers
	require.Nil(t, b.take())
	b.give(nil)
	require.Nil(t, b.take())
	b.give(make([]byte, 3, 10))
	b.give(make([]byte, 3, 20))
	require.Equal(t, 20, cap(b.take()))
	require.Equal(t, 10, cap(b.take()))
	require.Nil(t, b.take())
	for range keptBuffers + 1 {
		b.give(make([]byte, 1))
	}
	for range keptBuffers {
		require.NotNil(t, b.take())
	}
	require.Nil(t, b.take())
	b.give(make([]byte, keptBytes/2+1))
	b.give(make([]byte, keptBytes/2+1))
	b.give(make([]byte, keptBytes/2-1))
	require.Equal(t, keptBytes/2-1, cap(b.take()))
	require.Equal(t, keptBytes/2+1, cap(b.take()))
	require.Nil(t, b.take())
}
