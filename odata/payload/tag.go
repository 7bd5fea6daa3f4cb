package payload

import (
	"crypto/sha256"
	"encoding/base64"

	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/value"
)

// Tag makes the ETags of entities, `W/"…"`, of one of their properties. They are
// weak: the same entity has one tag in all of its forms. An entity without a value
// there has none.
type Tag struct {
	cell int
	text value.Appender
}

// NewTag is nil where the entities of a query have no ETags.
func NewTag(rows *plan.Rows) *Tag {
	if !rows.Tagged {
		return nil
	}
	t := &Tag{cell: rows.ETagCell, text: value.Text(rows.Type.ETag.Kind)}
	if rows.Type.ETag.Kind == value.String {
		t.text = func(dst []byte, c *value.Cell) []byte { return appendHash(dst, c.Bytes) }
	}
	return t
}

// Append appends the ETag of a row, or nothing.
func (t *Tag) Append(dst []byte, row []value.Cell) []byte {
	if t == nil || row[t.cell].Null {
		return dst
	}
	dst = append(dst, `W/"`...)
	return append(t.text(dst, &row[t.cell]), '"')
}

// appendJSON appends the ETag of a row that has one as a JSON string.
func (t *Tag) appendJSON(dst []byte, row []value.Cell) []byte {
	dst = append(dst, `"W/\"`...)
	return append(t.text(dst, &row[t.cell]), `\""`...)
}

// AppendTag appends an ETag made of the whole content.
func AppendTag(dst, content []byte) []byte {
	return append(appendHash(append(dst, `W/"`...), content), '"')
}

func appendHash(dst, content []byte) []byte {
	const enough = 12 // bytes: by 2⁴⁸ different contents two become likely to meet
	sum := sha256.Sum256(content)
	return base64.RawURLEncoding.AppendEncode(dst, sum[:enough])
}
