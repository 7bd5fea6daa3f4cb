package store

import (
	"database/sql/driver"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// CheckNamedValue implements driver.NamedValueChecker: guids become blobs (their
// own Valuer would give text), times microseconds, booleans 0 or 1.
func (c *sqliteConn) CheckNamedValue(arg *driver.NamedValue) error {
	v, err := storable(arg.Value)
	arg.Value = v
	return err
}

func storable(v any) (driver.Value, error) {
	switch v := v.(type) {
	case time.Time:
		return v.UnixMicro(), nil
	case *time.Time:
		return storablePointer(v)
	case uuid.UUID:
		return v[:], nil
	case *uuid.UUID:
		return storablePointer(v)
	case [16]byte:
		return v[:], nil
	case uuid.NullUUID:
		if !v.Valid {
			return nil, nil
		}
		return v.UUID[:], nil
	case bool:
		if v {
			return int64(1), nil
		}
		return int64(0), nil
	case *bool:
		return storablePointer(v)
	}
	converted, err := driver.DefaultParameterConverter.ConvertValue(v)
	if err != nil {
		return nil, err
	}
	switch converted.(type) {
	case time.Time, bool: // from a Valuer
		return storable(converted)
	}
	return converted, nil
}

func storablePointer[T any](p *T) (driver.Value, error) {
	if p == nil {
		return nil, nil
	}
	return storable(*p)
}

// bindDriver binds what CheckNamedValue has let through.
func (st *statement) bindDriver(args []driver.NamedValue) error {
	if n := st.stmt.BindParamCount(); n != len(args) {
		return fmt.Errorf("%d arguments for %d parameters", len(args), n)
	}
	for _, arg := range args {
		if arg.Name != "" {
			return fmt.Errorf("named arguments are not supported")
		}
		switch v := arg.Value.(type) {
		case nil:
			st.stmt.BindNull(arg.Ordinal)
		case int64:
			st.stmt.BindInt64(arg.Ordinal, v)
		case float64:
			st.stmt.BindFloat(arg.Ordinal, v)
		case string:
			st.bindText(arg.Ordinal, v)
		case []byte:
			st.bindBlob(arg.Ordinal, v)
		default:
			return fmt.Errorf("an argument of type %T is not supported", v)
		}
	}
	return nil
}

// bindBlob keeps nil and empty apart.
func (st *statement) bindBlob(i int, b []byte) {
	if b == nil {
		st.stmt.BindNull(i)
		return
	}
	st.bindBytes(i, b)
}

func (st *statement) bindText(i int, s string) {
	st.bound += len(s)
	st.stmt.BindText(i, s)
}

func (st *statement) bindBytes(i int, b []byte) {
	st.bound += len(b)
	st.stmt.BindBytes(i, b)
}
