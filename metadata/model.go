package metadata

import "github.com/seed-267014d6/roster/odata/value"

// Model is an entity data model with one schema and one entity container. It is
// immutable once built, and safe for concurrent use.
type Model struct {
	Namespace  string
	Container  string
	Types      []*EntityType
	Complexes  []*ComplexType
	Enums      []*EnumType
	Sets       []*EntitySet
	Singletons []*Singleton
}

// EntityType is a structured type with a key, stored in one table. A derived type
// is stored in the table of its base, which a Discriminator divides.
type EntityType struct {
	Name        string
	Description string
	Base        *EntityType
	Subtypes    []*EntityType // derived directly from this one, in declaration order
	Abstract    bool          // no entity is of exactly this type
	Table       string
	// Discriminator says which rows of the table are entities of the type; nil
	// where all of them are.
	Discriminator *Discriminator
	Scope         string // the tenant column, "" for none; never a property
	// Deleted is the column that is not null in rows that count as deleted, ""
	// for none. Such a row is no entity.
	Deleted       string
	Key           []*Property
	AlternateKeys []*AlternateKey
	// Indexed are the columns that an index of the table begins with, behind the scope:
	// that of the key, and those that GORM's index and uniqueIndex tell of.
	Indexed []string
	// ETag is the property whose value tells one state of an entity from another;
	// nil where there is none. An entity without a value has no ETag.
	ETag        *Property
	Properties  []*Property   // in declaration order, inherited ones first
	Navigations []*Navigation // likewise; an inherited one is From its own type
}

// Discriminator divides a table among the types of a hierarchy. Column is not
// null and never a property. A row is an entity of the type, or of one derived
// from it, where Column is one of Values; of exactly the type where it is Value.
// A row with a value of none of them is no entity, also not one of the root: so
// every access to the table is restricted by the Values of the type it is for.
type Discriminator struct {
	Column string
	Value  value.Value   // String or an integer kind; Null of an abstract type
	Values []value.Value // of the type and all types derived from it
}

// ComplexType is a structured type without a key, stored in columns of its owner.
// One type may stand in several owners: the Column of a member is what follows
// the Prefix of the complex property, and so is the Prefix of a complex member
// (see Property.Leaves). Members have no fold column, side table or collection.
type ComplexType struct {
	Name        string
	Description string
	Properties  []*Property
}

// EnumType is an enumeration or a set of flags, stored as a number.
type EnumType struct {
	Name    string
	Flags   bool
	Members []EnumMember
}

// EnumMember is one name of an EnumType.
type EnumMember struct {
	Name  string
	Value int64
}

// EntitySet is a named collection of entities of one type.
type EntitySet struct {
	Name        string
	Type        *EntityType
	Description string
}

// Singleton is a named single entity.
type Singleton struct {
	Name        string
	Type        *EntityType
	Description string
	// Key holds the values of Type.Key, in its order. Without values the entity
	// is the only row that the scope has: the first by key, should there be more.
	Key []value.Value
}

// Property is a structural property.
type Property struct {
	Name        string
	Description string
	Kind        value.Kind   // of the value, or of the items of a collection
	Enum        *EnumType    // for Kind Enum
	Complex     *ComplexType // instead of Kind
	Nullable    bool
	MaxLength   int // characters; 0 for none
	Precision   int // decimal digits, or fractional second digits
	Scale       int // of a Decimal
	Computed    bool
	Immutable   bool
	Allowed     []string // the only values of a string, in order
	Column      string
	Fold        string      // column holding the folded (tolower) text, "" for none
	Search      *SearchText // where the text can be searched by an index, nil where it cannot
	Side        *SideTable  // where the column is not in the entity's own table
	Collection  *Collection // for collections of primitives; Column then holds the joined text
	// Prefix of a Complex is what its columns' names begin with. A nullable one
	// is null where all of its columns are null.
	Prefix string
	// Members are those of a Complex that stands in an entity type: the complex
	// type's properties once more, with the whole names of their columns and
	// prefixes. One that is not complex is Nullable also where the complex property
	// around it may be null.
	Members []*Property
	// Outer is the complex property that the property is one of the Members of.
	Outer *Property
}

// Collection says where the items of a collection property are stored: joined in
// the owner's column (Property.Column) for output, one row each for any and all.
type Collection struct {
	Separator  string // between the items in the joined column
	MaxItems   int
	Table      string
	Scope      string
	Join       []JoinColumn // owner's column → child's column
	KindColumn string       // column and value that pick this property's rows; "" where the table has only these
	Kind       string
	Order      string
	Value      string
	Fold       string // column with the folded value, "" for none
}

// SideTable holds columns of an entity that change apart from it: zero or one
// row per entity.
type SideTable struct {
	Table string
	Scope string
	Join  []JoinColumn // entity's column → side table's column
}

// SearchText is a table with one row for each entity of a type: the folded text of all
// its searchable properties together, with an index of its trigrams. It finds the
// candidates of a condition, among which the condition itself decides.
type SearchText struct {
	Table  string
	Scope  string
	Join   []JoinColumn // entity's column → table's column
	Column string
	// IDs are the ids that the texts of a scope have on SQLite, which are theirs alone as
	// a rule; nil where there is no such range. See Options.SearchIDs.
	IDs func(scope value.Value) (first, last int64)
	// Fold is how texts are folded: what is part of one text, or of its tolower, is
	// part of it when both are folded.
	Fold func(text string) string
}

// JoinColumn is one equality of a join.
type JoinColumn struct{ From, To string }

// AlternateKey is a key beside the primary one (Core.AlternateKeys).
type AlternateKey struct {
	Property *Property
	// Column is what is looked up: the unique column of the normalised value.
	Column string
	// Normalise maps a given value to the stored form. It is nil where they are
	// equal; ok is false where no entity can have such a key.
	Normalise func(given string) (stored string, ok bool)
}

// Navigation is a navigation property.
type Navigation struct {
	Name        string
	Description string
	From        *EntityType
	Target      *EntityType
	Collection  bool
	Nullable    bool // of a single-valued one
	Partner     *Navigation
	// Join leads from this type's table to the target's, or to Through.
	Join []JoinColumn
	// Through is the link table of a many-to-many navigation.
	Through *Through
	// Constraints are the referential constraints to publish: set where the
	// dependent end is this type and both properties are modelled.
	Constraints []Constraint
}

// Through is the link table of a many-to-many navigation property.
type Through struct {
	Table string
	Scope string
	Join  []JoinColumn // link table's column → target's column
}

// Constraint pairs a dependent property with the principal's.
type Constraint struct{ Property, Referenced *Property }
