package reference

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-267014d6/roster/metadata"
)

// Contents are the rows of a database as texts: null is a name without a text.
// The names of a set's rows are those of the properties, with paths to members
// of complex ones; those of a link table its columns. Numbers of enumerations
// and microseconds of durations are written in digits, binary in hexadecimal
// digits, collections with their separator between the items, everything else in
// the form of its literal. Where a set has several types, "@type" names that of
// the row, unless the name of the discriminator's column behind a # gives its
// value; other names that begin with # are columns that do not count for the
// row. A singleton with rows of its own is one of the Sets.
type Contents struct {
	Sets  map[string][]map[string]string
	Links map[string][]map[string]string
}

// Database holds the rows of every entity set. It is immutable.
type Database struct {
	model     *metadata.Model
	rows      map[*metadata.EntityType][]*Row // by the root of the hierarchy, in the order of the keys
	functions map[string]function
}

// NewDatabase reads the contents.
func NewDatabase(m *metadata.Model, c Contents) (*Database, error) {
	db := &Database{model: m, rows: map[*metadata.EntityType][]*Row{}, functions: functions()}
	for name, rows := range c.Sets {
		t := db.typeNamed(name)
		if t == nil {
			return nil, fmt.Errorf("there is no entity set %s", name)
		}
		for _, texts := range rows {
			of := db.typeOfRow(t, texts)
			if of == nil {
				continue // a row of no type is no entity
			}
			row, err := newRow(of, texts)
			if err != nil {
				return nil, fmt.Errorf("a row of %s: %w", name, err)
			}
			db.rows[t.Root()] = append(db.rows[t.Root()], row)
		}
	}
	for t, rows := range db.rows {
		slices.SortFunc(rows, func(a, b *Row) int { return orderKeys(t, a, b) })
	}
	for _, t := range m.Types {
		for _, n := range t.OwnNavigations() {
			if err := db.link(n, c.Links); err != nil {
				return nil, fmt.Errorf("%s of %s: %w", n.Name, t.Name, err)
			}
		}
	}
	return db, nil
}

// typeNamed is the type of an entity set or a singleton.
func (db *Database) typeNamed(name string) *metadata.EntityType {
	if set := db.model.Set(name); set != nil {
		return set.Type
	}
	if single := db.model.Singleton(name); single != nil {
		return single.Type
	}
	return nil
}

// typeOfRow is nil for a row whose discriminator is that of no type.
func (db *Database) typeOfRow(t *metadata.EntityType, texts map[string]string) *metadata.EntityType {
	if t.Discriminator != nil {
		if text, given := texts["#"+t.Discriminator.Column]; given {
			for _, of := range append([]*metadata.EntityType{t}, t.Derived()...) {
				v, stored := of.Discriminator.Value, of.Discriminator.Value.Text
				if v.Kind.IsInteger() {
					stored = strconv.FormatInt(v.Int, 10)
				}
				if !of.Abstract && stored == text {
					return of
				}
			}
			return nil
		}
	}
	if name, given := texts["@type"]; given {
		return db.model.EntityType(db.model.Qualified(name))
	}
	return t
}

// Model is what the rows are of.
func (db *Database) Model() *metadata.Model { return db.model }

// Rows lists the rows of an entity set by key, or those that a singleton is one of.
func (db *Database) Rows(set string) []*Row { return db.entities(db.typeNamed(set)) }

// entities are the rows of a type, those of derived types among them, by key.
func (db *Database) entities(t *metadata.EntityType) []*Row {
	all := db.rows[t.Root()]
	if t.Base == nil {
		return all
	}
	var list []*Row
	for _, row := range all {
		if row.typ.IsA(t) {
			list = append(list, row)
		}
	}
	return list
}

// single is the entity of a singleton, nil without one.
func (db *Database) single(s *metadata.Singleton) *Row {
	for _, row := range db.entities(s.Type) {
		same := true
		for i, v := range s.Key {
			stored := row.values[s.Type.Key[i].Name]
			switch {
			case v.Kind.IsInteger():
				same = same && order(stored, whole(v.Int)) == 0
			default:
				same = same && order(stored, Text(v.Text)) == 0
			}
		}
		if same {
			return row
		}
	}
	return nil
}

func orderKeys(t *metadata.EntityType, a, b *Row) int {
	for _, k := range t.Key {
		if c := order(a.values[k.Name], b.values[k.Name]); c != 0 {
			return c
		}
	}
	return 0
}

// link finds the rows that a navigation property of each row leads to.
func (db *Database) link(n *metadata.Navigation, links map[string][]map[string]string) error {
	step := n.Join
	reached := map[string][]*Row{} // by the values of the target's columns that are joined
	if n.Through != nil {
		step = n.Through.Join
	}
	to := make([]string, 0, len(step))
	for _, j := range step {
		to = append(to, j.To)
	}
	for _, row := range db.entities(n.Target) {
		if key, ok := joinKey(n.Target, row, to); ok {
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
	for _, row := range db.entities(n.From) {
		if key, ok := joinKey(n.From, row, from); ok {
			rows := slices.Clone(reached[key])
			slices.SortFunc(rows, func(a, b *Row) int { return orderKeys(n.Target, a, b) })
			row.links[n.Name] = rows
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
