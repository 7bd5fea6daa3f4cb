package odata_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/odatatest/pgserver"
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
	reference.AliasList | reference.Cast | reference.CastText | reference.CastParse | reference.IsOf |
	reference.Subset |
	reference.Complex | reference.Derived | reference.FilterSegment | reference.Expand | reference.ExpandOptions |
	reference.PathFilter | reference.PathCount | reference.SelectItems | reference.ExpandStar | reference.ExpandLevels |
	reference.ExpandCount | reference.PathKey | reference.PathCast | reference.PathProperty | reference.Root |
	reference.Select | reference.SelectPath | reference.ExpandLink | reference.ExpandCast | reference.ExpandSelf |
	reference.Compute | reference.TypeTest

// testRules are those of the services: what their clocks show, and how deep they expand.
func testRules() reference.Rules {
	return reference.Rules{Now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), Levels: 3}
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

// arena holds the wide shop served from every database there is, and the
// reference evaluator over the same rows.
type arena struct {
	rivals []rival
	rows   *reference.Database
	seed   uint64

	mutex    sync.Mutex
	reported map[*testing.T]int
	tardy    int // queries that the time limit ended
}

// report notes a difference. Those that follow are mostly of the same cause.
func (a *arena) report(t *testing.T, format string, args ...any) {
	t.Helper()
	const most = 8
	a.mutex.Lock()
	a.reported[t]++
	enough := a.reported[t] == most
	a.mutex.Unlock()
	report(t, format, args...)
	if enough {
		t.Fatalf("%d differences are enough", most)
	}
}

// rival is a served shop. In pages it gives few rows at a time.
type rival struct {
	client

	name  string
	pages client
}

// wideReference is the reference evaluator over the rows of the first tenant.
func wideReference(t *testing.T) *reference.Database {
	t.Helper()
	sets, links := odatatest.ShopContentsWide()
	rows, err := reference.NewDatabase(odatatest.ShopModelWide(), reference.Contents{Sets: sets, Links: links})
	require.NoError(t, err)
	return rows
}

// openArena seeds each database once for all tests of the calling one.
func openArena(t *testing.T) *arena {
	t.Helper()
	a := &arena{rows: wideReference(t), seed: differentialSeed(t), reported: map[*testing.T]int{}}
	dialects := []string{"sqlite", "postgres"}
	if !pgserver.Available(t) {
		dialects = dialects[:1]
	}
	for _, dialect := range dialects {
		db := odatatest.WideShop(t, dialect)
		a.rivals = append(a.rivals, rival{
			name: dialect, client: wideClient(t, db, odata.Pages{}), pages: wideClient(t, db, odata.Pages{Rows: 7}),
		})
	}
	return a
}

func wideClient(t *testing.T, db *store.DB, pages odata.Pages) client {
	t.Helper()
	return client{handler: asTenant(t, shopService(t, db, func(c *odata.Config) {
		c.Model, c.Pages = odatatest.ShopModelWide(), pages
	}), tenant)}
}

// generator is that of one part of the tests.
func (a *arena) generator(part int, mask reference.Features) *reference.Generator {
	return reference.NewGenerator(a.rows, a.seed+uint64(part), mask)
}

// got is what the engine answers.
type got struct {
	status int
	body   string
	json   any // decoded, with json.Number
}

// late says whether the time limit ended the query, which shows nothing about its answer.
func (g got) late() bool { return strings.Contains(g.body, `"code":"QueryTooExpensive"`) }

func (g got) object() map[string]any {
	object, _ := g.json.(map[string]any)
	return object
}

// items are the entities of a collection.
func (g got) items() []any {
	list, _ := g.object()["value"].([]any)
	return list
}

func (c client) ask(t *testing.T, target string) got {
	t.Helper()
	w := c.do(t, "/shop/"+target)
	g := got{status: w.Code, body: w.Body.String()}
	if w.Code == http.StatusOK {
		d := json.NewDecoder(strings.NewReader(g.body))
		d.UseNumber()
		require.NoError(t, d.Decode(&g.json), target)
	}
	return g
}

func target(d reference.Draw) string {
	if query := d.Query(); query != "" {
		return d.Target() + "?" + query
	}
	return d.Target()
}

// readable is a target as a person reads it.
func readable(target string) string {
	if text, err := url.PathUnescape(target); err == nil {
		return text
	}
	return target
}

func parsedTarget(text string) (*syntax.Request, error) {
	path, query, _ := strings.Cut(text, "?")
	return syntax.ParseRequest(path, query, syntax.DefaultLimits())
}

// expected is what the reference evaluator says to the request as it is parsed.
func (a *arena) expected(t *testing.T, target string) reference.Answer {
	t.Helper()
	request, err := parsedTarget(target)
	require.NoError(t, err, readable(target))
	return a.rows.Answer(request, testRules())
}

// differ says in which way an answer is not as expected, "" for none.
func differ(want reference.Answer, g got) string {
	status := http.StatusOK
	switch want.Verdict {
	case reference.IllTyped, reference.Fails:
		status = http.StatusBadRequest
	case reference.NotFound:
		status = http.StatusNotFound
	case reference.NoContent:
		status = http.StatusNoContent
	case reference.MayFail:
		if g.status == http.StatusBadRequest || want.Count < 0 && g.status == http.StatusOK {
			return ""
		}
	case reference.NotImplemented, reference.Rows:
	}
	switch {
	case g.status != status:
		return strconv.Itoa(g.status) + " instead of " + strconv.Itoa(status) + " " + want.Reason + ": " + g.body
	case status == http.StatusOK:
		return reference.Difference(want.Body, g.json)
	}
	return ""
}

