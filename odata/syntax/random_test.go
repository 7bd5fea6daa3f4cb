package syntax_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/syntax"
)

// grower makes random trees, as they may be parsed.
type grower struct{ *rand.Rand }

func (g grower) pick(texts ...string) string { return texts[g.IntN(len(texts))] }

func (g grower) name() string {
	return g.pick("a", "b", "firstName", "x1", "é", "not1", "any", "in", "INF2", "null1")
}

func (g grower) literal() *syntax.Literal {
	lits := []*syntax.Literal{
		{Kind: syntax.NullLiteral, Text: "null"},
		{Kind: syntax.BooleanLiteral, Text: "true"},
		{Kind: syntax.IntegerLiteral, Text: g.pick("0", "12", "-7", "9223372036854775807")},
		{Kind: syntax.DecimalLiteral, Text: g.pick("1.5", "-0.25", "9223372036854775808")},
		{Kind: syntax.DoubleLiteral, Text: g.pick("INF", "-INF", "NaN", "1e5", "-1.5e-10")},
		{Kind: syntax.StringLiteral, Text: g.pick("", "x", "it's", "''", "a)b(", "\"", "é&+%;#", "not a")},
		{Kind: syntax.GuidLiteral, Text: "abcdefab-b46f-46a7-aa91-c517b692dee0"},
		{Kind: syntax.DateLiteral, Text: g.pick("2012-09-03", "-10000-04-01")},
		{Kind: syntax.DateTimeLiteral, Text: g.pick("2012-09-03T14:53Z", "2012-09-03T14:53:01.5+02:00")},
		{Kind: syntax.TimeLiteral, Text: g.pick("12:30", "12:30:15", "12:30:15.25")},
		{Kind: syntax.DurationLiteral, Text: "P1DT2S"},
		{Kind: syntax.BinaryLiteral, Text: "Zm9v"},
		{Kind: syntax.EnumLiteral, Type: "N.T", Text: g.pick("A", "A,B", "-3")},
		{Kind: syntax.GeoLiteral, Text: "geometry'SRID=0;Point(1 2)'"},
	}
	return lits[g.IntN(len(lits))]
}

// primary is an operand that needs no parentheses anywhere.
func (g grower) primary(depth int) syntax.Expr {
	if depth <= 0 {
		if g.IntN(2) == 0 {
			return g.literal()
		}
		return &syntax.Path{Segments: []*syntax.Segment{{Name: g.name()}}}
	}
	switch g.IntN(9) {
	case 0:
		return &syntax.Call{Name: "contains", Args: []syntax.Expr{g.expr(depth - 1), g.expr(depth - 1)}}
	case 1:
		return &syntax.Call{Name: "cast", Args: []syntax.Expr{g.expr(depth - 1), &syntax.TypeName{Name: "Edm.String"}}}
	case 2:
		return &syntax.Case{Branches: []syntax.Branch{
			{When: g.expr(depth - 1), Then: g.expr(depth - 1)}, {When: g.expr(depth - 1), Then: g.expr(depth - 1)},
		}}
	case 3:
		return &syntax.Array{Items: []syntax.Expr{g.expr(depth - 1), g.literal()}}
	case 4:
		return &syntax.Object{Members: []syntax.Member{{Name: g.pick("a", "b\"\n", "é\\"), Value: g.expr(depth - 1)}}}
	case 5:
		return &syntax.Alias{Name: g.name()}
	case 6:
		return g.literal()
	}
	return g.path(depth)
}

