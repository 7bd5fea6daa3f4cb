package store

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/seed-267014d6/roster/odata/value"
)

const (
	epochDays   = 10957 // from 1970-01-01 to PostgreSQL's 2000-01-01
	epochMicros = epochDays * 86400e6
)

// scanRows calls each for every row and closes rows. Nothing is allocated for
// a row.
func scanRows(rows pgx.Rows, columns []value.Column, each func(row []value.Cell) error) error {
	defer rows.Close()
	row, err := newPostgresRow(rows, columns)
	if err != nil {
		return err
	}
	for rows.Next() {
		if err := row.read(rows.RawValues()); err != nil {
			return err
		}
		if err := each(row.cells); err != nil {
			return err
		}
	}
	rows.Close()
	return rows.Err()
}

// decoder reads one value in the binary format. text collects digits that have
// to be made.
type decoder func(cell *value.Cell, src, text []byte) (newText []byte, ok bool)

// postgresRow reads rows into the same cells again and again.
type postgresRow struct {
	decoders []decoder
	columns  []value.Column
	cells    []value.Cell
	text     []byte
}

func newPostgresRow(rows pgx.Rows, columns []value.Column) (*postgresRow, error) {
	fields := rows.FieldDescriptions()
	if len(fields) != len(columns) {
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, err // there are no fields because there is no result
		}
		return nil, fmt.Errorf("%d result columns where %d are expected", len(fields), len(columns))
	}
	row := &postgresRow{
		decoders: make([]decoder, len(columns)), columns: columns, cells: make([]value.Cell, len(columns)),
	}
	for i := range columns {
		row.decoders[i] = decoderOf(columns[i], &fields[i])
		if row.decoders[i] == nil {
			row.decoders[i] = refuse // unless null, which may be of any type
		}
	}
	return row, nil
}

func (r *postgresRow) read(raw [][]byte) error {
	r.text = r.text[:0]
	for i, src := range raw {
		cell := &r.cells[i]
		if src == nil {
			*cell = value.Cell{Null: true}
			continue
		}
		cell.Null = false
		var ok bool
		if r.text, ok = r.decoders[i](cell, src, r.text); !ok {
			return fmt.Errorf("column %d: a value that is no %v", i+1, r.columns[i].Kind)
		}
	}
	return nil
}

func refuse(_ *value.Cell, _, text []byte) ([]byte, bool) { return text, false }

// decoderOf chooses by the kind that is wanted and the type that comes: counts
// are bigint and sums numeric, whatever they are of. nil is for types that do not go together.
func decoderOf(column value.Column, field *pgconn.FieldDescription) decoder {
	oid := field.DataTypeOID
	if column.Kind == value.String {
		return stringDecoder(oid, field.Format)
	}
	if field.Format != pgtype.BinaryFormatCode {
		return nil
	}
	switch column.Kind {
	case value.Byte, value.SByte, value.Int16, value.Int32, value.Int64, value.Enum, value.Duration:
		return wholeDecoder(oid)
	case value.Single, value.Double:
		return realDecoder(oid)
	case value.Decimal:
		return decimalDecoder(oid, column.Scale)
	case value.Boolean:
		return only(oid, pgtype.BoolOID, decodeBool)
	case value.Guid:
		return only(oid, pgtype.UUIDOID, decodeBytes(16))
	case value.Binary:
		return only(oid, pgtype.ByteaOID, decodeBytes(-1))
	case value.Date:
		return only(oid, pgtype.DateOID, decodeDate)
	case value.TimeOfDay:
		return only(oid, pgtype.TimeOID, decodeInt8)
	case value.DateTimeOffset:
		if oid == pgtype.TimestampOID {
			return decodeTimestamp
		}
		return only(oid, pgtype.TimestamptzOID, decodeTimestamp)
	case value.Null, value.String:
	}
	return nil
}

func only(oid, want uint32, d decoder) decoder {
	if oid != want {
		return nil
	}
	return d
}

// stringDecoder takes the bytes as they are: of text types in either format,
// of others (an enumerated type, say) in the text format.
func stringDecoder(oid uint32, format int16) decoder {
	switch oid {
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID, pgtype.NameOID:
		return decodeBytes(-1)
	}
	if format == pgtype.TextFormatCode {
		return decodeBytes(-1)
	}
	return nil
}

