package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/seed-267014d6/roster/odata/value"
)

func (e *postgresEngine) exchange(
	ctx context.Context, dc any, list []Query, each func(row []value.Cell) error,
) (int64, error) {
	c, err := pgxOf(dc)
	if err != nil {
		return 0, err
	}
	tag, err := send(ctx, c, list, each)
	e.renewIfLost(err)
	return tag.RowsAffected(), err
}

// before marks the failure of a statement that others follow: where the database
// itself has reported it, it has not begun with those.
func before(err error) error {
	var reported *pgconn.PgError
	if errors.As(err, &reported) {
		return fmt.Errorf("%w: %w", errSkipped, err)
	}
	return err
}

// send sends statements together, of which one may give rows: the one with Columns.
// Where one fails the database skips those after it.
func send(
	ctx context.Context, c *pgx.Conn, list []Query, each func(row []value.Cell) error,
) (tag pgconn.CommandTag, err error) {
	b := &pgx.Batch{}
	for i := range list {
		args, err := postgresArgs(list[i].Args)
		if err != nil {
			return tag, err
		}
		b.Queue(list[i].SQL, args...)
	}
	results := c.SendBatch(ctx, b)
	defer func() {
		if closed := results.Close(); err == nil {
			err = closed
		}
	}()
	for i := range list {
		if list[i].Columns == nil {
			tag, err = results.Exec()
		} else {
			err = take(results, list[i].Columns, each)
		}
		switch {
		case err != nil && i < len(list)-1:
			return tag, before(err)
		case err != nil:
			return tag, err
		}
	}
	return tag, nil
}

// take reads the rows of one statement among those sent.
func take(results pgx.BatchResults, columns []value.Column, each func(row []value.Cell) error) error {
	rows, err := results.Query()
	if err != nil {
		return err
	}
	return scanRows(rows, columns, each)
}
