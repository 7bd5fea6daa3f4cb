package wirelint

import (
	"slices"
	"strings"
)

// controls says what is special about an object.
type controls struct {
	top        bool
	collection bool // its value is a collection
	entity     bool
}

// annotation takes a member's name apart; of control information, bare is the
// name without odata. and prefixed says whether that stood there.
func annotation(name string) (property, bare string, prefixed, control, found bool) {
	at := strings.LastIndexByte(name, '@')
	if at < 0 {
		return name, "", false, false, false
	}
	property, bare = name[:at], name[at+1:]
	if rest, ok := strings.CutPrefix(bare, "odata."); ok {
		return property, rest, true, true, true
	}
	return property, bare, false, !strings.Contains(bare, "."), true
}

func knownControls() []string {
	return []string{
		"context", "metadataEtag", "type", "count", "nextLink", "delta", "deltaLink", "id", "editLink", "readLink",
		"etag", "navigationLink", "associationLink", "mediaEditLink", "mediaReadLink", "mediaContentType",
		"mediaEtag", "removed", "collectionAnnotations",
	}
}

// control checks the names and places of an object's control information.
func (c *check) control(n *node, k controls) {
	begun := false // a property has come
	for i, m := range n.members {
		property, bare, prefixed, control, found := annotation(m.name)
		switch {
		case !found:
			begun = true
			continue
		case !control:
			// An annotation of a vocabulary; it stands where control information does.
		case prefixed == c.v401:
			c.add("control", "%s in an answer of version 4.0%s", m.name, map[bool]string{true: "1"}[c.v401])
		case !slices.Contains(knownControls(), bare):
			c.add("control", "%s is none", m.name)
		default:
			c.allowedAt(m, property, bare)
		}
		if property != "" {
			begun = begun || bare != "count" // what is said of properties belongs to them
			c.placed(n, i, property, bare)
			continue
		}
		c.ordered(n, i, bare, begun, k)
	}
}

// allowedAt checks control information against the metadata level: JSON Format 3.1.
func (c *check) allowedAt(m member, property, bare string) {
	switch {
	case slices.Contains([]string{"count", "nextLink", "deltaLink"}, bare):
	case c.level == "none":
		c.add("control", "%s in metadata=none", m.name)
	case c.level == "minimal" &&
		slices.Contains([]string{"editLink", "readLink", "navigationLink", "associationLink"}, bare):
		c.add("control", "%s in metadata=minimal, where links go by convention", m.name)
	}
	switch bare {
	case "context", "type", "id", "editLink", "readLink", "etag", "nextLink", "navigationLink", "associationLink":
		if m.value.kind != '"' || m.value.text == "" {
			c.add("control", "%s is no text", m.name)
		}
	}
	if property != "" && slices.Contains([]string{"context", "id", "etag", "editLink", "readLink"}, bare) {
		c.add("control", "%s of a property", m.name)
	}
}

// ordered checks the place of what is said of the object itself: JSON Format 4.5.
func (c *check) ordered(n *node, i int, bare string, begun bool, k controls) {
	switch bare {
	case "context":
		if i != 0 || !k.top {
			c.add("order", "context is member %d", i)
		}
	case "nextLink", "deltaLink":
		if !k.collection {
			c.add("next-link", "%s in something that is no collection", bare)
		} else if i == 0 || n.members[i-1].name != "value" {
			c.add("order", "%s does not follow its collection", bare)
		}
	case "type":
		for _, m := range n.members[:i] {
			if _, b, _, _, _ := annotation(m.name); b != "context" && b != "removed" {
				c.add("order", "type comes after %s", m.name)
			}
		}
	case "id", "etag", "count":
		if begun {
			c.add("order", "%s comes after properties", bare)
		}
	}
}

// placed checks that an annotation of a property stands directly before it, and
// its next link behind it.
func (c *check) placed(n *node, i int, property, bare string) {
	at := slices.IndexFunc(n.members, func(m member) bool { return m.name == property })
	if at < 0 {
		if bare == "nextLink" {
			c.add("order", "a next link of %s, which is not there", property)
		}
		return
	}
	low, high := i+1, at
	if bare == "nextLink" || bare == "deltaLink" {
		low, high = at+1, i
	}
	if low > high {
		c.add("order", "%s of %s is on the wrong side of it", bare, property)
		return
	}
	for _, m := range n.members[low:high] {
		if of, _, _, _, found := annotation(m.name); !found || of != property {
			c.add("order", "%s stands between %s and its %s", m.name, property, bare)
		}
	}
}
