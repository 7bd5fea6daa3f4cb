package models

import (
	"context"
	"fmt"
	"slices"
	"strings"

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

// textIndex is a kind of PostgreSQL's indexes of search texts.
type textIndex struct {
	suffix     string // of their names, behind those of the tables
	columns    string
	extensions []string // that they need, which are part of PostgreSQL
}

// textIndexes are the kinds, the best first. The other finds the candidates of all
// workspaces. The workspace is not the first column: what is looked for leads to fewer
// rows than it does in a large one.
func textIndexes() []textIndex {
	return []textIndex{
		{"_by_workspace_trigram", "search_text gin_trgm_ops, workspace_id", []string{"pg_trgm", "btree_gin"}},
		{"_by_trigram", "search_text gin_trgm_ops", []string{"pg_trgm"}},
	}
}

// names are those of the indexes.
func (x textIndex) names() []string {
	return []string{userTexts().table + x.suffix, teamTexts().table + x.suffix}
}

// create makes the indexes. What is written waits in a list until there is enough of
// it: a short one, since every search reads it whole.
func (x textIndex) create() []string {
	var statements []string
	for _, t := range []textTable{userTexts(), teamTexts()} {
		statements = append(statements, "CREATE INDEX "+t.table+x.suffix+" ON "+t.table+
			" USING gin ("+x.columns+") WITH (gin_pending_list_limit = 512)")
	}
	return statements
}

// made says whether there are the indexes.
func (x textIndex) made(g *gorm.DB) (bool, error) {
	var n int64
	err := g.Raw("SELECT count(to_regclass(?)) + count(to_regclass(?))", x.names()[0], x.names()[1]).Scan(&n).Error
	return n == 2, err
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

// textIndexes are the statements that have made PostgreSQL's indexes of search texts;
// none where there are no such indexes.
func (d *Directory) textIndexes(ctx context.Context) (statements []string, err error) {
	if d.db.Dialect() == sqlite {
		return nil, nil
	}
	err = d.db.LookUp(ctx, func(g *gorm.DB) error {
		for _, x := range textIndexes() {
			made, err := x.made(g)
			if err != nil {
				return err
			}
			if made {
				statements = x.create()
				return nil
			}
		}
		return nil
	})
	return statements, err
}

// Searchable says whether searches of texts have an index; see IndexTexts.
func (d *Directory) Searchable(ctx context.Context) (bool, error) {
	statements, err := d.textIndexes(ctx)
	return len(statements) > 0 || d.db.Dialect() == sqlite, err
}

// IndexTexts makes PostgreSQL's indexes of the search texts, where they are missing.
// They need the extensions pg_trgm and btree_gin, which are part of PostgreSQL, but may
// have to be installed, or to be created by a role with more rights: the error says why
// it failed. Without btree_gin searches find the candidates of all workspaces, without
// pg_trgm they read every row.
func (d *Directory) IndexTexts(ctx context.Context) error {
	if d.db.Dialect() == sqlite {
		return nil
	}
	var failed error
	for _, x := range textIndexes() {
		made, err := x.made(d.db.GORM().WithContext(ctx))
		if err != nil {
			return err
		}
		if made {
			return failed
		}
		err = d.db.GORM().WithContext(ctx).Transaction(func(tx *gorm.DB) error { return d.indexTexts(tx, x) })
		if err == nil {
			return failed
		}
		failed = err
	}
	return failed
}

// indexTexts makes the indexes of a kind, which take the place of the others.
func (d *Directory) indexTexts(tx *gorm.DB, x textIndex) error {
	if err := d.lockSchema(tx); err != nil {
		return err
	}
	if made, err := x.made(tx); err != nil || made { // another program was faster
		return err
	}
	var statements []string
	for _, extension := range x.extensions {
		statements = append(statements, "CREATE EXTENSION IF NOT EXISTS "+extension)
	}
	statements = append(statements, x.create()...)
	for _, other := range textIndexes() {
		if other.suffix != x.suffix {
			statements = append(statements, "DROP INDEX IF EXISTS "+strings.Join(other.names(), ", "))
		}
	}
	for _, statement := range statements {
		if err := tx.Exec(statement).Error; err != nil {
			return err
		}
	}
	return nil
}
