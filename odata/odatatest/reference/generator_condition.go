package reference

import (
	"strings"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/value"
)

// maker draws one kind of condition; ok is false where the spot has nothing for it.
type maker struct {
	needs  Features
	weight int
	leaf   bool
	make   func(s spot, depth int) (f fragment, ok bool)
}

func (g *Generator) conditions() []maker {
	return []maker{
		{Comparison, 12, true, g.comparison},
		{Logic, 8, false, g.chain},
		{Logic, 4, false, g.negation},
		{In, 3, true, g.inList},
		{InCollection, 2, true, g.inCollection},
		{TextTest, 4, true, g.textTest},
		{Lambda, 5, false, g.lambda},
		{Has, 2, true, g.flags},
		{CaseExpression, 1, false, g.caseCondition},
		{IsOf, 1, true, g.isOf},
		{TypeTest, 1, true, g.typeTest},
		{Complex, 1, true, g.nothing},
		{Subset, 1, true, g.subset},
		{ConditionOperand, 2, false, g.conditionOperand},
		{Comparison, 1, true, g.property},
		{Comparison, 1, true, g.boolean},
	}
}

// condition draws a Boolean expression.
func (g *Generator) condition(s spot, depth int) fragment {
	if g.broken && g.chance(3) {
		g.broken = false
		return g.mistake(s)
	}
	makers := g.conditions()
	total := 0
	for i, m := range makers {
		if !g.has(m.needs) || (depth <= 1 && !m.leaf) {
			makers[i].weight = 0
		}
		total += makers[i].weight
	}
	for {
		n := g.rng.IntN(total)
		for _, m := range makers {
			if n -= m.weight; n < 0 {
				if f, ok := m.make(s, depth-1); ok {
					return g.aliased(s, f)
				}
				break
			}
		}
	}
}

// aliased moves a condition into a parameter alias, where it names no variable.
func (g *Generator) aliased(s spot, f fragment) fragment {
	if !g.has(Alias) || !g.chance(40) || len(s.roots) > 1 || strings.Contains(f.text, "$this") {
		return f
	}
	g.hit("alias of a condition")
	return g.alias(f.text)
}

func (g *Generator) alias(text string) fragment {
	name := g.name("p")
	g.draw.Aliases = append(g.draw.Aliases, Assignment{name, text})
	return primary("@" + name)
}

func (g *Generator) comparison(s spot, depth int) (fragment, bool) {
	w := want{kind: pick(g, comparedKinds())}
	l, ok := g.operandOf(s, &w, depth)
	if !ok {
		return fragment{}, false
	}
	ops := []string{"eq", "ne", "gt", "ge", "lt", "le"}
	if w.kind == value.Binary {
		ops = ops[:2]
	}
	op := pick(g, ops)
	var r fragment
	switch n := g.rng.IntN(10); {
	case n == 0:
		g.hit(op + " null")
		r = primary("null")
	case n < 7:
		w.loose = true
		r = g.literal(w)
		g.hit(op + " " + typeOfWant(w))
	default:
		w := g.another(w)
		if r, ok = g.operand(s, w, depth); !ok {
			return fragment{}, false
		}
		g.hit(op + " " + typeOfWant(w))
	}
	if g.chance(3) {
		l, r = r, l
	}
	strength := equalityStrength
	if op != "eq" && op != "ne" {
		strength = relationStrength
	}
	return g.infix(l, op, strength, r), true
}

// another is a type to compare with: often the same one.
func (g *Generator) another(w want) want {
	if w.kind.IsNumber() && g.has(MixedNumbers) && g.chance(2) {
		g.hit("mixed numbers")
		return want{kind: pick(g, numberKinds())}
	}
	return w
}

func typeOfWant(w want) string {
	if w.kind == value.Enum && w.enum != nil {
		return enumName(w.enum)
	}
	return w.kind.String()
}

func (g *Generator) chain(s spot, depth int) (fragment, bool) {
	op, strength := "and", andStrength
	if g.chance(2) {
		op, strength = "or", orStrength
	}
	g.hit(op)
	f := g.condition(s, depth)
	for range 1 + g.rng.IntN(2) {
		f = g.infix(f, op, strength, g.condition(s, depth))
	}
	return f, true
}

