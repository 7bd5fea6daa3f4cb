package handlers_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/handlers"
	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
)

const (
	snippetsOf = "/explore/api/snippets"
	powerBI    = "/explore/api/power-bi"
)

// hostileNames are last names that break out of what is not quoted.
func hostileNames() []string {
	return []string{
		`O'Brien "x" $(id) \` + "`id` %", `%' or 1 eq 1 or '`, `100%25 & more = #(lf)`, `"""${process.exit(1)}`,
		`","@odata.nextLink":"http://127.0.0.1:1/`, `@odata.nextLink":"http://127.0.0.1:1/"`,
		`😀 ‘é’ \u0022`, `a;b|c>d<e`, `+ +`,
	}
}

// snippetRig is a rig with pages of 3 rows, and with users who bear such names.
func snippetRig(t *testing.T) *rig {
	t.Helper()
	db := odatatest.SQLite(t)
	r := newRig(t, db, func(c *handlers.Config) { c.Service = smallPages(t, c, db) })
	for i, name := range hostileNames() {
		body, err := json.Marshal(map[string]any{
			"emailAddress": fmt.Sprintf("user%d@example.com", i), "lastName": name,
			"tags": []string{"AE", "b"},
		})
		require.NoError(t, err)
		user := r.post(t, upsertUser, string(body)).written(t, http.StatusCreated, "created", "user")
		team := r.post(t, upsertTeam, fmt.Sprintf(`{"name":"Team %d"}`, i%4))
		require.Less(t, team.status, 300, team.body)
		for id := range 1 + i%2 {
			team := r.do(t, http.MethodGet, fmt.Sprintf("/odata/v4/Teams(name='Team%%20%d')", id%4), "").decode(t)
			r.post(t, addMember, fmt.Sprintf(`{"systemUserId":%q,"teamId":%q}`, user["systemUserId"], team["teamId"])).
				written(t, http.StatusCreated, "created", "teamMember")
		}
	}
	return r
}

// snippets asks for the code that reads an address, by id.
func (r *rig) snippets(t *testing.T, path, query string) map[string]string {
	t.Helper()
	body, err := json.Marshal(map[string]string{"path": path, "query": query})
	require.NoError(t, err)
	answer := r.post(t, snippetsOf, string(body))
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	require.NotContains(t, answer.body, r.key)
	var got struct {
		Snippets  []struct{ ID, Title, Language, Code, Note string }
		Readiness []struct{ Level, Text string }
	}
	require.NoError(t, json.Unmarshal([]byte(answer.body), &got))
	codes := map[string]string{}
	for _, s := range got.Snippets {
		require.NotEmpty(t, s.Title)
		require.NotEmpty(t, s.Language)
		require.NotEmpty(t, s.Note)
		codes[s.ID] = s.Code
	}
	require.Len(t, codes, 8)
	require.NotNil(t, got.Readiness)
	return codes
}

// runCode runs code with the rig's key in its environment and gives what it prints.
func (r *rig) runCode(t *testing.T, program, file, code string) string {
	t.Helper()
	found, err := exec.LookPath(program)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	path := filepath.Join(t.TempDir(), file)
	require.NoError(t, os.WriteFile(path, []byte(code), 0o600))
	run := exec.CommandContext(t.Context(), found, path)
	run.Env = r.environment()
	var complaint strings.Builder
	run.Stderr = &complaint
	said, err := run.Output()
	require.NoError(t, err, "%s\n%s", code, complaint.String())
	require.Empty(t, complaint.String(), code)
	return string(said)
}

// environment is all that code finds in its environment.
func (r *rig) environment() []string {
	return []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "PYTHONIOENCODING=utf-8", "ROSTER_KEY=" + r.key,
	}
}

// rows gives the service's own rows for an address, page by page.
func (r *rig) rows(t *testing.T, target string) (rows []any, pages int) {
	t.Helper()
	for next := "/odata/v4/" + target; next != ""; pages++ {
		answer := r.do(t, http.MethodGet, next, "")
		require.Equal(t, http.StatusOK, answer.status, answer.body)
		page := answer.decode(t)
		values, ok := page["value"].([]any)
		require.True(t, ok, answer.body)
		rows = append(rows, values...)
		link, _ := page["@odata.nextLink"].(string)
		next = strings.TrimPrefix(link, "http://"+r.address)
	}
	return rows, pages
}

// documents reads JSON texts, one after the other.
func documents(t *testing.T, said string) []any {
	t.Helper()
	read := []any{}
	decoder := json.NewDecoder(strings.NewReader(said))
	for decoder.More() {
		var v any
		require.NoError(t, decoder.Decode(&v), said)
		read = append(read, v)
	}
	return read
}

// readers are the snippets that are run, with the programs that run them.
func readers() map[string][2]string {
	return map[string][2]string{
		"curl": {"sh", "read.sh"}, "python": {"python3", "read.py"}, "javascript": {"node", "read.js"},
	}
}

