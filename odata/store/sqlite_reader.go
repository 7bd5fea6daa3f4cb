package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/seed-267014d6/roster/odata/value"
)

// sqliteReader implements Reader for Read. A statement alone is a snapshot of its
// own: a transaction is begun where others follow it.
type sqliteReader struct {
	engine  *sqliteEngine
	conn    *sqliteConn
	limited <-chan struct{} // by the end of this the connection stops anyway
	begun   bool
	ended   bool // the last query has been run
}

// Query implements Reader.
func (r *sqliteReader) Query(ctx context.Context, q Query, each func(row []value.Cell) error) error {
	if r.ended {
		return errors.New("a query after the last")
	}
	if ctx.Done() != r.limited {
		defer r.conn.obey(ctx)()
	}
	query := func(each func(row []value.Cell) error) error { return r.run(ctx, q, each) }
	return deliver(each, query, func(err error) error { return answer(ctx, r.engine.trouble(err), err) })
}

func (r *sqliteReader) run(ctx context.Context, q Query, each func(row []value.Cell) error) error {
	if !r.begun && !q.Last {
		if err := r.conn.run("begin"); err != nil {
			return err
		}
	}
	r.begun, r.ended = true, q.Last
	return r.conn.query(ctx, q, each)
}

// sqliteReaders is a bounded pool of connections that cannot write.
type sqliteReaders struct {
	path   string
	free   chan *sqliteConn // nil stands for one that is not open yet
	closed chan struct{}
	once   sync.Once
}

func newSQLiteReaders(path string, n int) *sqliteReaders {
	if n <= 0 {
		n = max(4, 2*runtime.GOMAXPROCS(0))
	}
	p := &sqliteReaders{path: path, free: make(chan *sqliteConn, n), closed: make(chan struct{})}
	for range n {
		p.free <- nil
	}
	return p
}

func (p *sqliteReaders) acquire(ctx context.Context, wait time.Duration) (*sqliteConn, error) {
	select {
	case <-p.closed:
		return nil, sql.ErrConnDone
	default:
	}
	select {
	case conn := <-p.free:
		return p.open(conn)
	default: // a timer is needed only by those who wait
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	select {
	case conn := <-p.free:
		return p.open(conn)
	case <-p.closed:
		return nil, sql.ErrConnDone
	case <-ctx.Done():
		return nil, fmt.Errorf("all %d readers are in use: %w", cap(p.free), ctx.Err())
	}
}

// open opens what is not open yet.
func (p *sqliteReaders) open(conn *sqliteConn) (*sqliteConn, error) {
	if conn != nil {
		return conn, nil
	}
	conn, err := openSQLite(p.path, true)
	if err != nil {
		p.free <- nil
		return nil, err
	}
	return conn, nil
}

// release ends the snapshot and gives the connection back.
func (p *sqliteReaders) release(conn *sqliteConn) {
	if conn.rollback() != nil {
		_ = conn.Close() // it is of no more use either way
		conn = nil
	}
	p.free <- conn
}

// close waits for the reads that are under way.
func (p *sqliteReaders) close() error {
	var errs []error
	p.once.Do(func() {
		close(p.closed)
		for range cap(p.free) {
			if conn := <-p.free; conn != nil {
				errs = append(errs, conn.Close())
			}
		}
	})
	return errors.Join(errs...)
}
