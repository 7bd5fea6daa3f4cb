package payload

import (
	"bytes"
	"math"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/value"
)

// field writes one member of an object.
type field struct {
	prefix []byte // `,"name":`, behind its type where that is said
	// odd is the prefix of a number that is not finite: JSON has it as text, so that
	// its type is said; nil where prefix says it.
	odd     []byte
	kind    value.Kind
	cell    int
	append  value.Appender
	typ     []byte  // of a complex value, `,"@odata.type":"#Namespace.Type"` where that is said
	members []field // of a complex value, never nil then
	null    []int   // a complex value is null where all of these cells are
	omit    bool    // where it is null
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
	made := field{cell: p.Cell, null: p.Null, omit: f.OmitNulls, kind: p.Type.Kind}
	name := append(value.AppendString(nil, p.Name), ':')
	made.prefix = append([]byte{','}, name...)
	if p.Members != nil {
		made.members = newFields(m, p.Members, t, f)
		made.typ = appendType(nil, f, m.Qualified(p.Property.Complex.Name))
		return made
	}
	made.append = appender(p, f)
	said, odd := f.saidType(m, p)
	typed := func(typ string) []byte {
		dst := value.AppendString(f.AppendControl([]byte{','}, p.Name, "type"), typ)
		return append(append(dst, ','), name...)
	}
	switch {
	case said == "":
	case odd:
		made.odd = typed(said)
	default:
		made.prefix = typed(said)
		if f.Version == V40 && p.Property == nil && p.Type.Kind == value.Decimal {
			made.odd = typed("#Double") // in 4.0 no decimal is infinite (JSON Format 4.01, 24, item 9g)
		}
	}
	return made
}

// saidType is the type of a value that is not complex, as it is said beside the
// value; "" where it need not be said: JSON tells it, or $metadata does and not all
// control information is asked for (JSON Format 4.01, 4.5.3). odd says that JSON
// tells it but for numbers that are not finite.
func (f Format) saidType(m *metadata.Model, p *plan.Field) (name string, odd bool) {
	many := p.Property != nil && p.Property.Collection != nil
	switch k := p.Type.Kind; {
	case f.Level == None || p.Property != nil && f.Level != Full:
		return "", false
	case !many && (k == value.Boolean || k == value.String || k == value.Null):
		return "", false
	default:
		return f.typeName(m, p.Type, many), k == value.Double && !many
	}
}

// appendType appends the type of an object where all control information is asked for.
func appendType(dst []byte, f Format, qualified string) []byte {
	if f.Level != Full {
		return dst
	}
	return value.AppendString(f.AppendControl(append(dst, ','), "", "type"), "#"+qualified)
}

func appendFields(dst []byte, fields []field, row []value.Cell) []byte {
	for i := range fields {
		f := &fields[i]
		null := f.isNull(row)
		switch {
		case null && f.omit:
			continue
		case f.odd != nil && !null && !f.finite(&row[f.cell]):
			dst = append(dst, f.odd...)
		default:
			dst = append(dst, f.prefix...)
		}
		if null {
			dst = append(dst, "null"...)
			continue
		}
		dst = f.appendValue(dst, row)
	}
	return dst
}

// finite says whether JSON has a number for a Double or a Decimal.
func (f *field) finite(c *value.Cell) bool {
	if f.kind == value.Decimal {
		return !bytes.HasSuffix(c.Bytes, []byte("INF"))
	}
	return !math.IsInf(c.Float, 0) && !math.IsNaN(c.Float)
}

// appendValue appends a value that is not null.
func (f *field) appendValue(dst []byte, row []value.Cell) []byte {
	if f.members == nil {
		return f.append(dst, &row[f.cell])
	}
	start := len(dst)
	dst = appendFields(append(dst, f.typ...), f.members, row)
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
		plain := value.Text(t.Kind)
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
	start, rest := len(dst), n
	for _, m := range e.Members {
		if m.Value == 0 || n&m.Value != m.Value {
			continue
		}
		if len(dst) > start {
			dst = append(dst, ',')
		}
		dst = append(dst, m.Name...)
		rest &^= m.Value
	}
	if rest != 0 || len(dst) == start {
		return value.AppendInteger(dst[:start], n)
	}
	return dst
}
