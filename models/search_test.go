package models_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/store"
)

// A part of a text, or of its tolower, is a part of it when both are folded:
// whatever characters stand around it.
func TestSearchFoldKeepsParts(t *testing.T) {
	t.Parallel()
	lower := cases.Lower(language.Und)
	fold := func(s string) string {
		folded, ok := models.Normalisers()["search"](s)
		require.True(t, ok)
		return folded
	}
	keeps := func(whole, part string) bool {
		return strings.Contains(fold(whole), fold(part)) && fold(lower.String(whole)) == fold(whole)
	}
	for r := rune(1); r <= utf8.MaxRune; r++ {
		part := string(r)
		for _, whole := range []string{part + "Α", "Α" + part, "Α" + part + " ", part + "\u0307"} {
			if !keeps(whole, part) {
				require.Failf(t, "not a part", "%U in %+q", r, whole)
			}
		}
	}
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 1))
	letters := []rune("aΣσςİıßẞKÅ ǅﬀΐéÉ1|\u0301\u0307")
	for range 20_000 {
		text := make([]rune, 1+random.IntN(8))
		for i := range text {
			text[i] = letters[random.IntN(len(letters))]
		}
		from := random.IntN(len(text))
		to := from + 1 + random.IntN(len(text)-from)
		require.True(t, keeps(string(text), string(text[from:to])), "%q %d:%d, seed %d", string(text), from, to, seed)
	}
}

// texts are the search texts of a workspace, by owner.
func (f *fixture) texts(t *testing.T, table, owner string) map[string]string {
	t.Helper()
	var rows []struct{ Owner, Text string }
	id := "hex(" + owner + ")"
	if f.db.Dialect() == "postgres" {
		id = owner + "::text"
	}
	require.NoError(t, f.db.GORM().Raw("SELECT "+id+" AS owner, search_text AS text FROM "+table+
		" WHERE workspace_id = ?", f.ws.ID).Scan(&rows).Error)
	byOwner := map[string]string{}
	for _, r := range rows {
		byOwner[r.Owner] = r.Text
	}
	return byOwner
}

// idOf is an id as texts gives it.
func idOf(db *store.DB, id uuid.UUID) string {
	if db.Dialect() == "postgres" {
		return id.String()
	}
	return fmt.Sprintf("%X", id[:])
}

// checkIndex has SQLite compare its index with the texts.
func checkIndex(t *testing.T, db *store.DB) {
	t.Helper()
	if db.Dialect() == "postgres" {
		return
	}
	for _, table := range []string{"user_texts", "team_texts"} {
		require.NoError(t, db.GORM().Exec(fmt.Sprintf(
			"INSERT INTO %[1]s_trigrams (%[1]s_trigrams, rank) VALUES ('integrity-check', 1)", table)).Error)
	}
}

// The search texts follow the users and teams on every way they are written.
func TestSearchTexts(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		user, _ := f.put(t, models.UserChange{
			EmailAddress: models.Some("Bob@Bücher.example"), FirstName: models.Some("Bob"),
			LastName: models.Some("ΟΔΟΣ"), ExternalID: models.Some("HR-1"), Tags: models.Some([]string{"AE", "SE"}),
		})
		has := func(want ...string) {
			t.Helper()
			require.Contains(t, f.texts(t, "user_texts", "system_user_id"), idOf(f.db, user.ID))
			require.Equal(t, strings.Join(want, "\n"), f.texts(t, "user_texts", "system_user_id")[idOf(f.db, user.ID)])
		}
		has("bob@bücher.example", "bob@xn--bcher-kva.example", "bob οδοσ", "hr-1", "ae|se")
		f.put(t, models.UserChange{
			EmailAddress: models.Some("bob@bücher.example"), LastName: models.Null[string](),
			Aliases: models.Some([]string{"Bobby"}),
		})
		has("bob@bücher.example", "bob@xn--bcher-kva.example", "bob", "hr-1", "ae|se", "bobby")
		team, _ := f.putTeam(t, models.TeamChange{
			Name: models.Some("Sales"), Description: models.Some("Sells %"), ExternalID: models.Some("T_1"),
		})
		require.Equal(t, "sales\nt_1\nsells %", f.texts(t, "team_texts", "team_id")[idOf(f.db, team.ID)])

		users, teams, members := newRows(t, f.Directory, 0, 20)
		require.NoError(t, f.Load(t.Context(), f.ws.ID, users, teams, members))
		before := []map[string]string{f.texts(t, "user_texts", "system_user_id"), f.texts(t, "team_texts", "team_id")}
		require.Len(t, before[0], 22)
		checkIndex(t, f.db)
		f.checkIDs(t)

		// A database from before there were any gets the same ones.
		for _, statement := range models.Unsearch(f.db.Dialect()) {
			require.NoError(t, f.db.GORM().Exec(statement).Error)
		}
		require.NoError(t, f.Migrate(t.Context()))
		require.NoError(t, f.IndexTexts(t.Context()))
		require.Equal(t, before[0], f.texts(t, "user_texts", "system_user_id"))
		require.Equal(t, before[1], f.texts(t, "team_texts", "team_id"))
		checkIndex(t, f.db)
		f.checkIDs(t)
		f.put(t, models.UserChange{EmailAddress: models.Some("late@example.com")})
		f.checkIDs(t)
		f.put(t, models.UserChange{EmailAddress: models.Some("late@example.com"), FirstName: models.Some("Renamed")})
		checkIndex(t, f.db)

		require.NoError(t, f.Unindexed(t.Context(), func() error {
			users, teams, members := newRows(t, f.Directory, 100, 20)
			return f.Load(t.Context(), f.ws.ID, users, teams, members)
		}))
		require.Len(t, f.texts(t, "user_texts", "system_user_id"), 43)
		checkIndex(t, f.db)
		f.checkIDs(t)
		ready, err := f.Searchable(t.Context())
		require.NoError(t, err)
		require.True(t, ready)
	})
}
