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
	values  pool
	draw    *Draw
	names   int    // variables and aliases so far
	expands int    // what may still be expanded
	wrong   string // what was made wrong
	broken  bool   // an error is to be made, and has not been yet
}

// NewGenerator makes a generator of requests to the sets of a database, with
// literals near its values. Equal seeds draw equal requests.
func NewGenerator(db *Database, seed uint64, mask Features) *Generator {
	return &Generator{
		db: db, mask: mask, rng: rand.New(rand.NewPCG(seed, 0)), covered: map[string]int{}, values: newPool(db),
	}
}

// Draw makes the next request.
func (g *Generator) Draw() Draw {
	at := g.begin()
	switch {
	case at.property != nil && at.many:
		g.listOptions(g.draw, at.property, 2)
	case at.property != nil:
		if at.property.Complex != nil && g.has(Select) && g.chance(2) {
			g.hit("$select of a complex property")
			g.draw.Select = g.memberOf(at.property)
		}
	case at.counted:
		if !g.chance(4) {
			g.draw.Filter = g.condition(at.spot, 1+g.rng.IntN(maxDepth)).text
		}
	case at.many:
		g.options(g.draw, at.spot, 1+g.rng.IntN(maxDepth), 0)
	default:
		g.entityOptions(g.draw, at.spot, 0)
	}
	return *g.draw
}

// Condition makes a request for the rows of a set with nothing but a $filter.
func (g *Generator) Condition() Draw {
	s := g.beginSet()
	g.draw.Filter = g.condition(s, 1+g.rng.IntN(maxDepth)).text
	return *g.draw
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
	nested  bool // in an option of $expand
}

// root begins paths: the entity whose properties need no prefix, a variable, or
// a property that is addressed as a whole.
type root struct {
	prefix   string // "", or a variable
	entity   *metadata.EntityType
	property *metadata.Property // of a primitive item, or computed
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
