package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/seed-267014d6/roster/models"
)

func (p *program) keyCommand() *cli.Command {
	return &cli.Command{
		Name:  "key",
		Usage: "create, list, rotate and revoke API keys",
		Commands: []*cli.Command{
			{
				Name:  "create",
				Usage: "make a key for a user",
				Description: "Prints the key alone on standard output. It is shown this once and not stored.\n" +
					"A key that the user's role would make useless is refused.",
				Flags: append(keyFlags("pepper"),
					&cli.StringFlag{
						Name: "user", Required: true, OnlyOnce: true, Local: true,
						Usage: "`EMAIL` address of the user whom the key stands for",
					},
					&cli.StringFlag{
						Name: "scope", Required: true, OnlyOnce: true, Local: true,
						Usage: "`SCOPE` of the key: read, write or admin",
					},
					&cli.StringFlag{
						Name: "expires", OnlyOnce: true, Local: true,
						Usage: "`WHEN` the key stops: its last day such as 2030-01-31, or a span such as 90d or 12h",
					}),
				Action: p.createKey,
			},
			{
				Name:   "list",
				Usage:  "list the keys of a workspace",
				Flags:  append(keyFlags(), jsonFlag("an object a line")),
				Action: p.listKeys,
			},
			{
				Name: "rotate", ArgsUsage: "KEYID",
				Usage:       "make a key like another, which goes on for a while",
				Description: "Prints the new key alone on standard output.",
				Flags: append(keyFlags("pepper"), &cli.StringFlag{
					Name: "overlap", Value: "24h", OnlyOnce: true, Local: true,
					Usage: "`SPAN` for which the old key goes on, such as 7d or 12h",
				}),
				Action: p.rotateKey,
			},
			{
				Name: "revoke", ArgsUsage: "KEYID",
				Usage:  "end a key at once",
				Flags:  keyFlags(),
				Action: p.revokeKey,
			},
		},
	}
}

func keyFlags(further ...string) []cli.Flag {
	return append(settingFlags(append([]string{"db"}, further...)...), workspaceFlag())
}

func workspaceFlag() cli.Flag {
	return &cli.StringFlag{
		Name: "workspace", OnlyOnce: true, Local: true,
		Usage: "`NAME` of the workspace; not needed where there is only one",
	}
}

// inWorkspace runs fn on the workspace that the command line names.
func (p *program) inWorkspace(
	ctx context.Context, cmd *cli.Command, fn func(o *opened, w models.Workspace) error,
) (err error) {
	s, err := p.settings(cmd)
	if err != nil {
		return err
	}
	o, err := p.openReady(ctx, s)
	if err != nil {
		return err
	}
	defer closeInto(&err, o)
	w, err := o.workspace(ctx, cmd.String("workspace"))
	if err != nil {
		return err
	}
	return fn(o, w)
}

func (p *program) createKey(ctx context.Context, cmd *cli.Command) error {
	if _, err := arguments(cmd); err != nil {
		return err
	}
	scope, err := parseScope(cmd.String("scope"))
	if err != nil {
		return err
	}
	expires, err := p.parseExpiry(cmd.String("expires"))
	if err != nil {
		return err
	}
	return p.inWorkspace(ctx, cmd, func(o *opened, w models.Workspace) error {
		key, secret, err := o.CreateKey(ctx, w.ID, cmd.String("user"), scope, expires)
		if err != nil {
			return err
		}
		return p.printSecret(key, secret)
	})
}

// printSecret prints a new key, and says what it is.
func (p *program) printSecret(key models.APIKey, secret string) error {
	until := "without an end"
	if key.ExpiresAt != nil {
		until = "until " + key.ExpiresAt.UTC().Format(time.RFC3339)
	}
	p.say("made key %s with scope %s for %s, %s; it is not stored, keep it now",
		key.KeyID, key.Scope, key.EmailAddress, until)
	_, err := fmt.Fprintln(p.out, secret)
	return err
}

func parseScope(text string) (models.Scope, error) {
	switch scope := models.Scope(text); scope {
	case models.ScopeRead, models.ScopeWrite, models.ScopeAdmin:
		return scope, nil
	}
	return "", usage("--scope: %q is none of read, write, admin", text)
}

