package main

import (
	"context"
	"errors"
	"strings"

	"github.com/urfave/cli/v3"

	"github.com/seed-267014d6/roster/handlers"
	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/plan"
)

func (p *program) explainCommand() *cli.Command {
	return &cli.Command{
		Name: "explain", ArgsUsage: "'Users?$filter=…'",
		Usage:       "show how a request is answered: tree, typed plan, SQL and arguments",
		Description: "Takes what stands after the service root in a URL. No database is asked.",
		Flags: []cli.Flag{&cli.StringFlag{
			Name: "dialect", Value: "sqlite", OnlyOnce: true, Local: true,
			Usage: "`DATABASE` that the SQL is for: postgres or sqlite",
		}},
		Action: p.explain,
	}
}

func (p *program) explain(_ context.Context, cmd *cli.Command) error {
	args, err := arguments(cmd, "the request")
	if err != nil {
		return err
	}
	dialect := cmd.String("dialect")
	if dialect != "sqlite" && dialect != "postgres" {
		return usage("--dialect: %q is neither postgres nor sqlite", dialect)
	}
	model, err := handlers.DirectoryModel()
	if err != nil {
		return err
	}
	views := ""
	if dialect == "postgres" {
		views = models.ViewSchema
	}
	err = odata.Explain(p.out, odata.Explanation{
		Model: model, Limits: plan.DefaultLimits(), Target: strings.TrimPrefix(args[0], "/"),
		Dialect: dialect, Views: views,
	})
	var f *fault.Fault
	if errors.As(err, &f) && f.Source != "" {
		p.say("%s\n%s", f, f.Caret())
		return errReported
	}
	return err
}
