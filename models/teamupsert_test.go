package models_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
)

func TestUpsertTeamCreatesAndUpdates(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		parent, _ := f.putTeam(t, byName("Sales"))
		team, result := f.upsertTeam(t, models.TeamChange{
			Name: text(" Cafe\u0301 "), Description: text("x"), ExternalID: text("T1"),
			ManagerID:    models.Some(f.admin.ID),
			ParentTeamID: models.Some(parent.ID), ManagerCanViewCredits: models.Some(true),
			Tags: models.Some([]string{"t"}), Aliases: models.Some([]string{"Kaf\u00c9"}),
		}, models.MergeAdd)
		now := f.clock.Now().Truncate(time.Microsecond)
		require.Equal(t, models.Created, result)
		require.Equal(t, models.Team{
			WorkspaceID: f.ws.ID, ID: team.ID, Name: "Caf\u00e9", NameFold: "caf\u00e9", Description: new("x"),
			ExternalID: new("T1"), ManagerID: &f.admin.ID, ParentTeamID: &parent.ID, ManagerCanViewCredits: true,
			Tags: []string{"t"}, Aliases: []string{"Kaf\u00c9"}, TagList: "t", AliasList: "Kaf\u00c9",
			CreatedAt: now, ModifiedAt: now,
		}, team)
		_, folds := f.labelsOf(t, "team_labels", "team_id", team.ID, "alias")
		require.Equal(t, []string{"kaf\u00e9"}, folds)

		f.clock.advance(time.Second)
		same, result := f.upsertTeam(t, models.TeamChange{
			Name: text("CAF\u00c9"), ManagerCanViewCredits: models.Some(true), Description: text("x "),
		}, models.MergeAdd)
		require.Equal(t, models.Unchanged, result)
		require.Equal(t, team, same)

		changed, result := f.upsertTeam(t, models.TeamChange{
			Name: text("cafe\u0301"), ManagerCanViewCredits: models.Some(false),
			MembersCanViewCredits: models.Some(true),
			ManagerCanViewResults: models.Some(true), Description: models.Null[string](),
			ManagerID:    models.Null[uuid.UUID](),
			ParentTeamID: models.Null[uuid.UUID](), ExternalID: text(""),
		}, models.MergeAdd)
		require.Equal(t, models.Updated, result)
		require.Equal(t, models.Team{
			WorkspaceID: f.ws.ID, ID: team.ID, Name: "Caf\u00e9", NameFold: "caf\u00e9",
			ManagerCanViewResults: true, MembersCanViewCredits: true,
			Tags: []string{"t"}, Aliases: []string{"Kaf\u00c9"}, TagList: "t", AliasList: "Kaf\u00c9",
			CreatedAt: now, ModifiedAt: now.Add(time.Second),
		}, changed)
	})
}

func TestUpsertTeamRenamesByID(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		a, _ := f.putTeam(t, models.TeamChange{Name: text("A"), ExternalID: text("1")})
		b, _ := f.putTeam(t, byName("B"))
		byID := models.TeamChange{TeamID: models.Some(a.ID), Name: text("a")}
		renamed, result := f.putTeam(t, byID)
		require.Equal(t, models.Updated, result)
		require.Equal(t, "a", renamed.Name)

		byID.Name = text("b")
		refusal := f.refusedTeam(t, byID, models.MergeAdd)
		require.Equal(t, models.Conflict, refusal.Kind)
		require.Equal(t, "name", refusal.Member)
		require.Equal(t, b.ID, refusal.Holder)

		refusal = f.refusedTeam(t, models.TeamChange{Name: text("C"), ExternalID: text("1")}, models.MergeAdd)
		require.Equal(t, "externalId", refusal.Member)
		require.Equal(t, a.ID, refusal.Holder)
		require.Contains(t, refusal.Message, a.ID.String())

		byID.Name = text("C")
		renamed, _ = f.putTeam(t, byID)
		require.Equal(t, "c", renamed.NameFold)
		_, result = f.putTeam(t, byName("A"))
		require.Equal(t, models.Created, result)
	})
}

