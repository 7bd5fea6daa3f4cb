package story

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/seed-267014d6/roster/models"
)

// build lays out n teams: those that hold others come first.
func (o *Organisation) build(n int) {
	rings := n / 8
	o.add(unit{level: whole, name: "Sales", parent: -1})
	for _, name := range regions() {
		if len(o.units) < n-rings {
			o.add(unit{level: region, name: name, parent: 0, tag: strings.ReplaceAll(name, " ", "")})
		}
	}
	top := len(o.units)
	for i, name := range areas() {
		if len(o.units) < n-rings {
			parent := 1 + i%(top-1)
			o.add(unit{level: area, name: name, parent: parent, tag: o.units[parent].tag})
		}
	}
	o.addSquads(top, n-rings)
	o.findLeaves()
	for i := range rings {
		o.rings = append(o.rings, len(o.units))
		o.units = append(o.units, unit{
			level: circle, name: numbered(products(), i) + " Circle", parent: -1,
			lead: draw("circle lead", i, o.people),
		})
	}
}

// add appends a unit whose lead is the person of the same index.
func (o *Organisation) add(u unit) {
	u.lead = len(o.units) % o.people
	o.units = append(o.units, u)
}

func (o *Organisation) addSquads(firstArea, n int) {
	areaCount := len(o.units) - firstArea
	for i := 0; areaCount > 0 && len(o.units) < n; i++ {
		parent := firstArea + i%areaCount
		o.add(unit{
			level: squad, parent: parent, tag: o.units[parent].tag,
			name: o.units[parent].name + " " + numbered(segments(), i/areaCount),
		})
	}
}

// numbered gives the words in turn, from the second round on with a number.
func numbered(words []string, i int) string {
	if round := i / len(words); round > 0 {
		return words[i%len(words)] + " " + strconv.Itoa(round+1)
	}
	return words[i]
}

func (o *Organisation) findLeaves() {
	parents := map[int]bool{}
	for _, u := range o.units {
		parents[u.parent] = true
	}
	for i := range o.units {
		if !parents[i] {
			o.leaves = append(o.leaves, i)
		}
	}
}

// Teams is the number of teams.
func (o *Organisation) Teams() int { return len(o.units) }

// TeamRows makes the teams from up to, but without, to. Parents come first.
func (o *Organisation) TeamRows(from, to int) []models.NewTeam {
	rows := make([]models.NewTeam, 0, to-from)
	for i := from; i < to; i++ {
		rows = append(rows, o.team(i))
	}
	return rows
}

func (o *Organisation) team(i int) models.NewTeam {
	u := o.units[i]
	at := o.teamTime(i)
	row := models.NewTeam{
		ID:                    o.teamID(i),
		Name:                  u.name,
		ManagerID:             o.personID(u.lead),
		ManagerCanViewResults: u.level != circle,
		ManagerCanViewCredits: u.level <= area,
		MembersCanViewCredits: u.level == squad && draw("credits", i, 3) == 0,
		Tags:                  []string{[]string{"Company", "Region", "Area", "Squad", "Circle"}[u.level]},
		CreatedAt:             at,
		ModifiedAt:            later("team change", i, at),
	}
	if u.tag != "" {
		row.Tags = append(row.Tags, u.tag)
	}
	if u.parent >= 0 {
		row.ParentTeamID = o.teamID(u.parent)
	}
	switch u.level {
	case whole:
		row.Description = "Everyone who sells, and those who help them"
	case region:
		row.Description = "Region of the sales organisation"
		row.Aliases = []string{"Region " + u.name}
	case area:
		row.Description = "Sales area in " + o.units[u.parent].name
	case circle:
		row.Description = "People from all regions who know " + strings.TrimSuffix(u.name, " Circle")
	case squad: // most squads say nothing of themselves
	}
	if u.level != circle {
		row.ExternalID = fmt.Sprintf("CC-%05d", 1000+i) // its cost centre
	}
	return row
}

// teamTime is before the first account, in the order of the teams.
func (o *Organisation) teamTime(i int) time.Time {
	return Beginning().Add(-24*time.Hour + time.Duration(i)*time.Second)
}

func (o *Organisation) teamID(i int) uuid.UUID { return id("team", i, o.teamTime(i)) }

// later is a time after at, in the story's span.
func later(use string, i int, at time.Time) time.Time {
	left := max(end-at.Unix(), 1)
	wait := time.Duration(draw(use, i, int(left)))*time.Second + time.Duration(draw(use+" µs", i, 1e6))*time.Microsecond
	return at.Add(wait)
}
