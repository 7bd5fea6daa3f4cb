package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"time"

	"github.com/google/uuid"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/store"
)

// bench is the measurements on one database.
type bench struct {
	dialect, url, file string
	folder, roster     string
	users, turns       int
	out                io.Writer

	people      *people
	workspaces  int
	workspace   uuid.UUID
	key         string
	smallKey    string  // of a workspace of smallUsers
	smallMemory float64 // of the server for its feed, in MB
	ours        *server
	theirs      *server
}

// columns are those of the feed, with their names in the database.
const (
	columns = "systemUserId,emailAddress,role,firstName,lastName,managerId,createdAt,modifiedAt"
	stored  = "system_user_id, email_address, role, first_name, last_name, manager_id, created_at, modified_at"
	service = "/odata/v4/"
)

func (b *bench) row(what, format string, args ...any) {
	fmt.Fprintf(b.out, "%-9s %-58s %s\n", b.dialect, what, fmt.Sprintf(format, args...))
}

// fill loads the directory, and times it.
func (b *bench) fill(ctx context.Context) error {
	db, err := store.Open(ctx, b.url, store.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	d := models.New(db, models.Options{Now: time.Now})
	if err := errors.Join(d.Migrate(ctx), d.IndexTexts(ctx)); err != nil {
		return err
	}
	taken, err := timed(func() error {
		return d.Unindexed(ctx, func() error { return b.fillAll(ctx, d) })
	})
	if err != nil {
		return err
	}
	rows := float64(b.users*b.workspaces)*6 + float64(b.users*b.workspaces)/50
	b.row("load users, teams and memberships", "%.0f rows/s", rows/taken.Seconds())
	return d.Analyse(ctx)
}

// smallUsers is the size of a workspace that the others are compared with.
const smallUsers = 10_000

// fillAll loads the workspaces, and the small one.
func (b *bench) fillAll(ctx context.Context, d *models.Directory) error {
	for i := range b.workspaces + 1 {
		w, _, key, err := d.CreateWorkspace(ctx, fmt.Sprint("Bench ", i), "admin@bench.example")
		if err != nil {
			return err
		}
		people := &people{
			random: rand.New(rand.NewPCG(1, uint64(i))),
			newID:  d.NewID, created: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
		}
		size := b.users
		switch i {
		case 0:
			b.workspace, b.key, b.people = w.ID, key, people
		case b.workspaces:
			b.smallKey, size = key, smallUsers
		}
		if err := people.load(ctx, d, w.ID, size); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) measure(ctx context.Context) error {
	if err := b.fill(ctx); err != nil {
		return err
	}
	var err error
	var began time.Duration
	b.ours, began, err = start(ctx, service+"Users?$top=1", b.key,
		b.roster, "serve", "--db", b.url, "--log-level", "error")
	if err != nil {
		return err
	}
	defer b.ours.stop()
	b.row("start to first answer", "%.0f ms", float64(began.Microseconds())/1000)
	self, err := os.Executable()
	if err != nil {
		return err
	}
	b.theirs, _, err = start(ctx, "/users/first/1", "", self,
		"-plain", "-db", b.url, "-workspace", b.workspace.String())
	if err != nil {
		return err
	}
	defer b.theirs.stop()
	for _, step := range []func(context.Context) error{
		b.small, b.feed, b.memory, b.page, b.depth, b.point, b.expand, b.search, b.fairness,
		b.upsert, b.intake, b.crowd,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// feed reads all users, page after page, beside the database's own export.
func (b *bench) feed(ctx context.Context) error {
	m, err := rounds(b.turns,
		func() error {
			_, _, err := b.ours.follow(ctx, service+"Users?$select="+columns)
			return err
		},
		func() error { return b.export(ctx) },
		func() error {
			_, err := b.theirs.get(ctx, "/users")
			return err
		})
	if err != nil {
		return err
	}
	b.row("feed of 8 columns", "%.0f ms; %.2f x the database's export, %.2f x echo+GORM", m[0], m[0]/m[1], m[0]/m[2])
	return nil
}

// export writes the feed's columns by the database's own tool.
func (b *bench) export(ctx context.Context) error {
	workspace := "x'" + hex.EncodeToString(b.workspace[:]) + "'"
	if b.dialect == "postgres" {
		workspace = "'" + b.workspace.String() + "'"
	}
	query := "SELECT " + stored + " FROM users WHERE workspace_id = " + workspace + " ORDER BY system_user_id"
	cmd := exec.CommandContext(ctx, "sqlite3", b.file, query)
	if b.dialect == "postgres" {
		cmd = exec.CommandContext(ctx, "psql", b.url, "-q", "-c", "COPY ("+query+") TO STDOUT")
	}
	file, err := os.Create(b.folder + "/export")
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	cmd.Stdout = file
	return cmd.Run()
}

// memory is what the server has needed for the feeds so far.
func (b *bench) memory(context.Context) error {
	ours, err := b.ours.peak()
	if err != nil {
		return err
	}
	theirs, err := b.theirs.peak()
	if err != nil {
		return err
	}
	b.row("peak memory of the server", "%.0f MB, %.2f x that for %d users; echo+GORM %.0f MB",
		ours, ours/b.smallMemory, smallUsers, theirs)
	return nil
}

// page reads 1,000 users by key.
func (b *bench) page(ctx context.Context) error {
	m, err := rounds(b.turns*8,
		func() error {
			_, err := b.ours.get(ctx, service+"Users?$select="+columns+"&$top=1000")
			return err
		},
		func() error {
			_, err := b.theirs.get(ctx, "/users/first/1000")
			return err
		})
	if err != nil {
		return err
	}
	b.row("page of 1,000 by key, p50", "%.2f ms; %.2f x echo+GORM", m[0], m[0]/m[1])
	return nil
}

// depth compares a page at nine tenths of the feed with the first.
func (b *bench) depth(ctx context.Context) error {
	for _, order := range []string{"systemUserId", "displayName", "createdAt desc", "lastName desc"} {
		first := service + "Users?$select=" + columns + "&$orderby=" + order
		deep, pages := first, b.users*9/10/5000
		for range pages {
			body, err := b.ours.get(ctx, deep)
			if err != nil {
				return err
			}
			if deep = nextLink(body); deep == "" {
				return fmt.Errorf("%s ends early", order)
			}
		}
		m, err := rounds(b.turns*2,
			func() error {
				_, err := b.ours.get(ctx, first)
				return err
			},
			func() error {
				_, err := b.ours.get(ctx, deep)
				return err
			})
		if err != nil {
			return err
		}
		b.row("page at 90 % of $orderby="+order, "%.2f ms; %.2f x the first page", m[1], m[1]/m[0])
	}
	return nil
}

// span is how long rates are measured.
const span = 2 * time.Second

// point reads single users by their keys.
func (b *bench) point(ctx context.Context) error {
	const workers = 8
	id := func(worker, n int) string {
		return b.people.users[(worker*7919+n*104_729)%len(b.people.users)].String()
	}
	var ours, theirs float64
	for range b.turns {
		r, err := b.ours.over(ctx, workers, func(w *wire, worker, n int) error {
			return w.send("GET", service+"Users("+id(worker, n)+")?$select="+columns, "")
		})
		if err != nil {
			return err
		}
		ours += r
		if r, err = b.theirs.over(ctx, workers, func(w *wire, worker, n int) error {
			return w.send("GET", "/users/"+id(worker, n), "")
		}); err != nil {
			return err
		}
		theirs += r
	}
	b.row("point reads, 8 connections", "%.0f /s; %.2f x echo+GORM", ours/float64(b.turns), ours/theirs)
	return nil
}

// expand reads 100 users with their memberships and the teams of those.
func (b *bench) expand(ctx context.Context) error {
	m, err := rounds(b.turns*8,
		func() error {
			_, err := b.ours.get(ctx, service+"Users?$expand=memberships($expand=team)&$top=100")
			return err
		},
		func() error {
			_, err := b.theirs.get(ctx, "/expanded")
			return err
		})
	if err != nil {
		return err
	}
	b.row("100 users with memberships and teams, p50", "%.2f ms; %.2f x GORM's Preload", m[0], m[0]/m[1])
	return nil
}

// searched is a query by a part of a text; a second negation keeps it from the index.
const (
	searched   = service + "Users?$filter=contains(externalId,'r-00012') and role eq 'Participant'" + ordered
	unsearched = service + "Users?$filter=not (not contains(externalId,'r-00012')) and role eq 'Participant'" + ordered
	ordered    = "&$orderby=displayName&$count=true&$top=20"
)

// search filters by a part of a name, and counts.
func (b *bench) search(ctx context.Context) error {
	get := func(path string) func() error {
		return func() error {
			_, err := b.ours.get(ctx, path)
			return err
		}
	}
	m, err := rounds(b.turns*2, get(searched), get(unsearched))
	if err != nil {
		return err
	}
	b.row("contains, equality, order and count", "%.1f ms; %.3f x without the index", m[0], m[0]/m[1])
	return nil
}

// upsert writes users over 16 connections.
func (b *bench) upsert(ctx context.Context) error {
	const workers = 16
	var ours, theirs float64
	for range b.turns {
		r, err := b.ours.over(ctx, workers, func(w *wire, worker, n int) error {
			return w.send("POST", "/api/v1/users/upsert", fmt.Sprintf(
				`{"emailAddress":"user%07d@bench.example","firstName":"Name %d"}`, (worker*7919+n*31)%b.users, n))
		})
		if err != nil {
			return err
		}
		ours += r
		r, err = b.theirs.over(ctx, workers, func(w *wire, worker, n int) error {
			address := fmt.Sprintf("user%07d@bench.example", (worker*7919+n*31)%b.users)
			return w.send("POST", "/users", fmt.Sprintf(
				`{"WorkspaceID":"%s","ID":"%s","EmailAddress":"%s","EmailKey":"%s","Role":"Participant",`+
					`"IsActive":true,"FirstName":"Name %d","DisplayName":"x","DisplayNameFold":"x",`+
					`"CreatedAt":"2020-01-01T00:00:00Z",`+
					`"ModifiedAt":"2026-01-01T00:00:00Z"}`, b.workspace, uuid.New(), address, address, n))
		})
		if err != nil {
			return err
		}
		theirs += r
	}
	b.row("upserts, 16 connections", "%.0f /s; %.2f x GORM's OnConflict", ours/float64(b.turns), ours/theirs)
	return nil
}
