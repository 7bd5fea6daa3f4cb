package reference

import (
	"strings"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/value"
)

// producer draws an operand of one of its kinds that is no path.
type producer struct {
	needs Features
	make  func(s spot, w want, depth int) (f fragment, ok bool)
}

// operandOf draws an operand, and completes what is wanted by what was found.
func (g *Generator) operandOf(s spot, w *want, depth int) (fragment, bool) {
	if depth > 0 && g.chance(2) {
		if f, ok := g.produced(s, *w, depth); ok {
			return f, true
		}
	}
	p, ok := g.leaf(s, *w, nil)
	if !ok {
		return g.produced(s, *w, depth)
	}
	w.property, w.enum = p.property, p.property.Enum
	return primary(p.text), true
}

// operand draws an operand of the type, a literal now and then.
func (g *Generator) operand(s spot, w want, depth int) (fragment, bool) {
	if depth > 0 && g.chance(5) && w.kind != value.Enum && w.kind != value.Boolean {
		return g.literal(w), true
	}
	return g.operandOf(s, &w, depth)
}

// produced draws a function call, arithmetic or the like.
func (g *Generator) produced(s spot, w want, depth int) (fragment, bool) {
	if depth <= 0 || w.kind == value.Enum && w.enum == nil {
		return fragment{}, false
	}
	list := g.producers(w.kind)
	possible := list[:0]
	for _, p := range list {
		if g.has(p.needs) {
			possible = append(possible, p)
		}
	}
	if len(possible) == 0 {
		return fragment{}, false
	}
	return pick(g, possible).make(s, w, depth-1)
}

// producers lists what gives values of the kind.
func (g *Generator) producers(k value.Kind) []producer {
	choice := producer{CaseExpression, g.choice}
	needs := Arithmetic
	switch k {
	case value.Decimal:
		needs = DecimalArithmetic
	case value.Double:
		needs = DoubleArithmetic
	default:
	}
	numbers := []producer{
		{needs, g.sum},
		{needs, g.sum},
		{needs, g.negative},
		{needs | Division, g.quotient},
		{Cast, g.numberCast},
		{CastParse, g.parse},
		choice,
	}
	switch k {
	case value.String:
		return []producer{
			{Folding, g.fold},
			{TextFunction, g.textFunction},
			{Substring, g.substring},
			{CastText, g.print},
			choice,
		}
	case value.Int32:
		return []producer{
			{TextFunction, g.measure}, {TimeFunction, g.timePart}, {Cast, g.numberCast}, {CastParse, g.parse}, choice,
		}
	case value.Int64:
		return append(numbers, producer{Count, func(s spot, _ want, depth int) (fragment, bool) {
			return g.count(s, depth)
		}})
	case value.Decimal:
		return append(numbers, producer{Seconds, g.seconds}, producer{Rounding, g.rounding})
	case value.Double:
		return append(numbers, producer{Rounding, g.rounding})
	case value.Date, value.TimeOfDay, value.DateTimeOffset, value.Duration:
		return []producer{
			{TimeFunction, g.moment}, {TimeArithmetic, g.shift}, {Cast, g.timeCast}, {CastParse, g.parse}, choice,
		}
	case value.Boolean:
		return []producer{{ConditionOperand, func(s spot, _ want, depth int) (fragment, bool) {
			return g.condition(s, depth), true
		}}, choice}
	case value.Byte, value.SByte, value.Int16, value.Single:
		return []producer{{Cast, g.numberCast}, {CastParse, g.parse}, choice}
	case value.Guid:
		return []producer{{CastParse, g.parse}, choice}
	case value.Enum, value.Binary, value.Null:
	}
	return []producer{choice}
}

// some is an operand, or null now and then.
func (g *Generator) some(s spot, k value.Kind, depth int) (fragment, bool) {
	if g.has(NullArgument) && g.chance(30) {
		g.hit("null argument")
		return primary("null"), true
	}
	return g.operand(s, want{kind: k}, depth)
}

func (g *Generator) fold(s spot, _ want, depth int) (fragment, bool) {
	name := pick(g, []string{"tolower", "toupper"})
	x, ok := g.some(s, value.String, depth)
	if ok {
		g.hit(name)
	}
	return g.call(name, x), ok
}

