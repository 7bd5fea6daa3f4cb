package handlers_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// together runs fn n times at once and gives the answers.
func together(n int, fn func(i int) *reply) []*reply {
	answers := make([]*reply, n)
	var group sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		group.Go(func() {
			<-start
			answers[i] = fn(i)
		})
	}
	close(start)
	group.Wait()
	return answers
}

func TestParallelUpsertsOfOneAddress(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		n := 100
		if testing.Short() { // with the race detector
			n = 30
		}
		spell := func(i int) string {
			name := []byte("bob.ross@example.com")
			for bit := range 7 {
				if i>>bit&1 == 1 {
					name[bit*2] = strings.ToUpper(string(name[bit*2]))[0]
				}
			}
			return string(name)
		}
		answers := together(n, func(i int) *reply {
			return r.post(
				t, upsertUser,
				fmt.Sprintf(`{"emailAddress":"%s","tags":["tag%d"],"aliases":"alias%d"}`, spell(i), i, i),
			)
		})
		created := 0
		for _, a := range answers {
			require.Contains(t, []int{200, 201}, a.status, a.body)
			if a.status == http.StatusCreated {
				created++
			}
		}
		require.Equal(t, 1, created)
		require.Equal(t, int64(2), r.count(t, "users", r.workspace))
		user := r.post(t, upsertUser, `{"emailAddress":"bob.ross@example.com"}`).written(t, 200, "unchanged", "user")
		for member, prefix := range map[string]string{"tags": "tag", "aliases": "alias"} {
			got := []string{}
			list, _ := user[member].([]any)
			for _, l := range list {
				got = append(got, fmt.Sprint(l))
			}
			want := numbered(prefix, n)
			sort.Strings(want)
			sort.Strings(got)
			require.Equal(t, want, got)
		}
	})
}

func TestParallelMembershipChanges(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		team := r.post(t, upsertTeam, `{"name":"Sales"}`).written(t, 201, "created", "team")["teamId"]
		body := fmt.Sprintf(`{"systemUserId":"%s","teamId":"%s"}`, r.admin, team)
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		random := rand.New(rand.NewPCG(seed, 0))
		calls := make([]string, 60)
		for i := range calls {
			calls[i] = []string{addMember, removeMember}[random.IntN(2)]
		}
		members := 0
		for i, a := range together(len(calls), func(i int) *reply { return r.post(t, calls[i], body) }) {
			require.Contains(t, []int{200, 201}, a.status, a.body)
			switch result := a.decode(t)["result"]; calls[i] {
			case addMember:
				require.Contains(t, []any{"created", "unchanged"}, result)
				if result == "created" {
					members++
				}
			default:
				require.Contains(t, []any{"deleted", "notMember"}, result)
				if result == "deleted" {
					members--
				}
			}
		}
		require.Equal(t, r.count(t, "team_members", r.workspace), int64(members), "creations less deletions")
		require.Contains(t, []int{0, 1}, members)
	})
}

// A client that goes away in the middle of its write harms nobody else's.
func TestParallelHangUps(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		hangUp := func(text string) {
			conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", r.address)
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.WriteString(conn, text)
			_ = conn.Close()
		}
		answers := together(120, func(i int) *reply {
			body := fmt.Sprintf(`{"emailAddress":"shared@example.com","tags":"tag%d"}`, i)
			if i%3 == 0 {
				return r.post(t, upsertUser, body)
			}
			body = fmt.Sprintf(`{"emailAddress":"gone%d@example.com","tags":"x"}`, i)
			text := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: a\r\nX-ApiKey: %s\r\nContent-Length: %d\r\n\r\n%s",
				upsertUser, r.key, len(body), body)
			if i%3 == 1 {
				text = text[:len(text)-5] // before the body is whole
			}
			hangUp(text)
			return nil
		})
		for i, a := range answers {
			if i%3 == 0 {
				require.Contains(t, []int{200, 201}, a.status, a.body)
			}
		}
		user := r.post(t, upsertUser, `{"emailAddress":"shared@example.com"}`).written(t, 200, "unchanged", "user")
		require.Len(t, user["tags"], 40)
		var half int64
		require.NoError(
			t, db.GORM().Table("users").Where("email_key like 'gone%' and tag_list <> 'x'").Count(&half).Error,
		)
		require.Zero(t, half)
		for i := range 120 {
			if i%3 == 1 {
				var n int64
				require.NoError(
					t,
					db.GORM().Table("users").Where(
						"email_key = ?", fmt.Sprintf("gone%d@example.com", i),
					).Count(&n).Error,
				)
				require.Zero(t, n, "a body that was cut off is not written")
			}
		}
	})
}

func TestParallelLastAdmins(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		_, second := r.user(t, "second@example.com", models.RoleFullAdmin, models.ScopeWrite)
		keys := []string{r.key, second}
		answers := together(2, func(i int) *reply {
			return r.post(t, upsertUser, []string{
				`{"emailAddress":"admin@example.com","role":"Participant"}`,
				`{"emailAddress":"second@example.com","role":"Deactivated"}`,
			}[i], "X-ApiKey: "+keys[i])
		})
		var admins int64
		require.NoError(t, db.GORM().Table("users").Where("role = 'FullAdmin'").Count(&admins).Error)
		require.Equal(t, int64(1), admins, "%v %v", answers[0].body, answers[1].body)
	})
}

func TestASlowBodyIsCutOff(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t), quick)
	begun := time.Now()
	a := r.post(t, upsertUser, "1f\r\n{\"emailAddress\":\"a@example.com\"\r\n", "Transfer-Encoding: chunked")
	code, message, _ := a.requireError(t, http.StatusBadRequest)
	require.Equal(t, "BadRequest", code)
	require.Contains(t, message, "did not arrive within 300ms")
	require.Less(t, time.Since(begun), 2*time.Second)

	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", r.address)
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	_, err = io.WriteString(conn, "GET /odata/v4/ HTTP/1.1\r\nHost: a\r\nX-Api")
	require.NoError(t, err)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(5*time.Second)))
	_, err = io.ReadAll(conn)
	require.NoError(t, err, "a header that never ends is cut off")

	require.Equal(
		t, 401, r.send(t, "POST", upsertUser, "{", "Content-Length: 100").status,
		"and nothing waits for a body without a key",
	)
}
