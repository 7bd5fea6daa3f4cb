package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/google/uuid"
	"github.com/urfave/cli/v3"

	"github.com/seed-267014d6/roster/cmd/roster/settings"
	"github.com/seed-267014d6/roster/cmd/roster/story"
	"github.com/seed-267014d6/roster/models"
)

// maxDemoUsers is as many as the demo is tried with.
const maxDemoUsers = 1_000_000

func (p *program) demoCommand() *cli.Command {
	return &cli.Command{
		Name:  "demo",
		Usage: "serve an invented sales organisation from a temporary database",
		Description: "Prints a link to the explorer, the service's URL, keys and lines to paste. The directory\n" +
			"is the same in every run; the database is removed at the end.",
		Flags: append(settingFlags("addr", "log-level", "log-format"), &cli.IntFlag{
			Name: "users", Value: story.DefaultUsers, OnlyOnce: true, Local: true,
			Usage: "`NUMBER` of users, up to " + strconv.Itoa(maxDemoUsers),
		}, &cli.BoolFlag{
			Name: "open", Aliases: []string{"o"}, OnlyOnce: true, Local: true,
			Usage: "open the explorer in the browser, signed in",
		}),
		Action: p.demo,
	}
}

func (p *program) demo(ctx context.Context, cmd *cli.Command) (err error) {
	if _, err := arguments(cmd); err != nil {
		return err
	}
	users := cmd.Int("users")
	if users < 2 || users > maxDemoUsers {
		return usage("--users: %d is not between 2 and %d", users, maxDemoUsers)
	}
	s, err := p.settings(cmd)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp(p.temp, "roster-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	// Of the configuration only the address and the log are the demo's. Any page
	// may read it, since its data are invented.
	s = settings.Settings{
		DB: "sqlite:" + filepath.Join(folder, "roster.db"), Addr: s.Addr, LogLevel: s.LogLevel, LogJSON: s.LogJSON,
		CORSOrigins: []string{"*"},
	}
	keys, err := p.tell(ctx, s, users)
	if err != nil {
		return err
	}
	o, err := p.open(ctx, s)
	if err != nil {
		return err
	}
	defer closeInto(&err, o)
	srv, err := p.newServer(ctx, o, s)
	if err != nil {
		return err
	}
	l, err := p.listenNear(ctx, s.Addr)
	if err != nil {
		return err
	}
	root := rootURL(s, l.Addr())
	link := strings.TrimSuffix(root, serviceRoot) + srv.handler.SignInLink(keys.admin)
	p.printDemo(root, link, keys)
	if cmd.Bool("open") {
		go func() {
			if err := p.browse(link); err != nil {
				p.say("cannot open a browser: %s; open the address by hand", err)
			}
		}()
	}
	return srv.serve(ctx, l)
}

// pragmas sets how SQLite's one writer works.
func (o *opened) pragmas(ctx context.Context, pragmas ...string) error {
	for _, pragma := range pragmas {
		if err := o.db.GORM().WithContext(ctx).Exec("PRAGMA " + pragma).Error; err != nil {
			return err
		}
	}
	return nil
}

// demoKeys are the keys of the demo's workspace.
type demoKeys struct{ read, admin string }

// tell makes the database, fills it with the story and makes keys for it. It is
// closed then, which gives back what the loading took of memory.
func (p *program) tell(ctx context.Context, s settings.Settings, users int) (keys demoKeys, err error) {
	defer debug.FreeOSMemory()
	o, err := p.open(ctx, s)
	if err != nil {
		return demoKeys{}, err
	}
	defer closeInto(&err, o)
	if err := p.bringUp(ctx, o); err != nil {
		return demoKeys{}, err
	}
	workspace, err := seedWorkspace(ctx, o)
	if err != nil {
		return demoKeys{}, err
	}
	org := story.New(users)
	began := p.now()
	// Nobody else uses the database yet, and none is left if this fails.
	// SQLite's one writer trades safety for speed, which writes 6 times fewer bytes.
	hurry := []string{"synchronous = off", "wal_autocheckpoint = 16384", "cache_size = -8192"}
	if err := o.pragmas(ctx, hurry...); err != nil {
		return demoKeys{}, err
	}
	err = o.Unindexed(ctx, func() error { return p.loadStory(ctx, o.Directory, workspace, org) })
	if err != nil {
		return demoKeys{}, err
	}
	p.say("loaded %d users and %d teams in %s", users, org.Teams(), p.now().Sub(began).Round(time.Millisecond))
	if _, keys.read, err = o.CreateKey(ctx, workspace, story.ReaderEmail, models.ScopeRead, nil); err != nil {
		return demoKeys{}, err
	}
	_, keys.admin, err = o.CreateKey(ctx, workspace, story.AdminEmail, models.ScopeAdmin, nil)
	return keys, err
}

// seedWorkspace makes the workspace and its admin with the same ids and times
// in every run. The key that comes with them could be guessed for that reason,
// and is revoked.
func seedWorkspace(ctx context.Context, o *opened) (id uuid.UUID, err error) {
	seeded := models.New(o.db, models.Options{
		Now:    story.Beginning,
		Random: rand.NewChaCha8([32]byte([]byte("the same ids in every demo, Rostr"))),
	})
	w, _, _, err := seeded.CreateWorkspace(ctx, story.Workspace, story.AdminEmail)
	if err != nil {
		return id, err
	}
	keys, err := o.Keys(ctx, w.ID)
	for _, key := range keys {
		err = errors.Join(err, o.RevokeKey(ctx, w.ID, key.KeyID))
	}
	return w.ID, err
}

// How many people are made and loaded at once, and of how many the memberships:
// memory stays flat.
const (
	demoChunk   = 10_000
	memberChunk = 50_000
)

func (p *program) loadStory(
	ctx context.Context, d *models.Directory, workspace uuid.UUID, org *story.Organisation,
) error {
	for from := 0; from < org.Users(); from += demoChunk {
		users := org.UserRows(from, min(from+demoChunk, org.Users()))
		if err := d.Load(ctx, workspace, users, nil, nil); err != nil {
			return err
		}
		p.sayLoaded("users", from+len(users), org.Users())
	}
	for from := 0; from < org.Teams(); from += demoChunk {
		teams := org.TeamRows(from, min(from+demoChunk, org.Teams()))
		if err := d.Load(ctx, workspace, nil, teams, nil); err != nil {
			return err
		}
	}
	for from := 0; from < org.Users(); from += memberChunk {
		to := min(from+memberChunk, org.Users())
		members := org.MemberRows(from, to)
		// In the order of the table, so that neighbours go into the same pages.
		slices.SortFunc(members, func(a, b models.NewMember) int {
			return cmp.Or(bytes.Compare(a.TeamID[:], b.TeamID[:]), bytes.Compare(a.UserID[:], b.UserID[:]))
		})
		if err := d.Load(ctx, workspace, nil, nil, members); err != nil {
			return err
		}
		p.sayLoaded("memberships of users", to, org.Users())
	}
	debug.FreeOSMemory() // before the indexes are built, which takes as much again
	return nil
}

// sayLoaded tells how far a large demo is.
func (p *program) sayLoaded(what string, done, all int) {
	if done%(2*memberChunk) == 0 {
		p.say("loaded %d of %d %s", done, all, what)
	}
}

// listenNear listens on the address, or on the next port that is free.
func (p *program) listenNear(ctx context.Context, address string) (net.Listener, error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		return nil, err
	}
	const tries = 100
	for last := min(port+tries, 65535); ; port++ {
		l, err := p.listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if err == nil || !errors.Is(err, syscall.EADDRINUSE) || port >= last {
			return l, err
		}
	}
}

