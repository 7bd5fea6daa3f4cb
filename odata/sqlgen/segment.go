package sqlgen

import (
	"slices"

	"github.com/seed-267014d6/roster/odata/plan"
)

// segment is one range of rows behind a given row: the terms before First equal
// the row's, those from First to Last are beyond it.
type segment struct {
	first, last int // order terms, last exclusive
	null        []bool
	nulls       nullRange
}

// nullRange says what a segment over one nullable term reads.
type nullRange uint8

const (
	beyond  nullRange = iota // values beyond the row's
	onlyNon                  // every value that is not null: the row's is
	onlyNil                  // the nulls at the end of a descending order
)

// segments splits what follows a row into ranges, in the order of the rows.
// Neighbouring terms of one direction that are never null are one range: the
// row comparison that an index can walk. There is always one: the key is never null.
func segments(order []plan.OrderTerm, null []bool) []segment {
	var list []segment
	for _, g := range slices.Backward(groups(order)) {
		term := order[g.first]
		switch {
		case !term.Expr.Type().Nullable:
			list = append(list, segment{first: g.first, last: g.last, null: null})
		case null[g.first] && term.Descending: // nothing follows the nulls
		case null[g.first]:
			list = append(list, segment{first: g.first, last: g.last, null: null, nulls: onlyNon})
		default:
			list = append(list, segment{first: g.first, last: g.last, null: null})
			if term.Descending {
				list = append(list, segment{first: g.first, last: g.last, null: null, nulls: onlyNil})
			}
		}
	}
	return list
}

type group struct{ first, last int }

func groups(order []plan.OrderTerm) []group {
	var list []group
	for i := 0; i < len(order); {
		j := i + 1
		for !order[i].Expr.Type().Nullable && j < len(order) && !order[j].Expr.Type().Nullable &&
			order[j].Descending == order[i].Descending {
			j++
		}
		list = append(list, group{i, j})
		i = j
	}
	return list
}

// segment writes the conditions of a range.
func (w *writer) segment(order []plan.OrderTerm, s *segment) {
	for i := range s.first {
		w.text(" AND ")
		w.operand(order[i].Expr)
		if s.null[i] {
			w.text(" IS NULL")
			continue
		}
		w.text(" = ")
		w.token(order, i)
	}
	w.text(" AND ")
	switch s.nulls {
	case onlyNon:
		w.operand(order[s.first].Expr)
		w.text(" IS NOT NULL")
	case onlyNil:
		w.operand(order[s.first].Expr)
		w.text(" IS NULL")
	case beyond:
		w.beyond(order, s)
	}
}

func (w *writer) beyond(order []plan.OrderTerm, s *segment) {
	op := " > "
	if order[s.first].Descending {
		op = " < "
	}
	row := s.last-s.first > 1
	w.list(s, row, func(i int) { w.operand(order[i].Expr) })
	w.text(op)
	w.list(s, row, func(i int) { w.token(order, i) })
}

func (w *writer) list(s *segment, row bool, item func(i int)) {
	if row {
		w.text("(")
	}
	for i := s.first; i < s.last; i++ {
		if i > s.first {
			w.text(", ")
		}
		item(i)
	}
	if row {
		w.text(")")
	}
}

func (w *writer) token(order []plan.OrderTerm, i int) {
	w.param(Param{Source: Token, Index: i}, order[i].Expr.Type().Kind, false)
}
