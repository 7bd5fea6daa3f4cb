package handlers_test

import (
	"encoding/json"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

const largeUsers = 100_000

// large is a directory so large that the databases choose their plans by it: one team
// for a hundred users, a tag for each and a membership for
// every other, beside a small workspace.
type large struct {
	engine *engine
	small  *engine
	users  []uuid.UUID
	teams  []uuid.UUID
}

func newLarge(t *testing.T, db *store.DB) *large {
	t.Helper()
	d := models.New(db, models.Options{Now: time.Now})
	require.NoError(t, d.Migrate(t.Context()))
	require.NoError(t, d.IndexTexts(t.Context()))
	w, _, _, err := d.CreateWorkspace(t.Context(), "large", "admin@example.com")
	require.NoError(t, err)
	small, _, _, err := d.CreateWorkspace(t.Context(), "small", "admin@large.example")
	require.NoError(t, err)
	l := &large{engine: newEngine(t, db, d, w.ID, false), small: newEngine(t, db, d, small.ID, false)}
	require.NoError(t, d.Unindexed(t.Context(), func() error { return l.load(t, d, w.ID) }))
	require.NoError(t, d.Analyse(t.Context()))
	return l
}

func (l *large) load(t *testing.T, d *models.Directory, workspace uuid.UUID) error {
	t.Helper()
	random := mathrand.New(mathrand.NewPCG(1, 2))
	began := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	id := func() uuid.UUID {
		id, err := d.NewID()
		require.NoError(t, err)
		return id
	}
	users := make([]models.NewUser, 0, largeUsers)
	for i := range largeUsers {
		u := models.NewUser{
			ID: id(), EmailAddress: fmt.Sprintf("user%06d@large.example", i), ExternalID: fmt.Sprintf("hr-%06d", i),
			FirstName: fmt.Sprintf("First%03d", random.IntN(500)), LastName: fmt.Sprintf("Last%04d", random.IntN(5000)),
			CreatedAt: began.Add(time.Duration(i) * time.Minute), Tags: []string{fmt.Sprintf("tag%04d", i/50)},
		}
		u.ModifiedAt = u.CreatedAt.Add(time.Duration(random.IntN(1000)) * time.Hour)
		if i > 0 {
			u.ManagerID = l.users[random.IntN(1+i/10)]
		}
		l.users, users = append(l.users, u.ID), append(users, u)
	}
	teams := make([]models.NewTeam, 0, largeUsers/100)
	for i := range largeUsers / 100 {
		at := began.Add(time.Duration(i) * time.Hour)
		team := models.NewTeam{ID: id(), Name: fmt.Sprintf("Team %04d", i), CreatedAt: at}
		l.teams, teams = append(l.teams, team.ID), append(teams, team)
	}
	members := make([]models.NewMember, 0, largeUsers/2)
	for i := 0; i < largeUsers; i += 2 {
		members = append(members, models.NewMember{UserID: l.users[i], TeamID: l.teams[i%len(l.teams)]})
	}
	return d.Load(store.WithWriteTimeout(t.Context(), time.Minute), workspace, users, teams, members)
}

// ties are what PostgreSQL sorts once more to merge it: at most a page's rows that are
// equal in what comes before their key.
var ties = regexp.MustCompile(`->  Sort  .*\n\s+Sort Key: .*\n\s+->  Limit`)

// What a plan says where it sorts (but for what an index has put in order by a unique
// column, which PostgreSQL calls an incremental sort), reads all rows of a table of many, or uses an index.
var (
	indexed = regexp.MustCompile(`(?i)index|PRIMARY KEY \(workspace_id`)
	sorts   = regexp.MustCompile(`>  Sort  \(cost[^\n]*\n\s+Sort Key: (users|teams|team_members|user_texts)\.|` +
		`TEMP B-TREE FOR (LAST TERM OF )?ORDER`)
	whole = regexp.MustCompile(`Seq Scan on (users|team_members|user_labels|user_texts)|` +
		`SCAN t\d+\b(?: USING INDEX sqlite_auto)?$`)
)

// What tools ask for again and again is served by indexes, and nothing is sorted, at
// the size at which it matters.
func TestPlansOfTheDatabasesAtSize(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it loads 100,000 users")
	}
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		l := newLarge(t, db)
		l.pages(t)
		l.lookups(t)
		l.searches(t)
	})
}

func (l *large) ask(t *testing.T, target string) (next string, plans map[string]string) {
	t.Helper()
	status, body, plans := l.engine.ask(t, target)
	require.Equal(t, http.StatusOK, status, "%s: %s", target, body)
	require.NotEmpty(t, plans)
	var answer struct {
		Next string `json:"@odata.nextLink"`
	}
	if strings.HasPrefix(body, "{") {
		require.NoError(t, json.Unmarshal([]byte(body), &answer))
	}
	return answer.Next, plans
}

// byIndex requires that nothing was sorted and no table read as a whole.
func byIndex(t *testing.T, target string, plans map[string]string) {
	t.Helper()
	for sql, plan := range plans {
		require.NotRegexp(t, sorts, ties.ReplaceAllString(plan, ""), "%s\n%s", target, sql)
		require.NotRegexp(t, whole, plan, "%s\n%s", target, sql)
		require.Regexp(t, indexed, plan, "%s\n%s", target, sql)
	}
}

