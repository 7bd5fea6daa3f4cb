package handlers_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/handlers"
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/odatatest/wirelint"
	"github.com/seed-267014d6/roster/odata/store"
)

// rig is the whole server on one database, with a workspace and its first admin.
type rig struct {
	db        *store.DB
	directory *models.Directory
	handler   *handlers.Handler
	address   string
	log       *syncBuffer
	workspace uuid.UUID
	admin     uuid.UUID
	key       string // of the admin, scope admin
	lint      *wirelint.Service
}

// syncBuffer is a log that many write to.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func directoryModel(t *testing.T) *metadata.Model {
	t.Helper()
	m, err := handlers.DirectoryModel()
	require.NoError(t, err)
	return m
}

func newRig(t *testing.T, db *store.DB, options ...func(*handlers.Config)) *rig {
	t.Helper()
	r := &rig{db: db, log: &syncBuffer{}}
	log := slog.New(slog.NewJSONHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	r.directory = models.New(db, models.Options{Now: time.Now})
	require.NoError(t, r.directory.Migrate(t.Context()))
	require.NoError(t, r.directory.IndexTexts(t.Context()))
	secret, err := r.directory.TokenSecret(t.Context())
	require.NoError(t, err)
	model := directoryModel(t)
	service, err := odata.NewService(odata.Config{
		Model: model, DB: db, Views: r.directory.Views(), Root: "/odata/v4/", TokenSecret: secret,
		Now: time.Now, Random: rand.Reader, Log: log, Access: handlers.Access(),
	})
	require.NoError(t, err)
	var requests atomic.Int64
	config := handlers.Config{
		Service: service, Model: model, Directory: r.directory, Ping: db.Ping, Now: time.Now,
		NewID: func() string { return fmt.Sprint("r", requests.Add(1)) }, Log: log,
		SessionSecret: secret, Version: "v1.2.3",
	}
	for _, o := range options {
		o(&config)
	}
	r.handler, err = handlers.New(config)
	require.NoError(t, err)
	r.serve(t)
	r.workspace, r.admin, r.key = r.newWorkspace(t, "acme", "admin@example.com")
	r.lint = wireRules(t, r.key)
	return r
}

// wireRules knows the model that the rig serves.
func wireRules(t *testing.T, key string) *wirelint.Service {
	t.Helper()
	schema, err := wirelint.ParseSchema(metadata.Document{Model: directoryModel(t)}.AppendXML(nil))
	require.NoError(t, err)
	return &wirelint.Service{
		Root: "/odata/v4/", Writes: "/api/v1/", Schema: schema,
		CSDL: odatatest.CheckCSDL, CSDLJSON: odatatest.CheckCSDLJSON, Edge: true,
		Secrets: []string{key}, Known: known(),
	}
}

// known are the defects that wait to be mended.
func known() []wirelint.Exemption { return nil }

// check holds an answer against the rules of the wire, but for those that
// net/http gives itself to what is no request.
func (r *rig) check(t *testing.T, text string, a *reply) {
	t.Helper()
	sent, err := http.ReadRequest(bufio.NewReader(strings.NewReader(text)))
	refused := slices.Contains([]int{100, 400, 417, 431, 501, 505}, a.status) && a.header.Get("X-Request-Id") == ""
	if r.lint == nil || err != nil || refused {
		return
	}
	if strings.HasPrefix(sent.RequestURI, "/explore") || isForPeople(a) {
		r.checkExplored(t, sent.RequestURI, a)
		return
	}
	_, given, _ := strings.Cut(text, "\r\n\r\n")
	answer := wirelint.Response{Status: a.status, Body: []byte(a.body), Sent: len(a.body)}
	if a.header.Get("Content-Encoding") == "gzip" && a.body != "" {
		z, err := gzip.NewReader(strings.NewReader(a.body))
		require.NoError(t, err)
		answer.Body, err = io.ReadAll(z)
		require.NoError(t, err)
	}
	for _, line := range a.lines {
		name, v, _ := strings.Cut(line, ":")
		answer.Fields = append(answer.Fields, wirelint.Field{Name: name, Value: strings.TrimSpace(v)})
	}
	request := wirelint.Request{Method: sent.Method, Target: sent.RequestURI, Header: sent.Header, Body: given}
	wirelint.Report(t, request, r.lint.Check(request, answer))
}

// isForPeople says whether an answer is none of OData's: a page, or the way to one.
func isForPeople(a *reply) bool {
	return a.status == http.StatusSeeOther || strings.HasPrefix(a.header.Get("Content-Type"), "text/html")
}

// checkExplored holds an answer of the explorer against what is true of all of them.
func (r *rig) checkExplored(t *testing.T, target string, a *reply) {
	t.Helper()
	require.NotContains(t, strings.Join(a.lines, "\n")+a.body, r.key, target)
	for name, want := range map[string]string{
		"X-Content-Type-Options": "^nosniff$", "Referrer-Policy": "^no-referrer$", "X-Request-Id": ".",
		"Cache-Control": "^(no-store|no-cache|public, no-cache|public, max-age=31536000, immutable)$",
		"Vary":          "Accept-Encoding",
	} {
		require.Len(t, a.header.Values(name), 1, target)
		require.Regexp(t, want, a.header.Get(name), target)
	}
	if a.status >= 400 && !isForPeople(a) && a.body != "" {
		a.requireError(t, a.status)
	}
}

// quick shortens the limits that tests wait for.
func quick(c *handlers.Config) {
	c.Limits = handlers.Limits{BodyRead: 300 * time.Millisecond, HeaderRead: 300 * time.Millisecond}
}

func (r *rig) serve(t *testing.T) {
	t.Helper()
	server := handlers.Server(r.handler)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	r.address = listener.Addr().String()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-done
	})
}

