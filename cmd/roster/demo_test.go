package main

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// demo is a running demo.
type demo struct {
	root, read, admin string
	out               *text
	stop              func() answer
}

func (sh *shell) demo(args ...string) demo {
	sh.t.Helper()
	out, _, stop := sh.start(append([]string{"demo"}, args...)...)
	await(sh.t, out, "Ctrl-C")
	printed := out.String()
	field := func(label string) string {
		_, after, found := strings.Cut(printed, label)
		require.True(sh.t, found, printed)
		return strings.Fields(after)[0]
	}
	return demo{
		root: field("Thornfield Sales is at"), read: field("Read key"), admin: field("Admin key"), out: out, stop: stop,
	}
}

// all reads a set, following the links, and gives its rows without the links.
func (d demo) all(t *testing.T, query string) []json.RawMessage {
	t.Helper()
	var rows []json.RawMessage
	for url := d.root + query; url != ""; {
		answer := get(t, url, d.read)
		require.Equal(t, 200, answer.status, answer.body)
		var page struct {
			Value    []json.RawMessage `json:"value"`
			NextLink string            `json:"@odata.nextLink"`
		}
		require.NoError(t, json.Unmarshal([]byte(answer.body), &page))
		rows, url = append(rows, page.Value...), page.NextLink
	}
	return rows
}

// TestDemo runs the demo twice at once: the rows are the same, the keys are not.
func TestDemo(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	a, b := sh.demo("--addr", anyPort, "--users", "300"), sh.demo("--addr", anyPort, "--users", "300")
	for _, query := range []string{"Users?$orderby=createdAt", "Teams", "TeamMembers"} {
		require.Equal(t, a.all(t, query), b.all(t, query), query)
	}
	require.NotEqual(t, a.read, b.read)
	require.NotEqual(t, a.admin, b.admin)
	require.Len(t, a.all(t, "Users?$select=emailAddress"), 300)
	require.Equal(t, "*", preflight(t, a.root, "https://anywhere.example"), "any page may read the demo")

	upsert := strings.TrimSuffix(a.root, serviceRoot) + "/api/v1/users/upsert"
	body := `{"emailAddress":"new@thornfield.example"}`
	require.Equal(t, 403, post(t, upsert, a.read, body).status)
	require.Equal(t, 201, post(t, upsert, a.admin, body).status)

	for _, d := range []demo{a, b} {
		end := d.stop()
		require.Equal(t, exitOK, end.status, end.err)
	}
	left, err := os.ReadDir(sh.temp)
	require.NoError(t, err)
	require.Empty(t, left, "the database is removed")
}

// A link in the demo's first line signs a browser in as admin, once.
func TestDemoSignsABrowserIn(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	out, talk, stop := sh.start("demo", "--addr", anyPort, "--users", "10", "--open")
	await(t, out, "Ctrl-C")
	first, _, _ := strings.Cut(strings.TrimSpace(out.String()), "\n")
	const line = `^Open in a browser: http://127\.0\.0\.1:\d+/explore/sign-in/[A-Z2-7]+  \(signs in once, as admin\)$`
	require.Regexp(t, line, first)
	link := strings.Fields(first)[4]
	await(t, talk, "cannot open a browser: this test has no browser for "+link+"; open the address by hand")

	answer := navigate(t, link, nil)
	require.Equal(t, 303, answer.status)
	require.Equal(t, "/explore/", answer.header.Get("Location"))
	session, err := http.ParseSetCookie(answer.header.Get("Set-Cookie"))
	require.NoError(t, err)
	root, _, _ := strings.Cut(link, "sign-in/")
	told := navigate(t, root+"api/session", session)
	require.Equal(t, 200, told.status)
	require.Contains(t, told.body, `"scope":"admin"`)
	require.Contains(t, told.body, `"workspace":{"name":"Thornfield Sales"}`)
	require.Contains(t, told.body, `"version":"`+programVersion()+`"`)

	answer = navigate(t, link, nil)
	require.Equal(t, "/explore/-/sign-in?link=used", answer.header.Get("Location"))
	require.Empty(t, answer.header.Values("Set-Cookie"))
	end := stop()
	code := link[strings.LastIndexByte(link, '/')+1:]
	logged := strings.ReplaceAll(end.err, "this test has no browser for "+link, "")
	require.NotContains(t, logged, code)
	require.NotContains(t, logged, session.Value)
	require.Contains(t, logged, "/explore/sign-in/***")
}

// navigate opens an address as a browser does, and follows no redirect.
func navigate(t *testing.T, url string, cookie *http.Cookie) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	require.NoError(t, err)
	r.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	r.Header.Set("Sec-Fetch-Dest", "document")
	r.Header.Set("Sec-Fetch-Site", "none")
	if cookie != nil {
		r.AddCookie(cookie)
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return reply{answer.StatusCode, answer.Header, string(text)}
}

func TestBrowserCommand(t *testing.T) {
	t.Parallel()
	for system, want := range map[string]string{
		"linux": "xdg-open", "freebsd": "xdg-open", "darwin": "open", "windows": "rundll32 url.dll,FileProtocolHandler",
	} {
		name, args := browserCommand(system)
		require.Equal(t, want, strings.Join(append([]string{name}, args...), " "), system)
	}
}

func TestDemoTakesTheNextFreePort(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	taken, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", anyPort)
	require.NoError(t, err)
	defer func() { _ = taken.Close() }()
	d := sh.demo("--addr", taken.Addr().String(), "--users", "10")
	require.NotContains(t, d.root, taken.Addr().String())
	require.Equal(t, "10", get(t, d.root+"Users/$count", d.read).body)
}

// TestDemoTellsItsStory asks what the README says can be asked.
func TestDemoTellsItsStory(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("loads the whole demo")
	}
	d := newShell(t).demo("--addr", anyPort)
	for query, atLeast := range map[string]int{
		"Users?$filter=not isActive": 50,
		"Users?$filter=tags/any(t:t eq 'AE') and tags/any(t:t eq 'SouthEast')":          10,
		"Users?$filter=managerId eq null":                                               5,
		"Users?$filter=lastName eq null":                                                5,
		"Teams?$filter=parentTeam/name eq 'South East'":                                 4,
		"Teams?$filter=members/any(m:m/role eq 'Deactivated')":                          10,
		"Users?$filter=teams/any(t:contains(t/name,'Circle'))&$top=100":                 100,
		"TeamMembers?$filter=user/role eq 'LimitedAdmin'":                               30,
		"Users?$filter=manager/manager/emailAddress eq 'ada.abbott@" + demoDomain + "'": 10,
	} {
		require.GreaterOrEqual(t, len(d.all(t, strings.ReplaceAll(query, " ", "%20"))), atLeast, query)
	}
	require.Equal(t, "2000", get(t, d.root+"Users/$count", d.read).body)
	require.Equal(t, "120", get(t, d.root+"Teams/$count", d.read).body)
}

const demoDomain = "thornfield.example"
