package reference

import (
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// logic is and, or: three-valued (URL Conventions 4.01, 5.1.1.1.7 and 5.1.1.1.8).
func (c *compiler) logic(e *syntax.Binary, s scope) (term, error) {
	var terms []term
	var rest syntax.Expr = e
	for {
		chain, ok := rest.(*syntax.Binary)
		if !ok || chain.Op != e.Op {
			break
		}
		t, err := c.condition(chain.R, s)
		if err != nil {
			return term{}, err
		}
		terms, rest = append(terms, t), chain.L
	}
	first, err := c.condition(rest, s)
	if err != nil {
		return term{}, err
	}
	terms = append(terms, first)
	decisive := Boolean(e.Op == syntax.Or)
	return term{typ: of(value.Boolean), eval: func(f *frame) Value {
		var result Value = !decisive
		for _, t := range terms {
			result = connect(result, t.eval(f), decisive)
		}
		return result
	}}, nil
}

// connect decides by a decisive operand, whatever the other is; then a failure
// counts more than null.
func connect(a, b Value, decisive Boolean) Value {
	switch {
	case a == decisive || b == decisive:
		return decisive
	case a == Failure{} || b == Failure{}:
		return Failure{}
	case a == nil || b == nil:
		return nil
	}
	return a
}

// comparison is eq, ne, gt, ge, lt, le: two-valued (URL Conventions 4.01, 5.1.1.1.1).
func (c *compiler) comparison(e *syntax.Binary, s scope) (term, error) {
	l, err := c.expr(e.L, s)
	if err != nil {
		return term{}, err
	}
	r, err := c.expr(e.R, s)
	if err != nil {
		return term{}, err
	}
	return compare(e.Op, l, r)
}

func compare(op syntax.Op, l, r term) (term, error) {
	equality := op == syntax.Eq || op == syntax.Ne
	switch {
	case l.many || r.many:
		return term{}, illTyped("collections are not compared")
	case l.structured() && !r.null() || r.structured() && !l.null():
		return term{}, illTyped("structured values are compared with null only")
	case (l.structured() || r.structured()) && !equality:
		return term{}, illTyped("structured values have no order")
	}
	notNumber := l.notNumber() || r.notNumber()
	l, r, err := meet(l, r)
	if err != nil {
		return term{}, err
	}
	if !equality && (l.is(value.Binary) || r.is(value.Binary)) {
		return term{}, illTyped("Edm.Binary has no order")
	}
	return term{typ: of(value.Boolean), eval: func(f *frame) Value {
		a, b := l.eval(f), r.eval(f)
		switch {
		case a == Failure{} || b == Failure{}:
			return Failure{}
		case notNumber:
			return Boolean(op == syntax.Ne)
		}
		return decide(op, a, b)
	}}, nil
}

// decide compares two values of one type, or null.
func decide(op syntax.Op, a, b Value) Boolean {
	if a == nil || b == nil {
		same := a == nil && b == nil
		return Boolean(op == syntax.Eq && same || op == syntax.Ne && !same)
	}
	c := order(a, b)
	switch op {
	case syntax.Eq:
		return c == 0
	case syntax.Ne:
		return c != 0
	case syntax.Gt:
		return c > 0
	case syntax.Ge:
		return c >= 0
	case syntax.Lt:
		return c < 0
	default:
		return c <= 0
	}
}

// in is membership in a list or a collection: two-valued, as it stands for
// comparisons with eq (URL Conventions 4.01, 5.1.1.1.10).
func (c *compiler) in(e *syntax.Binary, s scope) (term, error) {
	x, err := c.expr(e.L, s)
	if err != nil {
		return term{}, err
	}
	items, listed := c.listed(e.R)
	if listed {
		return c.inList(x, items, s)
	}
	many, err := c.expr(e.R, s)
	if err != nil {
		return term{}, err
	}
	if !many.many || many.structured() || !x.primitive() {
		return term{}, illTyped("'in' needs a primitive value and a collection of such")
	}
	var item Value
	probe, err := compare(syntax.Eq, x, term{typ: many.item(), eval: func(*frame) Value { return item }})
	if err != nil {
		return term{}, err
	}
	return term{typ: of(value.Boolean), eval: func(f *frame) Value {
		all := many.eval(f)
		if _, failed := all.(Failure); failed {
			return all
		}
		var result Value = Boolean(false)
		values, _ := all.(Collection)
		for _, item = range values {
			result = connect(result, probe.eval(f), true)
		}
		return result
	}}, nil
}

// listed is a list that is written out, possibly as an alias.
func (c *compiler) listed(e syntax.Expr) ([]syntax.Expr, bool) {
	switch e := e.(type) {
	case *syntax.List:
		return e.Items, true
	case *syntax.Array:
		return e.Items, true
	case *syntax.Alias:
		for _, given := range c.request.Options.Aliases {
			if given.Alias == e.Name && given.Expr != syntax.Expr(e) {
				return c.listed(given.Expr)
			}
		}
	default:
	}
	return nil, false
}

// inList compares with every item in turn, so that each takes the type it is compared with.
func (c *compiler) inList(x term, items []syntax.Expr, s scope) (term, error) {
	if !x.primitive() {
		return term{}, illTyped("'in' needs a primitive value")
	}
	probes := make([]term, 0, len(items))
	for _, item := range items {
		t, err := c.expr(item, s)
		if err != nil {
			return term{}, err
		}
		probe, err := compare(syntax.Eq, x, t)
		if err != nil {
			return term{}, err
		}
		probes = append(probes, probe)
	}
	return term{typ: of(value.Boolean), eval: func(f *frame) Value {
		var result Value = Boolean(false)
		for _, probe := range probes {
			result = connect(result, probe.eval(f), true)
		}
		return result
	}}, nil
}

// has says whether all of the flags are set (URL Conventions 4.01, 5.1.1.1.9).
func (c *compiler) has(e *syntax.Binary, s scope) (term, error) {
	l, err := c.expr(e.L, s)
	if err != nil {
		return term{}, err
	}
	r, err := c.expr(e.R, s)
	if err != nil {
		return term{}, err
	}
	if !l.is(value.Enum) && !l.null() || l.enum != nil && !l.enum.Flags {
		return term{}, illTyped("'has' needs flags, not %s", l)
	}
	if r, err = r.as(l.typ); err != nil {
		return term{}, err
	}
	if !r.null() && (!r.is(value.Enum) || !l.null() && r.enum != l.enum) {
		return term{}, illTyped("'has' needs flags, not %s", r)
	}
	return lifted(of(value.Boolean), func(_ *run, v []Value) Value {
		return Boolean(v[0].(Member)&v[1].(Member) == v[1].(Member))
	}, l, r), nil
}

// enumName is the name of the type, for messages and the coverage table.
func enumName(e *metadata.EnumType) string {
	if e.Flags {
		return "flags"
	}
	return "enumeration"
}
