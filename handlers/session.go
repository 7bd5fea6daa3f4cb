package handlers

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/payload"
)

const (
	// SessionLife is how long a sign-in to the explorer lasts, if its key does.
	SessionLife = 7 * 24 * time.Hour

	sessionCookie  = "roster_session"
	sessionPurpose = "explorer session 1"
	secretSize     = 32
)

// sessions seals keys into cookies. A session is nothing but its cookie: it holds
// on every replica and over restarts, and ends with its key.
type sessions struct {
	cipher cipher.AEAD
	now    func() time.Time
}

func newSessions(secret []byte, now func() time.Time) (*sessions, error) {
	if len(secret) < secretSize {
		return nil, errors.New("handlers: SessionSecret must have at least 32 bytes")
	}
	key, err := hkdf.Key(sha256.New, secret, nil, sessionPurpose, secretSize)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	sealing, err := cipher.NewGCMWithRandomNonce(block)
	return &sessions{cipher: sealing, now: now}, err
}

// seal gives the value of a cookie with the key, and when it ends.
func (s *sessions) seal(key string) (value string, ends time.Time) {
	ends = s.now().Add(SessionLife).UTC().Truncate(time.Second)
	plain := append(binary.BigEndian.AppendUint64(nil, uint64(ends.Unix())), key...)
	sealed := s.cipher.Seal(nil, nil, plain, []byte(sessionPurpose)) //nolint:gosec // it draws the nonce itself
	return base64.RawURLEncoding.EncodeToString(sealed), ends
}

// open gives the key in the value of a cookie, unless it is none of ours or has ended.
func (s *sessions) open(value string) (key string, ends time.Time, ok bool) {
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(value)
	if err != nil || len(value) > maxCredential {
		return "", time.Time{}, false
	}
	plain, err := s.cipher.Open(nil, nil, sealed, []byte(sessionPurpose))
	if err != nil || len(plain) < 8 {
		return "", time.Time{}, false
	}
	ends = time.Unix(int64(binary.BigEndian.Uint64(plain)), 0).UTC()
	return string(plain[8:]), ends, s.now().Before(ends)
}

// credential finds a key in the cookies of a request. Of several the first that
// can be opened counts: browsers send those of longer paths first.
func (s *sessions) credential(r *http.Request) (credential, time.Time) {
	for _, cookie := range r.CookiesNamed(sessionCookie) {
		if key, ends, ok := s.open(cookie.Value); ok {
			return credential{key: key, by: byCookie}, ends
		}
	}
	return credential{}, time.Time{}
}

// setSession has the browser keep a session, or forget it where the value is "".
func (h *Handler) setSession(c echo.Context, value string) error {
	base, err := h.links.base(c.Request())
	if err != nil {
		return err
	}
	age := int(SessionLife / time.Second)
	if value == "" {
		age = -1
	}
	http.SetCookie(c.Response(), &http.Cookie{ //nolint:gosec // without TLS it could not be Secure
		Name: sessionCookie, Value: value, Path: basePath(base) + "/", MaxAge: age,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: strings.HasPrefix(base, "https:"),
	})
	return nil
}

// sessionCall is the explorer's address of the session.
func (h *Handler) sessionCall(c echo.Context) error {
	switch c.Request().Method {
	case http.MethodPost:
		return h.signIn(c)
	case http.MethodDelete:
		return h.signOut(c)
	}
	return h.tellSession(c)
}

// signedOut is the answer to those without a session.
type signedOut struct {
	SignedIn bool   `json:"signedIn"`
	Message  string `json:"message,omitempty"` // why a session has ended
}

// signedIn is the answer to those with one, or with a key.
type signedIn struct {
	SignedIn     bool             `json:"signedIn"`
	KeyID        string           `json:"keyId"`
	Scope        models.Scope     `json:"scope"`
	ExpiresAt    *time.Time       `json:"expiresAt"`
	KeyExpiresAt *time.Time       `json:"keyExpiresAt"`
	User         sessionUser      `json:"user"`
	Workspace    sessionWorkspace `json:"workspace"`
	Can          sessionRights    `json:"can"`
	Version      string           `json:"version"`
}

