package plan

import (
	"slices"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// operand is what an expression is bound to at first: an Expr, or one of the
// types below, which exist while binding only. None of them is left in a plan.
type operand interface{ Type() Type }

// literal has no type of its own: its lexical class says which it can take.
type literal struct{ of *syntax.Literal }

// nullLiteral is null: of any type where Kind is Null, else the result of an
// operation on null.
type nullLiteral struct{ kind value.Kind }

// entity is a single-valued navigation path, which can be compared with null only.
type entity struct {
	table *Table
	root  *Sub // as in step
}

// complexValue is a complex property, which can be compared with null only.
type complexValue struct {
	table    *Table
	property *metadata.Property
	root     *Sub // as in step
}

// collection is a collection property or navigation property: an operand of in.
// Where sub is set, table holds its items.
type collection struct {
	table    *Table
	property *metadata.Property // nil for entities
	sub      *Sub
	root     *Sub // as in step
}

// list is a list or JSON array whose items are not bound yet: an operand of in
// and hassubset.
type list struct {
	items  []syntax.Expr
	source syntax.Source // what it stands in
}

func (e *literal) Type() Type     { return Type{Kind: LiteralKind(e.of.Kind)} }
func (e *nullLiteral) Type() Type { return Type{Kind: e.kind, Nullable: true} }
func (*complexValue) Type() Type  { return Type{Kind: value.Null, Nullable: true} }
func (*entity) Type() Type        { return Type{Kind: value.Null, Nullable: true} }
func (e *collection) Type() Type  { return Type{Kind: value.Null} }
func (e *list) Type() Type        { return Type{Kind: value.Null} }

func nullOf(k value.Kind) operand { return &nullLiteral{kind: k} }

// untyped says whether an operand is the null literal itself.
func untyped(x operand) bool {
	n, ok := x.(*nullLiteral)
	return ok && n.kind == value.Null
}

// LiteralKind is the type that a literal has by itself; Null for those without one.
func LiteralKind(k syntax.LiteralKind) value.Kind {
	switch k {
	case syntax.BooleanLiteral:
		return value.Boolean
	case syntax.IntegerLiteral:
		return value.Int64
	case syntax.DecimalLiteral:
		return value.Decimal
	case syntax.DoubleLiteral:
		return value.Double
	case syntax.StringLiteral:
		return value.String
	case syntax.GuidLiteral:
		return value.Guid
	case syntax.DateLiteral:
		return value.Date
	case syntax.DateTimeLiteral:
		return value.DateTimeOffset
	case syntax.TimeLiteral:
		return value.TimeOfDay
	case syntax.DurationLiteral:
		return value.Duration
	case syntax.BinaryLiteral:
		return value.Binary
	case syntax.EnumLiteral:
		return value.Enum
	case syntax.NullLiteral, syntax.GeoLiteral:
	}
	return value.Null
}

// typeName names the type of an operand in messages.
func typeName(e operand) string {
	switch e := e.(type) {
	case *entity:
		return "the entity type '" + e.table.Entity.Name + "'"
	case *complexValue:
		return "the complex type '" + e.property.Complex.Name + "'"
	case *collection, *list:
		return "a collection"
	case *nullLiteral:
		if e.kind != value.Null {
			return e.kind.String()
		}
		return "null"
	case *literal:
		if e.of.Kind == syntax.EnumLiteral {
			return "the enumeration '" + e.of.Type + "'"
		}
		return e.Type().Kind.String()
	default:
		t := e.Type()
		if t.Enum != nil {
			return "the enumeration '" + t.Enum.Name + "'"
		}
		return t.Kind.String()
	}
}

// typed brings an operand to a type, or says that it does not fit what is asked
// for by the named function or operator.
func (b *binder) typed(x operand, want Type, at syntax.Expr, by string) (Expr, error) {
	switch x := x.(type) {
	case *literal:
		if !b.fits(x.of, want) {
			break
		}
		arg := b.arg(x.of, want, value.Floor, false)
		b.slots[arg.Slot].Demand = InRange
		return arg, nil
	case Expr:
		if got := x.Type(); got.Kind == want.Kind || (got.Kind.IsNumber() && want.Kind.IsNumber()) {
			return x, nil
		}
	}
	return nil, fault.New(fault.TypeMismatch, "%s needs %s here, not %s", by, want.Kind, typeName(x)).At(at.Place())
}

// fits says whether a literal can be read as a value of the type. A quoted GUID,
// duration or enumeration member is let through (URL Conventions 4.01, 5.1.1.6.1).
func (b *binder) fits(l *syntax.Literal, t Type) bool {
	own := LiteralKind(l.Kind)
	switch {
	case own == value.Null:
		return false
	case own == t.Kind:
		return own != value.Enum || l.Type == b.model.Qualified(t.Enum.Name)
	case own.IsNumber():
		return t.Kind.IsNumber() || (t.Kind == value.Enum && own == value.Int64)
	case own == value.String:
		return quotable(t.Kind)
	}
	return false
}

// quotable says whether a quoted text can stand for a value of the kind (Protocol
// 4.01, 13.2.1: strings are cast to primitive types). Numbers and truth values
// have no quotes: 'x' for a number is a mistake more often than a number.
func quotable(k value.Kind) bool {
	return slices.Contains([]value.Kind{
		value.Guid, value.Enum, value.Duration, value.Date, value.TimeOfDay, value.DateTimeOffset,
	}, k)
}

// arg makes a slot for a literal.
func (b *binder) arg(l *syntax.Literal, t Type, r value.Rounding, equal bool) *Arg {
	t.Nullable = false
	slot := Slot{Source: FromLiteral, literals: []*syntax.Literal{l}, Type: t, Rounding: r, Equal: equal}
	return &Arg{Slot: b.slot(slot), Of: t}
}
