//go:build !unix

package pgserver

import "context"

// Server is a running PostgreSQL server.
type Server struct{ url string }

// Start starts a server, but not on this operating system.
func Start(context.Context) (*Server, error) { return nil, ErrMissing }

// Stop ends the server and removes its folder.
func (s *Server) Stop() error { return nil }

// Halt ends the server as `pg_ctl stop -m immediate` does.
func (s *Server) Halt(context.Context) error { return ErrMissing }

// Resume starts a server that was halted.
func (s *Server) Resume(context.Context) error { return ErrMissing }
