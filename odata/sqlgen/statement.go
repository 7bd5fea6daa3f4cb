package sqlgen

import (
	"github.com/seed-267014d6/roster/odata/value"
)

// Statement is one generated query.
type Statement struct {
	SQL     string
	Params  []Param        // in the order of the placeholders
	Columns []value.Column // of the result
}

// ParamSource says where an argument comes from at execution.
type ParamSource uint8

// The sources.
const (
	Slot     ParamSource = iota // slot Index of the plan
	Limit                       // how many rows to read at most
	Skip                        // how many rows to pass over
	Token                       // value Index of the row that the page goes on after
	Links                       // link Index of all parents, as a list
	LinkRows                    // all links of all parents, as a list of lists
)

// String is the source's name.
func (s ParamSource) String() string {
	return [...]string{"slot", "limit", "skip", "token", "links", "link rows"}[s]
}

// Param is the recipe of one argument.
type Param struct {
	Source ParamSource
	Index  int
}

// Arguments resolves the parameters of a statement: by the plan's values, and by
// the paging and parent values in given.
func (s *Statement) Arguments(values []value.Value, given Given) []value.Value {
	args := make([]value.Value, len(s.Params))
	for i, p := range s.Params {
		switch p.Source {
		case Slot:
			args[i] = values[p.Index]
		case Limit:
			args[i] = value.Value{Kind: value.Int64, Int: given.Limit}
		case Skip:
			args[i] = value.Value{Kind: value.Int64, Int: given.Skip}
		case Token:
			args[i] = given.After[p.Index]
		case Links:
			args[i] = given.Links[p.Index]
		case LinkRows:
			args[i] = transpose(given.Links)
		}
	}
	return args
}

// Given holds the values that do not come from the plan's slots.
type Given struct {
	Limit int64
	Skip  int64
	After []value.Value // the order values of the last row of the page before
	Links []value.Value // one list for each link column
}

// transpose makes a list of rows from a list of columns.
func transpose(columns []value.Value) value.Value {
	rows := value.Value{Many: true, List: make([]value.Value, len(columns[0].List))}
	for i := range rows.List {
		row := value.Value{Many: true, List: make([]value.Value, len(columns))}
		for j := range columns {
			row.List[j] = columns[j].List[i]
		}
		rows.List[i] = row
	}
	return rows
}
