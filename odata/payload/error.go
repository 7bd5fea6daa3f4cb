package payload

import (
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/value"
)

// AppendError appends an error body (JSON Format 4.01, section 21.1): code,
// message, target and details. The cause of a fault is never part of it.
func AppendError(dst []byte, f *fault.Fault) []byte {
	dst = append(dst, `{"error":{"code":`...)
	dst = value.AppendString(dst, f.Code.String())
	dst = append(dst, `,"message":`...)
	dst = value.AppendString(dst, f.Error())
	if f.Target != "" {
		dst = append(dst, `,"target":`...)
		dst = value.AppendString(dst, f.Target)
	}
	if len(f.Details) > 0 {
		dst = append(dst, `,"details":[`...)
		for i, d := range f.Details {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendDetail(dst, d)
		}
		dst = append(dst, ']')
	}
	return append(dst, `}}`...)
}

func appendDetail(dst []byte, d fault.Detail) []byte {
	dst = append(dst, `{"code":`...)
	dst = value.AppendString(dst, d.Code)
	dst = append(dst, `,"message":`...)
	dst = value.AppendString(dst, d.Message)
	if d.Target != "" {
		dst = append(dst, `,"target":`...)
		dst = value.AppendString(dst, d.Target)
	}
	return append(dst, '}')
}
