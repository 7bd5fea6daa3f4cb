package store

import (
	"context"

	"github.com/seed-267014d6/roster/odata/value"
)

func (e *sqliteEngine) exchange(
	ctx context.Context, dc any, list []Query, each func(row []value.Cell) error,
) (rows int64, err error) {
	c, err := sqliteOf(dc)
	if err != nil {
		return 0, err
	}
	for i := range list {
		if list[i].Columns != nil {
			return 0, c.query(ctx, list[i], each)
		}
		if rows, err = c.change(ctx, list[i]); err != nil {
			return 0, err
		}
	}
	return rows, nil
}

// change executes a statement without result rows, and gives the number of rows that it changed.
func (c *sqliteConn) change(ctx context.Context, q Query) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	defer c.guard(ctx.Done())()
	st, _, err := c.statements.take(q.SQL)
	if err != nil {
		return 0, because(ctx, err)
	}
	defer c.statements.put(st)
	if err := st.bindValues(q.Args); err != nil {
		return 0, err
	}
	if err := st.drain(); err != nil {
		return 0, because(ctx, err)
	}
	return int64(c.raw.Changes()), nil
}
