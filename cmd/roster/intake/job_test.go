package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/handlers"
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/payload"
	"github.com/seed-267014d6/roster/odata/store"
)

// field is a directory with one workspace, and what a job has said of it.
type field struct {
	t         *testing.T
	db        *store.DB
	directory *models.Directory
	workspace uuid.UUID
	shapes    handlers.Shapes
	failures  []string
}

func newField(t *testing.T, db *store.DB) *field {
	t.Helper()
	model, err := metadata.Build(
		metadata.Options{Namespace: "Roster", Normalisers: models.Normalisers()},
		metadata.SetSource{Name: "Users", Model: &models.User{}},
		metadata.SetSource{Name: "Teams", Model: &models.Team{}},
		metadata.SetSource{Name: "TeamMembers", Model: &models.TeamMember{}})
	require.NoError(t, err)
	shapes, err := handlers.ShapesOf(model)
	require.NoError(t, err)
	d := models.New(db, models.Options{Now: time.Now})
	require.NoError(t, d.Migrate(t.Context()))
	w, _, _, err := d.CreateWorkspace(t.Context(), "Acme", "admin@acme.example")
	require.NoError(t, err)
	return &field{t: t, db: db, directory: d, workspace: w.ID, shapes: shapes}
}

// load runs a job on the lines, three in a transaction so that there are several.
func (f *field) load(kind Kind, text ...string) Counts {
	f.t.Helper()
	f.failures = nil
	counts, err := f.job(kind).Run(f.t.Context(), strings.NewReader(strings.Join(text, "\n")))
	require.NoError(f.t, err)
	return counts
}

func (f *field) job(kind Kind) *Job {
	return &Job{
		Directory: f.directory, Workspace: f.workspace, Shapes: f.shapes, Kind: kind, Batch: 3,
		Failed: func(number int, err error) {
			f.failures = append(f.failures, fmt.Sprintf("%d: %v", number, err))
		},
	}
}

func (f *field) user(email string) models.User {
	f.t.Helper()
	var u models.User
	require.NoError(f.t, f.db.GORM().Take(&u, "workspace_id = ? AND email_key = ?", f.workspace, email).Error)
	return u
}

func (f *field) team(name string) models.Team {
	f.t.Helper()
	var team models.Team
	require.NoError(f.t, f.db.GORM().Take(&team, "workspace_id = ? AND name = ?", f.workspace, name).Error)
	return team
}

func (f *field) members() int64 {
	f.t.Helper()
	var n int64
	require.NoError(f.t, f.db.GORM().Model(&models.TeamMember{}).Where("workspace_id = ?", f.workspace).Count(&n).Error)
	return n
}

func TestUsers(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		f := newField(t, db)
		lines := []string{
			`{"emailAddress":"ada@acme.example","role":"LimitedAdmin","tags":"AE|SouthEast","aliases":["A"]}`,
			``,
			`{"emailAddress":"bob@acme.example","managerEmailAddress":"ADA@Acme.Example"}`,
			`  `,
			`{"emailAddress":"cem@acme.example","managerEmailAddress":"bob@acme.example"}` + "\r",
			`{"emailAddress":"dan@acme.example","managerEmailAddress":"cem@acme.example","firstName":null}`,
		}
		require.Equal(t, Counts{Created: 4}, f.load(Users, lines...))
		require.Empty(t, f.failures)
		require.Equal(t, f.user("ada@acme.example").ID, *f.user("bob@acme.example").ManagerID)
		require.Equal(t, f.user("cem@acme.example").ID, *f.user("dan@acme.example").ManagerID)
		require.Equal(t, []string{"AE", "SouthEast"}, f.user("ada@acme.example").Tags)

		before := f.user("dan@acme.example").ModifiedAt
		require.Equal(t, Counts{Unchanged: 4}, f.load(Users, lines...))
		require.Equal(t, before, f.user("dan@acme.example").ModifiedAt)

		require.Equal(t, Counts{Updated: 1}, f.load(Users,
			`{"emailAddress":"dan@acme.example","managerEmailAddress":null}`))
		require.Nil(t, f.user("dan@acme.example").ManagerID)
	})
}

