package reference

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/value"
)

// Row is an entity, or the value of a complex type.
type Row struct {
	typ    *metadata.EntityType // what the entity is; nil for a complex value
	values map[string]Value
	links  map[string][]*Row // by navigation property
	key    string
}

// Key is the entity's key: its values as they stand in JSON, without quotes, joined by commas.
func (r *Row) Key() string { return r.key }

func newRow(t *metadata.EntityType, texts map[string]string) (*Row, error) {
	row := &Row{typ: t, links: map[string][]*Row{}}
	var err error
	if row.values, err = readProperties(t.Properties, texts, ""); err != nil {
		return nil, err
	}
	keys := make([]string, 0, len(t.Key))
	for _, k := range t.Key {
		keys = append(keys, plain(k, row.values[k.Name]))
	}
	row.key = strings.Join(keys, ",")
	return row, nil
}

// readProperties reads those whose texts have the prefix before their names.
func readProperties(list []*metadata.Property, texts map[string]string, prefix string) (map[string]Value, error) {
	values := map[string]Value{}
	for _, p := range list {
		if p.Complex != nil {
			inner, err := readProperties(p.Complex.Properties, texts, prefix+p.Name+"/")
			if err != nil {
				return nil, err
			}
			// A nullable one is null where all that is in it is null.
			values[p.Name] = nil
			if !p.Nullable || !empty(inner) {
				values[p.Name] = &Row{values: inner}
			}
			continue
		}
		text, given := texts[prefix+p.Name]
		if joined := joinedIn(list, p); joined != nil && !given {
			text, given = texts[prefix+joined.Name], true
		}
		switch {
		case p.Collection != nil:
			values[p.Name] = readItems(p, text)
		case given:
			v, err := readColumn(p, text)
			if err != nil {
				return nil, fmt.Errorf("%s %q: %w", p.Name, text, err)
			}
			values[p.Name] = v
		default:
			values[p.Name] = nil
		}
	}
	return values, nil
}

// joinedIn is the collection whose text the property is, if it is one.
func joinedIn(list []*metadata.Property, p *metadata.Property) *metadata.Property {
	for _, other := range list {
		if other.Collection != nil && p.Collection == nil && other.Column == p.Column {
			return other
		}
	}
	return nil
}

// empty says whether a complex value has nothing in it, also not in those inside.
func empty(values map[string]Value) bool {
	for _, v := range values {
		if inner, structured := v.(*Row); structured && empty(inner.values) {
			continue
		}
		if v != nil {
			return false
		}
	}
	return true
}

func readItems(p *metadata.Property, text string) Collection {
	items := Collection{}
	if text == "" {
		return items
	}
	for item := range strings.SplitSeq(text, p.Collection.Separator) {
		items = append(items, Text(item))
	}
	return items
}

// readColumn reads one text of Contents.
func readColumn(p *metadata.Property, text string) (Value, error) {
	switch p.Kind {
	case value.Boolean:
		b, err := strconv.ParseBool(text)
		return Boolean(b), err
	case value.String:
		return Text(text), nil
	case value.Enum:
		n, err := strconv.ParseInt(text, 10, 64)
		return Member(n), err
	case value.Duration:
		n, err := strconv.ParseInt(text, 10, 64)
		return Ticks{Micros: n}, err
	case value.Byte, value.SByte, value.Int16, value.Int32, value.Int64, value.Decimal:
		if v, ok := readNumber(text); ok {
			return v, nil
		}
	case value.Double:
		f, err := strconv.ParseFloat(text, 64)
		return Float(f), err
	case value.Single:
		f, err := strconv.ParseFloat(text, 32)
		return Float(f), err
	case value.Binary:
		b, err := hexBytes(text)
		return Binary(b), err
	case value.DateTimeOffset, value.Date, value.TimeOfDay, value.Guid:
		if v, ok := readText(p.Kind, text); ok {
			return v, nil
		}
	case value.Null:
	}
	return nil, fmt.Errorf("not a value of %s", p.Kind)
}

func hexBytes(text string) ([]byte, error) {
	b := make([]byte, 0, len(text)/2)
	for i := 0; i+1 < len(text); i += 2 {
		n, err := strconv.ParseUint(text[i:i+2], 16, 8)
		if err != nil {
			return nil, fmt.Errorf("binary: %w", err)
		}
		b = append(b, byte(n))
	}
	return b, nil
}

func guidText(g Guid) string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", g[:4], g[4:6], g[6:8], g[8:10], g[10:])
}
