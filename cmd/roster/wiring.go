package main

import (
	"crypto/rand"
	"net"
	"os"
	"time"
)

// realProgram is the program in the real world: the only place where the wall
// clock and the process's own streams come in.
func realProgram() *program {
	return &program{
		in:      os.Stdin,
		out:     os.Stdout,
		err:     os.Stderr,
		environ: os.Environ(),
		now:     time.Now,
		random:  rand.Reader,
		listen:  (&net.ListenConfig{}).Listen,
		browse:  openBrowser,
		notice:  drainNotice,
	}
}
