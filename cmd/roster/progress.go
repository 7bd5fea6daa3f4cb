package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/seed-267014d6/roster/cmd/roster/intake"
)

// progress shows how far an import is: a bar on a terminal, elsewhere a line
// now and then.
type progress struct {
	err  io.Writer
	now  func() time.Time
	bar  *progressbar.ProgressBar // nil where there is no terminal
	last time.Time                // of the last plain line
	size int64
}

// between is the time between two plain lines.
const between = 5 * time.Second

// newProgress begins to show an input of that many bytes, -1 if not known.
func (p *program) newProgress(size int64) *progress {
	shown := &progress{err: p.err, now: p.now, last: p.now(), size: size}
	if isTerminal(p.err) {
		shown.bar = progressbar.NewOptions64(size,
			progressbar.OptionSetWriter(p.err),
			progressbar.OptionShowBytes(true),
			progressbar.OptionSetWidth(30),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionEnableColorCodes(false))
	}
	return shown
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// update shows what is done so far.
func (s *progress) update(bytes int64, c intake.Counts) {
	if s.bar != nil {
		s.bar.Describe(fmt.Sprintf("%d lines", c.Lines()))
		_ = s.bar.Set64(bytes) // a terminal that is gone is no reason to stop
		return
	}
	if s.now().Sub(s.last) < between {
		return
	}
	s.last = s.now()
	if s.size > 0 {
		fmt.Fprintf(s.err, "%d lines, %d %%\n", c.Lines(), 100*bytes/s.size)
		return
	}
	fmt.Fprintf(s.err, "%d lines\n", c.Lines())
}

// interrupt makes room for a line of text.
func (s *progress) interrupt() {
	if s.bar != nil {
		_ = s.bar.Clear()
	}
}

// finish removes the bar.
func (s *progress) finish() {
	if s.bar != nil {
		_ = s.bar.Finish()
	}
}