// TestRefusedLines checks that a refused line takes no other with it.
func TestRefusedLines(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		f := newField(t, db)
		ada := `{"emailAddress":"ada@acme.example"}`
		counts := f.load(Users,
			ada,
			`{"emailAddress":"bob@acme.example","role":"Emperor"}`,
			`{"emailAddress":"cem@acme.example"}`,
			`{"emailAddress":"nobody"}`,
			`not json`,
			`{"emailAddress":"dan@acme.example","emialAddress":"x"}`,
			`{"emailAddress":"eve@acme.example","emailAddress":"x"}`,
			`{"emailAddress":"fay@acme.example","managerId":"00000000-0000-0000-0000-00000000000a"}`,
			`{"emailAddress":"guy@acme.example","managerEmailAddress":"nobody@acme.example"}`,
			`{"emailAddress":"hal@acme.example","managerEmailAddress":"no address"}`,
			`{"emailAddress":"ivy@acme.example","managerEmailAddress":"a@b.c","managerId":null}`,
			`{"emailAddress":"admin@acme.example","role":"Participant"}`,
			`{"firstName":"`+strings.Repeat("x", payload.DefaultBodyBytes)+`"}`,
			`{"firstName":"x"}`,
			`[]`,
			`{"emailAddress":"jon@acme.example","manager":{}}`,
			"{\"emailAddress\":\"kim@acme.example\",\"firstName\":\"\xff\"}",
			`{"emailAddress":"zoe@acme.example"}`)
		require.Equal(t, Counts{Created: 3, Failed: 15}, counts)
		f.user("ada@acme.example")
		f.user("cem@acme.example")
		f.user("zoe@acme.example")
		var numbers []int
		for _, failure := range f.failures {
			var n int
			_, err := fmt.Sscanf(failure, "%d:", &n)
			require.NoError(t, err)
			numbers = append(numbers, n)
		}
		require.Equal(t, []int{2, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17, 9, 10}, numbers,
			"in their order, after them those that have waited")
		all := strings.Join(f.failures, "\n")
		for _, want := range []string{
			"role must be", `did you mean 'emailAddress'?`, "given twice",
			`no user with the address "nobody@acme.example"`,
			"managerId and managerEmailAddress say the same; give one", "is longer than 65536 bytes",
			"(managerEmailAddress, position 58)",
		} {
			require.Contains(t, all, want)
		}
	})
}

// TestOrderDoesNotMatter loads children before parents, and a chain that ends nowhere.
func TestOrderDoesNotMatter(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		f := newField(t, db)
		var reverse []string
		const depth = 40
		for i := depth; i > 0; i-- {
			reverse = append(reverse, fmt.Sprintf(`{"name":"Team %d","parentTeamName":"team %d"}`, i, i-1))
		}
		reverse = append(reverse,
			`{"name":"Lost","parentTeamName":"Nowhere"}`,
			`{"name":"Loster","parentTeamName":"Lost"}`,
			`{"name":"TEAM 0"}`)
		require.Equal(t, Counts{Created: depth + 1, Failed: 2}, f.load(Teams, reverse...))
		require.Equal(t, f.team("TEAM 0").ID, *f.team("Team 1").ParentTeamID)
		require.Equal(t, f.team("Team 39").ID, *f.team("Team 40").ParentTeamID)
		require.Len(t, f.failures, 2)
		require.Contains(t, f.failures[0], `41: there is no team with the name "Nowhere"`)
		require.Contains(t, f.failures[1], `42: there is no team with the name "Lost"`)

		require.Equal(t, Counts{Created: 2}, f.load(Users,
			`{"emailAddress":"a@acme.example","managerEmailAddress":"b@acme.example"}`,
			`{"emailAddress":"b@acme.example"}`))
		require.Equal(t, f.user("b@acme.example").ID, *f.user("a@acme.example").ManagerID)
	})
}

func TestTeams(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		f := newField(t, db)
		require.Equal(t, Counts{Created: 2, Failed: 2}, f.load(Teams,
			`{"name":"Sales","managerEmailAddress":"Admin@acme.example","membersCanViewCredits":true}`,
			`{"name":"North","parentTeamName":" SALES ","description":"x"}`,
			`{"name":"South","managerEmailAddress":"nobody@acme.example"}`,
			`{"name":"Sales","parentTeamName":"North"}`))
		require.Equal(t, f.user("admin@acme.example").ID, *f.team("Sales").ManagerID)
		require.True(t, f.team("Sales").MembersCanViewCredits)
		require.Equal(t, f.team("Sales").ID, *f.team("North").ParentTeamID)
		require.Contains(t, f.failures[0], `3: there is no user with the address "nobody@acme.example"`)
		require.Contains(t, f.failures[1], "cycle")
	})
}

// TestRenamed checks that a row is found by its new name at once, and no longer by the old.
func TestRenamed(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		f := newField(t, db)
		require.Equal(t, Counts{Created: 1}, f.load(Teams, `{"name":"Sales"}`))
		id := f.team("Sales").ID
		require.Equal(t, Counts{Created: 1, Updated: 1, Failed: 1}, f.load(Teams,
			fmt.Sprintf(`{"teamId":"%s","name":"Revenue"}`, id),
			`{"name":"North","parentTeamName":"Revenue"}`,
			`{"name":"South","parentTeamName":"Sales"}`))
		require.Equal(t, id, *f.team("North").ParentTeamID)
	})
}

