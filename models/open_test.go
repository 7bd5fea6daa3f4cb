package models_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// clock is a clock that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 3, 4, 5, 6, 7, 123456789, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// fixture is a workspace of its own in a database that other tests use too.
type fixture struct {
	*models.Directory
	db    *store.DB
	clock *clock
	ws    models.Workspace
	admin models.User
	key   string
}

const adminEmail = "admin@example.com"

// onEach runs a test on every database, in a new workspace.
func onEach(t *testing.T, test func(t *testing.T, f *fixture)) {
	t.Helper()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		test(t, newFixture(t, db))
	})
}

func newFixture(t *testing.T, db *store.DB) *fixture {
	t.Helper()
	f := &fixture{db: db, clock: newClock()}
	f.Directory = models.New(db, models.Options{Now: f.clock.Now})
	require.NoError(t, f.Migrate(t.Context()))
	require.NoError(t, f.IndexTexts(t.Context()))
	f.addWorkspace(t)
	return f
}

// addWorkspace makes a workspace the fixture's.
func (f *fixture) addWorkspace(t *testing.T) {
	t.Helper()
	var err error
	name := fmt.Sprintf("%s %d", t.Name(), rand.Uint64())
	f.ws, f.admin, f.key, err = f.CreateWorkspace(t.Context(), name, adminEmail)
	require.NoError(t, err)
}

// onEachURL runs a test on a new, empty database of every kind.
func onEachURL(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	for name, url := range map[string]func(testing.TB) string{
		"sqlite": odatatest.SQLiteURL, "postgres": odatatest.PostgresURL,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, url(t))
		})
	}
}

func open(t *testing.T, url string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), url, store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// write runs one write and requires that it succeeds.
func (f *fixture) write(t *testing.T, fn func(tx *models.Tx) error) {
	t.Helper()
	require.NoError(t, f.Write(t.Context(), f.ws.ID, fn))
}

// upsert writes a user and gives it as it is stored then.
func (f *fixture) upsert(t *testing.T, c models.UserChange, m models.Merge) (models.User, models.Result) {
	t.Helper()
	var id uuid.UUID
	var result models.Result
	f.write(t, func(tx *models.Tx) (err error) {
		id, result, err = tx.UpsertUser(t.Context(), c, m)
		return err
	})
	return f.user(t, id), result
}

// refused writes a user and gives the refusal.
func (f *fixture) refused(t *testing.T, c models.UserChange, m models.Merge) *models.Error {
	t.Helper()
	var refusal *models.Error
	err := f.Write(t.Context(), f.ws.ID, func(tx *models.Tx) error {
		_, _, err := tx.UpsertUser(t.Context(), c, m)
		return err
	})
	require.ErrorAs(t, err, &refusal)
	return refusal
}

func (f *fixture) upsertTeam(t *testing.T, c models.TeamChange, m models.Merge) (models.Team, models.Result) {
	t.Helper()
	var id uuid.UUID
	var result models.Result
	f.write(t, func(tx *models.Tx) (err error) {
		id, result, err = tx.UpsertTeam(t.Context(), c, m)
		return err
	})
	return f.team(t, id), result
}

func (f *fixture) refusedTeam(t *testing.T, c models.TeamChange, m models.Merge) *models.Error {
	t.Helper()
	var refusal *models.Error
	err := f.Write(t.Context(), f.ws.ID, func(tx *models.Tx) error {
		_, _, err := tx.UpsertTeam(t.Context(), c, m)
		return err
	})
	require.ErrorAs(t, err, &refusal)
	return refusal
}

func (f *fixture) user(t *testing.T, id uuid.UUID) models.User {
	t.Helper()
	var u models.User
	require.NoError(t, f.db.GORM().Take(&u, "workspace_id = ? AND system_user_id = ?", f.ws.ID, id).Error)
	return u
}

func (f *fixture) team(t *testing.T, id uuid.UUID) models.Team {
	t.Helper()
	var team models.Team
	require.NoError(t, f.db.GORM().Take(&team, "workspace_id = ? AND team_id = ?", f.ws.ID, id).Error)
	return team
}

// count counts the rows of a table that belong to the workspace.
func (f *fixture) count(t *testing.T, table string) int {
	t.Helper()
	var n int64
	require.NoError(t, f.db.GORM().Table(table).Where("workspace_id = ?", f.ws.ID).Count(&n).Error)
	return int(n)
}

// labelsOf gives the stored labels of an owner, in order.
func (f *fixture) labelsOf(t *testing.T, table, column string, owner uuid.UUID, kind string) (values, folds []string) {
	t.Helper()
	var rows []struct {
		Ord   int
		Value string
		Fold  string
	}
	require.NoError(t, f.db.GORM().Table(table).
		Where("workspace_id = ? AND "+column+" = ? AND kind = ?", f.ws.ID, owner, kind).
		Order("ord").Scan(&rows).Error)
	values, folds = []string{}, []string{}
	for i, r := range rows {
		require.Equal(t, i, r.Ord)
		values, folds = append(values, r.Value), append(folds, r.Fold)
	}
	return values, folds
}

// put upserts a user, adding its labels.
func (f *fixture) put(t *testing.T, c models.UserChange) (models.User, models.Result) {
	t.Helper()
	return f.upsert(t, c, models.MergeAdd)
}

// putTeam upserts a team, adding its labels.
func (f *fixture) putTeam(t *testing.T, c models.TeamChange) (models.Team, models.Result) {
	t.Helper()
	return f.upsertTeam(t, c, models.MergeAdd)
}

func withRole(email, role string) models.UserChange {
	return models.UserChange{EmailAddress: text(email), Role: text(role)}
}

func text(s string) models.Optional[string] { return models.Some(s) }

func byEmail(email string) models.UserChange {
	return models.UserChange{EmailAddress: models.Some(email)}
}

func byName(name string) models.TeamChange { return models.TeamChange{Name: models.Some(name)} }

// together calls fn n times at once.
func together(n int, fn func(i int)) {
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			fn(i)
		})
	}
	close(start)
	all.Wait()
}
