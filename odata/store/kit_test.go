package store_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/value"
)

// hang is how long something may take before a test gives up on it.
const hang = time.Minute

// places rewrites $1 to the placeholders of the database.
func places(db *store.DB, text string) string {
	if db.Dialect() == "sqlite" {
		return strings.ReplaceAll(text, "$", "?")
	}
	return text
}

// endless is a query that never ends by itself.
const endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"

func int64s(n int) []value.Column {
	columns := make([]value.Column, n)
	for i := range columns {
		columns[i].Kind = value.Int64
	}
	return columns
}

// number reads the one number that a query gives.
func number(ctx context.Context, r store.Reader, text string, args ...value.Value) (int64, error) {
	var n int64
	err := r.Query(ctx, store.Query{SQL: text, Args: args, Columns: int64s(1)}, func(row []value.Cell) error {
		n = row[0].Int
		return nil
	})
	return n, err
}

// readNumber does so in a Read of its own.
func readNumber(t *testing.T, db *store.DB, text string) int64 {
	t.Helper()
	var n int64
	require.NoError(t, db.Read(t.Context(), "", func(r store.Reader) (err error) {
		n, err = number(t.Context(), r, text)
		return err
	}))
	return n
}

// execute runs statements in one Write.
func execute(t *testing.T, db *store.DB, statements ...string) {
	t.Helper()
	require.NoError(t, db.Write(t.Context(), "", func(tx *gorm.DB) error {
		for _, s := range statements {
			if err := tx.Exec(s).Error; err != nil {
				return err
			}
		}
		return nil
	}))
}

// openWith opens a second DB on a database that another test helper has made.
func openWith(t *testing.T, url string, o store.Options) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), url, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// both runs fn on the URL of a new database of each kind.
func both(t *testing.T, fn func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, odatatest.SQLiteURL(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, odatatest.PostgresURL(t))
	})
}

func requireFault(t *testing.T, err error, code fault.Code) {
	t.Helper()
	var f *fault.Fault
	require.ErrorAs(t, err, &f)
	require.Equal(t, code, f.Code, "%v: %v", f, f.Cause)
	require.NotContains(t, f.Error(), "select")
	if code == fault.ServiceUnavailable {
		require.Positive(t, f.Retry)
	}
}

// cellOf is the cell that holds a value.
func cellOf(v value.Value) value.Cell {
	switch v.Kind {
	case value.Null:
		return value.Cell{Null: true}
	case value.String, value.Decimal:
		return value.Cell{Bytes: []byte(v.Text)}
	case value.Guid, value.Binary:
		return value.Cell{Bytes: v.Bytes}
	case value.Single, value.Double:
		return value.Cell{Float: v.Float}
	default:
		return value.Cell{Int: v.Int}
	}
}

// same compares a cell with what it should hold, by the field of its kind.
func same(t *testing.T, kind value.Kind, want, got value.Cell) {
	t.Helper()
	require.Equal(t, want.Null, got.Null, "null")
	if want.Null {
		return
	}
	switch kind {
	case value.String, value.Decimal:
		require.Equal(t, string(want.Bytes), string(got.Bytes))
	case value.Guid, value.Binary:
		require.Equal(t, append([]byte{}, want.Bytes...), append([]byte{}, got.Bytes...))
	case value.Single, value.Double:
		require.Equal(t, math.Float64bits(want.Float), math.Float64bits(got.Float))
	default:
		require.Equal(t, want.Int, got.Int)
	}
}

var errOwn = errors.New("an error of the caller")