func TestMembers(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		f := newField(t, db)
		require.Equal(t, Counts{Created: 2}, f.load(Teams, `{"name":"Sales"}`, `{"name":"North"}`))
		user, team := f.user("admin@acme.example").ID, f.team("North").ID
		lines := []string{
			`{"teamName":"sales","emailAddress":"ADMIN@acme.example"}`,
			fmt.Sprintf(`{"teamId":"%s","systemUserId":"%s","createdAt":"2020-01-01T00:00:00Z"}`, team, user),
			`{"teamName":"Sales","emailAddress":"admin@acme.example"}`,
			`{"teamName":"Sales"}`,
			`{"emailAddress":"admin@acme.example"}`,
			`{"teamName":null,"emailAddress":"admin@acme.example"}`,
			`{"teamName":"East","emailAddress":"admin@acme.example"}`,
			`{"teamName":"Sales","emailAddress":"nobody@acme.example"}`,
			fmt.Sprintf(`{"teamId":"%s","systemUserId":"%s"}`, user, team),
		}
		require.Equal(t, Counts{Created: 2, Unchanged: 1, Failed: 6}, f.load(Members, lines...))
		require.EqualValues(t, 2, f.members())
		all := strings.Join(f.failures, "\n")
		require.Contains(t, all, "4: emailAddress or systemUserId is required")
		require.Contains(t, all, "5: teamName or teamId is required")
		require.Contains(t, all, "6: teamName or teamId is required")
		require.Contains(t, all, `7: there is no team with the name "East"`)
		require.Contains(t, all, `8: there is no user with the address "nobody@acme.example"`)
	})
}

// TestOtherWorkspace checks that names and ids of another workspace are nobody's.
func TestOtherWorkspace(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		f := newField(t, db)
		other, admin, _, err := f.directory.CreateWorkspace(t.Context(), "Other", "other@other.example")
		require.NoError(t, err)
		require.Equal(t, Counts{Failed: 2}, f.load(Users,
			`{"emailAddress":"a@acme.example","managerEmailAddress":"other@other.example"}`,
			fmt.Sprintf(`{"emailAddress":"a@acme.example","managerId":"%s"}`, admin.ID)))
		f.workspace = other.ID
		require.Equal(t, Counts{Created: 1}, f.load(Users,
			`{"emailAddress":"a@acme.example","managerEmailAddress":"other@other.example"}`))
	})
}

// TestProgress checks that what is told grows to the whole.
func TestProgress(t *testing.T) {
	t.Parallel()
	f := newField(t, odatatest.SQLite(t))
	job := f.job(Users)
	var seen []int64
	var last Counts
	job.Progress = func(bytes int64, c Counts) { seen, last = append(seen, bytes), c }
	text := strings.Repeat(`{"emailAddress":"a@acme.example"}`+"\n", 10)
	counts, err := job.Run(t.Context(), strings.NewReader(text))
	require.NoError(t, err)
	require.Equal(t, counts, last)
	require.Equal(t, 10, counts.Lines())
	require.IsNonDecreasing(t, seen)
	require.GreaterOrEqual(t, len(seen), 4, "one for each transaction")
	require.EqualValues(t, len(text), seen[len(seen)-1])
}

// broken gives some text, then an error.
type broken struct{ text io.Reader }

var errBroken = errors.New("the disk is gone")

func (b broken) Read(p []byte) (int, error) {
	n, err := b.text.Read(p)
	if errors.Is(err, io.EOF) {
		err = errBroken
	}
	return n, err
}

func TestBrokenInput(t *testing.T) {
	t.Parallel()
	f := newField(t, odatatest.SQLite(t))
	text := `{"emailAddress":"a@acme.example"}` + "\n" + `{"em`
	counts, err := f.job(Users).Run(t.Context(), broken{strings.NewReader(text)})
	require.ErrorIs(t, err, errBroken)
	require.Equal(t, Counts{Created: 1}, counts, "what was read whole is stored")
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	f := newField(t, odatatest.SQLite(t))
	ctx, cancel := context.WithCancel(t.Context())
	job := f.job(Users)
	job.Progress = func(int64, Counts) { cancel() }
	var text strings.Builder
	for i := range 20 {
		fmt.Fprintf(&text, `{"emailAddress":"u%d@acme.example"}`+"\n", i)
	}
	counts, err := job.Run(ctx, strings.NewReader(text.String()))
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, Counts{Created: 3}, counts, "one transaction")
}
