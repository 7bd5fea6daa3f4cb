package metadata

import (
	"maps"
	"slices"
	"strconv"

	"gorm.io/gorm/schema"

	"github.com/seed-267014d6/roster/odata/value"
)

// derive enters a type derived from the root or from one entered before.
func (b *builder) derive(root *source, d declaration) {
	typ := structOf(d.model)
	var base *source
	var embedded string
	for i := 0; typ != nil && i < typ.NumField(); i++ {
		f := typ.Field(i)
		of := b.byStruct[f.Type]
		if !f.Anonymous || of == nil || of.typ.Root() != root.typ {
			continue
		}
		base, embedded = of, f.Name
		if !f.IsExported() {
			b.problem(typ.Name()+"."+f.Name, "GORM reads no embedded struct that is not exported")
		}
		if f.Tag != "" {
			b.problem(typ.Name()+"."+f.Name, "the struct of the base is embedded without a tag")
		}
	}
	s := b.parse(d)
	switch {
	case s == nil:
		return
	case base == nil:
		b.problem(d.place, "%s embeds neither %s nor the struct of a type derived from it and declared before",
			typ.Name(), root.schema.Name)
		return
	}
	if _, named := d.model.(schema.Tabler); named && s.typ.Table != root.typ.Table {
		b.problem(d.place, "%s is stored in %s, but its base in %s", typ.Name(), s.typ.Table, root.typ.Table)
	}
	s.base, s.embedded = base, embedded
	s.typ.Base, s.typ.Table = base.typ, root.typ.Table
	base.typ.Subtypes = append(base.typ.Subtypes, s.typ)
	if s.typ.Abstract && !base.typ.Abstract {
		// CSDL 4.01, section 6.3.
		b.problem(d.place, "%s is abstract, but its base %s is not", s.typ.Name, base.typ.Name)
	}
}

// inherit takes over what the base has, before the own fields.
func (s *source) inherit() {
	if s.base == nil {
		return
	}
	s.typ.Properties = slices.Clone(s.base.typ.Properties)
	s.typ.AlternateKeys = slices.Clone(s.base.typ.AlternateKeys)
	maps.Copy(s.byColumn, s.base.byColumn)
}

// discriminator finds the column of a root that tells its types apart, and
// enters the value of each type.
func (b *builder) discriminator(s *source) {
	for _, f := range s.fields() {
		text, present := f.StructField.Tag.Lookup("odata")
		place := s.place(f)
		t := b.tag(place, text, present)
		if !t.has("discriminator") {
			continue
		}
		b.fits(place, t, "the discriminator column", []string{"discriminator", "type"})
		switch {
		case s.base != nil:
			b.problem(place, "the discriminator column belongs to the type at the root, %s", s.typ.Root().Name)
		case s.column != nil:
			b.problem(place, "the discriminator column is %s already", s.column.DBName)
		case f.DataType == "" || !f.NotNull || f.PrimaryKey:
			b.problem(place, "the discriminator must be a column that is not null and not in the key")
		default:
			s.column = f
		}
	}
	if s.base != nil {
		s.column = s.base.column
	}
	switch {
	case s.column != nil:
		b.discriminate(s)
	case s.base == nil && (s.declared.discriminator != "" || s.typ.Abstract || len(s.typ.Subtypes) > 0):
		b.problem(s.schema.Name, "a type with derived types needs a column with the odata tag's discriminator")
	}
}

// discriminate enters the value of a type into it and the types it is derived from.
func (b *builder) discriminate(s *source) {
	d := s.declared
	s.typ.Discriminator = &Discriminator{Column: s.column.DBName, Value: value.Value{Kind: value.Null}}
	if s.typ.Abstract {
		if d.discriminator != "" {
			b.problem(d.place, "%s is abstract: no row is of it, and none has its discriminator", s.typ.Name)
		}
		return
	}
	if d.discriminator == "" {
		d.discriminator = s.typ.Name
	}
	v, ok := b.discriminatorValue(s, d.discriminator)
	if !ok {
		return
	}
	if other := s.typ.Root().Variant(v); other != nil {
		b.problem(d.place, "%s and %s have the same discriminator %s", other.Name, s.typ.Name, d.discriminator)
	}
	s.typ.Discriminator.Value = v
	for t := s.typ; t != nil; t = t.Base {
		if t.Discriminator != nil {
			t.Discriminator.Values = append(t.Discriminator.Values, v)
		}
	}
}

// discriminatorValue reads the value by the kind of the column.
func (b *builder) discriminatorValue(s *source, text string) (value.Value, bool) {
	place := s.place(s.column)
	kind := b.facets(place, s.column, b.tag(place, s.column.Tag.Get("odata"), true)).kind
	switch {
	case kind == value.String:
		return value.Value{Kind: kind, Text: text}, true
	case kind.IsInteger():
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			b.problem(s.declared.place, "the discriminator %s of %s is no number, as %s is", text, s.typ.Name,
				s.column.DBName)
		}
		return value.Value{Kind: kind, Int: n}, err == nil
	}
	b.problem(place, "a discriminator is a string or a whole number, not %s", kind)
	return value.Value{}, false
}
