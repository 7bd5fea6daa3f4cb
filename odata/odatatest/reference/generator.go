package reference

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/value"
)

// maxDepth is the depth of the conditions that are drawn.
const maxDepth = 5

// Generator draws requests whose types are right. It is not safe for concurrent use.
type Generator struct {
	db      *Database
	mask    Features
	rng     *rand.Rand
	covered map[string]int
	draw    *Draw
	names   int    // variables and aliases so far
	wrong   string // what was made wrong
	broken  bool   // an error is to be made, and has not been yet
}

// NewGenerator makes a generator of requests to the sets of a database, with
// literals near its values. Equal seeds draw equal requests.
func NewGenerator(db *Database, seed uint64, mask Features) *Generator {
	return &Generator{
		db: db, mask: mask, rng: rand.New(rand.NewPCG(seed, 0)), covered: map[string]int{},
	}
}

// Draw makes the next request.
func (g *Generator) Draw() Draw {
	s := g.begin()
	if g.has(Compute) && g.chance(8) {
		s = g.compute(s)
	}
	if !g.chance(12) {
		g.draw.Filter = g.condition(s, 1+g.rng.IntN(maxDepth)).text
	}
	if g.chance(2) {
		g.draw.OrderBy = g.orderBy(s)
	}
	if g.chance(4) {
		g.draw.Top = g.rng.IntN(12)
	}
	if g.chance(5) {
		g.draw.Skip = g.rng.IntN(15)
	}
	g.draw.Count = g.chance(4)
	return *g.draw
}

// Condition makes a request with nothing but a $filter.
func (g *Generator) Condition() Draw {
	s := g.begin()
	g.draw.Filter = g.condition(s, 1+g.rng.IntN(maxDepth)).text
	return *g.draw
}

// begin starts a request to a set with rows.
func (g *Generator) begin() spot {
	g.names, g.broken, g.wrong = 0, false, ""
	for {
		set := g.db.model.Sets[g.rng.IntN(len(g.db.model.Sets))]
		if len(g.db.rows[set.Type]) > 0 {
			g.draw = &Draw{Set: set.Name, Top: -1, Skip: -1}
			return spot{roots: []root{{entity: set.Type}}, it: set.Type}
		}
	}
}

// compute adds a computed property to the spot.
func (g *Generator) compute(s spot) spot {
	kind := pick(g, []value.Kind{value.Int64, value.Decimal, value.Double, value.String, value.DateTimeOffset})
	x, ok := g.operand(s, want{kind: kind}, 2)
	if !ok {
		return s
	}
	g.hit("$compute")
	name := g.name("c")
	g.draw.Compute = x.text + " as " + name
	return s.with(root{prefix: name, property: &metadata.Property{Name: name, Kind: kind}})
}

// orderBy makes up to three terms.
func (g *Generator) orderBy(s spot) string {
	terms := make([]string, 0, 3)
	for range 1 + g.rng.IntN(3) {
		own := s
		if !g.has(OrderNavigation) {
			own.flat = true
		}
		w := want{kind: pick(g, orderedKinds())}
		depth := 0
		if g.has(OrderExpression) && g.chance(3) {
			depth = 2
		}
		x, ok := g.operand(own, w, depth)
		if !ok {
			continue
		}
		direction := pick(g, []string{"", " asc", " desc"})
		g.hit("$orderby" + direction + " " + w.kind.String())
		terms = append(terms, x.text+g.spell(direction))
	}
	return strings.Join(terms, ",")
}

// want is the type that an operand is to have.
type want struct {
	kind     value.Kind
	enum     *metadata.EnumType
	property *metadata.Property // one whose values make good literals
	loose    bool               // a literal may be of another numeric type
}

// spot is what names stand for where an expression is drawn.
type spot struct {
	roots   []root
	it      *metadata.EntityType
	lambdas int
	flat    bool // no navigation
}

// root begins paths: the entity whose properties need no prefix, a variable, or
// a property that is addressed as a whole.
type root struct {
	prefix   string // "", or a variable
	entity   *metadata.EntityType
	property *metadata.Property // of a primitive item
}

func (s spot) with(r root) spot {
	s.roots = append(append([]root(nil), s.roots...), r)
	return s
}

func (r root) path(name string) string {
	if r.prefix == "" {
		return name
	}
	return r.prefix + "/" + name
}

// The strengths of fragments, as operators bind.
const (
	orStrength = iota
	andStrength
	equalityStrength
	relationStrength
	sumStrength
	productStrength
	unaryStrength
	memberStrength
	primaryStrength
	literalStrength
)

// fragment is the text of an expression with the strength of its weakest operator.
type fragment struct {
	text     string
	strength int
}

func primary(text string) fragment { return fragment{text, primaryStrength} }

// at puts parentheses around a fragment that binds too weakly, and sometimes
// around one that does not.
func (g *Generator) at(f fragment, strength int) string {
	if f.strength < strength {
		return "(" + f.text + ")"
	}
	if g.has(Spelling) && g.chance(20) {
		g.hit("redundant parentheses")
		return pick(g, []string{"(" + f.text + ")", "( " + f.text + " )", "((" + f.text + "))"})
	}
	return f.text
}

// infix joins two fragments; all operators group to the left.
func (g *Generator) infix(l fragment, op string, strength int, r fragment) fragment {
	blank := " "
	if g.has(Spelling) && g.chance(30) {
		blank = "  "
	}
	return fragment{g.at(l, strength) + " " + g.spell(op) + blank + g.at(r, strength+1), strength}
}

func (g *Generator) call(name string, args ...fragment) fragment {
	texts := make([]string, 0, len(args))
	for _, arg := range args {
		texts = append(texts, g.at(arg, orStrength))
	}
	return primary(g.spell(name) + "(" + strings.Join(texts, pick(g, []string{",", ",", ", "})) + ")")
}

// typeCall is cast or isof; a type stands in no parentheses.
func (g *Generator) typeCall(name string, x fragment, k value.Kind) fragment {
	return primary(g.spell(name) + "(" + g.at(x, orStrength) + "," + k.String() + ")")
}

// spell writes a name in any letter case.
func (g *Generator) spell(name string) string {
	if !g.has(Spelling) || !g.chance(8) {
		return name
	}
	g.hit("letter case")
	letters := []byte(name)
	for i, c := range letters {
		if c >= 'a' && c <= 'z' && g.chance(2) {
			letters[i] = c - 'a' + 'A'
		}
	}
	return string(letters)
}

func (g *Generator) name(letter string) string {
	g.names++
	return letter + strconv.Itoa(g.names)
}

func (g *Generator) has(f Features) bool { return g.mask.Has(f) }

// chance is true once in n times.
func (g *Generator) chance(n int) bool { return g.rng.IntN(n) == 0 }

func pick[T any](g *Generator, list []T) T { return list[g.rng.IntN(len(list))] }