// printDemo prints what there is to copy.
func (p *program) printDemo(root, link string, keys demoKeys) {
	server := strings.TrimSuffix(root, serviceRoot)
	fmt.Fprintf(p.out, `
Open in a browser: %[7]s  (signs in once, as admin)

The directory of %[1]s is at

    %[2]s

Read key    %[3]s   (sees everything, changes nothing)
Admin key   %[4]s   (also writes)

Power BI: Get data > OData feed > the URL above > Basic, any user name, a key as password.

Power Query M (credentials: Anonymous):

    OData.Feed("%[2]s", null, [Implementation = "2.0", Headers = [#"X-ApiKey" = "%[3]s"]])

curl, reading and writing:

    curl -H 'X-ApiKey: %[3]s' '%[2]sUsers?$filter=isActive&$top=3&$select=displayName,tags'

    curl -H 'X-ApiKey: %[4]s' -d '{"emailAddress":"ada@%[6]s","tags":"AE|SouthEast"}' '%[5]s/api/v1/users/upsert'

For the examples of README.md:

    export ROOT='%[5]s' READ_KEY='%[3]s' ADMIN_KEY='%[4]s'

It goes on until you press Ctrl-C; then the database is removed.
`, story.Workspace, root, keys.read, keys.admin, server, strings.SplitN(story.AdminEmail, "@", 2)[1],
		link)
}
