package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/cmd/roster/settings"
	"github.com/seed-267014d6/roster/cmd/roster/story"
	"github.com/seed-267014d6/roster/models"
)

// documented is a request that a text for readers shows.
type documented struct {
	target  string   // path and query, not encoded
	headers []string // of a whole request; else the key is added
	whole   bool
	status  int
	says    string // part of the answer
	rows    int    // in all pages; -1 where the text does not say
}

// requestsOf finds every request that a text shows: blocks of http, resources in
// code, and addresses of the service anywhere.
func requestsOf(text string) []documented {
	httpBlock := regexp.MustCompile("(?ms)^```http\nGET ([^\n]*)\n(.*?)\n([0-9]{3}) ([^\n]*)\n```$")
	inlineCode := regexp.MustCompile("`([^`\n]+)`(?: *\\| *([0-9]+) *\\|)?")
	resource := regexp.MustCompile(`^(/odata/v4/)?(Users|Teams|TeamMembers|\$metadata)($|[/(?])`)
	address := regexp.MustCompile(`https?://[a-z0-9.:]+(/odata/v4/[^\s"'` + "`" + `]*|/healthz)`)
	var found []documented
	for _, m := range httpBlock.FindAllStringSubmatch(text, -1) {
		d := documented{target: m[1], whole: true, says: m[4], rows: -1}
		d.status, _ = strconv.Atoi(m[3])
		if m[2] != "" {
			d.headers = strings.Split(strings.TrimSuffix(m[2], "\n"), "\n")
		}
		found = append(found, d)
	}
	text = httpBlock.ReplaceAllString(text, "")
	for _, m := range inlineCode.FindAllStringSubmatch(text, -1) {
		if !resource.MatchString(m[1]) || strings.Contains(m[1], "…") {
			continue
		}
		d := documented{target: serviceRoot + strings.TrimPrefix(m[1], serviceRoot), status: http.StatusOK, rows: -1}
		if m[2] != "" {
			d.rows, _ = strconv.Atoi(m[2])
		}
		found = append(found, d)
	}
	for _, m := range address.FindAllStringSubmatch(text, -1) {
		found = append(found, documented{target: m[1], status: http.StatusOK, rows: -1})
	}
	return found
}

// encoded writes a target as a client sends it.
func encoded(target string) string {
	return strings.NewReplacer(" ", "%20", `"`, "%22", "|", "%7C").Replace(target)
}

// ask sends a documented request and gives its answer, and how many rows it has
// with those of its next pages.
func (d documented) ask(t *testing.T, server, key string) (first reply, rows int) {
	t.Helper()
	for url := server + encoded(strings.ReplaceAll(d.target, "KEY", key)); url != ""; {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
		require.NoError(t, err)
		for _, h := range d.headers {
			name, given, _ := strings.Cut(strings.ReplaceAll(h, "KEY", key), ": ")
			r.Header.Set(name, given)
		}
		if !d.whole {
			r.Header.Set("X-ApiKey", key)
		}
		answer, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		body, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		wireRules(t, key).Received(t, answer, body)
		if first.status == 0 {
			first = reply{answer.StatusCode, answer.Header, string(body)}
		}
		var page struct {
			Value    []json.RawMessage `json:"value"`
			NextLink string            `json:"@odata.nextLink"`
		}
		switch kind := answer.Header.Get("Content-Type"); {
		case strings.HasPrefix(kind, "text/plain"):
			rows, err = strconv.Atoi(string(body))
			require.NoError(t, err)
		case strings.HasPrefix(kind, "application/json"):
			_ = json.Unmarshal(body, &page) // a property named value need not be a list
			rows += len(page.Value)
		}
		url = page.NextLink
	}
	return first, rows
}

