package store

import (
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/seed-267014d6/roster/odata/value"
)

func postgresArgs(args []value.Value) ([]any, error) {
	converted := make([]any, len(args))
	for i := range args {
		v, err := postgresArg(&args[i])
		if err != nil {
			return nil, fmt.Errorf("argument %d: %w", i+1, err)
		}
		converted[i] = v
	}
	return converted, nil
}

func postgresArg(v *value.Value) (any, error) {
	if v.Many {
		return postgresList(v)
	}
	switch v.Kind {
	case value.Null:
		return nil, nil
	case value.Boolean:
		return v.Int != 0, nil
	case value.Byte, value.SByte, value.Int16, value.Int32, value.Int64, value.Enum, value.Duration:
		return v.Int, nil
	case value.Single, value.Double:
		return v.Float, nil
	case value.String, value.Decimal: // the text form of any type
		return v.Text, nil
	case value.Guid:
		return asGuid(v)
	case value.Binary:
		return asBinary(v)
	case value.Date:
		return asDate(v)
	case value.TimeOfDay:
		return asTime(v)
	case value.DateTimeOffset:
		return asTimestamp(v)
	}
	return nil, fmt.Errorf("%v cannot be an argument", v.Kind)
}

// postgresList makes an array of the items' storage class.
func postgresList(v *value.Value) (any, error) {
	switch v.Kind {
	case value.Boolean:
		return array(v.List, func(v *value.Value) (pgtype.Bool, error) {
			return pgtype.Bool{Bool: v.Int != 0, Valid: true}, nil
		})
	case value.Byte, value.SByte, value.Int16, value.Int32, value.Int64, value.Enum, value.Duration:
		return array(v.List, func(v *value.Value) (pgtype.Int8, error) {
			return pgtype.Int8{Int64: v.Int, Valid: true}, nil
		})
	case value.Single, value.Double:
		return array(v.List, func(v *value.Value) (pgtype.Float8, error) {
			return pgtype.Float8{Float64: v.Float, Valid: true}, nil
		})
	case value.String:
		return array(v.List, func(v *value.Value) (pgtype.Text, error) {
			return pgtype.Text{String: v.Text, Valid: true}, nil
		})
	case value.Decimal:
		return array(v.List, asNumeric)
	case value.Guid:
		return array(v.List, asGuid)
	case value.Binary:
		return array(v.List, asBinary)
	case value.Date:
		return array(v.List, asDate)
	case value.TimeOfDay:
		return array(v.List, asTime)
	case value.DateTimeOffset:
		return array(v.List, asTimestamp)
	case value.Null:
		return array(v.List, func(*value.Value) (pgtype.Text, error) { return pgtype.Text{}, nil })
	}
	return nil, fmt.Errorf("a list of %v cannot be an argument", v.Kind)
}

// array converts the items. The zero T is null.
func array[T any](items []value.Value, convert func(*value.Value) (T, error)) (pgtype.FlatArray[T], error) {
	converted := make(pgtype.FlatArray[T], len(items))
	for i := range items {
		if items[i].Kind == value.Null {
			continue
		}
		var err error
		if converted[i], err = convert(&items[i]); err != nil {
			return nil, fmt.Errorf("item %d: %w", i+1, err)
		}
	}
	return converted, nil
}

func asGuid(v *value.Value) (pgtype.UUID, error) {
	if len(v.Bytes) != 16 {
		return pgtype.UUID{}, fmt.Errorf("a guid of %d bytes", len(v.Bytes))
	}
	return pgtype.UUID{Bytes: [16]byte(v.Bytes), Valid: true}, nil
}

// asBinary keeps empty apart from null, which a nil slice is to pgx.
func asBinary(v *value.Value) ([]byte, error) {
	if v.Bytes == nil {
		return []byte{}, nil
	}
	return v.Bytes, nil
}

func asDate(v *value.Value) (pgtype.Date, error) {
	return pgtype.Date{Time: time.Unix(v.Int*86400, 0).UTC(), Valid: true}, nil
}

func asTime(v *value.Value) (pgtype.Time, error) {
	return pgtype.Time{Microseconds: v.Int, Valid: true}, nil
}

func asTimestamp(v *value.Value) (pgtype.Timestamptz, error) {
	return pgtype.Timestamptz{Time: time.UnixMicro(v.Int).UTC(), Valid: true}, nil
}

func asNumeric(v *value.Value) (pgtype.Numeric, error) {
	var n pgtype.Numeric
	err := n.Scan(v.Text)
	return n, err
}
