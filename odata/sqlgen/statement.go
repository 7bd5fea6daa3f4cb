package sqlgen

import (
	"github.com/seed-267014d6/roster/odata/value"
)

// Statement is one generated query.
type Statement struct {
	SQL     string
	Params  []Param        // in the order of the placeholders
	Columns []value.Column // of the result
	// Then follows where the page is not full: the rows behind those of this one. It
	// looks for a page's rest.
	Then *Statement
	// Searches says that the best way to run it depends on what is looked for.
	Searches bool
}

// Chain lists the statement and what follows it.
func (s *Statement) Chain() []*Statement {
	var list []*Statement
	for ; s != nil; s = s.Then {
		list = append(list, s)
	}
	return list
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
	Patterns                    // what LIKE looks for, as a list
	Match                       // what FTS5 looks for
	FirstID                     // the first id of the tenant's search texts
	LastID                      // and the last
)

// String is the source's name.
func (s ParamSource) String() string {
	return [...]string{
		"slot", "limit", "skip", "token", "links", "link rows", "patterns", "match", "first id", "last id",
	}[s]
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
		case Patterns:
			args[i] = patterns(given.Found.Needles)
		case Match:
			args[i] = expression(given.Found.Needles)
		case FirstID:
			args[i] = value.Value{Kind: value.Int64, Int: given.Found.FirstID}
		case LastID:
			args[i] = value.Value{Kind: value.Int64, Int: given.Found.LastID}
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
	Found *Found        // where the statement looks for candidates
}

// Found is what candidates are found by.
type Found struct {
	// Needles are texts of ShortestNeedle characters or more, folded as the search
	// text is; a candidate holds one of them.
	Needles []string
	// FirstID and LastID are the range of the candidates' ids (metadata.SearchText.IDs).
	FirstID, LastID int64
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
