package handlers_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// hostileRow is one request of the catalogue in testdata/bad-inputs.jsonl.
type hostileRow struct {
	Name    string            `json:"name"`
	Method  string            `json:"method"`
	Path    string            `json:"path"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
	Body64  string            `json:"body_b64"`
	Expect  []int             `json:"expect_status"`
	Note    string            `json:"note"`
}

func hostileRows(t *testing.T) []hostileRow {
	t.Helper()
	text, err := os.ReadFile("../testdata/bad-inputs.jsonl")
	require.NoError(t, err)
	var rows []hostileRow
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row hostileRow
		require.NoError(t, json.Unmarshal(lines.Bytes(), &row))
		rows = append(rows, row)
	}
	require.NoError(t, lines.Err())
	require.GreaterOrEqual(t, len(rows), 211)
	return rows
}

// arena is a rig with two workspaces that hold the same names.
type arena struct {
	*rig
	foreign    uuid.UUID
	foreignKey string
	values     map[string]string
	repeat     *regexp.Regexp
}

func newArena(t *testing.T, db *store.DB) *arena {
	t.Helper()
	a := &arena{rig: newRig(t, db, quick), repeat: regexp.MustCompile(`\{\{repeat:(.*?):(\d+)\}\}`)}
	a.foreign, _, a.foreignKey = a.newWorkspace(t, "other", "admin@example.com")
	own, foreign := a.fill(t, a.key), a.fill(t, a.foreignKey)
	a.values = map[string]string{
		"key": a.key, "upsertUser": upsertUser, "upsertTeam": upsertTeam, "addMember": addMember,
		"removeMember": removeMember,
		"userId":       own.user, "userIdUpper": strings.ToUpper(own.user), "teamId": own.team, "teamId2": own.team2,
		"teamNameUpper": "SALES", "aliasOfOtherUser": "Ally", "lastAdminEmail": "admin@example.com",
		"foreignUserId": foreign.user, "foreignTeamId": foreign.team, "foreignWorkspaceId": a.foreign.String(),
		"foreignDeltaToken": "Zm9yZWlnbg", "deltaTokenBitflip": "Zm9yZWlnbh",
		"skipTokenOfOtherFilter": a.skipToken(t),
	}
	return a
}

type filled struct{ user, team, team2 string }

func (a *arena) fill(t *testing.T, key string) filled {
	t.Helper()
	with := "X-ApiKey: " + key
	id := func(target, body, member, name string) string {
		entity := a.post(t, target, body, with).written(t, 201, "created", member)
		return fmt.Sprint(entity[name])
	}
	f := filled{
		user: id(
			upsertUser, `{"emailAddress":"alice@example.com","firstName":"Alice","aliases":"Ally","tags":"AE"}`,
			"user", "systemUserId",
		),
		team:  id(upsertTeam, `{"name":"Sales"}`, "team", "teamId"),
		team2: id(upsertTeam, `{"name":"Support"}`, "team", "teamId"),
	}
	id(addMember, fmt.Sprintf(`{"systemUserId":"%s","teamId":"%s"}`, f.user, f.team), "teamMember", "teamId")
	return f
}

// skipToken gives a genuine token of a query that no row of the catalogue sends.
func (a *arena) skipToken(t *testing.T) string {
	t.Helper()
	page := a.do(t, "GET", "/odata/v4/Users?$filter=isActive%20eq%20true", "", "Prefer: maxpagesize=1")
	require.Equal(t, 200, page.status, page.body)
	next, _ := page.decode(t)["@odata.nextLink"].(string)
	_, token, ok := strings.Cut(next, "$skiptoken=")
	require.True(t, ok, next)
	token, _, _ = strings.Cut(token, "&")
	token, err := url.PathUnescape(token)
	require.NoError(t, err)
	return url.QueryEscape(token)
}

func (a *arena) expand(text string) string {
	for name, v := range a.values {
		text = strings.ReplaceAll(text, "{{"+name+"}}", v)
	}
	return a.repeat.ReplaceAllStringFunc(text, func(match string) string {
		parts := a.repeat.FindStringSubmatch(match)
		n, _ := strconv.Atoi(parts[2])
		return strings.Repeat(parts[1], n)
	})
}

func (a *arena) play(t *testing.T, row hostileRow) *reply {
	t.Helper()
	body := a.expand(row.Body)
	if row.Body64 != "" {
		decoded, err := base64.StdEncoding.DecodeString(row.Body64)
		require.NoError(t, err)
		body = string(decoded)
	}
	var headers []string
	for name, v := range row.Headers {
		headers = append(headers, name+": "+a.expand(v))
	}
	slices.Sort(headers)
	return a.send(t, row.Method, a.expand(row.Path), body, headers...)
}

// foreignRows are the counts of what the other workspace holds.
func (a *arena) foreignRows(t *testing.T) string {
	t.Helper()
	return fmt.Sprint(
		a.count(t, "users", a.foreign), a.count(t, "teams", a.foreign), a.count(t, "team_members", a.foreign),
	)
}

// foreignView is all that the other workspace's key can read of it.
func (a *arena) foreignView(t *testing.T) string {
	t.Helper()
	view := ""
	for _, set := range []string{"Users", "Teams", "TeamMembers"} {
		answer := a.send(t, "GET", "/odata/v4/"+set, "", "X-ApiKey: "+a.foreignKey)
		require.Equal(t, 200, answer.status)
		view += answer.body
	}
	return view
}

// problems holds an answer against the row's expectation and against what holds
// for every answer.
func (a *arena) problems(row hostileRow, answer *reply) []string {
	var found []string
	add := func(format string, args ...any) { found = append(found, row.Name+": "+fmt.Sprintf(format, args...)) }
	if !slices.Contains(row.Expect, answer.status) {
		add("status %d, not in %v: %.300s", answer.status, row.Expect, answer.body)
	}
	if answer.status >= 500 && answer.status != http.StatusNotImplemented {
		add("status %d", answer.status)
	}
	if strings.Contains(row.Note, "[odata-error]") {
		var shape struct {
			Error struct{ Code, Message string } `json:"error"`
		}
		if err := json.Unmarshal([]byte(answer.body), &shape); err != nil && row.Method != http.MethodHead {
			add("no JSON: %.200s", answer.body)
		} else if shape.Error.Code == "" || shape.Error.Message == "" {
			add("no OData error: %.200s", answer.body)
		}
		if v := answer.raw("OData-Version"); len(v) != 1 || (v[0] != "4.0" && v[0] != "4.01") {
			add("OData-Version %v", v)
		}
		if kind := answer.header.Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
			add("Content-Type %s", kind)
		}
	}
	text := strings.ToLower(answer.body)
	for _, leak := range []string{
		"sqlstate", "goroutine", ".go:", "panic", "syntax error at or near", "no such column", "constraint",
		"from users",
		"workspace_id", "127.0.0.1:5", strings.ToLower(a.key), strings.ToLower(a.foreignKey), "nul'",
		a.foreign.String(),
	} {
		if strings.Contains(text, leak) && !strings.Contains(
			strings.ToLower(a.expand(row.Path)+a.expand(row.Body)), leak,
		) {
			add("the answer holds %q: %.300s", leak, answer.body)
		}
	}
	if len(answer.header.Values("X-Injected")) > 0 || strings.Contains(
		strings.Join(answer.lines, "\n"), "evil.example",
	) {
		add("a header came from the request: %v", answer.lines)
	}
	return found
}

func TestHostileRequests(t *testing.T) {
	t.Parallel()
	rows := hostileRows(t)
	var mu sync.Mutex
	statuses := map[string]map[string]int{}
	t.Run("on", func(t *testing.T) {
		odatatest.Databases(t, func(t *testing.T, db *store.DB) {
			t.Helper()
			a := newArena(t, db)
			got := map[string]int{}
			var found []string
			counts, view := a.foreignRows(t), a.foreignView(t)
			for _, row := range rows {
				begun := time.Now()
				answer := a.play(t, row)
				if took := time.Since(begun); took > 2*time.Second {
					found = append(found, fmt.Sprintf("%s: took %v", row.Name, took))
				}
				got[row.Name] = answer.status
				found = append(found, a.problems(row, answer)...)
				found = append(found, undemanded(row, answer)...)
				if check := hostileChecks()[row.Name]; check != nil {
					if problem := check(t, a, answer); problem != "" {
						found = append(found, row.Name+": "+problem)
					}
				}
				if now := a.foreignRows(t); now != counts {
					found = append(found, row.Name+": the other workspace has changed")
					counts = now
				}
			}
			for _, f := range found {
				t.Log(f)
			}
			require.Empty(t, found)
			require.Equal(t, view, a.foreignView(t), "the other workspace")
			require.Equal(t, 200, a.do(t, "GET", "/odata/v4/Users", "").status, "still alive")
			if db.Dialect() == "postgres" {
				var open int64
				require.NoError(t, db.GORM().Raw("select count(*) from pg_stat_activity "+
					"where datname = current_database() and state like 'idle in transaction%'").Scan(&open).Error)
				require.Zero(t, open, "open transactions")
			}
			mu.Lock()
			defer mu.Unlock()
			statuses[db.Dialect()] = got
		})
	})
	if len(statuses) == 2 {
		require.Equal(t, statuses["sqlite"], statuses["postgres"], "both databases answer alike")
	}
}

type hostileCheck func(t *testing.T, a *arena, answer *reply) (problem string)

// hostileChecks are what the notes of the catalogue promise beyond the status.
func hostileChecks() map[string]hostileCheck {
	noRows := holds(`"value":[]`)
	return map[string]hostileCheck{
		"auth/metadata-no-key": func(_ *testing.T, _ *arena, answer *reply) string {
			if answer.header.Get("WWW-Authenticate") == "" {
				return "no WWW-Authenticate"
			}
			return ""
		},
		"tenant/filter-foreign-id": noRows,
		"tenant/any-foreign":       noRows,
		"tenant/count-foreign":     is("0"),
		"tenant/expand-foreign-member": func(t *testing.T, _ *arena, answer *reply) string {
			t.Helper()
			teams, _ := answer.decode(t)["value"].([]any)
			for _, team := range teams {
				if members, _ := team.(map[string]any)["memberships"].([]any); len(members) > 0 {
					return "a membership of the other workspace"
				}
			}
			return ""
		},
		"tenant/remove-foreign": func(t *testing.T, a *arena, answer *reply) string {
			t.Helper()
			const user, team = "01234567-89ab-7def-8123-456789abcdef", "01234567-89ab-7def-8123-456789abcde0"
			other := a.post(t, removeMember, fmt.Sprintf(`{"systemUserId":"%s","teamId":"%s"}`, user, team))
			told := strings.NewReplacer(
				a.values["foreignUserId"], user, a.values["foreignTeamId"], team,
			).Replace(answer.body)
			if told != other.body {
				return "differs from unknown ids: " + other.body
			}
			return ""
		},
		"filter/raw-semicolon":        noRows,
		"filter/sql-injection-1":      noRows,
		"filter/enum-bad-value":       noRows,
		"filter/like-underscore":      noRows,
		"http/forwarded-poison":       lacks("evil"),
		"http/delete-collection":      allows,
		"http/put-collection":         allows,
		"http/head":                   is(""),
		"http/cors-evil-origin":       withoutHeader("Access-Control-Allow-Origin"),
		"http/tab-slash":              withoutHeader("Location"),
		"upsertUser/role-empty":       holds("FullAdmin, LimitedAdmin, Participant"),
		"upsertUser/role-number":      holds("FullAdmin, LimitedAdmin, Participant"),
		"upsertUser/role-sql":         holds("FullAdmin, LimitedAdmin, Participant"),
		"upsertUser/email-idn":        holds(`"emailKey":"a@xn--bcher-kva.example"`),
		"upsertUser/tags-empty-parts": holds(`"tags":["a"]`),
		"upsertUser/name-formula":     holds(`"firstName":"=cmd|' /C calc'!A0"`),
		"upsertUser/created-in-body":  lacks(`"createdAt":"1970`),
		"upsertUser/last-admin-demoted": func(t *testing.T, a *arena, _ *reply) string {
			t.Helper()
			admin := a.post(t, upsertUser, `{"emailAddress":"admin@example.com"}`).written(t, 200, "unchanged", "user")
			if admin["role"] != "FullAdmin" {
				return "the last admin is gone"
			}
			return ""
		},
		"upsertTeam/name-nfd": func(t *testing.T, a *arena, _ *reply) string {
			t.Helper()
			a.post(t, upsertTeam, `{"name":"Caf\u00e9"}`).written(t, 200, "unchanged", "team")
			return ""
		},
		"removeMember/trailing-comma": holds("at byte"),
	}
}

func holds(part string) hostileCheck {
	return func(_ *testing.T, _ *arena, answer *reply) string {
		if !strings.Contains(answer.body, part) {
			return fmt.Sprintf("no %s in %.300s", part, answer.body)
		}
		return ""
	}
}

func lacks(part string) hostileCheck {
	return func(_ *testing.T, _ *arena, answer *reply) string {
		if strings.Contains(answer.body, part) {
			return fmt.Sprintf("%s in %.300s", part, answer.body)
		}
		return ""
	}
}

func is(whole string) hostileCheck {
	return func(_ *testing.T, _ *arena, answer *reply) string {
		if answer.body != whole {
			return fmt.Sprintf("not %q but %.300q", whole, answer.body)
		}
		return ""
	}
}

func withoutHeader(name string) hostileCheck {
	return func(_ *testing.T, _ *arena, answer *reply) string {
		return answer.header.Get(name)
	}
}

func allows(_ *testing.T, _ *arena, answer *reply) string {
	if answer.header.Get("Allow") == "" {
		return "no Allow header"
	}
	return ""
}
