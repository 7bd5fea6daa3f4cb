package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/google/uuid"

	"github.com/seed-267014d6/roster/handlers"
	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/payload"
)

// DefaultBatch is how many lines go into one transaction: enough that a commit
// to disk does not count, few enough that a server's writes beside it wait shortly.
const DefaultBatch = 1000

// Counts says what became of the lines.
type Counts struct{ Created, Updated, Unchanged, Failed int }

// Lines is the number of lines counted.
func (c Counts) Lines() int { return c.Created + c.Updated + c.Unchanged + c.Failed }

// Job loads one input into a workspace.
type Job struct {
	Directory *models.Directory
	Workspace uuid.UUID
	Shapes    handlers.Shapes
	Kind      Kind
	Batch     int                         // lines of a transaction; 0: DefaultBatch
	Failed    func(number int, err error) // is told of every line that is refused
	Progress  func(bytes int64, c Counts) // is told after every transaction

	shape  *payload.Shape
	counts Counts
	done   int64 // bytes read
}

// Run loads the input. Its error is a failure of the input or the database, after
// which what was counted stays stored; refused lines are no error.
func (j *Job) Run(ctx context.Context, input io.Reader) (Counts, error) {
	j.shape = j.Kind.shape(j.Shapes)
	if j.Batch <= 0 {
		j.Batch = DefaultBatch
	}
	waiting, err := j.read(ctx, newLines(input))
	if err != nil {
		return j.counts, err
	}
	return j.counts, j.settle(ctx, waiting)
}

// read takes the lines in their order and gives those that wait for others.
func (j *Job) read(ctx context.Context, in *lines) (waiting []line, err error) {
	var batch []line
	store := func() error {
		j.done = in.read
		later, err := j.store(ctx, batch)
		waiting = append(waiting, later...)
		batch = nil
		return err
	}
	for {
		text, err := in.next()
		switch {
		case errors.Is(err, io.EOF):
			return waiting, store()
		case err != nil && !errors.Is(err, errTooLong):
			return waiting, errors.Join(err, store())
		}
		l := line{number: in.number, err: err}
		if err == nil {
			l.body, l.err = payload.DecodeBody(text, j.shape, payload.BodyLimits{})
		}
		if batch = append(batch, l); len(batch) < j.Batch {
			continue
		}
		if err := store(); err != nil {
			return waiting, err
		}
	}
}

// settle tries the waiting lines as long as that helps any of them: from the end
// to the start and back, since most often children stand right before parents.
func (j *Job) settle(ctx context.Context, waiting []line) error {
	for progress := true; progress && len(waiting) > 0; {
		slices.Reverse(waiting)
		var later []line
		for batch := range slices.Chunk(waiting, j.Batch) {
			still, err := j.store(ctx, batch)
			if err != nil {
				return err
			}
			later = append(later, still...)
		}
		progress = len(later) < len(waiting)
		waiting = later
	}
	slices.SortFunc(waiting, func(a, b line) int { return a.number - b.number })
	for _, l := range waiting {
		j.fail(l.number, j.Kind.missing(l.body))
	}
	j.report()
	return nil
}

// outcome is what became of one line of a transaction.
type outcome struct {
	result models.Result
	err    error // a refusal, or errWaits
}

// errWaits is about a line that names a row of its own kind that is not there yet.
var errWaits = errors.New("names a row that is not there yet")

// store writes the lines in one transaction, and gives those that have to wait.
func (j *Job) store(ctx context.Context, batch []line) (waiting []line, err error) {
	if len(batch) == 0 || ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var outcomes []outcome
	err = j.Directory.Write(ctx, j.Workspace, func(tx *models.Tx) error {
		outcomes = outcomes[:0] // of the last run
		if err := tx.Lock(); err != nil {
			return err
		}
		w, err := j.begin(ctx, tx, batch)
		if err != nil {
			return err
		}
		for _, l := range batch {
			done := outcome{err: l.err}
			if l.err == nil {
				done.result, done.err = j.Kind.write(ctx, w, l.body)
			}
			if l.err == nil && done.err != nil && !refused(done.err) {
				return fmt.Errorf("line %d: %w", l.number, done.err)
			}
			outcomes = append(outcomes, done)
		}
		return w.end()
	})
	if err != nil {
		return nil, err
	}
	for i, o := range outcomes {
		switch {
		case errors.Is(o.err, errWaits):
			waiting = append(waiting, batch[i])
		case o.err != nil:
			j.fail(batch[i].number, o.err)
		default:
			j.count(o.result)
		}
	}
	j.report()
	return waiting, j.Directory.Grown(ctx, len(batch))
}

// refused says whether an error is about the line, not about the database.
func refused(err error) bool {
	var domain *models.Error
	var f *fault.Fault
	return errors.As(err, &domain) || errors.As(err, &f) || errors.Is(err, errWaits)
}

func (j *Job) count(r models.Result) {
	switch r {
	case models.Created:
		j.counts.Created++
	case models.Updated:
		j.counts.Updated++
	case models.Unchanged, models.Deleted, models.NotMember:
		j.counts.Unchanged++
	}
}

func (j *Job) fail(number int, err error) {
	j.counts.Failed++
	if j.Failed != nil {
		j.Failed(number, err)
	}
}

func (j *Job) report() {
	if j.Progress != nil {
		j.Progress(j.done, j.counts)
	}
}
