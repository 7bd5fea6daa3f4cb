package reference

import (
	"strings"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/value"
)

// Wrong makes a request whose types are right but in one place.
func (g *Generator) Wrong() Draw {
	s := g.begin()
	mask := g.mask
	g.mask &^= Alias | AliasList // an alias may be left unused
	defer func() { g.mask = mask }()
	if g.chance(10) {
		g.draw.OrderBy = g.wrongOrder(s)
		return *g.draw
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
			g.wrongCondition,
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

// wrongOrder orders by what has no order.
func (g *Generator) wrongOrder(s spot) string {
	var terms []string
	for _, p := range s.it.Properties {
		if p.Collection != nil || p.Kind == value.Binary {
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
