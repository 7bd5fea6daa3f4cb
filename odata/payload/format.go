package payload

import "github.com/seed-267014d6/roster/odata/value"

// Version is the OData version of an answer.
type Version uint8

// The versions. A request gets 4.0 unless it allows more by OData-MaxVersion.
const (
	V40 Version = iota
	V401
)

// String is the version as in the OData-Version header.
func (v Version) String() string {
	if v == V401 {
		return "4.01"
	}
	return "4.0"
}

// Level is how much control information an answer carries (JSON Format 4.01,
// section 3.1).
type Level uint8

// The levels.
const (
	Minimal Level = iota
	None
)

// Format is the form of a JSON answer.
type Format struct {
	Version Version
	Level   Level
	// Strings writes Int64, Decimal and counts as strings (IEEE754Compatible).
	Strings bool
}

// ContentType is the media type of the answer, with the parameters it was
// written by. No charset: JSON is UTF-8.
func (f Format) ContentType() string {
	level := "minimal"
	if f.Level == None {
		level = "none"
	}
	prefix := "odata."
	if f.Version == V401 {
		prefix = ""
	}
	ct := "application/json;" + prefix + "metadata=" + level
	if f.Strings {
		ct += ";IEEE754Compatible=true"
	}
	return ct
}

// control begins a control information name: "@odata." in 4.0, "@" in 4.01.
func (f Format) control() string {
	if f.Version == V401 {
		return "@"
	}
	return "@odata."
}

// AppendControl appends the quoted name of a control information, with the
// property it belongs to, and the colon.
func (f Format) AppendControl(dst []byte, property, name string) []byte {
	dst = append(dst, '"')
	dst = append(dst, property...)
	dst = append(dst, f.control()...)
	dst = append(dst, name...)
	return append(dst, '"', ':')
}

// AppendCount appends a count.
func (f Format) AppendCount(dst []byte, n int64) []byte {
	if !f.Strings {
		return value.AppendInteger(dst, n)
	}
	dst = append(dst, '"')
	dst = value.AppendInteger(dst, n)
	return append(dst, '"')
}
