package store

import (
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/seed-267014d6/roster/odata/value"
)

// bindValues binds the arguments of a Query.
func (st *statement) bindValues(args []value.Value) error {
	if n := st.stmt.BindParamCount(); n != len(args) {
		return fmt.Errorf("%d arguments for %d parameters", len(args), n)
	}
	for i := range args {
		if err := st.bindValue(i+1, &args[i]); err != nil {
			return fmt.Errorf("argument %d: %w", i+1, err)
		}
	}
	return nil
}

func (st *statement) bindValue(i int, v *value.Value) error {
	if v.Many {
		list, err := appendList(nil, v.List)
		st.bindText(i, string(list))
		return err
	}
	switch v.Kind {
	case value.Null:
		st.stmt.BindNull(i)
	case value.String:
		st.bindText(i, v.Text)
	case value.Guid, value.Binary:
		st.bindBytes(i, v.Bytes)
		return checkGuid(v)
	case value.Single, value.Double:
		st.stmt.BindFloat(i, v.Float)
	case value.Decimal:
		if v.Free {
			key, err := exactKey(v.Text)
			st.bindBytes(i, key)
			return err
		}
		n, err := unscaled(v.Text)
		st.stmt.BindInt64(i, n)
		return err
	case value.Boolean, value.Byte, value.SByte, value.Int16, value.Int32, value.Int64, value.Enum,
		value.Date, value.TimeOfDay, value.DateTimeOffset, value.Duration:
		st.stmt.BindInt64(i, v.Int)
	default:
		return fmt.Errorf("%v cannot be an argument", v.Kind)
	}
	return nil
}

func checkGuid(v *value.Value) error {
	if v.Kind == value.Guid && len(v.Bytes) != 16 {
		return fmt.Errorf("a guid of %d bytes", len(v.Bytes))
	}
	return nil
}

// unscaled is a decimal's digits as one number: "-1.20" is -120.
func unscaled(text string) (int64, error) {
	whole, fraction, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole+fraction, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("a decimal of at most 18 digits is expected")
	}
	return n, nil
}

// appendList appends a JSON array for json_each. JSON has no bytes: guids and
// binary values are upper-case hex digits, as hex() gives them.
func appendList(dst []byte, items []value.Value) ([]byte, error) {
	dst = append(dst, '[')
	var err error
	for i := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, err = appendItem(dst, &items[i]); err != nil {
			return nil, err
		}
	}
	return append(dst, ']'), nil
}

func appendItem(dst []byte, v *value.Value) ([]byte, error) {
	if v.Many {
		return appendList(dst, v.List)
	}
	switch v.Kind {
	case value.Null:
		return append(dst, "null"...), nil
	case value.String:
		return value.AppendString(dst, v.Text), nil
	case value.Guid, value.Binary:
		return appendHex(dst, v.Bytes), checkGuid(v)
	case value.Single, value.Double:
		return appendReal(dst, v.Float), nil
	case value.Decimal:
		if v.Free {
			key, err := exactKey(v.Text)
			return appendHex(dst, key), err
		}
		n, err := unscaled(v.Text)
		return strconv.AppendInt(dst, n, 10), err
	case value.Boolean, value.Byte, value.SByte, value.Int16, value.Int32, value.Int64, value.Enum,
		value.Date, value.TimeOfDay, value.DateTimeOffset, value.Duration:
		return strconv.AppendInt(dst, v.Int, 10), nil
	}
	return nil, fmt.Errorf("%v cannot be an item", v.Kind)
}

func appendHex(dst, b []byte) []byte {
	return append(append(append(dst, '"'), strings.ToUpper(hex.EncodeToString(b))...), '"')
}

// exactKey is a decimal of any scale as it is in SQLite.
func exactKey(text string) ([]byte, error) {
	x, ok := value.ParseExact(text)
	if !ok {
		return nil, fmt.Errorf("a decimal is expected")
	}
	return x.AppendKey(nil), nil
}

// appendReal appends a number that SQLite reads as REAL. As a parameter, NaN is
// null to SQLite, and so it is here.
func appendReal(dst []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "null"...)
	case math.IsInf(f, 0):
		if f < 0 {
			dst = append(dst, '-')
		}
		return append(dst, "9e999"...)
	}
	start := len(dst)
	dst = strconv.AppendFloat(dst, f, 'g', -1, 64)
	if !strings.ContainsAny(string(dst[start:]), ".e") {
		dst = append(dst, ".0"...)
	}
	return dst
}
