package odata_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest/reference"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// What holds between the answers of one server, whatever the right ones are.

// each asks every rival, and hands on what has an answer. What may fail is left out.
func (a *arena) each(t *testing.T, d reference.Draw, law func(r rival, whole got)) {
	t.Helper()
	want := a.expected(t, target(d))
	if want.Verdict != reference.Rows {
		return
	}
	for _, r := range a.rivals {
		whole := r.ask(t, target(d))
		if whole.late() {
			continue
		}
		if whole.status != http.StatusOK {
			a.report(t, "%s: %s\n%d %.300s", r.name, d, whole.status, whole.body)
			continue
		}
		law(r, whole)
	}
}

// A condition, its negation and its being null part the rows of a set between
// them (ternary-logic partitioning).
func (a *arena) partition(t *testing.T, g *reference.Generator, rounds int) {
	t.Helper()
	for range rounds {
		d := g.Condition()
		for _, k := range a.rows.Model().Set(d.Set).Type.Key {
			d.Select += "," + k.Name
		}
		d.Select = d.Select[1:]
		whole := d
		whole.Filter = ""
		a.each(t, d, func(r rival, first got) {
			parts := printedAll(first.items())
			for _, pattern := range []string{"not (%)", "(%) eq null"} {
				part := d
				part.Filter = strings.ReplaceAll(pattern, "%", d.Filter)
				answer := r.ask(t, target(part))
				if answer.late() {
					return
				}
				if answer.status != http.StatusOK {
					a.report(t, "%s: %s\n%d %.300s", r.name, part, answer.status, answer.body)
				}
				parts = append(parts, printedAll(answer.items())...)
			}
			all := printedAll(r.ask(t, target(whole)).items())
			slices.Sort(parts)
			slices.Sort(all)
			if !slices.Equal(all, parts) {
				a.report(t, "%s: %s\nparts %.300q\n  all %.300q", r.name, d, parts, all)
			}
		})
	}
}

func printedJSON(v any) string {
	text, _ := json.Marshal(v)
	return string(text)
}

func printedAll(items []any) []string {
	list := make([]string, 0, len(items))
	for _, item := range items {
		list = append(list, printedJSON(item))
	}
	return list
}

// collection draws until the path leads to entities.
func (a *arena) collection(t *testing.T, g *reference.Generator) reference.Draw {
	t.Helper()
	for {
		d := g.Draw()
		want := a.expected(t, target(d))
		body, _ := want.Body.(reference.Object)
		if _, many := body["value"]; many && want.Keys != nil && want.Verdict == reference.Rows {
			return d
		}
	}
}

// $count is the number of rows, $top and $skip give a slice of them, and
// /$count agrees.
func (a *arena) slices(t *testing.T, g *reference.Generator, rounds int) {
	t.Helper()
	for range rounds {
		d := a.collection(t, g)
		d.Top, d.Skip, d.Count = max(d.Top, 3), max(d.Skip, 1), true
		whole, counted := d, d
		whole.Top, whole.Skip = -1, -1
		counted.Path = append(slices.Clone(d.Path), "$count")
		counted.Top, counted.Skip, counted.Count = -1, -1, false
		counted.OrderBy, counted.Select, counted.Expand = "", "", ""
		a.each(t, whole, func(r rival, all got) {
			slice := r.ask(t, target(d))
			if slice.late() {
				return
			}
			wanted := all.items()[min(len(all.items()), d.Skip):]
			wanted = wanted[:min(len(wanted), d.Top)]
			count := strconv.Itoa(len(all.items()))
			counts := []string{
				count, printedJSON(all.object()["@odata.count"]), printedJSON(slice.object()["@odata.count"]),
			}
			switch {
			case slice.status != http.StatusOK:
				a.report(t, "%s: %s\n%d %.300s", r.name, d, slice.status, slice.body)
			case !slices.Equal(printedAll(wanted), printedAll(slice.items())):
				a.report(t, "%s: %s\nexpected %.300q\n     got %.300q", r.name, d, wanted, slice.items())
			case counts[1] != count || counts[2] != count:
				a.report(t, "%s: %s\nrows, counts: %v", r.name, d, counts)
			}
			if d.Compute != "" {
				return // for the rows of a collection only
			}
			if w := r.do(t, "/shop/"+target(counted)); w.Body.String() != count {
				a.report(t, "%s: %s\n%s rows, /$count %s", r.name, counted, count, w.Body)
			}
		})
	}
}

// The pages of a collection are the whole.
func (a *arena) pages(t *testing.T, g *reference.Generator, rounds int) {
	t.Helper()
	for range rounds {
		d := a.collection(t, g)
		a.each(t, d, func(r rival, whole got) {
			var list []string
			for next := "/shop/" + target(d); next != ""; {
				page := r.pages.get(t, next)
				require.LessOrEqual(t, len(page.Value), 7)
				for _, item := range page.Value {
					list = append(list, complete(t, r.pages, string(item)))
				}
				next = page.NextLink
			}
			all := make([]string, 0, len(list))
			for _, item := range rowsOf(r.get(t, "/shop/"+target(d))) {
				all = append(all, complete(t, r.client, item))
			}
			if !slices.Equal(all, list) {
				a.report(t, "%s: %s\npages %.300q\n  all %.300q", r.name, d, list, all)
			}
		})
	}
}

