package odata_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/odatatest/reference"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// sketching is a service that is asked for sketches only: its database is empty.
func sketching(t *testing.T, model *metadata.Model) *odata.Service {
	t.Helper()
	s, err := odata.NewService(odata.Config{Model: model, DB: odatatest.SQLite(t)})
	require.NoError(t, err)
	return s
}

// sketched is a sketch as it comes to its reader.
func sketched(t *testing.T, s *odata.Service, path, query string) (sketch odata.Sketch, tree map[string]any) {
	t.Helper()
	sketch = s.Sketch(path, query)
	text, err := json.Marshal(sketch)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &tree))
	return sketch, tree
}

// canonical prints an expression's text, so that equal trees have equal prints.
func canonical(t *testing.T, text string) string {
	t.Helper()
	e, err := syntax.ParseExpression(text)
	require.NoError(t, err, text)
	return string(syntax.AppendExpr(nil, e))
}

// requireTexts visits all nodes of a decoded tree: each says what it is.
func requireTexts(t *testing.T, node map[string]any) {
	t.Helper()
	text, _ := node["text"].(string)
	kind, _ := node["kind"].(string)
	require.NotEmpty(t, kind)
	if kind != "list" && kind != "other" { // lists and types are expressions only where they stand
		require.Equal(t, text, canonical(t, text))
	}
	var below []map[string]any
	for _, member := range []string{"item", "left", "right"} {
		if child, ok := node[member].(map[string]any); ok {
			below = append(below, child)
		}
	}
	for _, member := range []string{"items", "args"} {
		list, _ := node[member].([]any)
		for _, child := range list {
			below = append(below, child.(map[string]any))
		}
	}
	if kind == "and" || kind == "or" {
		require.Greater(t, len(below), 1)
		for _, child := range below {
			require.NotEqual(t, kind, child["kind"], "chains are flat: %s", text)
		}
	}
	for _, child := range below {
		childText, _ := child["text"].(string)
		require.Contains(t, text, childText)
		requireTexts(t, child)
	}
}

// Whatever is drawn, the texts of its sketch parse to what was asked.
func TestSketchesSayWhatWasAsked(t *testing.T) {
	t.Parallel()
	seed := differentialSeed(t)
	model := odatatest.ShopModelWide()
	s := sketching(t, model)
	generator := reference.NewGenerator(wideReference(t), seed, engineFeatures)
	filters := 0
	for range 2000 {
		draw := generator.Draw()
		path, query := draw.Target(), draw.Query()
		request := asked(path + "?" + query)
		if request == nil {
			continue
		}
		sketch, tree := sketched(t, s, path, query)
		_, err := plan.Bind(model, request, plan.DefaultLimits())
		require.Equal(t, err != nil, sketch.Error != nil && sketch.Error.Code == fault.From(err).Code.String(), query)
		filter, given := tree["filter"].(map[string]any)
		require.Equal(t, request.Options.Filter != nil, given)
		if given {
			filters++
			require.Equal(t, string(syntax.AppendExpr(nil, request.Options.Filter.Expr)), filter["text"])
			requireTexts(t, filter)
		}
		var expanded []string
		for _, item := range sketch.Expand {
			expanded = append(expanded, item.Text)
		}
		again, err := syntax.ParseExpand(strings.Join(expanded, ","))
		if request.Options.Expand != nil {
			require.NoError(t, err)
			require.Len(t, again.Items, len(request.Options.Expand.Items))
		}
	}
	require.Greater(t, filters, 500)
}

// Whatever is broken, the fault is the one that the request would be answered with,
// and its place is in its source.
func TestSketchesOfBrokenRequests(t *testing.T) {
	t.Parallel()
	seed := differentialSeed(t)
	random := rand.New(rand.NewPCG(seed, 2))
	s := sketching(t, odatatest.ShopModelWide())
	generator := reference.NewGenerator(wideReference(t), seed, engineFeatures)
	broken := 0
	for range 2000 {
		draw := generator.Draw()
		query := []byte(draw.Query())
		for range 1 + random.IntN(3) {
			if at := random.IntN(len(query) + 1); at < len(query) {
				query[at] = "%&=;'()/$,x1 +"[random.IntN(14)]
			}
		}
		sketch := s.Sketch(draw.Target(), string(query))
		_, err := syntax.ParseRequest(draw.Target(), string(query), syntax.DefaultLimits())
		if err == nil {
			continue
		}
		broken++
		f := fault.From(err)
		require.NotNil(t, sketch.Error, "%s", query)
		require.Equal(t, f.Message, sketch.Error.Message)
		units := utf16.Encode([]rune(f.Source))
		require.LessOrEqual(t, sketch.Error.Start, sketch.Error.End)
		require.LessOrEqual(t, sketch.Error.End, len(units))
		start, end := min(f.Span.Start, len(f.Source)), min(f.Span.End, len(f.Source))
		for end < len(f.Source) && !utf8.RuneStart(f.Source[end]) {
			end++ // the place of a malformed number ends in what follows it
		}
		require.Equal(t, f.Source[start:max(start, end)],
			string(utf16.Decode(units[sketch.Error.Start:sketch.Error.End])), "%s", query)
	}
	require.Greater(t, broken, 300)
}

// What a sketch costs is bounded by what a request may be, not by its square.
func TestSketchesStaySmall(t *testing.T) {
	t.Parallel()
	s := sketching(t, odatatest.ShopModel())
	for name, filter := range map[string]string{
		"comparisons": "1" + strings.Repeat(" eq 1", 3000),
		"terms":       "active" + strings.Repeat(" and active", 1400),
		"not":         strings.Repeat("not ", 4000) + "active",
		"parentheses": strings.Repeat("(", 8000) + "active" + strings.Repeat(")", 8000),
		"list":        "name in (" + strings.Repeat("'a',", 999) + "'a')",
	} {
		text, err := json.Marshal(s.Sketch("Customers", "$filter="+filter))
		require.NoError(t, err)
		require.Less(t, len(text), 100*len(filter), name)
	}
}
