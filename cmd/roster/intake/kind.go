package intake

import (
	"context"
	"maps"

	"github.com/google/uuid"

	"github.com/seed-267014d6/roster/handlers"
	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/payload"
)

// Kind says what the lines of an input are.
type Kind uint8

// The kinds.
const (
	Users Kind = iota
	Teams
	Members
)

// Kinds lists the kinds in the order in which a directory is loaded.
func Kinds() []Kind { return []Kind{Users, Teams, Members} }

// String is the kind's name on the command line.
func (k Kind) String() string {
	switch k {
	case Users:
		return "users"
	case Teams:
		return "teams"
	case Members:
		return "members"
	}
	return "unknown"
}

// Usage says what a line of the kind holds.
func (k Kind) Usage() string {
	switch k {
	case Users:
		return "load users; managerEmailAddress may stand for managerId"
	case Teams:
		return "load teams; parentTeamName and managerEmailAddress may stand for the ids"
	case Members:
		return "load memberships; teamName and emailAddress may stand for the ids"
	}
	return ""
}

// shape is the shape of a line: that of the write call with the names.
func (k Kind) shape(s handlers.Shapes) *payload.Shape {
	named := func(name string) payload.Member { return payload.Member{Name: name, Kind: payload.TextMember} }
	switch k {
	case Users:
		return s.User.With(named(memberManager))
	case Teams:
		return s.Team.With(named(memberManager), named(memberParent))
	case Members:
		return s.TeamMember.With(
			payload.Member{Name: memberTeamID, Kind: payload.GuidMember},
			payload.Member{Name: memberUserID, Kind: payload.GuidMember},
			named(memberTeam), named(memberUser))
	}
	return payload.NewShape()
}

// named tells the members that name a user and a team.
func (k Kind) named() (user, team string) {
	switch k {
	case Users:
		return memberManager, ""
	case Teams:
		return memberManager, memberParent
	case Members:
		return memberUser, memberTeam
	}
	return "", ""
}

// write stores one line. A line that names a row of its own kind that is not
// there is told apart by errWaits.
func (k Kind) write(ctx context.Context, w *writer, b *payload.Body) (models.Result, error) {
	switch k {
	case Users:
		return w.writeUser(ctx, b)
	case Teams:
		return w.writeTeam(ctx, b)
	case Members:
		return w.writeMember(ctx, b)
	}
	return "", nil
}

// missing says of a line that has waited in vain what it has waited for.
func (k Kind) missing(b *payload.Body) error {
	if k == Teams {
		return noTeam(b, memberParent)
	}
	return noUser(b, memberManager)
}

func noUser(b *payload.Body, member string) error {
	f := fault.New(fault.UnknownID, "there is no user with the address %q", b.Field(member).Text)
	f.Target = member
	return b.Locate(f)
}

func noTeam(b *payload.Body, member string) error {
	f := fault.New(fault.UnknownID, "there is no team with the name %q", b.Field(member).Text)
	f.Target = member
	return b.Locate(f)
}

func (w *writer) writeUser(ctx context.Context, b *payload.Body) (models.Result, error) {
	manager, err := resolve(b, memberManagerID, memberManager, w.known.users, emailKey)
	switch {
	case err != nil:
		return "", err
	case manager.named:
		return "", errWaits
	}
	change := handlers.UserChange(b)
	change.ManagerID = manager.id
	id, result, err := w.user(ctx, change)
	if err == nil && change.EmailAddress.Set {
		remember(w.known.users, emailKey(change.EmailAddress.Value), id, result)
	}
	return result, err
}

func (w *writer) writeTeam(ctx context.Context, b *payload.Body) (models.Result, error) {
	manager, err := resolve(b, memberManagerID, memberManager, w.known.users, emailKey)
	if err != nil {
		return "", err
	}
	if manager.named {
		return "", noUser(b, memberManager)
	}
	parent, err := resolve(b, memberParentID, memberParent, w.known.teams, models.FoldName)
	switch {
	case err != nil:
		return "", err
	case parent.named:
		return "", errWaits
	}
	change := handlers.TeamChange(b)
	change.ManagerID, change.ParentTeamID = manager.id, parent.id
	id, result, err := w.tx.UpsertTeam(ctx, change, models.MergeAdd)
	if err == nil && change.Name.Set {
		remember(w.known.teams, models.FoldName(change.Name.Value), id, result)
	}
	return result, err
}

func (w *writer) writeMember(ctx context.Context, b *payload.Body) (models.Result, error) {
	user, err := required(b, memberUserID, memberUser, w.known.users, emailKey)
	if err != nil {
		return "", err
	}
	if user.named {
		return "", noUser(b, memberUser)
	}
	team, err := required(b, memberTeamID, memberTeam, w.known.teams, models.FoldName)
	if err != nil {
		return "", err
	}
	if team.named {
		return "", noTeam(b, memberTeam)
	}
	return w.tx.AddMember(ctx, user.id.Value, team.id.Value)
}

// required is a reference that has to be given.
func required(
	b *payload.Body, idMember, nameMember string, known map[string]uuid.UUID, normalise func(string) string,
) (reference, error) {
	ref, err := resolve(b, idMember, nameMember, known, normalise)
	if err == nil && !ref.named && (!ref.id.Set || ref.id.Null) {
		return ref, fault.New(fault.InvalidValue, "%s or %s is required", nameMember, idMember)
	}
	return ref, err
}

// remember notes what a row is now known by, and by nothing else.
func remember(known map[string]uuid.UUID, name string, id uuid.UUID, r models.Result) {
	if r != models.Created { // a new row had no other name
		maps.DeleteFunc(known, func(other string, holder uuid.UUID) bool { return holder == id && other != name })
	}
	known[name] = id
}
