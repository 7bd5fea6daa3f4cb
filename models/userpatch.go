package models

import (
	"time"
)

const (
	memberUserID     = "systemUserId"
	memberRole       = "role"
	memberExternalID = "externalId"
	memberManagerID  = "managerId"
)

// userPatch is a UserChange in normal form.
type userPatch struct {
	change     UserChange
	merge      Merge
	address    string // with key, where emailAddress is given
	key        string
	firstName  *string
	lastName   *string
	externalID *string
}

// newUserPatch checks all that can be checked without the stored user.
func newUserPatch(c UserChange, m Merge) (*userPatch, error) {
	p := &userPatch{change: c, merge: m}
	var err error
	switch {
	case c.SystemUserID.Null:
		return nil, invalid(memberUserID, "systemUserId must not be null")
	case c.EmailAddress.Null:
		return nil, invalid(memberEmail, "emailAddress must not be null")
	case c.EmailAddress.Set:
		if p.address, p.key, err = normalEmail(c.EmailAddress.Value); err != nil {
			return nil, err
		}
	case !c.SystemUserID.Set:
		return nil, invalid(memberEmail, "emailAddress is required")
	}
	if c.Role.Set && !isRole(c.Role) {
		return nil, invalid(memberRole, "role must be FullAdmin, LimitedAdmin, Participant or Deactivated")
	}
	if p.firstName, err = optionalText("firstName", c.FirstName, maxName); err != nil {
		return nil, err
	}
	if p.lastName, err = optionalText("lastName", c.LastName, maxName); err != nil {
		return nil, err
	}
	p.externalID, err = optionalText(memberExternalID, c.ExternalID, maxExternalID)
	return p, err
}

func isRole(given Optional[string]) bool {
	for _, role := range Roles() {
		if !given.Null && given.Value == role {
			return true
		}
	}
	return false
}

// apply gives the user as the patch leaves it, its modification time aside. The
// zero User becomes a new one.
func (p *userPatch) apply(stored User, now time.Time) (User, error) {
	u := stored
	c := &p.change
	if c.EmailAddress.Set && (c.SystemUserID.Set || stored.EmailKey == "") {
		u.EmailAddress, u.EmailKey = p.address, p.key
	}
	if u.Role == "" {
		u.Role = RoleParticipant
	}
	if c.Role.Set {
		p.applyRole(&u, stored.Role, now)
	}
	if c.FirstName.Set {
		u.FirstName = p.firstName
	}
	if c.LastName.Set {
		u.LastName = p.lastName
	}
	if c.ExternalID.Set {
		u.ExternalID = p.externalID
	}
	if c.ManagerID.Set {
		u.ManagerID = optionalID(c.ManagerID)
	}
	var err error
	if u.Tags, err = mergeLabels(memberTags, stored.Tags, c.Tags, p.merge, exactly); err != nil {
		return User{}, err
	}
	if u.Aliases, err = mergeLabels(memberAliases, stored.Aliases, c.Aliases, p.merge, fold); err != nil {
		return User{}, err
	}
	u.derive()
	return u, nil
}

// applyRole keeps what a deactivation ends, and forgets it on reactivation.
func (p *userPatch) applyRole(u *User, former string, now time.Time) {
	u.Role = p.change.Role.Value
	switch {
	case u.Role != RoleDeactivated:
		u.FormerRole, u.DeactivatedAt = nil, nil
	case former != RoleDeactivated:
		u.DeactivatedAt = &now
		if former != "" {
			u.FormerRole = &former
		}
	}
}

// needsLock says whether the patch could break a rule between rows.
func (p *userPatch) needsLock(stored *User) bool {
	manager := optionalID(p.change.ManagerID)
	return p.demotes(stored) ||
		p.change.ManagerID.Set && manager != nil && !same(manager, stored.ManagerID)
}

func (p *userPatch) demotes(stored *User) bool {
	return stored.Role == RoleFullAdmin && p.change.Role.Set && p.change.Role.Value != RoleFullAdmin
}

// changedUser names the columns in which two states of a user differ.
func changedUser(a, b *User) columns {
	var c columns
	c.note("email_address", a.EmailAddress == b.EmailAddress)
	c.note("email_key", a.EmailKey == b.EmailKey)
	c.note("role", a.Role == b.Role)
	c.note("former_role", same(a.FormerRole, b.FormerRole))
	c.note("is_active", a.IsActive == b.IsActive)
	c.note("first_name", same(a.FirstName, b.FirstName))
	c.note("first_name_fold", same(a.FirstNameFold, b.FirstNameFold))
	c.note("last_name", same(a.LastName, b.LastName))
	c.note("last_name_fold", same(a.LastNameFold, b.LastNameFold))
	c.note("display_name", a.DisplayName == b.DisplayName)
	c.note("display_name_fold", a.DisplayNameFold == b.DisplayNameFold)
	c.note("external_id", same(a.ExternalID, b.ExternalID))
	c.note("manager_id", same(a.ManagerID, b.ManagerID))
	c.note("tag_list", a.TagList == b.TagList)
	c.note("alias_list", a.AliasList == b.AliasList)
	c.note("deactivated_at", (a.DeactivatedAt == nil) == (b.DeactivatedAt == nil))
	return c
}
