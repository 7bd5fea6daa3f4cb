package odata_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/odatatest/wirelint"
)

// One plan serves all formats: what is kept of the one asked for last holds for no other.
func TestFormatsTakeTurns(t *testing.T) {
	t.Parallel()
	s := fillSheets(t, odatatest.SQLite(t), nil)
	lint := wirelint.Service{Root: "/", CSDL: odatatest.CheckCSDL, CSDLJSON: odatatest.CheckCSDLJSON}
	checked := lint.Learn(t, s).Handler(t, s)
	accepts := []string{
		"application/json", "application/json;metadata=none", "application/json;metadata=full",
		"application/json;IEEE754Compatible=true", "application/json;metadata=full;IEEE754Compatible=true",
	}
	type form struct{ accept, version, prefer, host string }
	var forms []form
	for _, accept := range accepts {
		for _, version := range []string{"4.0", "4.01"} {
			for _, prefer := range []string{"", "omit-values=nulls"} {
				forms = append(forms, form{accept, version, prefer, "a.test"}, form{accept, version, prefer, "b.test"})
			}
		}
	}
	get := func(f form) string {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/Sheets?$top=3", nil)
		r.Host = f.host
		r.Header.Set("Accept", f.accept)
		r.Header.Set("OData-MaxVersion", f.version)
		r.Header.Set("Prefer", f.prefer)
		w := httptest.NewRecorder()
		checked.ServeHTTP(w, r)
		return w.Body.String()
	}
	answers := map[form]string{}
	for _, f := range forms {
		answers[f] = get(f)
	}
	different := len(slices.Compact(slices.Sorted(maps.Values(answers))))
	require.Equal(t, len(forms)-6, different, "without metadata neither version nor host is told")
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			for i := range forms {
				f := forms[(i*(worker+3)+worker)%len(forms)]
				if got := get(f); got != answers[f] {
					t.Errorf("%v: %s instead of %s", f, got, answers[f])
				}
			}
		})
	}
	group.Wait()
}
