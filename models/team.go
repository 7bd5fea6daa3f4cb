package models

import (
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
)

// Team is a named group of users.
//
//nolint:lll // a tag is one line
type Team struct {
	WorkspaceID           uuid.UUID    `gorm:"column:workspace_id;type:uuid;primaryKey;not null" odata:"scope"`
	ID                    uuid.UUID    `gorm:"column:team_id;type:uuid;primaryKey;not null;comment:Identifies the team; made by the server" odata:"name=teamId,computed"`
	Name                  string       `gorm:"column:name;index;size:200;not null;comment:Name, unique in the workspace in any case" odata:"altkey,lookup=name_fold,normalise=name,fold=name_fold,search=team_texts"`
	NameFold              string       `gorm:"column:name_fold;not null" odata:"-"`
	Description           *string      `gorm:"column:description;size:2000;comment:What the team is for" odata:"search=team_texts"`
	ExternalID            *string      `gorm:"column:external_id;size:100;comment:Identifies the team in the system that it comes from, unique when set" odata:"altkey,normalise=text,search=team_texts"`
	ManagerID             *uuid.UUID   `gorm:"column:manager_id;index;type:uuid;comment:User who manages the team"`
	ParentTeamID          *uuid.UUID   `gorm:"column:parent_team_id;index;type:uuid;comment:Team that this one is part of"`
	ManagerCanViewResults bool         `gorm:"column:manager_can_view_results;not null;comment:Whether the manager may view the members' results"`
	ManagerCanViewCredits bool         `gorm:"column:manager_can_view_credits;not null;comment:Whether the manager may view the members' credits"`
	MembersCanViewCredits bool         `gorm:"column:members_can_view_credits;not null;comment:Whether the members may view each other's credits"`
	Tags                  []string     `gorm:"-;comment:Set of tags, in the order of their insertion" odata:"collection=team_labels,kind=tag,joined=tag_list,maxitems=100,maxlength=100"`
	Aliases               []string     `gorm:"-;comment:Other names, compared ignoring case, in the order of their insertion" odata:"collection=team_labels,kind=alias,joined=alias_list,maxitems=100,maxlength=100"`
	TagList               string       `gorm:"column:tag_list;size:10099;not null;comment:The tags joined by a vertical bar" odata:"computed,search=team_texts"`
	AliasList             string       `gorm:"column:alias_list;size:10099;not null;comment:The aliases joined by a vertical bar" odata:"computed,search=team_texts"`
	CreatedAt             time.Time    `gorm:"column:created_at;index;not null;autoCreateTime:false;comment:When the team was created; never changes" odata:"computed,precision=6"`
	ModifiedAt            time.Time    `gorm:"column:modified_at;index;not null;comment:When the team's own data last changed" odata:"computed,precision=6,etag"`
	Manager               *User        `gorm:"belongsTo;foreignKey:WorkspaceID,ManagerID;references:WorkspaceID,ID;comment:User who manages the team"`
	ParentTeam            *Team        `gorm:"belongsTo;foreignKey:WorkspaceID,ParentTeamID;references:WorkspaceID,ID;comment:Team that this one is part of"`
	ChildTeams            []Team       `gorm:"foreignKey:WorkspaceID,ParentTeamID;references:WorkspaceID,ID;comment:Teams that are part of this one"`
	Memberships           []TeamMember `gorm:"foreignKey:WorkspaceID,TeamID;references:WorkspaceID,ID;comment:The team's memberships"`
	Members               []User       `gorm:"many2many:team_members;foreignKey:WorkspaceID,ID;joinForeignKey:WorkspaceID,TeamID;references:WorkspaceID,ID;joinReferences:WorkspaceID,SystemUserID;comment:Users who are members of the team"`
}

// TableName is GORM's hook.
func (Team) TableName() string { return "teams" }

// AfterFind is GORM's hook: it splits the joined labels.
func (t *Team) AfterFind(*gorm.DB) error {
	t.loaded()
	return nil
}

func (t *Team) loaded() { t.Tags, t.Aliases = splitStored(t.TagList), splitStored(t.AliasList) }

func (t *Team) fields() []any {
	return []any{
		&t.WorkspaceID, &t.ID, &t.Name, &t.NameFold, &t.Description, &t.ExternalID, &t.ManagerID,
		&t.ParentTeamID, &t.ManagerCanViewResults, &t.ManagerCanViewCredits, &t.MembersCanViewCredits,
		&t.TagList, &t.AliasList, &t.CreatedAt, &t.ModifiedAt,
	}
}

func (*Team) table(d *Directory) *table { return d.teams() }

func teamTable(dialect string) *table {
	return newTable(dialect, "teams", "", []string{
		"workspace_id", "team_id", "name", "name_fold", "description", "external_id", "manager_id",
		"parent_team_id", "manager_can_view_results", "manager_can_view_credits", "members_can_view_credits",
		"tag_list", "alias_list", "created_at", "modified_at",
	})
}

// derive computes what follows from the other fields.
func (t *Team) derive() {
	t.NameFold = fold(t.Name)
	t.TagList, t.AliasList = joinStored(t.Tags), joinStored(t.Aliases)
}
