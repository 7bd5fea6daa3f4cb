package syntax

// The functions below parse the decoded text of one option, or one raw path,
// within DefaultLimits. Their errors are *fault.Fault.

func parseOption(opt option, text string) (*Options, error) {
	o := &Options{}
	p := newParser(opt.name(), text, &budget{limits: DefaultLimits()})
	p.whole(func() { p.option(opt, o, span(0, len(text))) })
	return o, p.fault()
}

// ParseFilter parses the value of $filter.
func ParseFilter(text string) (*ExprOption, error) {
	o, err := parseOption(filterOption, text)
	if err != nil {
		return nil, err
	}
	return o.Filter, nil
}

// ParseExpression parses a common expression, or a value in JSON as an alias may have it.
func ParseExpression(text string) (Expr, error) {
	p := newParser("expression", text, &budget{limits: DefaultLimits()})
	var x Expr
	p.whole(func() { x = p.expression() })
	if p.err != nil {
		return nil, p.err
	}
	return x, nil
}

// ParseOrderBy parses the value of $orderby.
func ParseOrderBy(text string) (*OrderByOption, error) {
	o, err := parseOption(orderByOption, text)
	if err != nil {
		return nil, err
	}
	return o.OrderBy, nil
}

// ParseSelect parses the value of $select.
func ParseSelect(text string) (*SelectOption, error) {
	o, err := parseOption(selectOption, text)
	if err != nil {
		return nil, err
	}
	return o.Select, nil
}

// ParseExpand parses the value of $expand.
func ParseExpand(text string) (*ExpandOption, error) {
	o, err := parseOption(expandOption, text)
	if err != nil {
		return nil, err
	}
	return o.Expand, nil
}

// ParseCompute parses the value of $compute.
func ParseCompute(text string) (*ComputeOption, error) {
	o, err := parseOption(computeOption, text)
	if err != nil {
		return nil, err
	}
	return o.Compute, nil
}

// ParseSearch parses the value of $search.
func ParseSearch(text string) (*SearchOption, error) {
	o, err := parseOption(searchOption, text)
	if err != nil {
		return nil, err
	}
	return o.Search, nil
}

// ParseApply parses the value of $apply.
func ParseApply(text string) (*ApplyOption, error) {
	o, err := parseOption(applyOption, text)
	if err != nil {
		return nil, err
	}
	return o.Apply, nil
}

// ParsePath parses a percent-encoded path relative to the service root, as ParseRequest does.
func ParsePath(rawPath string) ([]*Segment, error) {
	r := &Request{}
	if f := parsePath(r, rawPath, &budget{limits: DefaultLimits()}); f != nil {
		return nil, f
	}
	return r.Segments, nil
}
