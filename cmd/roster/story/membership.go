package story

import (
	"slices"

	"github.com/seed-267014d6/roster/models"
)

// MemberRows makes the memberships of the people from up to, but without, to:
// three each on average.
func (o *Organisation) MemberRows(from, to int) []models.NewMember {
	rows := make([]models.NewMember, 0, 3*(to-from))
	for i := from; i < to; i++ {
		if i == o.reader() {
			continue
		}
		joined := o.personTime(i)
		for _, unit := range o.memberOf(i) {
			joined = later("join", 4*i+unit%4, joined)
			rows = append(rows, models.NewMember{
				UserID: o.personID(i), TeamID: o.teamID(unit), CreatedAt: joined,
			})
		}
	}
	return rows
}

// memberOf lists the units of a person: the home, circles, and what the home is part of.
func (o *Organisation) memberOf(i int) []int {
	home := o.home(i)
	units := []int{home}
	join := func(unit int) {
		if unit >= 0 && !slices.Contains(units, unit) {
			units = append(units, unit)
		}
	}
	wanted := []int{3, 2, 4, 3}[i%4]
	if n := len(o.rings); n > 0 {
		circle := draw("circle", i, n)
		join(o.rings[circle])
		if wanted > 3 {
			join(o.rings[(circle+1+draw("second circle", i, max(n-1, 1)))%n])
		}
	}
	if wanted > 2 {
		join(o.units[home].parent)
	}
	return units
}
