package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
)

// create makes a workspace with one admin.
func (sh *shell) create(name string) createdWorkspace {
	sh.t.Helper()
	var made createdWorkspace
	out := sh.ok("workspace", "create", name, "--admin", "admin@"+strings.ToLower(name)+".example", "--json")
	decoder := json.NewDecoder(strings.NewReader(out))
	decoder.DisallowUnknownFields()
	require.NoError(sh.t, decoder.Decode(&made))
	return made
}

func TestWorkspaces(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, sh *shell) {
		acme := sh.create("Acme")
		require.NotEqual(t, uuid.Nil, acme.WorkspaceID)
		require.NotEqual(t, uuid.Nil, acme.SystemUserID)
		require.Regexp(t, `^rstr_[0-9A-Za-z]{36}$`, acme.Key)

		plain := sh.run("workspace", "create", "Zenith", "--admin", "admin@zenith.example")
		require.Equal(t, exitOK, plain.status)
		require.Regexp(t, `^workspaceId   \S{36}\nsystemUserId  \S{36}\nkey           rstr_\w{36}\n$`, plain.out)
		require.Contains(t, plain.err, "keep it now")

		lines := strings.Split(strings.TrimSpace(sh.ok("workspace", "list")), "\n")
		require.Len(t, lines, 2)
		require.Regexp(t, `^`+acme.WorkspaceID.String()+`  \d{4}-\d\d-\d\d  Acme$`, lines[0])
		var listed listedWorkspace
		require.NoError(t, json.NewDecoder(strings.NewReader(sh.ok("workspace", "list", "--json"))).Decode(&listed))
		require.Equal(t, acme.WorkspaceID, listed.WorkspaceID)
		require.Equal(t, "Acme", listed.Name)

		sh.refuse(exitFailed, []string{"workspace", "create", "ACME", "--admin", "x@y.example"}, "Acme")
		sh.refuse(exitFailed, []string{"workspace", "create", "New", "--admin", "nobody"}, "not an email address")
		require.NotContains(t, sh.ok("workspace", "list"), "New", "all or nothing")
	})
}

// TestNothingThere checks what is said where there is no database, no schema and no workspace.
func TestNothingThere(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	file, _ := sqliteFile(sh.db)
	sh.refuse(exitFailed, []string{"workspace", "list"}, "there is no database", "`roster workspace create` makes one")
	require.NoFileExists(t, file, "a slip of the pen makes no database")

	require.NoError(t, os.WriteFile(file, nil, 0o600))
	sh.refuse(exitFailed, []string{"workspace", "list"}, "run `roster migrate` first")
	sh.refuse(exitFailed, []string{"key", "list"}, "run `roster migrate` first")
	sh.ok("migrate")
	require.Empty(t, sh.ok("workspace", "list"))
	sh.refuse(exitFailed, []string{"key", "list"}, "there is no workspace yet; make one by `roster workspace create")
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, sh *shell) {
		check := sh.run("migrate", "--check")
		require.Equal(t, exitPending, check.status, check.err)
		require.NotEmpty(t, check.out)
		require.Equal(t, check.out, sh.run("migrate", "--check").out, "checking changes nothing")
		require.Equal(t, check.out, sh.ok("migrate"))
		require.Empty(t, sh.ok("migrate", "--check"))
		again := sh.run("migrate")
		require.Equal(t, answer{exitOK, "", "roster: the database is up to date\n"}, again)
	})
}

func TestKeys(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, sh *shell) {
		sh.create("Acme")
		sh.ok("import", "users", sh.file(
			`{"emailAddress":"reader@acme.example","role":"LimitedAdmin"}`,
			`{"emailAddress":"guest@acme.example"}`,
			`{"emailAddress":"gone@acme.example","role":"Deactivated"}`))
		create := func(user, scope string) []string {
			return []string{"key", "create", "--user", user, "--scope", scope}
		}
		for _, refused := range []struct{ user, scope, word string }{
			{"reader@acme.example", "write", models.RoleFullAdmin},
			{"reader@acme.example", "admin", models.RoleFullAdmin},
			{"guest@acme.example", "write", models.RoleFullAdmin},
			{"gone@acme.example", "read", models.RoleDeactivated},
			{"nobody@acme.example", "read", "nobody@acme.example"},
		} {
			sh.refuse(exitFailed, create(refused.user, refused.scope), refused.word)
		}

		made := sh.run(append(create("READER@acme.example", "read"), "--expires", "90d")...)
		require.Equal(t, exitOK, made.status, made.err)
		require.Regexp(t, `^rstr_\w{36}\n$`, made.out, "the key alone")
		require.Contains(t, made.err, "scope read for reader@acme.example, until 2")
		keyID := made.out[5:13]

		table := sh.ok("key", "list", "--workspace", "acme")
		require.Regexp(t, `(?m)^`+keyID+` +reader@acme\.example +read +active +\S+ \S+ +\S+ \S+ +-$`, table)
		rotated := sh.run("key", "rotate", keyID, "--overlap", "0h")
		require.Equal(t, exitOK, rotated.status, rotated.err)
		require.Regexp(t, `^rstr_\w{36}\n$`, rotated.out)
		require.NotEqual(t, made.out, rotated.out)
		require.Regexp(t, `(?m)^`+keyID+` .* expired `, sh.ok("key", "list"))

		newID := rotated.out[5:13]
		require.Equal(t, answer{exitOK, "", "roster: revoked key " + newID + "\n"}, sh.run("key", "revoke", newID))
		sh.refuse(exitFailed, []string{"key", "revoke", "nothing1"}, "nothing1")
		var states []string
		decoder := json.NewDecoder(strings.NewReader(sh.ok("key", "list", "--json")))
		for decoder.More() {
			var k listedKey
			require.NoError(t, decoder.Decode(&k))
			states = append(states, k.EmailAddress+" "+string(k.Scope)+" "+k.State)
		}
		require.Equal(t, []string{
			"admin@acme.example admin active", "reader@acme.example read expired", "reader@acme.example read revoked",
		}, states)
	})
}

func TestWhichWorkspace(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	sh.create("Acme")
	sh.create("Zenith")
	sh.refuse(exitUsage, []string{"key", "list"}, "name one by --workspace: Acme, Zenith")
	sh.refuse(exitFailed, []string{"key", "list", "--workspace", "Apex"},
		`there is no workspace "Apex"; there are: Acme, Zenith`)
	require.Contains(t, sh.ok("key", "list", "--workspace", " zENITH "), "admin@zenith.example")
}
