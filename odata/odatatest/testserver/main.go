// Command testserver runs a command with a PostgreSQL server for its tests:
//
//	go run ./odata/odatatest/testserver -- go test ./...
//
// The server's URL is in ROSTER_TEST_POSTGRES while the command runs. If the
// variable is set already, that server is used. Without PostgreSQL the command
// runs all the same, and tests that need it are skipped, except where CI=true.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"

	"github.com/seed-267014d6/roster/odata/odatatest/pgserver"
)

func main() { os.Exit(run(context.Background(), os.Args[1:], os.Stderr)) }

// run gives the exit status: that of the command, or 2 where it did not run.
func run(ctx context.Context, args []string, log io.Writer) int {
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		fmt.Fprintln(log, "usage: testserver -- command [argument …]")
		return 2
	}
	if os.Getenv(pgserver.Variable) != "" {
		return execute(ctx, args, os.Environ(), log)
	}
	server, err := pgserver.Start(ctx)
	switch {
	case errors.Is(err, pgserver.ErrMissing) && os.Getenv("CI") != "true":
		fmt.Fprintf(log, "testserver: %v; tests on PostgreSQL will be skipped\n", err)
		return execute(ctx, args, os.Environ(), log)
	case err != nil:
		fmt.Fprintf(log, "testserver: %v\n", err)
		return 2
	}
	status := execute(ctx, args, append(os.Environ(), pgserver.Variable+"="+server.URL()), log)
	if err := server.Stop(); err != nil {
		fmt.Fprintf(log, "testserver: %v\n", err)
	}
	return status
}

// execute leaves interrupts to the command, which gets them too, and waits for it.
func execute(ctx context.Context, args, environment []string, log io.Writer) int {
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = os.Stdin, os.Stdout, os.Stderr, environment
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return max(1, exit.ExitCode())
	case err != nil:
		fmt.Fprintf(log, "testserver: %v\n", err)
		return 2
	}
	return 0
}
