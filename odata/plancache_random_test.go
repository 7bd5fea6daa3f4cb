package odata_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/odatatest/reference"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/sqlgen"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// literalClass is what a plan may depend on of a literal.
type literalClass struct {
	kind syntax.LiteralKind
	typ  string
}

// said is what a request gets from a plan before any database is asked.
func said(p *plan.Plan, r *syntax.Request) string {
	values, err := p.Values(r, value.Value{Kind: value.Int64, Int: 3}, 0)
	if err != nil {
		return fmt.Sprint(fault.From(err).Code, err)
	}
	text := fmt.Sprint(p, values)
	for _, name := range dialects() {
		d, _ := sqlgen.For(name)
		text += fmt.Sprint(sqlgen.Read(p.Rows, d, nil))
	}
	return text
}

// A plan that was made for one request serves another of its shape as that one's
// own plan would: whatever the literals are, what is right and what is refused.
func TestPlansServeTheirShapes(t *testing.T) {
	t.Parallel()
	seed := differentialSeed(t)
	random := rand.New(rand.NewPCG(seed, 1))
	model := odatatest.ShopModelWide()
	generator := reference.NewGenerator(wideReference(t), seed, engineFeatures)
	seen := map[literalClass][]string{}
	served, refused := 0, 0
	for range 4000 {
		draw := generator.Draw()
		target := draw.Target() + "?" + draw.Query()
		first, second := asked(target), asked(target)
		if first == nil {
			continue
		}
		for _, l := range syntax.Literals(second) {
			class := literalClass{l.Kind, l.Type}
			seen[class] = append(seen[class], l.Text)
			l.Text = seen[class][random.IntN(len(seen[class]))]
		}
		if string(syntax.AppendShape(nil, first)) != string(syntax.AppendShape(nil, second)) {
			continue
		}
		cached, err := plan.Bind(model, first, plan.DefaultLimits())
		if err != nil {
			continue
		}
		own, err := plan.Bind(model, second, plan.DefaultLimits())
		expected := fmt.Sprint(fault.From(err).Code, err)
		if err == nil {
			expected = said(own, second)
			served++
		} else {
			refused++
		}
		require.Equal(t, expected, said(cached, second), "seed %d: the plan of %s for %s",
			seed, target, syntax.AppendCanonical(nil, second))
	}
	require.Greater(t, served, 2000)
	t.Logf("%d served, %d refused", served, refused)
}

// asked parses a target, which is nil where it is wrong.
func asked(target string) *syntax.Request {
	path, query, _ := strings.Cut(target, "?")
	r, err := syntax.ParseRequest(path, query, syntax.DefaultLimits())
	if err != nil {
		return nil
	}
	return r
}
