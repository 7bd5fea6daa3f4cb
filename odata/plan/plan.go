package plan

import (
	"slices"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// Kind says what a request is answered with.
type Kind uint8

// The kinds of answers.
const (
	ServiceDocument Kind = iota // the list of entity sets
	Metadata                    // the model as CSDL
	EntityCollection
	SingleEntity
	PropertyValue // a property with its context
	RawValue      // /$value
	Count         // /$count
)

// Plan is a bound request.
type Plan struct {
	Kind Kind
	// Set holds the entities of the answer; nil for service document and $metadata,
	// for a Singleton, and for entities of no set.
	Set *metadata.EntitySet
	// Singleton is the entity that the path leads to, or whose property.
	Singleton *metadata.Singleton
	// Form says what is shown of entities: themselves, or references to them.
	Form Form
	// Rows is the query. A single entity, property or value is at most one row.
	Rows *Rows
	// Property is that of a PropertyValue or RawValue.
	Property *metadata.Property
	// Parent finds the entity that the path's last step starts from. It is run
	// where Rows finds nothing, to tell 404 from an empty answer; nil where
	// nothing found is always 404, or never.
	Parent *Rows
	// OwnerKey are the cells with the key of the entity that Property belongs to.
	OwnerKey []int
	// Outside are the cells that are all null where Property stands in a complex
	// value that is null: then it is not there.
	Outside []int
	// Slots are the values that the statements of this plan may ask for.
	Slots []Slot
	// Scans says that the work may grow with what is stored, and not with the answer.
	Scans bool
	// Context is what shapes the context URL.
	Context Context

	text int // bytes that the values of the slots may have together
}

// Context is what the request contributes to a context URL.
type Context struct {
	// Select holds the selected names in the order of the request; nil where
	// all properties are selected by default.
	Select []string
	// Expand holds the expanded navigation properties that carry a context.
	Expand []ContextItem
	// Owner is set for a property: the canonical key of its entity is in the fragment.
	Owner bool
	// Source is what the fragment begins with: a set, a singleton, or the type of
	// entities without either. Cast is the type of the entities where it is derived
	// from that of the source. Path leads to a property, with a cast where needed.
	Source, Cast, Path string
}

// ContextItem is one expanded navigation property of a context URL.
type ContextItem struct {
	Name      string
	Context   Context
	Recursive bool // by $levels
}

// Rows is one query over entities of a type: the page of a collection, one
// entity, or the children of an expansion.
type Rows struct {
	Type   *metadata.EntityType // nil for items
	Items  *metadata.Property   // the collection property whose items the rows are
	From   *From
	Main   *Table  // the table of Type
	Where  Expr    // nil for none
	Search *Search // finds candidates for Where; nil where no index does
	Order  []OrderTerm
	Cells  []Expr // what a result row holds
	Fields []Field
	// Variants are the types that a row may be of, where it may be of one derived
	// from Type; VariantCell tells which. A row is of one of them.
	Variants    []*metadata.EntityType
	VariantCell int
	Expands     []*Expand
	// KeyCells hold the key of entities: whatever $select says, links may be needed.
	KeyCells []int
	// ETagCell holds what the ETag of an entity is made of, where its type is Tagged.
	ETagCell int
	Tagged   bool
	// Whole says that all navigation properties are chosen, as without $select;
	// Linked are those that $select names. Their links are control information.
	Whole  bool
	Linked []*metadata.Navigation
	// Identified says that a row needs its id, since $select leaves out its key
	// (JSON Format 4.01, 4.5.8).
	Identified bool
	Top        int  // the slot of $top, 0 for none
	Skip       int  // the slot of $skip, 0 for none
	Count      bool // the number of all rows is asked for

	parent *Rows   // of an expansion
	made   *Expand // which one
}

// OrderTerm is one sort term; the last ones are the key.
type OrderTerm struct {
	Expr       Expr
	Descending bool
	Cell       int // where the row holds its value
}

// Field is one member of an answer's objects: a structural property, a member of a
// complex one, or what $compute made.
type Field struct {
	Name     string
	Property *metadata.Property // nil where $compute made it
	Type     Type
	Cell     int // of a value that is not complex
	// Only is the derived type that the field belongs to: others have it not. It is
	// nil for a field of all.
	Only *metadata.EntityType
	// Members are what is shown of a complex value. It is null where all of the
	// cells in Null are; without any it never is.
	Members []Field
	Null    []int
}

// Expand is what a query of its own reads for the rows of another: an expanded
// navigation property, or a collection property with options of its own.
type Expand struct {
	Navigation *metadata.Navigation // nil for a collection property
	Property   *metadata.Property   // nil for a navigation property
	Form       Form
	// Only is the derived type that has the property: rows of others show nothing.
	Only *metadata.EntityType
	// Item says where its options are: in Unfold of the $expand around it, for a
	// Property in $select, or ItemsOfRequest.
	Item int
	// Rows is the query over the children. Its From begins with the child's table
	// or the link table; Columns of that are matched with Links of the parent row.
	Rows *Rows
	// There are more links where It is set: they find its row.
	Columns []string
	Links   []int // cells of the parent row
	Kinds   []value.Kind
	// It is the row that the request is about, which $it stands for; nil where no
	// option asks for it.
	It *Table
}

// Outside says whether the expansion, or one in it, depends on the row that the
// request is about.
func (e *Expand) Outside() bool {
	return e.It != nil || slices.ContainsFunc(e.Rows.Expands, (*Expand).Outside)
}

// ItemsOfRequest is the Item of a collection property that is the resource: its
// options are those of the request.
const ItemsOfRequest = -1

// Name is that of the property.
func (e *Expand) Name() string {
	if e.Property != nil {
		return e.Property.Name
	}
	return e.Navigation.Name
}

// Collection says whether there may be several children of a parent.
func (e *Expand) Collection() bool { return e.Property != nil || e.Navigation.Collection }

// Items is the collection whose items the children are, nil for entities.
func (e *Expand) Items() *metadata.Collection {
	if e.Property == nil {
		return nil
	}
	return e.Property.Collection
}

// Form says what is shown of the children of an expansion.
type Form uint8

// The forms.
const (
	Entities   Form = iota // or items
	References             // /$ref: their ids
	Number                 // /$count: how many there are
)

// SlotSource says where a slot's value comes from.
type SlotSource uint8

// The sources of values.
const (
	FromScope   SlotSource = iota // the tenant
	FromLiteral                   // a literal of the request
	FromList                      // the literals of an in-list
	FromExact                     // whether a literal is exact at its column's grain
	FromNumber                    // $top or $skip
	FromNow                       // the time of the request
	FromFirst                     // the earliest time that is served
	FromLast                      // the latest time that is served
	FromFold                      // how two literals compare
	FromAbove                     // whether a literal lies above 64 bits
	FromBelow                     // whether a literal lies below 64 bits
	FromAfter                     // the first text behind all that begin with a literal
	FromTimes                     // how many of the other literals equal the first one
	FromModel                     // a value of the model: the key of a singleton
)

// Slot is a recipe for one value.
type Slot struct {
	Source    SlotSource
	Literals  []int // indexes into syntax.Literals of the request
	Number    int   // index into the request's $top and $skip, for FromNumber
	Limit     int64 // the largest number, 0 for none
	Type      Type
	Rounding  value.Rounding
	Equal     bool // compared for equality: an inexact literal must match nothing
	Demand    Demand
	Op        Op // of FromFold
	Value     value.Value
	Normalise func(given string) (stored string, ok bool)

	literals []*syntax.Literal   // while binding
	number   *syntax.CountOption // while binding
	option   string              // what the literals stand in, for faults
}

// ScopeSlot is the slot of the tenant, the same in every plan.
const ScopeSlot = 0
