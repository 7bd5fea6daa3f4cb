package explorer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheProgramsSiteIsWhole(t *testing.T) {
	t.Parallel()
	s, err := New()
	require.NoError(t, err)
	require.NotEmpty(t, s.page)
	require.NotNil(t, s.assets["app.js"])
}
