package metadata

import (
	"slices"
	"strings"
)

// Set gives the entity set of the name, or nil.
func (m *Model) Set(name string) *EntitySet {
	for _, s := range m.Sets {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// SetOf gives the entity set that holds the type, or its nearest base; or nil.
func (m *Model) SetOf(t *EntityType) *EntitySet {
	for ; t != nil; t = t.Base {
		for _, s := range m.Sets {
			if s.Type == t {
				return s
			}
		}
	}
	return nil
}

// Addressed says whether entities of a type are in a set, or are a singleton:
// others have no URL of their own.
func (m *Model) Addressed(t *EntityType) bool {
	return m.SetOf(t) != nil || slices.ContainsFunc(m.Singletons, func(s *Singleton) bool { return s.Type == t })
}

// Singleton gives the singleton of the name, or nil.
func (m *Model) Singleton(name string) *Singleton {
	for _, s := range m.Singletons {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// ComplexType gives the type of the qualified name, or nil.
func (m *Model) ComplexType(qualified string) *ComplexType {
	for _, c := range m.Complexes {
		if m.Qualified(c.Name) == qualified {
			return c
		}
	}
	return nil
}

// Qualified is the type's name with the namespace.
func (m *Model) Qualified(name string) string { return m.Namespace + "." + name }

// EntityType gives the type of the qualified name, or nil.
func (m *Model) EntityType(qualified string) *EntityType {
	name, ok := strings.CutPrefix(qualified, m.Namespace+".")
	if !ok {
		return nil
	}
	for _, t := range m.Types {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// SetNames lists the entity sets, for suggestions.
func (m *Model) SetNames() []string {
	names := make([]string, 0, len(m.Sets))
	for _, s := range m.Sets {
		names = append(names, s.Name)
	}
	return names
}

// Property gives the structural property of the name, or nil.
func (t *EntityType) Property(name string) *Property {
	for _, p := range t.Properties {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Navigation gives the navigation property of the name, or nil.
func (t *EntityType) Navigation(name string) *Navigation {
	for _, n := range t.Navigations {
		if n.Name == name {
			return n
		}
	}
	return nil
}

// Names lists the structural and navigation properties, for suggestions.
func (t *EntityType) Names() []string {
	names := make([]string, 0, len(t.Properties)+len(t.Navigations))
	for _, p := range t.Properties {
		names = append(names, p.Name)
	}
	for _, n := range t.Navigations {
		names = append(names, n.Name)
	}
	return names
}

// IsKey says whether the property is part of the type's key.
func (t *EntityType) IsKey(p *Property) bool {
	for _, k := range t.Key {
		if k == p {
			return true
		}
	}
	return false
}
