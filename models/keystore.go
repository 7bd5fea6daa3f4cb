package models

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
)

const (
	memberKeyID   = "keyId"
	memberScope   = "scope"
	memberExpires = "expires"
	memberOverlap = "overlap"
)

// storedKey is a row of api_keys.
type storedKey struct {
	KeyID       string     `gorm:"column:key_id;primaryKey"`
	WorkspaceID uuid.UUID  `gorm:"column:workspace_id;type:uuid"`
	UserID      uuid.UUID  `gorm:"column:system_user_id;type:uuid"`
	Scope       Scope      `gorm:"column:scope"`
	Hash        []byte     `gorm:"column:hash"`
	CreatedAt   time.Time  `gorm:"column:created_at;autoCreateTime:false"`
	ExpiresAt   *time.Time `gorm:"column:expires_at"`
	RevokedAt   *time.Time `gorm:"column:revoked_at"`
	LastUsedAt  *time.Time `gorm:"column:last_used_at"`
}

// TableName is GORM's hook.
func (storedKey) TableName() string { return "api_keys" }

// owner is what a key's user adds to it.
type owner struct {
	EmailAddress string `gorm:"column:email_address"`
	Role         string `gorm:"column:role"`
}

// ownedKey is a key with its user.
type ownedKey struct {
	Key   storedKey `gorm:"embedded"`
	Owner owner     `gorm:"embedded"`
}

// ownedKeys selects keys with their users.
func ownedKeys(g *gorm.DB) *gorm.DB {
	return g.Table("api_keys").
		Select("api_keys.*", "users.email_address", "users.role").
		Joins("JOIN users ON users.workspace_id = api_keys.workspace_id " +
			"AND users.system_user_id = api_keys.system_user_id")
}

func (k *ownedKey) public() APIKey {
	return APIKey{
		KeyID: k.Key.KeyID, WorkspaceID: k.Key.WorkspaceID, UserID: k.Key.UserID,
		EmailAddress: k.Owner.EmailAddress, Scope: k.Key.Scope, CreatedAt: k.Key.CreatedAt,
		ExpiresAt: k.Key.ExpiresAt, RevokedAt: k.Key.RevokedAt, LastUsedAt: k.Key.LastUsedAt,
	}
}

// issuedKey is a new key with its secret.
type issuedKey struct {
	key    APIKey
	secret string
}

// CreateKey makes a key for the user with that email address, and gives its
// secret, which is not stored. A user whose role makes the key useless is refused
// by an *Error, as is one that the workspace does not have.
func (d *Directory) CreateKey(
	ctx context.Context, workspace uuid.UUID, email string, scope Scope, expires *time.Time,
) (APIKey, string, error) {
	key, err := NormaliseEmail(email)
	if err != nil {
		return APIKey{}, "", err
	}
	return d.createKey(ctx, workspace, scope, expires, func(tx *Tx, user *User) error {
		found, err := tx.find(tx.DB, user, "email_key", key)
		if err == nil && !found {
			err = unknown(memberEmail, "there is no user %q", email)
		}
		return err
	})
}

// CreateOwnKey is CreateKey for the user of the principal.
func (d *Directory) CreateOwnKey(
	ctx context.Context, p Principal, scope Scope, expires *time.Time,
) (APIKey, string, error) {
	return d.createKey(ctx, p.Workspace, scope, expires, func(tx *Tx, user *User) error {
		return tx.DB.Take(user, "workspace_id = ? AND system_user_id = ?", p.Workspace, p.User).Error
	})
}

// createKey makes a key for the user that find finds.
func (d *Directory) createKey(
	ctx context.Context, workspace uuid.UUID, scope Scope, expires *time.Time, find func(tx *Tx, user *User) error,
) (APIKey, string, error) {
	if scope != ScopeRead && scope != ScopeWrite && scope != ScopeAdmin {
		return APIKey{}, "", invalid(memberScope, "the scope must be read, write or admin")
	}
	var issued issuedKey
	err := d.Write(ctx, workspace, func(tx *Tx) error {
		var user User
		err := find(tx, &user)
		if err != nil {
			return err
		}
		issued, err = tx.issueKey(ctx, &user, scope, expires)
		return err
	})
	return issued.key, issued.secret, err
}

// issueKey stores a new key for the user.
func (tx *Tx) issueKey(ctx context.Context, user *User, scope Scope, expires *time.Time) (issuedKey, error) {
	if reason := scope.useless(user.Role); reason != "" {
		return issuedKey{}, conflict(memberScope, "%s; %s has the role %s", reason, user.EmailAddress, user.Role)
	}
	if expires != nil {
		end := expires.UTC().Truncate(time.Microsecond)
		if expires = &end; !end.After(tx.now) {
			return issuedKey{}, invalid(memberExpires, "the key would have expired already")
		}
	}
	secret, err := newSecret(tx.directory.options.Random)
	if err != nil {
		return issuedKey{}, err
	}
	hash, err := tx.directory.digest(tx.DB, secret)
	if err != nil {
		return issuedKey{}, err
	}
	k := ownedKey{
		Key: storedKey{
			KeyID: publicID(secret), WorkspaceID: tx.workspace, UserID: user.ID, Scope: scope,
			Hash: hash[:], CreatedAt: tx.now, ExpiresAt: expires,
		},
		Owner: owner{EmailAddress: user.EmailAddress, Role: user.Role},
	}
	if err := tx.begin(ctx); err != nil {
		return issuedKey{}, err
	}
	return issuedKey{key: k.public(), secret: secret}, tx.createModel(&k.Key)
}

