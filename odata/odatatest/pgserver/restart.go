//go:build unix

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Orders that the supervisor takes, one a line.
const (
	orderHalt   = "halt\n"
	orderResume = "resume\n"
)

// Halt ends the server as `pg_ctl stop -m immediate` does: sessions are cut off and
// nothing is written that was not yet, so that Resume has to recover from the log.
// It returns when the server is gone. The databases stay.
func (s *Server) Halt(ctx context.Context) error {
	if _, err := io.WriteString(s.orders, orderHalt); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		_, err := os.Stat(filepath.Join(s.dir, "data", "postmaster.pid"))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("postgres does not end: %w", errors.Join(ctx.Err(), err))
		}
	}
}

// Resume starts a server that was halted, at the same URL, and returns when it accepts
// connections.
func (s *Server) Resume(ctx context.Context) error {
	if _, err := io.WriteString(s.orders, orderResume); err != nil {
		return err
	}
	return answering(ctx, s.url)
}
