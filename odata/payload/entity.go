package payload

import (
	"bytes"
	"strings"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/value"
)

// Entity appends the structural properties of one row. All that depends on the
// query alone is worked out when it is made: names with their punctuation, and
// one appender for each property.
type Entity struct {
	id     *identity
	fields []field
}

// identity writes the id of a row, relative to the context URL.
type identity struct {
	prefix []byte // `,"@odata.id":"Set`
	typ    *metadata.EntityType
	cells  []int
	key    []value.Cell
}

type field struct {
	prefix []byte // `,"name":`
	cell   int
	append value.Appender
}

// NewEntity prepares the output of a query's fields. set holds the entities, it
// may be nil. An Entity is for one goroutine.
func NewEntity(rows *plan.Rows, set *metadata.EntitySet, f Format) *Entity {
	e := &Entity{fields: make([]field, 0, len(rows.Fields))}
	if rows.Identified && set != nil && f.Level == Minimal {
		prefix := f.AppendControl([]byte{','}, "", "id")
		prefix = append(append(prefix, '"'), set.Name...)
		key := make([]value.Cell, len(rows.KeyCells))
		e.id = &identity{prefix: prefix, typ: rows.Type, cells: rows.KeyCells, key: key}
	}
	for _, p := range rows.Fields {
		e.fields = append(e.fields, field{
			prefix: append(value.AppendString([]byte{','}, p.Property.Name), ':'),
			cell:   p.Cell,
			append: appender(p.Property, f),
		})
	}
	return e
}

// Append appends the fields of a row, each behind a comma: the caller drops the
// first byte where nothing precedes them.
func (e *Entity) Append(dst []byte, row []value.Cell) []byte {
	if e.id != nil {
		dst = e.id.append(dst, row)
	}
	for i := range e.fields {
		f := &e.fields[i]
		dst = append(dst, f.prefix...)
		if c := &row[f.cell]; c.Null {
			dst = append(dst, "null"...)
		} else {
			dst = f.append(dst, c)
		}
	}
	return dst
}

func (id *identity) append(dst []byte, row []value.Cell) []byte {
	for i, c := range id.cells {
		id.key[i] = row[c]
	}
	dst = append(dst, id.prefix...)
	dst = AppendKeyPath(dst, id.typ, id.key)
	return append(dst, '"')
}

// AppendProperty appends the value of a single property.
func AppendProperty(dst []byte, p *metadata.Property, c *value.Cell, f Format) []byte {
	return appender(p, f)(dst, c)
}

// AppendRaw appends the plain form of a property's value, for /$value.
func AppendRaw(dst []byte, p *metadata.Property, c *value.Cell) []byte {
	if p.Kind == value.Enum {
		return appendMembers(dst, p.Enum, c.Int)
	}
	return value.Text(p.Kind)(dst, c)
}

// appender chooses how a property's value is written.
func appender(p *metadata.Property, f Format) value.Appender {
	one := primitive(p, f)
	if p.Collection == nil {
		return one
	}
	separator := []byte(p.Collection.Separator)
	return func(dst []byte, c *value.Cell) []byte { return appendJoined(dst, c.Bytes, separator, p.Kind) }
}

func primitive(p *metadata.Property, f Format) value.Appender {
	switch {
	case p.Kind == value.Enum && p.Enum != nil:
		return func(dst []byte, c *value.Cell) []byte {
			dst = append(dst, '"')
			dst = appendMembers(dst, p.Enum, c.Int)
			return append(dst, '"')
		}
	case f.Strings && (p.Kind == value.Int64 || p.Kind == value.Decimal):
		plain := value.JSON(p.Kind)
		return func(dst []byte, c *value.Cell) []byte {
			dst = append(dst, '"')
			dst = plain(dst, c)
			return append(dst, '"')
		}
	}
	return value.JSON(p.Kind)
}

// appendJoined writes the items of a collection from their joined text.
func appendJoined(dst, joined, separator []byte, k value.Kind) []byte {
	dst = append(dst, '[')
	for first := true; len(joined) > 0; first = false {
		item, rest, _ := bytes.Cut(joined, separator)
		if !first {
			dst = append(dst, ',')
		}
		if k.IsNumber() || k == value.Boolean {
			dst = append(dst, item...)
		} else {
			dst = value.AppendString(dst, item)
		}
		joined = rest
	}
	return append(dst, ']')
}

// appendMembers writes the member names of an enumeration value; a value without
// a name is written as its number.
func appendMembers(dst []byte, e *metadata.EnumType, n int64) []byte {
	for _, m := range e.Members {
		if m.Value == n {
			return append(dst, m.Name...)
		}
	}
	if !e.Flags {
		return value.AppendInteger(dst, n)
	}
	var names []string
	rest := n
	for _, m := range e.Members {
		if m.Value != 0 && n&m.Value == m.Value {
			names = append(names, m.Name)
			rest &^= m.Value
		}
	}
	if rest != 0 || len(names) == 0 {
		return value.AppendInteger(dst, n)
	}
	return append(dst, strings.Join(names, ",")...)
}