type sessionUser struct {
	SystemUserID uuid.UUID `json:"systemUserId"`
	EmailAddress string    `json:"emailAddress"`
	DisplayName  string    `json:"displayName"`
	Role         string    `json:"role"`
}

type sessionWorkspace struct {
	Name string `json:"name"`
}

type sessionRights struct {
	Read  bool `json:"read"`
	Write bool `json:"write"`
	Admin bool `json:"admin"`
}

// tellSession says who the caller is, if anyone.
func (h *Handler) tellSession(c echo.Context) error {
	x := exchangeOf(c.Request().Context())
	given, err := h.recognise(c)
	switch {
	case given.by == byNothing && isUnauthorized(err):
		return answerJSON(c, http.StatusOK, signedOut{})
	case given.by == byCookie && isUnauthorized(err):
		return answerJSON(c, http.StatusOK, signedOut{Message: faultOf(err).Message})
	case err != nil:
		return h.refuse(c, err)
	}
	var ends *time.Time
	if given.by == byCookie {
		ends = &x.sessionEnds
	}
	return h.answerSession(c, x.principal, ends)
}

// inUTC is the time as answers show it.
func inUTC(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	in := t.UTC()
	return &in
}

func (h *Handler) answerSession(c echo.Context, p models.Principal, ends *time.Time) error {
	finish, err := h.start()
	if err != nil {
		return err
	}
	defer finish()
	account, err := h.config.Directory.Account(c.Request().Context(), p)
	if err != nil {
		return err
	}
	return answerJSON(c, http.StatusOK, signedIn{
		SignedIn: true, KeyID: p.KeyID, Scope: p.Scope, ExpiresAt: ends, KeyExpiresAt: inUTC(account.KeyExpiresAt),
		User: sessionUser{
			SystemUserID: p.User, EmailAddress: account.EmailAddress, DisplayName: account.DisplayName, Role: p.Role,
		},
		Workspace: sessionWorkspace{Name: account.WorkspaceName},
		Can:       sessionRights{Read: p.CanRead(), Write: p.CanWrite(), Admin: p.CanAdmin()},
		Version:   h.config.Version,
	})
}

// signIn makes a session of the key in the body. It is refused to pages of other
// origins, which could sign the browser in as someone else.
func (h *Handler) signIn(c echo.Context) error {
	r := c.Request()
	if err := h.sameOrigin(r); err != nil {
		return err
	}
	body, err := h.body(c, h.forms.signIn)
	if err != nil {
		return unkeyed(err)
	}
	x := exchangeOf(r.Context())
	given := credential{key: strings.TrimSpace(body.Field("key").Text), by: byHeader}
	if x.principal, err = h.authenticate(c, given); err != nil {
		return h.refuse(c, err)
	}
	x.known = true
	value, ends := h.sessions.seal(given.key)
	if err := h.setSession(c, value); err != nil {
		return err
	}
	return h.answerSession(c, x.principal, &ends)
}

// unkeyed takes what could be a key out of a refusal of a body: where the body is
// wrong, its key may stand anywhere.
func unkeyed(err error) error {
	f := *faultOf(err)
	f.Message, f.Hint, f.Target = maskKeys(f.Message), maskKeys(f.Hint), maskKeys(f.Target)
	return &f
}

// signOut has the browser forget its session. The key goes on.
func (h *Handler) signOut(c echo.Context) error {
	if err := h.sameOrigin(c.Request()); err != nil {
		return err
	}
	if err := h.setSession(c, ""); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// forms are the bodies that the explorer sends.
type forms struct{ signIn, newKey, empty *payload.Shape }

func newForms() forms {
	scopes := []string{string(models.ScopeRead), string(models.ScopeWrite), string(models.ScopeAdmin)}
	return forms{
		signIn: payload.NewShape(payload.Member{Name: "key", Kind: payload.TextMember, Required: true}),
		newKey: payload.NewShape(
			payload.Member{Name: "scope", Kind: payload.TextMember, Required: true, Allowed: scopes},
			payload.Member{Name: "expires", Kind: payload.TextMember}),
		empty: payload.NewShape(),
	}
}
