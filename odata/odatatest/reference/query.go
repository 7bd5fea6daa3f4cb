package reference

import (
	"slices"

	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// query is what is asked of a collection, or of one entity: that of the request,
// of an expanded navigation property, of a collection in $select.
type query struct {
	condition term
	terms     []sortTerm
	skip, top *syntax.CountOption
	count     bool
	shape     *shape // of entities
}

// query compiles the options of a collection whose items are s.here, or of one
// of them, in the order of Protocol 4.01, 11.2.1.
func (c *compiler) query(o *syntax.Options, s scope) (*query, error) {
	s.computed = map[string]term{}
	computed, err := c.compute(o.Compute, s)
	if err != nil {
		return nil, err
	}
	q := &query{
		condition: constant(of(value.Boolean), Boolean(true)), skip: o.Skip, top: o.Top,
		count: o.Count != nil && o.Count.Value,
	}
	if o.Search != nil || o.Apply != nil {
		return nil, notImplemented("an option")
	}
	if o.Filter != nil {
		if q.condition, err = c.condition(o.Filter.Expr, s); err != nil {
			return nil, err
		}
	}
	if q.terms, err = c.orderTerms(o.OrderBy, s); err != nil {
		return nil, err
	}
	if s.here.entity != nil {
		q.shape, err = c.shape(o, computed, s)
	}
	return q, err
}

// compute adds the computed properties to the scope; later ones may use earlier ones.
func (c *compiler) compute(o *syntax.ComputeOption, s scope) ([]computed, error) {
	if o == nil {
		return nil, nil
	}
	list := make([]computed, 0, len(o.Items))
	for _, item := range o.Items {
		_, twice := s.computed[item.Name]
		if p, n := lookup(s.here, item.Name); p != nil || n != nil || twice {
			return nil, illTyped("%s has %s already", s.here, item.Name)
		}
		t, err := c.expr(item.Expr, s)
		if err != nil {
			return nil, err
		}
		switch {
		case !t.primitive():
			return nil, notImplemented("%s as a computed property", t.typ)
		case !t.served():
			return nil, illTyped("a time that is not served is shown")
		}
		t.literal = nil
		s.computed[item.Name] = t
		list = append(list, computed{item.Name, t})
	}
	return list, nil
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

// match is an item with the values that it is ordered by.
type match struct {
	item  Value
	frame *frame
	sort  []Value
}

// found is what a query finds.
type found struct {
	rows   []match // after $skip and $top
	count  int64   // before
	failed bool    // an operation failed (Rules.Strict)
	query  *query
}

// of runs the query over the items, each of which gets a frame.
func (q *query) of(items Collection, frameOf func(item Value) *frame) found {
	result := found{query: q}
	for _, item := range items {
		f := frameOf(item)
		kept := q.condition.eval(f)
		if _, fails := kept.(Failure); fails {
			result.failed = true
		}
		m := match{item: item, frame: f}
		for _, term := range q.terms {
			v := term.eval(f)
			if _, fails := v.(Failure); fails && kept == Boolean(true) {
				result.failed = true
			}
			m.sort = append(m.sort, v)
		}
		if kept == Boolean(true) {
			result.rows = append(result.rows, m)
		}
	}
	result.count = int64(len(result.rows))
	if !result.failed {
		slices.SortStableFunc(result.rows, q.order)
	}
	if q.skip != nil {
		result.rows = result.rows[min(result.count, q.skip.Value):]
	}
	if q.top != nil {
		result.rows = result.rows[:min(int64(len(result.rows)), q.top.Value)]
	}
	return result
}

// order sorts null before everything else, and ends with the key of entities in
// the direction of the last term.
func (q *query) order(a, b match) int {
	descending := false
	for i, term := range q.terms {
		descending = term.descending
		if c := orderNullable(a.sort[i], b.sort[i]); c != 0 {
			return directed(c, descending)
		}
	}
	if row, ok := a.item.(*Row); ok {
		return directed(orderKeys(row.typ, row, b.item.(*Row)), descending)
	}
	return 0
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

// show puts the items into an object, as the property of the name or as its
// value, with their number where it is asked for.
func (r found) show(into Object, name string, item func(m match) any) {
	list := make([]any, 0, len(r.rows))
	for _, m := range r.rows {
		list = append(list, item(m))
	}
	member := name
	if name == "" {
		member = "value"
	}
	into[member] = list
	if r.query.count {
		into[name+countAnnotation] = r.count
	}
}