func (g *Generator) negation(s spot, depth int) (fragment, bool) {
	g.hit("not")
	x := g.condition(s, depth)
	text := g.at(x, unaryStrength)
	if strings.HasPrefix(text, "(") && g.chance(2) {
		return fragment{g.spell("not") + text, unaryStrength}, true
	}
	return fragment{g.spell("not") + " " + text, unaryStrength}, true
}

// inList is a list of literals; null is a member as any other.
func (g *Generator) inList(s spot, depth int) (fragment, bool) {
	w := want{kind: pick(g, comparedKinds())}
	x, ok := g.operandOf(s, &w, depth)
	if !ok || w.kind == value.Binary {
		return fragment{}, false
	}
	g.hit("in " + typeOfWant(w))
	w.loose = true
	items := make([]string, 0, 5)
	for range g.rng.IntN(5) {
		if g.chance(6) {
			g.hit("in null")
			items = append(items, "null")
			continue
		}
		items = append(items, g.literalText(w))
	}
	if len(items) == 0 {
		g.hit("in ()")
	}
	list := "(" + strings.Join(items, ",") + ")"
	if g.has(AliasList) && len(items) > 0 && g.chance(6) {
		g.hit("alias of a list")
		list = g.alias("[" + strings.Join(items, ",") + "]").text
	}
	return fragment{g.at(x, memberStrength) + " " + g.spell("in") + " " + list, memberStrength}, true
}

func (g *Generator) inCollection(s spot, depth int) (fragment, bool) {
	labels, ok := g.collection(s, false)
	if !ok {
		return fragment{}, false
	}
	x, ok := g.operand(s, want{kind: value.String, property: labels.property}, depth)
	if !ok || g.chance(2) {
		x = primary(g.literalText(want{kind: value.String, property: labels.property}))
	}
	g.hit("in collection")
	return fragment{g.at(x, memberStrength) + " " + g.spell("in") + " " + labels.text, memberStrength}, true
}

func (g *Generator) textTest(s spot, depth int) (fragment, bool) {
	name := pick(g, []string{"contains", "startswith", "endswith"})
	w := want{kind: value.String}
	x, ok := g.operandOf(s, &w, depth)
	if !ok {
		return fragment{}, false
	}
	g.hit(name)
	part := primary(g.textPart(w))
	if g.chance(5) {
		if y, ok := g.operand(s, want{kind: value.String}, depth); ok {
			part = y
		}
	}
	if g.chance(8) {
		x, part = part, x
	}
	if g.has(NullArgument) && g.chance(15) {
		g.hit("null argument")
		part = primary("null")
	}
	return g.call(name, x, part), true
}

// lambda is any or all over labels or entities.
func (g *Generator) lambda(s spot, depth int) (fragment, bool) {
	if s.lambdas > 0 && !g.has(NestedLambda) || s.lambdas > 1 {
		return fragment{}, false
	}
	many, ok := g.collection(s, g.chance(2))
	if !ok {
		return fragment{}, false
	}
	over := "labels"
	if many.entity != nil {
		over = "entities"
	}
	if g.chance(8) {
		g.hit("any() " + over)
		return primary(many.text + "/" + g.spell("any") + "()"), true
	}
	name := pick(g, []string{"any", "all"})
	g.hit(name + " " + over)
	if s.lambdas > 0 {
		g.hit("nested " + name)
	}
	variable := g.name("x")
	inner := s.with(root{prefix: variable, entity: many.entity, property: many.property})
	inner.lambdas++
	body := g.condition(inner, depth)
	return primary(many.text + "/" + g.spell(name) + "(" + variable + ":" + body.text + ")"), true
}

func (g *Generator) flags(s spot, _ int) (fragment, bool) {
	w := want{kind: value.Enum}
	path, ok := g.leaf(s, w, func(p *metadata.Property) bool { return p.Enum.Flags })
	if !ok {
		return fragment{}, false
	}
	g.hit("has")
	w.enum = path.property.Enum
	return fragment{path.text + " " + g.spell("has") + " " + g.enumText(w.enum), memberStrength}, true
}

