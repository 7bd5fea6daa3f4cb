package models

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"gorm.io/gorm"
)

// Newcomers creates the users of a list of changes that are new, many by one statement,
// where UpsertUser takes several statements for each. It ends with its transaction.
type Newcomers struct {
	tx    *Tx
	rows  *userLoad
	taken map[taken]bool // by users that are there
	known map[uuid.UUID]bool
}

// taken is a unique value of a column.
type taken struct{ column, value string }

// Newcomers begins with the changes that are to come.
func (tx *Tx) Newcomers(ctx context.Context, changes []UserChange) (*Newcomers, error) {
	if err := tx.begin(ctx); err != nil {
		return nil, err
	}
	n := &Newcomers{
		tx: tx, rows: &userLoad{tx: tx}, taken: map[taken]bool{}, known: map[uuid.UUID]bool{},
	}
	var keys, externals []string
	for i := range changes {
		if key, err := NormaliseEmail(changes[i].EmailAddress.Value); err == nil {
			keys = append(keys, key)
		}
		if id, err := optionalText(memberExternalID, changes[i].ExternalID, maxExternalID); err == nil && id != nil {
			externals = append(externals, *id)
		}
	}
	for column, values := range map[string][]string{"email_key": keys, "external_id": externals} {
		found, err := tx.ids(&User{}, column, values)
		if err != nil {
			return nil, err
		}
		for v := range found {
			n.taken[taken{column, v}] = true
		}
	}
	return n, nil
}

// Add enters a new user. It is false for a change that is about more than that, or
// wrong: Flush then has to come before UpsertUser, which is for it.
func (n *Newcomers) Add(c UserChange) (id uuid.UUID, ok bool, err error) {
	u, fine := n.newcomer(c)
	if !fine {
		return id, false, nil
	}
	if u.ManagerID != nil {
		if there, err := n.there(*u.ManagerID); err != nil || !there {
			return id, false, err
		}
	}
	if u.ID, err = n.tx.directory.ids.next(); err != nil {
		return id, false, err
	}
	u.CreatedAt, u.ModifiedAt = n.tx.now, n.tx.now
	n.rows.append(&u)
	n.take(u.EmailKey, u.ExternalID)
	n.known[u.ID] = true
	return u.ID, true, nil
}

// newcomer gives the new user that a change makes; false where it does not, whatever
// the reason.
func (n *Newcomers) newcomer(c UserChange) (u User, ok bool) {
	p, err := newUserPatch(c, MergeAdd)
	if err != nil || c.SystemUserID.Set || n.taken[taken{"email_key", p.key}] ||
		p.externalID != nil && n.taken[taken{"external_id", *p.externalID}] {
		return u, false
	}
	u, err = p.apply(User{}, n.tx.now)
	return u, err == nil
}

// Seen notes what a change that UpsertUser has stored has taken.
func (n *Newcomers) Seen(c UserChange) {
	if p, err := newUserPatch(c, MergeAdd); err == nil {
		n.take(p.key, p.externalID)
	}
}

// take notes the unique values of a user.
func (n *Newcomers) take(key string, externalID *string) {
	n.taken[taken{"email_key", key}] = true
	if externalID != nil {
		n.taken[taken{"external_id", *externalID}] = true
	}
}

// there says whether there is a user of the id, also among those that are yet to be
// written.
func (n *Newcomers) there(id uuid.UUID) (bool, error) {
	if there, looked := n.known[id]; looked {
		return there, nil
	}
	err := n.tx.checkReference(&User{}, memberManagerID, id)
	var refusal *Error
	if err != nil && !errors.As(err, &refusal) {
		return false, err
	}
	n.known[id] = err == nil
	return err == nil, nil
}

// Flush writes what was entered.
func (n *Newcomers) Flush() error {
	rows := n.rows
	n.rows = &userLoad{tx: n.tx}
	if len(rows.users) > 0 {
		n.tx.touched = true
	}
	for _, t := range rows.tables() {
		err := n.tx.insert(t.bulk, t.rows)
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return n.tx.overtaken()
		}
		if err != nil {
			return err
		}
	}
	return nil
}
