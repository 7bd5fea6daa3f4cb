package models

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"
)

// postgresSearch makes the tables of search texts. They stand apart from users and
// teams: PostgreSQL enters a row that changes anew into all indexes of its table, and
// that of trigrams is the dearest. The index itself is not part of a migration, see
// IndexTexts.
func postgresSearch() []string {
	statements := []string{
		`CREATE TABLE user_texts (
			workspace_id uuid NOT NULL,
			system_user_id uuid NOT NULL,
			search_text text COLLATE "C" NOT NULL,
			PRIMARY KEY (workspace_id, system_user_id),
			FOREIGN KEY (workspace_id, system_user_id) REFERENCES users)`,
		`CREATE TABLE team_texts (
			workspace_id uuid NOT NULL,
			team_id uuid NOT NULL,
			search_text text COLLATE "C" NOT NULL,
			PRIMARY KEY (workspace_id, team_id),
			FOREIGN KEY (workspace_id, team_id) REFERENCES teams)`,
	}
	for _, t := range []textTable{userTexts(), teamTexts()} {
		// A thousand samples tell a text that one row in a thousand has from one that none has.
		statements = append(statements, "ALTER TABLE "+t.table+" ALTER search_text SET STATISTICS 1000")
	}
	return append(statements, postgresGuard("user_texts", "team_texts")...)
}

// postgresTrigrams are the indexes of the search texts. What is written waits in a
// list until there is enough of it: a short one, since every search reads it whole.
func postgresTrigrams() []string {
	const by = " USING gin (search_text gin_trgm_ops) WITH (gin_pending_list_limit = 512)"
	return []string{
		"CREATE INDEX user_texts_by_trigram ON user_texts" + by,
		"CREATE INDEX team_texts_by_trigram ON team_texts" + by,
	}
}

// sqliteSearch makes the tables of search texts and their indexes. Of a trigram the
// index holds the rows only, not the places in them.
func sqliteSearch() []string {
	statements := []string{
		`CREATE TABLE user_texts (
			text_id INTEGER PRIMARY KEY,
			workspace_id UUID NOT NULL,
			system_user_id UUID NOT NULL,
			search_text TEXT NOT NULL,
			UNIQUE (workspace_id, system_user_id),
			FOREIGN KEY (workspace_id, system_user_id) REFERENCES users)`,
		`CREATE TABLE team_texts (
			text_id INTEGER PRIMARY KEY,
			workspace_id UUID NOT NULL,
			team_id UUID NOT NULL,
			search_text TEXT NOT NULL,
			UNIQUE (workspace_id, team_id),
			FOREIGN KEY (workspace_id, team_id) REFERENCES teams)`,
	}
	for _, t := range []textTable{userTexts(), teamTexts()} {
		statements = append(statements, fmt.Sprintf("CREATE VIRTUAL TABLE %s_trigrams USING fts5(search_text, "+
			"content=%s, content_rowid=text_id, tokenize='trigram case_sensitive 1', detail=none, columnsize=0)",
			t.table, t.table))
	}
	return slices.Concat(statements, sqliteTriggers(), sqliteSearchStatistics())
}

// sqliteTriggers keep the indexes in step with the texts.
func sqliteTriggers() []string {
	var statements []string
	for _, t := range []textTable{userTexts(), teamTexts()} {
		const (
			enter = "INSERT INTO %[1]s_trigrams (rowid, search_text) VALUES (new.text_id, new.search_text)"
			leave = "INSERT INTO %[1]s_trigrams (%[1]s_trigrams, rowid, search_text) " +
				"VALUES ('delete', old.text_id, old.search_text)"
		)
		for _, trigger := range []string{
			"CREATE TRIGGER %[1]s_insert AFTER INSERT ON %[1]s BEGIN " + enter + "; END",
			"CREATE TRIGGER %[1]s_delete AFTER DELETE ON %[1]s BEGIN " + leave + "; END",
			"CREATE TRIGGER %[1]s_update AFTER UPDATE OF search_text ON %[1]s BEGIN " + leave + "; " + enter + "; END",
		} {
			statements = append(statements, fmt.Sprintf(trigger, t.table))
		}
	}
	return statements
}

// sqliteUntriggered are what a load of many texts does without, and what makes up for
// it afterwards.
func sqliteUntriggered() (drop, create []string) {
	for _, t := range []textTable{userTexts(), teamTexts()} {
		for _, event := range []string{"_insert", "_delete", "_update"} {
			drop = append(drop, "DROP TRIGGER "+t.table+event)
		}
		for _, command := range []string{"rebuild", "optimize"} { // else each write would go on with merging it
			create = append(create,
				fmt.Sprintf("INSERT INTO %[1]s_trigrams (%[1]s_trigrams) VALUES ('%[2]s')", t.table, command))
		}
	}
	return drop, append(create, sqliteTriggers()...)
}

// trigramIndexes is how many of PostgreSQL's indexes of search texts there are.
func trigramIndexes(g *gorm.DB) (n int64, err error) {
	err = g.Raw("SELECT count(to_regclass('user_texts_by_trigram')) + count(to_regclass('team_texts_by_trigram'))").
		Scan(&n).Error
	return n, err
}

// Searchable says whether searches of texts have an index; see IndexTexts.
func (d *Directory) Searchable(ctx context.Context) (bool, error) {
	if d.db.Dialect() == sqlite {
		return true, nil
	}
	var n int64
	err := d.db.LookUp(ctx, func(g *gorm.DB) (err error) {
		n, err = trigramIndexes(g)
		return err
	})
	return n == 2, err
}

// IndexTexts makes PostgreSQL's indexes of the search texts, where they are missing.
// They need the extension pg_trgm, which is part of PostgreSQL, but may have to be
// installed, or to be created by a role with more rights: the error says why it
// failed. Without them the directory works, and searches read every row.
func (d *Directory) IndexTexts(ctx context.Context) error {
	if ready, err := d.Searchable(ctx); err != nil || ready {
		return err
	}
	return d.db.GORM().WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := d.lockSchema(tx); err != nil {
			return err
		}
		if n, err := trigramIndexes(tx); err != nil || n == 2 { // another program was faster
			return err
		}
		for _, statement := range append([]string{"CREATE EXTENSION IF NOT EXISTS pg_trgm"}, postgresTrigrams()...) {
			if err := tx.Exec(statement).Error; err != nil {
				return err
			}
		}
		return nil
	})
}
