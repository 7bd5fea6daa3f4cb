package store

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/seed-267014d6/roster/odata/value"
)

// argument is a value of Go, or what a pointer points to, as an argument. Nil is null.
func argument(v any) (value.Value, error) {
	switch v := v.(type) {
	case **string:
		return argument(*v)
	case **uuid.UUID:
		return argument(*v)
	case **time.Time:
		return argument(*v)
	case *bool:
		return optional(v, booleanValue), nil
	case string:
		return value.Value{Kind: value.String, Text: v}, nil
	case *string:
		return optional(v, func(s string) value.Value { return value.Value{Kind: value.String, Text: s} }), nil
	case uuid.UUID:
		return guidValue(v), nil
	case *uuid.UUID:
		return optional(v, guidValue), nil
	case bool:
		return booleanValue(v), nil
	case int:
		return integerValue(int64(v)), nil
	case int64:
		return integerValue(v), nil
	case *int64:
		return optional(v, integerValue), nil
	case time.Time:
		return timeValue(v), nil
	case *time.Time:
		return optional(v, timeValue), nil
	}
	return value.Value{}, fmt.Errorf("an argument of type %T is not supported", v)
}

func optional[T any](p *T, convert func(T) value.Value) value.Value {
	if p == nil {
		return value.Value{Kind: value.Null}
	}
	return convert(*p)
}

func guidValue(id uuid.UUID) value.Value { return value.Value{Kind: value.Guid, Bytes: id[:]} }

func timeValue(t time.Time) value.Value {
	return value.Value{Kind: value.DateTimeOffset, Int: t.UnixMicro()}
}

func integerValue(n int64) value.Value { return value.Value{Kind: value.Int64, Int: n} }

func booleanValue(b bool) value.Value {
	v := value.Value{Kind: value.Boolean}
	if b {
		v.Int = 1
	}
	return v
}

// scanned says what the columns are that scan stores.
func scanned(columns []any) ([]value.Column, error) {
	kinds := make([]value.Column, len(columns))
	for i, c := range columns {
		switch c.(type) {
		case *string, **string:
			kinds[i].Kind = value.String
		case *uuid.UUID, **uuid.UUID:
			kinds[i].Kind = value.Guid
		case *bool:
			kinds[i].Kind = value.Boolean
		case *int64:
			kinds[i].Kind = value.Int64
		case *time.Time, **time.Time:
			kinds[i].Kind = value.DateTimeOffset
		default:
			return nil, fmt.Errorf("a column of type %T is not supported", c)
		}
	}
	return kinds, nil
}

// scan stores a cell. What may be null is stored by a pointer to a pointer.
func scan(column any, cell *value.Cell) {
	switch c := column.(type) {
	case *string:
		*c = string(cell.Bytes)
	case **string:
		scanPointer(c, cell)
	case *uuid.UUID:
		copy(c[:], cell.Bytes)
	case **uuid.UUID:
		scanPointer(c, cell)
	case *bool:
		*c = cell.Int != 0
	case *int64:
		*c = cell.Int
	case *time.Time:
		*c = time.UnixMicro(cell.Int).UTC()
	case **time.Time:
		scanPointer(c, cell)
	}
}

func scanPointer[T any](p **T, cell *value.Cell) {
	if *p = nil; !cell.Null {
		*p = new(T)
		scan(*p, cell)
	}
}
