package reference

import (
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// typeCall is cast or isof (URL Conventions 4.01, 5.1.1.10).
func (c *compiler) typeCall(name string, e *syntax.Call, s scope) (term, error) {
	target, ok := e.Args[len(e.Args)-1].(*syntax.TypeName)
	if !ok || target.Collection {
		return term{}, notImplemented("%s with such a type", name)
	}
	x := named(s.here, s.hereName)
	if len(e.Args) == 2 {
		var err error
		if x, err = c.expr(e.Args[0], s); err != nil {
			return term{}, err
		}
	}
	if x.structured() && !x.many {
		return c.structuredCall(name, x, target.Name)
	}
	kind, known := primitiveNamed(target.Name)
	switch {
	case !known && !c.typeExists(target.Name):
		return term{}, illTyped("no type %s", target.Name)
	case !known || !x.primitive() || kind == value.Binary || x.is(value.Binary) || x.is(value.Enum):
		return term{}, notImplemented("%s of %s to %s", name, x, target.Name)
	case name == "isof":
		return isOf(x, x.kind == kind), nil
	}
	return cast(x, kind)
}

// structuredCall is cast or isof of an entity or a complex value: an entity is of
// its type and of all bases of that.
func (c *compiler) structuredCall(name string, x term, target string) (term, error) {
	entity, object := c.db.model.EntityType(target), c.db.model.ComplexType(target)
	switch {
	case !c.typeExists(target):
		return term{}, illTyped("no type %s", target)
	case x.entity != nil && entity != nil && (entity.IsA(x.entity) || x.entity.IsA(entity)):
		x = x.narrowed(entity)
	case x.complex == nil || x.complex != object:
		return term{}, notImplemented("%s of %s to %s", name, x, target)
	}
	if name == "isof" {
		return isOf(x, true), nil
	}
	return x, nil
}

func (c *compiler) typeExists(qualified string) bool {
	if _, primitive := primitiveNamed(qualified); primitive || c.db.model.EntityType(qualified) != nil {
		return true
	}
	for _, e := range c.db.model.Enums {
		if c.db.model.Qualified(e.Name) == qualified {
			return true
		}
	}
	for _, t := range c.db.model.Complexes {
		if c.db.model.Qualified(t.Name) == qualified {
			return true
		}
	}
	return false
}

// isOf is true for a value of just this type, false for null.
func isOf(x term, same bool) term {
	return term{typ: of(value.Boolean), eval: func(f *frame) Value {
		v := x.eval(f)
		if _, failed := v.(Failure); failed {
			return v
		}
		return Boolean(same && v != nil)
	}}
}

func primitiveNamed(name string) (value.Kind, bool) {
	for k := value.Boolean; k < value.Enum; k++ {
		if k.String() == name {
			return k, true
		}
	}
	return 0, false
}

// cast gives null where a value cannot be had as the type.
func cast(x term, to value.Kind) (term, error) {
	if to == value.String && x.floating() {
		return term{}, notImplemented("the text of a floating number")
	}
	if !x.served() {
		return term{}, illTyped("cast of a time that is not served")
	}
	x = x.promote(x.typ)
	return lifted(of(to), func(_ *run, v []Value) Value {
		switch {
		case x.kind == to:
			return v[0]
		case to == value.String:
			return Text(printed(x.kind, v[0]))
		case x.is(value.String):
			return parsed(to, strings.Clone(string(v[0].(Text))))
		case x.number() && to.IsNumber():
			return converted(to, v[0])
		case x.is(value.Date) && to == value.DateTimeOffset:
			return Ticks{Micros: int64(v[0].(Day)) * day}
		case x.is(value.DateTimeOffset) && to == value.Date:
			return v[0].(Ticks).date()
		case x.is(value.DateTimeOffset) && to == value.TimeOfDay:
			return v[0].(Ticks).clock()
		}
		return nil
	}, x), nil
}

// printed is the literal form of a value, without prefix and quotes: decimals
// without trailing zeros, times with six fraction digits.
func printed(k value.Kind, v Value) string {
	switch v := v.(type) {
	case Boolean:
		return strconv.FormatBool(bool(v))
	case Guid:
		return guidText(v)
	case Exact:
		digits, _ := v.FloatPrec()
		return v.FloatString(digits)
	case Float: // of divby
		return strings.Trim(string(value.AppendDouble(nil, float64(v))), `"`)
	case Day:
		return v.moment().Format("2006-01-02")
	case Ticks:
		return printedTime(k, v)
	case Text:
		return string(v)
	case Binary, Member, Collection, Failure, *Row:
	}
	panic("reference: a value without text")
}

func printedTime(k value.Kind, t Ticks) string {
	switch k {
	case value.DateTimeOffset:
		return t.moment().Format("2006-01-02T15:04:05.000000Z")
	case value.TimeOfDay:
		return t.moment().Format("15:04:05.000000")
	default:
		return string(value.AppendDuration(nil, t.Micros))
	}
}

// parsed reads the literal form of a type, all of the text.
func parsed(to value.Kind, text string) Value {
	switch {
	case to == value.Boolean && (text == "true" || text == "false"):
		return Boolean(text == "true")
	case to.IsNumber():
		if len(text) > longestParsed || !regexp.MustCompile(`^[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?$`).MatchString(text) {
			return nil
		}
		n, _ := readNumber(text)
		exponent, point := strings.ContainsAny(text, "eE"), strings.Contains(text, ".")
		if exponent && !isFloating(to) || point && to.IsInteger() {
			return nil
		}
		return converted(to, n)
	}
	v, ok := readText(to, text)
	if !ok || !inServed(to, v) {
		return nil
	}
	if t, isTime := v.(Ticks); isTime {
		t.Picos = 0
		v = t
	}
	return v
}

// longestParsed is the length of the longest text that is read as a number.
const longestParsed = 100

// inServed says whether a value is one of those that are served: of the years 1
// to 9999, and of one day.
func inServed(k value.Kind, v Value) bool {
	switch v := v.(type) {
	case Day:
		return v >= firstDay && v <= lastDay
	case Ticks:
		switch k {
		case value.Duration:
			return v.Micros > math.MinInt64
		case value.TimeOfDay:
			return v.Micros < day
		default:
			return v.Micros >= firstTime && v.Micros <= lastTime
		}
	default:
		return true
	}
}

func isFloating(k value.Kind) bool { return k == value.Single || k == value.Double }

// converted rounds halves away from zero; what then lies outside of the type is
// null. A floating number stands for the shortest decimal that reads as it.
func converted(to value.Kind, v Value) Value {
	switch {
	case isFloating(to):
		f := toFloat(v, to == value.Single)
		if math.IsInf(float64(f.(Float)), 0) && !infinite(v) {
			return nil
		}
		return f
	case infinite(v):
		return nil
	}
	exact, ok := v.(Exact)
	if f, isFloat := v.(Float); isFloat {
		exact.Rat, ok = new(big.Rat).SetString(strconv.FormatFloat(float64(f), 'g', -1, 64))
	}
	if !ok || to == value.Decimal {
		return exact
	}
	low, high := integerRange(to)
	n := rounded(exact.Rat)
	if !n.IsInt64() || n.Int64() < low || n.Int64() > high {
		return nil
	}
	return whole(n.Int64())
}

func infinite(v Value) bool {
	f, ok := v.(Float)
	return ok && math.IsInf(float64(f), 0)
}

func integerRange(k value.Kind) (low, high int64) {
	switch k {
	case value.Byte:
		return 0, math.MaxUint8
	case value.SByte:
		return math.MinInt8, math.MaxInt8
	case value.Int16:
		return math.MinInt16, math.MaxInt16
	case value.Int32:
		return math.MinInt32, math.MaxInt32
	default:
		return math.MinInt64, math.MaxInt64
	}
}
