package syntax_test

import (
	"github.com/seed-267014d6/roster/odata/syntax"
)

// steps checks the names in the transformations of $apply.
func (s *abnfSchema) steps(steps []syntax.Transformation, at syntax.Source) error {
	for _, step := range steps {
		if err := s.transformation(step, at); err != nil {
			return err
		}
	}
	return nil
}

func (s *abnfSchema) transformation(step syntax.Transformation, at syntax.Source) error {
	switch step := step.(type) {
	case *syntax.AggregateStep:
		for _, item := range step.Items {
			if err := s.aggregate(item, at); err != nil {
				return err
			}
		}
	case *syntax.GroupByStep:
		for _, element := range step.Elements {
			if err := s.group(element, at); err != nil {
				return err
			}
		}
		return s.steps(step.Steps, at)
	case *syntax.ConcatStep:
		for _, branch := range step.Branches {
			if err := s.steps(branch, at); err != nil {
				return err
			}
		}
	case *syntax.FilterStep:
		return s.expr(step.Expr, at, nil)
	case *syntax.ComputeStep:
		return s.computed(step.Items, at)
	case *syntax.OrderByStep:
		return s.terms(step.Items, at)
	case *syntax.RankStep:
		return firstError([]func() error{
			func() error { return s.expr(step.Amount, at, nil) }, func() error { return s.expr(step.By, at, nil) },
		})
	case *syntax.ExpandStep:
		return s.steps(step.Steps, at)
	case *syntax.NestStep:
		return s.nest(step, at)
	case *syntax.JoinStep:
		return s.join(step, at)
	case *syntax.HierarchyStep:
		return firstError([]func() error{
			func() error { return s.node(step.Hierarchy, at) }, func() error { return s.steps(step.Start, at) },
		})
	case *syntax.TraverseStep:
		return firstError([]func() error{
			func() error { return s.node(step.Hierarchy, at) }, func() error { return s.steps(step.Start, at) },
			func() error { return s.terms(step.OrderBy, at) },
		})
	case *syntax.SearchStep, *syntax.LimitStep, *syntax.IdentityStep, *syntax.FunctionStep:
	}
	return nil
}

// aggregate checks one aggregate: only $count and a custom aggregate do without a method.
func (s *abnfSchema) aggregate(item syntax.AggregateItem, at syntax.Source) error {
	for _, from := range item.From {
		for _, path := range from.Paths {
			if err := s.single(path, at); err != nil {
				return err
			}
		}
	}
	path, ok := item.Expr.(*syntax.Path)
	if !ok || !propertyPath(path) {
		return s.expr(item.Expr, at, nil)
	}
	last := path.Segments[len(path.Segments)-1]
	if item.Method == "" && last.Kind != syntax.CountSegment && !s.has(last.Name, "customAggregate") {
		return schemaFault(at, syntax.Span{Start: path.Span.End, End: path.Span.End}, "'%s' needs a method", last.Name)
	}
	if _, err := s.walk(members, path.Segments, throughMode, at); err != nil {
		return err
	}
	return s.inside(path.Segments, at, nil)
}

// propertyPath says whether a path is one of properties and casts, perhaps ended by $count.
func propertyPath(p *syntax.Path) bool {
	for _, seg := range p.Segments {
		switch seg.Kind {
		case syntax.NameSegment, syntax.QualifiedSegment, syntax.CountSegment:
		default:
			return false
		}
	}
	return p.Base == nil
}

func (s *abnfSchema) group(element syntax.GroupElement, at syntax.Source) error {
	if element.Recursive != nil {
		if err := s.node(element.Recursive, at); err != nil {
			return err
		}
		return s.steps(element.Steps, at)
	}
	if element.Path != nil {
		return s.single(element.Path, at)
	}
	if len(element.Rollup) == 1 {
		return nil // the qualifier of a leveled hierarchy
	}
	for _, path := range element.Rollup {
		if path.Segments[0].Kind == syntax.AllSetsSegment {
			continue
		}
		if err := s.single(path, at); err != nil {
			return err
		}
	}
	return nil
}

// single checks a path of single-valued steps that does not end with a cast.
func (s *abnfSchema) single(path *syntax.Path, at syntax.Source) error {
	to, err := s.walk(members, path.Segments, groupMode, at)
	if err == nil && to&^(castEntity|castComplex) == 0 {
		return schemaFault(at, syntax.Span{Start: path.Span.End, End: path.Span.End}, "a path cannot end with a cast")
	}
	return err
}

func (s *abnfSchema) nest(step *syntax.NestStep, at syntax.Source) error {
	if step.Path != nil {
		if _, err := s.walk(members, step.Path.Segments, throughMode, at); err != nil {
			return err
		}
	}
	for _, item := range step.Items {
		if err := s.steps(item.Steps, at); err != nil {
			return err
		}
	}
	return nil
}

// join checks that what is joined is a collection.
func (s *abnfSchema) join(step *syntax.JoinStep, at syntax.Source) error {
	to, err := s.walk(members, step.Path.Segments, exprMode, at)
	if err != nil {
		return err
	}
	if to&(collections|anything) == 0 {
		return schemaFault(at, step.Path.Span, "only a collection can be joined")
	}
	return s.steps(step.Steps, at)
}

func (s *abnfSchema) node(node *syntax.RecursiveNode, at syntax.Source) error {
	if err := s.expr(node.Nodes, at, nil); err != nil {
		return err
	}
	_, err := s.walk(members, node.Path.Segments, throughMode, at)
	return err
}

// context checks the fragment of a context URL.
func (s *abnfSchema) context(c *syntax.Context, text string) error {
	at := syntax.Source{Name: "context", Text: text}
	from := members
	if c.Kind == syntax.PathContext {
		first := c.Path[0]
		from = 0
		if s.has(first.Name, "entitySetName") {
			from |= keyed(entities, first.Args)
		}
		if s.has(first.Name, "singletonEntity") && first.Args == nil {
			from |= entity
		}
		if from == 0 {
			return schemaFault(at, first.Span, "'%s' is no entity set", first.Name)
		}
		to, err := s.walk(from, c.Path[1:], contextMode, at)
		if err != nil {
			return err
		}
		from = to
	}
	return s.contextList(from, c.Select, at)
}

func (s *abnfSchema) contextList(from kinds, list *syntax.ContextList, at syntax.Source) error {
	if list == nil {
		return nil
	}
	for i := range list.Items {
		item := &list.Items[i]
		if item.Star {
			continue
		}
		to, err := s.walk(from, item.Path, contextsThrough, at)
		if err != nil {
			return err
		}
		if to&(bare|ended) != 0 {
			continue // the names of a function's parameters
		}
		if to&^(castEntity|castEntities|castComplex|castComplexes) == 0 {
			return schemaFault(at, item.Span, "a path cannot end with a cast")
		}
		if err := s.contextList(to, item.Nested, at); err != nil {
			return err
		}
	}
	return nil
}
