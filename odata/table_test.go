package odata_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// table reads all of a collection as CSV.
func (c client) table(t *testing.T, target string) (names []string, rows [][]string, text string) {
	t.Helper()
	separator := "?"
	if strings.Contains(target, "?") {
		separator = "&"
	}
	w := c.do(t, target+separator+"$format=csv")
	require.Equal(t, http.StatusOK, w.Code, "%s: %s", target, w.Body)
	all, err := csv.NewReader(bytes.NewReader(w.Body.Bytes())).ReadAll()
	require.NoError(t, err, target)
	return all[0], all[1:], w.Body.String()
}

// cellsOf are the columns that an object of JSON has.
func cellsOf(t *testing.T, object, prefix string, cells map[string]string) {
	t.Helper()
	for _, m := range orderedMembers(t, object) {
		if strings.Contains(m.name, "@") {
			continue
		}
		name := prefix + m.name
		var text string
		var items []json.RawMessage
		switch {
		case m.value[0] == '{':
			cellsOf(t, string(m.value), name+"/", cells)
		case json.Unmarshal(m.value, &items) == nil && m.value[0] == '[':
			texts := make([]string, 0, len(items))
			for _, item := range items {
				require.NoError(t, json.Unmarshal(item, &text))
				texts = append(texts, text)
			}
			cells[name] = strings.Join(texts, "|")
		case json.Unmarshal(m.value, &text) == nil: // null leaves it empty
			cells[name] = text
		default:
			cells[name] = string(m.value)
		}
	}
}

// requireTable compares the lines of CSV with the rows of the pages.
func requireTable(t *testing.T, target string, objects, names []string, rows [][]string) {
	t.Helper()
	require.Len(t, rows, len(objects), target)
	for i, object := range objects {
		cells := map[string]string{}
		cellsOf(t, object, "", cells)
		for column, name := range names {
			// The reader of package csv gives \n for all line ends in quotes.
			want, got := strings.ReplaceAll(cells[name], "\r\n", "\n"), rows[i][column]
			delete(cells, name)
			if got == "'"+want && strings.ContainsAny(want[:1], "=+-@\t\r\n") {
				continue
			}
			require.Equal(t, want, got, "%s: %s of %s", target, name, object)
		}
		for name, rest := range cells { // a complex value that is null has no columns of its own
			require.Empty(t, rest, "%s has no column %s", target, name)
		}
	}
}

// As CSV a collection is what its pages are as JSON, whatever their size, and the
// databases send the same bytes.
func TestTablesSayWhatPagesSay(t *testing.T) {
	t.Parallel()
	models := map[string]struct {
		db     func(tb testing.TB, dialect string) *store.DB
		client func(t *testing.T, db *store.DB, pages odata.Pages) client
		more   []string
	}{
		"shop": {odatatest.Shop, func(t *testing.T, db *store.DB, pages odata.Pages) client {
			t.Helper()
			s := shopService(t, db, func(c *odata.Config) { c.Pages = pages })
			return client{handler: asTenant(t, s, tenant)}
		}, []string{
			"Customers?$select=note,name,channels,tags&$orderby=note desc,name",
			"Customers?$filter=active&$compute=length(name) as size&$orderby=size desc",
			"Customers?$top=17&$skip=3&$orderby=rating desc", "Customers('C000')/orders?$orderby=total",
			"Products?$filter=contains(description,'a')&$select=description,keywords,price",
			"Orders?$filter=orderId gt 5&$orderby=shippedOn desc,status&$top=40",
		}},
		"wide": {odatatest.WideShop, wideClient, []string{"Products?$orderby=description desc"}},
	}
	for name, m := range models {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			texts := map[string]string{}
			for _, dialect := range dialects() {
				db := m.db(t, dialect)
				small, whole := m.client(t, db, odata.Pages{Rows: 7}), m.client(t, db, odata.Pages{})
				var root struct {
					Value []struct{ Kind, URL string }
				}
				require.NoError(t, json.Unmarshal(whole.do(t, "/shop/").Body.Bytes(), &root))
				list := m.more
				for _, set := range root.Value {
					if set.Kind == "EntitySet" {
						list = append(list, set.URL)
					}
				}
				require.Greater(t, len(list), 5)
				for _, target := range list {
					objects, _ := small.pages(t, "/shop/"+target)
					names, rows, text := small.table(t, "/shop/"+target)
					requireTable(t, target, objects, names, rows)
					_, _, one := whole.table(t, "/shop/"+target)
					require.Equal(t, one, text, "%s: in pages of other sizes", target)
					_, _, preferred := whole.with("Prefer", "maxpagesize=3").table(t, "/shop/"+target)
					require.Equal(t, one, preferred, target)
					if before, found := texts[target]; found {
						require.Equal(t, before, text, "%s: the databases differ", target)
					}
					texts[target] = text
				}
			}
		})
	}
}

