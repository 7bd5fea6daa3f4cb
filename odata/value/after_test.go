package value_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/value"
)

func TestAfter(t *testing.T) {
	t.Parallel()
	for prefix, after := range map[string]string{
		"a": "b", "Az": "A{", "ß": "à", "a\ud7ff": "a\ue000", "x\U0010fffe": "x\U0010ffff", "x\U0010ffff": "y",
		"e\u0301": "e\u0302", "\U0001f600": "\U0001f601", " ": "!", "%": "&",
	} {
		got, ok := value.After(prefix)
		require.True(t, ok, prefix)
		require.Equal(t, after, got, prefix)
		for _, text := range []string{prefix, prefix + "x", prefix + "\U0010ffff\U0010ffff"} {
			require.True(t, prefix <= text && text < got, "%q begins with %q", text, prefix)
		}
		require.False(t, strings.HasPrefix(got, prefix))
	}
	for _, prefix := range []string{"", "\U0010ffff", "\U0010ffff\U0010ffff"} {
		_, ok := value.After(prefix)
		require.False(t, ok, prefix)
	}
}
