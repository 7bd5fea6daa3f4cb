package models

import "slices"

// sqliteDirectory is the first schema on SQLite. The declared types tell the
// driver what a value is (UUID: 16 bytes, DATETIME: microseconds since 1970,
// BOOLEAN: 0 or 1); a STRICT table could not have them, so the keys are checked.
// Tables that are only reached by their key are stored in it.
func sqliteDirectory() []string {
	return slices.Concat(sqliteWorkspaces(), sqliteUsers(), sqliteTeams(), sqliteKeys(), sqliteStatistics())
}

func sqliteWorkspaces() []string {
	return []string{
		`CREATE TABLE settings (
			name TEXT PRIMARY KEY NOT NULL,
			value BLOB NOT NULL) WITHOUT ROWID`,
		`CREATE TABLE workspaces (
			workspace_id UUID PRIMARY KEY NOT NULL
				CHECK (typeof(workspace_id) = 'blob' AND length(workspace_id) = 16),
			name TEXT NOT NULL,
			name_fold TEXT NOT NULL UNIQUE,
			created_at DATETIME NOT NULL)`,
		`CREATE TABLE workspace_heads (
			workspace_id UUID PRIMARY KEY NOT NULL REFERENCES workspaces) WITHOUT ROWID`,
	}
}

func sqliteUsers() []string {
	return []string{
		`CREATE TABLE users (
			workspace_id UUID NOT NULL REFERENCES workspaces,
			system_user_id UUID NOT NULL CHECK (typeof(system_user_id) = 'blob' AND length(system_user_id) = 16),
			email_address TEXT NOT NULL,
			email_key TEXT NOT NULL,
			role TEXT NOT NULL
				CHECK (role IN ('FullAdmin', 'LimitedAdmin', 'Participant', 'Deactivated')),
			former_role TEXT,
			is_active BOOLEAN NOT NULL CHECK (is_active = (role <> 'Deactivated')),
			first_name TEXT,
			first_name_fold TEXT,
			last_name TEXT,
			last_name_fold TEXT,
			display_name TEXT NOT NULL,
			display_name_fold TEXT NOT NULL,
			external_id TEXT,
			manager_id UUID CHECK (manager_id <> system_user_id),
			tag_list TEXT NOT NULL,
			alias_list TEXT NOT NULL,
			created_at DATETIME NOT NULL,
			modified_at DATETIME NOT NULL,
			deactivated_at DATETIME,
			PRIMARY KEY (workspace_id, system_user_id),
			FOREIGN KEY (workspace_id, manager_id) REFERENCES users)`,
		`CREATE UNIQUE INDEX users_email_key ON users (workspace_id, email_key)`,
		`CREATE UNIQUE INDEX users_external_id ON users (workspace_id, external_id) WHERE external_id IS NOT NULL`,
		`CREATE INDEX users_by_external_id ON users (workspace_id, external_id, system_user_id)`,
		`CREATE INDEX users_by_email_address ON users (workspace_id, email_address, system_user_id)`,
		`CREATE INDEX users_by_role ON users (workspace_id, role, system_user_id)`,
		`CREATE INDEX users_by_first_name ON users (workspace_id, first_name, system_user_id)`,
		`CREATE INDEX users_by_first_fold ON users (workspace_id, first_name_fold, system_user_id)`,
		`CREATE INDEX users_by_last_name ON users (workspace_id, last_name, system_user_id)`,
		`CREATE INDEX users_by_last_fold ON users (workspace_id, last_name_fold, system_user_id)`,
		`CREATE INDEX users_by_display_name ON users (workspace_id, display_name, system_user_id)`,
		`CREATE INDEX users_by_display_fold ON users (workspace_id, display_name_fold, system_user_id)`,
		`CREATE INDEX users_by_manager ON users (workspace_id, manager_id, system_user_id)`,
		`CREATE INDEX users_by_created_at ON users (workspace_id, created_at, system_user_id)`,
		`CREATE INDEX users_by_modified_at ON users (workspace_id, modified_at, system_user_id)`,
		`CREATE TABLE user_labels (
			workspace_id UUID NOT NULL,
			system_user_id UUID NOT NULL,
			kind TEXT NOT NULL,
			ord INTEGER NOT NULL,
			value TEXT NOT NULL,
			fold TEXT NOT NULL,
			PRIMARY KEY (workspace_id, system_user_id, kind, ord),
			FOREIGN KEY (workspace_id, system_user_id) REFERENCES users) WITHOUT ROWID`,
		`CREATE INDEX user_labels_by_value ON user_labels (workspace_id, kind, fold, value, system_user_id)`,
		`CREATE TABLE user_activities (
			workspace_id UUID NOT NULL,
			system_user_id UUID NOT NULL,
			last_activity_at DATETIME NOT NULL,
			PRIMARY KEY (workspace_id, system_user_id),
			FOREIGN KEY (workspace_id, system_user_id) REFERENCES users) WITHOUT ROWID`,
	}
}

