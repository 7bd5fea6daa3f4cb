package odata

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/payload"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/syntax"
)

const csvType = "text/csv"

// fitsTable says whether CSV, which is sent in UTF-8 and with a header, meets a media range.
func fitsTable(m syntax.MediaRange) bool {
	for _, p := range m.Parameters {
		utf8 := p.Name == "charset" && strings.EqualFold(p.Value, "utf-8")
		if !utf8 && (p.Name != "header" || !strings.EqualFold(p.Value, "present")) {
			return false
		}
	}
	return m.Type == csvType
}

// tableOption says whether $format asks for CSV.
func tableOption(format string) bool {
	if strings.EqualFold(format, "csv") {
		return true
	}
	m, err := syntax.ParseMediaRange(format)
	return err == nil && fitsTable(m)
}

// wantsTable says whether a collection is to be sent as CSV. In Accept CSV has to be
// named, and preferred to JSON: by its quality or, where JSON is named too, its place.
func wantsTable(r *http.Request, format string) bool {
	if format != "" {
		return tableOption(format)
	}
	accept := parseAccept(r.Header.Values("Accept"))
	table := slices.IndexFunc(accept, fitsTable)
	if table < 0 || accept[table].Quality == 0 {
		return false
	}
	for i, m := range accept {
		named := m.Type == jsonType
		if _, fits := fitsJSON(m, payload.Format{}); !fits || !named && refusesJSON(accept) {
			continue
		}
		if q := accept[table].Quality; m.Quality > q || m.Quality == q && named && i < table {
			return false
		}
	}
	return true
}

// tableOf prepares what sends a collection as CSV; the fault is what keeps it from that.
func tableOf(p *plan.Plan, o *syntax.Options) (*payload.Table, error) {
	table := payload.NewTable(p.Rows, p.Context.Select)
	chosen := o.Select
	if chosen == nil {
		chosen = &syntax.SelectOption{}
	}
	switch {
	case o.Expand != nil:
		return nil, notInTable(o.Expand.Source, o.Expand.Span, "expanded entities").
			Advise("export the other entity set too: the columns that belong together have one name")
	case o.Count != nil && o.Count.Value:
		return nil, notInTable(o.Count.Source, o.Count.Span, "the count").Advise("/$count gives it")
	case len(p.Rows.Expands) > 0: // options on a collection property
		return nil, notInTable(chosen.Source, chosen.Span, "a collection with options").
			Advise("select it without options")
	case p.Form == plan.References:
		return nil, notInTable(syntax.Source{Name: "path"}, syntax.Span{}, "references").Advise("leave out /$ref")
	case table.Columns() == 0:
		return nil, notInTable(chosen.Source, chosen.Span, "a selection without properties").
			Advise("name a property that is no navigation property")
	}
	return table, nil
}

func notInTable(source syntax.Source, span syntax.Span, what string) *fault.Fault {
	return fault.New(fault.NotImplemented, "%s cannot be sent as CSV", what).At(span).In(source.Name, source.Text)
}

// answerTable answers a collection as CSV: all of its rows, whatever the size of a page
// is. They are read page by page, each in a transaction of its own that has ended when
// the page is sent, so that a slow client holds no connection to the database; the
// first one before anything is sent, so that what fails up to then is an error answer.
func (q *query) answerTable(w http.ResponseWriter, r *http.Request) error {
	table, err := tableOf(q.plan, &q.request.Options)
	if err != nil {
		return err
	}
	if err := q.prepare(r); err != nil {
		return err
	}
	q.applied = nil // the size of pages does not show
	q.table = table
	if err := q.read(r.Context()); err != nil {
		return err
	}
	if err := matches(r.Header, q.state); err != nil {
		return err
	}
	head := q.table.AppendHeader(nil)
	header(w, q.format.Version)
	h := w.Header()
	h.Set("Content-Type", payload.TableType)
	h.Set("Content-Disposition", `attachment; filename="`+tableName(q.plan)+`.csv"`)
	if !q.more {
		h.Set("Content-Length", strconv.Itoa(len(head)+len(q.page.buf)))
	}
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		q.sendTable(w, r, head)
	}
	q.service.buffers.give(q.page.buf)
	return nil
}

// sendTable writes the page that is there, and all that follow. The status has gone
// out: only a broken connection keeps the client from taking a part for the whole.
func (q *query) sendTable(w http.ResponseWriter, r *http.Request, head []byte) {
	if _, err := w.Write(head); err != nil {
		panic(http.ErrAbortHandler)
	}
	rows := 0
	for {
		if _, err := w.Write(q.page.buf); err != nil {
			panic(http.ErrAbortHandler)
		}
		rows += len(q.page.ends)
		if !q.more {
			return
		}
		q.turnPage()
		if err := q.read(r.Context()); err != nil {
			q.service.abandon(r, rows, err)
		}
	}
}

// turnPage makes the query go on behind its page.
func (q *query) turnPage() {
	q.after, q.found, q.more = q.last(), nil, false
	if q.left >= 0 {
		q.left -= int64(len(q.page.ends))
	}
}

// abandon ends an answer that cannot be finished.
func (s *Service) abandon(r *http.Request, rows int, err error) {
	if !errors.Is(err, context.Canceled) || r.Context().Err() == nil {
		f := fault.From(err)
		s.log.LogAttrs(r.Context(), slog.LevelError, "export broken off", slog.String("code", f.Code.String()),
			slog.String("message", f.Message), slog.Int("rows", rows), slog.Any("cause", f.Cause))
	}
	panic(http.ErrAbortHandler)
}

// tableName is what a file of the collection is called: letters and digits only.
func tableName(p *plan.Plan) string {
	name := p.Rows.Type.Name
	if p.Set != nil {
		name = p.Set.Name
	}
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' {
			return r
		}
		return -1
	}, name)
	if name == "" {
		return "export"
	}
	return name
}
