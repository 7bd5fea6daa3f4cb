package handlers_test

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// fill writes users whose texts are hard to write as CSV.
func (r *rig) fill(t *testing.T, n int) {
	t.Helper()
	names := []string{"=1+1", "O'Neil, \"Jo\"", "-x", "Ada", "é😀;", "@home", " b", "+49"}
	require.NoError(t, r.directory.Write(t.Context(), r.workspace, func(tx *models.Tx) error {
		for i := range n {
			change := models.UserChange{
				EmailAddress: models.Some(fmt.Sprintf("user%d@example.com", i)),
				FirstName:    models.Some(names[i%len(names)]), Tags: models.Some([]string{"AE", "=B"}[:i%3]),
			}
			if _, _, err := tx.UpsertUser(t.Context(), change, models.MergeAdd); err != nil {
				return err
			}
		}
		return nil
	}))
}

// jsonRows follows next links.
func (r *rig) jsonRows(t *testing.T, target string, headers ...string) (rows []map[string]any, pages int) {
	t.Helper()
	for target != "" {
		page := r.do(t, http.MethodGet, target, "", headers...).decode(t)
		list, _ := page["value"].([]any)
		for _, row := range list {
			rows = append(rows, row.(map[string]any))
		}
		next, _ := page["@odata.nextLink"].(string)
		target = strings.TrimPrefix(next, "http://"+r.address)
		pages++
	}
	return rows, pages
}

func cellText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []any:
		items := make([]string, 0, len(v))
		for _, item := range v {
			items = append(items, cellText(item))
		}
		return strings.Join(items, "|")
	}
	return fmt.Sprint(v)
}

func TestTablesOnTheWire(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		r.fill(t, 24)
		const target = "/odata/v4/Users?$orderby=firstName%20desc&$filter=role%20eq%20'Participant'"
		rows, pages := r.jsonRows(t, target, "Prefer: maxpagesize=9")
		require.Equal(t, 3, pages)
		a := r.do(t, http.MethodGet, target+"&$format=csv", "", "Prefer: maxpagesize=9")
		require.Equal(t, http.StatusOK, a.status, a.body)
		require.Equal(t, "text/csv; charset=utf-8; header=present", a.header.Get("Content-Type"))
		require.Equal(t, `attachment; filename="Users.csv"`, a.header.Get("Content-Disposition"))
		require.Equal(t, []string{"4.0"}, a.raw("OData-Version"))
		require.Equal(t, "private, no-cache", a.header.Get("Cache-Control"))
		require.Empty(t, a.header.Get("Preference-Applied"))

		lines, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
		require.NoError(t, err)
		require.Len(t, lines, 1+len(rows))
		require.Len(t, lines[0], 19)
		guarded := 0
		for i, row := range rows {
			for column, name := range lines[0] {
				want, got := cellText(row[name]), lines[1+i][column]
				if want != "" && strings.ContainsAny(want[:1], "=+-@") {
					want = "'" + want
					guarded++
				}
				require.Equal(t, want, got, "%s of %v", name, row)
			}
		}
		require.Greater(t, guarded, 10)

		// Compressed, by Accept, and without a body it is the same.
		small := r.do(
			t, http.MethodGet, target, "", "Prefer: maxpagesize=9", "Accept: text/csv", "Accept-Encoding: gzip",
		)
		require.Equal(t, "gzip", small.header.Get("Content-Encoding"))
		z, err := gzip.NewReader(strings.NewReader(small.body))
		require.NoError(t, err)
		plain, err := io.ReadAll(z)
		require.NoError(t, err)
		require.Equal(t, a.body, string(plain))
		require.Equal(t, a.body, r.do(t, http.MethodGet, target+"&$format=csv", "").body, "in one page")
		head := r.do(t, http.MethodHead, target+"&$format=csv", "", "Prefer: maxpagesize=9")
		require.Equal(t, http.StatusOK, head.status)
		require.Empty(t, head.body)
		require.Equal(t, a.header.Get("Content-Type"), head.header.Get("Content-Type"))
		require.Equal(t, a.header.Get("Content-Disposition"), head.header.Get("Content-Disposition"))
	})
}

// Exports are reads: they need the same rights, and fail as these do.
func TestTableRightsAndErrors(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	const target = "/odata/v4/Users?$format=csv"
	r.send(t, http.MethodGet, target, "").requireError(t, http.StatusUnauthorized)
	_, participant := r.user(t, "former@example.com", "LimitedAdmin", models.ScopeRead)
	r.user(t, "former@example.com", "Participant", "")
	r.do(t, http.MethodGet, target, "", "X-ApiKey: "+participant).requireError(t, http.StatusForbidden)
	r.do(t, http.MethodPost, target, "").requireError(t, http.StatusMethodNotAllowed)
	r.do(t, http.MethodGet, target+"&$expand=teams", "").requireError(t, http.StatusNotImplemented)
	r.do(t, http.MethodGet, target+"&$filter=emal", "").requireError(t, http.StatusBadRequest)
	_, _, other := r.newWorkspace(t, "other", "admin@other.example")
	a := r.do(t, http.MethodGet, target+"&$select=emailAddress", "", "X-ApiKey: "+other)
	require.Equal(t, "emailAddress\r\nadmin@other.example\r\n", a.body, "nothing of another workspace")
}

// losing closes the database when the answer has begun.
type losing struct {
	http.ResponseWriter
	once *sync.Once
	lose func() error
	err  *error
}

func (l losing) Write(p []byte) (int, error) {
	l.once.Do(func() { *l.err = l.lose() })
	return l.ResponseWriter.Write(p)
}

func (l losing) Unwrap() http.ResponseWriter { return l.ResponseWriter }

// An export that cannot be finished does not look whole, compressed or not.
func TestABrokenTableIsNotWhole(t *testing.T) {
	t.Parallel()
	for _, encoding := range []string{"identity", "gzip"} {
		odatatest.Databases(t, func(t *testing.T, db *store.DB) {
			t.Helper()
			r := newRig(t, db)
			r.fill(t, 60)
			var once sync.Once
			var closing error
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
				r.handler.ServeHTTP(losing{w, &once, db.Close, &closing}, q)
			}))
			defer server.Close()
			q, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodGet,
				server.URL+"/odata/v4/Users?$format=csv", nil)
			require.NoError(t, err)
			q.Header.Set("X-ApiKey", r.key)
			q.Header.Set("Prefer", "maxpagesize=25")
			q.Header.Set("Accept-Encoding", encoding)
			answer, err := http.DefaultClient.Do(q)
			if err == nil { // the status came through
				defer func() { _ = answer.Body.Close() }()
				require.Equal(t, http.StatusOK, answer.StatusCode)
				_, err = io.ReadAll(answer.Body)
			}
			require.Error(t, err)
			require.True(t, errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF), "%v", err)
			require.NoError(t, closing)
			server.Close()
			require.Contains(t, r.log.String(), `"export broken off"`)
			require.Contains(t, r.log.String(), `"aborted":true`)
		})
	}
}
