package odata_test

import (
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/odatatest/reference"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// engineFeatures is the part of the language that the engine evaluates.
const engineFeatures = reference.Comparison | reference.Logic | reference.In | reference.InCollection |
	reference.TextTest | reference.Folding | reference.TextFunction | reference.Substring |
	reference.NullArgument | reference.Arithmetic |
	reference.Division | reference.MixedNumbers | reference.TimeFunction | reference.FineTimes | reference.Lambda |
	reference.NestedLambda | reference.Navigation | reference.MultiHop | reference.Count |
	reference.FilteredCount | reference.CaseExpression | reference.Has | reference.Alias | reference.Spelling |
	reference.Self | reference.This | reference.ConditionOperand |
	reference.OrderExpression | reference.OrderNavigation | reference.Rounding | reference.Seconds |
	reference.DecimalArithmetic | reference.DoubleArithmetic | reference.TimeArithmetic | reference.DurationScale |
	reference.AliasList

// testRules are those of the services: what their clocks show.
func testRules() reference.Rules {
	return reference.Rules{Now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
}

// differentialRounds is how many queries a test draws: ROSTER_DIFFERENTIAL, or
// the share of it that the test is given.
func differentialRounds(t *testing.T, share int) int {
	t.Helper()
	rounds := 2000
	if testing.Short() {
		rounds = 200
	}
	if given := os.Getenv("ROSTER_DIFFERENTIAL"); given != "" {
		n, err := strconv.Atoi(given)
		require.NoError(t, err, "ROSTER_DIFFERENTIAL")
		rounds = n
	}
	return rounds / share
}

// differentialSeed is a new seed, or that of ROSTER_SEED, and is printed.
func differentialSeed(t *testing.T) uint64 {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if given := os.Getenv("ROSTER_SEED"); given != "" {
		n, err := strconv.ParseUint(given, 10, 64)
		require.NoError(t, err, "ROSTER_SEED")
		seed = n
	}
	t.Logf("ROSTER_SEED=%d", seed)
	return seed
}

// rival is a served shop beside the reference evaluator over the same rows.
type rival struct {
	*shop

	reference *reference.Database
}

// rivals runs fn on both databases, with a generator of the features.
func rivals(t *testing.T, mask reference.Features, fn func(t *testing.T, r *rival, g *reference.Generator)) {
	t.Helper()
	seed := differentialSeed(t)
	odatatest.Shops(t, func(t *testing.T, db *store.DB) {
		sets, links := odatatest.ShopContents()
		rows, err := reference.NewDatabase(odatatest.ShopModel(), reference.Contents{Sets: sets, Links: links})
		require.NoError(t, err)
		r := &rival{
			shop:      &shop{client: client{handler: asTenant(shopService(t, db, nil), tenant)}},
			reference: rows,
		}
		fn(t, r, reference.NewGenerator(rows, seed, mask))
	})
}

// got is what the engine answers.
type got struct {
	status int
	body   string // of a refusal
	keys   []string
	count  *int64
}

func (r *rival) ask(t *testing.T, d reference.Draw) got {
	t.Helper()
	w := r.do(t, "/shop/"+d.Set+"?"+d.Query("$select="+strings.Join(shopKeys[d.Set], ",")))
	g := got{status: w.Code, keys: []string{}}
	if w.Code != http.StatusOK {
		g.body = w.Body.String()
		return g
	}
	var a answer
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &a))
	for _, text := range a.Value {
		g.keys = append(g.keys, keyOf(d.Set, parseRow(t, text)))
	}
	g.count = a.Count
	return g
}

// expected is what the reference evaluator says to the request as it is parsed.
func (r *rival) expected(t *testing.T, d reference.Draw) (*syntax.Request, reference.Answer) {
	t.Helper()
	request, err := syntax.ParseRequest(d.Set, d.Query(), syntax.DefaultLimits())
	require.NoError(t, err, d)
	return request, r.reference.Answer(request, testRules())
}

