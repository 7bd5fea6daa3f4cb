package syntax_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// withoutPlaces clears spans and sources, which a print does not keep, so that
// trees can be compared.
func withoutPlaces[T any](tree T) T {
	clearPlaces(reflect.ValueOf(&tree).Elem())
	return tree
}

func clearPlaces(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			clearPlaces(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			clearPlaces(v.Index(i))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[fault.Span]() {
			v.SetZero()
			return
		}
		if text := v.FieldByName("Source"); text.IsValid() && v.Type() != reflect.TypeFor[syntax.TextOption]() {
			text.SetZero()
		}
		for i := range v.NumField() {
			clearPlaces(v.Field(i))
		}
	default:
	}
}

// roundTrip asserts that parse∘print is the identity, and print∘parse∘print is print.
func roundTrip[T any](t *testing.T, tree T, show func(T) string, parse func(string) (T, error)) {
	t.Helper()
	text := show(tree)
	again, err := parse(text)
	require.NoError(t, err, "printed: %s", text)
	require.Equal(t, text, show(again))
	require.Equal(t, withoutPlaces(tree), withoutPlaces(again), "printed: %s", text)
}

// parseQuery parses a query string with the path Users.
func parseQuery(query string) (*syntax.Request, error) {
	return syntax.ParseRequest("Users", query, syntax.DefaultLimits())
}

func printQuery(r *syntax.Request) string { return string(syntax.AppendOptions(nil, &r.Options, nil)) }

// roundTripRequest does it for a whole request.
func roundTripRequest(t *testing.T, r *syntax.Request) {
	t.Helper()
	path := string(syntax.AppendPath(nil, r.Segments))
	query := printQuery(r)
	again, err := syntax.ParseRequest(path, query, syntax.DefaultLimits())
	require.NoError(t, err, "printed: %s?%s", path, query)
	require.Equal(t, path, string(syntax.AppendPath(nil, again.Segments)))
	require.Equal(t, query, printQuery(again))
	require.Equal(t, string(syntax.AppendShape(nil, r)), string(syntax.AppendShape(nil, again)))
	require.Equal(t, string(syntax.AppendCanonical(nil, r)), string(syntax.AppendCanonical(nil, again)))
	require.Equal(t, withoutPlaces(syntax.Literals(r)), withoutPlaces(syntax.Literals(again)))
	before, after := withoutPlaces(r), withoutPlaces(again)
	before.Path, after.Path = "", ""
	require.Equal(t, before, after, "printed: %s?%s", path, query)
}

// requireSpans asserts for every part of the expression that the text of its
// span is that part: it parses to an equal tree.
func requireSpans(t *testing.T, text string, x syntax.Expr) {
	t.Helper()
	at := x.Place()
	require.LessOrEqual(t, 0, at.Start)
	require.LessOrEqual(t, at.Start, at.End)
	require.LessOrEqual(t, at.End, len(text))
	part := text[at.Start:at.End]
	switch x.(type) {
	case *syntax.List, *syntax.TypeName:
		// These are parts only.
	default:
		if part[0] == '"' {
			part = "[" + part + "]"
		}
		again, err := syntax.ParseExpression(part)
		require.NoError(t, err, "%s in %s", part, text)
		if array, ok := again.(*syntax.Array); ok && part[1] == '"' && len(array.Items) == 1 {
			if _, ok := x.(*syntax.Literal); ok {
				again = array.Items[0]
			}
		}
		require.Equal(t, sexpr(x), sexpr(again), "%s in %s", part, text)
	}
	for _, child := range children(x) {
		require.LessOrEqual(t, at.Start, child.Place().Start)
		require.LessOrEqual(t, child.Place().End, at.End)
		requireSpans(t, text, child)
	}
}

// children are the expressions right below.
func children(e syntax.Expr) []syntax.Expr {
	switch x := e.(type) {
	case *syntax.Path:
		var list []syntax.Expr
		if x.Base != nil {
			list = append(list, x.Base)
		}
		for _, s := range x.Segments {
			if s.Body != nil {
				list = append(list, s.Body)
			}
			for _, args := range []*syntax.Args{s.Args, s.Key} {
				if args == nil {
					continue
				}
				for _, arg := range args.List {
					list = append(list, arg.Value)
				}
			}
		}
		return list
	case *syntax.Call:
		return x.Args
	case *syntax.Case:
		var list []syntax.Expr
		for _, branch := range x.Branches {
			list = append(list, branch.When, branch.Then)
		}
		return list
	case *syntax.Unary:
		return []syntax.Expr{x.X}
	case *syntax.Binary:
		return []syntax.Expr{x.L, x.R}
	case *syntax.List:
		return x.Items
	case *syntax.Array:
		return x.Items
	case *syntax.Object:
		var list []syntax.Expr
		for _, member := range x.Members {
			list = append(list, member.Value)
		}
		return list
	default:
		return nil
	}
}
