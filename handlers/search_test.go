package handlers_test

import (
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/value"
)

// engine is the directory served without the edge, in the scope of one workspace.
type engine struct {
	service   *odata.Service
	workspace uuid.UUID
}

func newEngine(t *testing.T, db *store.DB, d *models.Directory, workspace uuid.UUID, noSearch bool) *engine {
	t.Helper()
	service, err := odata.NewService(odata.Config{
		Model: directoryModel(t), DB: db, Views: d.Views(), NoSearch: noSearch, Root: "/odata/v4/",
		TokenSecret: []byte(strings.Repeat("s", 32)), Now: time.Now, Random: rand.Reader,
	})
	require.NoError(t, err)
	return &engine{service, workspace}
}

// ask gives the answer to a GET, and the plans of the database for its statements by
// their SQL.
func (e *engine) ask(t *testing.T, target string) (status int, body string, plans map[string]string) {
	t.Helper()
	plans = map[string]string{}
	ctx := odata.WithScope(t.Context(), odata.Scope{
		Value: value.Value{Kind: value.Guid, Bytes: e.workspace[:]}, Text: e.workspace.String(),
	})
	ctx = odata.WithDatabasePlans(ctx, func(sql string, plan []string) { plans[sql] = strings.Join(plan, "\n") })
	target = "/odata/v4/" + strings.TrimPrefix(strings.ReplaceAll(target, " ", "%20"), "http://example.com/odata/v4/")
	answer := httptest.NewRecorder()
	e.service.ServeHTTP(answer, httptest.NewRequestWithContext(ctx, http.MethodGet, target, nil))
	return answer.Code, answer.Body.String(), plans
}

// someone is the id of a user.
func (e *engine) someone(t *testing.T) string {
	t.Helper()
	_, body, _ := e.ask(t, "Users?$top=1&$select=systemUserId")
	_, after, found := strings.Cut(body, `"systemUserId":"`)
	require.True(t, found, body)
	return after[:36]
}

// searched says whether candidates were looked for by an index.
func searched(plans map[string]string) bool {
	for sql := range plans {
		if strings.Contains(sql, "search_text") || strings.Contains(sql, "MATCH") {
			return true
		}
	}
	return false
}

// oddTexts are what is stored and looked for: characters that LIKE, FTS5, quoting and
// folding know.
func oddTexts() []string {
	return []string{
		"50% off", "a_b_c", `back\slash`, `say "hi"`, "it's", "NEAR(x y)", "AND", "ΟΔΟΣ", "οδος", "Straße", "STRASSE",
		"İstanbul", "ıstanbul", "Müller", "MÜLLER", "a*b", "x^2", "{curly}", "emoji 👍🏽 hand", "日本語テキスト",
		"--;drop", "%%%", "___", "aaa aaa", "col:on", "-minus", "(paren)", "Ǆ ǅ ǆ", "ﬀ ligature",
		"\ue000\uf8ff\ue001 \U000F0000",
	}
}

// searchDirectory makes workspaces of the same users. Two of them have one range of
// SQLite's ids.
func searchDirectory(t *testing.T, db *store.DB) (d *models.Directory, workspaces []uuid.UUID) {
	t.Helper()
	d = models.New(db, models.Options{Now: time.Now})
	require.NoError(t, d.Migrate(t.Context()))
	require.NoError(t, d.IndexTexts(t.Context()))
	w, _, _, err := d.CreateWorkspace(t.Context(), fmt.Sprint("search", mathrand.Uint64()), "admin@example.com")
	require.NoError(t, err)
	alike := alike(t, d)
	for i, id := range alike {
		name := fmt.Sprint("alike", i, mathrand.Uint64())
		row := &models.Workspace{ID: id, Name: name, NameFold: name, CreatedAt: time.Now()}
		require.NoError(t, db.GORM().Create(row).Error)
		require.NoError(t, db.GORM().Exec("INSERT INTO workspace_heads VALUES (?)", id).Error)
	}
	workspaces = append(alike, w.ID)
	users := make([][]models.NewUser, len(workspaces))
	for i := range users {
		users[i] = searchUsers(t, d)
	}
	for half := range 2 { // so that the workspaces take turns
		for i, workspace := range workspaces {
			n := len(users[i]) / 2
			require.NoError(t, d.Load(t.Context(), workspace, users[i][half*n:(half+1)*n], nil, nil))
		}
	}
	return d, workspaces
}

// alike are the ids of two workspaces with one range of SQLite's ids.
func alike(t *testing.T, d *models.Directory) []uuid.UUID {
	t.Helper()
	seen := map[int64]uuid.UUID{}
	for {
		id, err := d.NewID()
		require.NoError(t, err)
		first, _ := models.SearchIDs(id)
		if other, found := seen[first]; found {
			return []uuid.UUID{other, id}
		}
		seen[first] = id
	}
}

func searchUsers(t *testing.T, d *models.Directory) []models.NewUser {
	t.Helper()
	texts := oddTexts()
	users := make([]models.NewUser, 0, 2*len(texts))
	for i := range 2 * len(texts) {
		id, err := d.NewID()
		require.NoError(t, err)
		u := models.NewUser{
			ID: id, EmailAddress: fmt.Sprintf("User%d@Bücher.example", i), LastName: texts[i%len(texts)],
			Tags: []string{strings.ReplaceAll(texts[(i+3)%len(texts)], "|", "")},
		}
		if i%3 > 0 {
			u.FirstName = texts[(i+1)%len(texts)]
		}
		if i < len(texts) {
			u.ExternalID = fmt.Sprintf("%s %d", texts[i], i)
		}
		users = append(users, u)
	}
	return users
}

