package syntax

import "github.com/seed-267014d6/roster/odata/fault"

// Span is the place of a node in the text it was parsed from: byte offsets into
// the decoded value of the outermost query option (Source.Text), or into
// Request.Path for nodes of the resource path.
type Span = fault.Span

// Expr is a node of an expression: one of *Literal, *Path, *Call, *Unary,
// *Binary, *List, *Case, *Array, *Object, *Alias, *TypeName.
//
//sumtype:decl
type Expr interface {
	Place() Span
	expr()
}

// LiteralKind is the lexical class of a literal: part of a query's shape.
type LiteralKind uint8

// The lexical classes.
const (
	NullLiteral LiteralKind = iota
	BooleanLiteral
	IntegerLiteral  // digits that fit Edm.Int64
	DecimalLiteral  // a fraction without exponent, or digits beyond Edm.Int64
	DoubleLiteral   // an exponent, INF, -INF or NaN
	StringLiteral   // Text is unquoted, with '' already one quote
	GuidLiteral     // Text in lower case
	DateLiteral     // Text as written: the value is checked by package value
	DateTimeLiteral // Edm.DateTimeOffset
	TimeLiteral     // Edm.TimeOfDay
	DurationLiteral // Text without the prefix and quotes
	BinaryLiteral   // Text without the prefix and quotes, base64url
	EnumLiteral     // Type is the qualified name before the quotes
	GeoLiteral      // Text is the whole literal; evaluated nowhere (501)
)

// Literal is a primitive literal.
type Literal struct {
	Kind LiteralKind
	Type string // the qualified enum type of an EnumLiteral, else ""
	Text string
	Span Span
}

// Path is a path expression: an optional base, then segments. `a/b/$count` has
// no base; `case(…)/x`, `@p/x` and `cast(…)/x` have one.
type Path struct {
	Base     Expr // nil where the path starts with its first segment
	Segments []*Segment
	Span     Span
}

// SegmentKind says what a segment is by its form alone.
type SegmentKind uint8

// The kinds of segments. The binder decides what a name stands for: property,
// navigation property, entity set, lambda variable, function without arguments, key.
const (
	NameSegment       SegmentKind = iota // Name, optionally with Args: users, Users(1), f(a=1)
	QualifiedSegment                     // a name with dots: a type cast or a bound function
	ItSegment                            // $it
	ThisSegment                          // $this
	RootSegment                          // $root
	AnySegment                           // any() or any(v:body)
	AllSegment                           // all(v:body)
	CountSegment                         // $count, in expressions optionally with Options
	ValueSegment                         // $value (resource path only)
	RefSegment                           // $ref
	FilterSegment                        // $filter(expression)
	EachSegment                          // $each
	QuerySegment                         // $query
	MetadataSegment                      // $metadata
	BatchSegment                         // $batch
	EntitySegment                        // $entity, optionally with a cast in Name
	AllSetsSegment                       // $all, optionally with a cast in Name
	CrossJoinSegment                     // $crossjoin(A,B): names in Names
	TextSegment                          // anything else: only a key in key-as-segment form
	AnnotationSegment                    // @namespace.term or @term#qualifier, with the @ in Name; 501
	TheseSegment                         // $these of Data Aggregation; 501
	AggregateSegment                     // aggregate(…) behind a collection in an expression; 501
)

// Segment is one step of a path.
type Segment struct {
	Kind    SegmentKind
	Name    string   // as written and decoded; without parentheses
	Args    *Args    // nil without parentheses
	Key     *Args    // a key predicate behind Args or behind $filter(…); nil without
	Names   []string // of a CrossJoinSegment; of a function overload in $select
	Var     string   // the lambda variable; "" for any()
	Body    Expr     // the lambda's or the /$filter segment's expression; nil for any()
	Options *Options // of $count(…) in an expression; nil without

	Aggregate *AggregateItem // of an AggregateSegment
	Span      Span
}

// Args is a parenthesised list behind a name: a key predicate or the parameters
// of a function, which have the same form.
type Args struct {
	List []Arg
	Span Span
}

// Arg is one key value or parameter. Name is "" for a positional one.
type Arg struct {
	Name  string
	Value Expr
	Span  Span
}

// Call is a canonical function or another unbound function with positional
// arguments: contains(a,b), geo.distance(a,b), cast(x,Edm.String), isof(T).
type Call struct {
	Name string // as written; canonical names match in any case
	Args []Expr
	Span Span
}

// Case is case(condition:value,…).
type Case struct {
	Branches []Branch
	Span     Span
}

// Branch is one condition and value of a Case.
type Branch struct{ When, Then Expr }

// Op is an operator.
type Op uint8

// The operators, by the names of URL Conventions 4.01, section 5.1.1.
const (
	Or Op = iota
	And
	Not
	Eq
	Ne
	Gt
	Ge
	Lt
	Le
	Has
	In
	Add
	Sub
	Mul
	Div
	DivBy
	Mod
	Negate
)

// Unary is `not x` or `-x`.
type Unary struct {
	Op   Op
	X    Expr
	Span Span
}

// Binary is an infix operator. Chains of and/or are left-nested. The right side
// of In is a *List, an *Array, a *Path, a *Call or an *Alias.
type Binary struct {
	Op   Op
	L, R Expr
	At   Span // the operator itself
	Span Span
}

// List is a parenthesised list on the right of `in`; it may be empty.
type List struct {
	Items []Expr
	Span  Span
}

// Array is a JSON array in an expression or alias value.
type Array struct {
	Items []Expr
	Span  Span
}

// Object is a JSON object in an expression or alias value.
type Object struct {
	Members []Member
	Span    Span
}

// Member is one name and value of an Object.
type Member struct {
	Name  string
	Value Expr
	Span  Span
}

// Alias is a parameter alias, such as @p; Name is without the @.
type Alias struct {
	Name string
	Span Span
}

// TypeName is a qualified type as an argument of cast and isof.
type TypeName struct {
	Name       string // without Collection()
	Collection bool
	Span       Span
}

// Place gives the node's span.
func (n *Literal) Place() Span  { return n.Span }
func (n *Path) Place() Span     { return n.Span }
func (n *Call) Place() Span     { return n.Span }
func (n *Case) Place() Span     { return n.Span }
func (n *Unary) Place() Span    { return n.Span }
func (n *Binary) Place() Span   { return n.Span }
func (n *List) Place() Span     { return n.Span }
func (n *Array) Place() Span    { return n.Span }
func (n *Object) Place() Span   { return n.Span }
func (n *Alias) Place() Span    { return n.Span }
func (n *TypeName) Place() Span { return n.Span }

func (*Literal) expr()  {}
func (*Path) expr()     {}
func (*Call) expr()     {}
func (*Case) expr()     {}
func (*Unary) expr()    {}
func (*Binary) expr()   {}
func (*List) expr()     {}
func (*Array) expr()    {}
func (*Object) expr()   {}
func (*Alias) expr()    {}
func (*TypeName) expr() {}
