package metadata

import (
	"slices"
	"strings"

	"gorm.io/gorm/schema"
)

// isRelation says whether GORM takes the field for a relation, as schema.Parse
// decides it.
func isRelation(f *schema.Field) bool {
	return f.DataType == "" && f.GORMDataType == "" && (f.Creatable || f.Updatable || f.Readable)
}

// relations makes the navigation properties of a type, in field order. GORM's
// own list also holds relations it made up for the far side of others; going by
// the fields leaves them out.
func (b *builder) relations(s *source) {
	if s.base != nil {
		s.typ.Navigations = slices.Clone(s.base.typ.Navigations)
	}
	for _, f := range s.fields() {
		text, present := f.StructField.Tag.Lookup("odata")
		owner := b.embedding(s, f)
		if !isRelation(f) || text == "-" && present || owner.hidden || owner.property != nil {
			continue
		}
		place := s.place(f)
		t := b.tag(place, text, present)
		b.fits(place, t, "a relation", []string{"name", "partner"})
		r := s.schema.Relationships.Relations[f.Name]
		switch {
		case r == nil || r.Field != f:
			b.problem(place, "GORM has another relation of this name")
		case r.Polymorphic != nil:
			b.problem(place, "polymorphic relations are not served; leave it out by odata:\"-\"")
		case b.byStruct[r.FieldSchema.ModelType] == nil:
			b.problem(place, "its target %s belongs to no set of the model; leave it out by odata:\"-\"",
				r.FieldSchema.Name)
		default:
			b.navigation(s, r, t)
		}
	}
}

// navigation makes one navigation property.
func (b *builder) navigation(s *source, r *schema.Relationship, t tag) {
	place := s.place(r.Field)
	target := b.byStruct[r.FieldSchema.ModelType]
	n := &Navigation{
		Name: t.named(r.Field.Name), Description: r.Field.Comment, From: s.typ, Target: target.typ,
		Collection: r.Type == schema.HasMany || r.Type == schema.Many2Many,
	}
	if r.Type == schema.Many2Many {
		b.through(place, n, s, target, r)
	} else {
		b.direct(place, n, s, target, r)
	}
	if len(n.Join) == 0 {
		b.problem(place, "nothing beside the scope column is joined")
	}
	s.typ.Navigations = append(s.typ.Navigations, n)
	if t.has("partner") {
		s.partner[n] = t.terms["partner"]
	}
}

// end is one column of a join: its field in GORM's schema and its type.
type end struct {
	of    *source
	field *schema.Field
}

func (e end) isScope() bool { return e.of.typ.Scope != "" && e.field.DBName == e.of.typ.Scope }

func (e end) property() *Property { return e.of.byColumn[e.field.DBName] }

// direct joins a navigation property without a link table.
func (b *builder) direct(place string, n *Navigation, s, target *source, r *schema.Relationship) {
	var pairs [][2]end
	for _, ref := range r.References {
		from, to := ref.ForeignKey, ref.PrimaryKey
		if ref.OwnPrimaryKey {
			from, to = to, from
		}
		pair := [2]end{{s, from}, {target, to}}
		if b.joins(place, pair) {
			pairs = append(pairs, pair)
			n.Join = append(n.Join, JoinColumn{From: from.DBName, To: to.DBName})
		}
	}
	if n.Collection {
		return
	}
	n.Nullable = true
	if r.Type == schema.HasOne && !refers(pairs, s, target) {
		if ambiguous(r) {
			b.problem(place, "both structs have the columns of its foreignKey; GORM reads it as has_one: "+
				"say belongsTo in the gorm tag, or name the columns apart")
		}
		return
	}
	n.Nullable = target.base != nil // no foreign key keeps it from an entity of another type
	for _, pair := range pairs {
		n.Nullable = n.Nullable || nullable(pair[0].field)
	}
	n.Constraints = constraints(pairs, n.Nullable)
}

