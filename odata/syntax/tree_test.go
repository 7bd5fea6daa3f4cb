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
	before, after := withoutPlaces(r), withoutPlaces(again)
	before.Path, after.Path = "", ""
	require.Equal(t, before, after, "printed: %s?%s", path, query)
}