// difference asks all rivals; it says who answers not as expected, or unlike the first.
func (a *arena) difference(t *testing.T, target string) (text string, refused bool) {
	t.Helper()
	want := a.expected(t, target)
	var first *got
	for i := range a.rivals {
		g := a.rivals[i].ask(t, target)
		if g.late() {
			a.tooLate(t, a.rivals[i].name, target)
			continue
		}
		refused = refused || g.status == http.StatusNotImplemented
		if text := differ(want, g); text != "" {
			return a.rivals[i].name + ": " + text, refused
		}
		if first == nil {
			first = &g
		} else if want.Verdict != reference.MayFail && (g.body != first.body || g.status != first.status) {
			return "the databases differ: " + first.body + "\n" + g.body, refused
		}
	}
	return "", refused
}

// tooLate lets few queries pass: a busy machine is no difference, but many are a
// query that is planned badly.
func (a *arena) tooLate(t *testing.T, name, target string) {
	t.Helper()
	t.Logf("%s: too late: %.500s", name, readable(target))
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if a.tardy++; a.tardy > 5 {
		t.Errorf("%d queries were too late", a.tardy)
	}
}

// compare reports a difference by the smallest query that still shows one; what
// is refused may be tolerated.
func (a *arena) compare(t *testing.T, target string, tolerant bool) (refused bool) {
	t.Helper()
	text, refused := a.difference(t, target)
	if text == "" || refused && tolerant {
		return refused
	}
	small := target
	if !failsFast() {
		small = a.shrunk(t, target, refused)
	}
	text, _ = a.difference(t, small)
	a.report(t, "%s\n%.1500s\n(%.800s)", readable(small), text, readable(target))
	return refused
}

// shrunk makes the request smaller as long as the answers differ in the same manner.
func (a *arena) shrunk(t *testing.T, target string, refused bool) string {
	t.Helper()
	request, err := parsedTarget(target)
	require.NoError(t, err)
	before, left := a.expected(t, target).Verdict, 1000
	request = reference.ShrinkRequest(request, func(r *syntax.Request) bool {
		text := printedTarget(r)
		reparsed, err := parsedTarget(text)
		if left--; left < 0 || err != nil || a.rows.Answer(reparsed, testRules()).Verdict != before {
			return false
		}
		difference, refuses := a.difference(t, text)
		return difference != "" && refuses == refused
	})
	return printedTarget(request)
}

func printedTarget(r *syntax.Request) string {
	path := string(syntax.AppendPath(nil, r.Segments))
	if query := string(syntax.AppendOptions(nil, &r.Options, nil)); query != "" {
		return path + "?" + query
	}
	return path
}

// The engine answers random queries as the reference evaluator does, on every
// database, byte for byte the same: status, rows, order, counts, and the JSON of
// every value. What it does not evaluate it refuses with 501. Where something is
// wrong with the types, it says 400.
func TestDifferential(t *testing.T) {
	t.Parallel()
	a := openArena(t)
	workers := runtime.GOMAXPROCS(0)
	t.Run("answers", func(t *testing.T) {
		t.Parallel()
		for part := range workers {
			t.Run(strconv.Itoa(part), func(t *testing.T) {
				t.Parallel()
				a.answers(t, part, differentialRounds(t, workers))
			})
		}
	})
	for i, law := range []struct {
		name  string
		share int
		hold  func(t *testing.T, g *reference.Generator, rounds int)
		mask  reference.Features
	}{
		{"beyond", 8, a.beyond, reference.AllFeatures},
		{"wrong", 4, a.wrong, engineFeatures},
		{"partition", 4, a.partition, engineFeatures},
		{"slices", 8, a.slices, engineFeatures},
		{"pages", 32, a.pages, engineFeatures},
		{"select", 16, a.projection, engineFeatures},
		{"compute", 8, a.inlined, engineFeatures},
		{"expand", 16, a.separate, engineFeatures},
		{"print", 2, a.printed, reference.AllFeatures},
	} {
		t.Run(law.name, func(t *testing.T) {
			t.Parallel()
			law.hold(t, a.generator(workers+i, law.mask), differentialRounds(t, law.share))
		})
	}
}

func (a *arena) answers(t *testing.T, part, rounds int) {
	t.Helper()
	const stretch = 20_000
	g := a.generator(part, engineFeatures)
	for i := range rounds {
		a.compare(t, target(g.Draw()), false)
		if i%stretch == stretch-1 {
			t.Logf("%d of %d", i+1, rounds)
		}
	}
	missed, _ := g.Coverage()
	t.Logf("%d drawn, not drawn: %q", rounds, missed)
}

func (a *arena) beyond(t *testing.T, g *reference.Generator, rounds int) {
	t.Helper()
	refused := 0
	for range rounds {
		if a.compare(t, target(g.Draw()), true) {
			refused++
		}
	}
	t.Logf("%d of %d refused", refused, rounds)
}

func (a *arena) wrong(t *testing.T, g *reference.Generator, rounds int) {
	t.Helper()
	for range rounds {
		d := g.Wrong()
		var first got
		for i, r := range a.rivals {
			answer := r.ask(t, target(d))
			if answer.status != http.StatusBadRequest {
				a.report(t, "%s: %s\n%d %.300s", r.name, d, answer.status, answer.body)
			}
			if i == 0 {
				first = answer
			} else if answer.body != first.body || answer.status != first.status {
				a.report(t, "%s\n%s\n%s", d, first.body, answer.body)
			}
		}
	}
}
