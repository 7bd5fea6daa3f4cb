package main

import (
	"context"
	"encoding/json"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"
	"github.com/urfave/cli/v3"
)

func (p *program) workspaceCommand() *cli.Command {
	return &cli.Command{
		Name:  "workspace",
		Usage: "create and list workspaces",
		Commands: []*cli.Command{
			{
				Name: "create", ArgsUsage: "NAME",
				Usage:       "make a workspace, its first FullAdmin and an admin key",
				Description: "Migrates the database first where it has to. The key is shown this once and not stored.",
				Flags: append(settingFlags("db", "pepper"), jsonFlag("an object"), &cli.StringFlag{
					Name: "admin", Required: true, OnlyOnce: true, Local: true,
					Usage: "`EMAIL` address of the first FullAdmin",
				}),
				Action: p.createWorkspace,
			},
			{
				Name:   "list",
				Usage:  "list the workspaces",
				Flags:  append(settingFlags("db"), jsonFlag("an object a line")),
				Action: p.listWorkspaces,
			},
		},
	}
}

func jsonFlag(what string) cli.Flag {
	return &cli.BoolFlag{Name: "json", OnlyOnce: true, Local: true, Usage: "print JSON, " + what}
}

// createdWorkspace is what `workspace create --json` prints.
type createdWorkspace struct {
	WorkspaceID  uuid.UUID `json:"workspaceId"`
	SystemUserID uuid.UUID `json:"systemUserId"`
	Key          string    `json:"key"`
}

func (p *program) createWorkspace(ctx context.Context, cmd *cli.Command) (err error) {
	args, err := arguments(cmd, "NAME")
	if err != nil {
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
	if err := p.bringUp(ctx, o); err != nil {
		return err
	}
	w, admin, key, err := o.CreateWorkspace(ctx, args[0], cmd.String("admin"))
	if err != nil {
		return err
	}
	created := createdWorkspace{w.ID, admin.ID, key}
	if cmd.Bool("json") {
		return p.printJSON(created)
	}
	fmt.Fprintf(p.out, "workspaceId   %s\nsystemUserId  %s\nkey           %s\n",
		created.WorkspaceID, created.SystemUserID, created.Key)
	p.say("made workspace %q; the key is not stored, keep it now", w.Name)
	return nil
}

// listedWorkspace is a line of `workspace list --json`.
type listedWorkspace struct {
	WorkspaceID uuid.UUID `json:"workspaceId"`
	Name        string    `json:"name"`
	CreatedAt   time.Time `json:"createdAt"`
}

func (p *program) listWorkspaces(ctx context.Context, cmd *cli.Command) (err error) {
	if _, err := arguments(cmd); err != nil {
		return err
	}
	s, err := p.settings(cmd)
	if err != nil {
		return err
	}
	o, err := p.openReady(ctx, s)
	if err != nil {
		return err
	}
	defer closeInto(&err, o)
	all, err := o.Workspaces(ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		p.say("there is no workspace yet; %s", createHint)
	}
	table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	for _, w := range all {
		line := listedWorkspace{w.ID, w.Name, w.CreatedAt.UTC()}
		if cmd.Bool("json") {
			if err := p.printJSON(line); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", line.WorkspaceID, day(line.CreatedAt), line.Name)
	}
	return table.Flush()
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

func (p *program) printJSON(v any) error {
	encoder := json.NewEncoder(p.out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}
