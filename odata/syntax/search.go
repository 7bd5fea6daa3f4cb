package syntax

// SearchOption is $search.
type SearchOption struct {
	Source
	Expr SearchExpr
	Span Span
}

// SearchExpr is one of *SearchTerm, *SearchNot, *SearchBinary.
//
//sumtype:decl
type SearchExpr interface{ searchExpr() }

// SearchTerm is a word or a quoted phrase.
type SearchTerm struct {
	Text   string
	Phrase bool
	Span   Span
}

// SearchNot is NOT x.
type SearchNot struct{ X SearchExpr }

// SearchBinary is x AND y (also by a mere blank) or x OR y.
type SearchBinary struct {
	Or   bool
	L, R SearchExpr
}

func (*SearchTerm) searchExpr()   {}
func (*SearchNot) searchExpr()    {}
func (*SearchBinary) searchExpr() {}
