package sqlgen

import (
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/value"
)

// Dialect is what differs between the databases. It is data: one table of
// functions in generic SQL, copied and overridden, and a few templates.
type Dialect struct {
	Name string
	// Views is the schema of the views that are read instead of the tables of the
	// same names; "" for the tables themselves.
	Views string
	// Placeholder begins a parameter: $1 or ?1.
	Placeholder byte
	// Explain before a statement has the database tell how it would run it, in rows of
	// the columns Explained, of which the last holds the text.
	Explain   string
	Explained []value.Column
	// functions are templates: %1 to %3 are the arguments, %s is the scale of the first.
	functions map[plan.Func]string
	// cast makes the type of a parameter known; "" where the database needs none.
	cast func(k value.Kind, many bool) string
	// fence ends a sub-query that the planner must not merge with the query around
	// it; "" where it does not.
	fence string
	// distinct and same are null-safe inequality and equality.
	distinct, same string
	// inList is x in a list parameter; %1 is x, %2 the parameter.
	inList func(column value.Column) string
	// limit follows the parameter of a LIMIT.
	limit string
	// apart says that the ranges behind a row are read by statements of their own:
	// the database would sort what a UNION of them gives.
	apart bool
	// nulls says whether a nullable sort term must name where nulls go.
	nulls bool
	// parents is the table of a page's parents for an expansion.
	parents func(w *writer, e *plan.Expand)
	// link is column i of n of the parents' table.
	link func(k value.Kind, i, n int) string
	// ordinal is the number of the parent, from 1.
	ordinal string
	// join is an inner join that starts with its left side.
	join string
	// window writes the query for what $top and $skip leave of each parent's children.
	window func(w *writer, e *plan.Expand)
	// found is the condition that a row of a search table holds what is looked for.
	found func(w *writer, s *plan.Search)
	// candidates reads one row for each candidate; nil where the planner has
	// statistics by which it decides whether to look for them.
	candidates func(w *writer, s *plan.Search)
}

// For gives the dialect of the name: "postgres" or "sqlite".
func For(name string) (*Dialect, bool) {
	switch name {
	case "postgres":
		return postgres(), true
	case "sqlite":
		return sqlite(), true
	}
	return nil, false
}

func sqlite() *Dialect {
	return &Dialect{
		Name:        "sqlite",
		Placeholder: '?',
		Explain:     "EXPLAIN QUERY PLAN ",
		Explained: []value.Column{
			{Kind: value.Int64}, {Kind: value.Int64}, {Kind: value.Int64}, {Kind: value.String},
		},
		functions: generic(),
		cast:      func(value.Kind, bool) string { return "" },
		distinct:  " IS NOT ",
		same:      " IS ",
		inList: func(column value.Column) string {
			return "%1 IN (SELECT " + jsonItem(column, "value") + " FROM json_each(%2))"
		},
		parents: func(w *writer, e *plan.Expand) {
			w.text("json_each(")
			if len(e.Links) == 1 {
				w.param(Param{Source: Links}, e.Kinds[0], true)
			} else {
				w.param(Param{Source: LinkRows}, value.Null, true)
			}
			w.text(") AS p")
		},
		link: func(k value.Kind, i, n int) string {
			if n == 1 {
				return jsonItem(value.Column{Kind: k}, "p.value")
			}
			return jsonItem(value.Column{Kind: k}, "p.value ->> "+itoa(i))
		},
		ordinal: "p.key + 1",
		// A bare parameter would be looked at while planning: SQLite plans such a
		// statement anew each time it is run.
		limit: " + 0",
		apart: true,
		// CROSS JOIN keeps SQLite from starting with the right side: it would walk all
		// users in the order asked for, to find the first three of one team.
		join:   " CROSS JOIN ",
		window: byKey,
		found:  match, candidates: matches,
	}
}

// jsonItem reads an item of a JSON array as the storage class of its kind.
func jsonItem(column value.Column, item string) string {
	if k := column.Kind; k == value.Guid || k == value.Binary || column.Free() {
		return "unhex(" + item + ")"
	}
	return item
}

func postgres() *Dialect {
	functions := postgresFunctions()
	return &Dialect{
		Name:        "postgres",
		Placeholder: '$',
		Explain:     "EXPLAIN ",
		Explained:   []value.Column{{Kind: value.String}},
		functions:   functions,
		cast:        postgresCast,
		fence:       " OFFSET 0",
		distinct:    " IS DISTINCT FROM ",
		same:        " IS NOT DISTINCT FROM ",
		inList:      func(value.Column) string { return "%1 = ANY(%2)" },
		nulls:       true,
		parents:     unnest,
		link:        func(_ value.Kind, i, _ int) string { return "p.l" + itoa(i) },
		ordinal:     "p.ord",
		join:        " JOIN ",
		window:      lateral,
		found:       like,
	}
}

func unnest(w *writer, e *plan.Expand) {
	w.text("unnest(")
	names := ""
	for i, k := range e.Kinds {
		if i > 0 {
			w.text(", ")
		}
		w.param(Param{Source: Links, Index: i}, k, true)
		names += "l" + itoa(i) + ", "
	}
	w.text(") WITH ORDINALITY AS p(" + names + "ord)")
}

func postgresCast(k value.Kind, many bool) string {
	cast := postgresType(k)
	if many {
		return "::" + cast + "[]"
	}
	return "::" + cast
}

func postgresType(k value.Kind) string {
	switch k {
	case value.Boolean:
		return "boolean"
	case value.Guid:
		return "uuid"
	case value.Byte, value.SByte, value.Int16, value.Int32, value.Int64, value.Enum, value.Duration:
		return "bigint"
	case value.Single, value.Double:
		return "float8"
	case value.Decimal:
		return "numeric"
	case value.Date:
		return "date"
	case value.TimeOfDay:
		return "time"
	case value.DateTimeOffset:
		return "timestamptz"
	case value.Binary:
		return "bytea"
	case value.Null, value.String:
	}
	return "text"
}

func itoa(n int) string { return string(value.AppendInteger(nil, int64(n))) }