func (g grower) path(depth int) syntax.Expr {
	path := &syntax.Path{Segments: []*syntax.Segment{{Name: g.name()}}}
	if g.IntN(4) == 0 {
		path.Base = &syntax.Alias{Name: g.name()}
	}
	for range g.IntN(3) {
		s := &syntax.Segment{Name: g.name()}
		switch g.IntN(6) {
		case 0:
			s = &syntax.Segment{Kind: syntax.QualifiedSegment, Name: "N.F", Args: &syntax.Args{
				List: []syntax.Arg{{Name: "p", Value: g.expr(depth - 1)}},
			}}
		case 1:
			s = &syntax.Segment{Kind: syntax.AnySegment, Name: "any", Var: g.name(), Body: g.expr(depth - 1)}
		case 2:
			s = &syntax.Segment{Kind: syntax.FilterSegment, Body: g.expr(depth - 1), Key: &syntax.Args{
				List: []syntax.Arg{{Value: g.literal()}},
			}}
		case 3:
			s = &syntax.Segment{Kind: syntax.CountSegment, Options: &syntax.Options{
				Filter: &syntax.ExprOption{Expr: g.expr(depth - 1)},
			}}
		}
		path.Segments = append(path.Segments, s)
	}
	return path
}

// expr is any expression.
func (g grower) expr(depth int) syntax.Expr {
	if depth <= 0 {
		return g.primary(0)
	}
	switch g.IntN(8) {
	case 0:
		return &syntax.Unary{Op: syntax.Not, X: g.expr(depth - 1)}
	case 1:
		return &syntax.Unary{Op: syntax.Negate, X: g.expr(depth - 1)}
	case 2, 3, 4, 5:
		op := syntax.Op(g.IntN(int(syntax.Negate)))
		switch op {
		case syntax.Not:
			op = syntax.Or
		case syntax.Has:
			return &syntax.Binary{Op: op, L: g.expr(depth - 1), R: &syntax.Literal{
				Kind: syntax.EnumLiteral, Type: "N.T", Text: "A",
			}}
		case syntax.In:
			return &syntax.Binary{Op: op, L: g.expr(depth - 1), R: g.listOperand(depth - 1)}
		default:
		}
		return &syntax.Binary{Op: op, L: g.expr(depth - 1), R: g.expr(depth - 1)}
	}
	return g.primary(depth)
}

func (g grower) listOperand(depth int) syntax.Expr {
	switch g.IntN(3) {
	case 0:
		list := &syntax.List{}
		for range g.IntN(4) {
			list.Items = append(list.Items, g.literal())
		}
		return list
	case 1:
		return &syntax.Array{Items: []syntax.Expr{g.expr(depth - 1)}}
	}
	return g.path(depth)
}

// parenthesised prints an expression with parentheses around every operation.
func parenthesised(e syntax.Expr) string {
	switch x := e.(type) {
	case *syntax.Unary:
		return "(" + strings.TrimSpace(x.Op.String()+" ") + " " + parenthesised(x.X) + ")"
	case *syntax.Binary:
		right := parenthesised(x.R)
		return "(" + parenthesised(x.L) + " " + x.Op.String() + " " + right + ")"
	default:
		return printExpr(e)
	}
}

// Random trees survive printing and parsing, and a print with all parentheses means the same.
func TestRandomTrees(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	limits := syntax.DefaultLimits()
	limits.Depth, limits.Nodes, limits.LambdaDepth, limits.FunctionDepth = 200, 1<<20, 100, 100
	parse := func(text string) (syntax.Expr, error) {
		r, err := syntax.ParseRequest("Users", "@p="+strings.NewReplacer(
			"%", "%25", "&", "%26", "+", "%2B", "#", "%23").Replace(text), limits)
		if err != nil {
			return nil, err
		}
		return r.Options.Aliases[0].Expr, nil
	}
	rounds := 5000
	if testing.Short() {
		rounds = 500
	}
	g := grower{rand.New(rand.NewPCG(seed, 0))}
	for range rounds {
		tree := g.expr(1 + g.IntN(5))
		roundTrip(t, tree, printExpr, parse)
		again, err := parse(parenthesised(tree))
		require.NoError(t, err, parenthesised(tree))
		require.Equal(t, sexpr(tree), sexpr(again))
	}
}
