package odata

import "sync"

// What is kept of the memory of pages.
const (
	keptBuffers = 8
	keptBytes   = 32 << 20 // of all of them
)

// buffers keeps the memory of pages that have been sent: a feed of many pages would
// make garbage of several megabytes with each of them. A sync.Pool would lose it at
// each garbage collection, which such garbage makes frequent.
type buffers struct {
	mu    sync.Mutex
	kept  [keptBuffers][]byte
	count int
	bytes int
}

// take gives an empty buffer: the one that was given last.
func (b *buffers) take() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.count == 0 {
		return nil
	}
	b.count--
	buf := b.kept[b.count]
	b.kept[b.count] = nil
	b.bytes -= cap(buf)
	return buf[:0]
}

// give takes a buffer back. The caller has no use for it any more.
func (b *buffers) give(buf []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if cap(buf) == 0 || b.count == keptBuffers || b.bytes+cap(buf) > keptBytes {
		return
	}
	b.kept[b.count] = buf
	b.count++
	b.bytes += cap(buf)
}
