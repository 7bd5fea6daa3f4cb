package intake

import (
	"github.com/google/uuid"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/payload"
)

// The members that name a row, by its id or by what people know it by.
const (
	memberManager   = "managerEmailAddress"
	memberManagerID = "managerId"
	memberParent    = "parentTeamName"
	memberParentID  = "parentTeamId"
	memberTeam      = "teamName"
	memberTeamID    = "teamId"
	memberUser      = "emailAddress"
	memberUserID    = "systemUserId"
)

// names holds the ids of rows by the form in which addresses and names compare.
type names struct {
	users map[string]uuid.UUID
	teams map[string]uuid.UUID
}

// lookUp finds all rows that the lines name, by two statements at most.
func (j *Job) lookUp(tx *models.Tx, batch []line) (names, error) {
	userMember, teamMember := j.Kind.named()
	users, err := tx.UserIDs(wanted(batch, userMember, emailKey))
	if err != nil {
		return names{}, err
	}
	teams, err := tx.TeamIDs(wanted(batch, teamMember, models.FoldName))
	return names{users: users, teams: teams}, err
}

func wanted(batch []line, member string, normalise func(string) string) []string {
	var out []string
	seen := map[string]bool{}
	for _, l := range batch {
		if l.err != nil {
			continue
		}
		f := l.body.Field(member)
		if !f.Given || f.Null {
			continue
		}
		if name := normalise(f.Text); !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	return out
}

// emailKey is the form in which addresses compare; what is no address is nobody's.
func emailKey(text string) string {
	key, err := models.NormaliseEmail(text)
	if err != nil {
		return ""
	}
	return key
}

// reference is a row given by id or by name.
type reference struct {
	id    models.Optional[uuid.UUID]
	named bool // by a name that is not there
}

// resolve reads a reference from the member that holds an id or the one that
// holds a name; a line has one of them at most.
func resolve(
	b *payload.Body, idMember, nameMember string, known map[string]uuid.UUID, normalise func(string) string,
) (reference, error) {
	byID, byName := b.Field(idMember), b.Field(nameMember)
	switch {
	case byID.Given && byName.Given:
		return reference{}, fault.New(fault.InvalidValue, "%s and %s say the same; give one", idMember, nameMember)
	case byID.Null || byName.Null:
		return reference{id: models.Null[uuid.UUID]()}, nil
	case byID.Given:
		return reference{id: models.Some(uuid.UUID(byID.Guid))}, nil
	case !byName.Given:
		return reference{}, nil
	}
	id, ok := known[normalise(byName.Text)]
	if !ok {
		return reference{named: true}, nil
	}
	return reference{id: models.Some(id)}, nil
}
