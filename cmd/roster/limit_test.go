package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/cmd/roster/settings"
)

// Every limit can be set, alone, and is the one that its name says.
func TestLimitsAreSet(t *testing.T) {
	t.Parallel()
	standard := defaultBounds().table()
	for i, l := range standard {
		value := "5"
		if l.span != nil {
			value = "7s"
		}
		b, err := boundsOf(settings.Settings{Limits: []string{l.name + "=" + value}})
		require.NoError(t, err, l.name)
		for j, other := range b.table() {
			want := standard[j].String()
			if i == j {
				want = value
			}
			require.Equal(t, want, other.String(), "%s by %s", other.name, l.name)
		}
	}
	b, err := boundsOf(settings.Settings{Limits: []string{"expand-depth=5", "read-timeout=1m30s", "page-rows=100"}})
	require.NoError(t, err)
	require.Equal(t, 5, b.query.ExpandDepth)
	require.Equal(t, 90*time.Second, b.work.ReadTimeout)
	require.Equal(t, 100, b.page.Rows)
	require.Equal(t, defaultBounds().edge, b.edge)
}

func TestWrongLimits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"expand-dept=5":  "did you mean expand-depth?",
		"zebra=5":        "there are body-bytes, url-bytes, ",
		"nodes=many":     "limits: nodes=many is not a number above 0",
		"nodes=0":        "is not a number above 0",
		"nodes":          "is not a number above 0",
		"nodes=-1":       "is not a number above 0",
		"depth=5000":     "above 0 and up to 100",
		"idle=100h":      "up to 1h0m0s",
		"read-timeout=5": "is not a span of time such as 10s above 0",
		"skip=1e6":       "is not a number above 0",
	} {
		_, err := boundsOf(settings.Settings{Limits: []string{text}})
		require.ErrorContains(t, err, want, text)
	}
}

// TestDocumentedLimits checks that docs/limits.md has every limit with its value.
func TestDocumentedLimits(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(repository, "docs", "limits.md"))
	require.NoError(t, err)
	rows := 0
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "| `") {
			rows++
		}
	}
	table := defaultBounds().table()
	require.Equal(t, len(table), rows)
	for _, l := range table {
		require.Contains(t, string(text), fmt.Sprintf("| `%s` | %s | %s |\n", l.name, l, l.usage))
	}
}

// A server holds the limits that it was given, and publishes them.
func TestServerWithLimits(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	server, key := s.storied(2, "--limits", "expand-depth=1,page-rows=1")
	answer := get(t, server+serviceRoot+"Users?$select=role", key)
	require.Equal(t, 200, answer.status)
	require.Contains(t, answer.body, "nextLink")
	require.Equal(t, 1, strings.Count(answer.body, `"role"`))
	require.Equal(t, 400, get(t, server+serviceRoot+"Users?$expand=manager($expand=manager)", key).status)
	require.Contains(t, get(t, server+serviceRoot+"$metadata", key).body, `Property="MaxLevels" Int="1"`)
}
