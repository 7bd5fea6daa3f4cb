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
//	/explore/api/keys …           the explorer's calls (keyring.go)
//	/                             where the service is
//
// Without a key there are
//
//	/healthz, /readyz
//	/explore, /explore/*          the explorer's page (navigation.go), whatever is below
//	/explore/assets/*             its files (package explorer)
//	/explore/api/session          who one is; signing in and out (session.go)
//	/explore/sign-in/CODE         a link that signs in once (ticket.go)
//
// Everything else is 404, without a key too.
//
// # People
//
// A key comes in a header, in the query, or sealed in the explorer's cookie, in this
// order. A navigation, that is a browser that a person has open an address, is led
// from / to the explorer, and from what the explorer can show of /odata/v4 too if it
// has a session; without one its 401 is the page. Nothing else ever redirects, and
// only to paths of ours. What comes by cookie and changes something must come from a
// page of ours.
//
// The engine answers in its own words; all other answers are faults written by
// odata.WriteFault. Domain errors become faults in errors.go only.
package handlers
