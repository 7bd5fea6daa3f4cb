package plan

import (
	"strings"

	"github.com/seed-267014d6/roster/odata/value"
)

// Func is an operation that the database evaluates: a canonical function or an
// operator on operands of known types. Null in, null out.
type Func uint8

// The functions (URL Conventions 4.01, 5.1.1.5 to 5.1.1.10), one for each kind
// of operands, and the arithmetic operators (5.1.1.2).
const (
	Contains Func = iota
	StartsWith
	Prefix // startswith as the range from %2 to before %3, which an index can walk
	EndsWith
	ToLower
	ToUpper
	Trim
	Concat
	Length
	IndexOf
	SubstringFrom   // substring(s,n)
	SubstringLength // substring(s,n,m)

	YearOfDate
	MonthOfDate
	DayOfDate
	YearOfTime
	MonthOfTime
	DayOfTime
	HourOfTime
	MinuteOfTime
	SecondOfTime
	FractionOfTime
	HourOfClock
	MinuteOfClock
	SecondOfClock
	FractionOfClock
	DatePart
	ClockPart
	OffsetMinutes
	TotalSeconds

	RoundDouble
	FloorDouble
	CeilingDouble
	RoundDecimal
	FloorDecimal
	CeilingDecimal

	RoundExact
	FloorExact
	CeilingExact

	AddInteger // of durations too
	SubInteger
	MulInteger
	DivInteger
	ModInteger
	NegInteger
	AddExact // of decimals of any scale
	SubExact
	MulExact
	DivExact
	DivByExact
	ModExact
	NegExact
	AddDouble
	SubDouble
	MulDouble
	DivDouble
	ModDouble
	NegDouble
	HasFlags

	AddToDate // a duration
	SubFromDate
	AddToTime
	SubFromTime
	DateDifference
	TimeDifference
	MulDuration // by a decimal of any scale
	DivDuration

	ToExact // of a whole number, or a decimal of a scale
	IntegerToDouble
	DecimalToDouble
	ExactToDouble

	RetypeInteger // the same number of another type
	RetypeDouble
	FitByte // null outside of the type
	FitSByte
	FitInt16
	FitInt32
	ExactToInteger // rounding halves away from zero, null beyond 64 bits
	DoubleToExact
	ExactCastDouble // null where the number is larger than any
	ExactToSingle
	DoubleToSingle
	Midnight

	BooleanText
	GuidText
	IntegerText
	ExactText
	DateText
	ClockText
	TimeText
	DurationText
	ParseBoolean
	ParseGuid
	ParseWhole // decimals of any scale, as the two below
	ParseDecimal
	ParseNumber
	ParseDate
	ParseClock
	ParseTime
	ParseDuration

	FuncCount
)

// String is the function's name in plans.
func (f Func) String() string {
	if f >= RetypeInteger {
		return "cast"
	}
	return [RetypeInteger]string{
		"contains", "startswith", "endswith", "tolower", "toupper", "trim", "concat", "length", "indexof",
		"substring", "substring", "year", "month", "day", "year", "month", "day", "hour", "minute", "second",
		"fractionalseconds", "hour", "minute", "second", "fractionalseconds", "date", "time", "totaloffsetminutes",
		"totalseconds", "round", "floor", "ceiling", "round", "floor", "ceiling", "round", "floor", "ceiling",
		"add", "sub", "mul", "div", "mod", "negate", "add", "sub", "mul", "div", "divby", "mod", "negate",
		"add", "sub", "mul", "div", "mod", "negate", "has", "add", "sub", "add", "sub", "sub", "sub", "mul", "div",
		"to decimal", "to double", "to double", "to double",
	}[f]
}

// ofClock says whether the function takes a time apart, which depends on its zone.
func (f Func) ofClock() bool {
	switch f {
	case YearOfTime, MonthOfTime, DayOfTime, HourOfTime, MinuteOfTime, SecondOfTime, DatePart, ClockPart, OffsetMinutes:
		return true
	default:
		return false
	}
}