func (g *Generator) textFunction(s spot, w want, depth int) (fragment, bool) {
	x, ok := g.some(s, value.String, depth)
	if !ok {
		return fragment{}, false
	}
	name := pick(g, []string{"concat", "trim"})
	args := []fragment{x}
	if name == "concat" {
		y, ok := g.some(s, value.String, depth)
		if !ok || g.chance(2) {
			y = primary(g.literalText(want{kind: value.String, property: w.property}))
		}
		args = append(args, y)
		if g.chance(2) {
			args[0], args[1] = args[1], args[0]
		}
	}
	g.hit(name)
	return g.call(name, args...), true
}

// substring has a start, and a length or not.
func (g *Generator) substring(s spot, _ want, depth int) (fragment, bool) {
	x, ok := g.some(s, value.String, depth)
	if !ok {
		return fragment{}, false
	}
	start := g.index(s, depth, "-3", "-1", "0", "1", "2", "5", "200")
	if g.chance(2) {
		g.hit("substring")
		return g.call("substring", x, start), true
	}
	g.hit("substring 3")
	return g.call("substring", x, start, g.index(s, depth, "0", "1", "2", "3", "200")), true
}

// index is a small number, or now and then any.
func (g *Generator) index(s spot, depth int, small ...string) fragment {
	if depth > 0 && g.chance(6) {
		if x, ok := g.operandOf(s, &want{kind: value.Int32}, depth); ok {
			return x
		}
	}
	return fragment{pick(g, small), literalStrength}
}

func (g *Generator) measure(s spot, w want, depth int) (fragment, bool) {
	x, ok := g.some(s, value.String, depth)
	if !ok {
		return fragment{}, false
	}
	if g.chance(2) {
		g.hit("length")
		return g.call("length", x), true
	}
	g.hit("indexof")
	return g.call("indexof", x, primary(g.textPart(w))), true
}

// timePart is a part of a date, a time or a time of day.
func (g *Generator) timePart(s spot, _ want, depth int) (fragment, bool) {
	name := pick(g, timeParts())
	kind := value.DateTimeOffset
	switch name {
	case "year", "month", "day":
		kind = pick(g, []value.Kind{kind, value.Date})
	case "hour", "minute", "second":
		kind = pick(g, []value.Kind{kind, value.TimeOfDay})
	}
	x, ok := g.operandOf(s, &want{kind: kind}, depth)
	if !ok {
		return fragment{}, false
	}
	g.hit(name + " " + kind.String())
	return g.call(name, x), true
}

// seconds is totalseconds or fractionalseconds.
func (g *Generator) seconds(s spot, _ want, depth int) (fragment, bool) {
	name, kind := "totalseconds", value.Duration
	if g.chance(2) {
		name, kind = "fractionalseconds", pick(g, []value.Kind{value.DateTimeOffset, value.TimeOfDay})
	}
	x, ok := g.operandOf(s, &want{kind: kind}, depth)
	if !ok {
		return fragment{}, false
	}
	g.hit(name + " " + kind.String())
	return g.call(name, x), true
}

// moment is a function that gives a date or a time.
func (g *Generator) moment(s spot, w want, depth int) (fragment, bool) {
	name := "date"
	switch w.kind {
	case value.DateTimeOffset:
		name = pick(g, []string{"now", "mindatetime", "maxdatetime"})
		g.hit(name)
		return g.call(name), true
	case value.Duration:
		return fragment{}, false
	case value.TimeOfDay:
		name = "time"
	default:
	}
	x, ok := g.operandOf(s, &want{kind: value.DateTimeOffset}, depth)
	if !ok {
		return fragment{}, false
	}
	g.hit(name)
	return g.call(name, x), true
}

// sum is add, sub or mul.
func (g *Generator) sum(s spot, w want, depth int) (fragment, bool) {
	return g.arithmetic(s, w, depth, pick(g, []string{"add", "sub", "mul"}))
}

