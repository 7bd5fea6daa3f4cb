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

func (r *postgresReader) send(ctx context.Context, q Query, each func(row []value.Cell) error) error {
	list := make([]Query, 0, 3)
	alone := !r.begun && q.Last
	if !r.begun && !alone {
		list = append(list, Query{SQL: beginRead})
	}
	if !r.begun {
		list = append(list, set(r.settings(alone, q.Custom), r.scope, r.engine.readTimeout))
	}
	list = append(list, q)
	if q.Last && !alone {
		list = append(list, Query{SQL: "commit"})
	}
	r.begun, r.ended = true, q.Last
	_, err := send(ctx, r.conn, list, each)
	return err
}

// settings are those of the transaction.
func (r *postgresReader) settings(alone, custom bool) string {
	text := settingsOf(r.conn)
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
