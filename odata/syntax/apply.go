package syntax

// ApplyOption is $apply: transformations in order.
type ApplyOption struct {
	Source
	Steps []Transformation
	Span  Span
}

// Transformation is one step of $apply (Data Aggregation 4.0, section 3): one of
// *AggregateStep, *GroupByStep, *ConcatStep, *FilterStep, *ComputeStep,
// *SearchStep, *OrderByStep, *LimitStep, *RankStep, *IdentityStep, *ExpandStep,
// *NestStep, *JoinStep, *HierarchyStep, *TraverseStep, *FunctionStep.
//
//sumtype:decl
type Transformation interface {
	Place() Span
	transformation()
}

// AggregateStep is aggregate(…).
type AggregateStep struct {
	Items []AggregateItem
	Span  Span
}

// AggregateItem is one aggregate: `expression with method as Alias`, `$count as
// Alias`, `path/$count as Alias`, or a custom aggregate with or without an alias.
type AggregateItem struct {
	// Expr is the aggregated expression. $count is a Path that ends with a CountSegment.
	Expr   Expr
	Method string // "sum", …, a qualified custom method, or ""
	From   []AggregateFrom
	Alias  string // "" where none is given: custom aggregates, and /aggregate(…) in an expression
	Span   Span
}

// AggregateFrom is `from path,… with method`.
type AggregateFrom struct {
	Paths  []*Path
	Method string // "" where none is given
	Span   Span
}

// GroupByStep is groupby((…),transformations).
type GroupByStep struct {
	Elements []GroupElement
	Steps    []Transformation // nil where none are given
	Span     Span
}

// GroupElement is one of a path, rollup(…) and rolluprecursive(…).
type GroupElement struct {
	Path      *Path          // nil for the other forms
	Rollup    []*Path        // the levels, or the one name of a leveled hierarchy
	Recursive *RecursiveNode // of rolluprecursive
	Steps     []Transformation
	Span      Span
}

// RecursiveNode names a recursive hierarchy: its nodes, its qualifier and the path to the node's identifier.
type RecursiveNode struct {
	Nodes     Expr
	Qualifier string
	Path      *Path
	Span      Span
}

// ConcatStep is concat(…,…).
type ConcatStep struct {
	Branches [][]Transformation
	Span     Span
}

// FilterStep is filter(condition).
type FilterStep struct {
	Expr Expr
	Span Span
}

// ComputeStep is compute(expression as Name,…).
type ComputeStep struct {
	Items []ComputeItem
	Span  Span
}

// SearchStep is search(…).
type SearchStep struct {
	Expr SearchExpr
	Span Span
}

// OrderByStep is orderby(…).
type OrderByStep struct {
	Items []OrderItem
	Span  Span
}

// LimitStep is top(n) or skip(n).
type LimitStep struct {
	Skip  bool
	Count int64
	Span  Span
}

// RankStep is topcount, topsum, toppercent, bottomcount, bottomsum or bottompercent.
type RankStep struct {
	Method string // in lower case
	Amount Expr
	By     Expr
	Span   Span
}

// IdentityStep is identity.
type IdentityStep struct{ Span Span }

// ExpandStep is expand(path,filter(…),expand(…)) of Committee Specification 02.
type ExpandStep struct {
	Path  *Path
	Steps []Transformation // a *FilterStep first, if any, then *ExpandSteps
	Span  Span
}

// NestStep is nest(transformations as Name,…) or addnested(path,transformations as Name,…).
type NestStep struct {
	Path  *Path // nil for nest
	Items []NestItem
	Span  Span
}

// NestItem is `transformations as Name`.
type NestItem struct {
	Steps []Transformation
	Name  string
	Span  Span
}

// JoinStep is join(path as Name,transformations) or outerjoin.
type JoinStep struct {
	Outer bool
	Path  *Path
	Name  string
	Steps []Transformation // nil where none are given
	Span  Span
}

// HierarchyStep is ancestors(…) or descendants(…).
type HierarchyStep struct {
	Descendants bool
	Hierarchy   *RecursiveNode
	Start       []Transformation
	Distance    *int64 // nil where none is given
	KeepStart   bool
	Span        Span
}

// TraverseStep is traverse(…).
type TraverseStep struct {
	Hierarchy *RecursiveNode
	PostOrder bool
	Start     []Transformation // nil where none are given
	OrderBy   []OrderItem
	Span      Span
}

// FunctionStep is a custom function as a transformation.
type FunctionStep struct {
	Name string // qualified
	Args *Args
	Span Span
}

// Place gives the node's span.
func (n *AggregateStep) Place() Span { return n.Span }
func (n *GroupByStep) Place() Span   { return n.Span }
func (n *ConcatStep) Place() Span    { return n.Span }
func (n *FilterStep) Place() Span    { return n.Span }
func (n *ComputeStep) Place() Span   { return n.Span }
func (n *SearchStep) Place() Span    { return n.Span }
func (n *OrderByStep) Place() Span   { return n.Span }
func (n *LimitStep) Place() Span     { return n.Span }
func (n *RankStep) Place() Span      { return n.Span }
func (n *IdentityStep) Place() Span  { return n.Span }
func (n *ExpandStep) Place() Span    { return n.Span }
func (n *NestStep) Place() Span      { return n.Span }
func (n *JoinStep) Place() Span      { return n.Span }
func (n *HierarchyStep) Place() Span { return n.Span }
func (n *TraverseStep) Place() Span  { return n.Span }
func (n *FunctionStep) Place() Span  { return n.Span }

func (*AggregateStep) transformation() {}
func (*GroupByStep) transformation()   {}
func (*ConcatStep) transformation()    {}
func (*FilterStep) transformation()    {}
func (*ComputeStep) transformation()   {}
func (*SearchStep) transformation()    {}
func (*OrderByStep) transformation()   {}
func (*LimitStep) transformation()     {}
func (*RankStep) transformation()      {}
func (*IdentityStep) transformation()  {}
func (*ExpandStep) transformation()    {}
func (*NestStep) transformation()      {}
func (*JoinStep) transformation()      {}
func (*HierarchyStep) transformation() {}
func (*TraverseStep) transformation()  {}
func (*FunctionStep) transformation()  {}
