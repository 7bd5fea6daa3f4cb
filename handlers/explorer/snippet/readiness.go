package snippet

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"github.com/seed-267014d6/roster/metadata"
)

// Hint says what becomes of a query in a report.
type Hint struct {
	Level string `json:"level"` // "info" or "warn"
	Text  string `json:"text"`
}

const (
	info = "info"
	warn = "warn"
)

// The properties that incremental refresh works with.
const (
	createdAt  = "createdAt"
	modifiedAt = "modifiedAt"
)

// hints is a list in the making.
type hints []Hint

func (h *hints) add(level, format string, args ...any) {
	*h = append(*h, Hint{level, fmt.Sprintf(format, args...)})
}

// readiness tells what Power BI makes of a table; other things are no sources.
func (r reading) readiness(m *metadata.Model) []Hint {
	h := hints{}
	if r.resource.kind != table || r.resource.entity == nil {
		return h
	}
	r.partial(&h)
	selected := r.selected()
	r.columns(&h, selected)
	r.expansions(&h, m)
	if _, given := r.address.option("orderby"); given {
		h.add(info, "$orderby: a data model keeps no order. Without it rows come by key, which is quickest.")
	}
	if _, given := r.address.option("format"); given {
		h.add(info, "$format is not in the Power Query code: Power Query asks for the format it reads.")
	}
	r.reach(&h)
	return h
}

// partial warns of options that leave rows out whatever the data are.
func (r reading) partial(h *hints) {
	for _, name := range []string{"top", "skip"} {
		if _, given := r.address.option(name); given {
			h.add(warn, "$%s: a refresh reads a part of the rows only. Leave it out to load all.", name)
		}
	}
	if _, given := r.address.option("skiptoken"); given {
		h.add(warn, "$skiptoken: this is the address of one page, valid for a day. Leave it out to load all.")
	}
}

// selected gives the properties of $select, nil for all.
func (r reading) selected() map[string]bool {
	list, given := r.address.option("select")
	if !given {
		return nil
	}
	names := map[string]bool{}
	for _, item := range itemsOf(list) {
		if item == "*" {
			return nil
		}
		names[item] = true
	}
	return names
}

// columns tells what the choice of columns means for relationships, incremental
// refresh and tools without lists.
func (r reading) columns(h *hints, selected map[string]bool) {
	t := r.resource.entity
	has := func(p *metadata.Property) bool { return p != nil && (selected == nil || selected[p.Name]) }
	var keys, lists, instead []string
	for _, k := range t.Key {
		if !has(k) {
			keys = append(keys, k.Name)
		}
	}
	if len(keys) > 0 {
		h.add(warn, "%s not selected: relationships between tables need %s.", are(keys), them(keys))
	}
	created, modified := t.Property(createdAt), t.Property(modifiedAt)
	switch {
	case modified == nil:
		h.add(info, "Refresh this table in full: rows are removed for good, which no date tells.")
	case has(created) && has(modified):
		h.add(info, "Incremental refresh: partition on %s, which never changes, and detect data changes by %s.",
			createdAt, modifiedAt)
	default:
		h.add(info, "Incremental refresh needs %s for its partitions and %s to detect data changes: select both.",
			createdAt, modifiedAt)
	}
	for _, p := range t.Properties {
		if p.Collection == nil || !has(p) {
			continue
		}
		if joined := joinedText(t, p); joined != nil {
			lists, instead = append(lists, p.Name), append(instead, joined.Name)
		}
	}
	if len(lists) > 0 {
		h.add(info, "Excel and Tableau do not show lists: take %s in the place of %s.",
			strings.Join(instead, " and "), strings.Join(lists, " and "))
	}
}

// joinedText is the property with the items of a collection in one text.
func joinedText(t *metadata.EntityType, list *metadata.Property) *metadata.Property {
	for _, p := range t.Properties {
		if p != list && p.Collection == nil && p.Column == list.Column {
			return p
		}
	}
	return nil
}

// expansions advises tables of their own in the place of tables within rows.
func (r reading) expansions(h *hints, m *metadata.Model) {
	list, _ := r.address.option("expand")
	for _, item := range itemsOf(list) {
		n := r.resource.entity.Navigation(item)
		if n == nil || !n.Collection {
			continue
		}
		by := ""
		if n.Partner != nil && len(n.Partner.Constraints) > 0 {
			by = n.Partner.Constraints[0].Property.Name
		}
		if n.Target == r.resource.entity && by != "" {
			h.add(warn, "$expand=%s: a table in each row. Better load the rows once: %s says which belong together.",
				item, by)
			continue
		}
		tables := []string{}
		if set := m.SetOf(n.Target); set != nil {
			tables = append(tables, set.Name)
		}
		for _, set := range m.Sets {
			if n.Through != nil && set.Type.Table == n.Through.Table {
				tables = append(tables, set.Name)
			}
		}
		if by != "" {
			by = ", related by " + by
		}
		h.add(warn, "$expand=%s: a table in each row. Better load %s, too%s.", item, strings.Join(tables, " and "), by)
	}
}

// reach tells who can ask the address.
func (r reading) reach(h *hints) {
	u, err := url.Parse(r.root)
	if err != nil || u.Scheme == "https" {
		return
	}
	address, err := netip.ParseAddr(u.Hostname())
	if u.Hostname() == "localhost" || err == nil && address.IsLoopback() {
		h.add(info, "This address is that of one computer for itself: the Power BI service does not reach it.")
		return
	}
	h.add(warn, "This address is not encrypted: the key can be read on its way.")
}

// itemsOf gives the items of a list, each without what stands in parentheses or
// behind a slash.
func itemsOf(list string) []string {
	var found []string
	start, depth, quoted := 0, 0, false
	for i := 0; i <= len(list); i++ {
		switch {
		case i == len(list) || list[i] == ',' && depth == 0:
			item := list[start:i]
			if end := strings.IndexAny(item, "(/"); end >= 0 {
				item = item[:end]
			}
			if item = strings.TrimSpace(item); item != "" {
				found = append(found, item)
			}
			start = i + 1
		case list[i] == '\'' && depth > 0:
			quoted = !quoted
		case list[i] == '(' && !quoted:
			depth++
		case list[i] == ')' && !quoted && depth > 0:
			depth--
		}
	}
	return found
}

func are(names []string) string {
	if len(names) == 1 {
		return names[0] + " is"
	}
	return strings.Join(names, " and ") + " are"
}

func them(names []string) string {
	if len(names) == 1 {
		return "it"
	}
	return "them"
}