// Keys lists the keys of a workspace, the ended ones too, in the order of their
// creation.
func (d *Directory) Keys(ctx context.Context, workspace uuid.UUID) ([]APIKey, error) {
	return d.keysWhere(ctx, "api_keys.workspace_id = ?", workspace)
}

// OwnKeys lists the keys of the principal's user as Keys does.
func (d *Directory) OwnKeys(ctx context.Context, p Principal) ([]APIKey, error) {
	return d.keysWhere(ctx, "api_keys.workspace_id = ? AND api_keys.system_user_id = ?", p.Workspace, p.User)
}

// Key gives a key of a workspace; one that it does not have is an *Error.
func (d *Directory) Key(ctx context.Context, workspace uuid.UUID, keyID string) (APIKey, error) {
	keys, err := d.keysWhere(ctx, "api_keys.workspace_id = ? AND api_keys.key_id = ?", workspace, keyID)
	if err == nil && len(keys) == 0 {
		err = unknownKey(keyID)
	}
	if err != nil {
		return APIKey{}, err
	}
	return keys[0], nil
}

func unknownKey(keyID string) error { return unknown(memberKeyID, "there is no key %q", keyID) }

func (d *Directory) keysWhere(ctx context.Context, condition string, values ...any) ([]APIKey, error) {
	var rows []ownedKey
	err := ownedKeys(d.db.GORM().WithContext(ctx)).
		Where(condition, values...).
		Order("api_keys.created_at, api_keys.key_id").
		Scan(&rows).Error
	keys := make([]APIKey, 0, len(rows))
	for i := range rows {
		keys = append(keys, rows[i].public())
	}
	return keys, err
}

// RevokeKey ends a key at once. Revoking a revoked key changes nothing; a key
// that the workspace does not have is an *Error.
func (d *Directory) RevokeKey(ctx context.Context, workspace uuid.UUID, keyID string) error {
	return d.Write(ctx, workspace, func(tx *Tx) error {
		k, err := tx.lockKey(ctx, keyID)
		if err != nil || k.Key.RevokedAt != nil {
			return err
		}
		tx.rights = true
		k.Key.RevokedAt = &tx.now
		return tx.updateModel(&k.Key, []string{"revoked_at"})
	})
}

// RotateKey makes a key like the given one and gives its secret; the given one
// expires after the overlap, if not before. The new key lasts as long as the old
// one was made for.
func (d *Directory) RotateKey(
	ctx context.Context, workspace uuid.UUID, keyID string, overlap time.Duration,
) (APIKey, string, error) {
	if overlap < 0 {
		return APIKey{}, "", invalid(memberOverlap, "the overlap must not be negative")
	}
	var issued issuedKey
	err := d.Write(ctx, workspace, func(tx *Tx) error {
		k, err := tx.lockKey(ctx, keyID)
		if err != nil {
			return err
		}
		if err := k.usable(tx.now); err != nil {
			return conflict(memberKeyID, "the key %s cannot be rotated: %s", keyID, err)
		}
		var expires *time.Time
		if k.Key.ExpiresAt != nil {
			end := tx.now.Add(k.Key.ExpiresAt.Sub(k.Key.CreatedAt))
			expires = &end
		}
		user := User{ID: k.Key.UserID, EmailAddress: k.Owner.EmailAddress, Role: k.Owner.Role}
		if issued, err = tx.issueKey(ctx, &user, k.Key.Scope, expires); err != nil {
			return err
		}
		end := tx.now.Add(overlap).Truncate(time.Microsecond)
		if k.Key.ExpiresAt != nil && k.Key.ExpiresAt.Before(end) {
			return nil
		}
		tx.rights = true
		k.Key.ExpiresAt = &end
		return tx.updateModel(&k.Key, []string{"expires_at"})
	})
	return issued.key, issued.secret, err
}

// lockKey reads a key of the workspace that others shall not change meanwhile.
func (tx *Tx) lockKey(ctx context.Context, keyID string) (*ownedKey, error) {
	if err := tx.begin(ctx); err != nil {
		return nil, err
	}
	var k ownedKey
	err := tx.forUpdate().Take(&k.Key, "workspace_id = ? AND key_id = ?", tx.workspace, keyID).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, unknownKey(keyID)
	}
	if err != nil {
		return nil, err
	}
	tx.touched = true
	err = tx.DB.Table("users").Select("email_address", "role").
		Where("workspace_id = ? AND system_user_id = ?", tx.workspace, k.Key.UserID).
		Scan(&k.Owner).Error
	return &k, err
}

// usable says why a key cannot be used at that time, if so.
func (k *ownedKey) usable(now time.Time) error {
	switch {
	case k.Key.RevokedAt != nil:
		return ErrRevokedKey
	case k.Key.ExpiresAt != nil && !now.Before(*k.Key.ExpiresAt):
		return ErrExpiredKey
	case k.Owner.Role == RoleDeactivated:
		return ErrDeactivatedUser
	}
	return nil
}
