package odata_test

import (
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// client asks a handler directly.
type client struct {
	handler http.Handler
	headers map[string]string
}

// answer is a collection as read; every row is kept as its JSON text.
type answer struct {
	Count    *int64            `json:"@odata.count"`
	Value    []json.RawMessage `json:"value"`
	NextLink string            `json:"@odata.nextLink"`
}

func (c client) do(t *testing.T, target string) *httptest.ResponseRecorder {
	t.Helper()
	target = strings.TrimPrefix(target, "http://roster.test")
	r := httptest.NewRequest(http.MethodGet, strings.ReplaceAll(target, " ", "%20"), nil)
	for name, v := range c.headers {
		r.Header.Set(name, v)
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	requireContext(t, target, w)
	return w
}

func (c client) get(t *testing.T, target string) answer {
	t.Helper()
	w := c.do(t, target)
	require.Equal(t, http.StatusOK, w.Code, "%s: %s", target, w.Body)
	var a answer
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &a))
	return a
}

// report notes a difference. The test goes on, so that one run shows all of them,
// except with -failfast.
func report(t *testing.T, format string, args ...any) {
	t.Helper()
	t.Errorf(format, args...)
	if failsFast() {
		t.FailNow()
	}
}

func failsFast() bool { return flag.Lookup("test.failfast").Value.String() == "true" }

// pages follows next links to the end and joins the rows.
func (c client) pages(t *testing.T, target string) (rows []string, pages int) {
	t.Helper()
	for target != "" {
		a := c.get(t, target)
		for _, row := range a.Value {
			rows = append(rows, string(row))
		}
		pages++
		require.Less(t, pages, 1000, "next links do not end")
		target = a.NextLink
	}
	return rows, pages
}

func rowsOf(a answer) []string {
	rows := make([]string, 0, len(a.Value))
	for _, row := range a.Value {
		rows = append(rows, string(row))
	}
	return rows
}

// complete follows the next links inside of a row, so that it reads as if it had
// come in one piece.
func complete(t *testing.T, c client, row string) string {
	t.Helper()
	members := orderedMembers(t, row)
	var done []member
	for _, m := range members {
		if name, ok := strings.CutSuffix(m.name, "@odata.nextLink"); ok {
			var link string
			require.NoError(t, json.Unmarshal(m.value, &link))
			rest, _ := c.pages(t, link)
			last := &done[len(done)-1]
			require.Equal(t, name, last.name)
			var items []json.RawMessage
			require.NoError(t, json.Unmarshal(last.value, &items))
			for _, r := range rest {
				items = append(items, json.RawMessage(r))
			}
			last.value = joined(items)
			continue
		}
		done = append(done, m)
	}
	for i := range done {
		var items []json.RawMessage
		if done[i].value[0] == '[' && json.Unmarshal(done[i].value, &items) == nil {
			for j := range items {
				if items[j][0] == '{' {
					items[j] = json.RawMessage(complete(t, c, string(items[j])))
				}
			}
			done[i].value = joined(items)
		}
	}
	return printed(done)
}

type member struct {
	name  string
	value json.RawMessage
}

func orderedMembers(t *testing.T, object string) []member {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(object))
	_, err := d.Token()
	require.NoError(t, err)
	var members []member
	for d.More() {
		name, err := d.Token()
		require.NoError(t, err)
		var m member
		m.name = name.(string)
		require.NoError(t, d.Decode(&m.value))
		members = append(members, m)
	}
	return members
}

func joined(items []json.RawMessage) json.RawMessage {
	parts := make([]string, 0, len(items))
	for _, item := range items {
		parts = append(parts, string(item))
	}
	return json.RawMessage("[" + strings.Join(parts, ",") + "]")
}

func printed(members []member) string {
	parts := make([]string, 0, len(members))
	for _, m := range members {
		name, _ := json.Marshal(m.name)
		parts = append(parts, string(name)+":"+string(m.value))
	}
	return "{" + strings.Join(parts, ",") + "}"
}
