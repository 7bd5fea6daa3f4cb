package story

import (
	"encoding/binary"
	"time"

	"github.com/google/uuid"
)

// DefaultUsers is the size of the demo's directory.
const DefaultUsers = 2000

// AdminEmail is the address of the workspace's first FullAdmin, who is not one
// of the story's people.
const AdminEmail = "admin@" + company

// ReaderEmail is the address of the account that reports read the directory by.
const ReaderEmail = "powerbi@" + company

// Workspace is the name of the demo's workspace.
const Workspace = "Thornfield Sales"

const seed = 0x526f73746572 // "Roster"

// The story begins with the first account and has its last event before the end.
const (
	beginning = 1_704_182_400 // 2024-01-02 08:00 UTC, in seconds
	end       = 1_767_193_200 // 2025-12-31 15:00 UTC
)

// Beginning is the time of the story's first event.
func Beginning() time.Time { return time.Unix(beginning, 0).UTC() }

// Organisation is the directory of one size. It is immutable.
type Organisation struct {
	people int
	units  []unit
	leaves []int // units that people are at home in
	rings  []int // circles
	first  []word
	last   []word
}

// level says where a unit stands in the organisation.
type level uint8

const (
	whole level = iota
	region
	area
	squad
	circle
)

// unit is a team. The one before the circles with index i is led by person i.
type unit struct {
	level  level
	name   string
	parent int    // index of the unit it is part of; -1 for none
	tag    string // its region's tag; "" above the regions
	lead   int    // person
}

// New makes the organisation in which the given number of users live, the
// workspace's first FullAdmin among them.
func New(users int) *Organisation {
	o := &Organisation{people: max(users-1, 1), first: firstNames(), last: lastNames()}
	o.build(teamCount(users))
	return o
}

// teamCount is 120 for 2,000 users and one per 100 for many.
func teamCount(users int) int {
	return max(6, min(120, users*120/DefaultUsers), users/100)
}

// splitmix is the finaliser of the SplitMix64 generator: a good hash of its input.
func splitmix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// mix hashes an index and what the hash is for.
func mix(use string, i int) uint64 {
	h := uint64(seed)
	for _, c := range []byte(use) {
		h = splitmix(h ^ uint64(c))
	}
	return splitmix(h ^ uint64(i))
}

// draw is a number below n.
func draw(use string, i, n int) int { return int(mix(use, i) % uint64(n)) }

// id is a version 7 UUID (RFC 9562, 5.7) of the given time.
func id(use string, i int, at time.Time) uuid.UUID {
	var u uuid.UUID
	binary.BigEndian.PutUint64(u[:8], uint64(at.UnixMilli())<<16|7<<12|mix(use+" id", i)>>52)
	binary.BigEndian.PutUint64(u[8:], 1<<63|mix(use+" id end", i)>>2)
	return u
}
