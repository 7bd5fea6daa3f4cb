package plan

import "github.com/seed-267014d6/roster/odata/syntax"

// Limits bound one request.
type Limits struct {
	syntax.Limits
	// Skip is the largest $skip.
	Skip int64
}

// DefaultLimits are the published ones.
func DefaultLimits() Limits { return Limits{Limits: syntax.DefaultLimits(), Skip: 1_000_000} }