func sqliteTeams() []string {
	return []string{
		`CREATE TABLE teams (
			workspace_id UUID NOT NULL REFERENCES workspaces,
			team_id UUID NOT NULL CHECK (typeof(team_id) = 'blob' AND length(team_id) = 16),
			name TEXT NOT NULL,
			name_fold TEXT NOT NULL,
			description TEXT,
			external_id TEXT,
			manager_id UUID,
			parent_team_id UUID CHECK (parent_team_id <> team_id),
			manager_can_view_results BOOLEAN NOT NULL,
			manager_can_view_credits BOOLEAN NOT NULL,
			members_can_view_credits BOOLEAN NOT NULL,
			tag_list TEXT NOT NULL,
			alias_list TEXT NOT NULL,
			created_at DATETIME NOT NULL,
			modified_at DATETIME NOT NULL,
			PRIMARY KEY (workspace_id, team_id),
			FOREIGN KEY (workspace_id, manager_id) REFERENCES users,
			FOREIGN KEY (workspace_id, parent_team_id) REFERENCES teams)`,
		`CREATE UNIQUE INDEX teams_name ON teams (workspace_id, name_fold)`,
		`CREATE UNIQUE INDEX teams_external_id ON teams (workspace_id, external_id) WHERE external_id IS NOT NULL`,
		`CREATE INDEX teams_by_name ON teams (workspace_id, name, team_id)`,
		`CREATE INDEX teams_by_manager ON teams (workspace_id, manager_id, team_id)`,
		`CREATE INDEX teams_by_parent ON teams (workspace_id, parent_team_id, team_id)`,
		`CREATE INDEX teams_by_created_at ON teams (workspace_id, created_at, team_id)`,
		`CREATE INDEX teams_by_modified_at ON teams (workspace_id, modified_at, team_id)`,
		`CREATE TABLE team_labels (
			workspace_id UUID NOT NULL,
			team_id UUID NOT NULL,
			kind TEXT NOT NULL,
			ord INTEGER NOT NULL,
			value TEXT NOT NULL,
			fold TEXT NOT NULL,
			PRIMARY KEY (workspace_id, team_id, kind, ord),
			FOREIGN KEY (workspace_id, team_id) REFERENCES teams) WITHOUT ROWID`,
		`CREATE INDEX team_labels_by_value ON team_labels (workspace_id, kind, fold, value, team_id)`,
		`CREATE TABLE team_members (
			workspace_id UUID NOT NULL,
			team_id UUID NOT NULL,
			system_user_id UUID NOT NULL,
			created_at DATETIME NOT NULL,
			PRIMARY KEY (workspace_id, team_id, system_user_id),
			FOREIGN KEY (workspace_id, team_id) REFERENCES teams,
			FOREIGN KEY (workspace_id, system_user_id) REFERENCES users) WITHOUT ROWID`,
		`CREATE INDEX team_members_by_user ON team_members (workspace_id, system_user_id, team_id)`,
	}
}

func sqliteKeys() []string {
	return []string{
		`CREATE TABLE api_keys (
			key_id TEXT PRIMARY KEY NOT NULL,
			workspace_id UUID NOT NULL,
			system_user_id UUID NOT NULL,
			scope TEXT NOT NULL CHECK (scope IN ('read', 'write', 'admin')),
			hash BLOB NOT NULL UNIQUE,
			created_at DATETIME NOT NULL,
			expires_at DATETIME,
			revoked_at DATETIME,
			last_used_at DATETIME,
			FOREIGN KEY (workspace_id, system_user_id) REFERENCES users)`,
		`CREATE INDEX api_keys_by_user ON api_keys (workspace_id, system_user_id)`,
	}
}
