// Package plan binds a parsed request to a model. The result is typed, carries
// the tenant predicate on every table it touches, and has passed every limit:
// after this stage no error is the caller's fault.
//
// A Plan is a shape: literals, the tenant and paging values are slots that are
// filled at execution, so that requests differing in values only share it.
package plan
