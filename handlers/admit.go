package handlers

import (
	"context"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-267014d6/roster/odata/fault"
)

// bound refuses requests where too many are at work.
func (h *Handler) bound(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		done, err := h.start()
		if err != nil {
			return err
		}
		defer done()
		return next(c)
	}
}

// admit bounds how many queries of a key are at work at once; the others wait. Those
// that scan have a queue of their own, so that the others never wait behind them.
// Writes are not bounded: they wait in the database, row by row.
func (h *Handler) admit(ctx context.Context, scans bool) (leave func(), err error) {
	q := h.queues
	if scans {
		q = h.scans
	}
	return q.enter(ctx, exchangeOf(ctx).principal.KeyID, h.limits.KeyWait)
}

// start takes one of the places for requests at work; above their number a
// request is sent away.
func (h *Handler) start() (done func(), err error) {
	select {
	case h.running <- struct{}{}:
		return func() { <-h.running }, nil
	default:
		f := fault.New(fault.ServiceUnavailable, "the server is at its limit of %d requests at once", cap(h.running))
		f.Retry = 1
		return nil, f
	}
}

// queues holds one queue for each key with requests at work.
type queues struct {
	size int

	mu    sync.Mutex
	byKey map[string]*queue
}

type queue struct {
	users int // at work or waiting
	slots chan struct{}
}

func newQueues(size int) *queues { return &queues{size: size, byKey: map[string]*queue{}} }

// enter waits for a slot of the key. The returned function gives it back.
func (q *queues) enter(ctx context.Context, key string, wait time.Duration) (leave func(), err error) {
	own := q.join(key)
	leave = func() {
		<-own.slots
		q.part(key, own)
	}
	select {
	case own.slots <- struct{}{}:
		return leave, nil
	default:
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case own.slots <- struct{}{}:
		return leave, nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-timer.C:
		f := fault.New(fault.TooManyRequests, "this key has %d requests at work, and more are waiting", q.size)
		f.Retry = 5
		err = f
	}
	q.part(key, own)
	return nil, err
}

func (q *queues) join(key string) *queue {
	q.mu.Lock()
	defer q.mu.Unlock()
	own, ok := q.byKey[key]
	if !ok {
		own = &queue{slots: make(chan struct{}, q.size)}
		q.byKey[key] = own
	}
	own.users++
	return own
}

func (q *queues) part(key string, own *queue) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if own.users--; own.users == 0 {
		delete(q.byKey, key)
	}
}
