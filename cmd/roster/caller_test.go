package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest/wirelint"
)

// refusal is an answer that is no success.
type refusal struct {
	began, ended time.Time
	what         string
}

// line is a connection that notices when the server hangs up.
type line struct {
	net.Conn
	hungUp *atomic.Int64
}

func (l line) Read(b []byte) (int, error) {
	n, err := l.Conn.Read(b)
	if err != nil && !errors.Is(err, net.ErrClosed) {
		l.hungUp.Add(1)
	}
	return n, err
}

// caller is a client with one connection at a time, which it keeps, and a key of its own. It
// repeats what is refused, as a client of idempotent calls may.
type caller struct {
	t                 *testing.T
	client            *http.Client
	rules             *wirelint.Service
	server, key, name string
	hungUp            atomic.Int64

	mu       sync.Mutex
	tried    int      // users that were sent
	kept     []string // addresses of those that were acknowledged
	answered int      // requests with a success
	refusals []refusal
}

func newCaller(t *testing.T, server, key, name string) *caller {
	t.Helper()
	c := &caller{t: t, server: server, key: key, name: name, rules: wireRules(t, key)}
	dialer := &net.Dialer{}
	c.client = &http.Client{Timeout: time.Minute, Transport: &http.Transport{
		MaxConnsPerHost: 1,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, address)
			return line{conn, &c.hungUp}, err
		},
	}}
	return c
}

// ask sends a request until it has an answer other than a refusal that is allowed
// while the database is away, or until ctx ends: then it gives "".
func (c *caller) ask(ctx context.Context, method, target, body string) string {
	for ctx.Err() == nil {
		began := time.Now()
		r, err := http.NewRequestWithContext(c.t.Context(), method, c.server+target, strings.NewReader(body))
		if err != nil {
			c.t.Error(err)
			return ""
		}
		r.Header.Set("X-ApiKey", c.key)
		r.Header.Set("Prefer", "odata.maxpagesize=3")
		answer, err := c.client.Do(r)
		if err != nil {
			c.t.Errorf("%s %s: %v", method, target, err)
			return ""
		}
		text, err := io.ReadAll(answer.Body)
		if err != nil {
			c.t.Errorf("%s %s: %v", method, target, err)
		}
		_ = answer.Body.Close()
		c.rules.Received(c.t, answer, text)
		if answer.StatusCode < http.StatusBadRequest {
			c.mu.Lock()
			c.answered++
			c.mu.Unlock()
			return string(text)
		}
		what := fmt.Sprintf("%s %s: %d %s", method, target, answer.StatusCode, text)
		c.later(answer, refusal{began, time.Now(), what})
	}
	return ""
}

// later notes a refusal, which has to say that and when the request may be repeated.
func (c *caller) later(answer *http.Response, r refusal) {
	after, err := strconv.Atoi(answer.Header.Get("Retry-After"))
	if answer.StatusCode != http.StatusServiceUnavailable || err != nil || after < 1 || after > 60 {
		c.t.Errorf("%s (Retry-After %q)", r.what, answer.Header.Get("Retry-After"))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refusals = append(c.refusals, r)
}

// call mixes writes and reads until ctx ends.
func (c *caller) call(ctx context.Context) {
	for i := 0; ctx.Err() == nil; i++ {
		c.upsert(ctx, i)
		c.lookUp(ctx)
		c.count(ctx)
		c.page(ctx)
	}
}

// upsert writes one more user. It has a tag of its own, which is in another table, so
// that half of a write would show.
func (c *caller) upsert(ctx context.Context, i int) {
	address := fmt.Sprintf("%s.%06d@example.com", c.name, i)
	c.mu.Lock()
	c.tried = i + 1
	c.mu.Unlock()
	body := fmt.Sprintf(`{"emailAddress":%q,"firstName":%q,"tags":[%q]}`, address, address, address)
	text := c.ask(ctx, http.MethodPost, "/api/v1/users/upsert", body)
	if text == "" {
		return
	}
	c.expect(text, `"emailAddress":"`+address+`"`, `"tags":["`+address+`"]`)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept = append(c.kept, address)
}

// lookUp reads the user that was written last, and the teams that it has none of: two
// statements.
func (c *caller) lookUp(ctx context.Context) {
	if len(c.kept) == 0 {
		return
	}
	address := c.kept[len(c.kept)-1]
	text := c.ask(ctx, http.MethodGet, serviceRoot+"Users?$format=application/json;odata.metadata=none"+
		"&$select=emailAddress,tags&$expand=teams&$filter="+url.QueryEscape("emailAddress eq '"+address+"'"), "")
	if text != "" {
		c.expect(text, `"value":[{"emailAddress":"`+address+`","tags":["`+address+`"],"teams":[]}]`)
	}
}

// count counts the users of this caller: those that were acknowledged, and no more
// than were sent.
func (c *caller) count(ctx context.Context) {
	text := c.ask(ctx, http.MethodGet, serviceRoot+"Users/$count?$filter="+
		url.QueryEscape("startswith(emailAddress,'"+c.name+".')"), "")
	if n, err := strconv.Atoi(text); text != "" && (err != nil || n < len(c.kept) || n > c.tried) {
		c.t.Errorf("%s counts %q users, has written %d to %d", c.name, text, len(c.kept), c.tried)
	}
}

// page reads two pages of this caller's users.
func (c *caller) page(ctx context.Context) {
	target := serviceRoot + "Users?$orderby=emailAddress&$select=emailAddress&$filter=" +
		url.QueryEscape("startswith(emailAddress,'"+c.name+".')")
	var got []string
	for range 2 {
		var page struct {
			Value []struct{ EmailAddress string }
			Next  string `json:"@odata.nextLink"`
		}
		text := c.ask(ctx, http.MethodGet, target, "")
		if text == "" {
			return
		}
		if err := json.Unmarshal([]byte(text), &page); err != nil {
			c.t.Errorf("%s: %v", target, err)
			return
		}
		for _, u := range page.Value {
			got = append(got, u.EmailAddress)
		}
		if page.Next == "" {
			break
		}
		target = strings.TrimPrefix(page.Next, c.server)
	}
	if want := c.kept[:min(6, len(c.kept))]; !slices.Equal(want, got[:min(len(got), len(want))]) {
		c.t.Errorf("%s reads %v instead of %v", c.name, got, want)
	}
}

func (c *caller) expect(text string, parts ...string) {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			c.t.Errorf("%s: %s is not in %s", c.name, part, text)
		}
	}
}

// progress is how many requests have had a success.
func (c *caller) progress() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.answered
}

// refusedSince gives the refusals of requests that ended after a moment.
func (c *caller) refusedSince(moment time.Time) []refusal {
	c.mu.Lock()
	defer c.mu.Unlock()
	first := slices.IndexFunc(c.refusals, func(r refusal) bool { return r.ended.After(moment) })
	if first < 0 {
		return nil
	}
	return slices.Clone(c.refusals[first:])
}

// served waits until every caller has had some more successes.
func served(t *testing.T, callers []*caller) {
	t.Helper()
	const more = 10
	for _, c := range callers {
		enough := c.progress() + more
		require.Eventually(t, func() bool { return c.progress() >= enough }, time.Minute, time.Millisecond, c.name)
	}
}
