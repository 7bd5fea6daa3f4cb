package payload

import (
	"strings"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/value"
)

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
	Full
)

// Format is the form of a JSON answer.
type Format struct {
	Version Version
	Level   Level
	// Strings writes Int64, Decimal and counts as strings (IEEE754Compatible).
	Strings bool
	// Streaming and Charset are echoed in the media type where they were asked for:
	// members are always in the order of JSON Format 4.01, 4.4, and in UTF-8.
	Streaming, Charset bool
	// OmitNulls leaves out members that are null (Protocol 4.01, 8.2.8.6).
	OmitNulls bool
}

// ContentType is the media type of the answer, with the parameters it was
// written by. No charset unless it was asked for: JSON is UTF-8 (Protocol 4.01, 8.2.1).
func (f Format) ContentType() string {
	prefix := "odata."
	if f.Version == V401 {
		prefix = ""
	}
	ct := "application/json;" + prefix + "metadata=" + f.Level.String()
	if f.Streaming {
		ct += ";" + prefix + "streaming=true"
	}
	if f.Strings {
		ct += ";IEEE754Compatible=true"
	}
	if f.Charset {
		ct += ";charset=utf-8"
	}
	return ct
}

// String is the level as in the media type.
func (l Level) String() string { return [...]string{"minimal", "none", "full"}[l] }

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

// typeName is how the type of a value is called in control information: with a
// hash sign, unless it is built in and the version 4.01 (JSON Format 4.01, 4.5.3).
func (f Format) typeName(m *metadata.Model, t plan.Type, many bool) string {
	name, hash := strings.TrimPrefix(t.Kind.String(), "Edm."), f.Version == V40
	if t.Enum != nil {
		name, hash = m.Qualified(t.Enum.Name), true
	}
	if many {
		name = "Collection(" + name + ")"
	}
	if hash {
		return "#" + name
	}
	return name
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
