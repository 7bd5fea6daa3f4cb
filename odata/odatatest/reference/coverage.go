package reference

import (
	"fmt"
	"strings"

	"github.com/seed-267014d6/roster/odata/value"
)

// cell is a part of the language with the features that draw it.
type cell struct {
	name  string
	needs Features
}

func (g *Generator) hit(name string) { g.covered[name]++ }

// Coverage lists the cells of the mask's part of the language that have not been
// drawn, and prints how often each was.
func (g *Generator) Coverage() (missed []string, report string) {
	var b strings.Builder
	for _, c := range cells() {
		if !g.has(c.needs) {
			continue
		}
		n := g.covered[c.name]
		if n == 0 {
			missed = append(missed, c.name)
		}
		fmt.Fprintf(&b, "%8d %s\n", n, c.name)
	}
	return missed, b.String()
}

// cells lists every operator and function with every type that it takes.
func cells() []cell {
	var list []cell
	add := func(needs Features, names ...string) {
		for _, name := range names {
			list = append(list, cell{name, needs})
		}
	}
	types := []string{"enumeration", "flags"}
	for _, k := range castKinds() {
		types = append(types, k.String())
	}
	for _, op := range []string{"eq", "ne", "gt", "ge", "lt", "le"} {
		add(Comparison, op+" null")
		for _, t := range types {
			add(Comparison, op+" "+t)
		}
	}
	add(Comparison, "eq Edm.Binary", "ne Edm.Binary", "Boolean property", "Boolean literal")
	for _, t := range types {
		add(In, "in "+t)
		add(CaseExpression, "case "+t)
	}
	add(In, "in null", "in ()")
	add(CaseExpression, "case Edm.Binary")
	add(InCollection, "in collection")
	add(Logic, "and", "or", "not")
	add(TextTest, "contains", "startswith", "endswith", "hurting text")
	add(Folding, "tolower", "toupper")
	add(TextFunction, "concat", "length", "indexof", "trim")
	add(Substring, "substring", "substring 3")
	add(TextFunction|NullArgument, "null argument")
	add(MixedNumbers, "mixed numbers")
	for t, needs := range map[string]Features{
		"Edm.Int64": Arithmetic, "Edm.Decimal": DecimalArithmetic, "Edm.Double": DoubleArithmetic,
	} {
		add(needs, "add "+t, "sub "+t, "mul "+t, "- "+t)
		add(needs|Division, "div "+t, "mod "+t)
		rounding := Rounding
		if t == "Edm.Int64" {
			rounding |= DecimalArithmetic
		}
		add(rounding, "round "+t, "floor "+t, "ceiling "+t)
	}
	add(DecimalArithmetic|Division, "divby Edm.Decimal")
	add(DoubleArithmetic|Division, "divby Edm.Double")
	addTime(add)
	add(Lambda, "any labels", "all labels", "any entities", "all entities", "any() labels", "any() entities")
	add(NestedLambda, "nested any", "nested all")
	add(Navigation, "one hop")
	add(MultiHop, "several hops")
	add(Count, "$count")
	add(Count|FilteredCount, "$count($filter)")
	add(Count|This, "$this")
	addCasts(add)
	add(IsOf, "isof")
	add(Has, "has")
	add(Subset, "hassubset")
	add(Alias, "alias of a condition", "alias of a literal")
	add(AliasList, "alias of a list")
	add(Spelling, "letter case", "redundant parentheses", "quoted guid", "enumeration without its type")
	add(ConditionOperand, "eq condition", "ne condition")
	add(Self, "$it")
	add(Root, "$root")
	add(Compute, "$compute")
	for _, k := range orderedKinds() {
		add(0, "$orderby "+k.String(), "$orderby asc "+k.String(), "$orderby desc "+k.String())
	}
	add(Comparison, "extreme number", "exponent", "extreme time", "offset")
	add(FineTimes, "fine time")
	return list
}

func addCasts(add func(needs Features, names ...string)) {
	for _, k := range castKinds() {
		if k != value.String && k != value.Boolean {
			add(CastParse, "text as "+k.String())
		}
		if k != value.String && k != value.Boolean && k != value.Duration && k != value.Guid {
			add(Cast, "cast to "+k.String())
		}
		if k != value.Double && k != value.Single {
			add(CastText, k.String()+" as text")
		}
	}
}

// addTime adds the cells of dates, times and durations.
func addTime(add func(needs Features, names ...string)) {
	for _, part := range timeParts() {
		add(TimeFunction, part+" Edm.DateTimeOffset")
	}
	add(TimeFunction, "year Edm.Date", "month Edm.Date", "day Edm.Date", "hour Edm.TimeOfDay", "minute Edm.TimeOfDay",
		"second Edm.TimeOfDay", "date", "time", "now", "mindatetime", "maxdatetime")
	add(Seconds, "fractionalseconds Edm.DateTimeOffset", "fractionalseconds Edm.TimeOfDay", "totalseconds Edm.Duration")
	for _, t := range []string{"Edm.Date", "Edm.DateTimeOffset", "Edm.Duration"} {
		add(TimeArithmetic, "add "+t, "sub "+t)
	}
	add(TimeArithmetic, "Edm.Date sub Edm.Date", "Edm.DateTimeOffset sub Edm.DateTimeOffset", "- Edm.Duration")
	add(TimeArithmetic|DurationScale, "mul Edm.Duration", "div Edm.Duration", "divby Edm.Duration")
}
