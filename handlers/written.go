package handlers

import (
	"time"

	"github.com/google/uuid"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/value"
)

// renderers write the entities that write calls answer with.
type renderers struct{ user, team *odata.Renderer }

func renderersOf(s *odata.Service) (r renderers, err error) {
	if r.user, err = s.Renderer(userSet); err != nil {
		return r, err
	}
	r.team, err = s.Renderer(teamSet)
	return r, err
}

// userValue gives a property of a user: what the database holds once the user is stored.
func userValue(u *models.User, property string) value.Value {
	switch property {
	case "systemUserId":
		return guidValue(&u.ID)
	case "emailAddress":
		return textValue(&u.EmailAddress)
	case "emailKey":
		return textValue(&u.EmailKey)
	case "role":
		return textValue(&u.Role)
	case "formerRole":
		return textValue(u.FormerRole)
	case "isActive":
		return flagValue(u.IsActive)
	case "firstName":
		return textValue(u.FirstName)
	case "lastName":
		return textValue(u.LastName)
	case "displayName":
		return textValue(&u.DisplayName)
	case "externalId":
		return textValue(u.ExternalID)
	case "managerId":
		return guidValue(u.ManagerID)
	case "tags", "tagList":
		return textValue(&u.TagList)
	case "aliases", "aliasList":
		return textValue(&u.AliasList)
	case "createdAt":
		return timeValue(&u.CreatedAt)
	case "modifiedAt":
		return timeValue(&u.ModifiedAt)
	case "deactivatedAt":
		return timeValue(u.DeactivatedAt)
	case "lastActivityAt":
		return timeValue(u.LastActivityAt)
	}
	return value.Value{Kind: value.Null}
}

// teamValue gives a property of a team, as userValue does.
func teamValue(t *models.Team, property string) value.Value {
	switch property {
	case "teamId":
		return guidValue(&t.ID)
	case "name":
		return textValue(&t.Name)
	case "description":
		return textValue(t.Description)
	case "externalId":
		return textValue(t.ExternalID)
	case "managerId":
		return guidValue(t.ManagerID)
	case "parentTeamId":
		return guidValue(t.ParentTeamID)
	case "managerCanViewResults":
		return flagValue(t.ManagerCanViewResults)
	case "managerCanViewCredits":
		return flagValue(t.ManagerCanViewCredits)
	case "membersCanViewCredits":
		return flagValue(t.MembersCanViewCredits)
	case "tags", "tagList":
		return textValue(&t.TagList)
	case "aliases", "aliasList":
		return textValue(&t.AliasList)
	case "createdAt":
		return timeValue(&t.CreatedAt)
	case "modifiedAt":
		return timeValue(&t.ModifiedAt)
	}
	return value.Value{Kind: value.Null}
}

func textValue(s *string) value.Value {
	if s == nil {
		return value.Value{Kind: value.Null}
	}
	return value.Value{Kind: value.String, Text: *s}
}

func guidValue(id *uuid.UUID) value.Value {
	if id == nil {
		return value.Value{Kind: value.Null}
	}
	return value.Value{Kind: value.Guid, Bytes: id[:]}
}

func timeValue(t *time.Time) value.Value {
	if t == nil {
		return value.Value{Kind: value.Null}
	}
	return value.Value{Kind: value.DateTimeOffset, Int: t.UnixMicro()}
}

func flagValue(b bool) value.Value {
	v := value.Value{Kind: value.Boolean}
	if b {
		v.Int = 1
	}
	return v
}
