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
	variant // of all rows, where they are of one type

	id       *identity
	tag      *Tag
	tagName  []byte    // `,"@odata.etag":`
	variants []variant // none where all rows are of one type
	cell     int       // tells the variant
	shown    Links     // in what was appended last
}

// variant is what a row of one type has.
type variant struct {
	mark
	of     *metadata.EntityType
	typ    []byte // `,"@odata.type":"#Namespace.Type"`, nil for the expected type
	links  *links // nil where not all control information is asked for
	fields []field
}

// NewEntity prepares the output of a query's fields. An Entity is for one
// goroutine. root is the URL of the service root.
func NewEntity(m *metadata.Model, rows *plan.Rows, f Format, root string) *Entity {
	e := &Entity{cell: rows.VariantCell}
	// The rows of a single property have no key, and are not shown as entities.
	if len(rows.KeyCells) > 0 && (f.Level == Full || f.Level == Minimal && rows.Identified) {
		e.id = identityOf(m, rows, f, root)
	}
	if f.Level != None {
		e.tag, e.tagName = NewTag(rows), f.AppendControl([]byte{','}, "", "etag")
	}
	if len(rows.Variants) == 0 {
		e.variant = newVariant(m, rows, rows.Type, e.id, f)
		return e
	}
	for _, t := range rows.Variants {
		v := newVariant(m, rows, t, e.id, f)
		v.mark, v.of = newMark(t), t
		e.variants = append(e.variants, v)
	}
	return e
}

func newVariant(m *metadata.Model, rows *plan.Rows, t *metadata.EntityType, id *identity, f Format) variant {
	v := variant{fields: newFields(m, rows.Fields, t, f)}
	if f.Level == Full || f.Level != None && t != rows.Type {
		v.typ = f.AppendControl([]byte{','}, "", "type")
		v.typ = value.AppendString(v.typ, "#"+m.Qualified(t.Name))
	}
	if f.Level == Full && id != nil {
		v.links = newLinks(m, rows, t, id, f)
	}
	return v
}

// Append appends what is shown of a row, each member behind a comma: the caller
// drops the first byte where nothing precedes them. Control information comes
// first: the type, then id, etag and the link to read the entity by (JSON Format
// 4.01, 4.4); the links of navigation properties come last, as the properties do.
func (e *Entity) Append(dst []byte, row []value.Cell) []byte {
	v := &e.variant
	if of := e.variantOf(row); of != nil {
		v = of
	}
	dst = append(dst, v.typ...)
	var id [2]int
	if e.id != nil {
		id[0] = len(dst) + e.id.name
		dst = e.id.append(dst, row)
		id[1] = len(dst)
		dst = append(dst, '"')
	}
	if e.tag != nil && !row[e.tag.cell].Null {
		dst = append(dst, e.tagName...)
		dst = e.tag.appendJSON(dst, row)
	}
	if v.links == nil {
		dst = appendFields(dst, v.fields, row)
		e.shown = Links{Rest: len(dst)}
		return dst
	}
	dst, e.shown = v.links.appendRead(dst, id)
	dst = appendFields(dst, v.fields, row)
	e.shown.Rest = len(dst)
	for i := range v.links.navigations {
		dst = v.links.navigations[i].append(dst, dst[e.shown.Start:e.shown.End])
	}
	return dst
}

// Links are those of the row appended last.
func (e *Entity) Links() Links { return e.shown }

// Again implements Row. Only what Append says of the row before is not shared.
func (e *Entity) Again() Row {
	if e.id != nil {
		return nil
	}
	again := *e
	return &again
}

// Type is the type of a row, where it may be of several; else nil.
func (e *Entity) Type(row []value.Cell) *metadata.EntityType {
	if v := e.variantOf(row); v != nil {
		return v.of
	}
	return nil
}

func (e *Entity) variantOf(row []value.Cell) *variant {
	for i := range e.variants {
		if v := &e.variants[i]; v.on(&row[e.cell]) {
			return v
		}
	}
	return nil
}

// mark is what tells the rows of a type.
type mark struct {
	is   value.Value
	text []byte // of a String
}

func newMark(t *metadata.EntityType) mark {
	return mark{is: t.Discriminator.Value, text: []byte(t.Discriminator.Value.Text)}
}

func (m *mark) on(c *value.Cell) bool {
	if m.is.Kind == value.String {
		return bytes.Equal(m.text, c.Bytes)
	}
	return m.is.Int == c.Int
}

// Value appends the value of a single property.
type Value struct {
	field field
	typ   []byte // `,"@odata.type":"…"` where it is said
	odd   bool   // it is said of numbers that are not finite
}

// NewValue prepares the output of a property.
func NewValue(m *metadata.Model, p *plan.Field, f Format) *Value {
	v := &Value{field: newField(m, p, nil, f)}
	if v.typ = v.field.typ; v.field.members != nil {
		return v
	}
	said, odd := f.saidType(m, p)
	if v.odd = odd; said != "" {
		v.typ = value.AppendString(f.AppendControl([]byte{','}, "", "type"), said)
	}
	return v
}

// Type is the type of a collection behind a comma, where it is said.
func (v *Value) Type() []byte { return v.typ }

// Append appends what is shown of the value, unless it is null: found is false then.
// It is the type where that is said, and the value under its name or, of a complex
// one, the members; each behind a comma.
func (v *Value) Append(dst []byte, row []value.Cell) (encoded []byte, found bool) {
	f := &v.field
	if f.isNull(row) {
		return dst, false
	}
	if !v.odd || !f.finite(&row[f.cell]) {
		dst = append(dst, v.typ...)
	}
	if f.members != nil {
		return appendFields(dst, f.members, row), true
	}
	return f.append(append(dst, `,"value":`...), &row[f.cell]), true
}
