package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

const (
	parseCall   = "/explore/api/parse"
	explainCall = "/explore/api/explain"
)

func TestSketchOnTheWire(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	a := r.post(t, parseCall, `{"path":"Users","query":"$filter=firstName%20eq%20'\ud83d\ude00'%20und%201&$top=2"}`)
	require.Equal(t, http.StatusOK, a.status, a.body)
	require.Equal(t, "application/json", a.header.Get("Content-Type"))
	sketch := a.decode(t)
	require.Equal(t, "collection", sketch["kind"])
	require.Equal(t, "Users", sketch["set"])
	require.Equal(t, "User", sketch["type"])
	require.InDelta(t, 2, sketch["top"], 0)
	require.Nil(t, sketch["filter"])
	require.Equal(t, map[string]any{
		"code": "BadQueryOption", "message": "expected an operator or the end, found 'und'", "target": "$filter",
		"hint": "did you mean 'and'?", "source": "firstName eq '😀' und 1", "start": 18.0, "end": 21.0,
	}, sketch["error"])

	whole := r.post(t, parseCall, `{"path":"Users","query":"$filter=isActive&$expand=manager($select=displayName)"}`)
	sketch = whole.decode(t)
	require.Nil(t, sketch["error"])
	require.Equal(t, map[string]any{"kind": "path", "text": "isActive", "path": "isActive"}, sketch["filter"])
	require.Equal(t, "metadata", r.post(t, parseCall, `{"path":"$metadata"}`).decode(t)["kind"])
	require.Equal(t, "other", r.post(t, parseCall, `{"path":"","query":null}`).decode(t)["kind"])
	keyed := r.post(t, parseCall, `{"path":"Users","query":"$top=1&ApiKey=`+r.key+`"}`)
	require.Equal(t, http.StatusOK, keyed.status)
	require.NotContains(t, keyed.body, r.key, "a key is never echoed")
}

func TestExplanationOnTheWire(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		a := r.post(
			t, explainCall, `{"path":"Users","query":"$filter=displayName%20eq%20'Ada'&$count=true&$expand=teams"}`,
		)
		require.Equal(t, http.StatusOK, a.status, a.body)
		explained := a.decode(t)
		require.Equal(t, db.Dialect(), explained["dialect"])
		require.Contains(t, explained["tree"], "eq\n    displayName\n    'Ada'")
		require.Contains(t, explained["plan"], "expand teams")
		statements, _ := explained["statements"].([]any)
		var titles []string
		for _, s := range statements {
			statement, _ := s.(map[string]any)
			title, _ := statement["title"].(string)
			titles = append(titles, title)
			require.Contains(t, statement["sql"], "SELECT")
			require.Equal(t, strings.Contains(r.directory.Views(), "tenant"),
				strings.Contains(statement["sql"].(string), `"tenant"`), "the views are read where there are any")
			arguments, _ := statement["arguments"].([]any)
			require.Contains(t, arguments, "the tenant")
			if title == "page" {
				require.Contains(t, arguments, `"Ada"`)
			}
		}
		require.Equal(t, []string{"count", "page", "expand teams"}, titles)
		require.NotContains(t, a.body, r.workspace.String())

		nothing := r.post(t, explainCall, `{"path":"$metadata"}`).decode(t)
		require.Equal(t, []any{}, nothing["statements"])
		_, message, target := r.post(t, explainCall, `{"path":"Users","query":"$filter=emal"}`).
			requireError(t, http.StatusBadRequest)
		require.Contains(t, message, "emal")
		require.Equal(t, "$filter", target)
	})
}

// Both calls need a key that may read, explanations one that may administer, and a
// body that is as strict as those of writes.
func TestSketchRightsAndErrors(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	const body = `{"path":"Users"}`
	_, reader := r.user(t, "limited@example.com", "LimitedAdmin", models.ScopeRead)
	_, writer := r.adminKey(t, models.ScopeWrite, nil)
	_, participant := r.user(t, "former@example.com", "LimitedAdmin", models.ScopeRead)
	r.user(t, "former@example.com", "Participant", "")
	for call, expected := range map[string]map[string]int{
		parseCall:   {r.key: 200, writer: 200, reader: 200, participant: 403},
		explainCall: {r.key: 200, writer: 403, reader: 403, participant: 403},
	} {
		for key, status := range expected {
			require.Equal(t, status, r.post(t, call, body, "X-ApiKey: "+key).status, call)
		}
		r.send(t, http.MethodPost, call, body).requireError(t, http.StatusUnauthorized)
		a := r.do(t, http.MethodGet, call, "")
		a.requireError(t, http.StatusMethodNotAllowed)
		require.Equal(t, "POST", a.header.Get("Allow"))
		for given, status := range map[string]int{
			``:                            400,
			`{"path":"Users","pfad":"x"}`: 400,
			`{"path":"Users","path":"x"}`: 400,
			`{"query":"$top=1"}`:          400,
			`{"path":null}`:               400,
			`{"path":1}`:                  400,
			`{"path":"Users?$top=1"}`:     400,
			`{"path":"Users","query":"` + strings.Repeat("a", 16<<10) + `"}`: 414,
			`{"path":"` + strings.Repeat("a", 70<<10) + `"}`:                 413,
		} {
			r.post(t, call, given).requireError(t, status)
		}
		r.post(t, call, body, "Content-Type: application/xml").requireError(t, http.StatusUnsupportedMediaType)
	}
}
