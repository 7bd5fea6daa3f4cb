package odata

import (
	"context"
	"unicode/utf8"

	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/sqlgen"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/value"
)

// mostNeedles bounds the texts of which one has to occur.
const mostNeedles = 64

// search decides whether candidates are looked for, and by what.
func (q *query) search(ctx context.Context, r store.Reader) error {
	s := q.plan.Rows.Search
	if s == nil || q.service.noSearch {
		return nil
	}
	list := needles(s, s.Find, q.values)
	if len(list) == 0 || len(list) > mostNeedles {
		return nil
	}
	found := &sqlgen.Found{Needles: list}
	if s.Text.IDs != nil {
		found.FirstID, found.LastID = s.Text.IDs(q.scope.Value)
	}
	few := true
	if statement := q.prepared.candidates(); statement != nil {
		err := q.run(ctx, r, statement, sqlgen.Given{Found: found}, false, func(row []value.Cell) error {
			few = row[0].Int == 1
			return nil
		})
		if err != nil {
			return err
		}
	}
	if few {
		q.found = found
	}
	return nil
}

// needles gives folded texts one of which every candidate has; none where the texts
// are too short to be found. Of several that all must occur the longest will do.
func needles(s *plan.Search, n *plan.Needle, values []value.Value) []string {
	if n.Parts == nil {
		text := s.Text.Fold(values[n.Slot].Text)
		if utf8.RuneCountInString(text) < sqlgen.ShortestNeedle {
			return nil
		}
		return []string{text}
	}
	var all, best []string
	for _, part := range n.Parts {
		list := needles(s, part, values)
		if n.Or && list == nil {
			return nil
		}
		all = append(all, list...)
		if shortest(list) > shortest(best) {
			best = list
		}
	}
	if n.Or {
		return all
	}
	return best
}

// shortest is the length of the shortest text, 0 without any.
func shortest(list []string) int {
	length := 0
	for i, text := range list {
		if i == 0 || len(text) < length {
			length = len(text)
		}
	}
	return length
}
