package handlers

import (
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/fault"
)

const (
	keysCall   = explorerAPI + "keys"
	revokeCall = keysCall + "/:id/revoke"
)

// shownKey is a key as the explorer shows it.
type shownKey struct {
	KeyID        string       `json:"keyId"`
	EmailAddress string       `json:"emailAddress"`
	Scope        models.Scope `json:"scope"`
	CreatedAt    time.Time    `json:"createdAt"`
	ExpiresAt    *time.Time   `json:"expiresAt"`
	RevokedAt    *time.Time   `json:"revokedAt"`
	LastUsedAt   *time.Time   `json:"lastUsedAt"`
	Current      bool         `json:"current"` // the request's own
	Status       string       `json:"status"`
}

func (h *Handler) shown(k models.APIKey, p models.Principal) shownKey {
	status := "active"
	switch {
	case k.RevokedAt != nil:
		status = "revoked"
	case k.ExpiresAt != nil && !h.config.Now().Before(*k.ExpiresAt):
		status = "expired"
	}
	return shownKey{
		KeyID: k.KeyID, EmailAddress: k.EmailAddress, Scope: k.Scope, CreatedAt: k.CreatedAt.UTC(),
		ExpiresAt: inUTC(k.ExpiresAt), RevokedAt: inUTC(k.RevokedAt), LastUsedAt: inUTC(k.LastUsedAt),
		Current: k.KeyID == p.KeyID, Status: status,
	}
}

// shownKeys is the answer with a list of keys.
type shownKeys struct {
	Keys []shownKey `json:"keys"`
}

// changedKey is the answer with a key that was made or revoked.
type changedKey struct {
	Key    shownKey `json:"key"`
	Secret string   `json:"secret,omitempty"` // of a new key, this once
}

// keys is the explorer's address of keys.
func (h *Handler) keys(c echo.Context) error {
	if c.Request().Method == http.MethodPost {
		return h.createKey(c)
	}
	return h.listKeys(c)
}

// listKeys answers with the keys of the caller, or with those of the workspace.
func (h *Handler) listKeys(c echo.Context) error {
	ctx := c.Request().Context()
	x := exchangeOf(ctx)
	everyone, err := ofWorkspace(x.query)
	if err != nil {
		return err
	}
	finish, err := h.start()
	if err != nil {
		return err
	}
	defer finish()
	var list []models.APIKey
	if everyone {
		if err := mayAdmin(x.principal); err != nil {
			return err
		}
		list, err = h.config.Directory.Keys(ctx, x.principal.Workspace)
	} else {
		list, err = h.config.Directory.OwnKeys(ctx, x.principal)
	}
	if err != nil {
		return err
	}
	out := shownKeys{Keys: make([]shownKey, 0, len(list))}
	for _, k := range list {
		out.Keys = append(out.Keys, h.shown(k, x.principal))
	}
	return answerJSON(c, http.StatusOK, out)
}

// ofWorkspace reads the one option of the list.
func ofWorkspace(query string) (everyone bool, err error) {
	parameters, err := parametersOf(query)
	for _, p := range parameters {
		switch {
		case p.name != "of":
		case p.text != "workspace":
			return false, badOption(p.name, "'of' must be workspace, or not be there for one's own keys")
		default:
			everyone = true
		}
	}
	return everyone, err
}

func mayAdmin(p models.Principal) error {
	switch {
	case p.CanAdmin():
		return nil
	case p.Role != models.RoleFullAdmin:
		return fault.New(fault.Forbidden, "managing keys needs a key whose user is FullAdmin")
	}
	return fault.New(fault.Forbidden, "managing keys needs a key of scope admin")
}

// createKey makes a key for the caller's own user.
func (h *Handler) createKey(c echo.Context) error {
	ctx := c.Request().Context()
	x := exchangeOf(ctx)
	if err := mayAdmin(x.principal); err != nil {
		return err
	}
	body, err := h.body(c, h.forms.newKey)
	if err != nil {
		return err
	}
	var expires *time.Time
	if given := body.Field("expires"); given.Given && !given.Null {
		at, err := time.Parse(time.RFC3339, given.Text)
		if err != nil {
			return body.Locate(&fault.Fault{
				Code: fault.InvalidValue, Target: "expires",
				Message: "expires must be a time with its offset, such as 2030-01-31T00:00:00Z, or null",
			})
		}
		expires = &at
	}
	finish, err := h.start()
	if err != nil {
		return err
	}
	defer finish()
	scope := models.Scope(body.Field("scope").Text)
	key, secret, err := h.config.Directory.CreateOwnKey(ctx, x.principal, scope, expires)
	if err != nil {
		return body.Locate(faultOf(err))
	}
	return answerJSON(c, http.StatusCreated, changedKey{Key: h.shown(key, x.principal), Secret: secret})
}

// revokeKey ends a key of the workspace, the caller's own too.
func (h *Handler) revokeKey(c echo.Context) error {
	ctx := c.Request().Context()
	x := exchangeOf(ctx)
	if err := mayAdmin(x.principal); err != nil {
		return err
	}
	if c.Request().ContentLength != 0 {
		if _, err := h.body(c, h.forms.empty); err != nil {
			return err
		}
	}
	id := c.Param("id")
	if !models.IsKeyID(id) {
		return errNoSuchKey()
	}
	finish, err := h.start()
	if err != nil {
		return err
	}
	defer finish()
	if err := h.config.Directory.RevokeKey(ctx, x.principal.Workspace, id); err != nil {
		return unknownHere(err)
	}
	key, err := h.config.Directory.Key(ctx, x.principal.Workspace, id)
	if err != nil {
		return unknownHere(err)
	}
	return answerJSON(c, http.StatusOK, changedKey{Key: h.shown(key, x.principal)})
}

// unknownHere says of a key in the address that there is none, and does not repeat
// it: it could be a secret.
func unknownHere(err error) error {
	var refused *models.Error
	if errors.As(err, &refused) && refused.Kind == models.Unknown {
		return errNoSuchKey()
	}
	return err
}

func errNoSuchKey() error { return fault.New(fault.NotFound, "the workspace has no such key") }
