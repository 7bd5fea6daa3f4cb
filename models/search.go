package models

import (
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"
)

// textTable is a table of search texts: of users or of teams.
type textTable struct {
	table string
	owner string // the column with the owner's id
}

func userTexts() textTable { return textTable{"user_texts", "system_user_id"} }
func teamTexts() textTable { return textTable{"team_texts", "team_id"} }

func (t textTable) bulk() bulk {
	return bulk{t.table, []string{"workspace_id", t.owner, "search_text"}}
}

// searchFold folds a text for searches. Beyond tolower it takes the final sigma for
// any other, so that a part of a text stays a part of it.
func searchFold(s string) string { return strings.ReplaceAll(fold(s), "ς", "σ") }

// searchText is what users are searched by: the properties with search= in their odata
// tags. The display name holds the first and the last name.
func (u *User) searchText() string {
	key := u.EmailKey
	if key == fold(u.EmailAddress) {
		key = ""
	}
	return searchTexts(u.EmailAddress, key, u.DisplayName, optional(u.ExternalID), u.TagList, u.AliasList)
}

// searchText is what teams are searched by.
func (t *Team) searchText() string {
	return searchTexts(t.Name, optional(t.ExternalID), optional(t.Description), t.TagList, t.AliasList)
}

func optional(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// searchTexts joins by what no text has.
func searchTexts(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		if p == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(searchFold(p))
	}
	return b.String()
}

// saveText stores a search text that has changed.
func (tx *Tx) saveText(t textTable, owner uuid.UUID, stored, text string) error {
	if text == stored {
		return nil
	}
	return tx.later("INSERT INTO "+t.table+" (workspace_id, "+t.owner+", search_text) VALUES (?, ?, ?)"+
		" ON CONFLICT (workspace_id, "+t.owner+") DO UPDATE SET search_text = excluded.search_text",
		tx.workspace, owner, text)
}

// fillTexts makes the search texts of a directory that has none.
func (d *Directory) fillTexts(tx *gorm.DB) error {
	err := fillTexts(tx, userTexts(), func(u *User) (workspace, id uuid.UUID, text string) {
		return u.WorkspaceID, u.ID, u.searchText()
	})
	if err != nil {
		return err
	}
	return fillTexts(tx, teamTexts(), func(t *Team) (workspace, id uuid.UUID, text string) {
		return t.WorkspaceID, t.ID, t.searchText()
	})
}

// fillTexts reads all rows by their key, some at a time.
func fillTexts[R any](tx *gorm.DB, t textTable, of func(*R) (workspace, id uuid.UUID, text string)) error {
	var workspace, id uuid.UUID
	key := "workspace_id, " + t.owner
	for {
		var rows []R
		err := tx.Where("("+key+") > (?, ?)", workspace, id).Order(key).Limit(loadSize).Find(&rows).Error
		if err != nil || len(rows) == 0 {
			return err
		}
		texts := make([][]any, 0, len(rows))
		for i := range rows {
			var text string
			workspace, id, text = of(&rows[i])
			texts = append(texts, []any{workspace, id, text})
		}
		err = t.bulk().insert(texts, func(text string, args []any) error { return tx.Exec(text, args...).Error })
		if err != nil {
			return err
		}
	}
}
