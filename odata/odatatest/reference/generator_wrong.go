package reference

import (
	"strings"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/value"
)

// Wrong makes a request whose types are right but in one place.
func (g *Generator) Wrong() Draw {
	s := g.beginSet()
	mask := g.mask
	g.mask &^= Alias | AliasList // an alias may be left unused
	defer func() { g.mask = mask }()
	switch g.rng.IntN(12) {
	case 0:
		g.draw.OrderBy = g.wrongOrder(s)
		return *g.draw
	case 1:
		if g.wrongOption(s) {
			return *g.draw
		}
	}
	g.broken = true
	f := g.condition(s, 1+g.rng.IntN(maxDepth))
	if g.broken = false; g.wrong == "" || !strings.Contains(f.text, g.wrong) {
		f = g.infix(g.mistake(s), pick(g, []string{"and", "or"}), andStrength, f)
	}
	g.draw.Filter = f.text
	return *g.draw
}

// mistake is a condition with an error in it.
func (g *Generator) mistake(s spot) fragment {
	for {
		text := pick(g, []func(spot) string{
			g.wrongComparison, g.wrongName, g.wrongFunction, g.wrongOperand, g.wrongLambda, g.wrongMember,
			g.wrongCondition, g.wrongStructure, g.wrongType,
		})(s)
		if text != "" {
			g.wrong = "(" + text + ")"
			return primary(g.wrong)
		}
	}
}

// wrongComparison compares values of different types.
func (g *Generator) wrongComparison(s spot) string {
	kinds := []value.Kind{
		value.String, value.Int32, value.Boolean, value.Date, value.DateTimeOffset, value.TimeOfDay, value.Duration,
		value.Guid, value.Decimal, value.Double,
	}
	a, b := want{kind: pick(g, kinds)}, want{kind: pick(g, kinds)}
	if a.kind == b.kind || a.kind.IsNumber() && b.kind.IsNumber() {
		return ""
	}
	p, ok := g.leaf(s, a, nil)
	literal := g.literalText(b)
	quotes := strings.HasPrefix(literal, "'")
	switch {
	case !ok || quotes && (b.kind != value.String || a.kind == value.Guid || a.kind == value.Duration):
		return "" // in quotes, it may be of that type
	case g.has(In) && g.chance(4):
		return p.text + " in (null," + literal + ")"
	}
	return p.text + " " + pick(g, []string{"eq", "ne", "gt", "le"}) + " " + literal
}

// wrongName misspells a property.
func (g *Generator) wrongName(s spot) string {
	p, ok := g.leaf(s, want{kind: value.String}, nil)
	if !ok || len(s.roots) > 1 || s.roots[0].property != nil {
		return ""
	}
	if g.has(Count) && g.chance(4) {
		return p.text + "/$count eq 1"
	}
	return p.text + pick(g, []string{"x", "/x"}) + " eq 'a'"
}

// wrongFunction gives a function what it does not take.
func (g *Generator) wrongFunction(s spot) string {
	if !g.has(TextTest) {
		return ""
	}
	p, ok := g.leaf(s, want{kind: value.String}, nil)
	number, ok2 := g.leaf(s, want{kind: value.Decimal}, nil)
	if !ok || !ok2 {
		return ""
	}
	return pick(g, []string{
		"contains(" + p.text + ",1)", "contains(" + p.text + ")", "startswith(" + number.text + ",'1')",
		"tolower(" + number.text + ") eq 'a'", "endswith(" + p.text + ",'a','b')", "toupper(" + p.text + ") eq 1",
		"nosuch(" + p.text + ",'a') eq 1",
	})
}

// wrongOperand makes arithmetic of texts, and the like.
func (g *Generator) wrongOperand(s spot) string {
	p, ok := g.leaf(s, want{kind: value.String}, nil)
	if !ok {
		return ""
	}
	switch {
	case g.has(Arithmetic) && g.chance(2):
		return pick(g, []string{p.text + " add 'a' eq 'b'", "-" + p.text + " eq 1", p.text + " mul 2 gt 1"})
	case g.has(Has):
		return p.text + " has 'a'"
	}
	return "not " + p.text
}

// wrongLambda quantifies what is no collection.
func (g *Generator) wrongLambda(s spot) string {
	if !g.has(Lambda) || s.lambdas > 0 {
		return ""
	}
	p, ok := g.leaf(s, want{kind: value.String}, nil)
	many, ok2 := g.collection(s, g.chance(2))
	if !ok || !ok2 {
		return ""
	}
	if g.has(Arithmetic) && g.chance(4) {
		return many.text + "/any(x:x add 1)"
	}
	return pick(g, []string{
		p.text + "/any(x:true)", many.text + " eq 'a'", many.text + "/name eq 'a'", many.text + "/all(x:nosuch eq 1)",
	})
}

