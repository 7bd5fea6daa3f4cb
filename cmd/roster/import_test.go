package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/cmd/roster/intake"
)

func TestImport(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, sh *shell) {
		sh.create("Acme")
		const n = 450 // several transactions, and the last line is what all others wait for
		var users, teams, members []string
		for i := range n - 1 {
			users = append(users,
				fmt.Sprintf(`{"emailAddress":"u%d@acme.example","managerEmailAddress":"boss@acme.example"}`, i))
			teams = append(teams, fmt.Sprintf(`{"name":"Team %d","parentTeamName":"Team %d"}`, i, i+1))
			members = append(members, fmt.Sprintf(`{"teamName":"team %d","emailAddress":"U%d@acme.example"}`, i%7, i))
		}
		users = append(users, `{"emailAddress":"boss@acme.example"}`)
		teams = append(teams, fmt.Sprintf(`{"name":"Team %d"}`, n-1))
		members = append(members, `{"teamName":"Team 1","emailAddress":"boss@acme.example"}`)
		for _, want := range []string{
			"created 450, updated 0, unchanged 0, failed 0\n",
			"created 0, updated 0, unchanged 450, failed 0\n",
		} {
			require.Equal(t, want, sh.ok("import", "users", sh.file(users...)))
			require.Equal(t, want, sh.ok("import", "teams", sh.file(teams...)))
			require.Equal(t, want, sh.ok("import", "members", sh.file(members...)))
		}
	})
}

func TestImportReportsRefusedLines(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, sh *shell) {
		sh.create("Acme")
		a := sh.run("import", "users", sh.file(
			`{"emailAddress":"ada@acme.example"}`,
			`{"emailAddress":"bob@acme.example","externalId":"1"}`,
			`{"emailAddress":"cem@acme.example","externalId":"1"}`,
			`{"emailAddress":"dan@acme.example","managerId":"00000000-0000-0000-0000-00000000000a"}`,
			`{"emailAddress":"eve@acme.example",}`,
			`{"emailAddress":"admin@acme.example","role":"Participant"}`))
		require.Equal(t, exitFailed, a.status)
		require.Equal(t, "created 2, updated 0, unchanged 0, failed 4\n", a.out)
		lines := strings.Split(strings.TrimSpace(a.err), "\n")
		require.Len(t, lines, 4, "one line for each: %s", a.err)
		for i, want := range []string{
			`line 3: externalId`, `line 4: managerId: there is no user`,
			`line 5: trailing comma before '}'`, `line 6: role: `,
		} {
			require.Contains(t, lines[i], want)
		}
	})
}

func TestImportFromStandardInput(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	sh.create("Acme")
	sh.in = `{"name":"Sales"}`
	require.Equal(t, "created 1, updated 0, unchanged 0, failed 0\n", sh.ok("import", "teams", "-"))
}

func TestImportOfNoFile(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	sh.create("Acme")
	sh.refuse(exitFailed, []string{"import", "users", "nowhere.jsonl"}, "nowhere.jsonl")
	sh.refuse(exitFailed, []string{"import", "users", t.TempDir()}, "is a directory")
	require.Equal(t, "created 0, updated 0, unchanged 0, failed 0\n", sh.ok("import", "users", sh.file()))
}

// TestPlainProgress checks the lines where there is no terminal: one every five seconds.
func TestPlainProgress(t *testing.T) {
	t.Parallel()
	for size, want := range map[int64]string{200: "20 lines, 50 %\n40 lines, 100 %\n", -1: "20 lines\n40 lines\n"} {
		var talk text
		clock := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		p := &program{err: &talk, now: func() time.Time { return clock }}
		shown := p.newProgress(size)
		for i := range 5 {
			shown.update(int64(i*50), intake.Counts{Created: 10 * i})
			clock = clock.Add(2600 * time.Millisecond)
		}
		shown.interrupt()
		shown.finish()
		require.Equal(t, want, talk.String())
	}
}