// differ says in which way an answer is not as expected, "" for none.
func differ(want reference.Answer, g got) string {
	switch want.Verdict {
	case reference.IllTyped, reference.Fails:
		if g.status != http.StatusBadRequest {
			return "400 expected: " + want.Reason
		}
		return ""
	case reference.MayFail:
		if g.status == http.StatusBadRequest || want.Count < 0 && g.status == http.StatusOK {
			return ""
		}
	case reference.NotImplemented, reference.Rows, reference.NotFound, reference.NoContent:
	}
	switch {
	case g.status != http.StatusOK:
		return "rows expected"
	case !slices.Equal(want.Keys, g.keys):
		return "other rows"
	case g.count != nil && *g.count != want.Count:
		return "another count"
	}
	return ""
}

// compare asks the engine and the evaluator, and reports a difference by the
// smallest query that still shows one.
func (r *rival) compare(t *testing.T, d reference.Draw) {
	t.Helper()
	_, want := r.expected(t, d)
	g := r.ask(t, d)
	difference := differ(want, g)
	if difference == "" {
		return
	}
	small := r.shrunk(t, d)
	_, want = r.expected(t, small)
	g = r.ask(t, small)
	report(t, "%s\n%s: %d %s\nexpected %d: %.300q\n     got %d: %.300q", small, differ(want, g), g.status, g.body,
		len(want.Keys), want.Keys, len(g.keys), g.keys)
}

// shrunk makes the request smaller as long as the answers differ.
func (r *rival) shrunk(t *testing.T, d reference.Draw) reference.Draw {
	t.Helper()
	refused := r.ask(t, d).status == http.StatusNotImplemented
	differs := func(d reference.Draw) bool {
		request, err := syntax.ParseRequest(d.Set, d.Query(), syntax.DefaultLimits())
		if err != nil {
			return false
		}
		want := r.reference.Answer(request, testRules())
		g := r.ask(t, d)
		return want.Verdict != reference.NotImplemented && differ(want, g) != "" &&
			refused == (g.status == http.StatusNotImplemented)
	}
	for _, smaller := range []func(*reference.Draw){
		func(d *reference.Draw) { d.Top, d.Skip, d.Count = -1, -1, false },
		func(d *reference.Draw) { d.OrderBy = "" },
		func(d *reference.Draw) { d.Filter = "" },
		func(d *reference.Draw) { d.Compute = "" },
	} {
		candidate := d
		if smaller(&candidate); differs(candidate) {
			d = candidate
		}
	}
	if d.Filter == "" {
		return d
	}
	// Any difference will do: what keeps to one verdict would keep too much.
	request, _ := r.expected(t, d)
	_, before := r.expected(t, d)
	smallest := reference.Shrink(request.Options.Filter.Expr, func(e syntax.Expr) bool {
		candidate := d
		candidate.Filter = string(syntax.AppendExpr(nil, e))
		parsed, err := syntax.ParseRequest(candidate.Set, candidate.Query(), syntax.DefaultLimits())
		if err != nil || r.reference.Answer(parsed, testRules()).Verdict != before.Verdict {
			return false
		}
		return differs(candidate)
	})
	d.Filter = string(syntax.AppendExpr(nil, smallest))
	return d
}

// The engine answers random queries as the reference evaluator does: status,
// rows, order and count.
func TestDifferential(t *testing.T) {
	t.Parallel()
	rivals(t, engineFeatures, func(t *testing.T, r *rival, g *reference.Generator) {
		t.Helper()
		for range differentialRounds(t, 1) {
			r.compare(t, g.Draw())
		}
		missed, _ := g.Coverage()
		t.Logf("not drawn: %v", missed)
	})
}

// What the engine does not evaluate it refuses with 501; it answers nothing wrongly.
func TestDifferentialBeyond(t *testing.T) {
	t.Parallel()
	rivals(t, reference.AllFeatures, func(t *testing.T, r *rival, g *reference.Generator) {
		t.Helper()
		refused := 0
		for range differentialRounds(t, 2) {
			d := g.Draw()
			if r.ask(t, d).status == http.StatusNotImplemented {
				refused++
				continue
			}
			r.compare(t, d)
		}
		t.Logf("%d refused", refused)
	})
}

// Queries with one error in their types get 400.
func TestDifferentialWrong(t *testing.T) {
	t.Parallel()
	rivals(t, engineFeatures, func(t *testing.T, r *rival, g *reference.Generator) {
		t.Helper()
		for range differentialRounds(t, 4) {
			d := g.Wrong()
			if a := r.ask(t, d); a.status != http.StatusBadRequest {
				report(t, "%s\n%d %s", d, a.status, a.body)
			}
		}
	})
}

