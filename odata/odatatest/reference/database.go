package reference

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/value"
)

// Contents are the rows of a database as texts: null is a name without a text.
// The names of a set's rows are those of the properties, those of a link table
// its columns. Numbers of enumerations and microseconds of durations are written
// in digits, binary in hexadecimal digits, collections with their separator
// between the items, everything else in the form of its literal.
type Contents struct {
	Sets  map[string][]map[string]string
	Links map[string][]map[string]string
}

// Database holds the rows of every entity set. It is immutable.
type Database struct {
	model     *metadata.Model
	rows      map[*metadata.EntityType][]*Row
	functions map[string]function
}

// NewDatabase reads the contents.
func NewDatabase(m *metadata.Model, c Contents) (*Database, error) {
	db := &Database{model: m, rows: map[*metadata.EntityType][]*Row{}, functions: functions()}
	for name, rows := range c.Sets {
		set := m.Set(name)
		if set == nil {
			return nil, fmt.Errorf("there is no entity set %s", name)
		}
		for _, texts := range rows {
			row, err := newRow(set.Type, texts)
			if err != nil {
				return nil, fmt.Errorf("a row of %s: %w", name, err)
			}
			db.rows[set.Type] = append(db.rows[set.Type], row)
		}
	}
	for _, t := range m.Types {
		for _, n := range t.Navigations {
			if err := db.link(n, c.Links); err != nil {
				return nil, fmt.Errorf("%s of %s: %w", n.Name, t.Name, err)
			}
		}
		slices.SortFunc(db.rows[t], func(a, b *Row) int { return orderKeys(t, a, b) })
	}
	return db, nil
}

// Model is what the rows are of.
func (db *Database) Model() *metadata.Model { return db.model }

// Rows lists the rows of an entity set by key.
func (db *Database) Rows(set string) []*Row { return db.rows[db.model.Set(set).Type] }

func orderKeys(t *metadata.EntityType, a, b *Row) int {
	for _, k := range t.Key {
		if c := order(a.values[k.Name], b.values[k.Name]); c != 0 {
			return c
		}
	}
	return 0
}

func newRow(t *metadata.EntityType, texts map[string]string) (*Row, error) {
	row := &Row{links: map[string][]*Row{}}
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
			values[p.Name] = &Row{values: inner}
			continue
		}
		text, given := texts[prefix+p.Name]
		if !given {
			// The text of a collection may be a property of its own.
			for _, other := range list {
				if other.Collection != nil && p.Collection == nil && other.Column == p.Column {
					text, given = texts[prefix+other.Name], true
				}
			}
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

// plain writes a key value as it stands in JSON, without quotes.
func plain(p *metadata.Property, v Value) string {
	switch v := v.(type) {
	case Text:
		return string(v)
	case Exact:
		return v.FloatString(p.Scale)
	case Guid:
		return guidText(v)
	case Day:
		return v.moment().Format(time.DateOnly)
	case Ticks:
		return strconv.FormatInt(v.Micros, 10)
	case Member:
		return strconv.FormatInt(int64(v), 10)
	default:
		return fmt.Sprint(v)
	}
}

func guidText(g Guid) string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", g[:4], g[4:6], g[6:8], g[8:10], g[10:])
}

// link finds the rows that a navigation property of each row leads to.
func (db *Database) link(n *metadata.Navigation, links map[string][]map[string]string) error {
	last, step := n.Target, n.Join
	reached := map[string][]*Row{} // by the values of the target's columns that are joined
	if n.Through != nil {
		step = n.Through.Join
	}
	to := make([]string, 0, len(step))
	for _, j := range step {
		to = append(to, j.To)
	}
	for _, row := range db.rows[last] {
		if key, ok := joinKey(last, row, to); ok {
			reached[key] = append(reached[key], row)
		}
	}
	if n.Through != nil {
		var err error
		if reached, err = throughTable(n, reached, links[n.Through.Table]); err != nil {
			return err
		}
	}
	from := make([]string, 0, len(n.Join))
	for _, j := range n.Join {
		from = append(from, j.From)
	}
	for _, row := range db.rows[n.From] {
		if key, ok := joinKey(n.From, row, from); ok {
			row.links[n.Name] = reached[key]
		}
	}
	return nil
}

// throughTable moves what is reached from the far side of a link table to its near side.
func throughTable(n *metadata.Navigation, far map[string][]*Row, links []map[string]string) (map[string][]*Row, error) {
	near := map[string][]*Row{}
	for _, link := range links {
		var nearKey, farKey strings.Builder
		for _, j := range n.Join {
			if err := appendLink(&nearKey, n.From, j.From, link[j.To]); err != nil {
				return nil, err
			}
		}
		for _, j := range n.Through.Join {
			if err := appendLink(&farKey, n.Target, j.To, link[j.From]); err != nil {
				return nil, err
			}
		}
		near[nearKey.String()] = append(near[nearKey.String()], far[farKey.String()]...)
	}
	return near, nil
}

func appendLink(key *strings.Builder, t *metadata.EntityType, column, text string) error {
	p := columnProperty(t, column)
	if p == nil {
		return fmt.Errorf("no property has the column %s", column)
	}
	v, err := readColumn(p, text)
	if err != nil {
		return err
	}
	key.WriteString(plain(p, v) + "\x00")
	return nil
}

func joinKey(t *metadata.EntityType, row *Row, columns []string) (string, bool) {
	var key strings.Builder
	for _, column := range columns {
		p := columnProperty(t, column)
		if p == nil || row.values[p.Name] == nil {
			return "", false
		}
		key.WriteString(plain(p, row.values[p.Name]) + "\x00")
	}
	return key.String(), true
}

func columnProperty(t *metadata.EntityType, column string) *metadata.Property {
	for _, p := range t.Properties {
		if p.Column == column && p.Collection == nil {
			return p
		}
	}
	return nil
}
