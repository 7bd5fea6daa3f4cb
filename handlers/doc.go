// Package handlers is the HTTP edge of Roster: who asks, by which address, and
// what goes back besides the body.
//
// # The way of a request
//
// Handler.ServeHTTP wraps every request: it gives it an id, bounds it, recovers
// from panics, finishes the headers (those of CORS too, cors.go), compresses, and
// logs. echo routes; what is behind a key then passes Handler.identify (key →
// principal), and queries pass Handler.bound and Handler.admit (how many at once):
//
//	/odata/v4, /odata/v4/*        the engine (package odata), with the workspace as scope
//	/api/v1/users/upsert …        the four write calls (write.go)
//	/                             where the service is
//	/healthz, /readyz             without a key
//
// Everything else is 404, without a key too. Nothing ever redirects.
//
// The engine answers in its own words; all other answers are faults written by
// odata.WriteFault. Domain errors become faults in errors.go only.
package handlers
