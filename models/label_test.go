package models_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
)

func TestSplitLabels(t *testing.T) {
	t.Parallel()
	for given, want := range map[string][]string{
		"":                        {},
		"||a|| |a":                {"a", "a"},
		"AE|SouthEast":            {"AE", "SouthEast"},
		" A E \u00a0|\u3000b\t| ": {"A E", "b"},
	} {
		require.Equal(t, want, models.SplitLabels(given), "%q", given)
	}
}

func TestMergeLabels(t *testing.T) {
	t.Parallel()
	null, none := models.Null[[]string](), models.Optional[[]string]{}
	some := func(labels ...string) models.Optional[[]string] { return models.Some(labels) }
	cases := []struct {
		name    string
		merge   models.Merge
		given   models.Optional[[]string]
		tags    string // of the stored "b|a"
		aliases string // of the stored "Bob|Ann"
	}{
		{"add", models.MergeAdd, some("c", "a", "c", "A"), "b|a|c|A", "Bob|Ann|c|a"},
		{"add in other spelling", models.MergeAdd, some("ANN"), "b|a|ANN", "Bob|Ann"},
		{"add blank", models.MergeAdd, some(" ", ""), "b|a", "Bob|Ann"},
		{"add nothing", models.MergeAdd, some(), "b|a", "Bob|Ann"},
		{"add null", models.MergeAdd, null, "b|a", "Bob|Ann"},
		{"add absent", models.MergeAdd, none, "b|a", "Bob|Ann"},
		{"remove", models.MergeRemove, some("a", "x", "bob"), "b", "Ann"},
		{"remove null", models.MergeRemove, null, "b|a", "Bob|Ann"},
		{"remove nothing", models.MergeRemove, some(), "b|a", "Bob|Ann"},
		{"replace", models.MergeReplace, some("x", "a", "x", "X"), "x|a|X", "x|a"},
		{"replace in other order", models.MergeReplace, some("a", "b"), "a|b", "a|b"},
		{"replace by nothing", models.MergeReplace, some(), "", ""},
		{"replace by null", models.MergeReplace, null, "", ""},
		{"replace absent", models.MergeReplace, none, "b|a", "Bob|Ann"},
	}
	onEach(t, func(t *testing.T, f *fixture) {
		for i, c := range cases {
			f.clock.advance(time.Minute)
			change := byEmail(fmt.Sprintf("u%d@example.com", i))
			change.Tags, change.Aliases = some("b", "a"), some("Bob", "Ann")
			before, _ := f.put(t, change)
			f.clock.advance(time.Minute)
			change.Tags, change.Aliases = c.given, c.given
			u, result := f.upsert(t, change, c.merge)
			require.Equal(t, c.tags, u.TagList, c.name)
			require.Equal(t, c.aliases, u.AliasList, c.name)
			if u.TagList == before.TagList && u.AliasList == before.AliasList {
				require.Equal(t, models.Unchanged, result, c.name)
				require.Equal(t, before, u, c.name)
			} else {
				require.Equal(t, models.Updated, result, c.name)
				require.True(t, u.ModifiedAt.After(before.ModifiedAt), c.name)
			}
			values, _ := f.labelsOf(t, "user_labels", "system_user_id", u.ID, "tag")
			require.Equal(t, u.Tags, values, c.name)
			values, _ = f.labelsOf(t, "user_labels", "system_user_id", u.ID, "alias")
			require.Equal(t, u.Aliases, values, c.name)
		}
	})
}

func TestAtMostHundredLabels(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		labels := make([]string, 101)
		for i := range labels {
			labels[i] = fmt.Sprintf("%03d", i)
		}
		c := byEmail("a@example.com")
		c.Tags, c.Aliases = models.Some(labels[:100]), models.Some(labels[:100])
		u, result := f.put(t, c)
		require.Equal(t, models.Created, result)
		require.Len(t, u.Tags, 100)
		c.Tags = models.Some(labels[100:])
		require.Equal(t, "tags", f.refused(t, c, models.MergeAdd).Member)
		c.Tags, c.Aliases = models.Optional[[]string]{}, models.Some(labels)
		require.Equal(t, "aliases", f.refused(t, c, models.MergeReplace).Member)
		c.Aliases = models.Some(append(labels[50:100:100], labels[:100]...)) // duplicates do not count
		_, result = f.put(t, c)
		require.Equal(t, models.Unchanged, result)
		c.Aliases = models.Some(labels[1:])
		u, _ = f.upsert(t, c, models.MergeReplace)
		require.Equal(t, labels[1:], u.Aliases)
	})
}
