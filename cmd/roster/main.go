// Command roster is a directory of users, teams and memberships that BI tools
// read as an OData service and scripts write by small idempotent calls.
//
// Data goes to standard output, talk to standard error. The exit status is 0 if
// all went well, 1 if something failed, 2 if the command line or the
// configuration is wrong, 3 if `roster migrate --check` finds migrations to
// apply, and 130 after an interrupt.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// version is set by the linker (see the Makefile).
var version = ""

func main() {
	os.Exit(run())
}

// garbage is how much garbage may lie beside what is in use before it is collected, in
// percent: little is in use, so that Go's own 100 would have it collected hundreds of
// times a second.
const garbage = 400

func run() int {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return realProgram().run(ctx, os.Args)
}
