package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/urfave/cli/v3"

	"github.com/seed-267014d6/roster/cmd/roster/intake"
	"github.com/seed-267014d6/roster/handlers"
	"github.com/seed-267014d6/roster/models"
)

func (p *program) importCommand() *cli.Command {
	command := &cli.Command{
		Name:  "import",
		Usage: "load users, teams or memberships from JSON Lines",
		Description: "Each line of FILE (- for standard input) has the members of the write call, and may name\n" +
			"other rows by managerEmailAddress, parentTeamName, teamName and emailAddress. What is there\n" +
			"already is updated or left as it is, so that a file can be loaded again. A line that is refused\n" +
			"is reported with its number and the others go in; the exit status is then 1.",
	}
	for _, kind := range intake.Kinds() {
		command.Commands = append(command.Commands, &cli.Command{
			Name:      kind.String(),
			ArgsUsage: "FILE",
			Usage:     kind.Usage(),
			Flags:     append(settingFlags("db"), workspaceFlag()),
			Action: func(ctx context.Context, cmd *cli.Command) error {
				args, err := arguments(cmd, "FILE")
				if err != nil {
					return err
				}
				return p.inWorkspace(ctx, cmd, func(o *opened, w models.Workspace) error {
					return p.load(ctx, o, w, kind, args[0])
				})
			},
		})
	}
	return command
}

// load loads one file and says how it went.
func (p *program) load(ctx context.Context, o *opened, w models.Workspace, kind intake.Kind, name string) (err error) {
	input, size, err := p.input(name)
	if err != nil {
		return err
	}
	defer closeInto(&err, input)
	model, err := handlers.DirectoryModel()
	if err != nil {
		return err
	}
	shapes, err := handlers.ShapesOf(model)
	if err != nil {
		return err
	}
	show := p.newProgress(size)
	job := &intake.Job{
		Directory: o.Directory, Workspace: w.ID, Shapes: shapes, Kind: kind,
		Progress: show.update,
		Failed: func(number int, err error) {
			show.interrupt()
			fmt.Fprintf(p.err, "line %d: %s\n", number, reason(err))
		},
	}
	counts, err := job.Run(ctx, input)
	if err == nil && counts.Created > 0 {
		err = o.Directory.Analyse(ctx)
	}
	show.finish()
	fmt.Fprintf(p.out, "created %d, updated %d, unchanged %d, failed %d\n",
		counts.Created, counts.Updated, counts.Unchanged, counts.Failed)
	switch {
	case err != nil:
		return fmt.Errorf("stopped; what is counted is stored, the rest can be loaded by the same command: %w", err)
	case counts.Failed > 0:
		return errReported
	}
	return nil
}

// reason is a refusal in one line, with the member that it is about.
func reason(err error) string {
	var domain *models.Error
	if errors.As(err, &domain) && domain.Member != "" && !strings.HasPrefix(domain.Message, domain.Member) {
		return domain.Member + ": " + domain.Message
	}
	return err.Error()
}

// input opens a file and gives its size, or -1 where that is not known.
func (p *program) input(name string) (io.ReadCloser, int64, error) {
	if name == "-" {
		return io.NopCloser(p.in), -1, nil
	}
	file, err := os.Open(name) //nolint:gosec // the file that the user asks for
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a directory", name)
	}
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	if !info.Mode().IsRegular() {
		return file, -1, nil
	}
	return file, info.Size(), nil
}
