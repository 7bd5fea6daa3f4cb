package payload

import (
	"bytes"
	"strings"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/value"
)

// field writes one member of an object.
type field struct {
	prefix  []byte // `,"name":`
	cell    int
	append  value.Appender
	members []field // of a complex value, never nil then
	null    []int   // a complex value is null where all of these cells are
}

// newFields prepares those fields that entities of the type have. The field of a
// derived type replaces the one of the same name before it.
func newFields(m *metadata.Model, list []plan.Field, t *metadata.EntityType, f Format) []field {
	fields := make([]field, 0, len(list))
	place := make(map[string]int, len(list))
	for i := range list {
		if only := list[i].Only; only != nil && !t.IsA(only) {
			continue
		}
		made := newField(m, &list[i], t, f)
		if before, taken := place[list[i].Name]; taken {
			fields[before] = made
			continue
		}
		place[list[i].Name] = len(fields)
		fields = append(fields, made)
	}
	return fields
}

func newField(m *metadata.Model, p *plan.Field, t *metadata.EntityType, f Format) field {
	made := field{prefix: []byte{','}, cell: p.Cell, null: p.Null}
	if p.Property == nil && f.Level != None {
		made.prefix = appendDynamicType(made.prefix, m, p, f)
	}
	made.prefix = append(value.AppendString(made.prefix, p.Name), ':')
	if p.Members != nil {
		made.members = newFields(m, p.Members, t, f)
		return made
	}
	made.append = appender(p, f)
	return made
}

// appendDynamicType says what type a dynamic property has, where JSON does not
// (JSON Format 4.01, 4.5.3).
func appendDynamicType(dst []byte, m *metadata.Model, p *plan.Field, f Format) []byte {
	var name string
	switch k := p.Type.Kind; {
	case k == value.Boolean || k == value.String || k == value.Double || k == value.Null:
		return dst
	case p.Type.Enum != nil:
		name = "#" + m.Qualified(p.Type.Enum.Name)
	default:
		name = strings.TrimPrefix(k.String(), "Edm.")
		if f.Version == V40 {
			name = "#" + name
		}
	}
	dst = f.AppendControl(dst, p.Name, "type")
	return append(value.AppendString(dst, name), ',')
}

func appendFields(dst []byte, fields []field, row []value.Cell) []byte {
	for i := range fields {
		dst = append(dst, fields[i].prefix...)
		dst = fields[i].appendValue(dst, row)
	}
	return dst
}

func (f *field) appendValue(dst []byte, row []value.Cell) []byte {
	switch {
	case f.isNull(row):
		return append(dst, "null"...)
	case f.members == nil:
		return f.append(dst, &row[f.cell])
	}
	start := len(dst)
	dst = appendFields(dst, f.members, row)
	if len(dst) == start {
		return append(dst, "{}"...)
	}
	dst[start] = '{' // instead of the first member's comma
	return append(dst, '}')
}

func (f *field) isNull(row []value.Cell) bool {
	if f.members == nil {
		return row[f.cell].Null
	}
	for _, c := range f.null {
		if !row[c].Null {
			return false
		}
	}
	return len(f.null) > 0
}

// AppendRaw appends the plain form of a property's value, for /$value.
func AppendRaw(dst []byte, p *metadata.Property, c *value.Cell) []byte {
	if p.Kind == value.Enum {
		return appendMembers(dst, p.Enum, c.Int)
	}
	return value.Text(p.Kind)(dst, c)
}

// appender chooses how a value that is not complex is written.
func appender(p *plan.Field, f Format) value.Appender {
	one := primitive(p.Type, f)
	if p.Property == nil || p.Property.Collection == nil {
		return one
	}
	separator := []byte(p.Property.Collection.Separator)
	return func(dst []byte, c *value.Cell) []byte { return appendJoined(dst, c.Bytes, separator, p.Type.Kind) }
}

func primitive(t plan.Type, f Format) value.Appender {
	switch {
	case t.Kind == value.Enum && t.Enum != nil:
		return func(dst []byte, c *value.Cell) []byte {
			dst = append(dst, '"')
			dst = appendMembers(dst, t.Enum, c.Int)
			return append(dst, '"')
		}
	case f.Strings && (t.Kind == value.Int64 || t.Kind == value.Decimal):
		plain := value.JSON(t.Kind)
		return func(dst []byte, c *value.Cell) []byte {
			dst = append(dst, '"')
			dst = plain(dst, c)
			return append(dst, '"')
		}
	}
	return value.JSON(t.Kind)
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
