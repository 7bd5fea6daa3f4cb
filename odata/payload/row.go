package payload

import (
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/value"
)

// Row appends what is shown of one row, each part behind a comma. A Row is for
// one goroutine.
type Row interface {
	Append(dst []byte, row []value.Cell) []byte
	// Type is the type of the row's entity where there may be several; else nil.
	Type(row []value.Cell) *metadata.EntityType
	// Links says where the links are in what Append gave last, where all control
	// information is asked for.
	Links() Links
	// Again gives a Row of the same output for another goroutine; nil where it depends
	// on the service root, or costs nothing to make anew.
	Again() Row
}

// Links are places in what a Row appended.
type Links struct {
	Start, End int // of the URL to read the entity by; equal where it has none
	// Rest is where the links of navigation properties begin: behind the structural
	// properties.
	Rest int
}

// NewRow prepares the output of a query: of entities, of references to them, or
// of the items of a collection property. root is the URL of the service root.
func NewRow(m *metadata.Model, rows *plan.Rows, form plan.Form, f Format, root string) Row {
	switch {
	case rows.Items != nil:
		return &item{append: primitive(plan.TypeOf(rows.Items), f)}
	case form == plan.References:
		return &reference{id: identityOf(m, rows, f, root)}
	}
	return NewEntity(m, rows, f, root)
}

// item appends one item of a collection property: its only cell of use.
type item struct{ append value.Appender }

func (i *item) Append(dst []byte, row []value.Cell) []byte {
	return i.append(append(dst, ','), &row[0])
}

func (i *item) Type([]value.Cell) *metadata.EntityType { return nil }

func (i *item) Links() Links { return Links{} }

func (i *item) Again() Row { return nil }

// reference appends an entity reference (JSON Format 4.01, section 14).
type reference struct{ id *identity }

func (r *reference) Append(dst []byte, row []value.Cell) []byte {
	return append(r.id.append(dst, row), '"')
}

func (r *reference) Type([]value.Cell) *metadata.EntityType { return nil }

func (r *reference) Links() Links { return Links{} }

func (r *reference) Again() Row { return nil }
