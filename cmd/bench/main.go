// Command bench measures Roster beside what one could use instead: the databases'
// own tools, and a plain handler of echo and GORM on the same tables.
//
//	go run ./odata/odatatest/testserver -- go run ./cmd/bench [-users N] [-rounds N] [-only NAME]
//
// Every program runs in a process of its own. Figures are medians of rounds in
// which the programs take turns, so that their ratios mean something on a machine
// that is busy.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"

	"github.com/google/uuid"

	"github.com/seed-267014d6/roster/odata/odatatest/pgserver"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	users := flag.Int("users", 100_000, "users of the directory")
	workspaces := flag.Int("workspaces", 1, "workspaces of so many users")
	turns := flag.Int("rounds", 5, "rounds of each measurement")
	only := flag.String("only", "", "measure on this database only: sqlite or postgres")
	serve := flag.Bool("plain", false, "serve the plain handler")
	create := flag.Int("create", 0, "create so many users by GORM")
	database := flag.String("db", "", "URL of the plain handler's database")
	addr := flag.String("addr", "", "address of the plain handler")
	workspace := flag.String("workspace", "", "id of the plain handler's workspace")
	flag.Parse()
	switch {
	case *serve:
		id, err := uuid.Parse(*workspace)
		if err != nil {
			return err
		}
		return plain(ctx, *database, *addr, id)
	case *create > 0:
		return plainCreate(ctx, *database, *create)
	}
	folder, err := os.MkdirTemp("", "roster-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	roster := filepath.Join(folder, "roster")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", roster, "./cmd/roster").CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w: %s", err, out)
	}
	for _, dialect := range []string{"postgres", "sqlite"} {
		if *only != "" && *only != dialect {
			continue
		}
		b := &bench{
			dialect: dialect, folder: folder, roster: roster,
			users: *users, workspaces: *workspaces, turns: *turns, out: os.Stdout,
		}
		if b.url, b.file, err = b.database(ctx, "bench"); err != nil {
			return err
		}
		if err := b.measure(ctx); err != nil {
			return fmt.Errorf("%s: %w", dialect, err)
		}
	}
	return nil
}

// database makes the URL of an empty database, and its file if it has one.
func (b *bench) database(ctx context.Context, name string) (url, file string, err error) {
	if b.dialect == "sqlite" {
		file = filepath.Join(b.folder, name+".db")
		return "sqlite:" + file, file, nil
	}
	at := os.Getenv(pgserver.Variable)
	if at == "" {
		return "", "", errors.New("no PostgreSQL: run it under odata/odatatest/testserver")
	}
	url, _, err = pgserver.Create(ctx, at) // it goes with the server
	return url, "", err
}
