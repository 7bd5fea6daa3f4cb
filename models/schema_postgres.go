package models

import "slices"

// postgresDirectory is the first schema on PostgreSQL. Text compares by code
// point; indexes end with the key, so that an order with ties needs no sort; null
// comes first, as OData orders it.
func postgresDirectory() []string {
	return slices.Concat(postgresWorkspaces(), postgresUsers(), postgresTeams(), postgresKeys())
}

func postgresWorkspaces() []string {
	return []string{
		`CREATE TABLE settings (
			name text COLLATE "C" PRIMARY KEY,
			value bytea NOT NULL)`,
		`CREATE TABLE workspaces (
			workspace_id uuid PRIMARY KEY,
			name text COLLATE "C" NOT NULL,
			name_fold text COLLATE "C" NOT NULL UNIQUE,
			created_at timestamptz(6) NOT NULL)`,
		`CREATE TABLE workspace_heads (
			workspace_id uuid PRIMARY KEY REFERENCES workspaces)`,
	}
}

func postgresUsers() []string {
	return []string{
		`CREATE TABLE users (
			workspace_id uuid NOT NULL REFERENCES workspaces,
			system_user_id uuid NOT NULL,
			email_address text COLLATE "C" NOT NULL,
			email_key text COLLATE "C" NOT NULL,
			role text COLLATE "C" NOT NULL
				CHECK (role IN ('FullAdmin', 'LimitedAdmin', 'Participant', 'Deactivated')),
			former_role text COLLATE "C",
			is_active boolean NOT NULL CHECK (is_active = (role <> 'Deactivated')),
			first_name text COLLATE "C",
			first_name_fold text COLLATE "C",
			last_name text COLLATE "C",
			last_name_fold text COLLATE "C",
			display_name text COLLATE "C" NOT NULL,
			display_name_fold text COLLATE "C" NOT NULL,
			external_id text COLLATE "C",
			manager_id uuid CHECK (manager_id <> system_user_id),
			tag_list text COLLATE "C" NOT NULL,
			alias_list text COLLATE "C" NOT NULL,
			created_at timestamptz(6) NOT NULL,
			modified_at timestamptz(6) NOT NULL,
			deactivated_at timestamptz(6),
			PRIMARY KEY (workspace_id, system_user_id),
			FOREIGN KEY (workspace_id, manager_id) REFERENCES users)`,
		`CREATE UNIQUE INDEX users_email_key ON users (workspace_id, email_key)`,
		`CREATE UNIQUE INDEX users_external_id ON users (workspace_id, external_id) WHERE external_id IS NOT NULL`,
		`CREATE INDEX users_by_external_id ON users (workspace_id, external_id NULLS FIRST, system_user_id)`,
		`CREATE INDEX users_by_email_address ON users (workspace_id, email_address, system_user_id)`,
		`CREATE INDEX users_by_role ON users (workspace_id, role, system_user_id)`,
		`CREATE INDEX users_by_first_name ON users (workspace_id, first_name NULLS FIRST, system_user_id)`,
		`CREATE INDEX users_by_first_fold ON users (workspace_id, first_name_fold NULLS FIRST, system_user_id)`,
		`CREATE INDEX users_by_last_name ON users (workspace_id, last_name NULLS FIRST, system_user_id)`,
		`CREATE INDEX users_by_last_fold ON users (workspace_id, last_name_fold NULLS FIRST, system_user_id)`,
		`CREATE INDEX users_by_display_name ON users (workspace_id, display_name, system_user_id)`,
		`CREATE INDEX users_by_display_fold ON users (workspace_id, display_name_fold, system_user_id)`,
		`CREATE INDEX users_by_manager ON users (workspace_id, manager_id NULLS FIRST, system_user_id)`,
		`CREATE INDEX users_by_created_at ON users (workspace_id, created_at, system_user_id)`,
		`CREATE INDEX users_by_modified_at ON users (workspace_id, modified_at, system_user_id)`,
		`CREATE TABLE user_labels (
			workspace_id uuid NOT NULL,
			system_user_id uuid NOT NULL,
			kind text COLLATE "C" NOT NULL,
			ord integer NOT NULL,
			value text COLLATE "C" NOT NULL,
			fold text COLLATE "C" NOT NULL,
			PRIMARY KEY (workspace_id, system_user_id, kind, ord),
			FOREIGN KEY (workspace_id, system_user_id) REFERENCES users)`,
		`CREATE INDEX user_labels_by_value ON user_labels (workspace_id, kind, fold, value, system_user_id)`,
		`CREATE TABLE user_activities (
			workspace_id uuid NOT NULL,
			system_user_id uuid NOT NULL,
			last_activity_at timestamptz(6) NOT NULL,
			PRIMARY KEY (workspace_id, system_user_id),
			FOREIGN KEY (workspace_id, system_user_id) REFERENCES users)`,
	}
}

