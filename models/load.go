package models

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// NewUser is a user to load.
type NewUser struct {
	ID            uuid.UUID // by Directory.NewID
	EmailAddress  string
	Role          string // Participant if empty
	FormerRole    string // of a deactivated user
	FirstName     string
	LastName      string
	ExternalID    string
	ManagerID     uuid.UUID // zero for none; a user loaded before
	Tags, Aliases []string
	CreatedAt     time.Time // now if zero
	ModifiedAt    time.Time // CreatedAt if zero
	DeactivatedAt time.Time // of a deactivated user; ModifiedAt if zero
}

// NewTeam is a team to load.
type NewTeam struct {
	ID                    uuid.UUID // by Directory.NewID
	Name                  string
	Description           string
	ExternalID            string
	ManagerID             uuid.UUID // zero for none
	ParentTeamID          uuid.UUID // zero for none; a team loaded before
	ManagerCanViewResults bool
	ManagerCanViewCredits bool
	MembersCanViewCredits bool
	Tags, Aliases         []string
	CreatedAt             time.Time // now if zero
	ModifiedAt            time.Time // CreatedAt if zero
}

// NewMember is a membership to load.
type NewMember struct {
	UserID    uuid.UUID
	TeamID    uuid.UUID
	CreatedAt time.Time // now if zero
}

// Load writes many new rows quickly: the users, then the teams, then the
// memberships, all by the same normal forms as the upserts. Managers and parent
// teams come before those that name them. Large directories are loaded by several
// calls.
func (d *Directory) Load(
	ctx context.Context, workspace uuid.UUID, users []NewUser, teams []NewTeam, members []NewMember,
) error {
	return nil
}
