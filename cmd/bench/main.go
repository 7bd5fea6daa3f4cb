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
	turns := flag.Int("rounds", 5, "rounds of each measurement")
	only := flag.String("only", "", "measure on this database only: sqlite or postgres")
	serve := flag.Bool("plain", false, "serve the plain handler")
	database := flag.String("db", "", "URL of the plain handler's database")
	addr := flag.String("addr", "", "address of the plain handler")
	flag.Parse()
	if *serve {
		return plain(ctx, *database, *addr)
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
		b := &bench{dialect: dialect, folder: folder, roster: roster, users: *users, turns: *turns, out: os.Stdout}
		if err := b.database(ctx); err != nil {
			return err
		}
		if err := b.measure(ctx); err != nil {
			return fmt.Errorf("%s: %w", dialect, err)
		}
	}
	return nil
}

// database makes the URL of an empty database.
func (b *bench) database(ctx context.Context) error {
	if b.dialect == "sqlite" {
		b.file = filepath.Join(b.folder, "bench.db")
		b.url = "sqlite:" + b.file
		return nil
	}
	at := os.Getenv(pgserver.Variable)
	if at == "" {
		return errors.New("no PostgreSQL: run it under odata/odatatest/testserver")
	}
	url, _, err := pgserver.Create(ctx, at) // it goes with the server
	b.url = url
	return err
}
