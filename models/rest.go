package models

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
)

const sqlite = "sqlite"

type (
	workspaceHead struct{ WorkspaceID uuid.UUID }
	idSource      struct {
		mu     sync.Mutex
		now    func() time.Time
		random io.Reader
	}
)

func (s *idSource) next() (uuid.UUID, error) { return uuid.UUID{}, nil }

type keyCache struct{}

func newKeyCache() *keyCache { return &keyCache{} }
func (c *keyCache) clear()   {}

type activity struct{}

func newActivity() *activity         { return &activity{} }
func (tx *Tx) forUpdate() *gorm.DB   { return tx.DB }
func fold(s string) string           { return s }
func foldOptional(s *string) *string { return s }
func splitStored(s string) []string  { return nil }
func joinStored(s []string) string   { return "" }

// Workspace is a tenant: nothing of one is visible in another.
type Workspace struct {
	ID        uuid.UUID `gorm:"column:workspace_id;type:uuid;primaryKey"`
	Name      string    `gorm:"column:name"`
	NameFold  string    `gorm:"column:name_fold"`
	CreatedAt time.Time `gorm:"column:created_at;autoCreateTime:false"`
}

// CreateWorkspace makes a workspace, its first FullAdmin and an admin key of
// that user, whose secret it gives.
func (d *Directory) CreateWorkspace(ctx context.Context, name, adminEmail string) (Workspace, User, string, error) {
	return Workspace{}, User{}, "", errors.ErrUnsupported
}

// Workspaces lists the workspaces by name.
func (d *Directory) Workspaces(ctx context.Context) ([]Workspace, error) {
	return nil, errors.ErrUnsupported
}

// WorkspaceByName gives the workspace of the name, in any case.
func (d *Directory) WorkspaceByName(ctx context.Context, name string) (Workspace, error) {
	return Workspace{}, errors.ErrUnsupported
}

// UpsertUser creates or updates the user that the change addresses, by id if it
// is given, else by the normalised email address.
func (tx *Tx) UpsertUser(ctx context.Context, c UserChange, m Merge) (uuid.UUID, Result, error) {
	return uuid.UUID{}, "", errors.ErrUnsupported
}

// UpsertTeam creates or updates the team that the change addresses, by id if it
// is given, else by the name in any case.
func (tx *Tx) UpsertTeam(ctx context.Context, c TeamChange, m Merge) (uuid.UUID, Result, error) {
	return uuid.UUID{}, "", errors.ErrUnsupported
}

// AddMember makes the user a member of the team: Created, or Unchanged.
func (tx *Tx) AddMember(ctx context.Context, user, team uuid.UUID) (Result, error) {
	return "", errors.ErrUnsupported
}

// RemoveMember ends a membership: Deleted, or NotMember.
func (tx *Tx) RemoveMember(ctx context.Context, user, team uuid.UUID) (Result, error) {
	return "", errors.ErrUnsupported
}

// NormaliseEmail gives the form by which email addresses are compared.
func NormaliseEmail(s string) (string, error) { return "", errors.ErrUnsupported }

// FoldName gives the form by which names and aliases are compared.
func FoldName(s string) string { return s }

// SplitLabels splits the text form of tags and aliases, "AE|SouthEast".
func SplitLabels(text string) []string { return nil }

// Normalisers are the functions that the odata tags of the models name: what is
// looked up for a given alternate key.
func Normalisers() map[string]func(given string) (stored string, ok bool) { return nil }

// Migrate brings the database to the schema of this program.
func (d *Directory) Migrate(ctx context.Context) error { return errors.ErrUnsupported }

// Pending names the migrations that Migrate would apply.
func (d *Directory) Pending(ctx context.Context) ([]string, error) { return nil, errors.ErrUnsupported }

// TokenSecret is the secret of 32 bytes that paging tokens are sealed with.
func (d *Directory) TokenSecret(ctx context.Context) ([]byte, error) {
	return nil, errors.ErrUnsupported
}

// FlushActivity writes the last uses of keys that were collected since it was last called.
func (d *Directory) FlushActivity(ctx context.Context) error { return errors.ErrUnsupported }

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
	return errors.ErrUnsupported
}
