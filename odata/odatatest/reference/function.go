package reference

import (
	"strings"

	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// parameter is what an argument may be.
type parameter uint8

const (
	text parameter = iota
	wholeNumber
	anyNumber
	dateOrTime // Edm.Date, Edm.DateTimeOffset
	clockOrTime
	dateTime
	duration
)

func (p parameter) takes(t typ) bool {
	switch p {
	case text:
		return t.is(value.String)
	case wholeNumber:
		return t.integer()
	case anyNumber:
		return t.number()
	case dateOrTime:
		return t.is(value.Date) || t.is(value.DateTimeOffset)
	case clockOrTime:
		return t.is(value.TimeOfDay) || t.is(value.DateTimeOffset)
	case dateTime:
		return t.is(value.DateTimeOffset)
	case duration:
		return t.is(value.Duration)
	}
	return false
}

// function is a canonical function. Null as any argument makes it null.
type function struct {
	name     string
	needed   int // arguments that must be there
	params   []parameter
	result   value.Kind // Null: that of the argument
	apply    func(r *run, v []Value) Value
	ownClock bool // looks at the offset of a time: a literal must be in UTC
}

// functions lists the canonical functions of URL Conventions 4.01, 5.1.1.5 to
// 5.1.1.9, that are plain operations on values.
func functions() map[string]function {
	table := map[string]function{}
	for _, list := range [][]function{textFunctions(), timeFunctions(), numberFunctions()} {
		for _, f := range list {
			if f.needed == 0 {
				f.needed = len(f.params)
			}
			table[f.name] = f
		}
	}
	return table
}

// call compiles a canonical function.
func (c *compiler) call(e *syntax.Call, s scope) (term, error) {
	name := strings.ToLower(e.Name)
	switch name {
	case "cast", "isof":
		return c.typeCall(name, e, s)
	case "matchespattern", "geo.distance", "geo.intersects", "geo.length", "hassubsequence", "isdefined":
		return term{}, notImplemented("the function %s", name)
	}
	args := make([]term, 0, len(e.Args))
	for _, arg := range e.Args {
		t, err := c.expr(arg, s)
		if err != nil {
			return term{}, err
		}
		args = append(args, t)
	}
	switch name {
	case "now", "mindatetime", "maxdatetime":
		return c.moment(name, args)
	case "hassubset":
		return hasSubset(args)
	case "length":
		if len(args) == 1 && args[0].many {
			return term{}, illTyped("the collection has no order")
		}
	}
	f, known := c.db.functions[name]
	if !known {
		return term{}, illTyped("no function %s", name)
	}
	return f.on(args)
}

func (fn function) on(args []term) (term, error) {
	if len(args) < fn.needed || len(args) > len(fn.params) {
		return term{}, illTyped("%s does not take %d arguments", fn.name, len(args))
	}
	result := fn.result
	for i, arg := range args {
		if !arg.null() && !fn.params[i].takes(arg.typ) {
			return term{}, illTyped("%s does not take %s", fn.name, arg)
		}
		if !arg.served() {
			return term{}, illTyped("%s of a time that is not served", fn.name)
		}
		if fn.ownClock && arg.literal != nil && arg.is(value.DateTimeOffset) && !inUTC(arg.literal.Text) {
			return term{}, illTyped("%s of a time that is not in UTC", fn.name)
		}
	}
	if result == value.Null {
		result = numberResult(args[0].typ)
	}
	promotedArgs := make([]term, 0, len(args))
	for _, arg := range args {
		promotedArgs = append(promotedArgs, arg.promote(arg.typ))
	}
	return lifted(of(result), fn.apply, promotedArgs...), nil
}

// numberResult is the type of floor, ceiling and round, which are there for
// Edm.Double and Edm.Decimal: a whole number becomes the latter, as it loses nothing.
func numberResult(t typ) value.Kind {
	switch {
	case t.null() || t.floating():
		return value.Double
	default:
		return value.Decimal
	}
}

func inUTC(literal string) bool {
	last := literal[len(literal)-1]
	return last == 'Z' || last == 'z' || strings.HasSuffix(literal, "+00:00") || strings.HasSuffix(literal, "-00:00")
}

// moment is one of the functions without arguments. Now is one value in the
// whole request.
func (c *compiler) moment(name string, args []term) (term, error) {
	at := Ticks{Micros: c.rules.Now.UnixMicro()}
	switch {
	case len(args) > 0:
		return term{}, illTyped("%s takes no arguments", name)
	case name == "mindatetime":
		at.Micros = firstTime
	case name == "maxdatetime":
		at.Micros = lastTime
	}
	return constant(of(value.DateTimeOffset), at), nil
}

// sameItems says whether two collections are of one type; one without items, or
// of null only, is of any.
func sameItems(args []term) bool {
	a, b := args[0].typ, args[1].typ
	return a == b || a.primitiveItems() && b.primitiveItems() && (a.kind == value.Null || b.kind == value.Null)
}

func (t typ) primitiveItems() bool { return t.item().primitive() }

// hasSubset is true where every item of the second collection is in the first,
// as often at least (URL Conventions 4.01, 5.1.1.6.1).
func hasSubset(args []term) (term, error) {
	if len(args) != 2 || !args[0].many || !args[1].many || args[0].structured() || !sameItems(args) {
		return term{}, illTyped("hassubset needs two collections of one type")
	}
	return term{typ: of(value.Boolean), eval: func(f *frame) Value {
		v := [2]Value{args[0].eval(f), args[1].eval(f)}
		if (v[0] == Failure{}) || (v[1] == Failure{}) {
			return Failure{}
		}
		// Behind a reference to nothing, a collection is empty.
		whole, _ := v[0].(Collection)
		part, _ := v[1].(Collection)
		left := append(Collection(nil), whole...)
		for _, wanted := range part {
			found := false
			for i, item := range left {
				if item != nil && wanted != nil && order(item, wanted) == 0 {
					left = append(left[:i], left[i+1:]...)
					found = true
					break
				}
			}
			if !found {
				return Boolean(false)
			}
		}
		return Boolean(true)
	}}, nil
}