// overload is one form of a canonical function.
type overload struct {
	fn     Func
	args   []value.Kind
	result Type
}

// overloads are the forms of a function by its name in any case; nil where it is
// not evaluated.
func overloads(name string) []overload {
	text, whole, clock, at := value.String, value.Int64, value.TimeOfDay, value.DateTimeOffset
	number := Type{Kind: value.Int32}
	fraction := Type{Kind: value.Decimal, Scale: 6}
	one := func(fn Func, arg value.Kind, result Type) overload { return overload{fn, []value.Kind{arg}, result} }
	two := func(fn Func, result Type) []overload { return []overload{{fn, []value.Kind{text, text}, result}} }
	switch strings.ToLower(name) {
	case "contains":
		return two(Contains, Type{Kind: value.Boolean})
	case "startswith":
		return two(StartsWith, Type{Kind: value.Boolean})
	case "endswith":
		return two(EndsWith, Type{Kind: value.Boolean})
	case "concat":
		return two(Concat, Type{Kind: text})
	case "indexof":
		return two(IndexOf, number)
	case "tolower":
		return []overload{one(ToLower, text, Type{Kind: text})}
	case "toupper":
		return []overload{one(ToUpper, text, Type{Kind: text})}
	case "trim":
		return []overload{one(Trim, text, Type{Kind: text})}
	case "length":
		return []overload{one(Length, text, number)}
	case "substring":
		return []overload{
			{SubstringFrom, []value.Kind{text, whole}, Type{Kind: text}},
			{SubstringLength, []value.Kind{text, whole, whole}, Type{Kind: text}},
		}
	case "year":
		return []overload{one(YearOfDate, value.Date, number), one(YearOfTime, at, number)}
	case "month":
		return []overload{one(MonthOfDate, value.Date, number), one(MonthOfTime, at, number)}
	case "day":
		return []overload{one(DayOfDate, value.Date, number), one(DayOfTime, at, number)}
	case "hour":
		return []overload{one(HourOfTime, at, number), one(HourOfClock, clock, number)}
	case "minute":
		return []overload{one(MinuteOfTime, at, number), one(MinuteOfClock, clock, number)}
	case "second":
		return []overload{one(SecondOfTime, at, number), one(SecondOfClock, clock, number)}
	case "fractionalseconds":
		return []overload{one(FractionOfTime, at, fraction), one(FractionOfClock, clock, fraction)}
	case "date":
		return []overload{one(DatePart, at, Type{Kind: value.Date})}
	case "time":
		return []overload{one(ClockPart, at, Type{Kind: clock})}
	case "totaloffsetminutes":
		return []overload{one(OffsetMinutes, at, number)}
	case "totalseconds":
		return []overload{one(TotalSeconds, value.Duration, fraction)}
	case "round":
		return rounding(RoundDouble, RoundDecimal)
	case "floor":
		return rounding(FloorDouble, FloorDecimal)
	case "ceiling":
		return rounding(CeilingDouble, CeilingDecimal)
	}
	return nil
}

// rounding functions give what they take; a decimal has no fraction then.
func rounding(double, decimal Func) []overload {
	return []overload{
		{decimal, []value.Kind{value.Decimal}, Type{Kind: value.Decimal}},
		{double, []value.Kind{value.Double}, Type{Kind: value.Double}},
	}
}

// canonical lists all functions of the standard: what is known but not evaluated
// gets 501, what is unknown 400.
func canonical() []string {
	return []string{
		"contains", "startswith", "endswith", "tolower", "toupper", "concat", "indexof", "length", "substring",
		"trim", "matchesPattern", "hassubset", "hassubsequence", "year", "month", "day", "hour", "minute",
		"second", "fractionalseconds", "date", "time", "totaloffsetminutes", "now", "mindatetime", "maxdatetime",
		"totalseconds", "round", "floor", "ceiling", "cast", "isof", "case", "geo.distance", "geo.intersects",
		"geo.length",
	}
}
