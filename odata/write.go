package odata

import (
	"github.com/seed-267014d6/roster/odata/payload"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/value"
)

// collection is the answer to a collection: context, count, rows, and the next link
// behind them (JSON Format 4.01, 4.4). It takes the page's buffer.
func (q *query) collection() ([]byte, error) {
	dst, err := q.rows()
	if err != nil {
		return nil, err
	}
	if len(q.page.ends) > 0 {
		dst = dst[:len(dst)-1] // the comma behind the last row
	}
	dst = append(dst, ']')
	if q.more {
		link, err := q.nextLink()
		if err != nil {
			return nil, err
		}
		dst = append(dst, ',')
		dst = q.format.AppendControl(dst, "", "nextLink")
		dst = value.AppendString(dst, link)
	}
	return append(dst, '}'), nil
}

// rows is the beginning of the answer, with all rows, each before a comma.
func (q *query) rows() ([]byte, error) {
	if q.page.whole {
		return q.page.buf, nil
	}
	dst := q.appendHead(q.service.buffers.take())
	var err error
	for i := range q.page.ends {
		if dst, err = q.appendRow(dst, q.page, i); err != nil {
			return nil, err
		}
		dst = append(dst, ',')
	}
	q.service.buffers.give(q.page.buf)
	return dst, nil
}

// appendHead appends what stands before the rows of a collection.
func (q *query) appendHead(dst []byte) []byte {
	dst = append(dst, '{')
	dst = q.appendMetadataTag(q.appendContext(dst, ""))
	if q.plan.Rows.Count {
		dst = q.format.AppendControl(dst, "", "count")
		dst = q.format.AppendCount(dst, q.count)
		dst = append(dst, ',')
	}
	return append(dst, `"value":[`...)
}

// appendEntity appends the answer to a single entity.
func (q *query) appendEntity(dst []byte) ([]byte, error) {
	dst = append(dst, '{')
	dst = q.appendContext(dst, "")
	dst, err := q.appendMembers(dst, q.page, 0)
	if err != nil {
		return nil, err
	}
	return q.appendEnd(dst), nil
}

// appendProperty appends the answer to a single property: {"value":…}, or the
// members of a complex one. encoded is as payload.Value gives it.
func (q *query) appendProperty(dst, encoded []byte) []byte {
	dst = append(dst, '{')
	dst = q.appendContext(dst, q.ownerKey())
	if len(encoded) > 0 {
		dst = append(append(dst, encoded[1:]...), ',')
	}
	if len(q.page.children) > 0 {
		c := q.page.children[0]
		if c.totals != nil {
			dst = q.format.AppendControl(dst, "", "count")
			dst = append(q.format.AppendCount(dst, c.totals[0]), ',')
		}
		dst = append(c.appendItems(append(dst, `"value":`...), 0), ',')
	}
	return q.appendEnd(dst)
}

// appendItems appends the items of a collection property of a row.
func (c *children) appendItems(dst []byte, i int) []byte {
	dst = append(dst, '[')
	for n := range c.number[i] {
		if n > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, c.level.fields(c.first[i]+n)...)
	}
	return append(dst, ']')
}

// ownerKey is the canonical key of the entity that a single property belongs to.
func (q *query) ownerKey() string {
	if !q.plan.Context.Owner {
		return "" // that of a singleton
	}
	cells := make([]value.Cell, 0, 2)
	for _, v := range q.page.keys[0] {
		cells = append(cells, v.Cell())
	}
	return string(payload.AppendKey(nil, q.service.model, q.plan.Rows.Type, cells))
}

// appendContext appends the context URL and a comma, unless no metadata is asked for.
func (q *query) appendContext(dst []byte, key string) []byte {
	if q.format.Level == payload.None {
		return dst
	}
	dst = q.format.AppendControl(dst, "", "context")
	dst = payload.AppendContext(dst, q.root, q.plan, q.format, key, q.rowType)
	return append(dst, ',')
}