// $select is a projection of the whole.
func (a *arena) projection(t *testing.T, g *reference.Generator, rounds int) {
	t.Helper()
	for range rounds {
		d := g.Draw()
		if d.Select == "" {
			continue
		}
		whole := d
		whole.Select = ""
		a.each(t, d, func(r rival, part got) {
			all := r.ask(t, target(whole))
			if !all.late() && (all.status != http.StatusOK || !projects(part.json, all.json)) {
				a.report(t, "%s: %s\n%.500s\n%d %.500s", r.name, d, part.body, all.status, all.body)
			}
		})
	}
}

// projects says whether all that is shown is in the whole, too. Control
// information may be more, and collections with options less.
func projects(part, whole any) bool {
	switch part := part.(type) {
	case map[string]any:
		all, ok := whole.(map[string]any)
		for name, v := range part {
			if strings.Contains(name, "@odata.") {
				continue
			}
			other, given := all[name]
			ok = ok && given && projects(v, other)
		}
		return ok
	case []any:
		all, ok := whole.([]any)
		if !ok || len(part) > len(all) {
			return false
		}
		for i, item := range part {
			_, object := item.(map[string]any)
			same := func(other any) bool { return reflect.DeepEqual(item, other) }
			if object && !projects(item, all[i]) || !object && !slices.ContainsFunc(all, same) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(part, whole)
}

// A computed property stands for its expression.
func (a *arena) inlined(t *testing.T, g *reference.Generator, rounds int) {
	t.Helper()
	for range rounds {
		d := g.Draw()
		if d.Compute == "" || d.Filter+d.OrderBy == "" || strings.Contains(d.Expand+d.Select, "c") {
			continue
		}
		request, err := parsedTarget(target(d))
		require.NoError(t, err, d)
		plain := d
		plain.Compute = ""
		items := request.Options.Compute.Items
		for _, item := range slices.Backward(items) {
			name := regexp.MustCompile(`\b` + item.Name + `\b`)
			text := strings.ReplaceAll("("+string(syntax.AppendExpr(nil, item.Expr))+")", "$", "$$")
			plain.Filter = name.ReplaceAllString(plain.Filter, text)
			plain.OrderBy = name.ReplaceAllString(plain.OrderBy, text)
		}
		a.each(t, plain, func(r rival, wanted got) {
			answer := r.ask(t, target(d))
			same := len(wanted.items()) == len(answer.items()) && projects(wanted.json, answer.json)
			if !same && !answer.late() {
				a.report(t, "%s: %s\n%s\n%.500s\n%d %.500s", r.name, d, plain, wanted.body, answer.status, answer.body)
			}
		})
	}
}

// Each expanded navigation property is what a read of its path gives.
func (a *arena) separate(t *testing.T, g *reference.Generator, rounds int) {
	t.Helper()
	for range rounds {
		e, ok := g.Expansion()
		if !ok {
			continue
		}
		a.each(t, e.Whole(), func(r rival, whole got) {
			for _, item := range whole.items() {
				object, _ := item.(map[string]any)
				if _, given := object[e.Navigation]; !given {
					a.report(t, "%s: %s\n%v", r.name, e.Whole(), item)
					continue
				}
				path := target(e.Alone(object))
				alone := r.ask(t, path)
				same := alone.late()
				switch v := object[e.Navigation].(type) {
				case nil:
					same = same || alone.status == http.StatusNoContent
				case []any:
					count, counted := object[e.Navigation+"@odata.count"]
					same = same || reflect.DeepEqual(v, alone.items()) &&
						(!counted || count == alone.object()["@odata.count"])
				case map[string]any:
					delete(alone.object(), "@odata.context")
					same = same || reflect.DeepEqual(v, alone.json)
				}
				if !same {
					a.report(t, "%s: %s\n%s\n%.500v\n%d %.500s", r.name, e.Whole(), readable(path), item, alone.status,
						alone.body)
				}
			}
		})
	}
}

// What is printed parses to what was printed, and means the same.
func (a *arena) printed(t *testing.T, g *reference.Generator, rounds int) {
	t.Helper()
	for range rounds {
		d := g.Draw()
		once, err := parsedTarget(target(d))
		require.NoError(t, err, d)
		again, err := parsedTarget(printedTarget(once))
		require.NoError(t, err, printedTarget(once))
		require.Equal(t, string(syntax.AppendCanonical(nil, once)), string(syntax.AppendCanonical(nil, again)), d)
		require.True(t, reflect.DeepEqual(a.rows.Answer(once, testRules()), a.rows.Answer(again, testRules())), d)
	}
}
