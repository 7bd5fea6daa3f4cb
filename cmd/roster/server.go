package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/seed-267014d6/roster/cmd/roster/settings"
	"github.com/seed-267014d6/roster/handlers"
)

const serviceRoot = "/odata/v4/"

// server is the service on one listener.
type server struct {
	*opened
	handler *handlers.Handler
	http    *http.Server
	log     *slog.Logger
	notice  time.Duration // between saying "not ready" and taking no more connections
}

const (
	// activityEvery is how often it is written down when keys were last used.
	activityEvery = time.Minute
	drainNotice   = time.Second
	drainTime     = 25 * time.Second // for the requests at work
)

// newServer builds all stages on an open, migrated database.
func (p *program) newServer(ctx context.Context, o *opened, s settings.Settings) (*server, error) {
	service, err := p.newService(ctx, o, s)
	if err != nil {
		return nil, err
	}
	log := p.logger(s)
	handler, err := handlers.New(handlers.Config{
		Service:        service.Service,
		Model:          service.model,
		Directory:      o.Directory,
		Ping:           o.db.Ping,
		PublicURL:      s.PublicURL,
		TrustedProxies: s.TrustedProxies,
		Origins:        s.CORSOrigins,
		Limits:         o.limits.edge,
		SessionSecret:  service.secret,
		Version:        programVersion(),
		Now:            p.now,
		NewID:          p.newID,
		Log:            log,
	})
	if err != nil {
		return nil, err
	}
	srv := &server{opened: o, handler: handler, http: handlers.Server(handler), log: log, notice: p.notice}
	// Requests at work outlive the signal to stop.
	srv.http.BaseContext = func(net.Listener) context.Context { return context.WithoutCancel(ctx) }
	return srv, srv.useTLS(s)
}

func (s *server) useTLS(o settings.Settings) error {
	if o.TLSCert == "" {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(o.TLSCert, o.TLSKey)
	if err != nil {
		return fmt.Errorf("cannot use tls-cert and tls-key: %w", err)
	}
	s.http.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{pair}}
	return nil
}

// logger writes to standard error.
func (p *program) logger(s settings.Settings) *slog.Logger {
	options := &slog.HandlerOptions{Level: s.LogLevel}
	if s.LogJSON {
		return slog.New(slog.NewJSONHandler(p.err, options))
	}
	return slog.New(slog.NewTextHandler(p.err, options))
}

// serve answers on the listener until ctx ends, then lets the requests at work
// finish. It closes the listener.
func (s *server) serve(ctx context.Context, l net.Listener) error {
	ended := make(chan error, 1)
	go func() {
		if s.http.TLSConfig != nil {
			ended <- s.http.ServeTLS(l, "", "")
			return
		}
		ended <- s.http.Serve(l)
	}()
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	flushed := make(chan struct{})
	go func() {
		defer close(flushed)
		s.flushActivity(background)
	}()
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
		err = s.stop(context.WithoutCancel(ctx))
	}
	stop()
	<-flushed
	return errors.Join(err, s.FlushActivity(context.WithoutCancel(ctx)))
}

// stop says "not ready", waits for that to be noticed, and ends the connections:
// idle ones at once, others when they are done. What takes too long is cut off,
// so that no client takes half an answer for a whole one.
func (s *server) stop(ctx context.Context) error {
	s.log.Info("stopping")
	s.handler.Drain()
	<-time.After(s.notice)
	ctx, cancel := context.WithTimeout(ctx, drainTime)
	defer cancel()
	if err := s.http.Shutdown(ctx); err != nil {
		s.log.Warn("requests were cut off", "after", drainTime)
		return s.http.Close()
	}
	return nil
}

func (s *server) flushActivity(ctx context.Context) {
	every := time.NewTicker(activityEvery)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
			if err := s.FlushActivity(ctx); err != nil {
				s.log.Warn("last uses of keys were not written", "cause", err)
			}
		}
	}
}
