package reference

import (
	"errors"
	"slices"
	"time"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// Answer is what a request for a collection must get.
type Answer struct {
	Verdict Verdict
	Reason  string   // of a verdict other than Rows
	Keys    []string // of the rows in order: Row.Key
	Count   int64    // rows before $skip and $top
}

// Rules are what an answer depends on beside the request and the rows.
type Rules struct {
	Now time.Time
	// Strict makes a request fail where an operation has no result, such as a
	// division by zero, instead of taking null for it (doc.go, Failure).
	Strict bool
}

// Answer evaluates `Set?$filter&$orderby&$top&$skip&$count&$compute`. $select,
// $expand and $format do not change which rows there are.
func (db *Database) Answer(r *syntax.Request, rules Rules) Answer {
	a, err := db.answer(r, rules)
	var refused *refusal
	if errors.As(err, &refused) {
		return Answer{Verdict: refused.verdict, Reason: refused.reason}
	}
	return a
}

func (db *Database) answer(r *syntax.Request, rules Rules) (Answer, error) {
	if len(r.Segments) != 1 || r.Segments[0].Kind != syntax.NameSegment || r.Segments[0].Args != nil {
		return Answer{}, notImplemented("the path %s", r.Path)
	}
	set := db.model.Set(r.Segments[0].Name)
	if set == nil {
		return Answer{}, illTyped("no entity set %s", r.Segments[0].Name)
	}
	if o := &r.Options; o.Search != nil || o.Apply != nil || o.SkipToken != nil || o.DeltaToken != nil {
		return Answer{}, notImplemented("an option")
	}
	c := &compiler{db: db, request: r, rules: rules}
	entity := typ{entity: set.Type}
	s := scope{it: entity, here: entity, hereName: itName, this: entity, computed: map[string]term{}}
	if err := c.compute(r.Options.Compute, s); err != nil {
		return Answer{}, err
	}
	condition := constant(of(value.Boolean), Boolean(true))
	if r.Options.Filter != nil {
		var err error
		if condition, err = c.condition(r.Options.Filter.Expr, s); err != nil {
			return Answer{}, err
		}
	}
	terms, err := c.orderTerms(r.Options.OrderBy, s)
	if err != nil {
		return Answer{}, err
	}
	return c.collect(set.Type, condition, terms), nil
}

// compute adds the computed properties to the scope; later ones may use earlier ones.
func (c *compiler) compute(o *syntax.ComputeOption, s scope) error {
	if o == nil {
		return nil
	}
	for _, item := range o.Items {
		_, twice := s.computed[item.Name]
		if p, n := lookup(s.it, item.Name); p != nil || n != nil || twice {
			return illTyped("%s has %s already", s.it, item.Name)
		}
		t, err := c.expr(item.Expr, s)
		if err != nil {
			return err
		}
		t.literal = nil
		s.computed[item.Name] = t
	}
	return nil
}

// sortTerm is one term of the order.
type sortTerm struct {
	term
	descending bool
}

// orderTerms compiles $orderby (Protocol 4.01, 11.2.6.2).
func (c *compiler) orderTerms(o *syntax.OrderByOption, s scope) ([]sortTerm, error) {
	if o == nil {
		return nil, nil
	}
	terms := make([]sortTerm, 0, len(o.Items))
	for _, item := range o.Items {
		t, err := c.expr(item.Expr, s)
		if err != nil {
			return nil, err
		}
		if !t.primitive() || t.is(value.Binary) {
			return nil, illTyped("%s has no order", t)
		}
		terms = append(terms, sortTerm{t, item.Descending})
	}
	return terms, nil
}

// found is a row with the values that it is ordered by.
type found struct {
	row  *Row
	sort []Value
}

// collect keeps the rows for which the condition is true, in order.
func (c *compiler) collect(t *metadata.EntityType, condition term, terms []sortTerm) Answer {
	r, o := &run{strict: c.rules.Strict}, &c.request.Options
	failed := false
	var rows []found
	for _, row := range c.db.rows[t] {
		f := (&frame{run: r, name: thisName, item: row}).with(itName, row)
		kept := condition.eval(f)
		if _, fails := kept.(Failure); fails {
			failed = true
		}
		match := found{row: row}
		for _, term := range terms {
			v := term.eval(f)
			if _, fails := v.(Failure); fails && kept == Boolean(true) {
				failed = true
			}
			match.sort = append(match.sort, v)
		}
		if kept == Boolean(true) {
			rows = append(rows, match)
		}
	}
	if failed {
		// With $top, a database may end before it comes to the row.
		if o.Top != nil {
			return Answer{Verdict: MayFail, Reason: "an operation fails", Count: -1}
		}
		return Answer{Verdict: Fails, Reason: "an operation fails"}
	}
	slices.SortStableFunc(rows, func(a, b found) int { return orderRows(t, terms, a, b) })
	a := Answer{Count: int64(len(rows)), Keys: []string{}}
	if r.mayFail {
		a.Verdict, a.Reason = MayFail, "an operation may fail"
	}
	for _, match := range sliced(rows, o) {
		a.Keys = append(a.Keys, match.row.key)
	}
	return a
}

// orderRows sorts null before everything else, and ends with the key in the
// direction of the last term.
func orderRows(t *metadata.EntityType, terms []sortTerm, a, b found) int {
	descending := false
	for i, term := range terms {
		descending = term.descending
		if c := orderNullable(a.sort[i], b.sort[i]); c != 0 {
			return directed(c, descending)
		}
	}
	return directed(orderKeys(t, a.row, b.row), descending)
}

func directed(c int, descending bool) int {
	if descending {
		return -c
	}
	return c
}

func orderNullable(a, b Value) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	return order(a, b)
}

// sliced applies $skip and $top.
func sliced(rows []found, o *syntax.Options) []found {
	if o.Skip != nil {
		rows = rows[min(int64(len(rows)), o.Skip.Value):]
	}
	if o.Top != nil {
		rows = rows[:min(int64(len(rows)), o.Top.Value)]
	}
	return rows
}
