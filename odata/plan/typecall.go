package plan

import (
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// typeCall binds cast and isof with a primitive type (URL Conventions 4.01,
// 5.1.1.10). ok is false for other functions.
func (b *binder) typeCall(e *syntax.Call, s scope) (bound operand, ok bool, err error) {
	name := strings.ToLower(e.Name)
	if !isTypeFunction(name) || len(e.Args) == 0 {
		return nil, false, nil
	}
	target, isType := e.Args[len(e.Args)-1].(*syntax.TypeName)
	if !isType || target.Collection {
		return nil, true, notYet(e.Span, "%s with such a type", name)
	}
	k, served := primitiveNamed(target.Name)
	switch {
	case !served && !b.typeExists(target.Name):
		return nil, true, fault.New(fault.TypeMismatch, "there is no type '%s'", clip(target.Name)).At(target.Span).
			Meaning(fault.Suggest(target.Name, primitiveNames()))
	case len(e.Args) == 1:
		return nil, true, notYet(e.Span, "%s of an entity to '%s'", name, clip(target.Name))
	}
	x, err := b.expr(e.Args[0], s)
	if err != nil {
		return nil, true, err
	}
	from := x.Type().Kind
	switch x := x.(type) {
	case *literal, *nullLiteral, Expr:
	case *complexValue:
		if b.model.ComplexType(target.Name) == x.property.Complex {
			return complexCall(x, name == "isof"), true, nil
		}
		served = false
	default:
		served = false
	}
	if !served || k == value.Binary || from == value.Binary || from == value.Enum {
		return nil, true, notYet(e.Span, "%s of %s to '%s'", name, typeName(x), clip(target.Name))
	}
	if name == "isof" {
		return isOf(x, from == k), true, nil
	}
	bound, err = b.cast(x, k, e)
	return bound, true, err
}

// isTypeFunction knows the functions that take a type.
func isTypeFunction(name string) bool { return name == "cast" || name == "isof" }

// complexCall is isof or cast of a complex value with its own type.
func complexCall(x *complexValue, isof bool) operand {
	if isof {
		return isNullComplex(x, true)
	}
	return x
}

// primitiveNamed finds a primitive type by its qualified name.
func primitiveNamed(name string) (value.Kind, bool) {
	for k := value.Boolean; k < value.Enum; k++ {
		if k.String() == name {
			return k, true
		}
	}
	return value.Null, false
}

func primitiveNames() []string {
	var names []string
	for k := value.Boolean; k < value.Enum; k++ {
		names = append(names, k.String())
	}
	return names
}

// typeExists says whether there is such a type, though not one to cast to: of the
// model, or of those in namespace Edm that are not served.
func (b *binder) typeExists(name string) bool {
	for _, e := range b.model.Enums {
		if b.model.Qualified(e.Name) == name {
			return true
		}
	}
	unserved, _ := strings.CutPrefix(name, "Edm.")
	return b.model.ComplexType(name) != nil || unserved == "Stream" || unserved == "PrimitiveType" ||
		unserved == "Untyped" || strings.HasPrefix(name, "Edm.Geo")
}

// isOf is true for a value of just this type, false for null.
func isOf(x operand, same bool) Expr {
	switch x := x.(type) {
	case Expr:
		if same {
			return &IsNull{X: x, Not: true}
		}
	case *literal:
		return &Const{Value: same && !isNaN(x.of)}
	}
	return &Const{}
}

// cast binds a conversion between primitive types. What cannot be had is null.
func (b *binder) cast(x operand, to value.Kind, e *syntax.Call) (operand, error) {
	from := x.Type().Kind
	_, written := x.(*literal)
	switch {
	case to == value.String && floating(from):
		return nil, notYet(e.Span, "cast of %s to '%s'", from, to)
	case isNull(x):
		return nullOf(to), nil
	case from.IsNumber() && (to.IsNumber() || to == value.String):
		typed, ok := b.number(x, numberKind(syntax.Add, from, from))
		if !ok {
			return nullOf(to), nil // NaN
		}
		if from == to && !written {
			typed, _ = x.(Expr)
		}
		return castNumber(typed, to), nil
	}
	typed, err := b.typed(x, Type{Kind: from}, e.Args[0], "cast")
	if err != nil || from == to {
		return typed, err
	}
	c, ok := conversions()[conversion{from, to}]
	switch {
	case ok:
		return converted(c, typed, Type{Kind: to, Nullable: true}), nil
	case from == value.String && to.IsNumber():
		return castNumber(parsedNumber(typed, to), to), nil
	}
	return nullOf(to), nil
}

// conversion is from one type to another.
type conversion struct{ from, to value.Kind }

// conversions are those that one function makes.
func conversions() map[conversion]Func {
	const text = value.String
	return map[conversion]Func{
		{value.Boolean, text}: BooleanText, {text, value.Boolean}: ParseBoolean,
		{value.Guid, text}: GuidText, {text, value.Guid}: ParseGuid,
		{value.Date, text}: DateText, {text, value.Date}: ParseDate,
		{value.TimeOfDay, text}: ClockText, {text, value.TimeOfDay}: ParseClock,
		{value.DateTimeOffset, text}: TimeText, {text, value.DateTimeOffset}: ParseTime,
		{value.Duration, text}: DurationText, {text, value.Duration}: ParseDuration,
		{value.Date, value.DateTimeOffset}: Midnight, {value.DateTimeOffset, value.Date}: DatePart,
		{value.DateTimeOffset, value.TimeOfDay}: ClockPart,
	}
}

func converted(fn Func, x Expr, of Type) Expr { return &Call{Func: fn, Args: []Expr{x}, Of: of} }

// parsedNumber reads the literal form of a numeric type from text: whole numbers
// without point, decimals without exponent.
func parsedNumber(x Expr, to value.Kind) Expr {
	fn := ParseDecimal
	switch {
	case to.IsInteger():
		fn = ParseWhole
	case floating(to):
		fn = ParseNumber
	}
	of := Type{Kind: value.Decimal, Scale: value.AnyScale, Nullable: true, digits: extent{parsedDigits, parsedDigits}}
	return converted(fn, x, of)
}

// parsedDigits is how long a text may be that is read as a number.
const parsedDigits = 100

// castNumber converts a number, which is of one of the types that arithmetic is
// made in, or of the very type that is wanted.
func castNumber(x Expr, to value.Kind) Expr {
	t := x.Type()
	of := Type{Kind: to, Nullable: true}
	switch {
	case t.Kind == to:
		return x
	case to == value.String:
		if t.Kind == value.Decimal {
			return converted(ExactText, toExact(x), of)
		}
		return converted(IntegerText, x, of)
	case to.IsInteger():
		return castWhole(x, to)
	case to == value.Decimal && floating(t.Kind):
		of.Scale, of.digits = value.AnyScale, extent{doubleDigits, doubleDigits}
		return converted(DoubleToExact, x, of)
	case to == value.Decimal:
		return toExact(x)
	case to == value.Single && floating(t.Kind):
		return converted(DoubleToSingle, x, of)
	case to == value.Single:
		return converted(ExactToSingle, toExact(x), of)
	case t.free():
		return converted(ExactCastDouble, x, of)
	}
	return converted(RetypeDouble, toDouble(x), Type{Kind: to})
}

// doubleDigits is how many digits a double has at most on either side of the point.
const doubleDigits = 350

// castWhole rounds halves away from zero. What lies outside of the type is null.
func castWhole(x Expr, to value.Kind) Expr {
	t := x.Type()
	if floating(t.Kind) {
		x = castNumber(x, value.Decimal)
		t = x.Type()
	}
	if t.Kind == value.Decimal {
		x = converted(ExactToInteger, toExact(x), Type{Kind: value.Int64, Nullable: true})
	}
	fn := RetypeInteger
	switch to {
	case value.Byte:
		fn = FitByte
	case value.SByte:
		fn = FitSByte
	case value.Int16:
		fn = FitInt16
	case value.Int32:
		fn = FitInt32
	default:
	}
	return converted(fn, x, Type{Kind: to, Nullable: true})
}
