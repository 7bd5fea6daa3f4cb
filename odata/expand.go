package odata

import (
	"context"

	"github.com/seed-267014d6/roster/odata/sqlgen"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// expand reads the children of all rows of a level, one statement for each
// expansion, and theirs in turn. Where the page would hold too many expanded
// rows, its last rows are left to the next page; where its first row alone does,
// that row's collection ends with a next link of its own.
func (q *query) expand(ctx context.Context, r store.Reader, l *level) error {
	for i := range l.rows.Expands {
		c := &children{expand: l.rows.Expands[i], cut: -1}
		c.level = q.newLevel(c.expand.Rows, nestedOptions(l.options, c.expand.Item))
		c.first, c.number = make([]int, len(l.ends)), make([]int, len(l.ends))
		if c.expand.Rows.Count {
			c.totals = make([]int64, len(l.ends))
		}
		l.children = append(l.children, c)
		if len(l.links[i].parents) == 0 {
			continue
		}
		if err := q.readChildren(ctx, r, l, c, &l.links[i]); err != nil {
			return err
		}
		if err := q.expand(ctx, r, c.level); err != nil {
			return err
		}
	}
	return nil
}

// nestedOptions are those of an item of $expand.
func nestedOptions(o *syntax.Options, item int) *syntax.Options {
	if nested := o.Expand.Items[item].Options; nested != nil {
		return nested
	}
	return &syntax.Options{}
}

func (q *query) readChildren(ctx context.Context, r store.Reader, l *level, c *children, links *linkColumns) error {
	statement := sqlgen.Expand(c.expand, q.service.dialect)
	ranked, cells := sqlgen.Ranked(c.expand), len(c.expand.Rows.Cells)
	var skip, top int64 = 0, -1
	if ranked {
		skip, top = q.number(c.expand.Rows.Skip, 0), q.number(c.expand.Rows.Top, -1)
	}
	return q.run(ctx, r, statement, sqlgen.Given{Links: links.columns}, func(row []value.Cell) error {
		parent := links.parents[row[0].Int-1]
		child := row[1 : 1+cells]
		if ranked {
			rank, total := row[1+cells].Int, row[2+cells].Int
			if c.totals != nil {
				c.totals[parent] = total
			}
			if rank <= skip || (top >= 0 && rank > skip+top) {
				return nil
			}
		}
		return q.addChild(l, c, parent, child)
	})
}

// addChild encodes one child, unless the page is full.
func (q *query) addChild(l *level, c *children, parent int, child []value.Cell) error {
	outer := l.outer[parent]
	if outer >= q.cut {
		return store.Stop
	}
	if q.full(len(c.level.buf)) {
		if outer > 0 {
			q.cut = outer
		} else {
			q.cut, c.cut = 1, parent
		}
		return store.Stop
	}
	if c.number[parent] == 0 {
		c.first[parent] = len(c.level.ends)
	}
	c.number[parent]++
	q.expanded++
	c.level.add(child, outer)
	if c.expand.Navigation.Collection && outer == 0 {
		c.level.keep(child)
	}
	return nil
}

// full says whether an expansion must not grow further.
func (q *query) full(bytes int) bool {
	return q.expanded >= q.service.pages.Expanded || q.bytes+bytes >= q.service.pages.Bytes
}

func (q *query) number(slot int, none int64) int64 {
	if slot == 0 {
		return none
	}
	return q.values[slot].Int
}