// A condition, its negation and its being null part the rows of a set between
// them (ternary-logic partitioning).
func TestDifferentialPartition(t *testing.T) {
	t.Parallel()
	rivals(t, engineFeatures, func(t *testing.T, r *rival, g *reference.Generator) {
		t.Helper()
		for range differentialRounds(t, 4) {
			d := g.Condition()
			condition := d.Filter
			if _, want := r.expected(t, d); want.Verdict != reference.Rows {
				continue
			}
			var parts []string
			for _, pattern := range []string{"%", "not (%)", "(%) eq null"} {
				d.Filter = strings.ReplaceAll(pattern, "%", condition)
				a := r.ask(t, d)
				if a.status != http.StatusOK {
					report(t, "%s\n%d %s", d, a.status, a.body)
				}
				parts = append(parts, a.keys...)
			}
			all := make([]string, 0, len(parts))
			for _, row := range r.reference.Rows(d.Set) {
				all = append(all, row.Key())
			}
			slices.Sort(parts)
			slices.Sort(all)
			if !slices.Equal(all, parts) {
				report(t, "%s?$filter=%s\nparts %.300q\n  all %.300q", d.Set, condition, parts, all)
			}
		}
	})
}

// $count is the number of rows, $top and $skip give a slice of them, and
// /$count agrees.
func TestDifferentialSlices(t *testing.T) {
	t.Parallel()
	rivals(t, engineFeatures, func(t *testing.T, r *rival, g *reference.Generator) {
		t.Helper()
		for range differentialRounds(t, 4) {
			d := g.Draw()
			if _, want := r.expected(t, d); want.Verdict != reference.Rows {
				continue
			}
			d.Top, d.Skip, d.Count = max(d.Top, 3), max(d.Skip, 1), true
			whole := d
			whole.Top, whole.Skip = -1, -1
			all, slice := r.ask(t, whole), r.ask(t, d)
			wanted := all.keys[min(len(all.keys), d.Skip):]
			wanted = wanted[:min(len(wanted), d.Top)]
			switch {
			case all.status != http.StatusOK || slice.status != http.StatusOK:
				report(t, "%s\n%d %d %s", d, all.status, slice.status, slice.body)
			case !slices.Equal(wanted, slice.keys):
				report(t, "%s\nexpected %q\n     got %q", d, wanted, slice.keys)
			case *all.count != int64(len(all.keys)) || *slice.count != *all.count:
				report(t, "%s\n%d rows, counts %d and %d", d, len(all.keys), *all.count, *slice.count)
			}
			d.Top, d.Skip, d.Count, d.OrderBy = -1, -1, false, ""
			if w := r.do(t, "/shop/"+d.Set+"/$count?"+d.Query()); w.Body.String() != strconv.Itoa(len(all.keys)) {
				report(t, "%s\n%d rows, /$count %s", d, len(all.keys), w.Body)
			}
		}
	})
}

// What is printed parses to what was printed, and means the same.
func TestDifferentialPrint(t *testing.T) {
	t.Parallel()
	seed := differentialSeed(t)
	sets, links := odatatest.ShopContents()
	db, err := reference.NewDatabase(odatatest.ShopModel(), reference.Contents{Sets: sets, Links: links})
	require.NoError(t, err)
	g := reference.NewGenerator(db, seed, reference.AllFeatures)
	for range differentialRounds(t, 1) {
		d := g.Condition()
		once, err := syntax.ParseRequest(d.Set, d.Query(), syntax.DefaultLimits())
		require.NoError(t, err, d)
		printed := d
		printed.Filter = string(syntax.AppendExpr(nil, once.Options.Filter.Expr))
		again, err := syntax.ParseRequest(d.Set, printed.Query(), syntax.DefaultLimits())
		require.NoError(t, err, printed)
		require.Equal(t, string(syntax.AppendCanonical(nil, once)), string(syntax.AppendCanonical(nil, again)), d)
		require.Equal(t, db.Answer(once, testRules()), db.Answer(again, testRules()), d)
	}
}
