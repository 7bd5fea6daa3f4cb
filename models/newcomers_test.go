package models_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
)

// draw makes changes of which some are new users, and others are about what is there,
// what comes before them, or wrong.
func draw(r *rand.Rand, n int) []models.UserChange {
	changes := make([]models.UserChange, 0, n)
	for range n {
		c := models.UserChange{EmailAddress: models.Some(fmt.Sprintf("U%d@example.com", r.IntN(n)))}
		if r.IntN(2) == 0 {
			c.ExternalID = models.Some(fmt.Sprintf(" x%d", r.IntN(n)))
		}
		if r.IntN(2) == 0 {
			c.FirstName = models.Some(fmt.Sprint("F", r.IntN(3)))
		}
		if r.IntN(3) == 0 {
			c.Tags = models.Some([]string{"AE", fmt.Sprint("t", r.IntN(4))})
		}
		switch r.IntN(12) {
		case 0:
			c.EmailAddress = models.Some("no address")
		case 1:
			c.Role = models.Some("Boss")
		case 2:
			c.Role = models.Some(models.RoleDeactivated)
		case 3:
			c.ManagerID = models.Some(uuid.UUID{1})
		case 4:
			c.LastName = models.Some("a\x00b")
		}
		changes = append(changes, c)
	}
	return changes
}

// stored is how a change has ended, and the user then.
type stored struct {
	result  models.Result
	refusal string
}

func outcomeOf(r models.Result, err error) (stored, error) {
	var refusal *models.Error
	if errors.As(err, &refusal) {
		return stored{refusal: fmt.Sprint(refusal.Member, refusal.Kind)}, nil
	}
	return stored{result: r}, err
}

// What Newcomers create is what single upserts would have made of the same list.
func TestNewcomersAreAsUpserts(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		seed := rand.Uint64()
		random := rand.New(rand.NewPCG(seed, 3))
		for range 12 {
			changes := draw(random, 40)
			var single, together []stored
			f.addWorkspace(t)
			for _, c := range changes {
				f.write(t, func(tx *models.Tx) error {
					_, r, err := tx.UpsertUser(t.Context(), c, models.MergeAdd)
					o, err := outcomeOf(r, err)
					single = append(single, o)
					return err
				})
			}
			want := f.everyone(t)
			f.addWorkspace(t)
			f.write(t, func(tx *models.Tx) error {
				together = nil
				require.NoError(t, tx.Lock())
				n, err := tx.Newcomers(t.Context(), changes)
				require.NoError(t, err)
				for _, c := range changes {
					_, added, err := n.Add(c)
					require.NoError(t, err)
					if added {
						together = append(together, stored{result: models.Created})
						continue
					}
					require.NoError(t, n.Flush())
					_, r, err := tx.UpsertUser(t.Context(), c, models.MergeAdd)
					o, err := outcomeOf(r, err)
					require.NoError(t, err)
					if o.refusal == "" {
						n.Seen(c)
					}
					together = append(together, o)
				}
				return n.Flush()
			})
			require.Equal(t, single, together, "seed %d", seed)
			require.Equal(t, want, f.everyone(t), "seed %d", seed)
		}
		checkIndex(t, f.db)
	})
}

// everyone is what is stored of the users of a workspace, their ids and times aside.
func (f *fixture) everyone(t *testing.T) []string {
	t.Helper()
	var users []models.User
	require.NoError(t, f.db.GORM().Order("email_key").Find(&users, "workspace_id = ?", f.ws.ID).Error)
	texts := f.texts(t, "user_texts", "system_user_id")
	all := make([]string, 0, len(users))
	for i := range users {
		u := &users[i]
		var labels int64
		require.NoError(t, f.db.GORM().Table("user_labels").
			Where("workspace_id = ? AND system_user_id = ?", f.ws.ID, u.ID).Count(&labels).Error)
		external := ""
		if u.ExternalID != nil {
			external = *u.ExternalID
		}
		all = append(all, fmt.Sprint(u.EmailAddress, u.Role, u.DisplayName, external, u.TagList, u.IsActive,
			u.DeactivatedAt != nil, labels, texts[idOf(f.db, u.ID)]))
	}
	return all
}
