package models

import (
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Scope is what an API key is for. What it may do is also bounded by the current
// role of its user.
type Scope string

// The scopes.
const (
	ScopeRead  Scope = "read"
	ScopeWrite Scope = "write"
	ScopeAdmin Scope = "admin"
)

// What Authenticate refuses a key for.
var (
	ErrMalformedKey = errors.New("not an API key")
	ErrUnknownKey   = errors.New("unknown API key")
	ErrExpiredKey   = errors.New("the API key has expired")
	ErrRevokedKey   = errors.New("the API key was revoked")
	// ErrDeactivatedUser is an ErrRevokedKey: keys stop with their user.
	ErrDeactivatedUser = fmt.Errorf("%w with its user's deactivation", ErrRevokedKey)
)

// APIKey is what is known of a key. The secret is not.
type APIKey struct {
	KeyID        string // public: the first 8 characters of the secret's random part
	WorkspaceID  uuid.UUID
	UserID       uuid.UUID
	EmailAddress string // of the user
	Scope        Scope
	CreatedAt    time.Time
	ExpiresAt    *time.Time
	RevokedAt    *time.Time
	LastUsedAt   *time.Time // at minute grain
}

// Principal is who an authenticated request comes from.
type Principal struct {
	Workspace uuid.UUID
	User      uuid.UUID
	KeyID     string
	Scope     Scope
	Role      string // the user's current one
}

// CanRead says whether the directory may be read.
func (p Principal) CanRead() bool { return p.Role == RoleFullAdmin || p.Role == RoleLimitedAdmin }

// CanWrite says whether the directory may be written.
func (p Principal) CanWrite() bool {
	return p.Role == RoleFullAdmin && (p.Scope == ScopeWrite || p.Scope == ScopeAdmin)
}

// CanAdmin says whether keys may be managed.
func (p Principal) CanAdmin() bool { return p.Role == RoleFullAdmin && p.Scope == ScopeAdmin }

// useless says why a user with that role cannot use a key of the scope, "" if
// there is no reason.
func (s Scope) useless(role string) string {
	p := Principal{Scope: s, Role: role}
	switch {
	case s == ScopeRead && !p.CanRead():
		return "a key of scope read needs a user with the role FullAdmin or LimitedAdmin"
	case s != ScopeRead && !p.CanWrite():
		return fmt.Sprintf("a key of scope %s needs a user with the role FullAdmin", s)
	}
	return ""
}
