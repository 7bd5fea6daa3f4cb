package snippet

import (
	"bytes"
	"encoding/json"

	"github.com/seed-267014d6/roster/odata/fault"
)

// Connection is a file that opens Power BI Desktop with a source filled in. It
// holds no credential: Power BI asks for it.
type Connection struct {
	Name string // of the file, safe in any file system and header
	Text []byte
}

type pbids struct {
	Version     string       `json:"version"`
	Connections []connection `json:"connections"`
}

type connection struct {
	Details struct {
		Protocol string `json:"protocol"`
		Address  struct {
			URL string `json:"url"`
		} `json:"address"`
	} `json:"details"`
	Mode string `json:"mode"` // Power BI imports from OData, it has no other way
}

// Connect makes the file for the service, where the path is empty, or for one of
// its tables. The error is a *fault.Fault.
func Connect(s Source) (Connection, error) {
	r, err := readingOf(s)
	if err != nil {
		return Connection{}, err
	}
	name := r.resource.name
	switch {
	case r.address.path == "":
		name, r.address.options = "Roster", nil
	case r.resource.kind != table || name == "":
		return Connection{}, fault.New(fault.BadPath, "Power BI connects to the service or to an entity set").
			Advise("such as Users")
	}
	c := connection{Mode: "Import"}
	c.Details.Protocol = "odata"
	c.Details.Address.URL = r.address.without("format").under(r.root)
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(pbids{Version: "0.1", Connections: []connection{c}}); err != nil {
		return Connection{}, err
	}
	return Connection{Name: name + ".pbids", Text: b.Bytes()}, nil
}
