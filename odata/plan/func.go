package plan

import (
	"strings"

	"github.com/seed-267014d6/roster/odata/value"
)

// Func is a canonical function that is evaluated.
type Func uint8

// The functions (URL Conventions 4.01, 5.1.1.5 to 5.1.1.10).
const (
	Contains Func = iota
	StartsWith
	EndsWith
	ToLower
	ToUpper

	FuncCount
)

type signature struct {
	name   string
	args   []value.Kind
	result value.Kind
}

func (f Func) signature() signature {
	two := []value.Kind{value.String, value.String}
	switch f {
	case Contains:
		return signature{"contains", two, value.Boolean}
	case StartsWith:
		return signature{"startswith", two, value.Boolean}
	case EndsWith:
		return signature{"endswith", two, value.Boolean}
	case ToLower:
		return signature{"tolower", two[:1], value.String}
	case ToUpper:
		return signature{"toupper", two[:1], value.String}
	case FuncCount:
	}
	return signature{}
}

// String is the function's canonical name.
func (f Func) String() string { return f.signature().name }

// lookupFunc finds a function by its name in any case (URL Conventions 4.01, 5.1.1.4).
func lookupFunc(name string) (Func, bool) {
	for f := range FuncCount {
		if strings.EqualFold(f.String(), name) {
			return f, true
		}
	}
	return 0, false
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