// exporting is a service of the sheets whose answers are watched.
type exporting struct {
	service *odata.Service
	log     *bytes.Buffer
	running int // queries
	pages   int
	refuse  int // the page that is not admitted, from 1
}

func newExporting(t *testing.T, db *store.DB) *exporting {
	t.Helper()
	e := &exporting{log: &bytes.Buffer{}}
	e.service = fillSheets(t, db, func(c *odata.Config) { c.Log = slog.New(slog.NewTextHandler(e.log, nil)) })
	return e
}

// watched takes an answer and calls each for every piece of it.
type watched struct {
	sink
	text bytes.Buffer
	each func(n int) error
	n    int
}

func (w *watched) Write(p []byte) (int, error) {
	w.n++
	if err := w.each(w.n); err != nil {
		return 0, err
	}
	return w.text.Write(p)
}

// export sends a request; aborted says that the answer was broken off.
func (e *exporting) export(ctx context.Context, t *testing.T, target string, w *watched) (aborted bool) {
	t.Helper()
	ctx = odata.WithAdmission(ctx, func(context.Context, bool) (func(), error) {
		if e.pages++; e.pages == e.refuse {
			return nil, fault.New(fault.TooManyRequests, "not this one")
		}
		e.running++
		return func() { e.running-- }, nil
	})
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://paper.test/"+target, nil)
	require.NoError(t, err)
	r.Header.Set("Prefer", "maxpagesize=100")
	w.header = http.Header{}
	defer func() {
		if cause := recover(); cause != nil {
			aborted = true
			require.Equal(t, http.ErrAbortHandler, cause)
		}
	}()
	e.service.ServeHTTP(w, r)
	return false
}

func TestExports(t *testing.T) {
	t.Parallel()
	for _, dialect := range dialects() {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			url := odatatest.SQLiteURL(t)
			if dialect == "postgres" {
				url = odatatest.PostgresURL(t)
			}
			db, err := store.Open(t.Context(), url, store.Options{Readers: 1})
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, db.Close()) })
			e := newExporting(t, db)

			// Each page asks to run, and holds neither its place nor the only
			// connection while it is sent.
			w := &watched{each: func(int) error {
				require.Zero(t, e.running)
				return db.Ping(t.Context())
			}}
			require.False(t, e.export(t.Context(), t, "Sheets?$format=csv&$select=number&$top=1050", w))
			require.Equal(t, 11, e.pages)
			require.Equal(t, 1+11, w.n)
			require.Equal(t, 1+1050, strings.Count(w.text.String(), "\r\n"))
			require.Empty(t, w.header.Get("Content-Length"))
			require.Empty(t, w.header.Get("Preference-Applied"))
			require.Empty(t, e.log.String())

			e.breakOff(t)
			e.hangUp(t)
			e.lose(t, db)
		})
	}
}