func (r *rig) newWorkspace(t *testing.T, name, admin string) (workspace, user uuid.UUID, key string) {
	t.Helper()
	w, u, key, err := r.directory.CreateWorkspace(t.Context(), name, admin)
	require.NoError(t, err)
	return w.ID, u.ID, key
}

// user makes a user of the role, and a key of it.
func (r *rig) user(t *testing.T, email, role string, scope models.Scope) (uuid.UUID, string) {
	t.Helper()
	var id uuid.UUID
	require.NoError(t, r.directory.Write(t.Context(), r.workspace, func(tx *models.Tx) error {
		var err error
		id, _, err = tx.UpsertUser(t.Context(),
			models.UserChange{EmailAddress: models.Some(email), Role: models.Some(role)}, models.MergeAdd)
		return err
	}))
	if scope == "" {
		return id, ""
	}
	_, secret, err := r.directory.CreateKey(t.Context(), r.workspace, email, scope, nil)
	require.NoError(t, err)
	return id, secret
}

// adminKey makes a key of the admin.
func (r *rig) adminKey(t *testing.T, scope models.Scope, expires *time.Time) (id, secret string) {
	t.Helper()
	k, secret, err := r.directory.CreateKey(t.Context(), r.workspace, "admin@example.com", scope, expires)
	require.NoError(t, err)
	return k.KeyID, secret
}

// strangerKey is a well-formed key of another database.
func strangerKey(t *testing.T) string {
	t.Helper()
	d := models.New(odatatest.SQLite(t), models.Options{Now: time.Now})
	require.NoError(t, d.Migrate(t.Context()))
	_, _, key, err := d.CreateWorkspace(t.Context(), "elsewhere", "admin@example.com")
	require.NoError(t, err)
	return key
}

// reply is a whole answer. Its header lines are as they came.
type reply struct {
	status int
	lines  []string
	header http.Header
	body   string
}

// raw gives the values of a header spelled exactly like this.
func (a *reply) raw(name string) []string {
	var values []string
	for _, line := range a.lines {
		if v, ok := strings.CutPrefix(line, name+": "); ok {
			values = append(values, v)
		}
	}
	return values
}

func (a *reply) decode(t *testing.T) map[string]any {
	t.Helper()
	var v map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.body), &v), a.body)
	return v
}

// requireError checks the shape of an OData error and gives its message.
func (a *reply) requireError(t *testing.T, status int) (code, message, target string) {
	t.Helper()
	require.Equal(t, status, a.status, a.body)
	require.Regexp(t, `^application/json(;|$)`, a.header.Get("Content-Type"), a.body)
	e, ok := a.decode(t)["error"].(map[string]any)
	require.True(t, ok, a.body)
	code, _ = e["code"].(string)
	message, _ = e["message"].(string)
	target, _ = e["target"].(string)
	require.Regexp(t, `^[A-Z][A-Za-z]+$`, code)
	require.NotEmpty(t, message)
	return code, message, target
}

