package models_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/models"
)

// index is one index of a database, primary keys included.
type index struct {
	Table, Name string
	Columns     string // joined by commas
	Unique      bool
}

func indexes(t *testing.T, f *fixture) []index {
	t.Helper()
	query := `SELECT m.name AS "table", l.name AS name, l."unique" AS "unique", group_concat(c.name, ',') AS columns
		FROM sqlite_schema m, pragma_index_list(m.name) l, pragma_index_info(l.name) c
		WHERE m.type = 'table' GROUP BY m.name, l.name, l."unique"`
	if f.db.Dialect() == "postgres" {
		query = `SELECT t.relname AS "table", i.relname AS name, x.indisunique AS "unique",
			string_agg(a.attname, ',' ORDER BY a.attnum) AS columns
			FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
			JOIN pg_attribute a ON a.attrelid = i.oid
			WHERE t.relnamespace = 'public'::regnamespace GROUP BY 1, 2, 3`
	}
	var all []index
	require.NoError(t, f.db.GORM().Raw(query).Scan(&all).Error)
	return all
}

func TestEveryKeyBeginsWithTheWorkspace(t *testing.T) {
	t.Parallel()
	reference := []string{"settings", "schema_migrations", "workspaces", "workspace_heads", "api_keys"}
	onEach(t, func(t *testing.T, f *fixture) {
		seen := map[string]bool{}
		for _, i := range indexes(t, f) {
			if slices.Contains(reference, i.Table) || strings.Contains(i.Table+i.Name, "trigram") {
				continue // no key, and what it finds is looked at by its own workspace only
			}
			seen[i.Table] = true
			require.True(t, strings.HasPrefix(i.Columns, "workspace_id,"), "%+v", i)
		}
		require.Len(t, seen, 8) // the tenant tables
	})
}

// The structs and the hand-written tables name the same columns.
func TestStructsMatchTheTables(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		query := `SELECT name, "notnull" = 1 AS required FROM pragma_table_info(?)`
		if f.db.Dialect() == "postgres" {
			query = `SELECT column_name AS name, is_nullable = 'NO' AS required
				FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = ?`
		}
		for _, model := range []any{&models.User{}, &models.Team{}, &models.TeamMember{}} {
			s, err := schema.Parse(model, &sync.Map{}, schema.NamingStrategy{})
			require.NoError(t, err)
			var stored []struct {
				Name     string
				Required bool
			}
			require.NoError(t, f.db.GORM().Raw(query, s.Table).Scan(&stored).Error)
			names := make([]string, 0, len(stored))
			for _, column := range stored {
				names = append(names, column.Name)
				require.NotNil(t, s.FieldsByDBName[column.Name], column.Name)
				require.Equal(t, column.Required, s.FieldsByDBName[column.Name].NotNull, "%s.%s", s.Table, column.Name)
			}
			require.ElementsMatch(t, s.DBNames, names)
		}
	})
}

// What the service sorts by is one walk along an index, with the key as the last term.
func TestOrdersAreIndexWalks(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		explain, sorting := "EXPLAIN QUERY PLAN ", "TEMP B-TREE"
		if f.db.Dialect() == "postgres" {
			explain, sorting = "EXPLAIN ", "Sort"
		}
		for table, orders := range map[string][]string{
			"users": {
				"system_user_id", "email_address", "role", "display_name", "display_name_fold", "external_id nulls",
				"first_name nulls", "first_name_fold nulls", "last_name nulls", "last_name_fold nulls",
				"created_at", "modified_at", "manager_id nulls",
			},
			"teams": {"team_id", "name", "created_at", "modified_at", "manager_id nulls", "parent_team_id nulls"},
		} {
			key := map[string]string{"users": "system_user_id", "teams": "team_id"}[table]
			for _, order := range orders {
				column, nullable := strings.CutSuffix(order, " nulls")
				for direction, nulls := range map[string]string{"ASC": " NULLS FIRST", "DESC": " NULLS LAST"} {
					by := column + " " + direction
					if nullable {
						by += nulls
					}
					if column != key {
						by += ", " + key + " " + direction
					}
					plan := f.plan(t, explain, "SELECT * FROM "+table+" WHERE workspace_id = ? ORDER BY "+by)
					require.NotContains(t, plan, sorting, "%s by %s", table, by)
					require.Contains(t, strings.ToUpper(plan), "INDEX", "%s by %s", table, by)
				}
			}
		}
	})
}

