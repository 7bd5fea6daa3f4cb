package syntax

// ApplyOption is $apply: transformations in order.
type ApplyOption struct {
	Source
	Steps []Transformation
	Span  Span
}

// Transformation is one step of $apply.
type Transformation interface{ transformation() }
