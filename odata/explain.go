package odata

import (
	"fmt"
	"io"
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
	request, err := syntax.ParseRequest(path, query, e.Limits.Limits)
	if err != nil {
		return err
	}
	bound, err := plan.Bind(e.Model, request, e.Limits)
	if err != nil {
		return err
	}
	values, err := bound.Values(request, value.Value{}, 0)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "tree\n%s\nplan\n%s", indent(syntax.Outline(request)), indent(bound.String()))
	for _, s := range explained(bound, d) {
		fmt.Fprintf(&b, "\n%s\n  %s\n", s.title, s.SQL)
		for i, p := range s.Params {
			fmt.Fprintf(&b, "  %c%d = %s\n", d.Placeholder, i+1, argument(p, values))
		}
	}
	_, err = io.WriteString(w, b.String())
	return err
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n  ") + "\n"
}

type titled struct {
	*sqlgen.Statement
	title string
}

// explained lists the statements of a plan in the order in which they run.
func explained(p *plan.Plan, d *sqlgen.Dialect) []titled {
	if p.Rows == nil {
		return nil
	}
	if p.Kind == plan.Count {
		return appendFound([]titled{{sqlgen.Count(p.Rows, d), "sql: count"}}, p, d)
	}
	var list []titled
	if p.Rows.Count {
		list = append(list, titled{sqlgen.Count(p.Rows, d), "sql: count"})
	}
	list = appendFound(append(list, titled{sqlgen.Read(p.Rows, d, nil), "sql: page"}), p, d)
	list = appendExpansions(list, p.Rows, d, "")
	if p.Parent != nil {
		list = append(list, titled{sqlgen.Read(p.Parent, d, nil), "sql: where nothing is found"})
	}
	return list
}

// appendFound adds what runs instead where there are few candidates.
func appendFound(list []titled, p *plan.Plan, d *sqlgen.Dialect) []titled {
	s := p.Rows.Search
	if s == nil {
		return list
	}
	if counted := sqlgen.Candidates(s, d, fewCandidates); counted != nil {
		list = append(list, titled{counted, "sql: candidates"})
	}
	if p.Kind == plan.Count || p.Rows.Count {
		list = append(list, titled{sqlgen.CountFound(p.Rows, d), "sql: count among candidates"})
	}
	if p.Kind != plan.Count {
		list = append(list, titled{sqlgen.ReadFound(p.Rows, d, nil), "sql: page among candidates"})
	}
	return list
}

func appendExpansions(list []titled, rows *plan.Rows, d *sqlgen.Dialect, prefix string) []titled {
	for _, e := range rows.Expands {
		name := prefix + e.Name()
		if e.Rows.Count {
			list = append(list, titled{sqlgen.CountChildren(e, d), "sql: count " + name})
		}
		if e.Form != plan.Number {
			list = append(list, titled{sqlgen.Expand(e, d), "sql: expand " + name})
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
