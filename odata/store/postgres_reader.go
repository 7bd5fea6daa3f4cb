package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/seed-267014d6/roster/odata/value"
)

const (
	beginRead = "begin isolation level repeatable read read only"
	// customPlans holds for the whole transaction: its statements look for the same.
	customPlans = ", set_config('plan_cache_mode', 'force_custom_plan', true)"
	readOnly    = ", set_config('transaction_read_only', 'on', true)"
)

// postgresReader implements Reader for Read. What goes before the first query is sent
// together with it, and so is the commit with the last. A query that is both needs no
// begin and no commit: what is sent together is one transaction, and one statement
// sees one snapshot.
type postgresReader struct {
	engine   *postgresEngine
	conn     *pgx.Conn
	scope    string
	deadline time.Time
	begun    bool
	ended    bool // the last query has been sent
	answered bool // the caller has got rows, or the end of them
	lost     bool // the connection is
}

// Query implements Reader.
func (r *postgresReader) Query(ctx context.Context, q Query, each func(row []value.Cell) error) error {
	if r.ended {
		return errors.New("a query after the last")
	}
	limited, cancel := context.WithDeadline(ctx, r.deadline)
	defer cancel()
	query := func(each func(row []value.Cell) error) error {
		err := r.send(limited, q, func(row []value.Cell) error {
			r.answered = true
			return each(row)
		})
		r.answered = r.answered || err == nil
		return err
	}
	return deliver(each, query, func(err error) error {
		t := r.engine.trouble(err)
		if t == lost {
			r.lost = true
			r.engine.renew()
		}
		return answer(ctx, t, err)
	})
}

func (r *postgresReader) send(ctx context.Context, q Query, each func(row []value.Cell) error) (err error) {
	args, err := postgresArgs(q.Args)
	if err != nil {
		return err
	}
	b := &pgx.Batch{}
	alone := !r.begun && q.Last
	if !r.begun {
		if !alone {
			b.Queue(beginRead)
		}
		b.Queue(r.settings(alone, q.Custom), r.scope, milliseconds(r.engine.readTimeout))
	}
	before := b.Len()
	b.Queue(q.SQL, args...)
	if q.Last && !alone {
		b.Queue("commit")
	}
	r.begun, r.ended = true, q.Last
	results := r.conn.SendBatch(ctx, b)
	defer func() {
		if closed := results.Close(); err == nil {
			err = closed
		}
	}()
	for range before {
		if _, err := results.Exec(); err != nil {
			return err
		}
	}
	rows, err := results.Query()
	if err != nil {
		return err
	}
	return scanRows(rows, q.Columns, each)
}

// settings are those of the transaction.
func (r *postgresReader) settings(alone, custom bool) string {
	text := settings
	if r.conn.PgConn().ParameterStatus("TimeZone") == "UTC" {
		text = settingsInUTC
	}
	if alone {
		text += readOnly
	}
	if custom {
		text += customPlans
	}
	return text
}

// end gives the connection back in order.
func (r *postgresReader) end(ctx context.Context) { end(ctx, r.conn, "rollback") }
