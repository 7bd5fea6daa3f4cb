package odata

import (
	"sync"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/payload"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// Renderer writes entities of one set whose properties the caller has at hand: as
// Service.Entity would read them, without asking the database.
type Renderer struct {
	model *metadata.Model
	rows  *plan.Rows
	names []string // of the property that each cell of a row holds
	free  sync.Pool
}

// rendering is what one goroutine needs.
type rendering struct {
	entity *payload.Entity
	cells  []value.Cell
}

// Renderer makes a Renderer of an entity set. Types with derived or complex types
// have none.
func (s *Service) Renderer(set string) (*Renderer, error) {
	request, err := syntax.ParseRequest(set, "", s.limits.Limits)
	if err != nil {
		return nil, err
	}
	bound, err := plan.Bind(s.model, request, s.limits)
	if err != nil {
		return nil, err
	}
	rows := bound.Rows
	if bound.Kind != plan.EntityCollection || len(rows.Variants) > 0 || len(rows.Expands) > 0 {
		return nil, fault.New(fault.Internal, "entities of '%s' cannot be written without reading them", set)
	}
	r := &Renderer{model: s.model, rows: rows, names: make([]string, len(rows.Cells))}
	for i, cell := range rows.Cells {
		if c, ok := cell.(*plan.Column); ok && c.Property != nil {
			r.names[i] = c.Property.Name
		}
	}
	for _, f := range rows.Fields {
		if f.Members != nil || r.names[f.Cell] != f.Name {
			return nil, fault.New(fault.Internal, "'%s' cannot be written without reading it", f.Name)
		}
	}
	return r, nil
}

// Append appends an entity as a JSON object. property gives the value of each
// property by its name; of a collection the items joined by vertical bars.
func (r *Renderer) Append(dst []byte, property func(name string) value.Value) []byte {
	w, ok := r.free.Get().(*rendering)
	if !ok {
		w = &rendering{
			entity: payload.NewEntity(r.model, r.rows, payload.Format{Level: payload.None}, ""),
			cells:  make([]value.Cell, len(r.names)),
		}
	}
	for i, name := range r.names {
		w.cells[i] = property(name).Cell()
	}
	start := len(dst)
	dst = w.entity.Append(dst, w.cells)
	clear(w.cells)
	r.free.Put(w)
	dst[start] = '{' // instead of a comma
	return append(dst, '}')
}
