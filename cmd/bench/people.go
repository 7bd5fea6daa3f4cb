package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"github.com/seed-267014d6/roster/models"
)

// people makes users, teams and memberships: the same ones in every run.
type people struct {
	random  *rand.Rand
	newID   func() (uuid.UUID, error)
	users   []uuid.UUID
	teams   []uuid.UUID
	created time.Time
}

func firstNames() []string {
	return []string{"Ada", "Bea", "Carl", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivo", "June", "Kurt", "Lena", "Milo"}
}

func lastNames() []string {
	return []string{
		"Abbott", "Brandt", "Castle", "Delgado", "Ericson", "Fontaine", "Grünwald", "Haddad", "Ibsen", "Jarvis",
		"Kessler",
		"Lindqvist", "Moreau", "Novak", "Okafor", "Petrov", "Quispe",
	}
}

const batch = 10_000

// load fills a workspace: one team for each 100 users, three memberships a user.
func (p *people) load(ctx context.Context, d *models.Directory, workspace uuid.UUID, users int) error {
	for len(p.users) < users {
		list := make([]models.NewUser, 0, batch)
		for range min(batch, users-len(p.users)) {
			u, err := p.user()
			if err != nil {
				return err
			}
			list = append(list, u)
		}
		if err := d.Load(ctx, workspace, list, nil, nil); err != nil {
			return err
		}
	}
	teams := make([]models.NewTeam, 0, users/100)
	for i := range max(1, users/100) {
		id, err := p.newID()
		if err != nil {
			return err
		}
		p.teams = append(p.teams, id)
		teams = append(teams, models.NewTeam{ID: id, Name: fmt.Sprintf("Team %06d", i), CreatedAt: p.created})
	}
	if err := d.Load(ctx, workspace, nil, teams, nil); err != nil {
		return err
	}
	return p.join(ctx, d, workspace)
}

func (p *people) user() (models.NewUser, error) {
	id, err := p.newID()
	if err != nil {
		return models.NewUser{}, err
	}
	i := len(p.users)
	p.users = append(p.users, id)
	first, last := firstNames(), lastNames()
	u := models.NewUser{
		ID: id, EmailAddress: fmt.Sprintf("user%07d@bench.example", i), Role: models.RoleParticipant,
		FirstName: first[p.random.IntN(len(first))], LastName: last[p.random.IntN(len(last))],
		ExternalID: fmt.Sprintf("hr-%07d", i), CreatedAt: p.created.Add(time.Duration(i) * time.Second),
		Tags: []string{[]string{"AE", "SE", "CSM", "Ops"}[p.random.IntN(4)]},
	}
	if i > 10 {
		u.ManagerID = p.users[p.random.IntN(i/10+1)]
	}
	return u, nil
}

func (p *people) join(ctx context.Context, d *models.Directory, workspace uuid.UUID) error {
	list := make([]models.NewMember, 0, batch+3)
	flush := func() error {
		err := d.Load(ctx, workspace, nil, nil, list)
		list = list[:0]
		return err
	}
	for _, user := range p.users {
		first := p.random.IntN(len(p.teams))
		for i := range min(3, len(p.teams)) {
			list = append(list, models.NewMember{UserID: user, TeamID: p.teams[(first+i*7)%len(p.teams)]})
		}
		if len(list) >= batch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}