// plan explains a query as if the tables were large.
func (f *fixture) plan(t *testing.T, explain, query string) string {
	t.Helper()
	var lines []string
	g := f.db.GORM().Begin()
	defer g.Rollback()
	if f.db.Dialect() == "postgres" {
		require.NoError(t, g.Exec("SET LOCAL enable_seqscan = off").Error)
		require.NoError(t, g.Exec("SET LOCAL enable_bitmapscan = off").Error)
		require.NoError(t, g.Raw(explain+query, f.ws.ID).Scan(&lines).Error)
		return strings.Join(lines, "\n")
	}
	var rows []struct{ Detail string }
	require.NoError(t, g.Raw(explain+query, f.ws.ID).Scan(&rows).Error)
	for _, r := range rows {
		lines = append(lines, r.Detail)
	}
	return strings.Join(lines, "\n")
}

func TestModelIsBuiltFromTheStructs(t *testing.T) {
	t.Parallel()
	m, err := metadata.Build(metadata.Options{Namespace: "Roster", Normalisers: models.Normalisers()},
		metadata.SetSource{Name: "Users", Model: &models.User{}},
		metadata.SetSource{Name: "Teams", Model: &models.Team{}},
		metadata.SetSource{Name: "TeamMembers", Model: &models.TeamMember{}},
	)
	require.NoError(t, err)
	want := map[string]string{
		"Users": "systemUserId emailAddress emailKey role formerRole isActive firstName lastName displayName " +
			"externalId managerId tags aliases tagList aliasList createdAt modifiedAt deactivatedAt lastActivityAt",
		"Teams": "teamId name description externalId managerId parentTeamId managerCanViewResults " +
			"managerCanViewCredits membersCanViewCredits tags aliases tagList aliasList createdAt modifiedAt",
		"TeamMembers": "teamId systemUserId createdAt",
	}
	navigations := map[string]string{
		"Users":       "manager directReports memberships teams managedTeams",
		"Teams":       "manager parentTeam childTeams memberships members",
		"TeamMembers": "user team",
	}
	for _, set := range m.Sets {
		var names, described, navs []string
		for _, p := range set.Type.Properties {
			names = append(names, p.Name)
			if p.Description != "" {
				described = append(described, p.Name)
			}
		}
		for _, n := range set.Type.Navigations {
			navs = append(navs, n.Name)
			require.NotEmpty(t, n.Description, n.Name)
		}
		require.Equal(t, want[set.Name], strings.Join(names, " "))
		require.Equal(t, names, described)
		require.Equal(t, navigations[set.Name], strings.Join(navs, " "))
		require.Equal(t, "workspace_id", set.Type.Scope)
	}
}

// Composite foreign keys keep workspaces apart even where the code does not.
func TestRowsCannotCrossWorkspaces(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		team, _ := f.putTeam(t, byName("T"))
		foreign := f.admin
		f.addWorkspace(t)
		now := f.clock.Now()
		for _, row := range []any{
			&models.TeamMember{WorkspaceID: f.ws.ID, TeamID: team.ID, UserID: f.admin.ID, CreatedAt: now},
			&models.TeamMember{WorkspaceID: f.ws.ID, TeamID: team.ID, UserID: foreign.ID, CreatedAt: now},
			&models.Team{WorkspaceID: f.ws.ID, ID: f.ws.ID, Name: "x", NameFold: "x", ParentTeamID: &team.ID},
			&models.Team{WorkspaceID: f.ws.ID, ID: f.ws.ID, Name: "x", NameFold: "x", ManagerID: &foreign.ID},
			&models.User{
				WorkspaceID: f.ws.ID, ID: f.ws.ID, EmailKey: "x", Role: models.RoleParticipant, IsActive: true,
				ManagerID: &foreign.ID,
			},
		} {
			err := f.db.Write(t.Context(), f.ws.ID.String(), func(tx *gorm.DB) error { return tx.Create(row).Error })
			require.ErrorIs(t, err, gorm.ErrForeignKeyViolated)
		}
	})
}
