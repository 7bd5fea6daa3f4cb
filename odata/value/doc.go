// Package value defines the EDM primitive values once for all stages: how a
// literal is parsed, how a value is compared, and how it is appended as JSON,
// as plain text and as a literal.
package value
