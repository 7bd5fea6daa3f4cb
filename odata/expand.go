package odata

import (
	"context"

	"github.com/seed-267014d6/roster/odata/payload"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/sqlgen"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// expand reads the children of all rows of a level, one statement for each
// expansion and one more where they are counted, and theirs in turn. Where the
// page would hold too many expanded rows, its last rows are left to the next page;
// where its first row alone does, that row's collection ends with a next link of
// its own.
func (q *query) expand(ctx context.Context, r store.Reader, l *level) error {
	for i, e := range l.rows.Expands {
		c := &children{expand: e, cut: -1, first: make([]int, len(l.ends)), number: make([]int, len(l.ends))}
		c.level = q.newLevel(e.Rows, e.Form, q.optionsOf(l, e), l.depth+1)
		if l.linked {
			c.said = payload.NewExpanded(q.service.model, e, q.format)
		}
		if e.Rows.Count {
			c.totals = make([]int64, len(l.ends))
		}
		l.children = append(l.children, c)
		if len(l.links[i].parents) == 0 {
			continue
		}
		if err := q.readTotals(ctx, r, c, &l.links[i]); err != nil {
			return err
		}
		if e.Form == plan.Number {
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

// optionsOf are the options of an expansion.
func (q *query) optionsOf(l *level, e *plan.Expand) *syntax.Options {
	var nested *syntax.Options
	if e.Item == plan.ItemsOfRequest {
		nested = l.options
	} else if e.Property != nil {
		nested = l.options.Select.Items[e.Item].Options
	} else {
		nested = plan.Unfold(l.rows.Type, l.options.Expand, l.depth+1, q.service.limits.Limits)[e.Item].Options
	}
	if nested == nil {
		return &syntax.Options{}
	}
	return nested
}

// readTotals counts the children of each parent, where $count asks.
func (q *query) readTotals(ctx context.Context, r store.Reader, c *children, links *linkColumns) error {
	if c.totals == nil {
		return nil
	}
	statement := q.prepared.totals(c.expand)
	return q.run(ctx, r, statement, sqlgen.Given{Links: links.columns}, false, func(row []value.Cell) error {
		c.totals[links.parents[row[0].Int-1]] = row[1].Int
		return nil
	})
}

func (q *query) readChildren(ctx context.Context, r store.Reader, l *level, c *children, links *linkColumns) error {
	statement := q.prepared.children(c.expand)
	given := sqlgen.Given{Links: links.columns}
	if sqlgen.Windowed(c.expand) {
		most := int64(q.service.pages.Expanded) + 1 // more than a page holds is never read
		given.Limit = min(q.number(c.expand.Rows.Top, most), most)
		given.Skip = q.number(c.expand.Rows.Skip, 0)
	}
	return q.run(ctx, r, statement, given, false, func(row []value.Cell) error {
		return q.addChild(l, c, links.parents[row[0].Int-1], row[1:])
	})
}

// addChild encodes one child, unless the page is full.
func (q *query) addChild(l *level, c *children, parent int, child []value.Cell) error {
	outer := l.outer[parent]
	if outer >= q.cut {
		return store.Stop
	}
	if q.full(len(c.level.buf)) && (outer > 0 || c.expand.Property == nil) {
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
	if c.expand.Property == nil && c.expand.Collection() && outer == 0 {
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