// do sends one request with the admin's key unless a header names another, and
// with the target byte by byte.
func (r *rig) do(t *testing.T, method, target, body string, headers ...string) *reply {
	t.Helper()
	keyed := false
	for _, h := range headers {
		name, _, _ := strings.Cut(h, ":")
		keyed = keyed || strings.EqualFold(name, "X-ApiKey") || strings.EqualFold(name, "Authorization")
	}
	if !keyed && !strings.Contains(target, "apikey=") {
		headers = append(headers, "X-ApiKey: "+r.key)
	}
	return r.send(t, method, target, body, headers...)
}

// send sends one request as it is; a Host and a Content-Length are added.
func (r *rig) send(t *testing.T, method, target, body string, headers ...string) *reply {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\n", method, target)
	host, length := true, body != "" || method == http.MethodPost
	for _, h := range headers {
		name, _, _ := strings.Cut(h, ":")
		host = host && !strings.EqualFold(name, "Host")
		length = length && !strings.EqualFold(name, "Content-Length") && !strings.EqualFold(name, "Transfer-Encoding")
		b.WriteString(h + "\r\n")
	}
	if host {
		b.WriteString("Host: " + r.address + "\r\n")
	}
	if length {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(body))
	}
	b.WriteString("Connection: close\r\n\r\n" + body)
	return r.sendText(t, method, b.String())
}

// sendText sends a text and reads the answer to it. Where the server refuses what
// is still being sent, the network may take its answer away with the connection:
// then it is asked again.
func (r *rig) sendText(t *testing.T, method, text string) *reply {
	t.Helper()
	for try := 1; ; try++ {
		answer, err := r.exchange(t, method, text)
		if err == nil || try == 3 {
			require.NoError(t, err)
			return answer
		}
	}
}

func (r *rig) exchange(t *testing.T, method, text string) (*reply, error) {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", r.address)
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	require.NoError(t, conn.SetDeadline(time.Now().Add(20*time.Second)))
	go func() { _, _ = io.WriteString(conn, text) }() // a refusal may come before all is sent
	var copied bytes.Buffer
	answer, err := http.ReadResponse(bufio.NewReader(io.TeeReader(conn, &copied)), &http.Request{Method: method})
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	head, _, _ := strings.Cut(copied.String(), "\r\n\r\n")
	a := &reply{
		status: answer.StatusCode, lines: strings.Split(head, "\r\n")[1:], header: answer.Header, body: string(body),
	}
	r.check(t, text, a)
	return a, nil
}

// pipeline sends several requests over one connection and gives the statuses and
// the last body.
func (r *rig) pipeline(t *testing.T, text string, n int) (statuses []int, last string) {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", r.address)
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	require.NoError(t, conn.SetDeadline(time.Now().Add(20*time.Second)))
	_, err = io.WriteString(conn, text)
	require.NoError(t, err)
	reader, sent := bufio.NewReader(conn), bufio.NewReader(strings.NewReader(text))
	for range n {
		request, err := http.ReadRequest(sent)
		require.NoError(t, err)
		_, err = io.Copy(io.Discard, request.Body)
		require.NoError(t, err)
		answer, err := http.ReadResponse(reader, nil)
		require.NoError(t, err)
		body, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		answer.Request = request
		r.lint.Received(t, answer, body)
		statuses, last = append(statuses, answer.StatusCode), string(body)
	}
	return statuses, last
}

const (
	upsertUser   = "/api/v1/users/upsert"
	upsertTeam   = "/api/v1/teams/upsert"
	addMember    = "/api/v1/team-members/create"
	removeMember = "/api/v1/team-members/delete"
)

// post sends a body to a write call with the admin's key.
func (r *rig) post(t *testing.T, target, body string, headers ...string) *reply {
	t.Helper()
	return r.do(t, http.MethodPost, target, body, headers...)
}

// written checks an answer to a write call and gives its entity.
func (a *reply) written(t *testing.T, status int, result, member string) map[string]any {
	t.Helper()
	require.Equal(t, status, a.status, a.body)
	require.Equal(t, "application/json", a.header.Get("Content-Type"))
	answer := a.decode(t)
	require.Equal(t, result, answer["result"], a.body)
	require.Len(t, answer, 2)
	entity, ok := answer[member].(map[string]any)
	require.True(t, ok, a.body)
	return entity
}

func basic(user, password string) string {
	return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// count gives the number of rows of a workspace.
func (r *rig) count(t *testing.T, table string, workspace uuid.UUID) int64 {
	t.Helper()
	var n int64
	require.NoError(t, r.db.GORM().WithContext(t.Context()).Table(table).
		Where("workspace_id = ?", workspace).Count(&n).Error)
	return n
}
