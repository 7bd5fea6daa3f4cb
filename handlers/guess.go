package handlers

import (
	"net/netip"
	"sync"
	"time"
)

// maxGuessers bounds the memory of guesses; beyond it the rest share one count.
const maxGuessers = 4096

// guesses counts wrong keys by address and minute.
type guesses struct {
	limit int
	now   func() time.Time

	mu   sync.Mutex
	from map[netip.Prefix]*guessing
}

type guessing struct {
	since time.Time
	count int
}

func newGuesses(limit int, now func() time.Time) *guesses {
	return &guesses{limit: limit, now: now, from: map[netip.Prefix]*guessing{}}
}

// wrong counts one wrong key, and says for how many seconds the address should
// wait if these were too many.
func (g *guesses) wrong(address string) (wait int, tooMany bool) {
	now := g.now()
	g.mu.Lock()
	defer g.mu.Unlock()
	who := g.bucket(network(address), now)
	if now.Sub(who.since) >= time.Minute {
		*who = guessing{since: now}
	}
	who.count++
	if who.count <= g.limit {
		return 0, false
	}
	left := who.since.Add(time.Minute).Sub(now)
	return int(left/time.Second) + 1, true
}

func (g *guesses) bucket(from netip.Prefix, now time.Time) *guessing {
	if who, ok := g.from[from]; ok {
		return who
	}
	if len(g.from) >= maxGuessers {
		for other, who := range g.from {
			if now.Sub(who.since) >= time.Minute {
				delete(g.from, other)
			}
		}
	}
	if len(g.from) >= maxGuessers {
		from = netip.Prefix{}
		if who, ok := g.from[from]; ok {
			return who
		}
	}
	who := &guessing{since: now}
	g.from[from] = who
	return who
}

// network is what one guesser surely has: an IPv4 address, or an IPv6 /64.
func network(address string) netip.Prefix {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return netip.Prefix{}
	}
	ip = ip.Unmap().WithZone("")
	bits := ip.BitLen()
	if ip.Is6() {
		bits = 64
	}
	prefix, err := ip.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return prefix
}
