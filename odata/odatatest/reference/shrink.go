package reference

import "github.com/seed-267014d6/roster/odata/syntax"

// Shrink makes an expression smaller as long as it keeps what is asked of it:
// parts of it take the place of the whole, and subtrees that of their parents.
func Shrink(e syntax.Expr, keeps func(syntax.Expr) bool) syntax.Expr {
	for {
		smaller := false
		for _, candidate := range reductions(e) {
			if keeps(candidate) {
				e, smaller = candidate, true
				break
			}
		}
		if !smaller {
			return e
		}
	}
}

// reductions lists expressions with one node replaced by one of its parts, the
// boldest first.
func reductions(e syntax.Expr) []syntax.Expr {
	list := parts(e)
	switch e := e.(type) {
	case *syntax.Binary:
		list = append(list, rebuilt(e.L, func(x syntax.Expr) syntax.Expr {
			return &syntax.Binary{Op: e.Op, L: x, R: e.R}
		})...)
		list = append(list, rebuilt(e.R, func(x syntax.Expr) syntax.Expr {
			return &syntax.Binary{Op: e.Op, L: e.L, R: x}
		})...)
	case *syntax.Unary:
		list = append(list, rebuilt(e.X, func(x syntax.Expr) syntax.Expr { return &syntax.Unary{Op: e.Op, X: x} })...)
	case *syntax.Call:
		for i := range e.Args {
			list = append(list, rebuilt(e.Args[i], func(x syntax.Expr) syntax.Expr {
				args := append([]syntax.Expr(nil), e.Args...)
				args[i] = x
				return &syntax.Call{Name: e.Name, Args: args}
			})...)
		}
	case *syntax.Case:
		list = append(list, reducedCase(e)...)
	case *syntax.List:
		for i := range e.Items {
			items := append(append([]syntax.Expr(nil), e.Items[:i]...), e.Items[i+1:]...)
			list = append(list, &syntax.List{Items: items})
		}
	case *syntax.Path:
		list = append(list, reducedPath(e)...)
	default:
	}
	return list
}

func rebuilt(part syntax.Expr, with func(syntax.Expr) syntax.Expr) []syntax.Expr {
	reduced := reductions(part)
	list := make([]syntax.Expr, 0, len(reduced))
	for _, x := range reduced {
		list = append(list, with(x))
	}
	return list
}

// parts are the subexpressions of a node.
func parts(e syntax.Expr) []syntax.Expr {
	switch e := e.(type) {
	case *syntax.Binary:
		return []syntax.Expr{e.L, e.R}
	case *syntax.Unary:
		return []syntax.Expr{e.X}
	case *syntax.Call:
		return e.Args
	case *syntax.Case:
		var list []syntax.Expr
		for _, b := range e.Branches {
			list = append(list, b.When, b.Then)
		}
		return list
	default:
		return nil
	}
}

func reducedCase(e *syntax.Case) []syntax.Expr {
	var list []syntax.Expr
	for i := range e.Branches {
		if len(e.Branches) > 1 {
			rest := append(append([]syntax.Branch(nil), e.Branches[:i]...), e.Branches[i+1:]...)
			list = append(list, &syntax.Case{Branches: rest})
		}
		list = append(list, rebuilt(e.Branches[i].When, func(x syntax.Expr) syntax.Expr {
			branches := append([]syntax.Branch(nil), e.Branches...)
			branches[i].When = x
			return &syntax.Case{Branches: branches}
		})...)
	}
	return list
}

// reducedPath reduces the conditions of lambdas and counts.
func reducedPath(e *syntax.Path) []syntax.Expr {
	var list []syntax.Expr
	replaced := func(i int, s syntax.Segment) syntax.Expr {
		segments := append([]*syntax.Segment(nil), e.Segments...)
		segments[i] = &s
		return &syntax.Path{Base: e.Base, Segments: segments}
	}
	for i, s := range e.Segments {
		if s.Body != nil {
			list = append(list, rebuilt(s.Body, func(x syntax.Expr) syntax.Expr {
				changed := *s
				changed.Body = x
				return replaced(i, changed)
			})...)
		}
		if s.Options != nil && s.Options.Filter != nil {
			plain := *s
			plain.Options = nil
			list = append(list, replaced(i, plain))
			list = append(list, rebuilt(s.Options.Filter.Expr, func(x syntax.Expr) syntax.Expr {
				changed, options := *s, *s.Options
				filter := *options.Filter
				filter.Expr = x
				options.Filter = &filter
				changed.Options = &options
				return replaced(i, changed)
			})...)
		}
	}
	return list
}
