package models

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/google/uuid"
)

// idSource makes UUIDs of version 7 from a clock and random bits (RFC 9562,
// 5.7). They ascend within one process (6.2, method 3: the twelve bits after the
// milliseconds are their fraction), so that rows lie in the order of their keys.
type idSource struct {
	now    func() time.Time
	random io.Reader

	mu   sync.Mutex
	last uint64 // milliseconds and fraction of the latest id
}

func (s *idSource) next() (uuid.UUID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var id uuid.UUID
	if _, err := io.ReadFull(s.random, id[8:]); err != nil {
		return uuid.UUID{}, fmt.Errorf("make an id: %w", err)
	}
	now := s.now()
	fraction := now.Nanosecond() % int(time.Millisecond) * (1 << 12) / int(time.Millisecond)
	s.last = max(s.last+1, uint64(now.UnixMilli())<<12|uint64(fraction))
	binary.BigEndian.PutUint64(id[:8], s.last>>12<<16|7<<12|s.last&0xFFF)
	id[8] = id[8]&0x3F | 0x80
	return id, nil
}

// lockedReader makes a source of random bytes safe for concurrent use.
type lockedReader struct {
	mu     sync.Mutex
	reader io.Reader
}

// Read implements io.Reader.
func (r *lockedReader) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.reader.Read(p)
}
