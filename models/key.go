package models

import (
	"context"
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

// CreateKey makes a key for the user with that email address, and gives its
// secret, which is not stored. A user whose role makes the key useless is refused.
func (d *Directory) CreateKey(
	ctx context.Context, workspace uuid.UUID, email string, scope Scope, expires *time.Time,
) (APIKey, string, error) {
	return APIKey{}, "", errors.ErrUnsupported
}

// Keys lists the keys of a workspace, the revoked ones too, in the order of
// their creation.
func (d *Directory) Keys(ctx context.Context, workspace uuid.UUID) ([]APIKey, error) {
	return nil, errors.ErrUnsupported
}

// RevokeKey ends a key at once. Revoking a revoked key changes nothing.
func (d *Directory) RevokeKey(ctx context.Context, workspace uuid.UUID, keyID string) error {
	return errors.ErrUnsupported
}

// RotateKey makes a key like the given one, and has that one expire after the
// overlap.
func (d *Directory) RotateKey(
	ctx context.Context, workspace uuid.UUID, keyID string, overlap time.Duration,
) (APIKey, string, error) {
	return APIKey{}, "", errors.ErrUnsupported
}

// Authenticate says who the key stands for and what it may do now: at most 5
// seconds old, and without delay where this process made the change.
func (d *Directory) Authenticate(ctx context.Context, secret string) (Principal, error) {
	return Principal{}, errors.ErrUnsupported
}
