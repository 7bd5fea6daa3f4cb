package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"sync"
	"time"

	"gorm.io/gorm"
)

const (
	groupSize = 128                   // writes that share a commit at most
	groupSpan = 20 * time.Millisecond // after which nobody else joins
)

// commits lets the writes that wait for SQLite's one writer share a transaction
// and its commit, which costs more than they do. Each runs in its caller's
// goroutine, in a savepoint of its own, when it is given the turn; the last one
// commits for all of them. None returns before that.
type commits struct {
	db *DB

	mu      sync.Mutex
	waiting []chan struct{} // the turns, in the order of arrival
	taken   bool            // somebody has the turn

	open *group // touched only by who has the turn
}

// group is a transaction that writes share.
type group struct {
	conn   *sql.Conn
	size   int  // writes whose part is done
	single bool // nobody else is to join
	full   *time.Timer
	done   chan struct{} // closed when err is known
	err    error         // of the commit; errLost where the transaction was lost before
}

// attempt runs one write and says whether another attempt may have more luck.
func (c *commits) attempt(
	ctx, wait context.Context, timeout time.Duration, fn func(tx *gorm.DB) error,
) (again bool, err error) {
	for {
		if err := c.turn(ctx, wait); err != nil {
			return false, err
		}
		g, err := c.begin(ctx, wait, timeout)
		if err != nil {
			c.give(false)
			return c.db.notBegun(ctx, err)
		}
		m := &member{transaction: transaction{conn: g.conn, engine: c.db.engine}, group: g, first: g.size == 0}
		if again, err := c.join(ctx, m, timeout, fn); err != nil {
			return again, err
		}
		<-g.done
		if !errors.Is(g.err, errLost) {
			return c.db.engine.trouble(g.err) == conflict, g.outcome(c.db.engine)
		}
		// The failure of another one has taken this write with it: it runs again.
	}
}

// outcome is what those are told whose part was done.
func (g *group) outcome(e engine) error {
	if g.err == nil || e.trouble(g.err) == unexpected {
		return g.err
	}
	return later(g.err)
}

// turn waits for the turn.
func (c *commits) turn(ctx, wait context.Context) error {
	mine := make(chan struct{}, 1)
	c.mu.Lock()
	if !c.taken {
		c.taken = true
		mine <- struct{}{}
	} else {
		c.waiting = append(c.waiting, mine)
	}
	c.mu.Unlock()
	select {
	case <-mine:
		return nil
	case <-wait.Done():
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, w := range c.waiting {
		if w == mine {
			c.waiting = slices.Delete(c.waiting, i, i+1)
			return refused(ctx, wait.Err())
		}
	}
	return nil // it has come just now
}

// give hands the turn to who has waited longest, and says whether somebody has.
// Where nobody waits it is free, or kept.
func (c *commits) give(keep bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.waiting) == 0 {
		c.taken = keep
		return false
	}
	c.waiting[0] <- struct{}{}
	c.waiting = c.waiting[1:]
	return true
}

// begin gives the group that is open, or begins one. A write that may take long
// has one of its own: nobody waits for it with work that is done.
func (c *commits) begin(ctx, wait context.Context, timeout time.Duration) (*group, error) {
	single := ctx.Value(writeTimeoutKey{}) != nil
	if c.open != nil && !single {
		return c.open, nil
	}
	if c.open != nil {
		c.commit(c.open)
	}
	conn, err := c.db.pool.Conn(wait)
	if err != nil {
		return nil, refused(ctx, err)
	}
	tx := &transaction{conn: conn, engine: c.db.engine}
	if err := tx.begin(wait, "", timeout); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	c.open = &group{conn: conn, single: single, full: time.NewTimer(groupSpan), done: make(chan struct{})}
	return c.open, nil
}

// member is one write of a group.
type member struct {
	transaction
	group *group
	first bool // it needs no savepoint: before it there is nothing
	done  bool
}

// join runs a write in the group, and passes the turn on, also where fn panics.
// Without an error the group decides about it.
func (c *commits) join(
	ctx context.Context, m *member, timeout time.Duration, fn func(tx *gorm.DB) error,
) (again bool, err error) {
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeout)
	defer cancel()
	release := func() {}
	defer func() {
		m.end(release)
		c.leave(m)
	}()
	if !m.first {
		if err := m.run("savepoint member"); err != nil {
			return false, err
		}
	}
	release = m.limit(limit)
	if err = fn(c.db.session(limit, &m.transaction)); err == nil {
		err = m.check(limit)
	}
	if err == nil {
		err = m.flush(limit)
	}
	if err != nil {
		return c.db.verdict(limit, &m.transaction, err)
	}
	m.done = true
	return false, nil
}

// run executes statements between those of writes, if the transaction is still there.
func (m *member) run(texts ...string) error {
	return m.raw(func(dc any) error {
		conn, err := sqliteOf(dc)
		if err != nil {
			return err
		}
		conn.statements.reset() // rows that were left open
		if !conn.inTransaction() {
			return errLost
		}
		for _, text := range texts {
			if err := conn.run(text); err != nil {
				return err
			}
		}
		return nil
	})
}

// leave ends the part of a write, and with it the group where nobody else is to join.
func (c *commits) leave(m *member) {
	g := m.group
	if err := m.close(); err != nil {
		c.settle(g, errLost)
		c.give(false)
		return
	}
	if m.done {
		g.size++
	}
	if !g.isFull() && c.give(true) {
		return
	}
	c.commit(g)
	c.give(false)
}

// close keeps what the write has done, or takes it back. An error means that the
// group's transaction is lost, or of no use.
func (m *member) close() error {
	switch {
	case m.first && !m.done:
		return errLost
	case m.first:
		return m.run()
	case m.done:
		return m.run("release member")
	}
	return m.run("rollback to member", "release member")
}

func (g *group) isFull() bool {
	select {
	case <-g.full.C:
		return true
	default:
		return g.single || g.size == groupSize
	}
}

// commit ends the group by a commit.
func (c *commits) commit(g *group) {
	tx := &transaction{conn: g.conn, engine: c.db.engine}
	c.settle(g, tx.commit(context.Background()))
}

// settle tells the members what became of the group, and gives the connection
// back, which ends what is left of the transaction.
func (c *commits) settle(g *group, err error) {
	c.open = nil
	g.full.Stop()
	tx := &transaction{conn: g.conn, engine: c.db.engine}
	if err != nil {
		err = errors.Join(err, tx.rollback(context.Background()))
	}
	g.err = err
	_ = g.conn.Close() // gives it back
	close(g.done)
}
