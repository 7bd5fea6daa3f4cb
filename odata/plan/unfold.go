package plan

import (
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// Unfolded is an item of $expand without `*` and $levels.
type Unfolded struct {
	syntax.ExpandItem

	Levels bool // $levels was given
	// Again says that the last of the nested items is the next level of this one.
	Again bool
}

// Unfold gives the items of an $expand on entities of a type with what they stand
// for: `*` is every navigation property that no other item names, and
// `nav($levels=3;…)` is nav(…;$expand=nav($levels=2;…)). depth is how many
// expansions the $expand stands in, itself included.
func Unfold(t *metadata.EntityType, o *syntax.ExpandOption, depth int, limits syntax.Limits) []Unfolded {
	if o == nil {
		return nil
	}
	room := limits.ExpandDepth - depth + 1
	items := make([]Unfolded, 0, len(o.Items))
	for _, item := range o.Items {
		if !item.Star || len(item.Path) > 0 {
			one, again := nest(item, item, int64(room))
			items = append(items, Unfolded{one, item.Options != nil && item.Options.Levels != nil, again})
			continue
		}
		most := starLevels(t, room, limits.ExpandItems)
		for _, n := range t.Navigations {
			if named(o.Items, n.Name) {
				continue
			}
			seg := &syntax.Segment{Kind: syntax.NameSegment, Name: n.Name, Span: item.Span}
			one := item
			one.Star, one.Path = false, []*syntax.Segment{seg}
			one, _ = nest(one, item, most)
			items = append(items, Unfolded{ExpandItem: one})
		}
	}
	return items
}

// named says whether an item of $expand is about the navigation property.
func named(items []syntax.ExpandItem, name string) bool {
	for _, item := range items {
		if !item.Star && item.Path[0].Name == name {
			return true
		}
	}
	return false
}

// recursive says whether a navigation property can be followed from its target again.
func recursive(n *metadata.Navigation) bool { return n.Target.IsA(n.From) }

// nest gives an item without its $levels, with the deeper one inside of it where
// there are levels left; most is what max stands for.
func nest(item, deeper syntax.ExpandItem, most int64) (nested syntax.ExpandItem, again bool) {
	if item.Options == nil || item.Options.Levels == nil {
		return item, false
	}
	options, next := *item.Options, *item.Options
	item.Options = &options
	options.Levels = nil
	levels := *next.Levels
	if levels.Max {
		levels.Max, levels.Value = false, most
	}
	levels.Value--
	if levels.Value < 1 {
		return item, false
	}
	next.Levels = &levels
	deeper.Options = &next
	expand := syntax.ExpandOption{Source: levels.Source, Span: levels.Span}
	if options.Expand != nil {
		expand = *options.Expand
	}
	expand.Items = append(append([]syntax.ExpandItem(nil), expand.Items...), deeper)
	options.Expand = &expand
	return item, true
}

// starLevels is how many levels `*` can go down: at least one, and as many as
// there are items for.
func starLevels(t *metadata.EntityType, room, items int) int64 {
	for levels := room; levels > 1; levels-- {
		if starItems(t, levels, items) <= items {
			return int64(levels)
		}
	}
	return 1
}

// starItems counts the expansions that `*` of so many levels makes, up to more
// than most.
func starItems(t *metadata.EntityType, levels, most int) int {
	total := 0
	for _, n := range t.Navigations {
		total++
		if levels > 1 && total <= most {
			total += starItems(n.Target, levels-1, most-total)
		}
	}
	return total
}
