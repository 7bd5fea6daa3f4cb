package reference

import (
	"fmt"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// Verdict is how a request must be answered.
type Verdict uint8

// The verdicts.
const (
	// Rows: the request has an answer.
	Rows Verdict = iota
	// IllTyped: 400, whatever the rows are.
	IllTyped
	// NotImplemented: 501 is the right answer, or any other that the standard allows.
	NotImplemented
	// Fails: 400, because of a row that an operation fails on.
	Fails
	// MayFail: as Rows, but 400 is right too: an operation fails on a row that a
	// clever order of evaluation need not look at.
	MayFail
	// NotFound: 404, the path leads nowhere.
	NotFound
	// NoContent: 204, the path leads to null.
	NoContent
)

// String names the verdict.
func (v Verdict) String() string {
	return [...]string{"rows", "ill-typed", "not implemented", "fails", "may fail", "not found", "no content"}[v]
}

// refusal is why an expression has no value.
type refusal struct {
	verdict Verdict
	reason  string
}

func (r *refusal) Error() string { return r.verdict.String() + ": " + r.reason }

func illTyped(format string, args ...any) error {
	return &refusal{IllTyped, fmt.Sprintf(format, args...)}
}

func notImplemented(format string, args ...any) error {
	return &refusal{NotImplemented, fmt.Sprintf(format, args...)}
}

// typ is the type of an expression.
type typ struct {
	kind    value.Kind // Null for the null literal, and for what is no primitive
	enum    *metadata.EnumType
	entity  *metadata.EntityType
	complex *metadata.ComplexType
	many    bool // a collection of the above
}

func of(k value.Kind) typ { return typ{kind: k} }

// typeOf is the type of a property.
func typeOf(p *metadata.Property) typ {
	if p.Complex != nil {
		return typ{complex: p.Complex}
	}
	return typ{kind: p.Kind, enum: p.Enum, many: p.Collection != nil}
}

func (t typ) item() typ {
	t.many = false
	return t
}

func (t typ) structured() bool { return t.entity != nil || t.complex != nil }

// primitive says whether the type is one of single primitive values, or that of
// the null literal.
func (t typ) primitive() bool { return !t.many && !t.structured() }

func (t typ) null() bool { return t.primitive() && t.kind == value.Null }

func (t typ) number() bool { return t.primitive() && t.kind.IsNumber() }

func (t typ) integer() bool { return t.primitive() && t.kind.IsInteger() }

func (t typ) floating() bool {
	return t.primitive() && (t.kind == value.Single || t.kind == value.Double)
}

func (t typ) is(k value.Kind) bool { return t.primitive() && t.kind == k }

// String names the type in messages.
func (t typ) String() string {
	switch {
	case t.many:
		return "Collection(" + t.item().String() + ")"
	case t.entity != nil:
		return t.entity.Name
	case t.complex != nil:
		return t.complex.Name
	case t.enum != nil:
		return t.enum.Name
	}
	return t.kind.String()
}

// evaluation gives a value in a frame.
type evaluation func(f *frame) Value

// term is an expression with its type. A literal keeps what was written, because
// it takes the type of what it is compared with.
type term struct {
	typ
	literal *syntax.Literal
	eval    evaluation
}

func constant(t typ, v Value) term {
	return term{typ: t, eval: func(*frame) Value { return v }}
}

// frame is what names stand for while a row is looked at.
type frame struct {
	run    *run
	parent *frame
	name   string // a lambda variable, or one of the names below
	item   Value
}

// The names of frames that are no variables.
const (
	itName   = "$it"
	thisName = "$this"
)

func (f *frame) with(name string, item Value) *frame {
	return &frame{run: f.run, parent: f, name: name, item: item}
}

// get finds the innermost frame of the name.
func (f *frame) get(name string) Value {
	for ; f != nil; f = f.parent {
		if f.name == name {
			return f.item
		}
	}
	return nil
}

// run is one evaluation of a request.
type run struct{ strict, mayFail bool }

// fail is the value of an operation that has no result.
func (r *run) fail() Value {
	if !r.strict {
		return nil
	}
	r.mayFail = true
	return Failure{}
}

// strict calls an operation that is null where an operand is, and that fails
// where an operand has failed.
func strict(f *frame, operands []term, apply func(r *run, v []Value) Value) Value {
	values := make([]Value, len(operands))
	null := false
	failed := false
	for i, o := range operands {
		values[i] = o.eval(f)
		null = null || values[i] == nil
		if _, ok := values[i].(Failure); ok {
			failed = true
		}
	}
	switch {
	case failed:
		return Failure{}
	case null:
		return nil
	}
	return apply(f.run, values)
}
