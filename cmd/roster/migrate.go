package main

import (
	"context"
	"fmt"

	"github.com/urfave/cli/v3"
)

func (p *program) migrateCommand() *cli.Command {
	return &cli.Command{
		Name:  "migrate",
		Usage: "bring the database to this program's schema",
		Description: "Prints the names of the migrations, one a line. With --check it applies none,\n" +
			"and the exit status is 3 if there are any to apply.",
		Flags: append(settingFlags("db"), &cli.BoolFlag{
			Name: "check", OnlyOnce: true, Local: true, Usage: "only say what would be applied",
		}),
		Action: p.migrate,
	}
}

func (p *program) migrate(ctx context.Context, cmd *cli.Command) (err error) {
	if _, err := arguments(cmd); err != nil {
		return err
	}
	s, err := p.settings(cmd)
	if err != nil {
		return err
	}
	o, err := p.open(ctx, s)
	if err != nil {
		return err
	}
	defer closeInto(&err, o)
	pending, err := o.Pending(ctx)
	if err != nil {
		return err
	}
	check := cmd.Bool("check")
	if !check {
		if err := p.bringUp(ctx, o); err != nil {
			return err
		}
	}
	for _, name := range pending {
		fmt.Fprintln(p.out, name)
	}
	switch {
	case len(pending) == 0:
		p.say("the database is up to date")
	case check:
		return &statusError{exitPending, fmt.Errorf("%d to apply; run `roster migrate`", len(pending))}
	default:
		p.say("applied %d", len(pending))
	}
	return nil
}

// bringUp brings the database to this program's schema. That texts cannot be indexed
// is no reason to stop.
func (p *program) bringUp(ctx context.Context, o *opened) error {
	if err := o.Migrate(ctx); err != nil {
		return err
	}
	if err := o.IndexTexts(ctx); err != nil {
		p.say("warning: contains and endswith will be slow, since their index cannot be made as it should be: %v\n"+
			"let a superuser run CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gin there, then restart", err)
	}
	return nil
}

// closeInto closes at the end of a function and keeps the error of closing if
// there is no other.
func closeInto(err *error, c interface{ Close() error }) {
	if closing := c.Close(); *err == nil {
		*err = closing
	}
}
