package odata

import (
	"container/list"
	"sync"

	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/sqlgen"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

const (
	// cachedShapes is how many bytes of shapes are kept. What a plan needs grows with
	// its shape, and is some fifty times as much.
	cachedShapes = 128 << 10
	// cachedShape is the longest shape that is kept: longer ones hardly come twice.
	cachedShape = 4 << 10
	shapeCost   = 64 // of any entry, in the same measure
	// usualShape is the length that most shapes stay below.
	usualShape = 512
)

// planCache keeps the plans of shapes that were asked for last. The literals of a
// request are no part of its plan (syntax.AppendShape).
type planCache struct {
	mu      sync.Mutex
	byShape map[string]*list.Element
	recent  list.List // of *prepared, the last used first
	size    int
}

// prepared is a bound plan with its statements, as far as they were needed.
type prepared struct {
	shape   string
	plan    *plan.Plan
	dialect *sqlgen.Dialect

	mu         sync.RWMutex
	statements map[statementKey]*sqlgen.Statement

	outputs outputs
}

// statementKey tells the statements of a plan apart. nulls are those of the row
// that a page goes on after.
type statementKey struct {
	rows  *plan.Rows
	use   use
	nulls string
	found bool // among candidates
}

type use uint8

const (
	firstPage use = iota
	laterPage
	countAll
	readChildren
	countChildren
	countCandidates
)

// bind gives the plan of a request, from the cache if one of its shape is there.
func (s *Service) bind(r *syntax.Request) (*prepared, error) {
	shape := syntax.AppendShape(make([]byte, 0, usualShape), r)
	if p := s.plans.get(shape); p != nil {
		return p, nil
	}
	bound, err := plan.Bind(s.model, r, s.limits)
	if err != nil {
		return nil, err
	}
	p := &prepared{
		shape: string(shape), plan: bound, dialect: s.dialect, statements: map[statementKey]*sqlgen.Statement{},
	}
	s.plans.put(p)
	return p, nil
}

func (c *planCache) get(shape []byte) *prepared {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.byShape[string(shape)]
	if e == nil {
		return nil
	}
	c.recent.MoveToFront(e)
	return e.Value.(*prepared)
}

func (c *planCache) put(p *prepared) {
	if len(p.shape) > cachedShape {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byShape == nil {
		c.byShape = map[string]*list.Element{}
	}
	if c.byShape[p.shape] != nil {
		return // another request was faster
	}
	c.byShape[p.shape] = c.recent.PushFront(p)
	for c.size += p.cost(); c.size > cachedShapes; {
		oldest := c.recent.Remove(c.recent.Back()).(*prepared)
		delete(c.byShape, oldest.shape)
		c.size -= oldest.cost()
	}
}

func (p *prepared) cost() int { return len(p.shape) + shapeCost }

// read gives the statement of a page, which goes on after a row unless that is nil;
// it reads among candidates where found is set.
func (p *prepared) read(rows *plan.Rows, after []value.Value, found bool) *sqlgen.Statement {
	write := sqlgen.Read
	if found {
		write = sqlgen.ReadFound
	}
	if after == nil {
		return p.statement(statementKey{rows: rows, use: firstPage, found: found}, func() *sqlgen.Statement {
			return write(rows, p.dialect, nil)
		})
	}
	nulls, names := make([]bool, len(after)), make([]byte, len(after))
	for i := range after {
		names[i] = '-'
		if nulls[i] = after[i].Kind == value.Null; nulls[i] {
			names[i] = '0'
		}
	}
	return p.statement(statementKey{rows, laterPage, string(names), found}, func() *sqlgen.Statement {
		return write(rows, p.dialect, nulls)
	})
}

// count gives the statement that counts all rows.
func (p *prepared) count(found bool) *sqlgen.Statement {
	write := sqlgen.Count
	if found {
		write = sqlgen.CountFound
	}
	return p.statement(statementKey{rows: p.plan.Rows, use: countAll, found: found}, func() *sqlgen.Statement {
		return write(p.plan.Rows, p.dialect)
	})
}

// candidates gives the statement that says whether candidates are few, nil where none
// is needed.
func (p *prepared) candidates() *sqlgen.Statement {
	return p.statement(statementKey{rows: p.plan.Rows, use: countCandidates}, func() *sqlgen.Statement {
		return sqlgen.Candidates(p.plan.Rows.Search, p.dialect)
	})
}

// children gives the statement of an expansion.
func (p *prepared) children(e *plan.Expand) *sqlgen.Statement {
	return p.statement(statementKey{rows: e.Rows, use: readChildren}, func() *sqlgen.Statement {
		return sqlgen.Expand(e, p.dialect)
	})
}

// totals gives the statement that counts the children of an expansion.
func (p *prepared) totals(e *plan.Expand) *sqlgen.Statement {
	return p.statement(statementKey{rows: e.Rows, use: countChildren}, func() *sqlgen.Statement {
		return sqlgen.CountChildren(e, p.dialect)
	})
}

// statement gives a statement of the plan, which is written once.
func (p *prepared) statement(k statementKey, write func() *sqlgen.Statement) *sqlgen.Statement {
	p.mu.RLock()
	s, written := p.statements[k]
	p.mu.RUnlock()
	if written { // where there is none, that is kept too
		return s
	}
	s = write()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.statements[k] = s
	return s
}
