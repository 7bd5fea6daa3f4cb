package models

import (
	"hash/crc32"
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
	return bulk{table: t.table, columns: []string{"workspace_id", t.owner, "search_text"}, numbered: "text_id"}
}

// SearchIDs are the ids that search texts of a workspace have on SQLite, which are
// theirs alone: what a search reads of the index is the workspace's own. Should two
// workspaces have the same ones, they find each other's candidates, too, and drop them.
func SearchIDs(workspace uuid.UUID) (first, last int64) {
	const texts = 1 << 32 // in one workspace, at most
	first = (int64(crc32.ChecksumIEEE(workspace[:])>>8) + 1) * texts
	return first, first + texts - 1
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
	columns, values, args := "", "", []any{tx.workspace, owner, text}
	if tx.directory.db.Dialect() == sqlite {
		next, where := tx.nextID(t.table, "text_id")
		columns, values, args = "text_id, ", "("+next+"), ", append(where, args...)
	}
	return tx.later("INSERT INTO "+t.table+" ("+columns+"workspace_id, "+t.owner+", search_text)"+
		" VALUES ("+values+"?, ?, ?)"+
		" ON CONFLICT (workspace_id, "+t.owner+") DO UPDATE SET search_text = excluded.search_text", args...)
}

// nextID is a query for the first of SearchIDs that comes after those in use.
func (tx *Tx) nextID(table, column string) (text string, args []any) {
	first, last := SearchIDs(tx.workspace)
	return "SELECT coalesce((SELECT " + column + " + 1 FROM " + table + " WHERE " + column +
		" BETWEEN ? AND ? ORDER BY " + column + " DESC LIMIT 1), ?)", []any{first, last, first}
}

// number gives rows of search texts their ids.
func (tx *Tx) number(b bulk, rows [][]any) (bulk, [][]any, error) {
	text, args := tx.nextID(b.table, b.numbered)
	s, err := tx.session()
	if err != nil {
		return b, nil, err
	}
	var next int64
	if _, err := s.First(tx.DB.Statement.Context, text, args, []any{&next}); err != nil {
		return b, nil, err
	}
	numbered := make([][]any, len(rows))
	for i, row := range rows {
		numbered[i] = append([]any{next + int64(i)}, row...)
	}
	b.columns = append([]string{b.numbered}, b.columns...)
	return b, numbered, nil
}

// gatherTexts moves the search texts that were numbered one after the other.
func (d *Directory) gatherTexts(tx *gorm.DB) error {
	if d.db.Dialect() != sqlite {
		return nil
	}
	var workspaces []Workspace
	if err := tx.Find(&workspaces).Error; err != nil {
		return err
	}
	drop, create := sqliteUntriggered()
	for _, statement := range drop {
		if err := tx.Exec(statement).Error; err != nil {
			return err
		}
	}
	for _, w := range workspaces {
		first, _ := SearchIDs(w.ID)
		for _, t := range []textTable{userTexts(), teamTexts()} {
			err := tx.Exec("UPDATE "+t.table+" SET text_id = text_id + ? WHERE workspace_id = ?", first, w.ID).Error
			if err != nil {
				return err
			}
		}
	}
	for _, statement := range create {
		if err := tx.Exec(statement).Error; err != nil {
			return err
		}
	}
	return nil
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