// pages are the default feed and every order that has an index, in both directions:
// first pages and those behind them.
func (l *large) pages(t *testing.T) {
	t.Helper()
	orders := map[string][]string{
		"Users": {
			"", "systemUserId", "emailAddress", "emailKey", "displayName", "tolower(displayName)", "firstName",
			"tolower(firstName)", "lastName", "tolower(lastName)", "externalId", "createdAt", "modifiedAt", "role",
			"managerId",
		},
		"Teams":       {"", "name", "tolower(name)", "createdAt", "modifiedAt", "parentTeamId"},
		"TeamMembers": {"", "teamId"},
	}
	for set, list := range orders {
		for _, order := range list {
			for _, direction := range []string{"", " desc"} {
				target := set + "?$top=9000"
				if set == "Teams" {
					target = set + "?$top=100" // all of them are one page
				}
				if order != "" {
					target += "&$orderby=" + order + direction
				}
				next, plans := l.ask(t, target)
				byIndex(t, target, plans)
				if set == "Teams" {
					continue
				}
				require.NotEmpty(t, next, target)
				_, plans = l.ask(t, next)
				byIndex(t, target+", second page", plans)
			}
		}
	}
}

// lookups are point reads, alternate keys, ranges, tags and what expansions read.
func (l *large) lookups(t *testing.T) {
	t.Helper()
	user, team := l.users[70_000].String(), l.teams[0].String()
	for _, target := range []string{
		"Users(" + user + ")",
		"Users(emailAddress='USER070000@large.example')",
		"Users(externalId='hr-070000')",
		"Teams(" + team + ")",
		"Teams(name='TEAM 0000')",
		"TeamMembers(teamId=" + team + ",systemUserId=" + user + ")",
		"Users(" + user + ")/manager",
		"Users?$filter=createdAt ge 2025-02-01T00:00:00Z and createdAt lt 2025-02-02T00:00:00Z&$orderby=createdAt",
		"Users?$filter=modifiedAt gt 2025-03-01T00:00:00Z&$orderby=modifiedAt",
		"Users?$filter=modifiedAt gt 2025-03-01T00:00:00Z&$orderby=modifiedAt desc&$top=10",
		"Users?$filter=startswith(emailAddress,'user07000')&$orderby=emailAddress",
		"Users?$filter=startswith(tolower(displayName),'first001 ')&$orderby=tolower(displayName)",
		"Users/$count?$filter=createdAt ge 2025-02-01T00:00:00Z and createdAt lt 2025-02-02T00:00:00Z",
		"Users/$count?$filter=tags/any(t:t eq 'tag0700')",
		"Users/$count?$filter=tags/any(t:t in ('tag0700','tag0701'))",
		"Users/$count?$filter='tag0700' in tags",
		"Users?$filter=managerId eq " + user,
	} {
		_, plans := l.ask(t, target)
		byIndex(t, target, plans)
		for _, plan := range plans {
			require.NotContains(t, plan, "(workspace_id=? AND kind=?)", target)
		}
	}
	for _, target := range []string{ // what is found few of has to be put in order
		"Users?$filter=emailKey eq 'user070000@large.example'",
		"Users?$filter=tags/any(t:t eq 'tag0700')",
		"Users?$filter=createdAt ge 2025-02-01T00:00:00Z and createdAt lt 2025-02-02T00:00:00Z",
		"Teams(" + team + ")/members",
		"Users?$top=100&$expand=memberships($expand=team)",
	} {
		_, plans := l.ask(t, target)
		for sql, plan := range plans {
			require.NotRegexp(t, whole, plan, "%s\n%s", target, sql)
		}
	}
}

// searches use the index of trigrams where it finds few rows, and read on in the order
// of the page where most rows are found.
func (l *large) searches(t *testing.T) {
	t.Helper()
	trigram := regexp.MustCompile(`user_texts_by_workspace_trigram|VIRTUAL TABLE INDEX`)
	for _, target := range []string{
		"Users?$filter=contains(emailAddress,'70000@')",
		"Users?$filter=contains(emailAddress,'er0700') and role eq 'Participant'&$orderby=displayName&$count=true",
		"Users?$filter=endswith(externalId,'70000') or contains(tolower(displayName),'last4711')",
		"Users/$count?$filter=contains(lastName,'st4711')",
	} {
		_, plans := l.ask(t, target)
		for sql, plan := range plans {
			require.Regexp(t, trigram, plan, "%s\n%s", target, sql)
			require.NotRegexp(t, whole, plan, "%s\n%s", target, sql)
		}
	}
	target := "Users?$filter=contains(emailAddress,'large.example')&$top=100"
	_, _, plans := l.small.ask(t, target)
	found := false // also what is rare only here
	for sql, plan := range plans {
		require.NotRegexp(t, whole, plan, sql)
		found = found || strings.Contains(sql, "MATCH") && !strings.Contains(sql, "count(*)") ||
			strings.Contains(sql, "search_text")
	}
	require.True(t, found, plans)
	_, plans = l.ask(t, target)
	for sql, plan := range plans {
		if strings.Contains(sql, "MATCH") && !strings.Contains(sql, "count(*)") {
			require.Fail(t, "a search that finds everything", "%s\n%s", sql, plan)
		}
		if strings.Contains(sql, "search_text") {
			require.NotRegexp(t, sorts, plan, sql)
		}
	}
}
