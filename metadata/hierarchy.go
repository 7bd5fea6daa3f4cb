package metadata

import "github.com/seed-267014d6/roster/odata/value"

// IsA says whether the type is the other one or derived from it.
func (t *EntityType) IsA(other *EntityType) bool {
	for ; t != nil; t = t.Base {
		if t == other {
			return true
		}
	}
	return false
}

// Root is the type that the type's hierarchy begins with; itself without a base.
func (t *EntityType) Root() *EntityType {
	for t.Base != nil {
		t = t.Base
	}
	return t
}

// Derived lists the types derived from this one, directly or not, every base
// before those derived from it.
func (t *EntityType) Derived() []*EntityType {
	var all []*EntityType
	for _, sub := range t.Subtypes {
		all = append(append(all, sub), sub.Derived()...)
	}
	return all
}

// Variant gives the type, this one or one derived from it, whose entities have
// the value in the discriminator column; nil if there is none.
func (t *EntityType) Variant(discriminator value.Value) *EntityType {
	for _, v := range append([]*EntityType{t}, t.Derived()...) {
		if v.Discriminator != nil && !v.Abstract && sameValue(v.Discriminator.Value, discriminator) {
			return v
		}
	}
	return nil
}

// sameValue compares values of a discriminator: strings, or integers of any width.
func sameValue(a, b value.Value) bool {
	if a.Kind.IsInteger() {
		return b.Kind.IsInteger() && a.Int == b.Int
	}
	return a.Kind == b.Kind && a.Text == b.Text
}

// Own lists the structural properties that the type does not inherit.
func (t *EntityType) Own() []*Property {
	if t.Base == nil {
		return t.Properties
	}
	return t.Properties[len(t.Base.Properties):]
}

// OwnNavigations lists the navigation properties that the type does not inherit.
func (t *EntityType) OwnNavigations() []*Navigation {
	if t.Base == nil {
		return t.Navigations
	}
	return t.Navigations[len(t.Base.Navigations):]
}
