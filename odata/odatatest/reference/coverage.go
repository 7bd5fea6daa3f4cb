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
	addComparisons(add)
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
		if t != "Edm.Int64" {
			add(Rounding, "round "+t, "floor "+t, "ceiling "+t)
		}
	}
	add(Rounding, "round of a whole number", "floor of a whole number", "ceiling of a whole number")
	add(DecimalArithmetic|Division, "divby Edm.Decimal")
	add(DoubleArithmetic|Division, "divby Edm.Double")
	addTime(add)
	add(Lambda, "item of a collection", "any labels", "all labels", "any entities", "all entities", "any() labels",
		"any() entities")
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
	add(Compute, "$compute", "$compute of a computed property")
	add(Complex, "member of a complex property", "eq null of a complex property", "ne null of a complex property")
	add(Complex|Navigation, "eq null of an entity", "ne null of an entity")
	add(Derived, "member of a derived type", "a type behind a collection")
	add(TypeTest, "isof an entity type")
	add(TypeTest|Derived, "cast of an entity")
	add(TypeTest|Complex, "isof a complex type")
	add(FilterSegment, "$filter() in an expression")
	add(KeyedNavigation|Navigation, "a key behind a collection")
	add(Root|Complex, "$root of a singleton")
	addOptions(add)
	for _, k := range orderedKinds() {
		add(0, "$orderby "+k.String(), "$orderby asc "+k.String(), "$orderby desc "+k.String())
	}
	add(Comparison, "extreme number", "exponent", "extreme time", "offset")
	add(FineTimes, "fine time")
	return list
}

// addComparisons adds the cells of comparisons, in and case.
func addComparisons(add func(needs Features, names ...string)) {
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
}

// addOptions adds the cells of paths, $select and $expand.
func addOptions(add func(needs Features, names ...string)) {
	add(PathKey, "a key in the path", "a navigation property in the path")
	add(PathKey|Complex, "a singleton in the path")
	add(PathKey|PathProperty, "a property in the path", "a collection of values in the path")
	add(PathKey|PathProperty|Complex, "a complex property in the path")
	add(PathCast|Derived, "a type in the path")
	add(PathFilter, "/$filter() in the path")
	add(PathCount, "/$count in the path")
	add(Select, "no $select", "$select=*", "$select of a property")
	add(Select|SelectItems, "$select with options")
	add(Select|Complex, "$select of a complex property")
	add(Select|SelectPath|Complex, "$select of a member")
	add(Select|SelectPath|Derived, "$select of a derived type")
	add(Select|Compute, "$select of a computed property")
	add(Expand|ExpandOptions, "$expand of a collection", "$expand of an entity")
	add(Expand|ExpandStar, "$expand=*")
	add(Expand|ExpandLink, "$expand with $ref")
	add(Expand|ExpandCount, "$expand with $count")
	add(Expand|ExpandCast|Derived, "$expand of a derived type", "$expand to a derived type")
	add(Expand|ExpandLevels|ExpandOptions, "$levels")
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
