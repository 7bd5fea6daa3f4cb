package models

import (
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// row is what all addressable rows have.
type row interface {
	identity() uuid.UUID
	column() string // of the identity
	noun() string
	TableName() string
}

func (u *User) identity() uuid.UUID { return u.ID }
func (*User) column() string        { return "system_user_id" }
func (*User) noun() string          { return "user" }

func (t *Team) identity() uuid.UUID { return t.ID }
func (*Team) column() string        { return "team_id" }
func (*Team) noun() string          { return "team" }

// checkFree refuses a unique value that another row holds.
func (tx *Tx) checkFree(holder row, member, column, value string) error {
	found, err := tx.find(tx.DB, holder, column, value)
	if err == nil && found {
		return held(member, value, holder.identity())
	}
	return err
}

// checkReference refuses an id that no row of the workspace has.
func (tx *Tx) checkReference(target row, member string, id uuid.UUID) error {
	found, err := tx.find(tx.DB.Select(target.column()), target, target.column(), id)
	if err == nil && !found {
		return unknown(member, "there is no %s %s", target.noun(), id)
	}
	return err
}

// UserIDs gives the ids of the users with these normalised addresses, by address.
func (tx *Tx) UserIDs(keys []string) (map[string]uuid.UUID, error) {
	return tx.ids(&User{}, "email_key", keys)
}

// TeamIDs gives the ids of the teams with these names (FoldName), by name.
func (tx *Tx) TeamIDs(folds []string) (map[string]uuid.UUID, error) {
	return tx.ids(&Team{}, "name_fold", folds)
}

// ids gives the ids of rows by the values of a unique column. The values are joined as
// a table: PostgreSQL would compare each row of the workspace with each item of a list.
func (tx *Tx) ids(of row, column string, values []string) (map[string]uuid.UUID, error) {
	ids := make(map[string]uuid.UUID, len(values))
	if len(values) == 0 {
		return ids, nil
	}
	args := make([]any, 0, len(values)+1)
	for _, v := range values {
		args = append(args, v)
	}
	var found []struct {
		Value string
		ID    uuid.UUID `gorm:"type:uuid"`
	}
	err := tx.DB.Raw("WITH wanted (value) AS (VALUES (?)"+strings.Repeat(", (?)", len(values)-1)+") "+
		"SELECT "+column+" AS value, "+of.column()+" AS id FROM wanted JOIN "+of.TableName()+
		" ON workspace_id = ? AND "+column+" = wanted.value", append(args, tx.workspace)...).Scan(&found).Error
	for _, f := range found {
		ids[f.Value] = f.ID
	}
	return ids, err
}

// chain is a reference between rows of one table that must not form a cycle.
type chain struct {
	member string
	// query gives the rows from a start upwards; its arguments are workspace,
	// start, workspace. A cycle that is stored already ends it too.
	query string
}

func managerChain() chain {
	return chain{memberManagerID, `
		WITH RECURSIVE above (id, up, label) AS (
			SELECT system_user_id, manager_id, email_address FROM users
			WHERE workspace_id = ? AND system_user_id = ?
			UNION
			SELECT u.system_user_id, u.manager_id, u.email_address
			FROM above JOIN users u ON u.workspace_id = ? AND u.system_user_id = above.up)
		SELECT id, up, label FROM above`}
}

func parentChain() chain {
	return chain{memberParentID, `
		WITH RECURSIVE above (id, up, label) AS (
			SELECT team_id, parent_team_id, name FROM teams
			WHERE workspace_id = ? AND team_id = ?
			UNION
			SELECT t.team_id, t.parent_team_id, t.name
			FROM above JOIN teams t ON t.workspace_id = ? AND t.team_id = above.up)
		SELECT id, up, label FROM above`}
}

// link is one row of a chain.
type link struct {
	ID    uuid.UUID
	Up    *uuid.UUID
	Label string
}

// checkChain refuses a reference from id to up that would lead back to id. The
// head row is locked: nobody else changes the chain.
func (tx *Tx) checkChain(c chain, id, up uuid.UUID) error {
	if id == (uuid.UUID{}) { // a new row, which none refers to
		return nil
	}
	var links []link
	if err := tx.DB.Raw(c.query, tx.workspace, up, tx.workspace).Scan(&links).Error; err != nil {
		return err
	}
	above := make(map[uuid.UUID]link, len(links))
	for _, l := range links {
		above[l.ID] = l
	}
	self, closed := above[id]
	if !closed {
		return nil
	}
	path := []string{self.Label}
	for next := above[up]; next.ID != id && len(path) <= len(links); next = above[*next.Up] {
		path = append(path, next.Label)
	}
	return conflict(c.member, "%s would close a cycle: %s", c.member, arrows(append(path, self.Label)))
}

// arrows draws a path, and of a long one the ends.
func arrows(path []string) string {
	const shown = 4
	if skipped := len(path) - 2*shown; skipped > 1 {
		middle := fmt.Sprintf("%d more", skipped)
		path = append(append(path[:shown:shown], middle), path[len(path)-shown:]...)
	}
	return strings.Join(path, " → ")
}
