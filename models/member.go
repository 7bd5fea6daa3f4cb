package models

import (
	"time"

	"github.com/google/uuid"
)

// TeamMember is the membership of a user in a team.
//
//nolint:lll // a tag is one line
type TeamMember struct {
	WorkspaceID uuid.UUID `gorm:"column:workspace_id;type:uuid;primaryKey;not null" odata:"scope"`
	TeamID      uuid.UUID `gorm:"column:team_id;type:uuid;primaryKey;not null;comment:The team" odata:"name=teamId,immutable"`
	UserID      uuid.UUID `gorm:"column:system_user_id;type:uuid;primaryKey;not null;comment:The user" odata:"name=systemUserId,immutable"`
	CreatedAt   time.Time `gorm:"column:created_at;not null;autoCreateTime:false;comment:When the user was added to the team" odata:"computed,precision=6"`
	User        *User     `gorm:"foreignKey:WorkspaceID,UserID;references:WorkspaceID,ID;comment:The user"`
	Team        *Team     `gorm:"foreignKey:WorkspaceID,TeamID;references:WorkspaceID,ID;comment:The team"`
}

// TableName is GORM's hook.
func (TeamMember) TableName() string { return "team_members" }
