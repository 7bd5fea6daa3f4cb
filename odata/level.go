package odata

import (
	"slices"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/payload"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// level holds the encoded rows of one query: those of a page, or all children of
// one expansion. The rows lie behind each other in one buffer; expanded children
// are put between them when the page is written.
type level struct {
	rows    *plan.Rows
	options *syntax.Options // as given, for the links to its children
	depth   int             // how many expansions it stands in
	row     payload.Row

	buf   []byte // the fields of each row, each beginning with a comma
	whole bool   // without expansions: buf is the answer so far instead, up to the comma behind a row
	lines bool   // the rows are whole as they are: nothing is put between them
	size  int    // of the fields of all rows
	ends  []int  // where each row ends in buf
	outer []int  // the row of the page that each row belongs to
	// types are those of the rows, where they are divided: where an expansion is of
	// a derived type only.
	types   []*metadata.EntityType
	divided bool

	keys     [][]value.Value // what the token of each row would hold; kept where needed
	rowKeys  [][]value.Value // the key of each row; kept where links to its collections may be needed
	linked   bool            // the links to its children are shown
	places   []payload.Links // in buf, of each row; kept where linked
	links    []linkColumns   // one for each expansion
	children []*children
}

// linkColumns are the values by which the rows of a level are matched with the
// children of one expansion; rows whose link is null have no children.
type linkColumns struct {
	columns []value.Value // lists
	parents []int         // the row of each list item
}

// children are the rows of one expansion, by parent row.
type children struct {
	expand *plan.Expand
	said   *payload.Expanded // before it; where the level is linked
	level  *level
	first  []int   // the first child of each parent
	number []int   // how many children each parent has here
	totals []int64 // how many it has in all, where $count asks
	cut    int     // the parent whose children were cut off, -1 for none
}

func (q *query) newLevel(rows *plan.Rows, form plan.Form, o *syntax.Options, depth int) *level {
	return &level{
		rows: rows, options: o, depth: depth,
		row:     q.output(rows, form),
		links:   make([]linkColumns, len(rows.Expands)),
		linked:  q.format.Level == payload.Full && len(rows.Expands) > 0,
		divided: slices.ContainsFunc(rows.Expands, func(e *plan.Expand) bool { return e.Only != nil }),
	}
}

// shows says whether a row has what an expansion reads.
func (l *level) shows(e *plan.Expand, i int) bool { return e.Only == nil || l.types[i].IsA(e.Only) }

// add encodes a row and keeps what later statements need of it.
func (l *level) add(row []value.Cell, outer int) {
	start := len(l.buf)
	l.buf = l.row.Append(l.buf, row)
	l.size += len(l.buf) - start
	l.ends = append(l.ends, len(l.buf))
	if l.lines {
		return
	}
	if l.whole {
		l.enclose(start)
		return
	}
	l.outer = append(l.outer, outer)
	if l.linked {
		l.places = append(l.places, l.row.Links())
	}
	if len(l.rows.Expands) > 0 && len(l.rows.KeyCells) > 0 && outer == 0 {
		l.rowKeys = append(l.rowKeys, keyValues(l.rows, row))
	}
	for i, e := range l.rows.Expands {
		l.links[i].add(e, row, len(l.ends)-1)
	}
	if l.divided {
		l.types = append(l.types, l.row.Type(row))
	}
}

// empty forgets the rows, but not their memory.
func (l *level) empty() { l.buf, l.ends, l.size = l.buf[:0], l.ends[:0], 0 }

// enclose makes an object of the fields from start on, and appends a comma.
func (l *level) enclose(start int) {
	if len(l.buf) == start {
		l.buf = append(l.buf, '{')
	}
	l.buf[start] = '{' // instead of the first field's comma
	l.buf = append(l.buf, '}', ',')
}

// keep notes the order values of the row added last.
func (l *level) keep(row []value.Cell) { l.keys = append(l.keys, orderValues(l.rows, row)) }

func orderValues(rows *plan.Rows, row []value.Cell) []value.Value {
	values := make([]value.Value, 0, len(rows.Order))
	for _, t := range rows.Order {
		values = append(values, row[t.Cell].Keep(t.Expr.Type().Column()))
	}
	return values
}

func (c *linkColumns) add(e *plan.Expand, row []value.Cell, parent int) {
	for _, cell := range e.Links {
		if row[cell].Null {
			return
		}
	}
	if c.columns == nil {
		c.columns = make([]value.Value, len(e.Links))
		for i, k := range e.Kinds {
			c.columns[i] = value.Value{Kind: k, Many: true}
		}
	}
	for i, cell := range e.Links {
		c.columns[i].List = append(c.columns[i].List, row[cell].Keep(value.Column{Kind: e.Kinds[i]}))
	}
	c.parents = append(c.parents, parent)
}

// fields are the encoded fields of a row, without the comma before the first.
func (l *level) fields(i int) []byte {
	start := 0
	if i > 0 {
		start = l.ends[i-1]
	}
	if l.ends[i] == start {
		return nil
	}
	return l.buf[start+1 : l.ends[i]]
}

// parts are the fields of a row where it is linked: the links of navigation
// properties, which follow what is read apart of the structural ones, are the rest.
func (l *level) parts(i int) (own, rest []byte) {
	own = l.fields(i)
	if !l.linked {
		return own, nil
	}
	n := l.ends[i] - l.places[i].Rest
	return own[:len(own)-n], own[len(own)-n:]
}

// truncate drops the rows from the n-th row of the page on.
func (l *level) truncate(n int) {
	i := len(l.ends)
	for i > 0 && l.outer[i-1] >= n {
		i--
	}
	l.ends, l.outer = l.ends[:i], l.outer[:i]
	if l.keys != nil {
		l.keys = l.keys[:i]
	}
}
