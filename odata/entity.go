package odata

import (
	"context"

	"gorm.io/gorm"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/payload"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// Entity reads one entity inside of a write transaction: as the JSON object that
// a read would give, without control information. The tenant is the context's.
func (s *Service) Entity(ctx context.Context, tx *gorm.DB, set string, key ...value.Value) ([]byte, error) {
	path, err := s.EntityPath(set, key...)
	if err != nil {
		return nil, err
	}
	request, err := syntax.ParseRequest(path, "", s.limits.Limits)
	if err != nil {
		return nil, err
	}
	bound, err := s.bind(request)
	if err != nil {
		return nil, err
	}
	q := &query{
		service: s, request: request, prepared: bound, plan: bound.plan, scope: scopeOf(ctx), count: -1, left: -1,
		format: payload.Format{Level: payload.None},
	}
	if q.values, err = q.plan.Values(request, q.scope.Value, s.now().UnixMicro()); err != nil {
		return nil, err
	}
	r, err := store.Within(tx)
	if err != nil {
		return nil, err
	}
	q.begin()
	if err := q.readWith(ctx, r); err != nil {
		return nil, err
	}
	return q.appendEntity(nil)
}

// EntityPath is the canonical path of an entity relative to the service root,
// percent-encoded: what Location holds.
func (s *Service) EntityPath(set string, key ...value.Value) (string, error) {
	found := s.model.Set(set)
	if found == nil || len(key) != len(found.Type.Key) {
		return "", fault.New(fault.Internal, "there is no entity set '%s' with a key of %d values", set, len(key))
	}
	return string(appendKeyPath([]byte(set), s.model, found.Type, key)), nil
}
