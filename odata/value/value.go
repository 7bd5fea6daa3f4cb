package value

// Value is one primitive value, or a list of them for a list argument. Which
// field holds it depends on Kind:
//
//	Boolean                         Int (0 or 1)
//	Byte … Int64, Enum              Int
//	Single, Double                  Float
//	String, Decimal                 Text (Decimal: canonical plain digits, no exponent)
//	Guid                            Bytes (16)
//	Binary                          Bytes
//	Date                            Int (days since 1970-01-01)
//	TimeOfDay, Duration             Int (microseconds)
//	DateTimeOffset                  Int (microseconds since 1970-01-01T00:00:00Z)
type Value struct {
	Kind  Kind
	Int   int64
	Float float64
	Text  string
	Bytes []byte
	List  []Value // Kind is then the kind of the items
	Many  bool    // the value is List
	// Free is set for a Decimal of AnyScale; Text may then be INF or -INF.
	Free bool
}

// Cell is one column of one result row, as a database driver handed it over.
// Bytes may point into the driver's memory and is valid until the next row.
// The fields are used as in Value, with Text in Bytes.
type Cell struct {
	Null  bool
	Int   int64
	Float float64
	Bytes []byte
}

// Column says what a result column holds, so that a driver can decode it.
type Column struct {
	Kind  Kind
	Scale int // of a Decimal, or AnyScale
}

// Free says whether the column holds decimals of AnyScale.
func (c Column) Free() bool { return c.Kind == Decimal && c.Scale == AnyScale }

// Keep copies a cell of the column out of the driver's memory.
func (c *Cell) Keep(column Column) Value {
	if c.Null {
		return Value{Kind: Null}
	}
	v := Value{Kind: column.Kind, Int: c.Int, Float: c.Float, Free: column.Free()}
	switch column.Kind {
	case String, Decimal:
		v.Text = string(c.Bytes)
	case Guid, Binary:
		v.Bytes = append([]byte(nil), c.Bytes...)
	default:
	}
	return v
}

// Cell is the value as a cell; it shares the value's memory.
func (v Value) Cell() Cell {
	c := Cell{Null: v.Kind == Null, Int: v.Int, Float: v.Float, Bytes: v.Bytes}
	if v.Kind == String || v.Kind == Decimal {
		c.Bytes = []byte(v.Text)
	}
	return c
}
