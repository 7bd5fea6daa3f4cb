package models

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// TeamMember is the membership of a user in a team.
//
//nolint:lll // a tag is one line
type TeamMember struct {
	WorkspaceID uuid.UUID `gorm:"column:workspace_id;type:uuid;primaryKey;not null" odata:"scope"`
	TeamID      uuid.UUID `gorm:"column:team_id;type:uuid;primaryKey;not null;comment:The team" odata:"name=teamId,immutable"`
	UserID      uuid.UUID `gorm:"column:system_user_id;index;type:uuid;primaryKey;not null;comment:The user" odata:"name=systemUserId,immutable"`
	CreatedAt   time.Time `gorm:"column:created_at;not null;autoCreateTime:false;comment:When the user was added to the team" odata:"computed,precision=6,etag"`
	User        *User     `gorm:"belongsTo;foreignKey:WorkspaceID,UserID;references:WorkspaceID,ID;comment:The user"`
	Team        *Team     `gorm:"belongsTo;foreignKey:WorkspaceID,TeamID;references:WorkspaceID,ID;comment:The team"`
}

// TableName is GORM's hook.
func (TeamMember) TableName() string { return "team_members" }

// AddMember makes the user a member of the team: Created, or Unchanged where
// that is so already. Ids that the workspace does not have are an *Error. Until
// the transaction ends nobody else ends the membership.
func (tx *Tx) AddMember(ctx context.Context, user, team uuid.UUID) (Result, error) {
	if err := tx.checkMember(ctx, user, team); err != nil {
		return "", err
	}
	m := TeamMember{WorkspaceID: tx.workspace, TeamID: team, UserID: user, CreatedAt: tx.now}
	tx.touched = true
	for range attempts {
		result := tx.DB.Omit(clause.Associations).Clauses(clause.OnConflict{DoNothing: true}).Create(&m)
		if result.Error != nil {
			return "", result.Error
		}
		if result.RowsAffected > 0 {
			return Created, nil
		}
		kept, err := tx.keepMember(m)
		if err != nil {
			return "", err
		}
		if kept {
			return Unchanged, nil
		}
	}
	return "", ErrOvertaken
}

// keepMember locks a membership that was there a moment ago; it is false where
// another transaction has ended it since.
func (tx *Tx) keepMember(m TeamMember) (bool, error) {
	err := tx.forUpdate().Take(&TeamMember{}, "workspace_id = ? AND team_id = ? AND system_user_id = ?",
		m.WorkspaceID, m.TeamID, m.UserID).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return false, nil
	}
	return err == nil, err
}

// RemoveMember ends a membership: Deleted, or NotMember where there is none. Ids
// that the workspace does not have are an *Error.
func (tx *Tx) RemoveMember(ctx context.Context, user, team uuid.UUID) (Result, error) {
	if err := tx.checkMember(ctx, user, team); err != nil {
		return "", err
	}
	tx.touched = true
	result := tx.DB.Where("workspace_id = ? AND team_id = ? AND system_user_id = ?", tx.workspace, team, user).
		Delete(&TeamMember{})
	if result.Error != nil {
		return "", result.Error
	}
	if result.RowsAffected == 0 {
		return NotMember, nil
	}
	return Deleted, nil
}

func (tx *Tx) checkMember(ctx context.Context, user, team uuid.UUID) error {
	if err := tx.begin(ctx); err != nil {
		return err
	}
	if err := tx.checkReference(&User{}, memberUserID, user); err != nil {
		return err
	}
	return tx.checkReference(&Team{}, memberTeamID, team)
}
