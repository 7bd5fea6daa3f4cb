package handlers

import (
	"fmt"

	"github.com/google/uuid"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/payload"
	"github.com/seed-267014d6/roster/odata/value"
)

// The entity sets that are written.
const (
	userSet       = "Users"
	teamSet       = "Teams"
	teamMemberSet = "TeamMembers"
)

// Shapes are the bodies of the write calls.
type Shapes struct{ User, Team, TeamMember *payload.Shape }

// ShapesOf derives the shapes from the model: what a type is read with can be
// posted back. Keys are given to address a row; of the membership both are needed.
func ShapesOf(m *metadata.Model) (Shapes, error) {
	var s Shapes
	for set, shape := range map[string]**payload.Shape{
		userSet: &s.User, teamSet: &s.Team, teamMemberSet: &s.TeamMember,
	} {
		found := m.Set(set)
		if found == nil {
			return Shapes{}, fmt.Errorf("the model has no entity set %s", set)
		}
		*shape = shapeOf(found.Type)
	}
	return s, nil
}

func shapeOf(t *metadata.EntityType) *payload.Shape {
	members := make([]payload.Member, 0, len(t.Properties)+len(t.Navigations))
	for _, p := range t.Properties {
		m := payload.Member{Name: p.Name, Kind: kindOf(p), Allowed: p.Allowed}
		if t.IsKey(p) {
			m = payload.Member{Name: p.Name, Kind: payload.GuidMember, Required: len(t.Key) > 1}
		}
		members = append(members, m)
	}
	for _, n := range t.Navigations {
		members = append(members, payload.Member{Name: n.Name, Kind: payload.NavigationMember})
	}
	return payload.NewShape(members...)
}

func kindOf(p *metadata.Property) payload.MemberKind {
	switch {
	case p.Computed:
		return payload.ReadOnlyMember
	case p.Collection != nil:
		return payload.LabelsMember
	case p.Kind == value.Guid:
		return payload.GuidMember
	case p.Kind == value.Boolean:
		return payload.BoolMember
	case p.Kind == value.String:
		return payload.TextMember
	}
	return payload.ReadOnlyMember
}

// UserChange is what a body of the shape User asks for.
func UserChange(b *payload.Body) models.UserChange {
	return models.UserChange{
		SystemUserID: guid(b, "systemUserId"),
		EmailAddress: text(b, "emailAddress"),
		Role:         text(b, "role"),
		FirstName:    text(b, "firstName"),
		LastName:     text(b, "lastName"),
		ExternalID:   text(b, "externalId"),
		ManagerID:    guid(b, "managerId"),
		Tags:         labels(b, "tags"),
		Aliases:      labels(b, "aliases"),
	}
}

// TeamChange is what a body of the shape Team asks for.
func TeamChange(b *payload.Body) models.TeamChange {
	return models.TeamChange{
		TeamID:                guid(b, "teamId"),
		Name:                  text(b, "name"),
		Description:           text(b, "description"),
		ExternalID:            text(b, "externalId"),
		ManagerID:             guid(b, "managerId"),
		ParentTeamID:          guid(b, "parentTeamId"),
		ManagerCanViewResults: boolean(b, "managerCanViewResults"),
		ManagerCanViewCredits: boolean(b, "managerCanViewCredits"),
		MembersCanViewCredits: boolean(b, "membersCanViewCredits"),
		Tags:                  labels(b, "tags"),
		Aliases:               labels(b, "aliases"),
	}
}

func text(b *payload.Body, name string) models.Optional[string] {
	f := b.Field(name)
	return models.Optional[string]{Set: f.Given, Null: f.Null, Value: f.Text}
}

func guid(b *payload.Body, name string) models.Optional[uuid.UUID] {
	f := b.Field(name)
	return models.Optional[uuid.UUID]{Set: f.Given, Null: f.Null, Value: f.Guid}
}

func boolean(b *payload.Body, name string) models.Optional[bool] {
	f := b.Field(name)
	return models.Optional[bool]{Set: f.Given, Null: f.Null, Value: f.Bool}
}

func labels(b *payload.Body, name string) models.Optional[[]string] {
	f := b.Field(name)
	return models.Optional[[]string]{Set: f.Given, Null: f.Null, Value: f.Labels}
}
