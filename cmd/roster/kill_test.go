package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/cmd/roster/settings"
	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// killRounds is how often a server is killed: ROSTER_KILL_ROUNDS.
func killRounds(t *testing.T) int {
	t.Helper()
	rounds := 3
	if given := os.Getenv("ROSTER_KILL_ROUNDS"); given != "" {
		n, err := strconv.Atoi(given)
		require.NoError(t, err, "ROSTER_KILL_ROUNDS")
		rounds = n
	}
	return rounds
}

// acknowledged are the writes that a server has answered, kept outside of it.
type acknowledged struct {
	mu    sync.Mutex
	users map[string]string // first names by address
	count chan struct{}
}

// write upserts users until the server is gone. Each has a tag of its own, which is
// in another table, so that half of a write would show.
func (a *acknowledged) write(t *testing.T, base, key, prefix string) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{}, Timeout: time.Minute}
	defer client.CloseIdleConnections()
	for i := 0; ; i++ {
		address := fmt.Sprintf("%s.%d@example.com", prefix, i)
		body := fmt.Sprintf(`{"emailAddress":%q,"firstName":%q,"tags":[%q]}`, address, address, address)
		r, err := http.NewRequestWithContext(
			t.Context(), http.MethodPost, base+"/api/v1/users/upsert", strings.NewReader(body))
		if err != nil {
			t.Error(err)
			return
		}
		r.Header.Set("X-ApiKey", key)
		answer, err := client.Do(r)
		if err != nil {
			return // it was killed
		}
		err = json.NewDecoder(answer.Body).Decode(&struct{}{})
		_ = answer.Body.Close()
		if answer.StatusCode >= http.StatusBadRequest {
			t.Errorf("%s: %d", address, answer.StatusCode)
			return
		}
		if err != nil {
			return // the answer was cut off: whether it was written is open
		}
		a.mu.Lock()
		a.users[address] = address
		a.mu.Unlock()
		select {
		case a.count <- struct{}{}:
		default:
		}
	}
}

// Whatever a server has acknowledged is there after it was killed in the middle of
// writes, whole, and nothing is there by half.
func TestKilledServersLoseNothing(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts servers")
	}
	for name, url := range map[string]func(testing.TB) string{
		"sqlite": odatatest.SQLiteURL, "postgres": odatatest.PostgresURL,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			killed(t, url(t), killRounds(t))
		})
	}
}

func killed(t *testing.T, url string, rounds int) {
	t.Helper()
	sh := newShell(t)
	sh.db = url
	var made struct{ Key string }
	out := sh.ok("workspace", "create", "Acme", "--admin", "admin@acme.example", "--json")
	require.NoError(t, json.Unmarshal([]byte(out), &made))
	a := &acknowledged{users: map[string]string{}, count: make(chan struct{}, 1)}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for round := range rounds {
		server := startChild(t, url)
		var writers sync.WaitGroup
		for w := range 8 {
			writers.Go(func() { a.write(t, server.base, made.Key, fmt.Sprintf("r%dw%d", round, w)) })
		}
		gone := make(chan struct{})
		go func() {
			writers.Wait()
			close(gone)
		}()
		for range 20 + random.IntN(200) {
			select {
			case <-a.count:
			case <-gone:
				require.Fail(t, "the writers have ended")
			}
		}
		server.kill(t)
		<-gone
		a.check(t, sh, round)
	}
	t.Logf("%d acknowledged writes", len(a.users))
}

// check reads the database after a server has been killed.
func (a *acknowledged) check(t *testing.T, sh *shell, round int) {
	t.Helper()
	var talk text
	o, err := sh.program(&talk, &talk).open(t.Context(), settings.Settings{DB: sh.db})
	require.NoError(t, err)
	defer func() { require.NoError(t, o.Close()) }()
	if o.db.Dialect() == "sqlite" {
		var verdict string
		require.NoError(t, o.db.GORM().Raw("PRAGMA integrity_check").Scan(&verdict).Error)
		require.Equal(t, "ok", verdict)
	}
	found := map[string]string{}
	for _, u := range storedUsers(t, o.db) {
		found[u.EmailAddress] = *u.FirstName
		require.Equal(t, u.EmailAddress, u.TagList)
	}
	for address := range a.users {
		require.Equal(t, address, found[address], "lost in round %d", round)
	}
	var halves int64
	require.NoError(t, o.db.GORM().Raw(
		"SELECT count(*) FROM users u WHERE first_name IS NOT NULL AND NOT EXISTS (SELECT 1 FROM user_labels l "+
			"WHERE l.workspace_id = u.workspace_id AND l.system_user_id = u.system_user_id "+
			"AND l.value = u.email_address)",
	).Scan(&halves).Error)
	require.Zero(t, halves)
}

func storedUsers(t *testing.T, db *store.DB) []models.User {
	t.Helper()
	var users []models.User
	require.NoError(t, db.GORM().Where("first_name IS NOT NULL").Find(&users).Error)
	return users
}