// wrongMember names a member that an enumeration has not.
func (g *Generator) wrongMember(s spot) string {
	p, ok := g.leaf(s, want{kind: value.Enum}, nil)
	if !ok {
		return ""
	}
	name := g.db.model.Qualified(p.property.Enum.Name)
	return p.text + " eq " + pick(g, []string{name + "'Nosuch'", "'Nosuch'", g.db.model.Namespace + ".Nosuch'New'"})
}

// wrongCondition is no condition.
func (g *Generator) wrongCondition(s spot) string {
	p, ok := g.leaf(s, want{kind: pick(g, []value.Kind{value.String, value.Decimal, value.Guid})}, nil)
	if !ok {
		return ""
	}
	return pick(g, []string{p.text + " and true", "true or " + p.text, "not " + p.text})
}

// wrongStructure takes an entity or a complex value for a primitive one.
func (g *Generator) wrongStructure(s spot) string {
	r := s.roots[0]
	if r.entity == nil {
		return ""
	}
	list := g.structured(r, nil)
	if g.has(Navigation) {
		list = append(list, g.navigations(r, false)...)
	}
	if len(list) == 0 {
		return ""
	}
	m := pick(g, list)
	wrong := []string{" eq 'a'", "/nosuch eq 1", " in ('a')", " gt " + m.text, "/any()"}
	if g.has(TypeTest) {
		wrong = append(wrong, " gt null", " le null")
	}
	return m.text + pick(g, wrong)
}

// wrongType names a type that the entity cannot be of.
func (g *Generator) wrongType(s spot) string {
	r := s.roots[0]
	if r.entity == nil || !g.has(Derived) {
		return ""
	}
	other := pick(g, g.db.model.Types)
	if other.Root() == r.entity.Root() {
		return ""
	}
	return pick(g, []string{
		r.path(g.db.model.Qualified(other.Name)) + "/" + other.Key[0].Name + " ne null",
		r.path(g.db.model.Namespace) + ".Nosuch/x eq 1",
	})
}

// wrongOption makes an option wrong that is no condition.
func (g *Generator) wrongOption(s spot) bool {
	text := pick(g, []string{"nosuch", "nosuch/x", s.it.Key[0].Name + "/x", strings.ToUpper(s.it.Key[0].Name)})
	switch d := g.draw; g.rng.IntN(4) {
	case 0:
		if !g.has(Compute) {
			return false
		}
		name := s.it.Key[0].Name
		d.Compute = pick(g, []string{
			name + " as " + name, name + " as c1," + name + " as c1", "c2 as c1," + name + " as c2", text + " as c1",
		})
	case 1:
		if !g.has(Select) {
			return false
		}
		key := s.it.Key[0].Name
		d.Select = pick(g, []string{text, key + "," + text, key + "($top=1)", g.db.model.Namespace + ".Nosuch/x"})
	default:
		return g.wrongExpand(s)
	}
	return true
}

// wrongExpand expands what is not there, or in a way that is none.
func (g *Generator) wrongExpand(s spot) bool {
	list := g.steps(s.it)
	if !g.has(Expand) || !g.has(ExpandOptions) || len(list) == 0 {
		return false
	}
	n := pick(g, list)
	key := n.Target.Key[0].Name
	options := []string{
		"($select=nosuch)", "($expand=nosuch)", "($expand=" + key + ")", "($select=" + key + "/x)",
	}
	if g.has(ExpandCast) {
		options = append(options, "/"+g.db.model.Namespace+".Nosuch")
	}
	if n.Collection {
		options = append(options, "($filter=nosuch eq 1)", "($orderby=nosuch)", "($filter="+key+")",
			"/$count($filter="+key+")")
	} else {
		options = append(options, "($filter=true)", "($orderby="+key+")", "($top=1)", "/$count")
	}
	g.draw.Expand = pick(g, []string{
		"nosuch", s.it.Key[0].Name, n.Name + pick(g, options), n.Name + pick(g, options), n.Name + pick(g, options),
	})
	return true
}

// wrongOrder orders by what has no order.
func (g *Generator) wrongOrder(s spot) string {
	var terms []string
	for _, p := range s.it.Properties {
		if p.Collection != nil || p.Kind == value.Binary || p.Complex != nil && g.has(Complex) {
			terms = append(terms, p.Name)
		}
	}
	for _, n := range s.it.Navigations {
		terms = append(terms, n.Name)
	}
	terms = append(terms, "nosuch", strings.ToUpper(s.it.Key[0].Name), "true and "+firstText(s.it))
	return pick(g, terms) + pick(g, []string{"", " desc"})
}

func firstText(t *metadata.EntityType) string {
	for _, p := range t.Properties {
		if p.Kind == value.String {
			return p.Name
		}
	}
	return "nosuch"
}
