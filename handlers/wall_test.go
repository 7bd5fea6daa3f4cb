package handlers_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest/pgserver"
)

// wall is one of those between workspaces: where it stands, and how it falls.
type wall struct{ file, standing, fallen string }

// without gives the overlay of a build in which walls have fallen.
func without(t *testing.T, walls ...wall) string {
	t.Helper()
	replace := map[string]string{}
	for _, w := range walls {
		source, err := filepath.Abs(filepath.FromSlash("../" + w.file))
		require.NoError(t, err)
		text, err := os.ReadFile(source)
		require.NoError(t, err)
		require.Equal(t, 1, strings.Count(string(text), w.standing), "%s has moved", w.file)
		replace[source] = filepath.Join(t.TempDir(), "fallen.go")
		text = []byte(strings.Replace(string(text), w.standing, w.fallen, 1))
		require.NoError(t, os.WriteFile(replace[source], text, 0o600))
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": replace})
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "overlay.json")
	require.NoError(t, os.WriteFile(file, overlay, 0o600))
	return file
}

// Each of the two walls between workspaces holds alone: the program built without
// the other one passes the tests of tenants on PostgreSQL. Without both it fails.
func TestEachWallHoldsAlone(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds the program three times")
	}
	if !pgserver.Available(t) {
		t.Skip("SQLite has one wall only")
	}
	predicate := wall{"odata/sqlgen/writer.go", `if t.Scope == "" {`, `if t.Scope != "\x00" {`}
	views := wall{
		"models/schema_wall.go",
		`const own = "workspace_id = nullif(current_setting('roster.ws', true), '')::uuid"`, `const own = "true"`,
	}
	for name, test := range map[string]struct {
		fallen []wall
		passed bool
	}{
		"views and policies": {[]wall{predicate}, true},
		"predicates":         {[]wall{views}, true},
		"none":               {[]wall{predicate, views}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := exec.CommandContext(t.Context(), "go", "test", "-overlay", without(t, test.fallen...), "-count", "1",
				"-v", "-run", "^TestTwoWorkspacesNeverMeet$/^postgres$", ".")
			said, err := run.CombinedOutput()
			require.Equal(t, test.passed, err == nil, "%s", said)
			verdict := map[bool]string{true: "--- PASS", false: "--- FAIL"}[test.passed]
			require.Contains(t, string(said), verdict+": TestTwoWorkspacesNeverMeet/postgres")
		})
	}
}
