package metadata

import "slices"

// Leaf is a stored member of a property: the property itself, or what is not
// complex anywhere inside it.
type Leaf struct {
	Path   []*Property // from the property to the member
	Column string      // all prefixes on the way, and the member's column
}

// Leaves lists the stored members of the property, in declaration order. A
// nullable complex property is null where all columns of its leaves are null.
func (p *Property) Leaves() []Leaf {
	if p.Complex == nil {
		return []Leaf{{Path: []*Property{p}, Column: p.Column}}
	}
	var all []Leaf
	for _, member := range p.Complex.Properties {
		for _, leaf := range member.Leaves() {
			all = append(all, Leaf{Path: slices.Insert(leaf.Path, 0, p), Column: p.Prefix + leaf.Column})
		}
	}
	return all
}

// Property gives the member of the name, or nil.
func (c *ComplexType) Property(name string) *Property {
	for _, p := range c.Properties {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Names lists the members, for suggestions.
func (c *ComplexType) Names() []string {
	names := make([]string, 0, len(c.Properties))
	for _, p := range c.Properties {
		names = append(names, p.Name)
	}
	return names
}
