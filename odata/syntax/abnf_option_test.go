package syntax_test

import (
	"github.com/seed-267014d6/roster/odata/syntax"
)

// options checks the names in system query options, nested ones included.
func (s *abnfSchema) options(o *syntax.Options) error {
	if o == nil {
		return nil
	}
	var checks []func() error
	add := func(check func() error) { checks = append(checks, check) }
	if f := o.Filter; f != nil {
		add(func() error { return s.expr(f.Expr, f.Source, nil) })
	}
	if order := o.OrderBy; order != nil {
		add(func() error { return s.terms(order.Items, order.Source) })
	}
	if c := o.Compute; c != nil {
		add(func() error { return s.computed(c.Items, c.Source) })
	}
	if sel := o.Select; sel != nil {
		add(func() error { return s.selection(sel) })
	}
	if e := o.Expand; e != nil {
		add(func() error { return s.expansion(e) })
	}
	if a := o.Apply; a != nil {
		add(func() error { return s.steps(a.Steps, a.Source) })
	}
	for _, alias := range o.Aliases {
		add(func() error { return s.expr(alias.Expr, alias.Source, nil) })
	}
	return firstError(checks)
}

func firstError(checks []func() error) error {
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (s *abnfSchema) terms(items []syntax.OrderItem, at syntax.Source) error {
	for _, item := range items {
		if err := s.expr(item.Expr, at, nil); err != nil {
			return err
		}
	}
	return nil
}

func (s *abnfSchema) computed(items []syntax.ComputeItem, at syntax.Source) error {
	for _, item := range items {
		if err := s.expr(item.Expr, at, nil); err != nil {
			return err
		}
	}
	return nil
}

func (s *abnfSchema) selection(o *syntax.SelectOption) error {
	for _, item := range o.Items {
		path := item.Path
		if item.Star {
			path = nil
		}
		if _, err := s.walk(members, path, throughMode, o.Source); err != nil {
			return err
		}
		if err := s.options(item.Options); err != nil {
			return err
		}
	}
	return nil
}

func (s *abnfSchema) expansion(o *syntax.ExpandOption) error {
	for _, item := range o.Items {
		if len(item.Path) > 0 && item.Path[0].Kind == syntax.ValueSegment {
			continue
		}
		to, err := s.walk(members, item.Path, throughMode, o.Source)
		if err != nil {
			return err
		}
		const expandable = entities | castEntities | singles | stream | anything
		if !item.Star && to&expandable == 0 {
			return schemaFault(o.Source, item.Span, "the path leads to no navigation property")
		}
		if err := s.options(item.Options); err != nil {
			return err
		}
	}
	return nil
}

// expr checks the paths of an expression; scope are the lambda variables.
func (s *abnfSchema) expr(e syntax.Expr, at syntax.Source, scope []string) error {
	var parts []syntax.Expr
	switch e := e.(type) {
	case *syntax.Path:
		return s.path(e, at, scope)
	case *syntax.Binary:
		parts = []syntax.Expr{e.L, e.R}
	case *syntax.Unary:
		parts = []syntax.Expr{e.X}
	case *syntax.Call:
		parts = e.Args
	case *syntax.List:
		parts = e.Items
	case *syntax.Array:
		parts = e.Items
	case *syntax.Case:
		for _, b := range e.Branches {
			parts = append(parts, b.When, b.Then)
		}
	case *syntax.Object:
		for _, m := range e.Members {
			parts = append(parts, m.Value)
		}
	case *syntax.Literal, *syntax.Alias, *syntax.TypeName:
	}
	for _, part := range parts {
		if err := s.expr(part, at, scope); err != nil {
			return err
		}
	}
	return nil
}

func (s *abnfSchema) path(p *syntax.Path, at syntax.Source, scope []string) error {
	from, rest := s.head(p, scope)
	if p.Base != nil {
		if err := s.expr(p.Base, at, scope); err != nil {
			return err
		}
	}
	if _, err := s.walk(from, rest, exprMode, at); err != nil {
		return err
	}
	return s.inside(p.Segments, at, scope)
}

// inside checks the expressions in the segments of a path.
func (s *abnfSchema) inside(path []*syntax.Segment, at syntax.Source, scope []string) error {
	for _, seg := range path {
		inner := scope
		if seg.Var != "" {
			inner = append(append([]string(nil), scope...), seg.Var)
		}
		checks := []func() error{func() error { return s.options(seg.Options) }}
		if seg.Body != nil {
			checks = append(checks, func() error { return s.expr(seg.Body, at, inner) })
		}
		for _, args := range []*syntax.Args{seg.Args, seg.Key} {
			if args == nil {
				continue
			}
			for _, arg := range args.List {
				checks = append(checks, func() error { return s.expr(arg.Value, at, inner) })
			}
		}
		if seg.Aggregate != nil {
			checks = append(checks, func() error { return s.aggregate(*seg.Aggregate, at) })
		}
		if err := firstError(checks); err != nil {
			return err
		}
	}
	return nil
}

// head is where a path of an expression begins, and what follows it.
func (s *abnfSchema) head(p *syntax.Path, scope []string) (kinds, []*syntax.Segment) {
	if p.Base != nil {
		if _, alias := p.Base.(*syntax.Alias); alias {
			return members | variable, p.Segments
		}
		return anything, p.Segments
	}
	first, rest := p.Segments[0], p.Segments[1:]
	switch first.Kind {
	case syntax.ItSegment, syntax.ThisSegment:
		return members | variable, rest
	case syntax.RootSegment:
		return service, rest
	case syntax.TheseSegment:
		return entities | complexes | primitives, rest
	case syntax.NameSegment:
		for _, v := range scope {
			if v == first.Name && first.Args == nil {
				return members | variable, rest
			}
		}
		// Outside of a lambda the ABNF lets any identifier be a lambda variable.
		if first.Args == nil && (!s.known[first.Name] || s.roles["lambdaVariableExpr"][first.Name]) {
			return members | variable, rest
		}
	default:
	}
	return members, p.Segments
}