// constraints are those of a reference, all or none: CSDL 4.01, section 8.5 wants
// the dependent property nullable exactly where the reference or the principal
// is, which a part of a composite foreign key need not be.
func constraints(pairs [][2]end, nullable bool) []Constraint {
	var all []Constraint
	for _, pair := range pairs {
		c := Constraint{Property: pair[0].property(), Referenced: pair[1].property()}
		if c.Property == nil || c.Referenced == nil || c.Property.Nullable != (nullable || c.Referenced.Nullable) {
			return nil
		}
		all = append(all, c)
	}
	return all
}

// refers says whether a has_one relation is in truth a reference to its target:
// GORM finds same-named columns first on the far side, so that a member's User
// joined by the user's whole key parses with the ends exchanged.
func refers(pairs [][2]end, s, target *source) bool {
	return joinsWholeKey(pairs, 1, target) && !joinsWholeKey(pairs, 0, s)
}

// ambiguous says whether a has_one relation could be a belongs_to as well, by
// other columns: GORM takes the columns of the far side if there are any of these
// names, so that a team's Manager would be joined by the user's manager.
func ambiguous(r *schema.Relationship) bool {
	foreign := strings.Split(r.Field.TagSettings["FOREIGNKEY"], ",")
	for _, name := range foreign {
		if r.Schema.LookUpField(strings.TrimSpace(name)) == nil {
			return false
		}
	}
	for _, ref := range r.References {
		if ref.PrimaryKey.DBName != ref.ForeignKey.DBName {
			return true
		}
	}
	return false
}

// joinsWholeKey says whether the columns of one side are exactly its type's key.
func joinsWholeKey(pairs [][2]end, side int, of *source) bool {
	keys := keyJoin(of)
	if len(keys) != len(pairs) {
		return false
	}
	for _, key := range keys {
		found := false
		for _, pair := range pairs {
			found = found || pair[side].field.DBName == key.From
		}
		if !found {
			return false
		}
	}
	return true
}

// joins checks one pair of columns, and says whether it belongs to the join: the
// pair of the scope columns does not.
func (b *builder) joins(place string, pair [2]end) bool {
	if pair[0].isScope() != pair[1].isScope() {
		b.problem(place, "joins the scope column with another one: %s = %s", pair[0].field.DBName, pair[1].field.DBName)
		return false
	}
	from, to := pair[0].property(), pair[1].property()
	if from != nil && to != nil && (from.Kind != to.Kind || from.Scale != to.Scale) {
		b.problem(place, "joins %s (%s) with %s (%s)", from.Name, from.Kind, to.Name, to.Kind)
	}
	return !pair[0].isScope()
}

// through joins a many-to-many navigation property by its link table.
func (b *builder) through(place string, n *Navigation, s, target *source, r *schema.Relationship) {
	n.Through = &Through{Table: r.JoinTable.Table, Scope: b.linkScope(s, target, r)}
	for _, ref := range r.References {
		key, of, link := ref.PrimaryKey, target, ref.ForeignKey.DBName
		if ref.OwnPrimaryKey {
			of = s
		}
		b.linked(place, n.Through.Table, link)
		switch {
		case end{of, key}.isScope():
			if link != n.Through.Scope {
				b.problem(place, "the link table's scope column is %s, not %s", n.Through.Scope, link)
			}
		case link == n.Through.Scope:
			b.problem(place, "joins the link table's scope column with %s", key.DBName)
		case ref.OwnPrimaryKey:
			n.Join = append(n.Join, JoinColumn{From: key.DBName, To: link})
		default:
			n.Through.Join = append(n.Through.Join, JoinColumn{From: link, To: key.DBName})
		}
	}
	if len(n.Through.Join) == 0 {
		b.problem(place, "the link table is not joined with the target")
	}
}

// linkScope is the tenant column of the link table.
func (b *builder) linkScope(s, target *source, r *schema.Relationship) string {
	for _, link := range b.sources {
		if link.typ.Table == r.JoinTable.Table {
			return link.typ.Scope
		}
	}
	if s.typ.Scope != "" {
		return s.typ.Scope
	}
	return target.typ.Scope
}

// linked checks a column of a link table that is a set itself.
func (b *builder) linked(place, table, column string) {
	for _, link := range b.sources {
		if link.typ.Table == table && link.schema.FieldsByDBName[column] == nil {
			b.problem(place, "%s has no column %s; say which by joinForeignKey and joinReferences", table, column)
		}
	}
}
