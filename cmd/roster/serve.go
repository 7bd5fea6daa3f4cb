package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"

	"github.com/urfave/cli/v3"

	"github.com/seed-267014d6/roster/cmd/roster/settings"
	"github.com/seed-267014d6/roster/models"
)

func (p *program) serveCommand() *cli.Command {
	return &cli.Command{
		Name:  "serve",
		Usage: "serve the directory",
		Description: "Migrates the database first where it has to. Stops at an interrupt or SIGTERM, after the\n" +
			"requests at work are answered.",
		Flags: settingFlags("db", "db-superuser", "addr", "public-url", "trusted-proxies", "cors-origins", "limits",
			"tls-cert", "tls-key", "token-secret", "pepper", "log-level", "log-format"),
		Action: p.serve,
	}
}

func (p *program) serve(ctx context.Context, cmd *cli.Command) (err error) {
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
	if err := o.checkRole(ctx, s); err != nil {
		return err
	}
	if err := p.bringUp(ctx, o); err != nil {
		return err
	}
	srv, err := p.newServer(ctx, o, s)
	if err != nil {
		return err
	}
	l, err := p.listen(ctx, "tcp", s.Addr)
	if err != nil {
		return fmt.Errorf("%w; choose another address by --addr", err)
	}
	p.warn(s, l.Addr())
	if err := p.hintWorkspace(ctx, o, s); err != nil {
		return err
	}
	srv.log.LogAttrs(ctx, slog.LevelInfo, "limits", o.limits.attributes()...)
	root := rootURL(s, l.Addr())
	p.say("serving %s", root)
	p.say("in a browser: %s/explore/", strings.TrimSuffix(root, serviceRoot))
	return srv.serve(ctx, l)
}

// checkRole refuses a role that the second wall between workspaces does not hold for.
func (o *opened) checkRole(ctx context.Context, s settings.Settings) error {
	if s.DBSuperuser {
		return nil
	}
	err := o.CheckRole(ctx)
	if errors.Is(err, models.ErrRole) {
		return fmt.Errorf("%w; let it own a database of its own instead, or say --db-superuser allow", err)
	}
	return err
}

// rootURL is where the service is for whom asks on this machine, or for
// everyone where the public URL is known.
func rootURL(s settings.Settings, at net.Addr) string {
	if s.PublicURL != "" {
		return s.PublicURL + serviceRoot
	}
	scheme := "http"
	if s.TLSCert != "" {
		scheme = "https"
	}
	where := at.String()
	if tcp, ok := at.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		where = net.JoinHostPort("localhost", strconv.Itoa(tcp.Port))
	}
	return scheme + "://" + where + serviceRoot
}

// warn says so where keys would travel in the clear.
func (p *program) warn(s settings.Settings, at net.Addr) {
	tcp, ok := at.(*net.TCPAddr)
	if !ok || tcp.IP.IsLoopback() || s.TLSCert != "" || len(s.TrustedProxies) > 0 {
		return
	}
	p.say("warning: %s is not encrypted and can be reached from other machines, so keys can be read on the way;\n"+
		"use --tls-cert and --tls-key, or --trusted-proxies if a proxy in front does it", at)
}

// hintWorkspace prints the command that makes a workspace where there is none.
func (p *program) hintWorkspace(ctx context.Context, o *opened, s settings.Settings) error {
	all, err := o.Workspaces(ctx)
	if err != nil || len(all) > 0 {
		return err
	}
	where := "" // a URL with a password is not repeated
	if _, ok := sqliteFile(s.DB); ok {
		where = " --db " + s.DB
	}
	p.say("there is no workspace yet; make one by:\n  roster workspace create NAME --admin EMAIL%s", where)
	return nil
}
