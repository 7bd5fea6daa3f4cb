package sqlgen

import (
	"strings"
	"unicode/utf8"

	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/value"
)

// ShortestNeedle is how many characters a text has at least that an index of
// trigrams finds.
const ShortestNeedle = 3

// ReadFound is Read among the candidates that rows.Search finds.
func ReadFound(rows *plan.Rows, d *Dialect, after []bool) *Statement {
	return read(rows, d, after, rows.Search)
}

// CountFound is Count among the candidates that rows.Search finds.
func CountFound(rows *plan.Rows, d *Dialect) *Statement { return count(rows, d, rows.Search) }

// Candidates are few where it is quicker to look at each of them than to read on in the
// order that is asked for until a page is full: one costs as much as a number of rows
// that are read in order.
const (
	alwaysFew = 100
	neverFew  = 2000
	rowsEach  = 32
)

// Candidates generates the query that says whether candidates are few. It is nil where
// the database itself knows how many there are to expect, and whether to look for them.
func Candidates(s *plan.Search, d *Dialect) *Statement {
	if d.candidates == nil {
		return nil
	}
	w := newWriter(d)
	w.text("SELECT count(*) <= ")
	w.few(s)
	w.text(" FROM (")
	d.candidates(w, s)
	w.text(" LIMIT 1 + ")
	w.few(s)
	w.text(")")
	return w.statement([]value.Column{{Kind: value.Boolean}})
}

// few is how many candidates are few. The ids of a tenant say how many rows it has.
func (w *writer) few(s *plan.Search) {
	if s.Text.IDs == nil {
		w.number(neverFew)
		return
	}
	w.text("min(")
	w.number(neverFew)
	w.text(", (SELECT ")
	w.number(alwaysFew)
	w.text(" + coalesce(max(rowid) - ")
	w.placeholder(Param{Source: FirstID})
	w.text(", 0) / ")
	w.number(rowsEach)
	w.text(" FROM ")
	w.quoted(s.Text.Table)
	w.text(" WHERE ")
	w.ownIDs()
	w.text("))")
}

func (w *writer) ownIDs() {
	w.text("rowid BETWEEN ")
	w.placeholder(Param{Source: FirstID})
	w.text(" AND ")
	w.placeholder(Param{Source: LastID})
}

// found restricts rows to candidates.
func (w *writer) found(s *plan.Search) {
	w.text(" AND (")
	for i, on := range s.Text.Join {
		w.comma(i)
		w.column(s.Of, on.From)
	}
	w.text(") IN (SELECT ")
	for i, on := range s.Text.Join {
		w.comma(i)
		w.column(s.Own, on.To)
	}
	w.text(" FROM ")
	w.reference(s.Own)
	w.text(" WHERE ")
	w.tenant(s.Own)
	w.text(" AND ")
	w.d.found(w, s)
	w.text(")")
}

func (w *writer) comma(i int) {
	if i > 0 {
		w.text(", ")
	}
}

// like finds by an index of gin_trgm_ops.
func like(w *writer, s *plan.Search) {
	w.column(s.Own, s.Text.Column)
	w.text(" LIKE ANY (")
	w.param(Param{Source: Patterns}, value.String, true)
	w.text(")")
}

// match finds by an FTS5 table of trigrams.
func match(w *writer, s *plan.Search) {
	w.alias(s.Own)
	w.text(".rowid IN (")
	matches(w, s)
	w.text(")")
}

func matches(w *writer, s *plan.Search) {
	trigrams := s.Text.Table + "_trigrams"
	w.text("SELECT rowid FROM ")
	w.quoted(trigrams)
	w.text(" WHERE ")
	w.quoted(trigrams)
	w.text(" MATCH ")
	w.placeholder(Param{Source: Match})
	if s.Text.IDs != nil {
		w.text(" AND ")
		w.ownIDs()
	}
}

// patterns are those of LIKE for texts that hold one of the needles.
func patterns(needles []string) value.Value {
	escape := strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)
	list := value.Value{Kind: value.String, Many: true, List: make([]value.Value, 0, len(needles))}
	for _, n := range needles {
		list.List = append(list.List, value.Value{Kind: value.String, Text: "%" + escape.Replace(n) + "%"})
	}
	return list
}

// usedTrigrams bounds the trigrams that are looked up for one needle: more of them
// hardly leave fewer candidates.
const usedTrigrams = 16

// expression is that of FTS5 for texts that hold all trigrams of one of the needles.
func expression(needles []string) value.Value {
	var b strings.Builder
	for i, n := range needles {
		if i > 0 {
			b.WriteString(" OR ")
		}
		b.WriteByte('(')
		for j, trigram := range trigrams(n, usedTrigrams) {
			if j > 0 {
				b.WriteString(" AND ")
			}
			b.WriteByte('"')
			b.WriteString(strings.ReplaceAll(trigram, `"`, `""`))
			b.WriteByte('"')
		}
		b.WriteByte(')')
	}
	return value.Value{Kind: value.String, Text: b.String()}
}

// trigrams lists the first parts of three characters.
func trigrams(text string, most int) []string {
	var list []string
	for at := range text {
		end := at
		for range ShortestNeedle {
			_, size := utf8.DecodeRuneInString(text[end:])
			if size == 0 {
				return list
			}
			end += size
		}
		if list = append(list, text[at:end]); len(list) == most {
			return list
		}
	}
	return list
}
