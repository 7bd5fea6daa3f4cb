package syntax

func (p *printer) transformations(steps []Transformation) {
	for i, step := range steps {
		if i > 0 {
			p.byte('/')
		}
		p.transformation(step)
	}
}

// behind prints `,transformations`, if there are any.
func (p *printer) behind(steps []Transformation) {
	if len(steps) > 0 {
		p.byte(',')
		p.transformations(steps)
	}
}

func (p *printer) transformation(step Transformation) {
	switch s := step.(type) {
	case *AggregateStep:
		p.text("aggregate(")
		for i := range s.Items {
			if i > 0 {
				p.byte(',')
			}
			p.aggregateItem(&s.Items[i])
		}
	case *GroupByStep:
		p.groupBy(s)
	case *ConcatStep:
		p.text("concat(")
		for i, branch := range s.Branches {
			if i > 0 {
				p.byte(',')
			}
			p.transformations(branch)
		}
	case *FilterStep:
		p.text("filter(")
		p.expr(s.Expr)
	case *ComputeStep:
		p.text("compute(")
		p.computeItems(s.Items)
	case *SearchStep:
		p.text("search(")
		p.search(s.Expr)
	case *OrderByStep:
		p.text("orderby(")
		p.orderItems(s.Items)
	case *LimitStep:
		p.limit(s)
	case *RankStep:
		p.text(s.Method)
		p.byte('(')
		p.expr(s.Amount)
		p.byte(',')
		p.expr(s.By)
	case *IdentityStep:
		p.text("identity")
		return
	case *FunctionStep:
		p.text(s.Name)
		p.args(s.Args)
		return
	case *ExpandStep, *NestStep, *JoinStep, *HierarchyStep, *TraverseStep:
		p.pathStep(step)
	}
	p.byte(')')
}

// pathStep prints the transformations that begin with a path or a hierarchy, but for the closing parenthesis.
func (p *printer) pathStep(step Transformation) {
	switch s := step.(type) {
	case *ExpandStep:
		p.text("expand(")
		p.path(s.Path)
		for _, inner := range s.Steps {
			p.byte(',')
			p.transformation(inner)
		}
	case *NestStep:
		p.nest(s)
	case *JoinStep:
		if s.Outer {
			p.text("outer")
		}
		p.text("join(")
		p.path(s.Path)
		p.text(" as ")
		p.text(s.Name)
		p.behind(s.Steps)
	case *HierarchyStep:
		p.hierarchy(s)
	case *TraverseStep:
		p.text("traverse(")
		p.recursiveNode(s.Hierarchy)
		if s.PostOrder {
			p.text(",postorder")
		} else {
			p.text(",preorder")
		}
		p.behind(s.Start)
		if len(s.OrderBy) > 0 {
			p.byte(',')
			p.orderItems(s.OrderBy)
		}
	default:
	}
}

func (p *printer) limit(s *LimitStep) {
	if s.Skip {
		p.text("skip(")
	} else {
		p.text("top(")
	}
	p.count(s.Count)
}

func (p *printer) nest(s *NestStep) {
	if s.Path != nil {
		p.text("addnested(")
		p.path(s.Path)
		p.byte(',')
	} else {
		p.text("nest(")
	}
	for i := range s.Items {
		if i > 0 {
			p.byte(',')
		}
		p.transformations(s.Items[i].Steps)
		p.text(" as ")
		p.text(s.Items[i].Name)
	}
}

func (p *printer) hierarchy(s *HierarchyStep) {
	if s.Descendants {
		p.text("descendants(")
	} else {
		p.text("ancestors(")
	}
	p.recursiveNode(s.Hierarchy)
	p.behind(s.Start)
	if s.Distance != nil {
		p.byte(',')
		p.number(*s.Distance)
	}
	if s.KeepStart {
		p.text(",keep start")
	}
}

func (p *printer) recursiveNode(n *RecursiveNode) {
	p.expr(n.Nodes)
	p.byte(',')
	p.text(n.Qualifier)
	p.byte(',')
	p.path(n.Path)
}

func (p *printer) groupBy(s *GroupByStep) {
	p.text("groupby((")
	for i := range s.Elements {
		if i > 0 {
			p.byte(',')
		}
		switch element := &s.Elements[i]; {
		case element.Recursive != nil:
			p.text("rolluprecursive(")
			p.recursiveNode(element.Recursive)
			p.behind(element.Steps)
			p.byte(')')
		case len(element.Rollup) > 0:
			p.text("rollup(")
			p.paths(element.Rollup)
			p.byte(')')
		default:
			p.path(element.Path)
		}
	}
	p.byte(')')
	p.behind(s.Steps)
}

func (p *printer) paths(paths []*Path) {
	for i, path := range paths {
		if i > 0 {
			p.byte(',')
		}
		p.path(path)
	}
}

func (p *printer) aggregateItem(item *AggregateItem) {
	p.expr(item.Expr)
	if item.Method != "" {
		p.text(" with ")
		p.text(item.Method)
	}
	for i := range item.From {
		p.text(" from ")
		p.paths(item.From[i].Paths)
		if item.From[i].Method != "" {
			p.text(" with ")
			p.text(item.From[i].Method)
		}
	}
	if item.Alias != "" {
		p.text(" as ")
		p.text(item.Alias)
	}
}
