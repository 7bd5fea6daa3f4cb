package syntax

// Request is one parsed request target, relative to the service root.
type Request struct {
	// Segments of the resource path; empty for the service document.
	Segments []*Segment
	// Path is the percent-decoded path, for messages.
	Path    string
	Options Options
}

// Options are the system query options of a request, of an $expand item, of a
// $select item or of $count(…); nil or empty means not given.
type Options struct {
	Filter        *ExprOption
	OrderBy       *OrderByOption
	Select        *SelectOption
	Expand        *ExpandOption
	Compute       *ComputeOption
	Search        *SearchOption
	Apply         *ApplyOption
	Top           *CountOption
	Skip          *CountOption
	Count         *BoolOption
	Levels        *LevelsOption // in $expand only
	Format        *TextOption
	SkipToken     *TextOption
	DeltaToken    *TextOption
	ID            *TextOption
	Index         *TextOption
	SchemaVersion *TextOption
	Aliases       []*AliasOption
	Custom        []*TextOption // options of other names, kept for links
}

// Source says which option a tree came from and the decoded text its spans
// point into. Nested options carry the name and text of the outermost option.
type Source struct {
	Name string // canonical, such as "$filter" or "@p"
	Text string
}

// ExprOption is $filter.
type ExprOption struct {
	Source
	Expr Expr
	Span Span // of the whole option value
}

// OrderByOption is $orderby.
type OrderByOption struct {
	Source
	Items []OrderItem
	Span  Span
}

// OrderItem is one sort term.
type OrderItem struct {
	Expr       Expr
	Descending bool
	Span       Span
}

// SelectOption is $select.
type SelectOption struct {
	Source
	Items []SelectItem
	Span  Span
}

// SelectItem is `*`, `Namespace.*` (Star with the namespace in Path), or a path
// of names and casts, optionally with nested options.
type SelectItem struct {
	Star    bool
	Path    []*Segment
	Options *Options
	Span    Span
}

// ExpandOption is $expand.
type ExpandOption struct {
	Source
	Items []ExpandItem
	Span  Span
}

// ExpandItem is `*`, a path to a navigation or stream property, optionally ended
// by /$ref or /$count, with nested options.
type ExpandItem struct {
	Star    bool
	Path    []*Segment // without the trailing $ref or $count
	Ref     bool
	Count   bool
	Options *Options // nil without parentheses
	Span    Span
}

// ComputeOption is $compute.
type ComputeOption struct {
	Source
	Items []ComputeItem
	Span  Span
}

// ComputeItem is `expression as Name`.
type ComputeItem struct {
	Expr Expr
	Name string
	Span Span
}

// CountOption is $top or $skip: digits only, below 2^63.
type CountOption struct {
	Source
	Value int64
	Span  Span
}

// BoolOption is $count.
type BoolOption struct {
	Source
	Value bool
	Span  Span
}

// LevelsOption is $levels.
type LevelsOption struct {
	Source
	Max   bool
	Value int64
	Span  Span
}

// TextOption is an option whose value is taken as it is.
type TextOption struct {
	Source
	Span Span
}

// AliasOption is @name=expression.
type AliasOption struct {
	Source
	Alias string // without the @
	Expr  Expr
	Span  Span
}