func wholeDecoder(oid uint32) decoder {
	switch oid {
	case pgtype.Int2OID:
		return decodeInt2
	case pgtype.Int4OID:
		return decodeInt4
	case pgtype.Int8OID:
		return decodeInt8
	case pgtype.NumericOID:
		return decodeWholeNumeric
	}
	return nil
}

func realDecoder(oid uint32) decoder {
	switch oid {
	case pgtype.Float4OID:
		return decodeFloat4
	case pgtype.Float8OID:
		return decodeFloat8
	case pgtype.NumericOID:
		return decodeRealNumeric
	}
	whole := wholeDecoder(oid)
	if whole == nil {
		return nil
	}
	return func(cell *value.Cell, src, text []byte) ([]byte, bool) {
		text, ok := whole(cell, src, text)
		cell.Float = float64(cell.Int)
		return text, ok
	}
}

func decimalDecoder(oid uint32, scale int) decoder {
	if oid == pgtype.NumericOID && scale == value.AnyScale {
		return decodeExact
	}
	if oid == pgtype.NumericOID {
		return func(cell *value.Cell, src, text []byte) ([]byte, bool) {
			start := len(text)
			text, ok := appendNumeric(text, src, scale)
			cell.Bytes = text[start:]
			return text, ok
		}
	}
	whole := wholeDecoder(oid)
	if whole == nil {
		return nil
	}
	return func(cell *value.Cell, src, text []byte) ([]byte, bool) {
		text, ok := whole(cell, src, text)
		start := len(text)
		text = appendWhole(text, cell.Int, scale)
		cell.Bytes = text[start:]
		return text, ok
	}
}

// appendWhole appends n with scale zeros as its fraction.
func appendWhole(dst []byte, n int64, scale int) []byte {
	dst = strconv.AppendInt(dst, n, 10)
	if scale <= 0 {
		return dst
	}
	dst = append(dst, '.')
	for range scale {
		dst = append(dst, '0')
	}
	return dst
}

func decodeBool(cell *value.Cell, src, text []byte) ([]byte, bool) {
	if len(src) != 1 {
		return text, false
	}
	cell.Int = int64(src[0])
	return text, src[0] <= 1
}

func decodeInt2(cell *value.Cell, src, text []byte) ([]byte, bool) {
	if len(src) != 2 {
		return text, false
	}
	cell.Int = int64(int16(binary.BigEndian.Uint16(src)))
	return text, true
}

func decodeInt4(cell *value.Cell, src, text []byte) ([]byte, bool) {
	if len(src) != 4 {
		return text, false
	}
	cell.Int = int64(int32(binary.BigEndian.Uint32(src)))
	return text, true
}

func decodeInt8(cell *value.Cell, src, text []byte) ([]byte, bool) {
	if len(src) != 8 {
		return text, false
	}
	cell.Int = int64(binary.BigEndian.Uint64(src))
	return text, true
}

func decodeFloat4(cell *value.Cell, src, text []byte) ([]byte, bool) {
	if len(src) != 4 {
		return text, false
	}
	cell.Float = float64(math.Float32frombits(binary.BigEndian.Uint32(src)))
	return text, true
}

func decodeFloat8(cell *value.Cell, src, text []byte) ([]byte, bool) {
	if len(src) != 8 {
		return text, false
	}
	cell.Float = math.Float64frombits(binary.BigEndian.Uint64(src))
	return text, true
}

// decodeBytes points into the driver's buffer. size is -1 for any.
func decodeBytes(size int) decoder {
	return func(cell *value.Cell, src, text []byte) ([]byte, bool) {
		cell.Bytes = src
		return text, size < 0 || len(src) == size
	}
}

// decodeDate refuses infinity, as decodeTimestamp does: OData has none.
func decodeDate(cell *value.Cell, src, text []byte) ([]byte, bool) {
	text, ok := decodeInt4(cell, src, text)
	finite := cell.Int != math.MaxInt32 && cell.Int != math.MinInt32
	cell.Int += epochDays
	return text, ok && finite
}

func decodeTimestamp(cell *value.Cell, src, text []byte) ([]byte, bool) {
	text, ok := decodeInt8(cell, src, text)
	finite := cell.Int != math.MaxInt64 && cell.Int != math.MinInt64
	cell.Int += epochMicros
	return text, ok && finite
}
