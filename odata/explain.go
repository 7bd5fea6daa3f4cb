package odata

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/sqlgen"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// Explanation is what Explain is asked.
type Explanation struct {
	Model  *metadata.Model
	Limits plan.Limits
	// Target is the path and query relative to the service root, as in a URL; it may
	// hold blanks.
	Target string
	// Dialect is what the SQL is for: "postgres" or "sqlite".
	Dialect string
	// Views is as in Config.
	Views string
}

// Explained is how a request is served.
type Explained struct {
	Dialect    string               `json:"dialect"` // that the SQL is for
	Tree       string               `json:"tree"`    // of the request, one node on a line
	Plan       string               `json:"plan"`    // with types
	Statements []ExplainedStatement `json:"statements"`
}

// ExplainedStatement is one statement of the SQL that a request needs.
type ExplainedStatement struct {
	Title     string   `json:"title"` // what it is for, such as "page"
	SQL       string   `json:"sql"`
	Arguments []string `json:"arguments"` // what they are, or where they come from
}

// Explain tells how a request would be served, without running anything. path and
// query are relative to the service root, as in a URL. The error is the *fault.Fault
// that the request would be answered with.
func (s *Service) Explain(path, query string) (*Explained, error) {
	return explain(s.model, s.limits, s.dialect, !s.noSearch, path, query)
}

// Explain writes how a request is served: its tree, its typed plan, the SQL and
// the arguments. Nothing is run. The error is the *fault.Fault that the request
// would be answered with.
func Explain(w io.Writer, e Explanation) error {
	d, ok := sqlgen.For(e.Dialect)
	if !ok {
		return fmt.Errorf("there is no dialect %q, only postgres and sqlite", e.Dialect)
	}
	d.Views = e.Views
	path, query, _ := strings.Cut(e.Target, "?")
	made, err := explain(e.Model, e.Limits, d, true, path, query)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "tree\n%s\nplan\n%s", indent(made.Tree), indent(made.Plan))
	for _, s := range made.Statements {
		fmt.Fprintf(&b, "\nsql: %s\n  %s\n", s.Title, s.SQL)
		for i, text := range s.Arguments {
			fmt.Fprintf(&b, "  %c%d = %s\n", d.Placeholder, i+1, text)
		}
	}
	_, err = io.WriteString(w, b.String())
	return err
}

// explain tells it for a dialect, with what looks for candidates where search is set.
func explain(
	m *metadata.Model, limits plan.Limits, d *sqlgen.Dialect, search bool, path, query string,
) (*Explained, error) {
	request, err := syntax.ParseRequest(path, query, limits.Limits)
	if err != nil {
		return nil, err
	}
	if err := allowed(http.MethodGet, request); err != nil {
		return nil, err
	}
	bound, err := plan.Bind(m, request, limits)
	if err != nil {
		return nil, err
	}
	values, err := bound.Values(request, value.Value{}, 0)
	if err != nil {
		return nil, err
	}
	made := &Explained{
		Dialect: d.Name, Tree: syntax.Outline(request), Plan: bound.String(), Statements: []ExplainedStatement{},
	}
	for _, s := range explained(bound, d, search) {
		arguments := make([]string, 0, len(s.Params))
		for _, p := range s.Params {
			arguments = append(arguments, argument(p, values))
		}
		made.Statements = append(made.Statements, ExplainedStatement{s.title, s.SQL, arguments})
	}
	return made, nil
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n  ") + "\n"
}

type titled struct {
	*sqlgen.Statement
	title string
}

// explained lists the statements of a plan in the order in which they run.
func explained(p *plan.Plan, d *sqlgen.Dialect, search bool) []titled {
	if p.Rows == nil {
		return nil
	}
	found := func(list []titled) []titled {
		if !search {
			return list
		}
		return appendFound(list, p, d)
	}
	if p.Kind == plan.Count {
		return found([]titled{{sqlgen.Count(p.Rows, d), "count"}})
	}
	var list []titled
	if p.Rows.Count {
		list = append(list, titled{sqlgen.Count(p.Rows, d), "count"})
	}
	list = found(append(list, titled{sqlgen.Read(p.Rows, d, nil), "page"}))
	list = appendExpansions(list, p.Rows, d, "")
	if p.Parent != nil {
		list = append(list, titled{sqlgen.Read(p.Parent, d, nil), "where nothing is found"})
	}
	return list
}

// appendFound adds what runs instead where there are few candidates.
func appendFound(list []titled, p *plan.Plan, d *sqlgen.Dialect) []titled {
	s := p.Rows.Search
	if s == nil {
		return list
	}
	if counted := sqlgen.Candidates(s, d); counted != nil {
		list = append(list, titled{counted, "candidates"})
	}
	if p.Kind == plan.Count || p.Rows.Count {
		list = append(list, titled{sqlgen.CountFound(p.Rows, d), "count among candidates"})
	}
	if p.Kind != plan.Count {
		list = append(list, titled{sqlgen.ReadFound(p.Rows, d, nil), "page among candidates"})
	}
	return list
}

func appendExpansions(list []titled, rows *plan.Rows, d *sqlgen.Dialect, prefix string) []titled {
	for _, e := range rows.Expands {
		name := prefix + e.Name()
		if e.Rows.Count {
			list = append(list, titled{sqlgen.CountChildren(e, d), "count " + name})
		}
		if e.Form != plan.Number {
			list = append(list, titled{sqlgen.Expand(e, d), "expand " + name})
		}
		list = appendExpansions(list, e.Rows, d, name+"/")
	}
	return list
}

// argument shows where an argument comes from and, for a literal, what it is.
func argument(p sqlgen.Param, values []value.Value) string {
	if p.Source != sqlgen.Slot {
		return p.Source.String()
	}
	if p.Index == plan.ScopeSlot {
		return "the tenant"
	}
	v := values[p.Index]
	if !v.Many {
		return literalText(v)
	}
	items := make([]string, 0, len(v.List))
	for _, item := range v.List {
		items = append(items, literalText(item))
	}
	return "[" + strings.Join(items, ", ") + "]"
}

func literalText(v value.Value) string {
	if v.Kind == value.Null {
		return "null"
	}
	c := v.Cell()
	return string(value.JSON(v.Kind)(nil, &c))
}
