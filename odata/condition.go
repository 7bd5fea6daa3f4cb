package odata

import (
	"net/http"
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/payload"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// document is an answer that is the same for all, with the ETag of its content.
type document struct {
	body []byte
	tag  string
}

func newDocument(body []byte) document { return document{body, string(payload.AppendTag(nil, body))} }

// entityTag notes the ETag of a single entity. It is a header, and a condition for
// 304, only where the answer is nothing but the entity: the tag says nothing about
// what $expand and $compute add. A member in a side table (metadata.SideTable), which
// changes apart from its entity, does not change the tag either.
func (q *query) entityTag(row []value.Cell) {
	if q.plan.Kind != plan.SingleEntity || q.plan.Form != plan.Entities {
		return
	}
	q.state = string(payload.NewTag(q.plan.Rows).Append(nil, row))
	if len(q.plan.Rows.Expands) == 0 && q.request.Options.Compute == nil {
		q.tag = q.state
	}
}

// unchanged says whether the client has what would be sent, which has the ETag tag
// (RFC 9110, 13.1.2). Without a tag nothing is known, not even for `*`.
func unchanged(h http.Header, tag string) bool {
	return tag != "" && names(h.Values("If-None-Match"), tag)
}

// matches is the fault of an If-Match that the state of the resource does not meet
// (RFC 9110, 13.1.1; Protocol 4.01, 8.2.4); state is "" where it has no ETag.
func matches(h http.Header, state string) error {
	given := h.Values("If-Match")
	if len(given) == 0 || names(given, state) {
		return nil
	}
	return fault.New(fault.PreconditionFailed, "the resource is not in the state that If-Match names").
		In("If-Match", "")
}

// names says whether a list of ETags has the tag, or is `*`. ETags here are weak, so
// they are compared weakly.
func names(list []string, tag string) bool {
	for _, one := range syntax.SplitList(list) {
		if one == "*" || tag != "" && strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
