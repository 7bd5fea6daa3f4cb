package syntax

import "strings"

// Outline shows a request as an indented tree, for people: the path's segments,
// then each query option with its expression, one node on a line.
func Outline(r *Request) string {
	w := &outliner{}
	w.line(0, "path")
	for _, s := range r.Segments {
		w.segment(1, s)
	}
	w.options(0, &r.Options)
	return w.b.String()
}

type outliner struct{ b strings.Builder }

func (w *outliner) line(depth int, text string) {
	w.b.WriteString(strings.Repeat("  ", depth))
	w.b.WriteString(text)
	w.b.WriteByte('\n')
}

func (w *outliner) options(depth int, o *Options) {
	if o.Filter != nil {
		w.line(depth, "$filter")
		w.expr(depth+1, o.Filter.Expr)
	}
	if o.Compute != nil {
		w.line(depth, "$compute")
		for _, item := range o.Compute.Items {
			w.line(depth+1, "as "+item.Name)
			w.expr(depth+2, item.Expr)
		}
	}
	if o.OrderBy != nil {
		w.line(depth, "$orderby")
		for _, item := range o.OrderBy.Items {
			w.orderItem(depth+1, item)
		}
	}
	w.projection(depth, o)
	for _, a := range o.Aliases {
		w.line(depth, "@"+a.Alias)
		w.expr(depth+1, a.Expr)
	}
	w.plain(depth, o)
}

func (w *outliner) orderItem(depth int, item OrderItem) {
	direction := "ascending"
	if item.Descending {
		direction = "descending"
	}
	w.line(depth, direction)
	w.expr(depth+1, item.Expr)
}

func (w *outliner) projection(depth int, o *Options) {
	if o.Select != nil {
		w.line(depth, "$select")
		for _, item := range o.Select.Items {
			w.item(depth+1, item.Star, item.Path, item.Options)
		}
	}
	if o.Expand != nil {
		w.line(depth, "$expand")
		for _, item := range o.Expand.Items {
			w.item(depth+1, item.Star, item.Path, item.Options)
		}
	}
}

func (w *outliner) item(depth int, star bool, path []*Segment, o *Options) {
	text := string(AppendPath(nil, path))
	if star {
		text += "*"
	}
	w.line(depth, text)
	if o != nil {
		w.options(depth+1, o)
	}
}

// plain shows the options that are shown best as they are written.
func (w *outliner) plain(depth int, o *Options) {
	rest := *o
	rest.Filter, rest.Compute, rest.OrderBy, rest.Select, rest.Expand, rest.Aliases = nil, nil, nil, nil, nil, nil
	if text := string(AppendOptions(nil, &rest, nil)); text != "" {
		for _, option := range strings.Split(text, "&") {
			w.line(depth, option)
		}
	}
}

func (w *outliner) segment(depth int, s *Segment) {
	lambda := s.Kind == AnySegment || s.Kind == AllSegment
	if !lambda {
		w.line(depth, string(AppendPath(nil, []*Segment{s})))
		return
	}
	name := "any "
	if s.Kind == AllSegment {
		name = "all "
	}
	w.line(depth, strings.TrimSpace(name+s.Var))
	if s.Body != nil {
		w.expr(depth+1, s.Body)
	}
}

func (w *outliner) expr(depth int, e Expr) {
	switch e := e.(type) {
	case *Unary:
		w.line(depth, e.Op.String())
		w.expr(depth+1, e.X)
	case *Binary:
		w.line(depth, e.Op.String())
		w.expr(depth+1, e.L)
		w.expr(depth+1, e.R)
	case *Call:
		w.line(depth, e.Name+"()")
		w.exprs(depth+1, e.Args)
	case *Case:
		w.line(depth, "case()")
		for _, b := range e.Branches {
			w.exprs(depth+1, []Expr{b.When, b.Then})
		}
	case *List:
		w.line(depth, "list")
		w.exprs(depth+1, e.Items)
	case *Path:
		w.path(depth, e)
	case *Literal, *Array, *Object, *Alias, *TypeName:
		w.line(depth, string(AppendExpr(nil, e)))
	}
}

func (w *outliner) exprs(depth int, list []Expr) {
	for _, e := range list {
		w.expr(depth, e)
	}
}

// path shows a path on one line, with a lambda at its end below it.
func (w *outliner) path(depth int, p *Path) {
	last := p.Segments[len(p.Segments)-1]
	if p.Base != nil || (last.Kind != AnySegment && last.Kind != AllSegment) {
		w.line(depth, string(AppendExpr(nil, p)))
		return
	}
	w.line(depth, string(AppendPath(nil, p.Segments[:len(p.Segments)-1])))
	w.segment(depth+1, last)
}
