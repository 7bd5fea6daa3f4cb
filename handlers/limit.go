package handlers

import "time"

// Limits bounds what the edge takes; a zero field means the default. The limits
// of queries are the engine's.
type Limits struct {
	BodyBytes   int           // of a write call: 64 kB (413)
	URLBytes    int           // of a request target: 16 kB (414)
	HeaderBytes int           // of all headers: 32 kB (431)
	HeaderRead  time.Duration // for the headers of a request to arrive: 5 s
	BodyRead    time.Duration // for a body to arrive: 15 s
	Idle        time.Duration // between two requests of a connection: 120 s
	Progress    time.Duration // for each 64 kB of an answer to be taken: 120 s
	Concurrent  int           // requests at work at once: 256 (503)
	PerKey      int           // queries at work at once for one key: 4
	KeyWait     time.Duration // for one's turn among those of the same key: 30 s (429)
	WrongKeys   int           // well-formed wrong keys of one address in a minute: 20 (429)
}

// DefaultLimits gives the limits of a Config that sets none.
func DefaultLimits() Limits {
	return Limits{
		BodyBytes:   64 << 10,
		URLBytes:    16 << 10,
		HeaderBytes: 32 << 10,
		HeaderRead:  5 * time.Second,
		BodyRead:    15 * time.Second,
		Idle:        120 * time.Second,
		Progress:    120 * time.Second,
		Concurrent:  256,
		PerKey:      4,
		KeyWait:     30 * time.Second,
		WrongKeys:   20,
	}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	setDefault(&l.BodyBytes, d.BodyBytes)
	setDefault(&l.URLBytes, d.URLBytes)
	setDefault(&l.HeaderBytes, d.HeaderBytes)
	setDefault(&l.HeaderRead, d.HeaderRead)
	setDefault(&l.BodyRead, d.BodyRead)
	setDefault(&l.Idle, d.Idle)
	setDefault(&l.Progress, d.Progress)
	setDefault(&l.Concurrent, d.Concurrent)
	setDefault(&l.PerKey, d.PerKey)
	setDefault(&l.KeyWait, d.KeyWait)
	setDefault(&l.WrongKeys, d.WrongKeys)
	return l
}

func setDefault[T int | time.Duration](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}