// quotient is div, divby or mod; divby of whole numbers is a decimal.
func (g *Generator) quotient(s spot, w want, depth int) (fragment, bool) {
	op := pick(g, []string{"div", "divby", "mod"})
	if w.kind == value.Int64 && op == "divby" {
		op = "div"
	}
	return g.arithmetic(s, w, depth, op)
}

func (g *Generator) arithmetic(s spot, w want, depth int, op string) (fragment, bool) {
	kinds := operandKinds(w.kind)
	lk := pick(g, kinds)
	rk := lk
	if g.has(MixedNumbers) && g.chance(2) {
		rk = pick(g, kinds)
	}
	if g.chance(2) {
		lk, rk = rk, lk
	}
	l, ok := g.operandOf(s, &want{kind: lk}, depth)
	if !ok {
		return fragment{}, false
	}
	r, ok := g.some(s, rk, depth)
	literal := r.strength == literalStrength || strings.HasPrefix(r.text, "@")
	if !ok || literal && op != "add" && op != "sub" || g.chance(2) {
		r = fragment{g.small(w.kind, op), literalStrength}
	}
	g.hit(op + " " + w.kind.String())
	if g.chance(5) && (op == "add" || op == "mul") {
		l, r = r, l
	}
	strength := productStrength
	if op == "add" || op == "sub" {
		strength = sumStrength
	}
	return g.infix(l, op, strength, r), true
}

// operandKinds are the types of operands whose result is of the kind.
func operandKinds(result value.Kind) []value.Kind {
	switch result {
	case value.Decimal:
		return []value.Kind{value.Decimal}
	case value.Double:
		return []value.Kind{value.Double, value.Double, value.Single}
	default:
		return []value.Kind{value.Byte, value.SByte, value.Int16, value.Int32, value.Int64}
	}
}

func (g *Generator) negative(s spot, w want, depth int) (fragment, bool) {
	x, ok := g.operandOf(s, &want{kind: pick(g, operandKinds(w.kind))}, depth)
	if !ok {
		return fragment{}, false
	}
	g.hit("- " + w.kind.String())
	return fragment{"-" + g.signed(x), unaryStrength}, true
}

// signed keeps a minus apart from digits, which it would become part of.
func (g *Generator) signed(x fragment) string {
	if x.strength == literalStrength {
		return "(" + x.text + ")"
	}
	return g.at(x, unaryStrength)
}

func (g *Generator) rounding(s spot, w want, depth int) (fragment, bool) {
	name := pick(g, []string{"round", "floor", "ceiling"})
	kinds, of := operandKinds(w.kind), w.kind.String()
	if w.kind == value.Decimal && g.chance(2) {
		kinds, of = operandKinds(value.Int64), "of a whole number"
	}
	x, ok := g.some(s, pick(g, kinds), depth)
	if !ok || x.text == "null" {
		return fragment{}, false
	}
	g.hit(name + " " + of)
	return g.call(name, x), true
}

// shift moves a date or time by a duration, or measures the time between two.
func (g *Generator) shift(s spot, w want, depth int) (fragment, bool) {
	op := pick(g, []string{"add", "sub"})
	if w.kind == value.TimeOfDay {
		return fragment{}, false
	}
	if w.kind == value.Duration && !g.chance(4) {
		return g.between(s, depth)
	}
	x, ok := g.operandOf(s, &want{kind: w.kind}, depth)
	if !ok {
		return fragment{}, false
	}
	by, ok := g.operandOf(s, &want{kind: value.Duration}, depth)
	if !ok || g.chance(2) {
		by = primary("duration'" + pick(g, []string{"PT1S", "P1D", "-PT23H", "PT0.000001S", "P400D", "PT23H"}) + "'")
	}
	g.hit(op + " " + w.kind.String())
	return g.infix(x, op, sumStrength, by), true
}

