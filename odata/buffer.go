package odata

import "sync"

// buffers keeps the memory of pages that have been sent: a feed of many pages
// would make garbage of several megabytes with each of them.
type buffers struct{ pool sync.Pool }

// take gives an empty buffer.
func (b *buffers) take() []byte {
	if kept, ok := b.pool.Get().(*[]byte); ok {
		return (*kept)[:0]
	}
	return nil
}

// give takes a buffer back. The caller has no use for it any more.
func (b *buffers) give(buf []byte) {
	if cap(buf) > 0 {
		b.pool.Put(&buf)
	}
}
