package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest/pgserver"
)

// TestRun works on the environment of the process, one case after the other.
func TestRun(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	show := []string{"--", "sh", "-c", `printf %s "$` + pgserver.Variable + `" >"$1"; exit "$2"`, "sh", out}
	shown := func() string {
		text, err := os.ReadFile(out)
		require.NoError(t, err)
		return string(text)
	}
	var log strings.Builder

	t.Setenv(pgserver.Variable, "postgres://given")
	require.Equal(t, 7, run(t.Context(), append(show, "7"), &log))
	require.Equal(t, "postgres://given", shown(), "a server that is there already")
	require.Equal(t, 2, run(t.Context(), []string{"--"}, &log))
	require.Contains(t, log.String(), "usage")
	log.Reset()
	require.Equal(t, 2, run(t.Context(), []string{"/nowhere/command"}, &log))
	require.Contains(t, log.String(), "/nowhere/command")
	log.Reset()

	t.Setenv(pgserver.Variable, "")
	status := run(t.Context(), append(show, "0"), &log)
	switch {
	case !strings.Contains(log.String(), "no PostgreSQL"):
		require.Zero(t, status)
		require.Empty(t, log.String())
		require.Contains(t, shown(), "postgres://roster@/postgres")
	case os.Getenv("CI") == "true":
		require.Equal(t, 2, status)
	default:
		require.Zero(t, status, "the command runs all the same")
		require.Empty(t, shown())
	}
}