// between is a duration that is no property.
func (g *Generator) between(s spot, depth int) (fragment, bool) {
	kind := pick(g, []value.Kind{value.Date, value.DateTimeOffset, value.Duration, value.Duration})
	l, ok := g.operandOf(s, &want{kind: kind}, depth)
	if !ok {
		return fragment{}, false
	}
	if kind == value.Duration {
		if !g.has(DurationScale) || g.chance(5) {
			g.hit("- Edm.Duration")
			return fragment{"-" + g.signed(l), unaryStrength}, true
		}
		op := pick(g, []string{"mul", "div", "divby"})
		g.hit(op + " Edm.Duration")
		return g.infix(l, op, productStrength, primary(pick(g, []string{"2", "-3", "0.5"}))), true
	}
	r, ok := g.operandOf(s, &want{kind: kind}, depth)
	if !ok {
		return fragment{}, false
	}
	g.hit(kind.String() + " sub " + kind.String())
	return g.infix(l, "sub", sumStrength, r), true
}

func (g *Generator) numberCast(s spot, w want, depth int) (fragment, bool) {
	x, ok := g.operandOf(s, &want{kind: pick(g, numberKinds())}, depth)
	if !ok {
		return fragment{}, false
	}
	g.hit("cast to " + w.kind.String())
	return g.typeCall("cast", x, w.kind), true
}

// timeCast is between dates and times.
func (g *Generator) timeCast(s spot, w want, depth int) (fragment, bool) {
	from := value.DateTimeOffset
	switch w.kind {
	case value.DateTimeOffset:
		from = value.Date
	case value.Duration:
		return fragment{}, false
	default:
	}
	x, ok := g.operandOf(s, &want{kind: from}, depth)
	if !ok {
		return fragment{}, false
	}
	g.hit("cast to " + w.kind.String())
	return g.typeCall("cast", x, w.kind), true
}

// print is a value as text.
func (g *Generator) print(s spot, _ want, depth int) (fragment, bool) {
	w := want{kind: pick(g, castKinds())}
	if w.kind == value.Double || w.kind == value.Single {
		return fragment{}, false
	}
	x, ok := g.operandOf(s, &w, depth)
	if !ok {
		return fragment{}, false
	}
	g.hit(w.kind.String() + " as text")
	return g.typeCall("cast", x, value.String), true
}

// parse is a text as a value.
func (g *Generator) parse(s spot, w want, depth int) (fragment, bool) {
	x, ok := g.operandOf(s, &want{kind: value.String}, depth)
	if !ok || g.chance(4) {
		x = primary("'" + strings.Trim(strings.TrimPrefix(g.literalText(w), "duration"), "'") + "'")
	}
	g.hit("text as " + w.kind.String())
	return g.typeCall("cast", x, w.kind), true
}

// choice is a case expression. Its values are properties, so that their type is sure.
func (g *Generator) choice(s spot, w want, depth int) (fragment, bool) {
	branches := make([]string, 0, 3)
	for range 1 + g.rng.IntN(2) {
		p, ok := g.leaf(s, w, func(p *metadata.Property) bool {
			return g.has(DecimalArithmetic) || w.property == nil || p.Scale == w.property.Scale
		})
		if !ok {
			return fragment{}, false
		}
		branches = append(branches, g.condition(s, depth).text+" :"+p.text)
		w.property = p.property
	}
	g.hit("case " + typeOfWant(w))
	return primary(g.spell("case") + "(" + strings.Join(branches, ",") + ")"), true
}

func numberKinds() []value.Kind {
	return []value.Kind{
		value.Byte, value.SByte, value.Int16, value.Int32, value.Int64, value.Single, value.Double, value.Decimal,
	}
}

// comparedKinds are those of comparisons, the more interesting ones repeated.
func comparedKinds() []value.Kind {
	return append(orderedKinds(), value.String, value.String, value.String, value.Decimal, value.Double, value.Int64,
		value.DateTimeOffset, value.Int32, value.Binary, value.Duration, value.Duration, value.Enum, value.Enum)
}

func orderedKinds() []value.Kind {
	return append(castKinds(), value.Enum)
}

func castKinds() []value.Kind {
	return append(numberKinds(), value.Boolean, value.String, value.Guid, value.Date, value.TimeOfDay,
		value.DateTimeOffset, value.Duration)
}

func timeParts() []string {
	return []string{"year", "month", "day", "hour", "minute", "second", "totaloffsetminutes"}
}