// condition draws conditions on texts, most of which an index can serve.
func condition(r *mathrand.Rand, depth int) string {
	if depth > 0 && r.IntN(3) > 0 {
		l, right := condition(r, depth-1), condition(r, depth-1)
		return []string{
			l + " and " + right, "(" + l + " or " + right + ")", "not (" + l + ")", l + " and isActive",
			"(" + l + " or isActive eq false)", "(" + l + ") eq true",
		}[r.IntN(6)]
	}
	text := []rune(oddTexts()[r.IntN(len(oddTexts()))])
	from := r.IntN(len(text))
	to := from + 1 + r.IntN(len(text)-from)
	if r.IntN(4) > 0 { // most are long enough for an index
		to = min(max(to, from+3), len(text))
	}
	part := string(text[from:to])
	if r.IntN(8) == 0 {
		part = strings.ToUpper(part)
	}
	property := []string{
		"firstName", "lastName", "displayName", "emailAddress", "emailKey", "externalId", "tagList", "aliasList",
	}[r.IntN(8)]
	if r.IntN(3) == 0 {
		property = []string{"tolower", "toupper", "trim"}[r.IntN(3)] + "(" + property + ")"
	}
	function := []string{"contains", "contains", "contains", "endswith", "startswith"}[r.IntN(5)]
	return function + "(" + property + ",'" + strings.ReplaceAll(part, "'", "''") + "')"
}

// Candidates from an index change no answer, and are never of another workspace.
func TestSearchesAnswerAsScansDo(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		d, workspaces := searchDirectory(t, db)
		seed := mathrand.Uint64()
		random := mathrand.New(mathrand.NewPCG(seed, 5))
		by, rows := 0, 0
		for i, workspace := range workspaces {
			with, without := newEngine(t, db, d, workspace, false), newEngine(t, db, d, workspace, true)
			_, everyone, _ := without.ask(t, "Users?$select=systemUserId")
			for range 1500 / len(workspaces) {
				filter := condition(random, 2)
				target := "Users?$count=true&$orderby=lastName,displayName desc&$filter=" + url.QueryEscape(filter)
				status, body, plans := with.ask(t, target)
				_, want, scans := without.ask(t, target)
				require.Equal(t, http.StatusOK, status, "%s: %s", filter, body)
				require.Equal(t, want, body, "%s, workspace %d, seed %d", filter, i, seed)
				require.False(t, searched(scans))
				for _, id := range idsOf(body) {
					require.Contains(t, everyone, id, filter)
				}
				if searched(plans) {
					by++
					rows += len(idsOf(body))
				}
				_, counted, _ := with.ask(t, "Users/$count?$filter="+url.QueryEscape(filter))
				require.Contains(t, body, `"@odata.count":`+strings.TrimPrefix(counted, "\ufeff")+",", filter)
			}
		}
		require.Greater(t, by, 150, "searches, seed %d", seed)
		require.Greater(t, rows, 100, "rows found, seed %d", seed)
	})
}

// idsOf lists the ids of the users of an answer.
func idsOf(body string) []string {
	return regexp.MustCompile(`"systemUserId":"[^"]+"`).FindAllString(body, -1)
}

// Candidates are looked for where every row must have them, and nowhere else.
func TestWhatIsSearchedFor(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		d, workspaces := searchDirectory(t, db)
		e := newEngine(t, db, d, workspaces[0], false)
		for filter, want := range map[string]bool{
			"contains(lastName,'off')":                                   true,
			"contains(tolower(lastName),'off')":                          true,
			"endswith(emailAddress,'.example')":                          true,
			"contains(lastName,'of')":                                    false, // too short
			"contains(lastName,'of') and contains(firstName,'%25 off')":  true,
			"contains(lastName,'off') or contains(firstName,'abc')":      true,
			"contains(lastName,'off') or startswith(firstName,'abc')":    true,
			"contains(lastName,'off') or firstName eq 'abc'":             false,
			"contains(lastName,'off') or contains(firstName,'ab')":       false,
			"not contains(lastName,'off')":                               false,
			"startswith(lastName,'off')":                                 false, // has an index of its own
			"contains(toupper(lastName),'OFF')":                          false,
			"contains(role,'Part')":                                      false,
			"manager/lastName eq null and contains(manager/role,'abc')":  false,
			"contains(@a,'off')&@a=lastName":                             true,
			"contains(lastName,@a)&@a='off'":                             true,
			"contains(lastName,firstName)":                               false,
			"tags/any(t:contains(t,'off')) and contains(lastName,'ffo')": true,
		} {
			status, body, plans := e.ask(t, "Users?$filter="+strings.ReplaceAll(filter, " ", "%20"))
			require.Equal(t, http.StatusOK, status, body)
			require.Equal(t, want, searched(plans), filter)
		}
		_, _, plans := e.ask(t, "Teams?$filter=contains(description,'off')")
		require.True(t, searched(plans))
		_, _, plans = e.ask(t, "Users("+e.someone(t)+")/directReports?$filter=contains(lastName,'off')")
		require.False(t, searched(plans), "what belongs to one entity")
		_, _, plans = e.ask(t, "Users?$expand=manager&$filter=contains(lastName,'off')&$top=3&$skip=1&$count=true")
		require.True(t, searched(plans))
	})
}

// The key of another workspace finds nothing by what is there.
func TestSearchesStayInTheirWorkspace(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		d, _ := searchDirectory(t, db)
		other, _, _, err := d.CreateWorkspace(context.WithoutCancel(t.Context()), "other", "admin@example.org")
		require.NoError(t, err)
		e := newEngine(t, db, d, other.ID, false)
		_, body, plans := e.ask(t, "Users/$count?$filter=contains(emailAddress,'example')")
		require.True(t, searched(plans))
		require.Equal(t, "1", body)
	})
}
