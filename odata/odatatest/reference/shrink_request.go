package reference

import (
	"slices"

	"github.com/seed-267014d6/roster/odata/syntax"
)

// ShrinkRequest makes a request smaller as long as it keeps what is asked of it:
// options, their items and those inside them go, expressions become parts of them.
func ShrinkRequest(r *syntax.Request, keeps func(*syntax.Request) bool) *syntax.Request {
	for {
		i := slices.IndexFunc(smallerRequests(r), keeps)
		if i < 0 {
			return r
		}
		r = smallerRequests(r)[i]
	}
}

func smallerRequests(r *syntax.Request) []*syntax.Request {
	var list []*syntax.Request
	for _, o := range smallerOptions(&r.Options) {
		made := *r
		made.Options = *o
		list = append(list, &made)
	}
	for i, s := range r.Segments {
		if i > 0 && (s.Kind == syntax.FilterSegment || i == len(r.Segments)-1) {
			made := *r
			made.Segments = slices.Delete(slices.Clone(r.Segments), i, i+1)
			list = append(list, &made)
		}
		if s.Body == nil {
			continue
		}
		for _, body := range reductions(s.Body) {
			made, segment := *r, *s
			segment.Body = body
			made.Segments = slices.Clone(r.Segments)
			made.Segments[i] = &segment
			list = append(list, &made)
		}
	}
	return list
}

// smallerOptions lists the options with one of them gone, or smaller; the boldest first.
func smallerOptions(o *syntax.Options) []*syntax.Options {
	var list []*syntax.Options
	with := func(change func(o *syntax.Options)) {
		made := *o
		change(&made)
		list = append(list, &made)
	}
	if o.Expand != nil {
		with(func(o *syntax.Options) { o.Expand = nil })
	}
	if o.Compute != nil {
		with(func(o *syntax.Options) { o.Compute = nil })
	}
	if o.Filter != nil {
		with(func(o *syntax.Options) { o.Filter = nil })
	}
	if o.OrderBy != nil {
		with(func(o *syntax.Options) { o.OrderBy = nil })
	}
	if o.Select != nil {
		with(func(o *syntax.Options) { o.Select = nil })
	}
	if o.Top != nil {
		with(func(o *syntax.Options) { o.Top = nil })
	}
	if o.Skip != nil {
		with(func(o *syntax.Options) { o.Skip = nil })
	}
	if o.Count != nil {
		with(func(o *syntax.Options) { o.Count = nil })
	}
	if o.Levels != nil {
		with(func(o *syntax.Options) { o.Levels = nil })
	}
	list = append(list, fewerItems(o)...)
	for i := range o.Aliases {
		with(func(o *syntax.Options) { o.Aliases = slices.Delete(slices.Clone(o.Aliases), i, i+1) })
	}
	return append(list, smallerExpressions(o)...)
}

// fewerItems drops items of $select, $expand, $compute and $orderby, or makes
// what is inside of them smaller.
func fewerItems(o *syntax.Options) []*syntax.Options {
	var list []*syntax.Options
	if o.Expand != nil {
		for _, items := range smallerExpand(o.Expand.Items) {
			made := *o
			made.Expand = &syntax.ExpandOption{Items: items}
			list = append(list, &made)
		}
	}
	if o.Select != nil {
		for _, items := range smallerSelect(o.Select.Items) {
			made := *o
			made.Select = &syntax.SelectOption{Items: items}
			list = append(list, &made)
		}
	}
	if o.Compute != nil && len(o.Compute.Items) > 1 {
		for i := range o.Compute.Items {
			made := *o
			made.Compute = &syntax.ComputeOption{Items: slices.Delete(slices.Clone(o.Compute.Items), i, i+1)}
			list = append(list, &made)
		}
	}
	if o.OrderBy != nil && len(o.OrderBy.Items) > 1 {
		for i := range o.OrderBy.Items {
			made := *o
			made.OrderBy = &syntax.OrderByOption{Items: slices.Delete(slices.Clone(o.OrderBy.Items), i, i+1)}
			list = append(list, &made)
		}
	}
	return list
}

func smallerExpand(items []syntax.ExpandItem) [][]syntax.ExpandItem {
	return smallerItems(items, func(i *syntax.ExpandItem) **syntax.Options { return &i.Options })
}

func smallerSelect(items []syntax.SelectItem) [][]syntax.SelectItem {
	return smallerItems(items, func(i *syntax.SelectItem) **syntax.Options { return &i.Options })
}

// smallerItems leaves out an item, its options, or parts of them.
func smallerItems[T any](items []T, options func(*T) **syntax.Options) [][]T {
	var list [][]T
	for i := range items {
		if len(items) > 1 {
			list = append(list, slices.Delete(slices.Clone(items), i, i+1))
		}
		given := *options(&items[i])
		if given == nil {
			continue
		}
		with := func(o *syntax.Options) {
			made := slices.Clone(items)
			*options(&made[i]) = o
			list = append(list, made)
		}
		with(nil)
		for _, inner := range smallerOptions(given) {
			with(orNone(inner))
		}
	}
	return list
}

// orNone is nil for no options at all, which have no parentheses.
func orNone(o *syntax.Options) *syntax.Options {
	if o.Filter == nil && o.OrderBy == nil && o.Select == nil && o.Expand == nil && o.Compute == nil && o.Top == nil &&
		o.Skip == nil && o.Count == nil && o.Levels == nil && o.Aliases == nil {
		return nil
	}
	return o
}

// smallerExpressions reduces the expressions of the options.
func smallerExpressions(o *syntax.Options) []*syntax.Options {
	var list []*syntax.Options
	if o.Filter != nil {
		for _, x := range reductions(o.Filter.Expr) {
			made := *o
			made.Filter = &syntax.ExprOption{Expr: x}
			list = append(list, &made)
		}
	}
	if o.OrderBy != nil {
		for i := range o.OrderBy.Items {
			for _, x := range reductions(o.OrderBy.Items[i].Expr) {
				made, items := *o, slices.Clone(o.OrderBy.Items)
				items[i].Expr = x
				made.OrderBy = &syntax.OrderByOption{Items: items}
				list = append(list, &made)
			}
		}
	}
	if o.Compute != nil {
		for i := range o.Compute.Items {
			for _, x := range reductions(o.Compute.Items[i].Expr) {
				made, items := *o, slices.Clone(o.Compute.Items)
				items[i].Expr = x
				made.Compute = &syntax.ComputeOption{Items: items}
				list = append(list, &made)
			}
		}
	}
	for i := range o.Aliases {
		for _, x := range reductions(o.Aliases[i].Expr) {
			made := *o
			made.Aliases = slices.Clone(o.Aliases)
			made.Aliases[i] = &syntax.AliasOption{Alias: o.Aliases[i].Alias, Expr: x}
			list = append(list, &made)
		}
	}
	return list
}
