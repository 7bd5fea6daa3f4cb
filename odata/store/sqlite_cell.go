package store

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"zombiezen.com/go/sqlite"

	"github.com/seed-267014d6/roster/odata/value"
)

// query runs q and calls each for every row. Nothing is allocated for a row.
func (c *sqliteConn) query(ctx context.Context, q Query, each func(row []value.Cell) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	defer c.guard(ctx.Done())()
	st, tail, err := c.statements.take(q.SQL)
	if err != nil {
		return because(ctx, err)
	}
	defer c.statements.put(st)
	if skipBlank(tail) != "" {
		return fmt.Errorf("a query is one statement")
	}
	if n := st.stmt.ColumnCount(); n != len(q.Columns) {
		return fmt.Errorf("%d result columns where %d are expected", n, len(q.Columns))
	}
	if err := st.bindValues(q.Args); err != nil {
		return err
	}
	row := sqliteRow{stmt: st.stmt, cells: make([]value.Cell, len(q.Columns))}
	for {
		more, err := st.stmt.Step()
		if err != nil {
			return because(ctx, err)
		}
		if !more {
			return nil
		}
		if err := row.read(q.Columns); err != nil {
			return err
		}
		if err := each(row.cells); err != nil {
			return err
		}
	}
}

// sqliteRow reads rows into the same cells again and again.
type sqliteRow struct {
	stmt  *sqlite.Stmt
	cells []value.Cell
	text  []byte // the decimals of this row
	held  held
}

func (r *sqliteRow) read(columns []value.Column) error {
	r.text = r.text[:0]
	for i := range columns {
		stored := r.stmt.ColumnType(i)
		cell := &r.cells[i]
		if stored == sqlite.TypeNull {
			*cell = value.Cell{Null: true}
			continue
		}
		cell.Null = false
		if !r.cell(i, cell, columns[i], stored) {
			return fmt.Errorf("column %d: a stored %v is no %v", i+1, stored, columns[i].Kind)
		}
	}
	return nil
}

// cell decodes one value. SQLite has no column types that could be relied on,
// so the stored type is checked; a whole number may stand for a real and the
// other way round.
func (r *sqliteRow) cell(i int, cell *value.Cell, column value.Column, stored sqlite.ColumnType) bool {
	switch column.Kind {
	case value.String:
		cell.Bytes = r.bytes(i)
		return stored == sqlite.TypeText
	case value.Guid, value.Binary:
		cell.Bytes = r.bytes(i)
		return stored == sqlite.TypeBlob && (column.Kind == value.Binary || len(cell.Bytes) == 16)
	case value.Single, value.Double:
		cell.Float = r.stmt.ColumnFloat(i)
		return stored == sqlite.TypeFloat || stored == sqlite.TypeInteger
	case value.Decimal:
		start := len(r.text)
		if column.Free() {
			return r.exact(i, cell) && stored == sqlite.TypeBlob
		}
		r.text = appendUnscaled(r.text, r.stmt.ColumnInt64(i), column.Scale)
		cell.Bytes = r.text[start:]
		return stored == sqlite.TypeInteger
	case value.Boolean, value.Byte, value.SByte, value.Int16, value.Int32, value.Int64, value.Enum,
		value.Date, value.TimeOfDay, value.DateTimeOffset, value.Duration:
		cell.Int = r.stmt.ColumnInt64(i)
		return stored == sqlite.TypeInteger || stored == sqlite.TypeFloat && r.whole(i)
	case value.Null:
	}
	return false
}

// exact decodes a decimal of any scale.
func (r *sqliteRow) exact(i int, cell *value.Cell) bool {
	x, ok := value.ExactOfKey(r.bytes(i))
	start := len(r.text)
	r.text = x.AppendText(r.text)
	cell.Bytes = r.text[start:]
	return ok
}

func (r *sqliteRow) whole(i int) bool {
	f := r.stmt.ColumnFloat(i)
	return f == math.Trunc(f) && math.Abs(f) <= 1<<53
}

// bytes gives a text or blob where SQLite holds it, which is until the next row.
func (r *sqliteRow) bytes(i int) []byte {
	r.held = nil
	_, _ = r.stmt.ColumnReader(i).WriteTo(&r.held) // cannot fail
	return r.held
}

// held is what a reader has written to it last: not a copy.
type held []byte

// Write implements io.Writer.
func (h *held) Write(b []byte) (int, error) {
	*h = b
	return len(b), nil
}

// appendUnscaled appends n × 10^-scale with exactly scale fraction digits.
func appendUnscaled(dst []byte, n int64, scale int) []byte {
	if n < 0 {
		dst = append(dst, '-')
	}
	var digits [24]byte
	d := strconv.AppendUint(digits[:0], magnitude(n), 10)
	if whole := len(d) - scale; whole > 0 {
		dst = append(dst, d[:whole]...)
		d = d[whole:]
	} else {
		dst = append(dst, '0')
	}
	if scale == 0 {
		return dst
	}
	dst = append(dst, '.')
	for range scale - len(d) {
		dst = append(dst, '0')
	}
	return append(dst, d...)
}

// magnitude is |n|, also for the smallest n.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}
