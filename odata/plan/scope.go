package plan

import "github.com/seed-267014d6/roster/metadata"

// scope says what names mean at a place of an expression; this is $this.
type scope struct {
	rows  *Rows  // the query that the option is about
	main  *Table // what names without a variable belong to
	this  *variable
	inner *variable
}

// variable is a lambda variable: an entity of Table, or an item of Property.
type variable struct {
	name  string
	table *Table
	items *metadata.Property
	outer *variable
}

// at is a step to a table of entities, or to one of the items of a collection property.
func (s scope) at(t *Table) step {
	if t.Entity == nil && s.this != nil {
		return step{table: t, items: s.this.items}
	}
	return step{table: t}
}

// items is the scope of a condition on the items of a collection.
func (s scope) items(at step) scope {
	this := &variable{table: at.table, items: at.items}
	if at.items != nil {
		s.this = this
		return s
	}
	return scope{rows: s.rows, main: at.table, this: this, inner: s.inner}
}

func (s scope) with(v *variable) scope {
	v.outer = s.inner
	s.inner = v
	return s
}

// variable finds a lambda variable; names are case-sensitive, inner ones hide
// outer ones, and all of them hide properties (URL Conventions 4.01, 5.1.1.13).
func (s scope) variable(name string) *variable {
	for v := s.inner; v != nil; v = v.outer {
		if v.name == name {
			return v
		}
	}
	return nil
}