func TestUpsertTeamRefusals(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		foreignTeam, _ := f.putTeam(t, byName("T"))
		foreignUser := f.admin.ID
		f.addWorkspace(t)
		null := models.Null[bool]()
		cases := []struct {
			name   string
			change models.TeamChange
			kind   models.ErrorKind
			member string
		}{
			{"no name", models.TeamChange{}, models.Invalid, "name"},
			{"null name", models.TeamChange{Name: models.Null[string]()}, models.Invalid, "name"},
			{"empty name", byName(""), models.Invalid, "name"},
			{"blank name", byName(" \u00a0\u2003"), models.Invalid, "name"},
			{"NUL", byName("a\x00"), models.Invalid, "name"},
			{"long name", byName(strings.Repeat("a", 201)), models.Invalid, "name"},
			{"null id", models.TeamChange{TeamID: models.Null[uuid.UUID](), Name: text("a")}, models.Invalid, "teamId"},
			{
				"foreign id",
				models.TeamChange{TeamID: models.Some(foreignTeam.ID), Name: text("a")},
				models.Unknown, "teamId",
			},
			{
				"id of a user",
				models.TeamChange{TeamID: models.Some(f.admin.ID), Name: text("a")},
				models.Unknown, "teamId",
			},
			{
				"null flag 1",
				models.TeamChange{Name: text("a"), ManagerCanViewResults: null},
				models.Invalid, "managerCanViewResults",
			},
			{
				"null flag 2",
				models.TeamChange{Name: text("a"), ManagerCanViewCredits: null},
				models.Invalid, "managerCanViewCredits",
			},
			{
				"null flag 3",
				models.TeamChange{Name: text("a"), MembersCanViewCredits: null},
				models.Invalid, "membersCanViewCredits",
			},
			{
				"long description",
				models.TeamChange{Name: text("a"), Description: text(strings.Repeat("a", 2001))},
				models.Invalid, "description",
			},
			{
				"foreign manager",
				models.TeamChange{Name: text("a"), ManagerID: models.Some(foreignUser)},
				models.Unknown, "managerId",
			},
			{
				"foreign parent",
				models.TeamChange{Name: text("a"), ParentTeamID: models.Some(foreignTeam.ID)},
				models.Unknown, "parentTeamId",
			},
			{"bar", models.TeamChange{Name: text("a"), Aliases: models.Some([]string{"|"})}, models.Invalid, "aliases"},
		}
		for _, c := range cases {
			refusal := f.refusedTeam(t, c.change, models.MergeAdd)
			require.Equal(t, c.kind, refusal.Kind, c.name)
			require.Equal(t, c.member, refusal.Member, c.name)
		}
		require.Zero(t, f.count(t, "teams"))
	})
}

func TestParentCyclesAreRefused(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		a, _ := f.putTeam(t, byName("A"))
		b, _ := f.putTeam(t, models.TeamChange{Name: text("B"), ParentTeamID: models.Some(a.ID)})
		under := byName("A")
		under.ParentTeamID = models.Some(b.ID)
		refusal := f.refusedTeam(t, under, models.MergeAdd)
		require.Equal(t, models.Conflict, refusal.Kind)
		require.Equal(t, "parentTeamId", refusal.Member)
		require.Equal(t, "parentTeamId would close a cycle: A → B → A", refusal.Message)
		under.ParentTeamID = models.Some(a.ID)
		refusal = f.refusedTeam(t, under, models.MergeAdd)
		require.Equal(t, "parentTeamId would close a cycle: A → A", refusal.Message)
	})
}

func TestWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		var refusal *models.Error
		write := func(keep bool) error {
			return f.Write(t.Context(), f.ws.ID, func(tx *models.Tx) error {
				if _, _, err := tx.UpsertTeam(t.Context(), byName("A"), models.MergeAdd); err != nil {
					return err
				}
				_, _, err := tx.UpsertTeam(t.Context(), byName(""), models.MergeAdd)
				if keep {
					require.ErrorAs(t, err, &refusal)
					_, _, err = tx.UpsertTeam(t.Context(), byName("B"), models.MergeAdd)
				}
				return err
			})
		}
		require.ErrorAs(t, write(false), &refusal)
		require.Zero(t, f.count(t, "teams"))
		require.NoError(t, write(true)) // a refusal leaves the transaction as it was
		require.Equal(t, 2, f.count(t, "teams"))
	})
}
