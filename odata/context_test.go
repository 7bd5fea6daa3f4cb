package odata_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// requireContext reads the context URL of an answer with the grammar of the
// standard, and holds it against what the request says (Protocol 4.01, section 10).
func requireContext(t *testing.T, target string, w *httptest.ResponseRecorder) {
	t.Helper()
	var body struct {
		V40   string `json:"@odata.context"`
		V401  string `json:"@context"`
		Value json.RawMessage
	}
	if w.Code != http.StatusOK || json.Unmarshal(w.Body.Bytes(), &body) != nil {
		return
	}
	_, fragment, found := strings.Cut(body.V40+body.V401, "#")
	if !found {
		return
	}
	context, err := syntax.ParseContext("#" + fragment)
	require.NoError(t, err, target)
	require.Equal(t, "#"+fragment, string(syntax.AppendContext(nil, context)), target)
	if below, ok := strings.CutPrefix(target, "/shop/"); ok {
		path, query, _ := strings.Cut(strings.ReplaceAll(below, " ", "%20"), "?")
		request, err := syntax.ParseRequest(path, query, syntax.DefaultLimits())
		require.NoError(t, err, target)
		of := contextOfRequest(shopModels(), request)
		if of.typ == nil {
			return // a service of another model
		}
		require.Empty(t, of.differs(context, body.V401 != ""), "%s: #%s", target, fragment)
		if !of.property {
			require.Equal(t, of.many, body.Value != nil, target)
		}
	}
}

// shopModels is the model that has all of both shops.
var shopModels = sync.OnceValue(odatatest.ShopModelWide)

// requestContext is what a request says about the context URL of its answer,
// derived from path and options alone.
type requestContext struct {
	source   string   // the set or singleton
	single   bool     // a singleton
	casts    []string // the types in the path since then
	path     []string // the property
	property bool
	reference,
	many bool
	options *syntax.Options
	typ     *metadata.EntityType
}

func contextOfRequest(m *metadata.Model, r *syntax.Request) requestContext {
	c := requestContext{options: &r.Options}
	for i, seg := range r.Segments {
		switch set, single := m.Set(seg.Name), m.Singleton(seg.Name); {
		case i == 0 && set != nil:
			c.source, c.typ, c.many = set.Name, set.Type, seg.Args == nil
			continue
		case i == 0 && single != nil:
			c.source, c.typ, c.single = single.Name, single.Type, true
			continue
		case c.typ == nil:
			return c
		}
		switch {
		case seg.Kind == syntax.RefSegment:
			c.reference = true
		case seg.Kind == syntax.FilterSegment:
			c.many = seg.Key == nil
		case c.property:
			c.path = append(c.path, seg.Name)
		case seg.Kind == syntax.QualifiedSegment:
			c.typ, c.casts = m.EntityType(seg.Name), append(c.casts, seg.Name)
			c.many = c.many && seg.Args == nil
		case c.many:
			c.many = false // the value of a key, or one of several
		case c.typ.Navigation(seg.Name) != nil:
			n := c.typ.Navigation(seg.Name)
			c.typ, c.many = n.Target, n.Collection && seg.Args == nil
			c.source, c.single, c.casts = m.SetOf(n.Target).Name, false, nil
			if m.SetOf(n.Target).Type != n.Target {
				c.casts = []string{m.Qualified(n.Target.Name)}
			}
		case c.typ.Property(seg.Name) != nil:
			c.property, c.path = true, []string{seg.Name}
		}
	}
	return c
}

// differs tells what of a context URL is not as the request has it, or "".
func (c requestContext) differs(got *syntax.Context, v401 bool) string {
	switch {
	case c.reference:
		if got.Kind != syntax.RefContext || got.Collection != c.many {
			return "no reference"
		}
		return ""
	case got.Kind != syntax.PathContext || got.Path[0].Name != c.source:
		return "not of " + c.source
	case (got.Path[0].Args != nil) != (c.property && !c.single):
		return "a key belongs to the entity of a property"
	case (got.Part == "$entity") != (!c.property && !c.many && !c.single):
		return "/$entity belongs to a single entity of a set"
	}
	var names []string
	for _, seg := range got.Path[1:] {
		if seg.Kind == syntax.NameSegment {
			names = append(names, seg.Name)
		}
	}
	if c.property && !slices.Equal(names, slices.DeleteFunc(slices.Clone(c.path), func(name string) bool {
		return strings.Contains(name, ".")
	})) {
		return fmt.Sprintf("the path is %v", c.path)
	}
	if !c.property && len(names) > 0 {
		return "too long a path"
	}
	if len(c.casts) > 0 && !c.property && len(got.Path) == 1 && c.options.Select == nil {
		if last := shopModels().EntityType(c.casts[len(c.casts)-1]); last != nil && last != declared(c) {
			return "the cast is missing"
		}
	}
	return listDiffers(got.Select, c.options, v401)
}

func declared(c requestContext) *metadata.EntityType {
	if s := shopModels().Singleton(c.source); s != nil {
		return s.Type
	}
	return shopModels().Set(c.source).Type
}

// listDiffers holds a select list against $select and $expand: it has what is
// selected, and each expansion that selects anything; in 4.01 every expansion, in 4.0
// never one with empty parentheses.
func listDiffers(got *syntax.ContextList, o *syntax.Options, v401 bool) string {
	listed := map[string]*syntax.ContextItem{}
	count := 0
	if got != nil {
		for i := range got.Items {
			item := &got.Items[i]
			name := spelled(item.Path, item.Star)
			if listed[name] == nil || item.Nested != nil {
				listed[name] = item
			}
			count++
			if !v401 && item.Nested != nil && len(item.Nested.Items) == 0 {
				return name + " has empty parentheses"
			}
		}
	}
	allowed := map[string]bool{}
	if o != nil && o.Select != nil {
		for _, item := range o.Select.Items {
			name := spelled(item.Path, item.Star)
			allowed[name] = true
			if nested := item.Options; nested != nil && nested.Select != nil {
				for _, member := range nested.Select.Items {
					allowed[name+"/"+spelled(member.Path, member.Star)] = true
				}
				continue
			}
			if listed[name] == nil && !strings.Contains(name, "/") {
				return name + " is selected"
			}
		}
	}
	free := false
	if o != nil && o.Expand != nil {
		for _, item := range o.Expand.Items {
			name := spelled(item.Path, false)
			free = free || item.Star || item.Options != nil && item.Options.Levels != nil
			switch found := listed[name]; {
			case item.Star || item.Ref || item.Count:
			case found == nil && (v401 || o.Select != nil) && !strings.Contains(name, "."):
				return name + " is expanded"
			case found != nil && !free:
				if d := listDiffers(found.Nested, item.Options, v401); d != "" {
					return name + ": " + d
				}
			}
			allowed[name] = allowed[name] || !item.Ref && !item.Count
		}
	}
	for name := range listed {
		if !allowed[name] && !free && !strings.Contains(name, "/") {
			return name + " is neither selected nor expanded"
		}
	}
	if o == nil || o.Select == nil && o.Expand == nil {
		if count > 0 {
			return "there is nothing to list"
		}
	}
	return ""
}

func spelled(path []*syntax.Segment, star bool) string {
	names := make([]string, 0, len(path)+1)
	for _, seg := range path {
		names = append(names, seg.Name)
	}
	if star {
		names = append(names, "*")
	}
	return strings.Join(names, "/")
}
