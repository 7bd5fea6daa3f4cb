package metadata

import (
	"regexp"
	"strings"
)

// names sees to it that the names of one place are identifiers and differ: also
// in case, since URLs may write them in any (URL Conventions 4.01, section 2).
type names struct {
	b     *builder
	what  string
	taken map[string]string
}

func (b *builder) names(what string) *names {
	return &names{b: b, what: what, taken: map[string]string{}}
}

func (n *names) add(place, name string) {
	if !identifier.MatchString(name) {
		n.b.problem(place, "%q is no name for %s", name, n.what)
	}
	if other, ok := n.taken[strings.ToLower(name)]; ok {
		n.b.problem(place, "the name %s clashes with %s", name, other)
	}
	n.taken[strings.ToLower(name)] = name
}

// checkNames checks every name a client sees.
func (b *builder) checkNames() {
	m := b.model
	for part := range strings.SplitSeq(m.Namespace, ".") {
		if !identifier.MatchString(part) {
			b.problem("Options.Namespace", "%q is no namespace", m.Namespace)
		}
	}
	if isReserved(m.Namespace) {
		b.problem("Options.Namespace", "%s is reserved", m.Namespace)
	}
	types := b.names("a type")
	types.add("Options.Container", m.Container)
	for _, e := range m.Enums {
		types.add("enumeration "+e.Name, e.Name)
		b.checkEnum(e)
	}
	for _, c := range m.Complexes {
		types.add("complex type "+c.Name, c.Name)
		inside := b.names("a property")
		for _, p := range c.Properties {
			inside.add(c.Name+"."+p.Name, p.Name)
		}
	}
	for _, t := range m.Types {
		types.add("type "+t.Name, t.Name)
		inside := b.names("a property")
		for _, name := range t.Names() {
			inside.add(t.Name+"."+name, name)
		}
	}
	sets := b.names("an entity set")
	for _, s := range m.Sets {
		sets.add("set "+s.Name, s.Name)
	}
	sets.what = "a singleton"
	for _, s := range m.Singletons {
		sets.add("singleton "+s.Name, s.Name)
	}
}

func (b *builder) checkEnum(e *EnumType) {
	place := "enumeration " + e.Name
	if len(e.Members) == 0 {
		b.problem(place, "it has no members")
	}
	members, seen := b.names("a member"), map[int64]bool{}
	for _, m := range e.Members {
		members.add(place, m.Name)
		if seen[m.Value] {
			b.problem(place, "the value of %s is another member's", m.Name)
		}
		seen[m.Value] = true
		if e.Flags && m.Value < 0 {
			// CSDL 4.01, section 10.2: flags are non-negative.
			b.problem(place, "the flag %s is negative", m.Name)
		}
	}
}

// checkShared checks that types which share a column of their table read it alike.
func (b *builder) checkShared() {
	type place struct {
		root   *EntityType
		column string
	}
	shared := map[place]*Property{}
	for _, t := range b.model.Types {
		for _, p := range t.Own() {
			if p.Complex != nil || p.Side != nil || p.Collection != nil {
				continue
			}
			at := place{t.Root(), p.Column}
			other := shared[at]
			if other != nil && (other.Kind != p.Kind || other.Scale != p.Scale || other.Enum != p.Enum) {
				b.problem(t.Name+"."+p.Name, "the column %s holds another type's %s too, which is %s",
					p.Column, other.Name, other.Kind)
			}
			shared[at] = p
		}
	}
}

// checkStores checks every name that goes into SQL.
func (b *builder) checkStores() {
	b.checkShared()
	for _, s := range b.sources {
		for _, column := range s.schema.DBNames {
			b.sqlName(s.schema.Name, sqlName, column)
		}
	}
	for _, t := range b.model.Types {
		b.sqlName(t.Name, sqlTableName, t.Table)
		for _, p := range t.Properties {
			place := t.Name + "." + p.Name
			if p.Complex == nil {
				b.sqlName(place, sqlName, p.Column)
			}
			if p.Side != nil {
				b.sqlName(place, sqlTableName, p.Side.Table)
			}
			if p.Collection != nil {
				b.sqlName(place, sqlTableName, p.Collection.Table)
			}
			if p.Search != nil {
				b.sqlName(place, sqlTableName, p.Search.Table)
			}
		}
		for _, n := range t.Navigations {
			if n.Through != nil {
				b.sqlName(t.Name+"."+n.Name, sqlTableName, n.Through.Table)
			}
		}
	}
}

func (b *builder) sqlName(place string, pattern *regexp.Regexp, name string) {
	if !pattern.MatchString(name) {
		b.problem(place, "%q is no plain name of a table or column", name)
	}
}
