// Package store runs SQL: it is the only place that knows the drivers of the
// two databases.
//
// GORM does the small writes; reads go below it, on the same connections,
// straight from the driver's rows into a reused slice of cells. What a cell
// holds depends on its value.Kind alone, never on the database.
//
// # Arguments
//
// Statements are prepared, so PostgreSQL infers the type of every parameter
// from the text. Where the text leaves it open ($1 alone in a select list,
// $1 = $2, arguments of polymorphic functions, = any($1)) the text has to cast
// the parameter to the storage class of the argument's kind: $1::uuid,
// $2::text, $3::bigint, $4::numeric, $5::timestamptz, $6::uuid[]. A cast is
// always allowed and never wrong. SQLite needs none.
//
// # Storage classes
//
//	kind                         PostgreSQL         SQLite
//	Boolean                      boolean            INTEGER 0 or 1
//	Byte … Int64, Enum           smallint … bigint  INTEGER
//	Single, Double               real, double       REAL
//	Decimal                      numeric(p,s)       INTEGER, value × 10^s
//	String                       text               TEXT
//	Guid                         uuid               BLOB of 16 bytes
//	Binary                       bytea              BLOB
//	Date                         date               INTEGER, days since 1970
//	TimeOfDay                    time               INTEGER, microseconds
//	Duration                     bigint             INTEGER, microseconds
//	DateTimeOffset               timestamptz        INTEGER, microseconds since 1970
//
// A Decimal argument has exactly as many fraction digits as its column.
package store
