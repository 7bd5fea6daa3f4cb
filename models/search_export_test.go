package models

// Unsearch takes a database back to before it had search texts.
func Unsearch(dialect string) []string {
	statements := []string{"DELETE FROM schema_migrations WHERE version > 2"}
	for _, t := range []textTable{userTexts(), teamTexts()} {
		if dialect == postgres {
			statements = append(statements, "DROP TABLE "+t.table+" CASCADE")
			continue
		}
		statements = append(statements, "DROP TABLE "+t.table+"_trigrams", "DROP TABLE "+t.table,
			"DROP TABLE IF EXISTS sqlite_stat1") // a database need not have any statistics
	}
	if dialect == postgres {
		statements = append(statements, "DROP FUNCTION tenant.keep_own")
	}
	return statements
}
