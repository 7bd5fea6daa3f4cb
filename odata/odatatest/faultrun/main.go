// Command faultrun runs the tests of the engine with each fault of a list, and
// fails unless they notice at least 95 of 100 (see package faults):
//
//	go run ./odata/odatatest/testserver -- go run ./odata/odatatest/faultrun [-v] [name …]
//
// It is run in the folder of the module. With names, which may be parts of them or
// of areas, only those faults are run, and it is taken for granted that all tests
// pass without one. -v shows what the tests said.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/odatatest/faults"
	"github.com/seed-267014d6/roster/odata/odatatest/pgserver"
	"github.com/seed-267014d6/roster/odata/store"
)

// required is the share of faults that the tests must notice, in percent.
const required = 95

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "faultrun:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop is called
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("faultrun", flag.ContinueOnError)
	verbose := flags.Bool("v", false, "show what the tests said")
	skip := flags.String("skip", "^$", "tests that are not run, as a regular expression")
	if err := flags.Parse(args); err != nil {
		return err
	}
	all, err := faults.Read("testdata/faults")
	if err != nil {
		return err
	}
	root, err := os.Getwd()
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "roster-faults-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	suite, err := prepare(ctx, root, folder, all)
	if err != nil {
		return err
	}
	suite.Skip += "|" + *skip
	fmt.Fprintln(out, strings.Join(suite.Env, " "))
	list := slices.DeleteFunc(slices.Clone(all), func(f faults.Fault) bool { return !chosen(f, flags.Args()) })
	if flags.NArg() == 0 {
		list = append(list, faults.Fault{})
	}
	return judge(ctx, suite, list, *verbose, out)
}

// chosen says whether a fault is asked for, and can be seen on the databases there are.
func chosen(f faults.Fault, names []string) bool {
	if f.Dialect == "postgres" && os.Getenv(pgserver.Variable) == "" {
		return false
	}
	named := func(name string) bool { return strings.Contains(f.Area+"/"+f.Name, name) }
	return len(names) == 0 || slices.ContainsFunc(names, named)
}

// prepare builds the tests and fills a database of each dialect for them.
func prepare(ctx context.Context, root, folder string, list []faults.Fault) (*faults.Suite, error) {
	s := &faults.Suite{
		Root: root, Packages: []string{"odata/sqlgen", "odata/plan", "odata"}, First: "^TestDifferential$/^answers$",
	}
	packages := slices.Clone(s.Packages)
	for _, f := range list {
		packages = append(packages, f.Package)
	}
	slices.Sort(packages)
	var err error
	if s.Binaries, err = faults.Build(ctx, root, folder, list, slices.Compact(packages)); err != nil {
		return nil, err
	}
	if s.Skip, err = faults.Skip("testdata/engine"); err != nil {
		return nil, err
	}
	if s.Env, err = shops(ctx, folder); err != nil {
		return nil, err
	}
	// The same queries at every run: a verdict must not depend on luck.
	for _, knob := range []struct{ name, otherwise string }{{"ROSTER_SEED", "1"}, {"ROSTER_DIFFERENTIAL", "2000"}} {
		if os.Getenv(knob.name) == "" {
			s.Env = append(s.Env, knob.name+"="+knob.otherwise)
		}
	}
	return s, nil
}

// shops fills the databases that all runs share, and gives their variables.
func shops(ctx context.Context, folder string) ([]string, error) {
	urls := map[string]string{"sqlite": "sqlite:" + filepath.Join(folder, "shop.db")}
	if server := os.Getenv(pgserver.Variable); server != "" {
		url, _, err := pgserver.Create(ctx, server) // it goes with the server
		if err != nil {
			return nil, err
		}
		urls["postgres"] = url
	}
	var env []string
	for dialect, url := range urls {
		db, err := store.Open(ctx, url, store.Options{})
		if err != nil {
			return nil, err
		}
		if err := odatatest.SeedShopWide(ctx, db, 1, 2); err != nil {
			return nil, err
		}
		if err := db.Close(); err != nil {
			return nil, err
		}
		env = append(env, odatatest.ShopVariable(dialect)+"="+url)
	}
	return env, nil
}

// judge runs the faults of the list, and prints what became of them in its order.
// The fault without a name is none: all tests must pass.
func judge(ctx context.Context, suite *faults.Suite, list []faults.Fault, verbose bool, out io.Writer) error {
	total, caught := 0, 0
	for i, done := range start(ctx, suite, list) {
		f, r := list[i], <-done
		switch {
		case r.err != nil:
			return r.err
		case f.Name == "" && r.Caught != "":
			return fmt.Errorf("%s fails without any fault\n%s", r.Caught, r.Detail)
		case f.Name == "":
			continue
		case r.Caught != "":
			caught++
		}
		total++
		fmt.Fprintf(out, "%-10s %-60s %s\n", f.Area, f.Name, verdict(r.Outcome))
		if verbose {
			fmt.Fprint(out, r.Detail)
		}
	}
	fmt.Fprintf(out, "%d of %d faults are caught\n", caught, total)
	if caught*100 < required*total {
		return fmt.Errorf("the tests catch less than %d %% of the faults", required)
	}
	return nil
}

type result struct {
	faults.Outcome

	err error
}

// start runs as many of the faults at a time as there are processors.
func start(ctx context.Context, suite *faults.Suite, list []faults.Fault) []chan result {
	results := make([]chan result, len(list))
	for i := range list {
		results[i] = make(chan result, 1)
	}
	free := make(chan struct{}, runtime.NumCPU())
	go func() {
		for i, f := range list {
			free <- struct{}{}
			go func() {
				defer func() { <-free }()
				outcome, err := suite.Run(ctx, f)
				results[i] <- result{outcome, err}
			}()
		}
	}()
	return results
}

func verdict(o faults.Outcome) string {
	switch {
	case o.Caught != "":
		return o.Caught
	case o.Reached:
		return "SURVIVES"
	}
	return "SURVIVES, never reached"
}
