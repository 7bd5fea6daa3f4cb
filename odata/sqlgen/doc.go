// Package sqlgen turns a plan into SQL text and the recipe of its arguments. It
// is the only place that knows SQL dialects.
//
// Identifiers come from the model only and every value is a parameter. Every
// table reference that has a tenant column is restricted to the tenant where it
// stands: in WHERE, in ON, or in the sub-query.
package sqlgen
