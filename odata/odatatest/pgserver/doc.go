// Package pgserver starts PostgreSQL servers for tests and makes databases on
// them. A server lives in a temporary folder and ends with the process that
// started it, also if that process is killed.
package pgserver
