// Package metadata holds the entity data model of a service: it is built once
// from GORM models (Build) and written as CSDL (Document).
//
// # What GORM says
//
// Build reads a struct by GORM's own schema.Parse, without a database:
//
//   - table and column names, the primary key (composite ones in field order);
//   - size → MaxLength, not null and primaryKey → Nullable="false";
//   - index and uniqueIndex: by what rows are found and put in order quickly;
//   - precision and scale; comment → Core.Description, for relations too;
//   - relations → navigation properties: belongs_to, has_one, has_many and
//     many2many, their joins, partners and referential constraints. GORM looks
//     for the columns of foreignKey on the far side first: where both structs
//     have them, a reference must say belongsTo.
//
// The kind of a property follows from the Go type and the type: setting:
//
//	bool                                Edm.Boolean
//	string                              Edm.String
//	uuid.UUID, [16]byte, type:uuid      Edm.Guid
//	uint8, int8, int16, int32           Edm.Byte, Edm.SByte, Edm.Int16, Edm.Int32
//	uint16                              Edm.Int32
//	int, int64, uint, uint32, uint64    Edm.Int64: databases store no more
//	float32, float64                    Edm.Single, Edm.Double
//	[]byte                              Edm.Binary
//	time.Time                           Edm.DateTimeOffset, precision 6
//	type:numeric(p,s), type:decimal(p,s)  Edm.Decimal
//	type:date, type:time                Edm.Date, Edm.TimeOfDay
//
// Pointers and sql.Null types count as what they hold. Everything else needs
// the type term below. gorm.DeletedAt is no property: a row in which it is set
// is no entity, as in GORM's own queries.
//
// # The odata tag
//
// What GORM cannot say stands in one tag of comma-separated terms; the items of
// a list are separated by semicolons:
//
//	Role string `gorm:"size:20;not null" odata:"allowed=FullAdmin;Participant"`
//
// Terms for every field:
//
//   - not in the model (secrets, fold columns, audit columns)
//     name=N           the property's name; default is the Go field's name in lower camel
//     case, initialisms as words: SystemUserID → systemUserId
//
// Terms for columns:
//
//	scope            the tenant column: never a property, and part of no join,
//	                 key or constraint of the model (see Scope below)
//	type=T           the primitive type without "Edm.": Boolean, String, Guid,
//	                 Byte, SByte, Int16, Int32, Int64, Single, Double, Decimal,
//	                 Date, TimeOfDay, DateTimeOffset, Duration, Binary
//	maxlength=N      instead of GORM's size
//	precision=N      digits of a Decimal, fractional second digits of times (0 to 6)
//	scale=N          of a Decimal
//	computed         Core.Computed: never written by clients
//	immutable        Core.Immutable: written on create only
//	allowed=A;B      Validation.AllowedValues of a string
//	enum=E           the EnumType of Options.Enums; the column holds the number
//	fold=C           the column of the same table that holds the tolower text
//	etag             the ETag of an entity is made of the column: it changes with
//	                 every change of the entity's own data
//	search=T         the text can be searched by an index: it is part of the search
//	                 text of the entity, in table T (see Search below)
//	altkey           an alternate key of this one property
//	lookup=C         with altkey: the unique column to look in, if not this one
//	normalise=F      with altkey: the function of Options.Normalisers that maps
//	                 a given value to the one in the looked-up column
//
// Terms for columns that live elsewhere. Such a field is `gorm:"-"`:
//
//	side=T           the column is in table T, zero or one row per entity, which
//	                 has the entity's scope and key columns; always nullable
//	column=C         with side: the column; default is GORM's name for the field
//	collection=T     a collection of strings. Table T has one row per item: the
//	                 owner's scope and key columns, ord, value and fold
//	kind=K           with collection: T serves several properties, the column
//	                 kind says K for the rows of this one
//	joined=C         with collection: the owner's column with the items joined.
//	                 A collection on a string column is itself that column
//	separator=S      with collection: what joins the items; default is |
//	maxitems=N       with collection: the most items (Validation.MaxItems);
//	                 maxlength is that of one item
//
// Terms for relations, whose struct must be another set of the model (or be left
// out by "-"):
//
//	partner=N        the partner navigation property, where several would fit;
//	                 "partner=-" for none. Otherwise the one navigation property
//	                 with the same join in the other direction is the partner
//
// The term for embedded structs (`gorm:"embedded;embeddedPrefix:…"`):
//
//	complex          a property of a complex type named as the Go type; without
//	                 it the fields are properties of the owner
//
// A complex type may hold others in the same way, but no relations, collections
// and columns of side tables. A pointer to the struct makes the property
// nullable: it is null where all of its columns are.
//
// # Derived types
//
// The types derived from that of a set are stored in the same table, which has a
// discriminator column. A derived type's struct embeds the struct of its base,
// and is declared with the set (SetSource.Derived):
//
//	type Asset struct {
//		ID   int64
//		Kind string `gorm:"not null" odata:"discriminator"`
//	}
//	type Digital struct {
//		Asset
//		Bytes *int64
//	}
//	SetSource{Name: "Assets", Model: &Asset{}, Abstract: true, Derived: []DerivedSource{
//		{Model: &Digital{}, Discriminator: "digital"},
//	}}
//
// The term for a column of the root's struct, of a string or an integer:
//
//	discriminator    says of which type the row is; never a property
//
// Key, scope, ETag and alternate keys belong to the root. Types beside each other may
// share a column; that a row has something in the column of a type it is not of
// says nothing (see Discriminator).
//
// # Singletons
//
// Options.Singletons declares them: an entity of a set by its key, or the only
// row of a table.
//
// # Scope
//
// Where a type has a scope column, every statement restricts every table it
// touches by it: Join, Through.Join, Collection.Join and SideTable.Join
// therefore hold the other columns only. Label and side tables have a scope
// column of the same name; a link table has that of its own set, or of the same
// name if it is no set.
//
// # Search
//
// Conditions such as contains(name,'lov') read every row, unless the text of the
// property stands in a search table: one row for each entity, with its scope and
// key columns and search_text, which holds the folded texts of all searchable
// properties (in any order, with a character between them that none has). On
// PostgreSQL search_text wants an index of gin_trgm_ops, best together with the
// scope (by btree_gin); on SQLite the table T has an INTEGER PRIMARY KEY, whose
// values tell the scope (Options.SearchIDs), and beside it stands T_trigrams, an
// FTS5 table of its search_text by the tokenizer trigram with case_sensitive 1,
// kept by triggers.
// The function "search" of Options.Normalisers folds: Fold(a) must be part of
// Fold(b) wherever a is part of b or of tolower(b).
//
// # Errors
//
// Build reports everything wrong with the models at once: a wrong model fails at
// start, not at a request.
package metadata