// breakOff refuses the first page, and a later one.
func (e *exporting) breakOff(t *testing.T) {
	t.Helper()
	e.pages, e.refuse = 0, 1
	w := &watched{each: func(int) error { return nil }}
	require.False(t, e.export(t.Context(), t, "Sheets?$format=csv", w))
	require.Equal(t, http.StatusTooManyRequests, w.status)
	require.Contains(t, w.text.String(), `"not this one"`)
	require.Empty(t, w.header.Get("Content-Disposition"))
	e.pages, e.refuse = 0, 3
	w = &watched{each: func(int) error { return nil }}
	require.True(t, e.export(t.Context(), t, "Sheets?$format=csv&$select=number", w))
	require.Equal(t, 1+200, strings.Count(w.text.String(), "\r\n"))
	require.Contains(t, e.log.String(), `msg="export broken off" code=TooManyRequests message="not this one" rows=200`)
	require.Zero(t, e.running)
	e.refuse = 0
	e.log.Reset()
}

// hangUp ends the connection, and the request.
func (e *exporting) hangUp(t *testing.T) {
	t.Helper()
	e.pages = 0
	w := &watched{each: func(n int) error {
		if n == 3 {
			return errors.New("the connection is gone")
		}
		return nil
	}}
	require.True(t, e.export(t.Context(), t, "Sheets?$format=csv", w))
	require.Equal(t, 2, e.pages, "nothing is read for nobody")
	e.pages = 0
	ctx, cancel := context.WithCancel(t.Context())
	w = &watched{each: func(n int) error {
		if n == 2 {
			cancel()
		}
		return nil
	}}
	require.True(t, e.export(ctx, t, "Sheets?$format=csv", w))
	require.LessOrEqual(t, e.pages, 2)
	require.Empty(t, e.log.String(), "nobody needs to be told")
	require.Zero(t, e.running)
}

// lose closes the database behind the first page.
func (e *exporting) lose(t *testing.T, db *store.DB) {
	t.Helper()
	w := &watched{each: func(n int) error {
		if n == 2 {
			return db.Close()
		}
		return nil
	}}
	require.True(t, e.export(t.Context(), t, "Sheets?$format=csv&$select=number", w))
	require.Equal(t, 1+100, strings.Count(w.text.String(), "\r\n"))
	require.Contains(t, e.log.String(), "export broken off")
	require.Contains(t, e.log.String(), "rows=100")
	w = &watched{each: func(int) error { return nil }}
	require.False(t, e.export(t.Context(), t, "Sheets?$format=csv", w))
	require.GreaterOrEqual(t, w.status, http.StatusInternalServerError)
	require.Contains(t, w.header.Get("Content-Type"), "application/json")
	require.NotContains(t, w.text.String(), "closed")
}

// A line costs no allocation, and a page of them a few.
//
//nolint:paralleltest // testing.AllocsPerRun counts those of all goroutines
func TestLinesAllocateNothing(t *testing.T) {
	for _, db := range []*store.DB{odatatest.SQLite(t), odatatest.Postgres(t)} {
		s := fillSheets(t, db, nil)
		made := map[int]float64{}
		for _, rows := range []int{10, 100, 1000} {
			target := fmt.Sprintf("Sheets?$format=csv&$top=%d", rows)
			made[rows] = allocations(t, s, target, min(rows, 500))
		}
		t.Logf("%s: %v", db.Dialect(), made)
		require.InDelta(t, made[10], made[100], 60) // the first answers make what is kept
		require.Less(t, made[1000], made[100]+150, "a second page")
	}
}

func BenchmarkTable(b *testing.B) {
	for _, dialect := range dialects() {
		b.Run(dialect, func(b *testing.B) {
			db := odatatest.SQLite
			if dialect == "postgres" {
				db = odatatest.Postgres
			}
			s := fillSheets(b, db(b), nil)
			const target = "http://paper.test/Sheets?$format=csv"
			r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, target, nil)
			require.NoError(b, err)
			b.ReportAllocs()
			for b.Loop() {
				s.ServeHTTP(&sink{header: http.Header{}}, r)
			}
			b.ReportMetric(1100*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