// TestSnippetsReadAllRows runs the code for collections of several pages, and
// compares what it reads with what the service has.
func TestSnippetsReadAllRows(t *testing.T) {
	t.Parallel()
	r := snippetRig(t)
	all, pages := r.rows(t, "Users")
	require.Greater(t, pages, 3)
	first, ok := all[0].(map[string]any)["systemUserId"].(string)
	require.True(t, ok)
	type address struct {
		path, query string
		pages       int // at least
	}
	addresses := []address{
		{"Users", "", 4},
		{"Users", "$orderby=tolower(displayName)%20desc&$select=lastName,tags", 4},
		{"Users", "$expand=memberships($expand=team($select=name))&$top=7", 3},
		{"Users/$ref", "", 4},
		{"Teams", "$format=application/json;odata.metadata=full", 2},
		{"TeamMembers/$filter(team/name%20eq%20'Team%200')", "$expand=user", 3},
		{"Users(" + first + ")/tags", "", 1},
		{"Users(" + first + ")/memberships", "", 1},
		{"Users", "$filter=false", 1},
	}
	for i, name := range hostileNames() {
		text := url.QueryEscape(strings.ReplaceAll(name, "'", "''"))
		if i%2 == 0 {
			addresses = append(addresses, address{"Users", "$filter=contains(lastName,'" + text + "')", 1})
			continue
		}
		text = strings.ReplaceAll(text, "%28", "(")
		addresses = append(addresses, address{"Users", "%24filter=lastName+ne+%27" + text + "%27&%24count=true", 3})
	}
	for id, program := range readers() {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			for _, a := range addresses {
				wanted, pages := r.rows(t, a.path+"?"+a.query)
				require.GreaterOrEqual(t, pages, a.pages, "%s?%s", a.path, a.query)
				said := r.runCode(t, program[0], program[1], r.snippets(t, a.path, a.query)[id])
				got := documents(t, said)
				if id == "curl" { // whole pages
					require.Len(t, got, pages)
					rows := []any{}
					for _, page := range got {
						values, ok := page.(map[string]any)["value"].([]any)
						require.True(t, ok)
						rows = append(rows, values...)
					}
					got = rows
				}
				require.Len(t, got, len(wanted), said)
				if len(wanted) > 0 {
					require.Equal(t, wanted, got)
				}
			}
		})
	}
}

// TestSnippetsReadOne runs the code for what is no collection.
func TestSnippetsReadOne(t *testing.T) {
	t.Parallel()
	r := snippetRig(t)
	key := "Users(emailAddress='user0%40example.com')"
	for id, program := range readers() {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			for _, path := range []string{
				"", key, key + "/lastName", key + "/memberships/$count", key + "/lastName/$value", key + "/manager",
				key + "/firstName", "Users/$count", "$metadata", key + "/$ref", "Users/$filter(isActive)/$count",
			} {
				wanted := r.do(t, http.MethodGet, "/odata/v4/"+path, "")
				require.Less(t, wanted.status, 300, wanted.body)
				said := r.runCode(t, program[0], program[1], r.snippets(t, path, "")[id])
				switch {
				case wanted.status == http.StatusNoContent:
					require.Equal(t, map[string]string{"curl": ""}[id], strings.TrimSuffix(said, "null\n"), path)
				case strings.HasPrefix(wanted.header.Get("Content-Type"), "application/json"):
					require.Equal(t, []any{any(wanted.decode(t))}, documents(t, said), path)
				default:
					require.Equal(t, strings.TrimSuffix(wanted.body, "\n"), strings.TrimRight(said, "\n"), path)
				}
			}
		})
	}
}

// TestSnippetsFail shows that the code says what is wrong, and does not give a part
// for the whole.
func TestSnippetsFail(t *testing.T) {
	t.Parallel()
	r := snippetRig(t)
	for id, program := range readers() {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			found, err := exec.LookPath(program[0])
			if err != nil && os.Getenv("CI") != "true" {
				t.Skip(err)
			}
			require.NoError(t, err)
			path := filepath.Join(t.TempDir(), program[1])
			code := r.snippets(t, "Users", "$filter=surname%20eq%20'x'")[id]
			require.NoError(t, os.WriteFile(path, []byte(code), 0o600))
			run := exec.CommandContext(t.Context(), found, path)
			run.Env = r.environment()
			said, _ := run.CombinedOutput()
			require.Contains(t, string(said), "400")
		})
	}
}

// Windows PowerShell reads JSON without a charset as Latin-1: the code asks for one.
func TestSnippetOfPowerShellAsksForACharset(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	require.Contains(t, r.snippets(t, "Users", "")["powershell"], "'Accept' = 'application/json;charset=utf-8'")
	answer := r.do(t, http.MethodGet, "/odata/v4/Users", "", "Accept: application/json;charset=utf-8")
	require.Equal(t, http.StatusOK, answer.status)
	require.Regexp(t, `^application/json;.*charset=utf-8`, answer.header.Get("Content-Type"))
}

