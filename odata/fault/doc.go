// Package fault holds the one error type that every stage of a request returns.
//
// A Fault knows its HTTP status, a stable machine-readable code, the text it is
// about and the place in it, so that the answer, the command line and the
// explorer all show the same caret under the same character.
package fault
