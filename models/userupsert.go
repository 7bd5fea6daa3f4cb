package models

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// UpsertUser creates or updates the user that the change addresses, by id if it
// is given, else by the normalised email address. A refusal is an *Error.
func (tx *Tx) UpsertUser(ctx context.Context, c UserChange, m Merge) (uuid.UUID, Result, error) {
	u, result, err := tx.PutUser(ctx, c, m)
	if err != nil {
		return uuid.UUID{}, "", err
	}
	return u.ID, result, nil
}

// PutUser is UpsertUser that gives the user as it is stored then.
func (tx *Tx) PutUser(ctx context.Context, c UserChange, m Merge) (*User, Result, error) {
	fail := func(err error) (*User, Result, error) { return nil, "", err }
	if err := tx.begin(ctx); err != nil {
		return fail(err)
	}
	p, err := newUserPatch(c, m)
	if err != nil {
		return fail(err)
	}
	stored, err := tx.lockUser(p)
	if err != nil {
		return fail(err)
	}
	u, err := p.apply(*stored, tx.now)
	if err != nil {
		return fail(err)
	}
	u.WorkspaceID = tx.workspace
	if err := tx.checkUser(stored, &u); err != nil {
		return fail(err)
	}
	if stored.EmailKey == "" {
		err = tx.createUser(&u)
		return &u, Created, err
	}
	result, err := tx.updateUser(stored, &u)
	return &u, result, err
}

// lockUser gives the addressed user, locked, or the zero User where the change
// creates one.
func (tx *Tx) lockUser(p *userPatch) (*User, error) {
	a := address[User]{
		column: "email_key", value: p.key,
		mayLock: p.change.ManagerID.Set || p.change.Role.Set, needsLock: p.needsLock,
	}
	if id := p.change.SystemUserID; id.Set {
		a.column, a.value = "system_user_id", id.Value
		a.missing = unknown(memberUserID, "there is no user %s", id.Value)
	}
	return lockRow(tx, a)
}

// checkUser holds the rules between the user and other rows.
func (tx *Tx) checkUser(stored, u *User) error {
	if u.EmailKey != stored.EmailKey && stored.EmailKey != "" {
		if err := tx.checkFree(&User{}, memberEmail, "email_key", u.EmailKey); err != nil {
			return err
		}
	}
	if u.ExternalID != nil && !same(u.ExternalID, stored.ExternalID) {
		if err := tx.checkFree(&User{}, memberExternalID, "external_id", *u.ExternalID); err != nil {
			return err
		}
	}
	if u.ManagerID != nil && !same(u.ManagerID, stored.ManagerID) {
		if err := tx.checkReference(&User{}, memberManagerID, *u.ManagerID); err != nil {
			return err
		}
		if err := tx.checkChain(managerChain(), stored.ID, *u.ManagerID); err != nil {
			return err
		}
	}
	if stored.Role == RoleFullAdmin && u.Role != RoleFullAdmin {
		return tx.checkOtherAdmin(stored)
	}
	return nil
}

func (tx *Tx) checkOtherAdmin(admin *User) error {
	var others int64
	err := tx.DB.Model(&User{}).
		Where("workspace_id = ? AND role = ? AND system_user_id <> ?", tx.workspace, RoleFullAdmin, admin.ID).
		Limit(1).Count(&others).Error
	if err == nil && others == 0 {
		return conflict(memberRole, "%s is the workspace's last FullAdmin and must stay one", admin.EmailAddress)
	}
	return err
}

func (tx *Tx) createUser(u *User) error {
	id, err := tx.directory.ids.next()
	if err != nil {
		return err
	}
	u.ID = id
	u.CreatedAt, u.ModifiedAt = tx.now, tx.now
	tx.touched = true
	if err := tx.create(u); err != nil {
		return err
	}
	return tx.saveUserParts(&User{}, u)
}

func (tx *Tx) updateUser(stored, u *User) (Result, error) {
	changed := changedUser(stored, u)
	if len(changed) == 0 {
		return Unchanged, nil
	}
	u.ModifiedAt = after(stored.ModifiedAt, tx.now)
	if err := tx.update(u, append(changed, "modified_at")); err != nil {
		return "", err
	}
	tx.rights = tx.rights || u.Role != stored.Role
	return Updated, tx.saveUserParts(stored, u)
}

// saveUserParts stores what is kept of a user in other tables.
func (tx *Tx) saveUserParts(stored, u *User) error {
	if err := tx.saveText(userTexts(), u.ID, stored.searchText(), u.searchText()); err != nil {
		return err
	}
	err := tx.saveLabels(userLabels(), u.ID, kindTag, stored.Tags, u.Tags)
	if err != nil {
		return err
	}
	return tx.saveLabels(userLabels(), u.ID, kindAlias, stored.Aliases, u.Aliases)
}

// after is the time of a change: now, but later than the last one even where the
// clock is not.
func after(last, now time.Time) time.Time {
	if next := last.Add(time.Microsecond); now.Before(next) {
		return next
	}
	return now
}
