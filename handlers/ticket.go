package handlers

import (
	"crypto/rand"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-267014d6/roster/odata/fault"
)

const (
	ticketLife = 15 * time.Minute
	maxTickets = 16 // the oldest makes room
)

// tickets are the sign-in links that are not used yet.
type tickets struct {
	now func() time.Time

	mu     sync.Mutex
	byCode map[string]ticket
}

type ticket struct {
	secret string
	ends   time.Time
}

func newTickets(now func() time.Time) *tickets {
	return &tickets{now: now, byCode: map[string]ticket{}}
}

// issue gives a new code for the secret.
func (t *tickets) issue(secret string) (code string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.byCode) >= maxTickets {
		oldest := ""
		for other, given := range t.byCode {
			if oldest == "" || given.ends.Before(t.byCode[oldest].ends) {
				oldest = other
			}
		}
		delete(t.byCode, oldest)
	}
	code = rand.Text() // 128 bits
	t.byCode[code] = ticket{secret: secret, ends: t.now().Add(ticketLife)}
	return code
}

// redeem gives the secret of a code, once and in time.
func (t *tickets) redeem(code string) (secret string, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	given, found := t.byCode[code]
	delete(t.byCode, code)
	return given.secret, found && t.now().Before(given.ends)
}

// SignInLink makes a path that signs the first browser to open it in with the key,
// for a quarter of an hour.
func (h *Handler) SignInLink(secret string) (path string) { return linkRoot + h.tickets.issue(secret) }

// openLink is the address of a sign-in link. Only a person's browser uses it up:
// whatever else looks at links is led to the explorer without a session.
func (h *Handler) openLink(c echo.Context) error {
	r := c.Request()
	switch {
	case strings.Contains(r.Header.Get("Sec-Purpose")+r.Header.Get("Purpose"), "prefetch"):
		f := fault.New(fault.ServiceUnavailable, "this address is not read in advance")
		f.Retry = 1
		return f
	case r.Method != http.MethodGet || !isNavigation(r):
		return h.redirect(c, explorerRoot+"/")
	}
	secret, ok := h.tickets.redeem(strings.TrimPrefix(r.URL.Path, linkRoot))
	if !ok {
		return h.redirect(c, explorerRoot+"/-/sign-in?link=used")
	}
	value, _ := h.sessions.seal(secret)
	if err := h.setSession(c, value); err != nil {
		return err
	}
	return h.redirect(c, explorerRoot+"/")
}
