package metadata

import (
	"reflect"
	"slices"

	"gorm.io/gorm/schema"

	"github.com/seed-267014d6/roster/odata/value"
)

// columns makes the structural properties of a type, in field order.
func (b *builder) columns(s *source) {
	s.inherit()
	for _, f := range s.fields() {
		text, present := f.StructField.Tag.Lookup("odata")
		owner := b.embedding(s, f)
		if owner.hidden || text == "-" && present || marksDeleted(f) {
			continue
		}
		place := s.place(f)
		t := b.tag(place, text, present)
		switch {
		case owner.property != nil && isRelation(f):
			b.problem(place, "a complex type has no relations; leave it out by odata:\"-\"")
		case owner.property != nil:
			if owner.first {
				b.fits(place, t, "a field of a complex type", valueItemTerms())
				b.complexItem(owner, b.property(place, f, t))
			}
		case t.has("scope") || t.has("discriminator") || isRelation(f):
		case t.has("collection"):
			b.fits(place, t, "a collection", collectionTerms())
			s.add(b.collection(s, f, t))
		case t.has("side"):
			b.fits(place, t, "a column of a side table", sideTerms())
			s.add(b.side(s, f, t))
		case f.DataType != "":
			b.fits(place, t, "a column", columnTerms())
			s.add(b.column(s, f, t))
		case present:
			b.problem(place, "GORM ignores the field, so its odata tag needs side= or collection=")
		}
	}
}

func (s *source) add(p *Property) {
	s.typ.Properties = append(s.typ.Properties, p)
	if p.Side == nil && p.Collection == nil && p.Column != "" {
		s.byColumn[p.Column] = p
	}
}

// scope finds the tenant column of a type, before anything is joined.
func (b *builder) scope(s *source) {
	if s.base != nil {
		s.typ.Scope = s.base.typ.Scope
	}
	for _, f := range s.fields() {
		place := s.place(f)
		text, present := f.StructField.Tag.Lookup("odata")
		t := b.tag(place, text, present)
		if !t.has("scope") {
			continue
		}
		b.fits(place, t, "the scope column", []string{"scope"})
		switch {
		case f.DataType == "":
			b.problem(place, "the scope must be a column")
		case s.base != nil:
			b.problem(place, "the scope column belongs to the type at the root, %s", s.typ.Root().Name)
		case s.typ.Scope != "":
			b.problem(place, "the scope column is %s already", s.typ.Scope)
		default:
			s.typ.Scope = f.DBName
		}
	}
}

// property makes what columns everywhere have in common.
func (b *builder) property(place string, f *schema.Field, t tag) *Property {
	found := b.facets(place, f, t)
	p := &Property{
		Name: t.named(f.Name), Description: f.Comment, Kind: found.kind, Nullable: nullable(f),
		MaxLength: found.maxLength, Precision: found.precision, Scale: found.scale,
		Computed: t.has("computed"), Immutable: t.has("immutable"), Allowed: t.list("allowed"),
		Column: f.DBName,
	}
	if t.has("enum") {
		at := slices.IndexFunc(b.options.Enums, func(e *EnumType) bool { return e.Name == t.terms["enum"] })
		if at < 0 {
			b.problem(place, "there is no enumeration %s in Options.Enums", t.terms["enum"])
		} else {
			p.Enum = b.options.Enums[at]
		}
	}
	if len(p.Allowed) > 0 && p.Kind != value.String {
		b.problem(place, "only strings have allowed values")
	}
	for i, text := range p.Allowed {
		if text == "" || slices.Contains(p.Allowed[:i], text) {
			b.problem(place, "the allowed value %q is empty or given twice", text)
		}
	}
	if p.Computed && p.Immutable {
		b.problem(place, "a computed property is never written: immutable says nothing")
	}
	return p
}

// column makes a property of the entity's own table, with its alternate key.
func (b *builder) column(s *source, f *schema.Field, t tag) *Property {
	place := s.place(f)
	p := b.property(place, f, t)
	if t.has("fold") {
		p.Fold = b.ownColumn(s, place, "fold", t)
		if p.Kind != value.String {
			b.problem(place, "only strings have a fold column")
		}
	}
	if t.has("etag") {
		b.etag(s, place, p)
	}
	if t.has("search") {
		b.search(s, place, p, t)
	}
	if !t.has("altkey") {
		if t.has("lookup") || t.has("normalise") {
			b.problem(place, "lookup and normalise need altkey")
		}
		return p
	}
	if s.base != nil {
		b.problem(place, "an alternate key belongs to the type at the root, %s", s.typ.Root().Name)
	}
	k := &AlternateKey{Property: p, Column: p.Column}
	if t.has("lookup") {
		k.Column = b.ownColumn(s, place, "lookup", t)
	}
	if name := t.terms["normalise"]; name != "" {
		if k.Normalise = b.options.Normalisers[name]; k.Normalise == nil {
			b.problem(place, "there is no function %s in Options.Normalisers", name)
		}
		if p.Kind != value.String {
			b.problem(place, "only strings are normalised")
		}
	}
	s.typ.AlternateKeys = append(s.typ.AlternateKeys, k)
	return p
}

