package models

import (
	"strings"
	"unicode"
)

// The kinds of labels, with the members that hold them.
const (
	kindTag   = "tag"
	kindAlias = "alias"

	memberTags    = "tags"
	memberAliases = "aliases"

	separator = "|"
	maxLabels = 100
)

// SplitLabels splits the text form of tags and aliases, "AE|SouthEast". Empty
// pieces are dropped.
func SplitLabels(text string) []string {
	labels := []string{}
	for piece := range strings.SplitSeq(text, separator) {
		if piece = strings.TrimFunc(piece, unicode.IsSpace); piece != "" {
			labels = append(labels, piece)
		}
	}
	return labels
}

func splitStored(list string) []string {
	if list == "" {
		return []string{}
	}
	return strings.Split(list, separator)
}

func joinStored(labels []string) string { return strings.Join(labels, separator) }

// normalLabels gives the stored forms of given labels, without duplicates.
func normalLabels(member string, given Optional[[]string], key func(string) string) ([]string, error) {
	labels := make([]string, 0, len(given.Value))
	seen := make(map[string]bool, len(given.Value))
	for _, item := range given.Value {
		if strings.Contains(item, separator) {
			return nil, invalid(member, "an item of %s must not contain a vertical bar", member)
		}
		text, err := normalText("an item of "+member, item, maxLabel)
		if err != nil {
			return nil, at(member, err)
		}
		if text == "" || seen[key(text)] {
			continue
		}
		seen[key(text)] = true
		labels = append(labels, text)
	}
	return labels, nil
}

// mergeLabels merges given labels into the stored ones, in the order of their
// first appearance. Equal keys are one label, whose stored spelling is kept.
func mergeLabels(
	member string, stored []string, given Optional[[]string], m Merge, key func(string) string,
) ([]string, error) {
	if !given.Set {
		return stored, nil
	}
	labels, err := normalLabels(member, given, key)
	if err != nil {
		return nil, err
	}
	merged := labels
	switch m {
	case MergeRemove:
		merged = without(stored, labels, key)
	case MergeAdd:
		merged = append(stored[:len(stored):len(stored)], without(labels, stored, key)...)
	case MergeReplace:
	}
	if len(merged) > maxLabels {
		return nil, invalid(member, "%s would have %d items; at most %d are allowed", member, len(merged), maxLabels)
	}
	return merged, nil
}

// without gives the labels that the others do not have.
func without(labels, others []string, key func(string) string) []string {
	drop := make(map[string]bool, len(others))
	for _, other := range others {
		drop[key(other)] = true
	}
	kept := make([]string, 0, len(labels))
	for _, l := range labels {
		if !drop[key(l)] {
			kept = append(kept, l)
		}
	}
	return kept
}

// exactly is the key of tags, which are compared as they are.
func exactly(s string) string { return s }
