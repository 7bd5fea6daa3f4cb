package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/seed-267014d6/roster/cmd/roster/settings"
	"github.com/seed-267014d6/roster/odata/fault"
)

// program is what the commands have of the world around them.
type program struct {
	in       io.Reader
	out, err io.Writer
	environ  []string
	now      func() time.Time
	random   io.Reader // of keys, secrets and the ids of requests
	listen   func(ctx context.Context, network, address string) (net.Listener, error)
	browse   func(url string) error // has a browser open the address
	temp     string                 // folder of temporary files; "": the system's
	notice   time.Duration          // for which a server that stops says so before it does
}

// The exit statuses.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitPending     = 3
	exitInterrupted = 130
)

// statusError is an error that ends the program with a status of its own.
type statusError struct {
	status int
	err    error
}

func (e *statusError) Error() string { return e.err.Error() }
func (e *statusError) Unwrap() error { return e.err }

func usage(format string, args ...any) error {
	return &statusError{exitUsage, fmt.Errorf(format, args...)}
}

// errReported ends the program as failed where all has been said already.
var errReported = errors.New("reported")

// run runs the command line and gives the exit status.
func (p *program) run(ctx context.Context, args []string) int {
	err := p.root().Run(ctx, args)
	var status *statusError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errReported):
		return exitFailed
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		p.say("interrupted")
		return exitInterrupted
	case errors.As(err, &status):
		p.say("%s", status)
		return status.status
	}
	p.say("%s", err)
	return exitFailed
}

// say talks: a line on standard error.
func (p *program) say(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	for line := range strings.SplitSeq(text, "\n") {
		fmt.Fprintf(p.err, "roster: %s\n", line)
	}
}

// root is the command line.
func (p *program) root() *cli.Command {
	root := &cli.Command{
		Name:                   "roster",
		Usage:                  "a directory of users, teams and memberships, read as OData",
		Version:                programVersion(),
		Writer:                 p.out,
		ErrWriter:              p.err,
		Reader:                 p.in,
		Suggest:                true,
		HideHelpCommand:        true,
		EnableShellCompletion:  true,
		ExitErrHandler:         func(context.Context, *cli.Command, error) {},
		UseShortOptionHandling: false,
		ConfigureShellCompletionCommand: func(c *cli.Command) {
			c.Hidden = false
			c.Usage = "print the completion script of a shell: bash, zsh, fish or pwsh"
		},
		Flags: []cli.Flag{&cli.StringFlag{
			Name: "config", OnlyOnce: true, TakesFile: true,
			Usage: "configuration `FILE` [$ROSTER_CONFIG], instead of " + settings.FileName + " if it is there",
		}},
		Commands: []*cli.Command{
			p.demoCommand(), p.serveCommand(), p.migrateCommand(), p.workspaceCommand(), p.keyCommand(),
			p.importCommand(), p.explainCommand(), p.versionCommand(),
		},
	}
	strict(root)
	return root
}

// strict has a command and those below it answer a wrong command line by one
// line that says what to do.
func strict(c *cli.Command) {
	c.OnUsageError = func(_ context.Context, cmd *cli.Command, err error, _ bool) error {
		return usage("%w\nsee `%s --help`", err, cmd.FullName())
	}
	if c.Action == nil {
		c.Action = chooseCommand
	}
	for _, below := range c.Commands {
		strict(below)
	}
}

// chooseCommand is the action of a command that only holds others.
func chooseCommand(_ context.Context, cmd *cli.Command) error {
	if !cmd.Args().Present() {
		return cli.ShowSubcommandHelp(cmd)
	}
	name := cmd.Args().First()
	var names []string
	for _, below := range cmd.VisibleCommands() {
		names = append(names, below.Name)
	}
	if near := fault.Suggest(name, names); near != "" {
		return usage("%s has no command %q, did you mean %q?", cmd.FullName(), name, near)
	}
	return usage("%s has no command %q\nsee `%s --help`", cmd.FullName(), name, cmd.FullName())
}

// arguments checks how many arguments the command was given, and gives them.
func arguments(cmd *cli.Command, names ...string) ([]string, error) {
	given := cmd.Args().Slice()
	switch {
	case len(given) < len(names):
		return nil, usage("%s: %s is missing\nsee `%s --help`", cmd.FullName(), names[len(given)], cmd.FullName())
	case len(given) > len(names):
		return nil, usage("%s: %q is one argument too many\nsee `%s --help`",
			cmd.FullName(), given[len(names)], cmd.FullName())
	}
	return given, nil
}

// settingFlags makes the flags of the named settings.
func settingFlags(names ...string) []cli.Flag {
	var flags []cli.Flag
	for _, name := range names {
		s, _ := settings.Find(name)
		text := s.Usage + " [$" + s.Variable() + "]"
		flags = append(flags, &cli.StringFlag{
			Name: s.Name, Usage: text, DefaultText: s.Default, OnlyOnce: true, Local: true,
		})
	}
	return flags
}

// settings merges the command's flags with the environment and the file.
func (p *program) settings(cmd *cli.Command) (settings.Settings, error) {
	src := settings.Sources{Flags: map[string]string{}, Environ: p.environ, File: cmd.String("config")}
	for _, s := range settings.Table() {
		if cmd.IsSet(s.Name) {
			src.Flags[s.Name] = cmd.String(s.Name)
		}
	}
	if src.File == "" {
		src.File = p.variable(settings.Prefix + "CONFIG")
	}
	for _, stray := range settings.Strays(p.environ) {
		p.say("warning: %s", stray)
	}
	out, err := settings.Load(src)
	if err != nil {
		return out, &statusError{exitUsage, err}
	}
	return out, nil
}

func (p *program) variable(name string) string {
	for _, entry := range p.environ {
		if text, ok := strings.CutPrefix(entry, name+"="); ok {
			return text
		}
	}
	return ""
}

// newID makes the id of a request: 16 random hex digits.
func (p *program) newID() string {
	var id [8]byte
	if _, err := io.ReadFull(p.random, id[:]); err != nil {
		return "none"
	}
	return hex.EncodeToString(id[:])
}
