package models

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
)

// use is what is noted of an authenticated request.
type use struct {
	workspace uuid.UUID
	user      uuid.UUID
	key       string
}

// uses are the latest uses of keys, at minute grain, until they are flushed.
type uses struct {
	mu     sync.Mutex
	latest map[use]time.Time
}

func (u *uses) note(by use, at time.Time) {
	at = at.Truncate(time.Minute)
	u.mu.Lock()
	defer u.mu.Unlock()
	if at.After(u.latest[by]) {
		u.latest[by] = at
	}
}

// take gives what was noted, and forgets it.
func (u *uses) take() map[use]time.Time {
	u.mu.Lock()
	defer u.mu.Unlock()
	taken := u.latest
	u.latest = make(map[use]time.Time)
	return taken
}

// FlushActivity writes the last uses of keys that were collected since it was
// called last. What cannot be written is kept for the next time. It leaves
// modifiedAt alone.
func (d *Directory) FlushActivity(ctx context.Context) error {
	taken := d.uses.take()
	all := slices.SortedFunc(maps.Keys(taken), func(a, b use) int {
		if order := bytes.Compare(a.workspace[:], b.workspace[:]); order != 0 {
			return order
		}
		return bytes.Compare(a.user[:], b.user[:]) // two replicas lock in one order
	})
	for len(all) > 0 {
		workspace := all[0].workspace
		end := slices.IndexFunc(all, func(u use) bool { return u.workspace != workspace })
		if end < 0 {
			end = len(all)
		}
		err := d.db.Write(ctx, workspace.String(), func(tx *gorm.DB) error {
			return writeUses(tx, all[:end], taken)
		})
		if err != nil {
			for _, u := range all {
				d.uses.note(u, taken[u])
			}
			return err
		}
		all = all[end:]
	}
	return nil
}

func writeUses(tx *gorm.DB, some []use, at map[use]time.Time) error {
	for _, u := range some {
		err := tx.Exec("INSERT INTO user_activities (workspace_id, system_user_id, last_activity_at) VALUES (?, ?, ?) "+
			"ON CONFLICT (workspace_id, system_user_id) DO UPDATE SET last_activity_at = excluded.last_activity_at "+
			"WHERE user_activities.last_activity_at < excluded.last_activity_at",
			u.workspace, u.user, at[u]).Error
		if err != nil {
			return err
		}
		err = tx.Exec("UPDATE api_keys SET last_used_at = ? "+
			"WHERE key_id = ? AND (last_used_at IS NULL OR last_used_at < ?)",
			at[u], u.key, at[u]).Error
		if err != nil {
			return err
		}
	}
	return nil
}
