package plan

import (
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// givenOption is a query option of a request, and where it stands.
type givenOption struct {
	name   string
	source syntax.Source
	span   syntax.Span
}

// first is the first of the named options that is given.
func first(o *syntax.Options, names ...string) (givenOption, bool) {
	for _, name := range names {
		if source, span, ok := lookup(o, name); ok {
			return givenOption{name: name, source: source, span: span}, true
		}
	}
	return givenOption{}, false
}

func lookup(o *syntax.Options, name string) (source syntax.Source, span syntax.Span, given bool) {
	switch name {
	case "$filter":
		return place(o.Filter != nil, func() (syntax.Source, syntax.Span) { return o.Filter.Source, o.Filter.Span })
	case "$orderby":
		return place(o.OrderBy != nil, func() (syntax.Source, syntax.Span) { return o.OrderBy.Source, o.OrderBy.Span })
	case "$select":
		return place(o.Select != nil, func() (syntax.Source, syntax.Span) { return o.Select.Source, o.Select.Span })
	case "$expand":
		return place(o.Expand != nil, func() (syntax.Source, syntax.Span) { return o.Expand.Source, o.Expand.Span })
	case "$compute":
		return place(o.Compute != nil, func() (syntax.Source, syntax.Span) { return o.Compute.Source, o.Compute.Span })
	case "$search":
		return place(o.Search != nil, func() (syntax.Source, syntax.Span) { return o.Search.Source, o.Search.Span })
	case "$apply":
		return place(o.Apply != nil, func() (syntax.Source, syntax.Span) { return o.Apply.Source, o.Apply.Span })
	case "$top":
		return place(o.Top != nil, func() (syntax.Source, syntax.Span) { return o.Top.Source, o.Top.Span })
	case "$skip":
		return place(o.Skip != nil, func() (syntax.Source, syntax.Span) { return o.Skip.Source, o.Skip.Span })
	case "$count":
		return place(o.Count != nil, func() (syntax.Source, syntax.Span) { return o.Count.Source, o.Count.Span })
	case "$levels":
		return place(o.Levels != nil, func() (syntax.Source, syntax.Span) { return o.Levels.Source, o.Levels.Span })
	}
	return textOption(o, name)
}

// textOption looks up the options whose value is taken as it is.
func textOption(o *syntax.Options, name string) (source syntax.Source, span syntax.Span, given bool) {
	var t *syntax.TextOption
	switch name {
	case "$skiptoken":
		t = o.SkipToken
	case "$deltatoken":
		t = o.DeltaToken
	case "$id":
		t = o.ID
	case "$index":
		t = o.Index
	case "$schemaversion":
		t = o.SchemaVersion
	}
	if t == nil {
		return syntax.Source{}, syntax.Span{}, false
	}
	return t.Source, t.Span, true
}

func place(given bool, at func() (syntax.Source, syntax.Span)) (syntax.Source, syntax.Span, bool) {
	if !given {
		return syntax.Source{}, syntax.Span{}, false
	}
	source, span := at()
	return source, span, true
}

// none refuses the named options.
func (b *binder) none(o *syntax.Options, why string, names ...string) error {
	g, ok := first(o, names...)
	if !ok {
		return nil
	}
	b.source = g.source
	return fault.New(fault.BadQueryOption, "%s cannot be used here: %s", g.name, why).At(g.span)
}

// collectionOptions are those that only a collection can have.
func collectionOptions() []string {
	return []string{"$filter", "$orderby", "$top", "$skip", "$count", "$skiptoken"}
}
