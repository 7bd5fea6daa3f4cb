package odata

import (
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// SketchNode is a node of an expression. As JSON it has the members kind and text,
// and what its kind needs.
//
//sumtype:decl
type SketchNode interface{ sketched() }

// sketchText is what all nodes have.
type sketchText struct {
	Kind string `json:"kind"`
	Text string `json:"text"` // parses to the node, where that can stand alone
}

// chainNode is "and" or "or": Items is never a chain of the same kind again.
type chainNode struct {
	sketchText
	Items []SketchNode `json:"items"`
}

type notNode struct {
	sketchText
	Item SketchNode `json:"item"`
}

// compareNode is a comparison, has or in.
type compareNode struct {
	sketchText
	Op    string     `json:"op"`
	Left  SketchNode `json:"left"`
	Right SketchNode `json:"right"`
}

// listNode is a list in parentheses behind in.
type listNode struct {
	sketchText
	Items []SketchNode `json:"items"`
}

type callNode struct {
	sketchText
	Name string       `json:"name"`
	Args []SketchNode `json:"args"`
}

type pathNode struct {
	sketchText
	Path string `json:"path"`
}

type literalNode struct {
	sketchText
	Type  string `json:"type"`  // null for the null literal
	Value string `json:"value"` // without quotes
}

// lambdaNode is any or all; Item is nil for any().
type lambdaNode struct {
	sketchText
	Op       string     `json:"op"`
	Path     string     `json:"path"`
	Variable string     `json:"variable"`
	Item     SketchNode `json:"item"`
}

// otherNode is what there is only the text of.
type otherNode struct{ sketchText }

func (chainNode) sketched()   {}
func (notNode) sketched()     {}
func (compareNode) sketched() {}
func (listNode) sketched()    {}
func (callNode) sketched()    {}
func (pathNode) sketched()    {}
func (literalNode) sketched() {}
func (lambdaNode) sketched()  {}
func (otherNode) sketched()   {}

// sketcher makes nodes. What is nested deeper than depth is only text: each level
// repeats the texts of those below it.
type sketcher struct{ depth int }

func (s sketcher) options(o *syntax.Options) SketchOptions {
	var made SketchOptions
	if o.Filter != nil {
		made.Filter = s.node(o.Filter.Expr)
	}
	if o.OrderBy != nil {
		for i := range o.OrderBy.Items {
			item := &o.OrderBy.Items[i]
			made.OrderBy = append(made.OrderBy, SketchOrder{textOf(item.Expr), item.Descending})
		}
	}
	if o.Select != nil {
		for i := range o.Select.Items {
			made.Select = append(made.Select, string(syntax.AppendSelectItem(nil, &o.Select.Items[i])))
		}
	}
	if o.Expand != nil {
		for i := range o.Expand.Items {
			made.Expand = append(made.Expand, s.item(&o.Expand.Items[i]))
		}
	}
	if o.Top != nil {
		made.Top = &o.Top.Value
	}
	if o.Skip != nil {
		made.Skip = &o.Skip.Value
	}
	if o.Count != nil {
		made.Count = &o.Count.Value
	}
	return made
}

func (s sketcher) item(item *syntax.ExpandItem) SketchItem {
	bare := *item
	bare.Options = nil
	made := SketchItem{
		Path: string(syntax.AppendExpandItem(nil, &bare)), Text: string(syntax.AppendExpandItem(nil, item)),
	}
	if item.Options != nil {
		made.SketchOptions = s.options(item.Options)
		rest := *item.Options
		rest.Filter, rest.OrderBy, rest.Select, rest.Expand = nil, nil, nil, nil
		rest.Top, rest.Skip, rest.Count = nil, nil, nil
		made.Rest = string(syntax.AppendNested(nil, &rest))
	}
	return made
}

func textOf(e syntax.Expr) string { return string(syntax.AppendExpr(nil, e)) }

func (s sketcher) node(e syntax.Expr) SketchNode {
	text := sketchText{"other", textOf(e)}
	if s.depth--; s.depth < 0 {
		return otherNode{text}
	}
	switch e := e.(type) {
	case *syntax.Binary:
		return s.binary(e, text)
	case *syntax.Unary:
		if e.Op == syntax.Not {
			text.Kind = "not"
			return notNode{text, s.node(e.X)}
		}
	case *syntax.List:
		text.Kind = "list"
		return listNode{text, s.nodes(e.Items)}
	case *syntax.Call:
		text.Kind = "call"
		return callNode{text, e.Canonical(), s.nodes(e.Args)}
	case *syntax.Path:
		return s.path(e, text)
	case *syntax.Literal:
		return literal(e, text)
	case *syntax.Case, *syntax.Array, *syntax.Object, *syntax.Alias, *syntax.TypeName:
	}
	return otherNode{text}
}

func (s sketcher) nodes(list []syntax.Expr) []SketchNode {
	made := make([]SketchNode, 0, len(list))
	for _, e := range list {
		made = append(made, s.node(e))
	}
	return made
}

func (s sketcher) binary(e *syntax.Binary, text sketchText) SketchNode {
	switch e.Op {
	case syntax.And, syntax.Or:
		text.Kind = e.Op.String()
		return chainNode{text, s.nodes(terms(nil, e, e.Op))}
	case syntax.Eq, syntax.Ne, syntax.Gt, syntax.Ge, syntax.Lt, syntax.Le, syntax.Has, syntax.In:
		text.Kind = "compare"
		return compareNode{text, e.Op.String(), s.node(e.L), s.node(e.R)}
	case syntax.Not, syntax.Add, syntax.Sub, syntax.Mul, syntax.Div, syntax.DivBy, syntax.Mod, syntax.Negate:
	}
	return otherNode{text}
}

// terms are what an operator joins, whatever parentheses stand between.
func terms(list []syntax.Expr, e syntax.Expr, op syntax.Op) []syntax.Expr {
	if b, ok := e.(*syntax.Binary); ok && b.Op == op {
		return terms(terms(list, b.L, op), b.R, op)
	}
	return append(list, e)
}

// path is a path of names, a lambda behind one, or only text.
func (s sketcher) path(p *syntax.Path, text sketchText) SketchNode {
	names, last := p.Segments, p.Segments[len(p.Segments)-1]
	lambda := last.Kind == syntax.AnySegment || last.Kind == syntax.AllSegment
	if lambda {
		names = names[:len(names)-1]
	}
	if p.Base != nil {
		return otherNode{text}
	}
	for _, step := range names {
		if !plainStep(step) {
			return otherNode{text}
		}
	}
	if !lambda {
		text.Kind = "path"
		return pathNode{text, text.Text}
	}
	text.Kind = "lambda"
	made := lambdaNode{text, "any", textOf(&syntax.Path{Segments: names}), last.Var, nil}
	if last.Kind == syntax.AllSegment {
		made.Op = "all"
	}
	if last.Body != nil {
		made.Item = s.node(last.Body)
	}
	return made
}

// plainStep says whether a segment is all said by its name.
func plainStep(s *syntax.Segment) bool {
	switch s.Kind {
	case syntax.NameSegment, syntax.QualifiedSegment, syntax.ItSegment, syntax.ThisSegment, syntax.RootSegment,
		syntax.CountSegment:
		return s.Args == nil && s.Key == nil && s.Options == nil
	default:
		return false
	}
}

func literal(l *syntax.Literal, text sketchText) SketchNode {
	typ := plan.LiteralKind(l.Kind).String()
	switch l.Kind {
	case syntax.GeoLiteral:
		return otherNode{text}
	case syntax.NullLiteral:
		typ = "null"
	case syntax.EnumLiteral:
		typ = l.Type
	default:
	}
	text.Kind = "literal"
	return literalNode{text, typ, l.Text}
}
