package models_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
)

func (f *fixture) add(t *testing.T, user, team uuid.UUID) (result models.Result, err error) {
	t.Helper()
	err = f.Write(t.Context(), f.ws.ID, func(tx *models.Tx) error {
		result, err = tx.AddMember(t.Context(), user, team)
		return err
	})
	return result, err
}

func (f *fixture) remove(t *testing.T, user, team uuid.UUID) (result models.Result, err error) {
	t.Helper()
	err = f.Write(t.Context(), f.ws.ID, func(tx *models.Tx) error {
		result, err = tx.RemoveMember(t.Context(), user, team)
		return err
	})
	return result, err
}

func TestMembershipsAreIdempotent(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		team, _ := f.putTeam(t, byName("T"))
		steps := []struct {
			do   func(t *testing.T, user, team uuid.UUID) (models.Result, error)
			want models.Result
			rows int
		}{
			{f.remove, models.NotMember, 0},
			{f.add, models.Created, 1},
			{f.add, models.Unchanged, 1},
			{f.remove, models.Deleted, 0},
			{f.remove, models.NotMember, 0},
			{f.add, models.Created, 1},
		}
		for _, step := range steps {
			result, err := step.do(t, f.admin.ID, team.ID)
			require.NoError(t, err)
			require.Equal(t, step.want, result)
			require.Equal(t, step.rows, f.count(t, "team_members"))
		}
		require.Equal(t, f.admin, f.user(t, f.admin.ID)) // its own data have not changed
		require.Equal(t, team, f.team(t, team.ID))
	})
}

func TestMembershipsRefuseUnknownIDs(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		foreignTeam, _ := f.putTeam(t, byName("T"))
		foreignUser := f.admin.ID
		_, err := f.add(t, foreignUser, foreignTeam.ID)
		require.NoError(t, err)
		first := f.ws
		f.addWorkspace(t)
		team, _ := f.putTeam(t, byName("T"))
		for _, do := range []func(*testing.T, uuid.UUID, uuid.UUID) (models.Result, error){f.add, f.remove} {
			for _, c := range []struct {
				user, team uuid.UUID
				member     string
			}{
				{uuid.UUID{}, team.ID, "systemUserId"},
				{foreignUser, team.ID, "systemUserId"},
				{foreignUser, foreignTeam.ID, "systemUserId"},
				{team.ID, f.admin.ID, "systemUserId"}, // swapped
				{f.admin.ID, uuid.UUID{}, "teamId"},
				{f.admin.ID, foreignTeam.ID, "teamId"},
			} {
				_, err := do(t, c.user, c.team)
				var refusal *models.Error
				require.ErrorAs(t, err, &refusal)
				require.Equal(t, models.Unknown, refusal.Kind)
				require.Equal(t, c.member, refusal.Member)
			}
		}
		require.Zero(t, f.count(t, "team_members"))
		f.ws = first
		require.Equal(t, 1, f.count(t, "team_members"))
	})
}