// etag enters the property that the ETags of a type are made of.
func (b *builder) etag(s *source, place string, p *Property) {
	switch {
	case s.base != nil:
		b.problem(place, "the ETag belongs to the type at the root, %s", s.typ.Root().Name)
	case s.typ.ETag != nil:
		b.problem(place, "the ETag is made of %s already", s.typ.ETag.Name)
	default:
		s.typ.ETag = p
	}
}

// ownColumn is the term's value, which must be a column of the struct.
func (b *builder) ownColumn(s *source, place, term string, t tag) string {
	name := t.terms[term]
	if s.schema.FieldsByDBName[name] == nil {
		b.problem(place, "%s=%s is no column of %s%s", term, name, s.typ.Table, meant(name, s.schema.DBNames))
	}
	return name
}

// side makes a property of a column in a side table.
func (b *builder) side(s *source, f *schema.Field, t tag) *Property {
	place := s.place(f)
	if f.DataType != "" {
		b.problem(place, "a column of a side table must be gorm:\"-\"")
	}
	p := b.property(place, f, t)
	p.Nullable = true // there may be no row
	p.Column = t.terms["column"]
	if p.Column == "" {
		p.Column = schema.NamingStrategy{}.ColumnName("", f.Name)
	}
	p.Side = &SideTable{Table: t.terms["side"], Scope: s.typ.Scope, Join: keyJoin(s)}
	return p
}

// collection makes a property whose items are joined in a column of the owner
// and stand in rows of a label table.
func (b *builder) collection(s *source, f *schema.Field, t tag) *Property {
	place := s.place(f)
	p := &Property{
		Name: t.named(f.Name), Description: f.Comment, Kind: value.String, Column: f.DBName,
		MaxLength: b.number(place, t, "maxlength", 0),
		Computed:  t.has("computed"), Immutable: t.has("immutable"),
		Collection: &Collection{
			Separator: "|", MaxItems: b.number(place, t, "maxitems", 0), Table: t.terms["collection"],
			Scope: s.typ.Scope, Join: keyJoin(s), Kind: t.terms["kind"], Order: "ord", Value: "value", Fold: "fold",
		},
	}
	if t.has("kind") {
		p.Collection.KindColumn = "kind"
	}
	if t.has("separator") {
		p.Collection.Separator = t.terms["separator"]
	}
	switch {
	case t.has("joined"):
		p.Column = b.ownColumn(s, place, "joined", t)
		if f.DataType != "" {
			b.problem(place, "a collection with joined= must be gorm:\"-\"")
		}
	case f.DataType == "":
		b.problem(place, "a collection that is no column needs joined=")
	case f.IndirectFieldType.Kind() != reflect.String:
		b.problem(place, "the joined items must be a string, not %s", f.FieldType)
	}
	return p
}

// keyJoin pairs the key columns with those of the same name in a child table.
func keyJoin(s *source) []JoinColumn {
	var join []JoinColumn
	for _, f := range s.schema.PrimaryFields {
		if f.DBName != s.typ.Scope {
			join = append(join, JoinColumn{From: f.DBName, To: f.DBName})
		}
	}
	return join
}

// key enters the primary key, without the scope column.
func (b *builder) key(s *source) {
	if s.base != nil {
		s.typ.Key, s.typ.ETag = s.base.typ.Key, s.base.typ.ETag
		if len(s.schema.PrimaryFields) != len(s.base.schema.PrimaryFields) {
			b.problem(s.schema.Name, "a derived type has the key of its base")
		}
		return
	}
	for _, f := range s.schema.PrimaryFields {
		if f.DBName == s.typ.Scope {
			continue
		}
		p := s.byColumn[f.DBName]
		if p == nil {
			b.problem(s.place(f), "a key column must be a property of the type itself")
			continue
		}
		switch p.Kind {
		case value.Single, value.Double, value.Binary:
			// CSDL 4.01, section 6.5: the types a key may have.
			b.problem(s.place(f), "%s cannot be a key", p.Kind)
		default:
			s.typ.Key = append(s.typ.Key, p)
		}
	}
	if len(s.schema.PrimaryFields) == 0 || len(s.schema.PrimaryFields) == 1 && keyJoin(s) == nil {
		b.problem(s.schema.Name, "the struct has no primary key")
	}
}