// appendServiceDocument appends the service document (JSON Format 4.01, section 5).
func (q *query) appendServiceDocument(dst []byte) []byte {
	dst = append(dst, '{')
	dst = q.appendMetadataTag(q.appendContext(dst, ""))
	return payload.AppendResources(dst, q.service.model)
}

// appendEnd ends the object of an entity or a property, where the ETag of $metadata
// comes last: directly behind the context stands the type (JSON Format 4.01, 4.4).
func (q *query) appendEnd(dst []byte) []byte {
	if last := dst[len(dst)-1]; last != ',' && last != '{' {
		dst = append(dst, ',')
	}
	dst = q.appendMetadataTag(dst)
	if dst[len(dst)-1] == ',' {
		dst = dst[:len(dst)-1]
	}
	return append(dst, '}')
}

// appendMetadataTag appends the ETag of $metadata and a comma, where all control
// information is asked for (JSON Format 4.01, 4.5.2).
func (q *query) appendMetadataTag(dst []byte) []byte {
	if q.format.Level != payload.Full {
		return dst
	}
	dst = q.format.AppendControl(dst, "", "metadataEtag")
	return append(value.AppendString(dst, q.service.metadata[documentForm{q.format.Version, xmlType}].tag), ',')
}

func (q *query) appendRow(dst []byte, l *level, i int) ([]byte, error) {
	dst = append(dst, '{')
	dst, err := q.appendMembers(dst, l, i)
	return append(dst, '}'), err
}

func (q *query) appendMembers(dst []byte, l *level, i int) ([]byte, error) {
	own, links := l.parts(i)
	dst = append(dst, own...)
	var err error
	for _, c := range l.children {
		if !l.shows(c.expand, i) {
			continue
		}
		if c.expand.Property == nil {
			dst, links = append(dst, links...), nil
		}
		if last := dst[len(dst)-1]; last != '{' && last != ',' {
			dst = append(dst, ',')
		}
		if dst, err = q.appendExpansion(dst, l, c, i); err != nil {
			return nil, err
		}
		if dst[len(dst)-1] == ',' {
			dst = dst[:len(dst)-1]
		}
	}
	return append(dst, links...), nil
}

// appendExpansion appends one expansion of a row, with its links and its count
// before it and its next link behind it; and a comma where nothing follows those.
func (q *query) appendExpansion(dst []byte, l *level, c *children, i int) ([]byte, error) {
	name := c.expand.Name()
	if l.linked {
		at := l.places[i]
		dst = c.said.Append(dst, l.buf[at.Start:at.End])
	}
	if c.totals != nil {
		dst = q.format.AppendControl(dst, name, "count")
		dst = append(q.format.AppendCount(dst, c.totals[i]), ',')
		if c.expand.Form == plan.Number {
			return dst, nil
		}
	}
	if q.format.OmitNulls && !c.expand.Collection() && c.number[i] == 0 {
		return dst, nil
	}
	dst = append(value.AppendString(dst, name), ':')
	if !c.expand.Collection() {
		if c.number[i] == 0 {
			return append(dst, "null"...), nil
		}
		return q.appendRow(dst, c.level, c.first[i])
	}
	if c.expand.Property != nil {
		return c.appendItems(dst, i), nil
	}
	dst = append(dst, '[')
	var err error
	for n := range c.number[i] {
		if n > 0 {
			dst = append(dst, ',')
		}
		if dst, err = q.appendRow(dst, c.level, c.first[i]+n); err != nil {
			return nil, err
		}
	}
	dst = append(dst, ']')
	if c.cut < 0 || i < c.cut {
		return dst, nil
	}
	link, err := q.nestedLink(l, c, i)
	if err != nil || link == "" {
		return dst, err
	}
	dst = append(dst, ',')
	dst = q.format.AppendControl(dst, name, "nextLink")
	return value.AppendString(dst, link), nil
}
