package metadata

import (
	"reflect"

	"gorm.io/gorm/schema"
)

// embedding is what the embedded structs around a field make of it.
type embedding struct {
	hidden   bool      // one of them is not in the model
	property *Property // the innermost complex property around the field, or nil
	prefix   string    // what its columns' names begin with, with the outer ones
	first    bool      // its type is being made by this use
}

// embedding looks at the structs between the model's and the field.
func (b *builder) embedding(s *source, f *schema.Field) embedding {
	found := embedding{first: true}
	at, owner := s.schema.ModelType, &s.typ.Properties
	prefix := "" // of the structs since the last complex one
	for _, name := range f.BindNames[:len(f.BindNames)-1] {
		field, _ := at.FieldByName(name)
		place := s.schema.Name + "." + name
		text, present := field.Tag.Lookup("odata")
		t := b.tag(place, text, present)
		b.fits(place, t, "an embedded struct", []string{"-", "name", "complex"})
		if t.has("-") {
			found.hidden = true
			return found
		}
		at = field.Type
		for at.Kind() == reflect.Pointer {
			at = at.Elem()
		}
		settings := schema.ParseTagSetting(field.Tag.Get("gorm"), ";")
		prefix += settings["EMBEDDEDPREFIX"]
		if !t.has("complex") {
			continue
		}
		p := b.complexProperty(place, owner, &Property{
			Name: t.named(field.Name), Description: settings["COMMENT"], Prefix: prefix,
			Nullable: field.Type.Kind() == reflect.Pointer,
		}, at)
		found.property, found.prefix = p, found.prefix+prefix
		found.first = found.first && b.complexOwner[p.Complex] == p
		owner, prefix = &p.Complex.Properties, ""
	}
	return found
}

// complexProperty gives the property of an embedded struct, made at its first
// field. The type is made by its first use: the others have the same fields.
func (b *builder) complexProperty(place string, owner *[]*Property, made *Property, goType reflect.Type) *Property {
	for _, p := range *owner {
		if p.Complex == nil {
			continue
		}
		if p.Name == made.Name {
			return p
		}
		if p.Prefix == made.Prefix {
			b.problem(place, "it has the columns of %s: give it an embeddedPrefix of its own", p.Name)
		}
	}
	typ := b.complexes[goType]
	if typ == nil {
		typ = &ComplexType{Name: goType.Name()}
		b.complexes[goType] = typ
		b.model.Complexes = append(b.model.Complexes, typ)
		b.complexOwner[typ] = made
	}
	made.Complex = typ
	*owner = append(*owner, made)
	return made
}

// complexItem enters a field into the type of its complex property.
func (b *builder) complexItem(owner embedding, p *Property) {
	p.Column = p.Column[len(owner.prefix):]
	owner.property.Complex.Properties = append(owner.property.Complex.Properties, p)
}
