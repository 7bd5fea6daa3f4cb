package intake

import (
	"context"

	"github.com/google/uuid"

	"github.com/seed-267014d6/roster/handlers"
	"github.com/seed-267014d6/roster/models"
)

// writer writes the lines of one transaction.
type writer struct {
	tx    *models.Tx
	known names
	users *models.Newcomers // for lines of users only
}

// begin looks up what the lines of a batch name.
func (j *Job) begin(ctx context.Context, tx *models.Tx, batch []line) (*writer, error) {
	known, err := j.lookUp(tx, batch)
	w := &writer{tx: tx, known: known}
	if err != nil || j.Kind != Users {
		return w, err
	}
	changes := make([]models.UserChange, 0, len(batch))
	for _, l := range batch {
		if l.err == nil {
			changes = append(changes, handlers.UserChange(l.body))
		}
	}
	w.users, err = tx.Newcomers(ctx, changes)
	return w, err
}

// user writes a user: together with others where it is new, else after them.
func (w *writer) user(ctx context.Context, c models.UserChange) (id uuid.UUID, r models.Result, err error) {
	id, added, err := w.users.Add(c)
	if err != nil || added {
		return id, models.Created, err
	}
	if err := w.users.Flush(); err != nil {
		return id, "", err
	}
	id, r, err = w.tx.UpsertUser(ctx, c, models.MergeAdd)
	if err == nil {
		w.users.Seen(c)
	}
	return id, r, err
}

// end writes what is left.
func (w *writer) end() error {
	if w.users == nil {
		return nil
	}
	return w.users.Flush()
}
