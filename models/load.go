package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
)

// NewUser is a user to load.
type NewUser struct {
	ID             uuid.UUID // by Directory.NewID
	EmailAddress   string
	Role           string // Participant if empty
	FormerRole     string // of a deactivated user; none if empty
	FirstName      string
	LastName       string
	ExternalID     string
	ManagerID      uuid.UUID // zero for none; a user loaded before
	Tags, Aliases  []string
	CreatedAt      time.Time // now if zero
	ModifiedAt     time.Time // CreatedAt if zero
	DeactivatedAt  time.Time // of a deactivated user; ModifiedAt if zero
	LastActivityAt time.Time // none if zero
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

// loadSize bounds the rows of one transaction of a load, so that others get
// their turn and the time limit of a write is far.
const loadSize = 2000

// Load writes many new rows quickly: the users, then the teams, then the
// memberships, all in the same normal forms as by the upserts. Managers and parent
// teams come before those that name them. Rows are written in transactions of
// bounded size: those before a refused one stay. Large directories are loaded by
// several calls. A refusal is an *Error.
func (d *Directory) Load(
	ctx context.Context, workspace uuid.UUID, users []NewUser, teams []NewTeam, members []NewMember,
) error {
	if err := load(ctx, d, workspace, users, newUserLoad); err != nil {
		return err
	}
	if err := load(ctx, d, workspace, teams, newTeamLoad); err != nil {
		return err
	}
	return load(ctx, d, workspace, members, newMemberLoad)
}

// Unindexed runs fn, which loads a new directory, without the indexes that only
// serve orders and look-ups, and builds them at its end: a million rows are loaded
// several times faster so. It is for a database that is thrown away if the program
// dies meanwhile, and that nobody else uses yet.
func (d *Directory) Unindexed(ctx context.Context, fn func() error) error {
	texts, err := d.textIndexes(ctx)
	if err != nil {
		return err
	}
	var create, drop []string
	statements := append(migrations()[0].schema[d.db.Dialect()](), texts...)
	for _, statement := range statements {
		if rest, ok := strings.CutPrefix(statement, "CREATE INDEX "); ok {
			name, _, _ := strings.Cut(rest, " ")
			create, drop = append(create, statement), append(drop, "DROP INDEX "+name)
		}
	}
	if d.db.Dialect() == sqlite {
		less, more := sqliteUntriggered()
		// The statistics went with the indexes.
		drop, create = append(drop, less...), slices.Concat(create, more, sqliteStatistics(), sqliteSearchStatistics())
	}
	if err := d.define(ctx, drop); err != nil {
		return err
	}
	return errors.Join(fn(), d.define(context.WithoutCancel(ctx), create))
}

func (d *Directory) define(ctx context.Context, statements []string) error {
	for _, statement := range statements {
		if err := d.db.GORM().WithContext(ctx).Exec(statement).Error; err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// loader turns new rows into those of the tables.
type loader[T any] interface {
	add(row *T) error
	tables() []loadTable // those referred to first
}

// loadTable is what is to be written to one table.
type loadTable struct {
	bulk
	rows [][]any
}

func load[T any](
	ctx context.Context, d *Directory, workspace uuid.UUID, rows []T, start func(*Tx) loader[T],
) error {
	for from := 0; from < len(rows); from += loadSize {
		batch := rows[from:min(from+loadSize, len(rows))]
		err := d.Write(ctx, workspace, func(tx *Tx) error {
			if err := tx.begin(ctx); err != nil {
				return err
			}
			l := start(tx)
			for i := range batch {
				if err := l.add(&batch[i]); err != nil {
					return err
				}
			}
			for _, t := range l.tables() {
				if err := refusedLoad(t.table, tx.insert(t.bulk, t.rows)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := d.Grown(ctx, len(batch)); err != nil {
			return err
		}
	}
	return nil
}

// refusedLoad tells what a row has hurt; which one it was the database does not say.
func refusedLoad(table string, err error) error {
	switch {
	case errors.Is(err, gorm.ErrDuplicatedKey):
		return conflict("", "a row to load into %s is there already", table)
	case errors.Is(err, gorm.ErrForeignKeyViolated):
		return unknown("", "a row to load into %s refers to one that is not there", table)
	}
	return err
}

func given(text string) Optional[string] { return Optional[string]{Set: text != "", Value: text} }

func givenID(id uuid.UUID) Optional[uuid.UUID] {
	return Optional[uuid.UUID]{Set: id != uuid.UUID{}, Value: id}
}

// orElse is t as it is stored, or the other time where t is zero.
func orElse(t, other time.Time) time.Time {
	if t.IsZero() {
		return other
	}
	return t.UTC().Truncate(time.Microsecond)
}

type userLoad struct {
	tx         *Tx
	users      [][]any
	labels     [][]any
	texts      [][]any
	activities [][]any
}

func newUserLoad(tx *Tx) loader[NewUser] { return &userLoad{tx: tx} }

func (l *userLoad) add(n *NewUser) error {
	p, err := newUserPatch(UserChange{
		EmailAddress: Some(n.EmailAddress), Role: given(n.Role),
		FirstName: given(n.FirstName), LastName: given(n.LastName), ExternalID: given(n.ExternalID),
		ManagerID: givenID(n.ManagerID), Tags: Some(n.Tags), Aliases: Some(n.Aliases),
	}, MergeAdd)
	if err != nil {
		return err
	}
	created := orElse(n.CreatedAt, l.tx.now)
	modified := orElse(n.ModifiedAt, created)
	u, err := p.apply(User{}, orElse(n.DeactivatedAt, modified))
	if err != nil {
		return err
	}
	if u.DeactivatedAt != nil && n.FormerRole != "" {
		if n.FormerRole == RoleDeactivated || !isRole(Some(n.FormerRole)) {
			return invalid("formerRole", "%q is not a former role", n.FormerRole)
		}
		u.FormerRole = &n.FormerRole
	}
	u.ID, u.CreatedAt, u.ModifiedAt = n.ID, created, modified
	l.append(&u)
	if !n.LastActivityAt.IsZero() {
		at := n.LastActivityAt.UTC().Truncate(time.Minute)
		l.activities = append(l.activities, []any{l.tx.workspace, n.ID, at})
	}
	return nil
}

// append enters a new user.
func (l *userLoad) append(u *User) {
	workspace := l.tx.workspace
	u.WorkspaceID = workspace
	l.users = append(l.users, l.tx.directory.users().row(u))
	l.labels = labelRows(l.labels, workspace, u.ID, kindTag, 0, u.Tags)
	l.labels = labelRows(l.labels, workspace, u.ID, kindAlias, 0, u.Aliases)
	l.texts = append(l.texts, []any{workspace, u.ID, u.searchText()})
}

func (l *userLoad) tables() []loadTable {
	return []loadTable{
		{l.tx.directory.users().bulk(), l.users},
		{userLabels().bulk(), l.labels},
		{userTexts().bulk(), l.texts},
		{
			bulk{table: "user_activities", columns: []string{"workspace_id", "system_user_id", "last_activity_at"}},
			l.activities,
		},
	}
}

type teamLoad struct {
	tx     *Tx
	teams  [][]any
	labels [][]any
	texts  [][]any
}

func newTeamLoad(tx *Tx) loader[NewTeam] { return &teamLoad{tx: tx} }

func (l *teamLoad) add(n *NewTeam) error {
	p, err := newTeamPatch(TeamChange{
		Name: Some(n.Name), Description: given(n.Description), ExternalID: given(n.ExternalID),
		ManagerID: givenID(n.ManagerID), ParentTeamID: givenID(n.ParentTeamID),
		ManagerCanViewResults: Some(n.ManagerCanViewResults), ManagerCanViewCredits: Some(n.ManagerCanViewCredits),
		MembersCanViewCredits: Some(n.MembersCanViewCredits), Tags: Some(n.Tags), Aliases: Some(n.Aliases),
	}, MergeAdd)
	if err != nil {
		return err
	}
	t, err := p.apply(Team{})
	if err != nil {
		return err
	}
	created := orElse(n.CreatedAt, l.tx.now)
	workspace := l.tx.workspace
	t.WorkspaceID, t.ID, t.CreatedAt, t.ModifiedAt = workspace, n.ID, created, orElse(n.ModifiedAt, created)
	l.teams = append(l.teams, l.tx.directory.teams().row(&t))
	l.labels = labelRows(l.labels, workspace, n.ID, kindTag, 0, t.Tags)
	l.labels = labelRows(l.labels, workspace, n.ID, kindAlias, 0, t.Aliases)
	l.texts = append(l.texts, []any{workspace, n.ID, t.searchText()})
	return nil
}

func (l *teamLoad) tables() []loadTable {
	return []loadTable{
		{l.tx.directory.teams().bulk(), l.teams},
		{teamLabels().bulk(), l.labels},
		{teamTexts().bulk(), l.texts},
	}
}

type memberLoad struct {
	tx      *Tx
	members [][]any
}

func newMemberLoad(tx *Tx) loader[NewMember] { return &memberLoad{tx: tx} }

func (l *memberLoad) add(n *NewMember) error {
	l.members = append(l.members, []any{l.tx.workspace, n.TeamID, n.UserID, orElse(n.CreatedAt, l.tx.now)})
	return nil
}

func (l *memberLoad) tables() []loadTable {
	columns := []string{"workspace_id", "team_id", "system_user_id", "created_at"}
	return []loadTable{{bulk{table: "team_members", columns: columns}, l.members}}
}