// storied fills the shell's database with the demo's directory, serves it, and
// gives where and a key that reads.
func (sh *shell) storied(users int, args ...string) (server, key string) {
	sh.t.Helper()
	var talk text
	p := sh.program(&talk, &talk)
	o, err := p.open(sh.t.Context(), settings.Settings{DB: sh.db})
	require.NoError(sh.t, err)
	require.NoError(sh.t, o.Migrate(sh.t.Context()))
	workspace, err := seedWorkspace(sh.t.Context(), o)
	require.NoError(sh.t, err)
	require.NoError(sh.t, p.loadStory(sh.t.Context(), o.Directory, workspace, story.New(users)))
	_, key, err = o.CreateKey(sh.t.Context(), workspace, story.ReaderEmail, models.ScopeRead, nil)
	require.NoError(sh.t, err)
	require.NoError(sh.t, o.Close())
	_, serving, _ := sh.start(append([]string{"serve", "--addr", anyPort}, args...)...)
	return strings.TrimSuffix(await(sh.t, serving, "serving "), serviceRoot), key
}

// documents are the texts for readers, by name.
func documents(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{"README.md": readme(t)}
	pages, err := filepath.Glob(filepath.Join(repository, "docs", "*.md"))
	require.NoError(t, err)
	require.NotEmpty(t, pages)
	for _, page := range pages {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		texts[filepath.Base(page)] = string(text)
	}
	return texts
}

// TestDocumentedRequests asks what README.md and docs/ show, on both databases.
// The examples in sh blocks are TestReadmeExamples'.
func TestDocumentedRequests(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("loads the whole demo")
	}
	texts := documents(t)
	databases(t, func(t *testing.T, sh *shell) {
		server, key := sh.storied(story.DefaultUsers)
		asked := 0
		for page, text := range texts {
			for _, d := range requestsOf(text) {
				asked++
				got, rows := d.ask(t, server, key)
				about := page + ": " + d.target
				require.Equal(t, d.status, got.status, "%s\n%s", about, got.body)
				require.Contains(t, got.body, d.says, about)
				require.NotContains(t, got.body, key, about)
				if d.rows >= 0 {
					require.Equal(t, d.rows, rows, about)
				}
				if d.status == http.StatusOK && strings.Contains(got.body, `"value":[`) {
					require.Positive(t, rows, about)
				}
			}
		}
		require.Greater(t, asked, 40, "requests are found")
	})
}

// TestRequestsAreFound holds the finder against a text that has everything.
func TestRequestsAreFound(t *testing.T) {
	t.Parallel()
	text := "See `Users?$top=2` | 2 |, `Teams`, `Users?$filter=…`, `role`, `roster explain 'Users?$top=1'`,\n" +
		"\"http://127.0.0.1:8080/odata/v4/\", https://a.example/odata/v4/$metadata\n" +
		"```http\nGET /odata/v4/Users?$filter=a b\nAccept: text/x\n\n406 not so\n```\n" +
		"```http\nGET /odata/v4/\n\n401 key\n```\n"
	want := []documented{
		{
			target: "/odata/v4/Users?$filter=a b", headers: []string{"Accept: text/x"}, whole: true,
			status: 406, says: "not so", rows: -1,
		},
		{target: "/odata/v4/", whole: true, status: 401, says: "key", rows: -1},
		{target: "/odata/v4/Users?$top=2", status: 200, rows: 2},
		{target: "/odata/v4/Teams", status: 200, rows: -1},
		{target: "/odata/v4/", status: 200, rows: -1},
		{target: "/odata/v4/$metadata", status: 200, rows: -1},
	}
	require.Equal(t, want, requestsOf(text))
}

// TestPowerBIFile checks that the connection file of the docs is what it should be.
func TestPowerBIFile(t *testing.T) {
	t.Parallel()
	block := regexp.MustCompile("(?ms)^```json\n(.*?)^```$").FindStringSubmatch(documents(t)["power-bi.md"])
	require.Len(t, block, 2)
	var file struct {
		Version     string
		Connections []struct {
			Details struct {
				Protocol string
				Address  struct{ URL string }
			}
			Mode string
		}
	}
	require.NoError(t, json.Unmarshal([]byte(block[1]), &file))
	require.Equal(t, "0.1", file.Version)
	require.Len(t, file.Connections, 1)
	require.Equal(t, "odata", file.Connections[0].Details.Protocol)
	require.True(t, strings.HasSuffix(file.Connections[0].Details.Address.URL, serviceRoot))
}
