package store

import (
	"context"

	"github.com/seed-267014d6/roster/odata/value"
)

// First runs a query and stores the columns of its first row by pointers, as
// scan knows them. It is false where there is no row. Together with Change and
// Later it is what a session's ConnPool can do beside gorm.ConnPool: with text
// that is written by hand (placeholders as in Query), and in fewer exchanges with
// the database.
func (t *transaction) First(ctx context.Context, query string, args, columns []any) (found bool, err error) {
	q, err := given(query, args)
	if err != nil {
		return false, err
	}
	if q.Columns, err = scanned(columns); err != nil {
		return false, err
	}
	err = t.Query(ctx, q, func(row []value.Cell) error {
		found = true
		for i := range row {
			scan(columns[i], &row[i])
		}
		return Stop
	})
	return found, err
}

// Change executes a statement and gives how many rows it has changed.
func (t *transaction) Change(ctx context.Context, query string, args []any) (rows int64, err error) {
	q, err := given(query, args)
	if err != nil {
		return 0, err
	}
	ctx, cancel, err := t.context(ctx)
	if err != nil {
		return 0, err
	}
	defer cancel()
	return t.send(ctx, q, nil)
}

// Later executes a statement before the next one, or before the commit: its error
// is that of what it travels with.
func (t *transaction) Later(_ context.Context, query string, args []any) error {
	if t.gone {
		return errLost
	}
	q, err := given(query, args)
	if err == nil {
		t.pending = append(t.pending, q)
	}
	return err
}

func given(query string, args []any) (Query, error) {
	q := Query{SQL: query, Args: make([]value.Value, len(args))}
	for i := range args {
		var err error
		if q.Args[i], err = argument(args[i]); err != nil {
			return Query{}, err
		}
	}
	return q, nil
}

// begun says whether the database knows of the transaction.
func (t *transaction) begun() bool { return t.opening == 0 }

// take gives the statements that are to be sent now.
func (t *transaction) take() []Query {
	list := t.pending
	t.pending, t.opening = nil, 0
	return list
}

// send runs a statement, with those before it that wait.
func (t *transaction) send(ctx context.Context, q Query, each func(row []value.Cell) error) (rows int64, err error) {
	return t.exchange(ctx, append(t.take(), q), each)
}

// flush sends what waits, before a statement that cannot travel with others.
func (t *transaction) flush(ctx context.Context) error {
	if len(t.pending) == 0 {
		return nil
	}
	_, err := t.exchange(ctx, t.take(), nil)
	return err
}

func (t *transaction) exchange(
	ctx context.Context, list []Query, each func(row []value.Cell) error,
) (rows int64, err error) {
	err = t.raw(func(dc any) error {
		rows, err = t.engine.exchange(ctx, dc, list, each)
		return err
	})
	t.note(ctx, err)
	return rows, err
}
