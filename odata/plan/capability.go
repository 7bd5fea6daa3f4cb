package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// Capabilities is what requests on a model may ask for. It is read off the tables
// by which Bind decides, so that what is published is what is done.
func Capabilities(m *metadata.Model, limits Limits) *metadata.Capabilities {
	segments := func(kind syntax.SegmentKind) bool {
		return !slices.Contains(unservedRoots(), kind) && !slices.Contains(unservedSegments(), kind)
	}
	c := &metadata.Capabilities{
		LongDescription: limits.describe(),
		FilterFunctions: filterFunctions(m),
		Batch:           segments(syntax.BatchSegment),
		CrossJoin:       segments(syntax.CrossJoinSegment),
		QuerySegment:    segments(syntax.QuerySegment),
		KeyAsSegment:    true,
		Default: metadata.Restrictions{
			ChangeTracking: served("$deltatoken"),
			Count:          served("$count"),
			IndexByKey:     true,
			Top:            served("$top"),
			Skip:           served("$skip"),
			Compute:        served("$compute"),
			Select: metadata.SelectSupport{
				Supported: served("$select"),
				Expand:    ofItems("$expand"),
				Filter:    ofItems("$filter"),
				Search:    ofItems("$search"),
				Top:       ofItems("$top"),
				Skip:      ofItems("$skip"),
				Compute:   ofItems("$compute"),
				Count:     ofItems("$count"),
				Sort:      ofItems("$orderby"),
			},
			Filter:       served("$filter"),
			Sort:         served("$orderby"),
			Expand:       served("$expand"),
			ExpandLevels: limits.ExpandDepth,
			Search:       served("$search"),
			Read:         true,
		},
		Sets: map[*metadata.EntitySet]metadata.SetRestrictions{},
	}
	for _, s := range m.Sets {
		var r metadata.SetRestrictions
		restrictions(&r, "", s.Type.Properties)
		for _, t := range s.Type.Derived() {
			restrictions(&r, m.Qualified(t.Name)+"/", t.Own())
		}
		c.Sets[s] = r
	}
	return c
}

// restrictions adds the properties that cannot be used as others. A complex
// property has no order either, which goes without saying: naming it would be
// read as if it took that of its members.
func restrictions(r *metadata.SetRestrictions, path string, properties []*metadata.Property) {
	for _, p := range properties {
		switch {
		case p.Complex != nil:
			restrictions(r, path+p.Name+"/", p.Complex.Properties)
		case p.Collection != nil:
			r.Unsorted = append(r.Unsorted, path+p.Name)
		case !ordered(p.Kind):
			r.Unsorted = append(r.Unsorted, path+p.Name)
			r.EqualityOnly = append(r.EqualityOnly, path+p.Name)
		}
	}
}

// ordered says whether the values of a kind have an order.
func ordered(k value.Kind) bool { return k != value.Binary }

// unservedOptions are legal, but not evaluated.
func unservedOptions() []string {
	return []string{"$apply", "$search", "$deltatoken", "$index", "$schemaversion", "$id"}
}

func served(option string) bool { return !slices.Contains(unservedOptions(), option) }

// memberOptions need properties, which the items of a collection have not.
func memberOptions() []string { return []string{"$select", "$expand", "$compute"} }

// ofItems says whether $select takes the option for the items of a collection.
func ofItems(option string) bool { return served(option) && !slices.Contains(memberOptions(), option) }

// unservedRoots begin resource paths that are legal, but not evaluated.
func unservedRoots() []syntax.SegmentKind {
	return []syntax.SegmentKind{
		syntax.BatchSegment, syntax.AllSetsSegment, syntax.CrossJoinSegment, syntax.EntitySegment,
	}
}

// unservedSegments are those behind a resource.
func unservedSegments() []syntax.SegmentKind {
	return []syntax.SegmentKind{syntax.EachSegment, syntax.QuerySegment}
}

// filterFunctions lists the functions and the named operators that are evaluated
// in expressions.
func filterFunctions(m *metadata.Model) []string {
	var names []string
	for op := syntax.Or; op < syntax.Negate; op++ {
		if op != syntax.Has || slices.ContainsFunc(m.Enums, func(e *metadata.EnumType) bool { return e.Flags }) {
			names = append(names, op.String())
		}
	}
	if hasCollections(m) {
		names = append(names, "any", "all")
	}
	for _, name := range canonical() {
		if evaluated(name) {
			names = append(names, name)
		}
	}
	return names
}

// evaluated says whether a canonical function is evaluated in one of its forms.
func evaluated(name string) bool {
	_, now := momentNamed(name)
	return now || isTypeFunction(name) || name == subsetFunction || name == caseFunction || overloads(name) != nil
}

func hasCollections(m *metadata.Model) bool {
	for _, t := range m.Types {
		if slices.ContainsFunc(t.Properties, func(p *metadata.Property) bool { return p.Collection != nil }) ||
			slices.ContainsFunc(t.Navigations, func(n *metadata.Navigation) bool { return n.Collection }) {
			return true
		}
	}
	return false
}

// describe tells the limits, for most of which there is no term.
func (l Limits) describe() string {
	parts := []string{"A request may have at most"}
	for i, part := range []struct {
		limit int
		what  string
	}{
		{l.Options, "query options"},
		{l.Nodes, "nodes in its expressions"},
		{l.Depth, "levels of nesting in them"},
		{l.FunctionDepth, "levels of functions in functions"},
		{l.LambdaDepth, "levels of any and all"},
		{l.ListItems, "items in a list"},
		{l.OrderBy, "terms in $orderby"},
		{l.Select, "items in $select"},
		{l.ExpandItems, "items in $expand"},
		{l.ExpandDepth, "levels of $expand"},
		{int(l.Skip), "in $skip"},
	} {
		if i > 0 {
			parts[len(parts)-1] += ","
		}
		parts = append(parts, fmt.Sprintf("%d %s", part.limit, part.what))
	}
	return strings.Join(parts, " ") + "."
}