// TestSnippetsForWhom checks who gets snippets, and what is refused.
func TestSnippetsForWhom(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	_, participant := r.user(t, "p@example.com", models.RoleLimitedAdmin, models.ScopeRead)
	r.user(t, "p@example.com", models.RoleParticipant, "")
	_, reader := r.user(t, "l@example.com", models.RoleLimitedAdmin, models.ScopeRead)
	const users = `{"path":"Users","query":""}`
	for _, c := range []struct {
		method, target, body, header string
		status                       int
		message                      string
	}{
		{http.MethodPost, snippetsOf, users, "X-ApiKey: ", 401, "an API key is needed"},
		{http.MethodPost, snippetsOf, users, "X-ApiKey: " + participant, 403, "reading needs"},
		{http.MethodPost, snippetsOf, users, "X-ApiKey: " + reader, 200, ""},
		{http.MethodPost, snippetsOf, `{"path":"Users"}`, "", 200, ""},
		{http.MethodGet, snippetsOf, "", "", 405, "POST"},
		{http.MethodPost, snippetsOf, `{"query":""}`, "", 400, "path"},
		{http.MethodPost, snippetsOf, `{"path":"Users","queries":""}`, "", 400, "queries"},
		{http.MethodPost, snippetsOf, `{"path":"Users?$top=1"}`, "", 400, "'?'"},
		{http.MethodPost, snippetsOf, `{"path":"Users/../x"}`, "", 400, "'..'"},
		{http.MethodPost, snippetsOf, `{"path":"` + strings.Repeat("x", 17000) + `"}`, "", 414, "longer"},
		{http.MethodGet, powerBI, "", "X-ApiKey: ", 401, "an API key is needed"},
		{http.MethodGet, powerBI, "", "X-ApiKey: " + participant, 403, "reading needs"},
		{http.MethodPost, powerBI, "{}", "", 405, "GET"},
		{http.MethodGet, powerBI + "?path=Users(1)", "", "", 400, "entity set"},
		{http.MethodGet, powerBI + "?path=Users/$count", "", "", 400, "entity set"},
		{http.MethodGet, powerBI + "?path=Users&pth=x", "", "", 400, "pth"},
		{http.MethodGet, powerBI + "?path=Users&path=Teams", "", "", 400, "twice"},
		{http.MethodGet, powerBI + "?path=%zz", "", "", 400, "percent"},
	} {
		headers := []string{}
		if c.header != "" {
			headers = append(headers, c.header)
		}
		answer := r.do(t, c.method, c.target, c.body, headers...)
		if c.status == http.StatusOK {
			require.Equal(t, c.status, answer.status, answer.body)
			continue
		}
		_, message, _ := answer.requireError(t, c.status)
		require.Contains(t, message, c.message)
	}
}

// TestPowerBIFile checks the file that opens Power BI Desktop.
func TestPowerBIFile(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	_, key := r.adminKey(t, models.ScopeRead, nil)
	root := "http://" + r.address + "/odata/v4/"
	for _, c := range []struct{ query, name, address string }{
		{"", "Roster.pbids", root},
		{"?path=", "Roster.pbids", root},
		{"?path=Users", "Users.pbids", root + "Users"},
		{"?path=/TeamMembers&apikey=" + key, "TeamMembers.pbids", root + "TeamMembers"},
		{
			"?path=Users&query=%24filter%3Drole%20eq%20'FullAdmin'%26apikey%3D" + key, "Users.pbids",
			root + "Users?$filter=role%20eq%20'FullAdmin'",
		},
	} {
		answer := r.do(t, http.MethodGet, powerBI+c.query, "")
		require.Equal(t, http.StatusOK, answer.status, answer.body)
		require.Equal(t, "application/json", answer.header.Get("Content-Type"))
		require.Equal(t, `attachment; filename="`+c.name+`"`, answer.header.Get("Content-Disposition"))
		require.NotContains(t, answer.body, key)
		details := `{"protocol":"odata","address":{"url":"` + c.address + `"}}`
		require.JSONEq(t, `{"version":"0.1","connections":[{"details":`+details+`,"mode":"Import"}]}`, answer.body)
		at := strings.TrimPrefix(c.address, "http://"+r.address)
		require.Equal(t, http.StatusOK, r.do(t, http.MethodGet, at, "").status)
	}
}

// Addresses in snippets are those that clients reach the server by.
func TestSnippetsKnowThePublicURL(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t), func(c *handlers.Config) { c.PublicURL = "https://roster.example.com/dir/" })
	codes := r.snippets(t, "Users", "$top=1")
	require.Equal(t, "https://roster.example.com/dir/odata/v4/Users?$top=1", codes["url"])
	for id, code := range codes {
		require.Contains(t, code, codes["url"], id)
	}
	require.True(t, slices.ContainsFunc(strings.Split(codes["m-webapi"], "\n"), func(line string) bool {
		return strings.Contains(line, `ApiKeyName = "apikey"`)
	}))
}
