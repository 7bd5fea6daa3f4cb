package store

import (
	"context"

	"github.com/seed-267014d6/roster/odata/value"
)

// Stop is returned by the callback of Reader.Query to end the rows early
// without making the query fail.
const Stop = signal("stop reading") //nolint:errname // a signal like fs.SkipDir, not a failure

// signal is an error that is no failure.
type signal string

func (s signal) Error() string { return string(s) }

// Query is one statement that returns rows.
type Query struct {
	SQL     string         // placeholders are $1… on PostgreSQL and ?1… on SQLite
	Args    []value.Value  // in the order of the placeholders
	Columns []value.Column // one for each result column
	// Last promises that no further query follows in this read, so that the end
	// of the transaction may travel with the statement.
	Last bool
	// Custom has the statement planned for its arguments, and not once for all.
	Custom bool
}

// Reader runs queries inside of one transaction. It is not safe for
// concurrent use, and each must not use the Reader it was called by.
type Reader interface {
	// Query calls each for every row. The slice and all that it points to are
	// valid until each returns.
	Query(ctx context.Context, q Query, each func(row []value.Cell) error) error
}