func (g *Generator) caseCondition(s spot, depth int) (fragment, bool) {
	g.hit("case Edm.Boolean")
	branches := make([]string, 0, 3)
	for range 1 + g.rng.IntN(2) {
		branches = append(branches, g.condition(s, depth).text+" :"+g.condition(s, depth).text)
	}
	if g.chance(2) {
		branches = append(branches, "true:"+pick(g, []string{"true", "false", "null"}))
	}
	return primary(g.spell("case") + "(" + strings.Join(branches, ",") + ")"), true
}

func (g *Generator) isOf(s spot, depth int) (fragment, bool) {
	w := want{kind: pick(g, castKinds())}
	x, ok := g.operandOf(s, &w, depth)
	if !ok {
		return fragment{}, false
	}
	g.hit("isof")
	target := w.kind
	if g.chance(3) {
		target = pick(g, castKinds())
	}
	return g.typeCall("isof", x, target), true
}

// typeTest asks for the type of an entity or a complex value.
func (g *Generator) typeTest(s spot, _ int) (fragment, bool) {
	for range attempts {
		r := pick(g, s.roots)
		if r.entity == nil {
			continue
		}
		at := g.walk(s, g.self(s, r))
		if list := g.structured(at, nil); len(list) > 0 && g.chance(4) {
			m := pick(g, list)
			g.hit("isof a complex type")
			text := m.text + "," + g.db.model.Qualified(m.property.Complex.Name)
			return primary(g.spell("isof") + "(" + text + ")"), true
		}
		types := append(at.entity.Derived(), at.entity)
		if len(types) == 1 && !g.chance(4) {
			continue
		}
		g.hit("isof an entity type")
		text := g.db.model.Qualified(pick(g, types).Name)
		if at.prefix != "" {
			text = at.prefix + "," + text
		}
		return primary(g.spell("isof") + "(" + text + ")"), true
	}
	return fragment{}, false
}

// structured lists the complex properties of an entity, and the entities that it leads to.
func (g *Generator) structured(at root, list []reached) []reached {
	for _, m := range g.members(at) {
		if m.property.Complex != nil {
			list = append(list, m)
		}
	}
	return list
}

// nothing compares an entity or a complex value with null.
func (g *Generator) nothing(s spot, _ int) (fragment, bool) {
	r := pick(g, s.roots)
	if r.entity == nil {
		return fragment{}, false
	}
	at := g.walk(s, g.self(s, r))
	var list []reached
	if g.has(Navigation) && !s.flat {
		list = g.navigations(at, false)
	}
	if list = g.structured(at, list); len(list) == 0 {
		return fragment{}, false
	}
	m, op := pick(g, list), pick(g, []string{"eq", "ne"})
	if m.property != nil {
		g.hit(op + " null of a complex property")
	} else {
		g.hit(op + " null of an entity")
	}
	return g.infix(primary(m.text), op, equalityStrength, primary("null")), true
}

func (g *Generator) subset(s spot, _ int) (fragment, bool) {
	labels, ok := g.collection(s, false)
	if !ok {
		return fragment{}, false
	}
	g.hit("hassubset")
	items := make([]string, 0, 3)
	for range g.rng.IntN(4) {
		items = append(items, g.jsonText(want{kind: value.String, property: labels.property}))
	}
	if len(items) == 0 {
		return g.call("hassubset", primary(labels.text), primary(labels.text)), true
	}
	return g.call("hassubset", primary(labels.text), primary("["+strings.Join(items, ",")+"]")), true
}

// conditionOperand compares a condition, which shows whether it is null or false.
func (g *Generator) conditionOperand(s spot, depth int) (fragment, bool) {
	op := pick(g, []string{"eq", "ne"})
	l, r := g.condition(s, depth), primary(pick(g, []string{"true", "false", "null"}))
	if g.chance(5) {
		r = g.condition(s, depth)
	}
	g.hit(op + " condition")
	return g.infix(l, op, equalityStrength, r), true
}

func (g *Generator) property(s spot, _ int) (fragment, bool) {
	p, ok := g.leaf(s, want{kind: value.Boolean}, nil)
	if ok {
		g.hit("Boolean property")
	}
	return primary(p.text), ok
}

func (g *Generator) boolean(spot, int) (fragment, bool) {
	g.hit("Boolean literal")
	return fragment{g.spell(pick(g, []string{"true", "false"})), literalStrength}, true
}
