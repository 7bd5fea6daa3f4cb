package odata

import (
	"context"
	"math"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/payload"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/sqlgen"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// query is one request on its way: what was asked, and what has been read.
type query struct {
	service  *Service
	request  *syntax.Request
	prepared *prepared
	plan     *plan.Plan
	values   []value.Value // of the plan's slots
	scope    Scope
	format   payload.Format
	root     string // the absolute URL of the service root
	path     string // the path below the root as received, for next links
	raw      string // the query string as received, for next links

	applied []string // the preferences that are honoured
	tag     string   // the ETag of the answer, "" for none
	state   string   // the ETag of what is addressed, which If-Match is about

	pageSize  int
	preferred bool  // by the request, not by its token
	left      int64 // rows that $top allows from here on; -1 without $top
	after     []value.Value
	found     *sqlgen.Found // what candidates are found by; nil where none are looked for

	one   func(row []value.Cell) // takes the row with a single property
	table *payload.Table         // what the rows are written by; nil for JSON

	page     *level
	rowType  string        // the qualified type of a single entity, where it is not the plan's
	tail     []value.Value // the order values of the page's last row
	count    int64         // -1 for none
	more     bool          // rows follow behind the page
	expanded int           // rows of all expansions
	bytes    int           // encoded rows of the page
	cut      int           // the page ends before this row
}

// read runs the statements of the query in one transaction.
func (q *query) read(ctx context.Context) error {
	leave, err := q.admit(ctx)
	if err != nil {
		return err
	}
	defer leave()
	q.begin()
	return q.service.db.Read(ctx, q.scope.Text, func(r store.Reader) error { return q.readWith(ctx, r) })
}

// readProperty reads a single property for q.one. One in a complex value that is
// null is not there.
func (q *query) readProperty(ctx context.Context) error {
	take, absent := q.one, false
	q.one = func(row []value.Cell) {
		absent = len(q.plan.Outside) > 0
		for _, c := range q.plan.Outside {
			absent = absent && row[c].Null
		}
		take(row)
	}
	if err := q.read(ctx); err != nil {
		return err
	}
	if absent {
		return notFound()
	}
	return nil
}

// usualRow is what the fields of most rows have room in, and what is said about them.
const usualRow = 512

func (q *query) begin() {
	if q.table != nil && q.page != nil { // the page before has been sent
		q.page.empty()
		return
	}
	q.page = q.newLevel(q.plan.Rows, q.plan.Form, &q.request.Options, 0)
	if q.plan.Kind == plan.EntityCollection {
		q.page.buf = q.service.buffers.take()
	} else {
		q.page.buf = make([]byte, 0, usualRow) // a single row needs no such memory
	}
	if q.table != nil {
		q.page.row, q.page.lines = q.table, true
	}
	q.cut = math.MaxInt
}

func (q *query) readWith(ctx context.Context, r store.Reader) error {
	if err := q.search(ctx, r); err != nil {
		return err
	}
	if err := q.readCount(ctx, r); err != nil || q.plan.Kind == plan.Count {
		return err
	}
	if q.left != 0 {
		if err := q.readPage(ctx, r); err != nil {
			return err
		}
	}
	if err := q.expand(ctx, r, q.page); err != nil {
		return err
	}
	if q.cut < len(q.page.ends) {
		q.page.truncate(q.cut)
		q.more = true
	}
	if len(q.page.ends) == 0 && q.after == nil {
		return q.missing(ctx, r)
	}
	return nil
}

// readCount counts all rows on the first page; later ones have it in their token.
func (q *query) readCount(ctx context.Context, r store.Reader) error {
	wanted := q.plan.Kind == plan.Count || (q.plan.Rows.Count && q.after == nil)
	if !wanted {
		return nil
	}
	last := q.plan.Kind == plan.Count && q.plan.Parent == nil
	given := sqlgen.Given{Found: q.found}
	err := q.run(ctx, r, q.prepared.count(q.found != nil), given, last, func(row []value.Cell) error {
		q.count = row[0].Int
		return nil
	})
	if err == nil && q.plan.Kind == plan.Count && q.count == 0 {
		return q.missing(ctx, r)
	}
	return err
}

func (q *query) readPage(ctx context.Context, r store.Reader) error {
	rows := q.plan.Rows
	size := int64(q.pageSize)
	limit := size + 1 // one more row tells whether there is a next page
	if q.left >= 0 && q.left <= size {
		size, limit = q.left, q.left
	}
	if q.plan.Kind != plan.EntityCollection {
		size, limit = 1, 1
	}
	given := sqlgen.Given{Limit: limit, Skip: q.number(rows.Skip, 0), After: q.after, Found: q.found}
	q.page.whole = q.plan.Kind == plan.EntityCollection && len(rows.Expands) == 0 && q.table == nil
	if q.page.whole {
		q.page.buf = q.appendHead(q.page.buf[:0]) // also where a read is done once more
	}
	last := len(rows.Expands) == 0 && q.plan.Parent == nil
	take := q.taker(size)
	for s := q.prepared.read(rows, q.after, q.found != nil); s != nil && given.Limit > 0; s = s.Then {
		if err := q.run(ctx, r, s, given, last && s.Then == nil, take); err != nil {
			return err
		}
		given.Limit = limit - int64(len(q.page.ends))
		if q.more {
			break
		}
	}
	q.bytes = q.page.size
	return nil
}

// taker takes the rows of a page of at most size rows.
func (q *query) taker(size int64) func(row []value.Cell) error {
	keep := q.plan.Kind == plan.EntityCollection
	rows := q.plan.Rows
	return func(row []value.Cell) error {
		n := len(q.page.ends)
		if int64(n) == size || (n > 0 && q.page.size >= q.service.pages.Bytes) {
			q.more = true
			return store.Stop
		}
		q.page.add(row, n)
		switch {
		case q.one != nil:
			q.one(row)
			fallthrough
		case !keep:
			q.typed(row)
			q.entityTag(row)
			q.page.keys = append(q.page.keys, ownerValues(q.plan, row))
		case len(rows.Expands) > 0:
			q.page.keep(row)
		case int64(n+1) == size || q.page.size >= q.service.pages.Bytes: // what follows is the next page's
			q.tail = orderValues(rows, row)
		}
		return nil
	}
}

// typed notes the type of a single entity for the context URL (Protocol 4.01, 10.8).
func (q *query) typed(row []value.Cell) {
	if t := q.page.row.Type(row); t != nil && t != q.plan.Rows.Type {
		q.rowType = q.service.model.Qualified(t.Name)
	}
}

// ownerValues are the key of the entity that a single property belongs to.
func ownerValues(p *plan.Plan, row []value.Cell) []value.Value {
	if !p.Context.Owner {
		return nil
	}
	var key []value.Value
	for i, k := range p.Rows.Type.Key {
		key = append(key, row[p.OwnerKey[i]].Keep(plan.TypeOf(k).Column()))
	}
	return key
}

// last gives the order values of the page's last row.
func (q *query) last() []value.Value {
	if len(q.plan.Rows.Expands) > 0 {
		return q.page.keys[len(q.page.ends)-1]
	}
	return q.tail
}

// missing tells what nothing found means: 404 where the path leads to no entity,
// an empty answer where it leads to an empty collection or a null reference.
func (q *query) missing(ctx context.Context, r store.Reader) error {
	parent := q.plan.Parent
	if parent == nil {
		if q.plan.Kind == plan.EntityCollection || q.plan.Kind == plan.Count {
			return nil
		}
		return notFound()
	}
	found := false
	err := q.run(ctx, r, q.prepared.read(parent, nil, false), sqlgen.Given{Limit: 1}, true, func([]value.Cell) error {
		found = true
		return nil
	})
	switch {
	case err != nil:
		return err
	case !found:
		return notFound()
	case q.plan.Kind == plan.PropertyValue || q.plan.Kind == plan.RawValue:
		return notFound()
	}
	return nil
}

func notFound() error { return fault.New(fault.NotFound, "there is no such resource") }

// run executes one generated statement. The last one is sent together with the end
// of the transaction.
func (q *query) run(
	ctx context.Context, r store.Reader, s *sqlgen.Statement, given sqlgen.Given, last bool,
	each func([]value.Cell) error,
) error {
	query := store.Query{
		SQL: s.SQL, Args: s.Arguments(q.values, given), Columns: s.Columns, Last: last, Custom: s.Searches,
	}
	if err := q.reportPlan(ctx, r, query); err != nil {
		return err
	}
	return r.Query(ctx, query, each)
}
