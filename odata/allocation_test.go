package odata_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// sheet has what feeds are mostly made of.
type sheet struct {
	ID      uuid.UUID `gorm:"type:uuid;primaryKey"`
	Name    string    `gorm:"size:100;not null"`
	Note    *string   `gorm:"size:100"`
	Active  bool      `gorm:"not null"`
	Number  int64     `gorm:"not null"`
	Weight  *float64  `gorm:"type:double precision"`
	Created time.Time `gorm:"not null"`
}

// sink takes an answer and keeps its length.
type sink struct {
	header http.Header
	status int
	length int
}

func (s *sink) Header() http.Header { return s.header }

func (s *sink) WriteHeader(status int) { s.status = status }

func (s *sink) Write(p []byte) (int, error) {
	s.length += len(p)
	return len(p), nil
}

// fillSheets makes a table of 1,100 sheets.
func fillSheets(tb testing.TB, db *store.DB, change func(*odata.Config)) *odata.Service {
	tb.Helper()
	require.NoError(tb, db.GORM().AutoMigrate(&sheet{}))
	sheets, note := make([]sheet, 1100), "a \"note\" of ß"
	for i := range sheets {
		sheets[i] = sheet{
			ID: uuid.UUID{byte(i >> 8), byte(i)}, Name: fmt.Sprint("Sheet ", i), Number: int64(i), Created: time.Now(),
		}
		if i%2 == 0 {
			weight := float64(i) / 3
			sheets[i].Note, sheets[i].Weight = &note, &weight
		}
	}
	require.NoError(tb, db.GORM().CreateInBatches(sheets, 100).Error)
	model, err := metadata.Build(metadata.Options{Namespace: "Paper"},
		metadata.SetSource{Name: "Sheets", Model: &sheet{}, TypeName: "Sheet"})
	require.NoError(tb, err)
	config := odata.Config{Model: model, DB: db}
	if change != nil {
		change(&config)
	}
	s, err := odata.NewService(config)
	require.NoError(tb, err)
	return s
}

// allocations of an answer with so many rows.
func allocations(t *testing.T, s *odata.Service, target string, rows int) float64 {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://paper.test/"+target, nil)
	require.NoError(t, err)
	r.Header.Set("Prefer", fmt.Sprintf("maxpagesize=%d", rows))
	return testing.AllocsPerRun(20, func() {
		w := &sink{header: http.Header{}}
		s.ServeHTTP(w, r)
		require.Equal(t, http.StatusOK, w.status)
		require.Greater(t, w.length, rows*60)
	})
}

// A page of 1,000 rows makes no more garbage than one of 10: nothing is allocated
// for a row.
//
//nolint:paralleltest // testing.AllocsPerRun counts those of all goroutines
func TestRowsAllocateNothing(t *testing.T) {
	for _, db := range []*store.DB{odatatest.SQLite(t), odatatest.Postgres(t)} {
		s := fillSheets(t, db, nil)
		for _, target := range []string{
			"Sheets?$top=5000", "Sheets?$filter=active%20eq%20false", "Sheets?$orderby=name%20desc",
			"Sheets?$select=id,note",
		} {
			short, long := allocations(t, s, target, 10), allocations(t, s, target, 1000)
			t.Logf("%s %s: %.0f and %.0f", db.Dialect(), target, short, long)
			require.InDelta(t, short, long, 60)
		}
	}
}
