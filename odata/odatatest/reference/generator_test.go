package reference_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest/reference"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// now is the time of all requests.
func now() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

func parsed(t *testing.T, d reference.Draw) *syntax.Request {
	t.Helper()
	r, err := syntax.ParseRequest(d.Target(), d.Query(), syntax.DefaultLimits())
	require.NoError(t, err, d)
	return r
}

// What is drawn is well-typed, is answered by some rows and not by others, and
// covers the whole language.
func TestGenerator(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	db := wide(t)
	g := reference.NewGenerator(db, seed, reference.AllFeatures)
	rounds := 20_000
	if testing.Short() {
		rounds = 2_000
	}
	verdicts := map[reference.Verdict]int{}
	none, all := 0, 0
	for range rounds {
		d := g.Draw()
		a := db.Answer(parsed(t, d), reference.Rules{Now: now(), Levels: 3})
		verdicts[a.Verdict]++
		require.NotEqual(t, reference.IllTyped, a.Verdict, "%s: %s", d, a.Reason)
		require.NotEqual(t, reference.NotImplemented, a.Verdict, "%s: %s", d, a.Reason)
		switch int(a.Count) {
		case 0:
			none++
		}
		if len(d.Path) == 1 && int(a.Count) == len(db.Rows(d.Set)) {
			all++
		}
	}
	t.Logf("verdicts %v, no rows %d, all rows %d", verdicts, none, all)
	missed, report := g.Coverage()
	t.Log("\n" + report)
	if rounds == 20_000 {
		require.Empty(t, missed)
	}
	require.Less(t, none+all, rounds*3/4, "too many conditions say nothing")
}

// What is made wrong is wrong.
func TestGeneratorWrong(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	db := wide(t)
	g := reference.NewGenerator(db, seed, reference.AllFeatures)
	for range 3_000 {
		d := g.Wrong()
		r, err := syntax.ParseRequest(d.Target(), d.Query(), syntax.DefaultLimits())
		if err == nil {
			a := db.Answer(r, reference.Rules{Now: now(), Levels: 3})
			require.Equal(t, reference.IllTyped, a.Verdict, d)
		}
	}
}
