package models

import (
	"context"
	"crypto/subtle"
	"sync"
	"time"

	"gorm.io/gorm"
)

// Authenticate says who the key stands for and what it may do now: at most 5
// seconds old, and without delay where this process made the change. The errors
// are ErrMalformedKey, ErrUnknownKey, ErrExpiredKey, ErrRevokedKey, or those of
// the database. A malformed key is refused without a look into the database.
func (d *Directory) Authenticate(ctx context.Context, secret string) (Principal, error) {
	if !isSecret(secret) {
		return Principal{}, ErrMalformedKey
	}
	hash, err := d.hash(ctx, secret)
	if err != nil {
		return Principal{}, err
	}
	now := d.now()
	k, generation, ok := d.keys.get(hash, now)
	if !ok {
		if k, err = d.findKey(ctx, hash); err != nil {
			return Principal{}, err
		}
		d.keys.put(hash, k, now, generation)
	}
	if err := k.usable(now); err != nil {
		return Principal{}, err
	}
	d.uses.note(use{workspace: k.Key.WorkspaceID, user: k.Key.UserID, key: k.Key.KeyID}, now)
	return Principal{
		Workspace: k.Key.WorkspaceID, User: k.Key.UserID, KeyID: k.Key.KeyID, Scope: k.Key.Scope, Role: k.Owner.Role,
	}, nil
}

// hash is the digest of a secret by the pepper, which may have to be read first.
func (d *Directory) hash(ctx context.Context, secret string) (hash digest, err error) {
	if pepper := d.pepper.get(); len(pepper) > 0 {
		return digestOf(pepper, secret), nil
	}
	err = d.db.LookUp(ctx, func(g *gorm.DB) error {
		hash, err = d.digest(g, secret)
		return err
	})
	return hash, err
}

// findKey asks the database for a key and its user.
func (d *Directory) findKey(ctx context.Context, hash digest) (*ownedKey, error) {
	var rows []ownedKey
	err := d.db.LookUp(ctx, func(g *gorm.DB) error {
		rows = nil
		return ownedKeys(g).Where("api_keys.hash = ?", hash[:]).Limit(1).Scan(&rows).Error
	})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || subtle.ConstantTimeCompare(rows[0].Key.Hash, hash[:]) != 1 {
		return nil, ErrUnknownKey
	}
	return &rows[0], nil
}

// How long a key is believed without asking the database, and how many are.
const (
	keyTrust = 5 * time.Second
	keyLimit = 4096
)

// keyCache keeps what the database said of keys.
type keyCache struct {
	mu         sync.Mutex
	keys       map[digest]cachedKey
	generation uint64 // counts changes of rights
}

type cachedKey struct {
	key *ownedKey
	at  time.Time
}

func newKeyCache() *keyCache { return &keyCache{keys: map[digest]cachedKey{}} }

// get gives a key that was put lately. The generation is for put.
func (c *keyCache) get(hash digest, now time.Time) (*ownedKey, uint64, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	cached, ok := c.keys[hash]
	return cached.key, c.generation, ok && cached.fresh(now)
}

func (k cachedKey) fresh(now time.Time) bool {
	age := now.Sub(k.at)
	return age >= 0 && age < keyTrust
}

// put keeps a key, unless rights have changed since the generation: the database
// may have been asked before that.
func (c *keyCache) put(hash digest, k *ownedKey, now time.Time, generation uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.generation != generation {
		return
	}
	if len(c.keys) >= keyLimit {
		c.makeRoom(now)
	}
	c.keys[hash] = cachedKey{k, now}
}

// makeRoom drops the stale keys, or else any one.
func (c *keyCache) makeRoom(now time.Time) {
	for hash, cached := range c.keys {
		if !cached.fresh(now) {
			delete(c.keys, hash)
		}
	}
	if len(c.keys) < keyLimit {
		return
	}
	for hash := range c.keys {
		delete(c.keys, hash)
		return
	}
}

// clear forgets all keys: rights have changed.
func (c *keyCache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.generation++
	clear(c.keys)
}
