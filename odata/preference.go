package odata

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// preferences are those of a request that may be honoured. Others say nothing here:
// nothing is written that return= is about, answers hold no annotations to include
// or leave out, and defaults are never left out.
type preferences struct {
	pageSize  int    // of maxpagesize, 0 for none
	pageName  string // as it was spelled
	omitNulls bool   // omit-values=nulls
}

// preferencesOf reads the Prefer headers. What is malformed is ignored, and of a
// preference given twice only the first counts (RFC 7240, section 2).
func preferencesOf(h http.Header) preferences {
	var found preferences
	var seen []string
	for _, p := range syntax.Preferences(h.Values("Prefer")) {
		if slices.Contains(seen, p.Name) {
			continue
		}
		seen = append(seen, p.Name)
		switch p.Name {
		case "maxpagesize":
			size, err := strconv.ParseUint(p.Value, 10, 31)
			if err != nil {
				continue
			}
			if found.pageSize, found.pageName = int(size), p.Name; p.Prefixed {
				found.pageName = "odata." + p.Name
			}
		case "omit-values":
			found.omitNulls = strings.EqualFold(p.Value, "nulls")
		}
	}
	return found
}

// prefer honours the preferences of a request, where they mean something for what
// it addresses. Nulls are left out of each page whose own request prefers it: a next
// link carries the size of pages, by its token, but not what their rows look like.
func (q *query) prefer(h http.Header) {
	p := preferencesOf(h)
	if q.plan.Kind == plan.EntityCollection && p.pageSize > 0 {
		q.pageSize = min(p.pageSize, q.service.pages.MaxRows)
		q.preferred = true
		q.applied = append(q.applied, p.pageName+"="+strconv.Itoa(q.pageSize))
	}
	if p.omitNulls && q.structured() {
		q.format.OmitNulls = true
		q.applied = append(q.applied, "omit-values=nulls")
	}
}

// structured says whether the answer has members that may be null.
func (q *query) structured() bool {
	switch q.plan.Kind {
	case plan.EntityCollection, plan.SingleEntity:
		return q.plan.Form == plan.Entities
	case plan.PropertyValue:
		return q.plan.Property.Complex != nil
	default:
		return false
	}
}
