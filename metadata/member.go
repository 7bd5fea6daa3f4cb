package metadata

// makeMembers makes the Members of a complex property at any depth.
func (p *Property) makeMembers(prefix string, nullable bool) {
	if p.Complex == nil {
		return
	}
	p.Prefix = prefix + p.Prefix
	nullable = nullable || p.Nullable
	for _, declared := range p.Complex.Properties {
		member := *declared
		member.Outer = p
		if member.Complex == nil {
			member.Column = p.Prefix + member.Column
			member.Nullable = member.Nullable || nullable
		}
		p.Members = append(p.Members, &member)
		member.makeMembers(p.Prefix, nullable)
	}
}

// Member gives the member of the name, or nil.
func (p *Property) Member(name string) *Property {
	for _, m := range p.Members {
		if m.Name == name {
			return m
		}
	}
	return nil
}

// Parts lists what is stored of the property: itself, or the members at any depth
// that are not complex.
func (p *Property) Parts() []*Property {
	if p.Complex == nil {
		return []*Property{p}
	}
	var all []*Property
	for _, m := range p.Members {
		all = append(all, m.Parts()...)
	}
	return all
}

// Nulls lists the properties that are all null where a complex property is null,
// or one around it; none if it always has a value.
func (p *Property) Nulls() []*Property {
	for ; p != nil; p = p.Outer {
		if p.Complex != nil && p.Nullable {
			return p.Parts()
		}
	}
	return nil
}
