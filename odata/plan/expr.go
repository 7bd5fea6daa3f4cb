package plan

import (
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/value"
)

// Type is the type of a bound expression.
type Type struct {
	Kind     value.Kind
	Enum     *metadata.EnumType // for Kind Enum
	Scale    int                // for Kind Decimal, or value.AnyScale
	Limit    int                // precision of a Decimal; 0 for none
	Nullable bool

	digits extent // of a Decimal of any scale
}

// Column is how values of the type are read from a result.
func (t Type) Column() value.Column { return value.Column{Kind: t.Kind, Scale: t.Scale} }

// free says whether the type is Edm.Decimal without a scale.
func (t Type) free() bool { return t.Column().Free() }

// Expr is a bound expression. The kinds below are all there are.
//
//sumtype:decl
type Expr interface {
	Type() Type
	bound()
}

// Column is a structural property of a table in the query.
type Column struct {
	Table    *Table
	Property *metadata.Property
	Folded   bool // the column of the folded text instead: tolower(property)
}

// Item is the lambda variable over a collection of primitives.
type Item struct {
	Table    *Table
	Property *metadata.Property
	Folded   bool
}

// LinkColumn is a column that no property shows: what an expansion joins on.
type LinkColumn struct {
	Table *Table
	Name  string
	Kind  value.Kind
}

// Arg is a value from a slot.
type Arg struct {
	Slot int
	Of   Type
}

// Const is a Boolean known at binding, or null of a type.
type Const struct {
	Value, Null bool
	Of          Type // of null; Edm.Boolean where it is left out
}

// Op is a comparison operator.
type Op uint8

// The comparison operators. They are two-valued: never null (URL Conventions
// 4.01, 5.1.1.1).
const (
	Eq Op = iota
	Ne
	Gt
	Ge
	Lt
	Le
)

// Compare compares two operands of one type.
type Compare struct {
	Op   Op
	L, R Expr
}

// IsNull is `x eq null`, or `x ne null` where Not is set.
type IsNull struct {
	X   Expr
	Not bool
}

// InList is `x in (…)`; the list is a slot without the nulls.
type InList struct {
	X       Expr
	List    Arg
	HasNull bool
}

// Logic is a chain of and or or; null is a third value in it.
type Logic struct {
	Or    bool
	Terms []Expr
}

// Not is logical negation; the negation of null is null.
type Not struct{ X Expr }

// Call is a canonical function or an arithmetic operator; null in, null out.
type Call struct {
	Func Func
	Args []Expr
	Of   Type // Nullable also where a value may have no result, such as a division by zero
}

// Case is the value behind the first condition that is true, else null.
type Case struct {
	Branches []Branch
	Of       Type
}

// Branch is one condition and value of a Case.
type Branch struct{ When, Then Expr }

// CountOf is the number of a collection's items, filtered by Where.
type CountOf struct {
	Sub   *Sub
	Where Expr // nil for none
}

// Scalar is the value of X in the only row of a sub-query; null without one.
type Scalar struct {
	Sub *Sub
	X   Expr
}

// Exists is any, or all where All is set, over a correlated sub-query.
type Exists struct {
	Sub *Sub
	// Where is the lambda's body; nil for any() without one.
	Where Expr
	All   bool
}

// Type of a Column is that of its property.
func (e *Column) Type() Type {
	t := TypeOf(e.Property)
	t.Nullable = t.Nullable || e.Table.Optional
	return t
}

// Type of an Item is that of the collection's items, which are never null.
func (e *Item) Type() Type {
	t := TypeOf(e.Property)
	t.Nullable = false
	return t
}

// Type of a LinkColumn may always be null.
func (e *LinkColumn) Type() Type { return Type{Kind: e.Kind, Nullable: true} }

// Type of an Arg is what its slot is converted to.
func (e *Arg) Type() Type { return e.Of }

// Type is Edm.Boolean, or that of null.
func (e *Const) Type() Type {
	t := e.Of
	if t.Kind == value.Null {
		t.Kind = value.Boolean
	}
	t.Nullable = e.Null
	return t
}

// Type is Edm.Boolean, never null.
func (e *Compare) Type() Type { return Type{Kind: value.Boolean} }

// Type is Edm.Boolean, never null.
func (e *IsNull) Type() Type { return Type{Kind: value.Boolean} }

// Type is Edm.Boolean, never null.
func (e *InList) Type() Type { return Type{Kind: value.Boolean} }

// Type is Edm.Boolean, null where a term may be.
func (e *Logic) Type() Type { return Type{Kind: value.Boolean, Nullable: anyNullable(e.Terms)} }

// Type is that of the negated expression.
func (e *Not) Type() Type { return e.X.Type() }

// Type is the function's result, null where an argument may be.
func (e *Call) Type() Type {
	t := e.Of
	t.Nullable = t.Nullable || anyNullable(e.Args)
	return t
}

// Type is that of the values; no condition may be true.
func (e *Case) Type() Type {
	t := e.Of
	t.Nullable = true
	return t
}

// Type is Edm.Int64, never null.
func (e *CountOf) Type() Type { return Type{Kind: value.Int64} }

// Type is that of X; there may be no row.
func (e *Scalar) Type() Type {
	t := e.X.Type()
	t.Nullable = true
	return t
}

// Type is Edm.Boolean, never null.
func (e *Exists) Type() Type { return Type{Kind: value.Boolean} }

func anyNullable(list []Expr) bool {
	for _, e := range list {
		if e.Type().Nullable {
			return true
		}
	}
	return false
}

// TypeOf is the type of a property's value, or of its items.
func TypeOf(p *metadata.Property) Type {
	return Type{Kind: p.Kind, Enum: p.Enum, Scale: p.Scale, Limit: p.Precision, Nullable: p.Nullable}
}

func (*Column) bound()     {}
func (*Item) bound()       {}
func (*LinkColumn) bound() {}
func (*Arg) bound()        {}
func (*Const) bound()      {}
func (*Compare) bound()    {}
func (*IsNull) bound()     {}
func (*InList) bound()     {}
func (*Logic) bound()      {}
func (*Not) bound()        {}
func (*Call) bound()       {}
func (*Exists) bound()     {}
func (*Case) bound()       {}
func (*CountOf) bound()    {}
func (*Scalar) bound()     {}
