package models

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
)

// indexSize describes an index to SQLite's planner: how many rows the table has,
// and how many share each prefix of the indexed columns.
type indexSize struct{ table, index, rows string }

// sqliteSizes describe a directory of some hundred thousand users. Without
// them SQLite takes workspace_id for a selective column, and reads a whole
// workspace where an index leads to three rows. They are written once instead of
// gathered, so that plans do not change while a directory grows.
func sqliteSizes() []indexSize {
	sizes := []indexSize{
		{"users", "sqlite_autoindex_users_1", "1000000 100000 1"},
		{"users", "users_email_key", "1000000 100000 1"},
		{"users", "users_external_id", "1000000 100000 1"},
		{"users", "users_by_role", "1000000 100000 25000 1"},
		{"users", "users_by_manager", "1000000 100000 10 1"},
		{"user_labels", "user_labels", "2000000 200000 2 2 1"},
		{"user_labels", "user_labels_by_value", "2000000 200000 100000 50 50 1"},
		{"user_activities", "user_activities", "100000 10000 1"},
		{"teams", "sqlite_autoindex_teams_1", "10000 1000 1"},
		{"teams", "teams_name", "10000 1000 1"},
		{"teams", "teams_external_id", "10000 1000 1"},
		{"teams", "teams_by_manager", "10000 1000 2 1"},
		{"teams", "teams_by_parent", "10000 1000 5 1"},
		{"team_labels", "team_labels", "20000 2000 2 2 1"},
		{"team_labels", "team_labels_by_value", "20000 2000 1000 50 50 1"},
		{"team_members", "team_members", "3000000 300000 300 1"},
		{"team_members", "team_members_by_user", "3000000 300000 3 1"},
	}
	for _, order := range []string{
		"first_name", "first_fold", "last_name", "last_fold", "display_name", "display_fold",
	} {
		sizes = append(sizes, indexSize{"users", "users_by_" + order, "1000000 100000 20 1"})
	}
	for _, order := range []string{"external_id", "email_address", "created_at", "modified_at"} {
		sizes = append(sizes, indexSize{"users", "users_by_" + order, "1000000 100000 2 1"})
	}
	for _, order := range []string{"name", "created_at", "modified_at"} {
		sizes = append(sizes, indexSize{"teams", "teams_by_" + order, "10000 1000 2 1"})
	}
	return sizes
}

// sqliteStatistics writes the sizes to where SQLite's ANALYZE would.
func sqliteStatistics() []string {
	rows := make([]string, 0, 32)
	for _, s := range sqliteSizes() {
		rows = append(rows, fmt.Sprintf("('%s', '%s', '%s')", s.table, s.index, s.rows))
	}
	slices.Sort(rows)
	return []string{
		"ANALYZE workspace_heads", // makes the table of statistics
		"DELETE FROM sqlite_stat1",
		"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES " + strings.Join(rows, ", "),
		"ANALYZE sqlite_schema", // reads it
	}
}

// sqliteSearchStatistics are those of the search texts.
func sqliteSearchStatistics() []string {
	return []string{
		"ANALYZE workspace_heads", // makes the table of statistics where it is missing
		"DELETE FROM sqlite_stat1 WHERE tbl IN ('workspace_heads', 'user_texts', 'team_texts')",
		"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES " +
			"('user_texts', 'sqlite_autoindex_user_texts_1', '1000000 100000 1'), " +
			"('team_texts', 'sqlite_autoindex_team_texts_1', '10000 1000 1')",
		"ANALYZE sqlite_schema",
	}
}

// growth counts what one process has loaded.
type growth struct {
	rows atomic.Int64
	told atomic.Int64 // the rows when Analyse ran last
}

// firstAnalysis is from how many loaded rows on PostgreSQL is told of them.
const firstAnalysis = 2000

// Grown is called between the transactions of a load with the rows that were written:
// while the tables grow PostgreSQL is told of it, at ever longer distances. It would
// plan the checks of foreign keys for empty tables, by any index that begins with the
// workspace, and read all of its rows for each that is written.
func (d *Directory) Grown(ctx context.Context, rows int) error {
	now, told := d.growth.rows.Add(int64(rows)), d.growth.told.Load()
	if now < max(firstAnalysis, 4*told) || !d.growth.told.CompareAndSwap(told, now) {
		return nil
	}
	return d.Analyse(ctx)
}

// Analyse tells PostgreSQL how large the tables are, after much has been written
// at once: until its own housekeeping comes by, it takes them for what they were,
// and may read a table for each row of another. SQLite has its fixed sizes.
func (d *Directory) Analyse(ctx context.Context) error {
	if d.db.Dialect() != "postgres" {
		return nil
	}
	return d.define(ctx, []string{
		"ANALYZE users, user_labels, user_activities, user_texts, teams, team_labels, team_texts, team_members",
	})
}
