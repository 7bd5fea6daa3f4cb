package models

import (
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
)

// The roles of a user, in their exact spelling.
const (
	RoleFullAdmin    = "FullAdmin"
	RoleLimitedAdmin = "LimitedAdmin"
	RoleParticipant  = "Participant"
	RoleDeactivated  = "Deactivated"
)

// Roles lists the roles in the order of their rights.
func Roles() []string {
	return []string{RoleFullAdmin, RoleLimitedAdmin, RoleParticipant, RoleDeactivated}
}

// User is a person of a workspace. Users are never deleted, only deactivated.
//
//nolint:lll // a tag is one line
type User struct {
	WorkspaceID     uuid.UUID    `gorm:"column:workspace_id;type:uuid;primaryKey;not null" odata:"scope"`
	ID              uuid.UUID    `gorm:"column:system_user_id;type:uuid;primaryKey;not null;comment:Identifies the user; made by the server" odata:"name=systemUserId,computed"`
	EmailAddress    string       `gorm:"column:email_address;index;size:254;not null;comment:Email address as first written, unique in the workspace by emailKey" odata:"altkey,lookup=email_key,normalise=email,search=user_texts"`
	EmailKey        string       `gorm:"column:email_key;size:254;not null;comment:Normalised email address, for exact filters and joins" odata:"computed,search=user_texts"`
	Role            string       `gorm:"column:role;index;size:20;not null;comment:What the user may do" odata:"allowed=FullAdmin;LimitedAdmin;Participant;Deactivated"`
	FormerRole      *string      `gorm:"column:former_role;size:20;comment:Role before deactivation, null unless deactivated" odata:"computed"`
	IsActive        bool         `gorm:"column:is_active;not null;comment:Whether the role is another than Deactivated" odata:"computed"`
	FirstName       *string      `gorm:"column:first_name;index;size:200;comment:Given name" odata:"fold=first_name_fold,search=user_texts"`
	FirstNameFold   *string      `gorm:"column:first_name_fold;index" odata:"-"`
	LastName        *string      `gorm:"column:last_name;index;size:200;comment:Family name" odata:"fold=last_name_fold,search=user_texts"`
	LastNameFold    *string      `gorm:"column:last_name_fold;index" odata:"-"`
	DisplayName     string       `gorm:"column:display_name;index;size:401;not null;comment:First and last name, or else the email address" odata:"computed,fold=display_name_fold,search=user_texts"`
	DisplayNameFold string       `gorm:"column:display_name_fold;index;not null" odata:"-"`
	ExternalID      *string      `gorm:"column:external_id;index;size:100;comment:Identifies the user in the system that it comes from, unique when set" odata:"altkey,normalise=text,search=user_texts"`
	ManagerID       *uuid.UUID   `gorm:"column:manager_id;index;type:uuid;comment:Direct manager"`
	Tags            []string     `gorm:"-;comment:Set of tags, in the order of their insertion" odata:"collection=user_labels,kind=tag,joined=tag_list,maxitems=100,maxlength=100"`
	Aliases         []string     `gorm:"-;comment:Other names, compared ignoring case, in the order of their insertion" odata:"collection=user_labels,kind=alias,joined=alias_list,maxitems=100,maxlength=100"`
	TagList         string       `gorm:"column:tag_list;size:10099;not null;comment:The tags joined by a vertical bar" odata:"computed,search=user_texts"`
	AliasList       string       `gorm:"column:alias_list;size:10099;not null;comment:The aliases joined by a vertical bar" odata:"computed,search=user_texts"`
	CreatedAt       time.Time    `gorm:"column:created_at;index;not null;autoCreateTime:false;comment:When the user was created; never changes" odata:"computed,precision=6"`
	ModifiedAt      time.Time    `gorm:"column:modified_at;index;not null;comment:When the user's own data last changed" odata:"computed,precision=6,etag"`
	DeactivatedAt   *time.Time   `gorm:"column:deactivated_at;comment:When the user was deactivated, null unless deactivated" odata:"computed,precision=6"`
	LastActivityAt  *time.Time   `gorm:"-;comment:Last use of one of the user's keys, by the minute" odata:"side=user_activities,column=last_activity_at,computed,precision=6"`
	Manager         *User        `gorm:"belongsTo;foreignKey:WorkspaceID,ManagerID;references:WorkspaceID,ID;comment:Direct manager"`
	DirectReports   []User       `gorm:"foreignKey:WorkspaceID,ManagerID;references:WorkspaceID,ID;comment:Users whose direct manager this is"`
	Memberships     []TeamMember `gorm:"foreignKey:WorkspaceID,UserID;references:WorkspaceID,ID;comment:The user's memberships"`
	Teams           []Team       `gorm:"many2many:team_members;foreignKey:WorkspaceID,ID;joinForeignKey:WorkspaceID,SystemUserID;references:WorkspaceID,ID;joinReferences:WorkspaceID,TeamID;comment:Teams that the user is a member of"`
	ManagedTeams    []Team       `gorm:"foreignKey:WorkspaceID,ManagerID;references:WorkspaceID,ID;comment:Teams that the user manages"`
}

// TableName is GORM's hook.
func (User) TableName() string { return "users" }

// AfterFind is GORM's hook: it splits the joined labels.
func (u *User) AfterFind(*gorm.DB) error {
	u.loaded()
	return nil
}

func (u *User) loaded() { u.Tags, u.Aliases = splitStored(u.TagList), splitStored(u.AliasList) }

func (u *User) fields() []any {
	return []any{
		&u.WorkspaceID, &u.ID, &u.EmailAddress, &u.EmailKey, &u.Role, &u.FormerRole, &u.IsActive,
		&u.FirstName, &u.FirstNameFold, &u.LastName, &u.LastNameFold, &u.DisplayName, &u.DisplayNameFold,
		&u.ExternalID, &u.ManagerID, &u.TagList, &u.AliasList, &u.CreatedAt, &u.ModifiedAt, &u.DeactivatedAt,
		&u.LastActivityAt,
	}
}

func (*User) table(d *Directory) *table { return d.users() }

func userTable(dialect string) *table {
	return newTable(dialect, "users", "(SELECT a.last_activity_at FROM user_activities a "+
		"WHERE a.workspace_id = users.workspace_id AND a.system_user_id = users.system_user_id)", []string{
		"workspace_id", "system_user_id", "email_address", "email_key", "role", "former_role", "is_active",
		"first_name", "first_name_fold", "last_name", "last_name_fold", "display_name", "display_name_fold",
		"external_id", "manager_id", "tag_list", "alias_list", "created_at", "modified_at", "deactivated_at",
	})
}

// derive computes what follows from the other fields, the role's aside.
func (u *User) derive() {
	u.IsActive = u.Role != RoleDeactivated
	u.FirstNameFold, u.LastNameFold = foldOptional(u.FirstName), foldOptional(u.LastName)
	u.DisplayName = u.EmailAddress
	switch {
	case u.FirstName != nil && u.LastName != nil:
		u.DisplayName = *u.FirstName + " " + *u.LastName
	case u.FirstName != nil:
		u.DisplayName = *u.FirstName
	case u.LastName != nil:
		u.DisplayName = *u.LastName
	}
	u.DisplayNameFold = fold(u.DisplayName)
	u.TagList, u.AliasList = joinStored(u.Tags), joinStored(u.Aliases)
}
