package odata

import (
	"sync"

	"github.com/seed-267014d6/roster/odata/payload"
	"github.com/seed-267014d6/roster/odata/plan"
)

// outputs keep how the rows of a plan are written: in the format asked for last.
type outputs struct {
	mu     sync.RWMutex
	byRows map[*plan.Rows]output
}

type output struct {
	form   plan.Form
	format payload.Format
	row    payload.Row
}

// output prepares the output of rows, which makes more garbage than one row does.
func (q *query) output(rows *plan.Rows, form plan.Form) payload.Row {
	kept := &q.prepared.outputs
	kept.mu.RLock()
	o := kept.byRows[rows]
	kept.mu.RUnlock()
	if o.row != nil && o.form == form && o.format == q.format {
		return o.row.Again()
	}
	row := payload.NewRow(q.service.model, rows, form, q.format, q.root)
	if again := row.Again(); again != nil {
		kept.mu.Lock()
		defer kept.mu.Unlock()
		if kept.byRows == nil {
			kept.byRows = map[*plan.Rows]output{}
		}
		kept.byRows[rows] = output{form, q.format, again}
	}
	return row
}
