package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/value"
)

// errLost is returned where a transaction has ended without our doing, as some
// errors make it: nothing may run on as if it were still there.
var errLost = errors.New("the transaction is gone")

// errSkipped is returned where the last statement of an exchange was not begun.
var errSkipped = errors.New("a statement before has failed")

// trouble says what an error of a driver means for the caller.
type trouble uint8

const (
	unexpected  trouble = iota // a mistake of ours, or of the data
	conflict                   // with another transaction: the same again may work
	lost                       // the connection is, and with it the transaction
	unavailable                // the database cannot work now
	overrun                    // a time limit has stopped the statement
	aborted                    // a statement before it has failed
)

// answer turns an error of a driver into what a caller of Read gets. ctx is
// the caller's, without our limits.
func answer(ctx context.Context, t trouble, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	case t == overrun || errors.Is(err, context.DeadlineExceeded):
		return fault.New(fault.QueryTooExpensive, "the query takes too long").
			Advise("ask for less: a narrower $filter, a smaller $top, fewer $expand").Because(err)
	case t == unexpected || t == aborted:
		return fmt.Errorf("store: %w", err)
	}
	return later(err)
}

// refused is the error of a caller who got no connection.
func refused(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return later(err)
}

// later is the fault of a passing failure.
func later(err error) error {
	f := fault.New(fault.ServiceUnavailable, "the database is busy or cannot be reached").Because(err)
	f.Retry = 1
	return f
}

// deliver runs query with each as its callback, and keeps the errors of the
// callback apart from those of the driver, which explain is given.
func deliver(
	each func(row []value.Cell) error,
	query func(each func(row []value.Cell) error) error,
	explain func(error) error,
) error {
	var own error
	err := query(func(row []value.Cell) error {
		own = each(row)
		return own
	})
	switch {
	case own == nil:
		return explain(err)
	case errors.Is(own, Stop):
		return nil
	}
	return own
}
