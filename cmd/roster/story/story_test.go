package story

import (
	"math"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
)

func TestSizes(t *testing.T) {
	t.Parallel()
	for users, teams := range map[int]int{
		2: 6, 50: 6, 2000: 120, 500: 30, 10_000: 120, 20_000: 200, 100_000: 1000, 1_000_000: 10_000,
	} {
		o := New(users)
		require.Equal(t, users-1, o.Users(), "the FullAdmin is made with the workspace")
		require.Equal(t, teams, o.Teams(), users)
	}
	o := New(DefaultUsers)
	require.InDelta(t, 6000, len(o.MemberRows(0, o.Users())), 60)
}

func TestSameInEveryRun(t *testing.T) {
	t.Parallel()
	a, b := New(DefaultUsers), New(DefaultUsers)
	require.Equal(t, a.UserRows(0, a.Users()), b.UserRows(0, b.Users()))
	require.Equal(t, a.TeamRows(0, a.Teams()), b.TeamRows(0, b.Teams()))
	require.Equal(t, a.MemberRows(0, a.Users()), b.MemberRows(0, b.Users()))
	first := a.UserRows(0, 1)[0]
	require.Equal(t, "Ada", first.FirstName)
	require.Equal(t, "018cc92f-c400-7", first.ID.String()[:15], "the time of the first account, version 7")
}

func TestPartsAreTheWhole(t *testing.T) {
	t.Parallel()
	o := New(500)
	whole := o.UserRows(0, o.Users())
	var parts []models.NewUser
	for i := 0; i < o.Users(); i += 7 {
		parts = append(parts, o.UserRows(i, min(i+7, o.Users()))...)
	}
	require.Equal(t, whole, parts)
}

// TestRules checks for several sizes what the database will demand.
func TestRules(t *testing.T) {
	t.Parallel()
	for _, size := range []int{2, 3, 6, 40, 700, DefaultUsers, 30_000} {
		o := New(size)
		ids, emails, external := map[uuid.UUID]bool{}, map[string]bool{}, map[string]bool{}
		var last uuid.UUID
		for i, u := range o.UserRows(0, o.Users()) {
			managed := u.ManagerID == uuid.Nil || ids[u.ManagerID]
			require.True(t, managed, "size %d: the manager of %d comes first", size, i)
			require.False(t, ids[u.ID] || emails[u.EmailAddress], "size %d: user %d is there twice", size, i)
			require.False(t, u.ExternalID != "" && external[u.ExternalID], "size %d: user %d", size, i)
			require.Greater(t, u.ID.String(), last.String(), "ids follow the order of creation")
			require.Equal(t, uuid.Version(7), u.ID.Version())
			require.Equal(t, uuid.RFC4122, u.ID.Variant())
			require.False(t, u.ModifiedAt.Before(u.CreatedAt))
			require.Equal(t, u.Role == models.RoleDeactivated, u.FormerRole != "")
			require.Equal(t, u.CreatedAt, u.CreatedAt.Truncate(time.Microsecond))
			require.Less(t, u.ModifiedAt.Unix(), int64(end)+1)
			ids[u.ID], emails[u.EmailAddress], external[u.ExternalID], last = true, true, true, u.ID
		}
		teams, names := map[uuid.UUID]bool{}, map[string]bool{}
		for i, team := range o.TeamRows(0, o.Teams()) {
			nested := team.ParentTeamID == uuid.Nil || teams[team.ParentTeamID]
			require.True(t, nested, "size %d: the parent of %d comes first", size, i)
			require.True(t, ids[team.ManagerID], "size %d: the manager of team %d is a user", size, i)
			fold := models.FoldName(team.Name)
			require.False(t, teams[team.ID] || names[fold], "size %d: team %q is there twice", size, team.Name)
			teams[team.ID], names[fold] = true, true
		}
		members := map[[2]uuid.UUID]bool{}
		for _, m := range o.MemberRows(0, o.Users()) {
			pair := [2]uuid.UUID{m.UserID, m.TeamID}
			require.True(t, ids[m.UserID] && teams[m.TeamID] && !members[pair], "size %d", size)
			members[pair] = true
		}
	}
}

// TestStory checks that there is something to find.
func TestStory(t *testing.T) {
	t.Parallel()
	o := New(DefaultUsers)
	roles, unmanaged, contractors, mononyms := map[string]int{}, 0, 0, 0
	tags := map[string]int{}
	for _, u := range o.UserRows(0, o.Users()) {
		roles[u.Role]++
		if u.ManagerID == uuid.Nil {
			unmanaged++
		}
		if u.ExternalID == "" {
			contractors++
		}
		if u.LastName == "" {
			mononyms++
		}
		for _, tag := range u.Tags {
			tags[tag]++
		}
	}
	require.Equal(t, 1, roles[models.RoleFullAdmin])
	require.InDelta(t, 31, roles[models.RoleLimitedAdmin], 1, "regions, areas, and the account of the reports")
	require.InDelta(t, DefaultUsers/17, roles[models.RoleDeactivated], 40)
	require.Greater(t, unmanaged, 5)
	require.Greater(t, contractors, 20)
	require.Greater(t, mononyms, 5)
	for _, tag := range []string{"AE", "SDR", "SouthEast", "Nordics", "Lead", "Contractor", "RVP", "CRO"} {
		require.Positive(t, tags[tag], tag)
	}
	levels := map[level]int{}
	for _, u := range o.units {
		levels[u.level]++
	}
	require.Equal(t, map[level]int{whole: 1, region: 6, area: 24, squad: 74, circle: 15}, levels)
}

func TestDrawIsEven(t *testing.T) {
	t.Parallel()
	const draws, n = 100_000, 10
	var counts [n]int
	for i := range draws {
		counts[draw("test", i, n)]++
	}
	for _, c := range counts {
		require.Less(t, math.Abs(float64(c)-draws/n), 5*math.Sqrt(draws/n))
	}
}
