package odata

import (
	"context"
	"runtime"
	"time"

	"github.com/seed-267014d6/roster/odata/fault"
)

// Scans bound the queries whose work grows with what is stored (plan.Plan.Scans), so
// that those which an index serves never wait behind them.
type Scans struct {
	AtOnce int           // the others wait for their turn; 0 for half as many as processors, and one at least
	Wait   time.Duration // for one's turn, then 503
}

// DefaultScans are the published bounds.
func DefaultScans() Scans { return Scans{Wait: 30 * time.Second} }

func (s Scans) orDefault() Scans {
	if s.AtOnce <= 0 {
		s.AtOnce = max(1, runtime.GOMAXPROCS(0)/2)
	}
	if s.Wait <= 0 {
		s.Wait = DefaultScans().Wait
	}
	return s
}

// manySkipped is from how many skipped rows on a page is a scan.
const manySkipped = 10_000

// scans says whether the query has to wait for its turn.
func (q *query) scans() bool {
	return q.plan.Scans || q.plan.Rows != nil && q.number(q.plan.Rows.Skip, 0) > manySkipped
}

type admissionKey struct{}

// WithAdmission has the queries of the requests under ctx ask to run, once it is known
// whether they scan: admit may wait, or refuse by a *fault.Fault. The function that it
// returns is called when the query has run.
func WithAdmission(
	ctx context.Context, admit func(ctx context.Context, scans bool) (leave func(), err error),
) context.Context {
	return context.WithValue(ctx, admissionKey{}, admit)
}

// admit waits until the query may run: by whom the context names, then for its turn.
func (q *query) admit(ctx context.Context) (leave func(), err error) {
	scans, admitted := q.scans(), func() {}
	if admit, ok := ctx.Value(admissionKey{}).(func(context.Context, bool) (func(), error)); ok {
		if admitted, err = admit(ctx, scans); err != nil {
			return nil, err
		}
	}
	if !scans {
		return admitted, nil
	}
	done, err := q.service.turn(ctx)
	if err != nil {
		admitted()
		return nil, err
	}
	return func() {
		done()
		admitted()
	}, nil
}

// turn waits until one may scan, in the order of arrival. The returned function ends
// the turn.
func (s *Service) turn(ctx context.Context) (done func(), err error) {
	done = func() { <-s.scanning }
	select {
	case s.scanning <- struct{}{}:
		return done, nil
	default:
	}
	timer := time.NewTimer(s.scanWait)
	defer timer.Stop()
	select {
	case s.scanning <- struct{}{}:
		return done, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-timer.C:
		f := fault.New(fault.ServiceUnavailable, "%d queries that read much are at work, and more are waiting",
			cap(s.scanning)).Advise("filter and order by what has an index")
		f.Retry = 10
		return nil, f
	}
}
