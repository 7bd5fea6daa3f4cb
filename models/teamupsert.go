package models

import (
	"context"

	"github.com/google/uuid"
)

// UpsertTeam creates or updates the team that the change addresses, by id if it
// is given, else by the name in any case. A refusal is an *Error.
func (tx *Tx) UpsertTeam(ctx context.Context, c TeamChange, m Merge) (uuid.UUID, Result, error) {
	t, result, err := tx.PutTeam(ctx, c, m)
	if err != nil {
		return uuid.UUID{}, "", err
	}
	return t.ID, result, nil
}

// PutTeam is UpsertTeam that gives the team as it is stored then.
func (tx *Tx) PutTeam(ctx context.Context, c TeamChange, m Merge) (*Team, Result, error) {
	fail := func(err error) (*Team, Result, error) { return nil, "", err }
	if err := tx.begin(ctx); err != nil {
		return fail(err)
	}
	p, err := newTeamPatch(c, m)
	if err != nil {
		return fail(err)
	}
	stored, err := tx.lockTeam(p)
	if err != nil {
		return fail(err)
	}
	t, err := p.apply(*stored)
	if err != nil {
		return fail(err)
	}
	t.WorkspaceID = tx.workspace
	if err := tx.checkTeam(stored, &t); err != nil {
		return fail(err)
	}
	if stored.NameFold == "" {
		err = tx.createTeam(&t)
		return &t, Created, err
	}
	result, err := tx.updateTeam(stored, &t)
	return &t, result, err
}

// lockTeam gives the addressed team, locked, or the zero Team where the change
// creates one.
func (tx *Tx) lockTeam(p *teamPatch) (*Team, error) {
	a := address[Team]{
		column: "name_fold", value: p.fold,
		mayLock: p.change.ParentTeamID.Set, needsLock: p.needsLock,
	}
	if id := p.change.TeamID; id.Set {
		a.column, a.value = "team_id", id.Value
		a.missing = unknown(memberTeamID, "there is no team %s", id.Value)
	}
	return lockRow(tx, a)
}

// checkTeam holds the rules between the team and other rows.
func (tx *Tx) checkTeam(stored, t *Team) error {
	if t.NameFold != stored.NameFold && stored.NameFold != "" {
		if err := tx.checkFree(&Team{}, memberName, "name_fold", t.NameFold); err != nil {
			return err
		}
	}
	if t.ExternalID != nil && !same(t.ExternalID, stored.ExternalID) {
		if err := tx.checkFree(&Team{}, memberExternalID, "external_id", *t.ExternalID); err != nil {
			return err
		}
	}
	if t.ManagerID != nil && !same(t.ManagerID, stored.ManagerID) {
		if err := tx.checkReference(&User{}, memberManagerID, *t.ManagerID); err != nil {
			return err
		}
	}
	if t.ParentTeamID != nil && !same(t.ParentTeamID, stored.ParentTeamID) {
		if err := tx.checkReference(&Team{}, memberParentID, *t.ParentTeamID); err != nil {
			return err
		}
		return tx.checkChain(parentChain(), stored.ID, *t.ParentTeamID)
	}
	return nil
}

func (tx *Tx) createTeam(t *Team) error {
	id, err := tx.directory.ids.next()
	if err != nil {
		return err
	}
	t.ID = id
	t.CreatedAt, t.ModifiedAt = tx.now, tx.now
	tx.touched = true
	if err := tx.create(t); err != nil {
		return err
	}
	return tx.saveTeamParts(&Team{}, t)
}

func (tx *Tx) updateTeam(stored, t *Team) (Result, error) {
	changed := changedTeam(stored, t)
	if len(changed) == 0 {
		return Unchanged, nil
	}
	t.ModifiedAt = after(stored.ModifiedAt, tx.now)
	if err := tx.update(t, append(changed, "modified_at")); err != nil {
		return "", err
	}
	return Updated, tx.saveTeamParts(stored, t)
}

// saveTeamParts stores what is kept of a team in other tables.
func (tx *Tx) saveTeamParts(stored, t *Team) error {
	if err := tx.saveText(teamTexts(), t.ID, stored.searchText(), t.searchText()); err != nil {
		return err
	}
	err := tx.saveLabels(teamLabels(), t.ID, kindTag, stored.Tags, t.Tags)
	if err != nil {
		return err
	}
	return tx.saveLabels(teamLabels(), t.ID, kindAlias, stored.Aliases, t.Aliases)
}
