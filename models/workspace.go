package models

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
)

// Workspace is a tenant: nothing of one is visible in another.
type Workspace struct {
	ID        uuid.UUID `gorm:"column:workspace_id;type:uuid;primaryKey"`
	Name      string    `gorm:"column:name"` // unique in any case
	NameFold  string    `gorm:"column:name_fold"`
	CreatedAt time.Time `gorm:"column:created_at;autoCreateTime:false"`
}

// TableName is GORM's hook.
func (Workspace) TableName() string { return "workspaces" }

// workspaceHead is the one row of a workspace that can be locked for all of it.
type workspaceHead struct {
	WorkspaceID uuid.UUID `gorm:"column:workspace_id;type:uuid;primaryKey"`
}

// TableName is GORM's hook.
func (workspaceHead) TableName() string { return "workspace_heads" }

const memberWorkspace = "workspace"

// CreateWorkspace makes a workspace, its first FullAdmin and an admin key of
// that user, whose secret it gives.
func (d *Directory) CreateWorkspace(ctx context.Context, name, adminEmail string) (Workspace, User, string, error) {
	fail := func(err error) (Workspace, User, string, error) { return Workspace{}, User{}, "", err }
	name, err := normalName(memberWorkspace, Some(name))
	if err != nil {
		return fail(err)
	}
	id, err := d.ids.next()
	if err != nil {
		return fail(err)
	}
	w := Workspace{ID: id, Name: name, NameFold: fold(name), CreatedAt: d.now()}
	var admin User
	var key issuedKey
	err = d.Write(ctx, id, func(tx *Tx) error {
		if err := tx.createWorkspace(&w); err != nil {
			return err
		}
		change := UserChange{EmailAddress: Some(adminEmail), Role: Some(RoleFullAdmin)}
		user, _, err := tx.UpsertUser(ctx, change, MergeAdd)
		if err != nil {
			return err
		}
		admin = User{} // of the last run
		if err := tx.DB.Take(&admin, "workspace_id = ? AND system_user_id = ?", id, user).Error; err != nil {
			return err
		}
		key, err = tx.issueKey(ctx, &admin, ScopeAdmin, nil)
		return err
	})
	if err != nil {
		return fail(err)
	}
	return w, admin, key.secret, nil
}

func (tx *Tx) createWorkspace(w *Workspace) error {
	var holder Workspace
	err := tx.DB.Take(&holder, "name_fold = ?", w.NameFold).Error
	if err == nil {
		return held(memberWorkspace, holder.Name, holder.ID)
	}
	if !errors.Is(err, gorm.ErrRecordNotFound) {
		return err
	}
	if err := tx.createModel(w); err != nil {
		return err
	}
	return tx.createModel(&workspaceHead{WorkspaceID: w.ID})
}

// Workspaces lists the workspaces by name.
func (d *Directory) Workspaces(ctx context.Context) ([]Workspace, error) {
	var all []Workspace
	err := d.db.GORM().WithContext(ctx).Order("name_fold").Find(&all).Error
	return all, err
}

// WorkspaceByName gives the workspace of the name, in any case, or an *Error.
func (d *Directory) WorkspaceByName(ctx context.Context, name string) (Workspace, error) {
	var w Workspace
	err := d.db.GORM().WithContext(ctx).Take(&w, "name_fold = ?", FoldName(name)).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Workspace{}, unknown(memberWorkspace, "there is no workspace %q", name)
	}
	return w, err
}
