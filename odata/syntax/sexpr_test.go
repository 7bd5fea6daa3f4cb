package syntax_test

import (
	"fmt"
	"strings"

	"github.com/seed-267014d6/roster/odata/syntax"
)

// sexpr shows the tree of an expression: operators and calls in front, literals by kind.
func sexpr(e syntax.Expr) string {
	switch x := e.(type) {
	case *syntax.Literal:
		return literalName(x)
	case *syntax.Path:
		text := steps(x.Segments)
		if x.Base != nil {
			return "(" + sexpr(x.Base) + " / " + text + ")"
		}
		return text
	case *syntax.Call:
		return "(" + strings.Join(append([]string{x.Name + "()"}, sexprs(x.Args)...), " ") + ")"
	case *syntax.Case:
		text := "(case"
		for _, branch := range x.Branches {
			text += " [" + sexpr(branch.When) + " " + sexpr(branch.Then) + "]"
		}
		return text + ")"
	case *syntax.Unary:
		return "(" + x.Op.String() + " " + sexpr(x.X) + ")"
	case *syntax.Binary:
		return "(" + x.Op.String() + " " + sexpr(x.L) + " " + sexpr(x.R) + ")"
	case *syntax.List:
		return "(list " + strings.Join(sexprs(x.Items), " ") + ")"
	case *syntax.Array:
		return "[" + strings.Join(sexprs(x.Items), " ") + "]"
	case *syntax.Object:
		var members []string
		for _, m := range x.Members {
			members = append(members, m.Name+"="+sexpr(m.Value))
		}
		return "{" + strings.Join(members, " ") + "}"
	case *syntax.Alias:
		return "@" + x.Name
	case *syntax.TypeName:
		if x.Collection {
			return "<" + x.Name + "*>"
		}
		return "<" + x.Name + ">"
	}
	return "?"
}

func sexprs(list []syntax.Expr) []string {
	var out []string
	for _, x := range list {
		out = append(out, sexpr(x))
	}
	return out
}

func literalName(x *syntax.Literal) string {
	names := []string{
		"null",
		"bool",
		"int",
		"dec",
		"dbl",
		"str",
		"guid",
		"date",
		"moment",
		"time",
		"duration",
		"binary",
		"enum",
		"geo",
	}
	if x.Kind == syntax.NullLiteral {
		return "null"
	}
	return fmt.Sprintf("%s%s:%s", names[x.Kind], x.Type, x.Text)
}

func steps(segments []*syntax.Segment) string {
	var out []string
	for _, s := range segments {
		out = append(out, step(s))
	}
	return strings.Join(out, "/")
}

func step(s *syntax.Segment) string {
	text := s.Name
	switch s.Kind {
	case syntax.AnySegment, syntax.AllSegment:
		if s.Body == nil {
			return text + "()"
		}
		return text + "(" + s.Var + ": " + sexpr(s.Body) + ")"
	case syntax.FilterSegment:
		text = "$filter(" + sexpr(s.Body) + ")"
	case syntax.CountSegment:
		text = "$count"
		if s.Options != nil && s.Options.Filter != nil {
			text += "(filter " + sexpr(s.Options.Filter.Expr) + ")"
		}
	case syntax.ItSegment:
		text = "$it"
	case syntax.ThisSegment:
		text = "$this"
	case syntax.RootSegment:
		text = "$root"
	case syntax.TheseSegment:
		text = "$these"
	case syntax.AggregateSegment:
		text = "aggregate(" + sexpr(s.Aggregate.Expr) + " " + s.Aggregate.Method + ")"
	case syntax.QualifiedSegment:
		text = "<" + text + ">"
	case syntax.TextSegment:
		text = "text:" + text
	case syntax.CrossJoinSegment:
		text = "$crossjoin(" + strings.Join(s.Names, " ") + ")"
	case syntax.MetadataSegment:
		text = "$metadata"
	case syntax.ValueSegment:
		text = "$value"
	case syntax.RefSegment:
		text = "$ref"
	case syntax.EachSegment:
		text = "$each"
	case syntax.QuerySegment:
		text = "$query"
	case syntax.BatchSegment:
		text = "$batch"
	case syntax.EntitySegment:
		text = "$entity<" + s.Name + ">"
	case syntax.AllSetsSegment:
		text = "$all<" + s.Name + ">"
	default:
	}
	return text + argsText(s.Args) + argsText(s.Key)
}

func argsText(args *syntax.Args) string {
	if args == nil {
		return ""
	}
	var out []string
	for _, arg := range args.List {
		if arg.Name != "" {
			out = append(out, arg.Name+"="+sexpr(arg.Value))
		} else {
			out = append(out, sexpr(arg.Value))
		}
	}
	return "(" + strings.Join(out, " ") + ")"
}