func postgresTeams() []string {
	return []string{
		`CREATE TABLE teams (
			workspace_id uuid NOT NULL REFERENCES workspaces,
			team_id uuid NOT NULL,
			name text COLLATE "C" NOT NULL,
			name_fold text COLLATE "C" NOT NULL,
			description text COLLATE "C",
			external_id text COLLATE "C",
			manager_id uuid,
			parent_team_id uuid CHECK (parent_team_id <> team_id),
			manager_can_view_results boolean NOT NULL,
			manager_can_view_credits boolean NOT NULL,
			members_can_view_credits boolean NOT NULL,
			tag_list text COLLATE "C" NOT NULL,
			alias_list text COLLATE "C" NOT NULL,
			created_at timestamptz(6) NOT NULL,
			modified_at timestamptz(6) NOT NULL,
			PRIMARY KEY (workspace_id, team_id),
			FOREIGN KEY (workspace_id, manager_id) REFERENCES users,
			FOREIGN KEY (workspace_id, parent_team_id) REFERENCES teams)`,
		`CREATE UNIQUE INDEX teams_name ON teams (workspace_id, name_fold)`,
		`CREATE UNIQUE INDEX teams_external_id ON teams (workspace_id, external_id) WHERE external_id IS NOT NULL`,
		`CREATE INDEX teams_by_name ON teams (workspace_id, name, team_id)`,
		`CREATE INDEX teams_by_manager ON teams (workspace_id, manager_id NULLS FIRST, team_id)`,
		`CREATE INDEX teams_by_parent ON teams (workspace_id, parent_team_id NULLS FIRST, team_id)`,
		`CREATE INDEX teams_by_created_at ON teams (workspace_id, created_at, team_id)`,
		`CREATE INDEX teams_by_modified_at ON teams (workspace_id, modified_at, team_id)`,
		`CREATE TABLE team_labels (
			workspace_id uuid NOT NULL,
			team_id uuid NOT NULL,
			kind text COLLATE "C" NOT NULL,
			ord integer NOT NULL,
			value text COLLATE "C" NOT NULL,
			fold text COLLATE "C" NOT NULL,
			PRIMARY KEY (workspace_id, team_id, kind, ord),
			FOREIGN KEY (workspace_id, team_id) REFERENCES teams)`,
		`CREATE INDEX team_labels_by_value ON team_labels (workspace_id, kind, fold, value, team_id)`,
		`CREATE TABLE team_members (
			workspace_id uuid NOT NULL,
			team_id uuid NOT NULL,
			system_user_id uuid NOT NULL,
			created_at timestamptz(6) NOT NULL,
			PRIMARY KEY (workspace_id, team_id, system_user_id),
			FOREIGN KEY (workspace_id, team_id) REFERENCES teams,
			FOREIGN KEY (workspace_id, system_user_id) REFERENCES users)`,
		`CREATE INDEX team_members_by_user ON team_members (workspace_id, system_user_id, team_id)`,
	}
}

func postgresKeys() []string {
	return []string{
		`CREATE TABLE api_keys (
			key_id text COLLATE "C" PRIMARY KEY,
			workspace_id uuid NOT NULL,
			system_user_id uuid NOT NULL,
			scope text COLLATE "C" NOT NULL CHECK (scope IN ('read', 'write', 'admin')),
			hash bytea NOT NULL UNIQUE,
			created_at timestamptz(6) NOT NULL,
			expires_at timestamptz(6),
			revoked_at timestamptz(6),
			last_used_at timestamptz(6),
			FOREIGN KEY (workspace_id, system_user_id) REFERENCES users)`,
		`CREATE INDEX api_keys_by_user ON api_keys (workspace_id, system_user_id)`,
	}
}