// parseExpiry reads a day, of which the key still works all of in UTC, or a
// span from now on.
func (p *program) parseExpiry(text string) (*time.Time, error) {
	if text == "" {
		return nil, nil
	}
	at, err := time.Parse(time.DateOnly, text)
	at = at.AddDate(0, 0, 1)
	if err != nil {
		span, err := parseSpan(text)
		if err != nil {
			return nil, usage("--expires: %q is neither a day such as 2030-01-31 nor a span such as 90d or 12h", text)
		}
		at = p.now().Add(span)
	}
	if !at.After(p.now()) {
		return nil, usage("--expires: %q is in the past", text)
	}
	return &at, nil
}

// parseSpan reads a duration of Go, or days.
func parseSpan(text string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 16)
		return time.Duration(n) * 24 * time.Hour, err
	}
	return time.ParseDuration(text)
}

func (p *program) rotateKey(ctx context.Context, cmd *cli.Command) error {
	args, err := arguments(cmd, "KEYID")
	if err != nil {
		return err
	}
	overlap, err := parseSpan(cmd.String("overlap"))
	if err != nil || overlap < 0 {
		return usage("--overlap: %q is not a span such as 7d or 12h", cmd.String("overlap"))
	}
	return p.inWorkspace(ctx, cmd, func(o *opened, w models.Workspace) error {
		key, secret, err := o.RotateKey(ctx, w.ID, args[0], overlap)
		if err != nil {
			return err
		}
		p.say("key %s goes on until %s", args[0], p.now().Add(overlap).UTC().Format(time.RFC3339))
		return p.printSecret(key, secret)
	})
}

func (p *program) revokeKey(ctx context.Context, cmd *cli.Command) error {
	args, err := arguments(cmd, "KEYID")
	if err != nil {
		return err
	}
	return p.inWorkspace(ctx, cmd, func(o *opened, w models.Workspace) error {
		if err := o.RevokeKey(ctx, w.ID, args[0]); err != nil {
			return err
		}
		p.say("revoked key %s", args[0])
		return nil
	})
}

// listedKey is a line of `key list --json`.
type listedKey struct {
	KeyID        string       `json:"keyId"`
	EmailAddress string       `json:"emailAddress"`
	Scope        models.Scope `json:"scope"`
	State        string       `json:"state"`
	CreatedAt    time.Time    `json:"createdAt"`
	ExpiresAt    *time.Time   `json:"expiresAt"`
	RevokedAt    *time.Time   `json:"revokedAt"`
	LastUsedAt   *time.Time   `json:"lastUsedAt"`
}

func (p *program) listKeys(ctx context.Context, cmd *cli.Command) error {
	if _, err := arguments(cmd); err != nil {
		return err
	}
	return p.inWorkspace(ctx, cmd, func(o *opened, w models.Workspace) error {
		keys, err := o.Keys(ctx, w.ID)
		if err != nil {
			return err
		}
		if !cmd.Bool("json") {
			return p.printKeys(keys)
		}
		for _, k := range keys {
			if err := p.printJSON(listedKey{
				k.KeyID, k.EmailAddress, k.Scope, p.keyState(k), k.CreatedAt.UTC(),
				utc(k.ExpiresAt), utc(k.RevokedAt), utc(k.LastUsedAt),
			}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p *program) printKeys(keys []models.APIKey) error {
	table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "KEY ID\tUSER\tSCOPE\tSTATE\tCREATED\tEXPIRES\tLAST USED")
	for _, k := range keys {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", k.KeyID, k.EmailAddress, k.Scope, p.keyState(k),
			minute(&k.CreatedAt), minute(k.ExpiresAt), minute(k.LastUsedAt))
	}
	return table.Flush()
}

func (p *program) keyState(k models.APIKey) string {
	switch {
	case k.RevokedAt != nil:
		return "revoked"
	case k.ExpiresAt != nil && !k.ExpiresAt.After(p.now()):
		return "expired"
	}
	return "active"
}

func minute(t *time.Time) string {
	if t == nil {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04")
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	in := t.UTC()
	return &in
}
