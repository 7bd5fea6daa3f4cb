package payload

import (
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/value"
)

// AppendResources appends the members of the service document behind its context,
// and the end of the object (JSON Format 4.01, section 5).
func AppendResources(dst []byte, m *metadata.Model) []byte {
	dst = append(dst, `"value":[`...)
	for i, s := range m.Sets {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendResource(dst, s.Name, "EntitySet")
	}
	for _, s := range m.Singletons {
		dst = append(dst, ',')
		dst = appendResource(dst, s.Name, "Singleton")
	}
	return append(dst, `]}`...)
}

func appendResource(dst []byte, name, kind string) []byte {
	dst = append(dst, `{"name":`...)
	dst = value.AppendString(dst, name)
	dst = append(dst, `,"kind":`...)
	dst = value.AppendString(dst, kind)
	dst = append(dst, `,"url":`...)
	dst = value.AppendString(dst, name)
	return append(dst, '}')
}
