package reference

import (
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// compiler turns expressions of one request into terms.
type compiler struct {
	db      *Database
	request *syntax.Request
	rules   Rules
	aliases []string // being compiled, against circles
}

// scope is what names stand for in an expression.
type scope struct {
	it       typ    // the entity of the addressed collection
	here     typ    // whose properties are named without a prefix
	hereName string // the frame of here
	this     typ    // the current item of a collection that is being filtered
	computed map[string]term
	vars     *variable
	depth    int64 // of $expand in one another
}

type variable struct {
	typ
	name   string
	parent *variable
}

func (s scope) with(name string, t typ) scope {
	s.vars = &variable{typ: t, name: name, parent: s.vars}
	return s
}

func (s scope) variable(name string) *variable {
	for v := s.vars; v != nil; v = v.parent {
		if v.name == name {
			return v
		}
	}
	return nil
}

// expr compiles any expression.
func (c *compiler) expr(e syntax.Expr, s scope) (term, error) {
	switch e := e.(type) {
	case *syntax.Literal:
		return c.literal(e)
	case *syntax.Path:
		return c.path(e, s)
	case *syntax.Call:
		return c.call(e, s)
	case *syntax.Case:
		return c.caseOf(e, s)
	case *syntax.Unary:
		return c.unary(e, s)
	case *syntax.Binary:
		return c.binary(e, s)
	case *syntax.Array:
		return c.list(e.Items, s)
	case *syntax.List:
		return c.list(e.Items, s)
	case *syntax.Alias:
		return c.alias(e, s)
	case *syntax.Object:
		return term{}, notImplemented("objects")
	case *syntax.TypeName:
		return term{}, illTyped("a type is no value")
	}
	return term{}, illTyped("unknown expression")
}

// condition compiles an expression that must be Boolean; null is.
func (c *compiler) condition(e syntax.Expr, s scope) (term, error) {
	t, err := c.expr(e, s)
	if err != nil {
		return term{}, err
	}
	if !t.null() && !t.is(value.Boolean) {
		return term{}, illTyped("%s is no condition", t)
	}
	return t, nil
}

func (c *compiler) unary(e *syntax.Unary, s scope) (term, error) {
	if e.Op == syntax.Negate {
		return c.negate(e, s)
	}
	x, err := c.condition(e.X, s)
	if err != nil {
		return term{}, err
	}
	return lifted(of(value.Boolean), func(_ *run, v []Value) Value { return !v[0].(Boolean) }, x), nil
}

// lifted is a strict operation as a term.
func lifted(t typ, apply func(r *run, v []Value) Value, operands ...term) term {
	return term{typ: t, eval: func(f *frame) Value { return strict(f, operands, apply) }}
}

func (c *compiler) binary(e *syntax.Binary, s scope) (term, error) {
	switch e.Op {
	case syntax.And, syntax.Or:
		return c.logic(e, s)
	case syntax.Eq, syntax.Ne, syntax.Gt, syntax.Ge, syntax.Lt, syntax.Le:
		return c.comparison(e, s)
	case syntax.In:
		return c.in(e, s)
	case syntax.Has:
		return c.has(e, s)
	case syntax.Add, syntax.Sub, syntax.Mul, syntax.Div, syntax.DivBy, syntax.Mod:
		return c.arithmetic(e, s)
	case syntax.Not, syntax.Negate:
	}
	return term{}, illTyped("unknown operator")
}

// alias is what the parameter alias stands for; one that is not given is null
// (URL Conventions 4.01, 5.1.1.15).
func (c *compiler) alias(e *syntax.Alias, s scope) (term, error) {
	for _, name := range c.aliases {
		if name == e.Name {
			return term{}, illTyped("@%s refers to itself", name)
		}
	}
	for _, given := range c.request.Options.Aliases {
		if given.Alias != e.Name {
			continue
		}
		c.aliases = append(c.aliases, e.Name)
		defer func() { c.aliases = c.aliases[:len(c.aliases)-1] }()
		return c.expr(given.Expr, s)
	}
	return constant(typ{}, nil), nil
}

// caseOf is the value of the first branch whose condition is true, else null
// (URL Conventions 4.01, 5.1.1.12).
func (c *compiler) caseOf(e *syntax.Case, s scope) (term, error) {
	whens := make([]term, 0, len(e.Branches))
	thens := make([]term, 0, len(e.Branches))
	for _, b := range e.Branches {
		when, err := c.condition(b.When, s)
		if err != nil {
			return term{}, err
		}
		then, err := c.expr(b.Then, s)
		if err != nil {
			return term{}, err
		}
		whens, thens = append(whens, when), append(thens, then)
	}
	common, thens, err := unite(thens)
	if err != nil {
		return term{}, err
	}
	return term{typ: common, eval: func(f *frame) Value {
		var chosen Value
		done := false
		for i, when := range whens {
			// What is not chosen is evaluated too, only to see whether it might fail.
			condition, then := when.eval(f), thens[i].eval(f)
			if _, failed := condition.(Failure); failed && !done {
				chosen, done = condition, true
			}
			if !done && condition == Boolean(true) {
				chosen, done = then, true
			}
		}
		return chosen
	}}, nil
}

// unite gives terms of different types one that holds the values of all of them.
func unite(terms []term) (typ, []term, error) {
	var common typ
	for _, t := range terms {
		switch {
		case !t.primitive():
			return typ{}, nil, illTyped("%s is no primitive value", t)
		case !t.served():
			return typ{}, nil, illTyped("a time that is not served")
		case t.null() || common == t.typ:
		case common.null():
			common = t.typ
		case common.number() && t.number():
			common = of(promoted(common.kind, t.kind))
		case common.is(value.String) && t.kind != value.Binary:
			common = t.typ // perhaps what is in quotes is one
		}
	}
	united := make([]term, 0, len(terms))
	for _, t := range terms {
		t, err := t.as(common)
		if err != nil {
			return typ{}, nil, err
		}
		if !t.null() && t.typ != common && (!t.number() || !common.number()) {
			return typ{}, nil, illTyped("%s and %s have nothing in common", t, common)
		}
		united = append(united, t.promote(common))
	}
	return common, united, nil
}

// list is a collection of what its items are.
func (c *compiler) list(items []syntax.Expr, s scope) (term, error) {
	terms := make([]term, 0, len(items))
	for _, item := range items {
		t, err := c.expr(item, s)
		if err != nil {
			return term{}, err
		}
		terms = append(terms, t)
	}
	common, terms, err := unite(terms)
	if err != nil {
		return term{}, err
	}
	common.many = true
	return term{typ: common, eval: func(f *frame) Value {
		values := make(Collection, 0, len(terms))
		for _, t := range terms {
			v := t.eval(f)
			if _, failed := v.(Failure); failed {
				return v
			}
			values = append(values, v)
		}
		return values
	}}, nil
}
