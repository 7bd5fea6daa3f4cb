package metadata

import (
	"reflect"

	"gorm.io/gorm/schema"
)

// embedding is what the embedded structs around a field make of it.
type embedding struct {
	hidden   bool      // one of them is not in the model
	property *Property // the complex property the field belongs to, or nil
	first    bool      // its type is being made by this use
}

// embedding looks at the structs between the model's and the field.
func (b *builder) embedding(s *source, f *schema.Field) embedding {
	var found embedding
	at := s.schema.ModelType
	for i, name := range f.BindNames[:len(f.BindNames)-1] {
		field, _ := at.FieldByName(name)
		place := s.schema.Name + "." + name
		text, present := field.Tag.Lookup("odata")
		t := b.tag(place, text, present)
		b.fits(place, t, "an embedded struct", []string{"-", "name", "complex"})
		switch {
		case t.has("-"):
			found.hidden = true
		case t.has("complex") && i > 0:
			b.problem(place, "a complex property stands in the entity type itself")
		case t.has("complex"):
			found.property, found.first = b.complexProperty(s, field, t)
		}
		at = field.Type
		for at.Kind() == reflect.Pointer {
			at = at.Elem()
		}
	}
	return found
}

// complexProperty gives the property of an embedded struct, made at its first
// field. The type is made by its first use: the others have the same fields.
func (b *builder) complexProperty(s *source, field reflect.StructField, t tag) (p *Property, first bool) {
	goType := field.Type
	for goType.Kind() == reflect.Pointer {
		goType = goType.Elem()
	}
	settings := schema.ParseTagSetting(field.Tag.Get("gorm"), ";")
	name := t.named(field.Name)
	p = s.typ.Property(name)
	typ := b.complexes[goType]
	if p == nil {
		p = &Property{
			Name: name, Description: settings["COMMENT"], Prefix: settings["EMBEDDEDPREFIX"],
			Nullable: field.Type.Kind() == reflect.Pointer,
		}
		if typ == nil {
			typ = &ComplexType{Name: goType.Name()}
			b.complexes[goType] = typ
			b.model.Complexes = append(b.model.Complexes, typ)
			b.complexOwner[typ] = p
		}
		p.Complex = typ
		s.typ.Properties = append(s.typ.Properties, p)
	}
	return p, b.complexOwner[p.Complex] == p
}

// complexItem enters a field into the type of its complex property.
func (b *builder) complexItem(owner embedding, p *Property) {
	p.Column = p.Column[len(owner.property.Prefix):]
	owner.property.Complex.Properties = append(owner.property.Complex.Properties, p)
}
