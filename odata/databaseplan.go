package odata

import (
	"context"

	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/value"
)

type databasePlansKey struct{}

// WithDatabasePlans has report called with every statement of the requests under ctx,
// before it runs, and with how the database will run it: the lines of its EXPLAIN.
func WithDatabasePlans(ctx context.Context, report func(sql string, plan []string)) context.Context {
	return context.WithValue(ctx, databasePlansKey{}, report)
}

// reportPlan explains a statement to whom the context names.
func (q *query) reportPlan(ctx context.Context, r store.Reader, s store.Query) error {
	report, ok := ctx.Value(databasePlansKey{}).(func(string, []string))
	if !ok {
		return nil
	}
	sql := s.SQL
	s.SQL, s.Columns, s.Last = q.service.dialect.Explain+sql, q.service.dialect.Explained, false
	var plan []string
	err := r.Query(ctx, s, func(row []value.Cell) error {
		plan = append(plan, string(row[len(row)-1].Bytes)) // the text comes last
		return nil
	})
	if err == nil {
		report(sql, plan)
	}
	return err
}
