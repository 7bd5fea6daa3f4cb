package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/seed-267014d6/roster/cmd/roster/settings"
	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/store"
)

// opened is an open database and the directory in it.
type opened struct {
	*models.Directory
	db     *store.DB
	limits *bounds
}

// open opens the database, creating a missing SQLite file. Whether the schema
// is there is another question: see ready.
func (p *program) open(ctx context.Context, s settings.Settings) (*opened, error) {
	limits, err := boundsOf(s)
	if err != nil {
		return nil, err
	}
	limits.work.Now = p.now
	db, err := store.Open(ctx, s.DB, limits.work)
	if err != nil {
		return nil, err
	}
	return &opened{models.New(db, models.Options{
		Now: p.now, Random: p.random, Pepper: s.Pepper, TokenSecret: s.TokenSecret,
	}), db, limits}, nil
}

// openReady opens a database that exists and is up to date, and refuses others
// by saying which command helps.
func (p *program) openReady(ctx context.Context, s settings.Settings) (*opened, error) {
	if file, ok := sqliteFile(s.DB); ok {
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no database %s; `roster workspace create` makes one", file)
		}
	}
	o, err := p.open(ctx, s)
	if err != nil {
		return nil, err
	}
	pending, err := o.Pending(ctx)
	if err == nil && len(pending) > 0 {
		err = errors.New("the database is not at this program's schema; run `roster migrate` first")
	}
	if err != nil {
		return nil, errors.Join(err, o.Close())
	}
	return o, nil
}

// Close closes the database.
func (o *opened) Close() error { return o.db.Close() }

// sqliteFile is the file of an SQLite database.
func sqliteFile(url string) (string, bool) {
	file, ok := strings.CutPrefix(url, "sqlite:")
	file, _, _ = strings.Cut(file, "?")
	return file, ok
}

// workspace finds a workspace by name, or the only one where no name is given.
func (o *opened) workspace(ctx context.Context, name string) (models.Workspace, error) {
	all, err := o.Workspaces(ctx)
	if err != nil {
		return models.Workspace{}, err
	}
	if name == "" && len(all) == 1 {
		return all[0], nil
	}
	fold := models.FoldName(strings.TrimSpace(name))
	var names []string
	for _, w := range all {
		if models.FoldName(w.Name) == fold {
			return w, nil
		}
		names = append(names, w.Name)
	}
	switch {
	case len(all) == 0:
		return models.Workspace{}, fmt.Errorf("there is no workspace yet; %s", createHint)
	case name == "":
		return models.Workspace{}, usage("there are several workspaces; name one by --workspace: %s",
			strings.Join(names, ", "))
	}
	return models.Workspace{}, fmt.Errorf("there is no workspace %q; there are: %s", name, strings.Join(names, ", "))
}

const createHint = "make one by `roster workspace create NAME --admin EMAIL`"
