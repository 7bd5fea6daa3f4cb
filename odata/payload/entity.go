package payload

import (
	"bytes"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/value"
)

// Entity appends the structural properties of one row. All that depends on the
// query alone is worked out when it is made: names with their punctuation, one
// appender for each property, and the members of each type that a row may be of.
type Entity struct {
	id       *identity
	fields   []field
	variants []variant // none where all rows are of one type
	cell     int       // tells the variant
}

// variant is what a row of one type has.
type variant struct {
	is     value.Value
	text   []byte // of a String
	of     *metadata.EntityType
	typ    []byte // `,"@odata.type":"#Namespace.Type"`, nil for the expected type
	fields []field
}

// identity writes the id of a row, relative to the context URL.
type identity struct {
	prefix []byte // `,"@odata.id":"Set`
	typ    *metadata.EntityType
	cells  []int
	key    []value.Cell // none of a singleton
}

// NewEntity prepares the output of a query's fields. An Entity is for one goroutine.
func NewEntity(m *metadata.Model, rows *plan.Rows, f Format) *Entity {
	e := &Entity{id: newIdentity(m, rows, f), cell: rows.VariantCell}
	if len(rows.Variants) == 0 {
		e.fields = newFields(m, rows.Fields, rows.Type, f)
		return e
	}
	for _, t := range rows.Variants {
		v := variant{is: t.Discriminator.Value, of: t, fields: newFields(m, rows.Fields, t, f)}
		v.text = []byte(v.is.Text)
		if t != rows.Type && f.Level != None {
			v.typ = f.AppendControl([]byte{','}, "", "type")
			v.typ = value.AppendString(v.typ, "#"+m.Qualified(t.Name))
		}
		e.variants = append(e.variants, v)
	}
	return e
}

// newIdentity is nil where a row needs no id.
func newIdentity(m *metadata.Model, rows *plan.Rows, f Format) *identity {
	if !rows.Identified || f.Level != Minimal {
		return nil
	}
	return identityOf(m, rows, f)
}

// identityOf is nil where entities of the type have no address.
func identityOf(m *metadata.Model, rows *plan.Rows, f Format) *identity {
	prefix := append(f.AppendControl([]byte{','}, "", "id"), '"')
	if set := m.SetOf(rows.Type); set != nil {
		key := make([]value.Cell, len(rows.KeyCells))
		return &identity{prefix: append(prefix, set.Name...), typ: rows.Type, cells: rows.KeyCells, key: key}
	}
	for _, s := range m.Singletons {
		if s.Type == rows.Type {
			return &identity{prefix: append(prefix, s.Name...)}
		}
	}
	return nil
}

// Append appends the fields of a row, each behind a comma: the caller drops the
// first byte where nothing precedes them.
func (e *Entity) Append(dst []byte, row []value.Cell) []byte {
	fields := e.fields
	if v := e.variant(row); v != nil {
		dst = append(dst, v.typ...)
		fields = v.fields
	}
	if e.id != nil {
		dst = e.id.append(dst, row)
	}
	return appendFields(dst, fields, row)
}

// Type is the type of a row, where it may be of several; else nil.
func (e *Entity) Type(row []value.Cell) *metadata.EntityType {
	if v := e.variant(row); v != nil {
		return v.of
	}
	return nil
}

func (e *Entity) variant(row []value.Cell) *variant {
	for i := range e.variants {
		v, c := &e.variants[i], &row[e.cell]
		if v.is.Kind == value.String && bytes.Equal(v.text, c.Bytes) || v.is.Kind != value.String && v.is.Int == c.Int {
			return v
		}
	}
	return nil
}

func (id *identity) append(dst []byte, row []value.Cell) []byte {
	dst = append(dst, id.prefix...)
	if id.key != nil {
		for i, c := range id.cells {
			id.key[i] = row[c]
		}
		dst = AppendKeyPath(dst, id.typ, id.key)
	}
	return append(dst, '"')
}

// Value appends the value of a single property.
type Value struct{ field field }

// NewValue prepares the output of a property.
func NewValue(m *metadata.Model, p *plan.Field, f Format) *Value {
	return &Value{field: newField(m, p, nil, f)}
}

// Append appends the value, unless it is null: found is false then. A complex
// value is given as its members without the braces, each behind a comma.
func (v *Value) Append(dst []byte, row []value.Cell) (encoded []byte, found bool) {
	f := &v.field
	switch {
	case f.isNull(row):
		return dst, false
	case f.members != nil:
		return appendFields(dst, f.members, row), true
	}
	return f.append(dst, &row[f.cell]), true
}
