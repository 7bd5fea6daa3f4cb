package odata_test

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// BenchmarkGet is the engine's part of an answer: of one row by its key, and of a page
// of 1,000.
func BenchmarkGet(b *testing.B) {
	for _, open := range []func(testing.TB) *store.DB{odatatest.SQLite, odatatest.Postgres} {
		db := open(b)
		s := fillSheets(b, db, nil)
		for name, target := range map[string]string{
			"row":  "Sheets(" + uuid.UUID{1, 1}.String() + ")?$select=id,name,note,active,number,weight,created",
			"page": "Sheets?$select=id,name,note,active,number,weight,created&$top=1000",
		} {
			b.Run(db.Dialect()+"/"+name, func(b *testing.B) {
				r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, "http://paper.test/"+target, nil)
				require.NoError(b, err)
				b.ReportAllocs()
				for b.Loop() {
					w := &sink{header: http.Header{}}
					s.ServeHTTP(w, r)
					require.Equal(b, http.StatusOK, w.status)
				}
			})
		}
	}
}
