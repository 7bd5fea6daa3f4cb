package story

import (
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/seed-267014d6/roster/models"
)

// Users is the number of people, the workspace's first FullAdmin not among them.
func (o *Organisation) Users() int { return o.people }

// UserRows makes the people from up to, but without, to. Managers come first.
func (o *Organisation) UserRows(from, to int) []models.NewUser {
	rows := make([]models.NewUser, 0, to-from)
	for i := from; i < to; i++ {
		if i == o.reader() {
			rows = append(rows, o.account(i))
			continue
		}
		rows = append(rows, o.person(i))
	}
	return rows
}

// reader is the index of the account that reports use: the last one.
func (o *Organisation) reader() int { return o.people - 1 }

func (o *Organisation) account(i int) models.NewUser {
	at := o.personTime(i)
	return models.NewUser{
		ID: o.personID(i), EmailAddress: ReaderEmail, Role: models.RoleLimitedAdmin,
		Tags: []string{"Service"}, Aliases: []string{"Power BI refresh"}, CreatedAt: at, ModifiedAt: at,
	}
}

func (o *Organisation) person(i int) models.NewUser {
	first, last, round := o.names(i)
	at := o.personTime(i)
	home := o.units[o.home(i)]
	row := models.NewUser{
		ID:         o.personID(i),
		Role:       models.RoleParticipant,
		FirstName:  first.text,
		LastName:   last.text,
		ExternalID: fmt.Sprintf("HR-%07d", 100_000+i),
		ManagerID:  o.manager(i),
		CreatedAt:  at,
		ModifiedAt: later("change", i, at),
	}
	number := ""
	if round > 0 {
		number = strconv.Itoa(round + 1)
	}
	row.EmailAddress = first.ascii + "." + last.ascii + number + "@" + company
	o.describe(&row, i, home)
	row.Aliases = append(row.Aliases, fmt.Sprintf("crm-%06d", 10*i+draw("crm", i, 10)))
	if draw("login", i, 3) == 0 {
		row.Aliases = append(row.Aliases, first.ascii[:1]+last.ascii+number)
	}
	switch {
	case draw("contractor", i, 29) == 0: // not in the personnel system
		row.ExternalID = ""
		row.Tags = append(row.Tags, "Contractor")
	case draw("mononym", i, 61) == 0:
		row.LastName = ""
	}
	return row
}

// describe sets what follows from a person's place: role, tags, and whether the
// person has left.
func (o *Organisation) describe(row *models.NewUser, i int, home unit) {
	if home.lead == i {
		switch home.level {
		case whole:
			row.Role, row.Tags = models.RoleFullAdmin, []string{"CRO"}
		case region:
			row.Role, row.Tags = models.RoleLimitedAdmin, []string{"RVP", home.tag}
		case area:
			row.Role, row.Tags = models.RoleLimitedAdmin, []string{"Director", home.tag}
		case squad, circle:
			row.Tags = []string{"Lead", home.tag}
		}
		return
	}
	row.Tags = []string{jobs()[draw("job", i, len(jobs()))]}
	if home.tag != "" {
		row.Tags = append(row.Tags, home.tag)
	}
	if draw("left", i, 17) == 0 {
		row.FormerRole, row.Role = row.Role, models.RoleDeactivated
		row.DeactivatedAt = row.ModifiedAt
	}
}

// names gives a pair of names, and how often the pair was given before.
func (o *Organisation) names(i int) (first, last word, round int) {
	pairs := len(o.first) * len(o.last)
	const step = 7919 // prime, and no divisor of the number of pairs: every pair comes once a round
	pair := i % pairs * step % pairs
	return o.first[pair%len(o.first)], o.last[pair/len(o.first)], i / pairs
}

// home is the unit that a person leads, or else belongs to. Some are larger than others.
func (o *Organisation) home(i int) int {
	if i < len(o.units)-len(o.rings) {
		return i
	}
	n := len(o.leaves)
	return o.leaves[min(draw("home", i, n), draw("other home", i, n))]
}

// manager is who leads the home, or the unit above it for who leads it; the
// organisation's head and a few others have none.
func (o *Organisation) manager(i int) uuid.UUID {
	at := o.home(i)
	if o.units[at].lead == i {
		at = o.units[at].parent
	} else if draw("unmanaged", i, 71) == 0 {
		return uuid.Nil
	}
	if at < 0 {
		return uuid.Nil
	}
	return o.personID(o.units[at].lead)
}

// personTime is in the order of the people, spread over the story's span.
func (o *Organisation) personTime(i int) time.Time {
	span := int64(end-beginning) * int64(time.Second) / int64(o.people)
	return Beginning().Add(time.Duration(span * int64(i))).Truncate(time.Microsecond)
}

func (o *Organisation) personID(i int) uuid.UUID { return id("person", i, o.personTime(i)) }
