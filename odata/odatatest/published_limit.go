package odatatest

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// limits reads the bounds in the description, and asks for as much as each allows,
// and for one more.
func (p *Published) limits(t *testing.T, a *element) {
	t.Helper()
	first, rest, ok := strings.Cut(a.attribute("String"), ". ")
	require.True(t, ok)
	asked := 0
	for part := range strings.SplitSeq(strings.TrimPrefix(first, "A request may have at most "), ", ") {
		number, what, _ := strings.Cut(part, " ")
		n, err := strconv.Atoi(number)
		require.NoError(t, err, part)
		request := p.limitRequests()[what]
		require.NotNil(t, request, "no request is known for the limit of %s", what)
		within, beyond := request(n), request(n+1)
		if beyond == "" {
			continue // the model does not go so far
		}
		p.get(t, true, within)
		p.get(t, false, beyond)
		asked++
	}
	require.Greater(t, asked, 8)
	page := regexp.MustCompile(`up to (\d+) entities, or what maxpagesize asks for, up to (\d+)`)
	pages := page.FindStringSubmatch(rest)
	require.Len(t, pages, 3)
	w := p.ask(t, http.MethodGet, p.sets()[0].attribute("Name")+"?$top=1", "Prefer", "maxpagesize=1000000")
	require.Equal(t, "maxpagesize="+pages[2], w.Header().Get("Preference-Applied"))
}

// limitRequests make a request with a number of each thing; "" where the model has
// not enough for it.
func (p *Published) limitRequests() map[string]func(n int) string {
	set := p.sets()[0]
	name, key := set.attribute("Name"), p.key(set)
	filter := name + "?$top=1&$filter="
	times := func(text, separator string, n int) string {
		return strings.TrimSuffix(strings.Repeat(text+separator, n), separator)
	}
	return map[string]func(n int) string{
		"query options": func(n int) string {
			options := make([]string, 0, n)
			for i := range n {
				options = append(options, fmt.Sprintf("x%d=1", i))
			}
			return name + "?" + strings.Join(options, "&")
		},
		"nodes in its expressions": func(n int) string { // short, since URLs are bounded too
			one, other := n/2-1, n-n/2-1
			return filter + "1 in (" + times("1", ",", one) + ") or 1 in (" + times("1", ",", other) + ")"
		},
		"levels of nesting in them": func(n int) string {
			return filter + strings.Repeat("(", n) + "true" + strings.Repeat(")", n)
		},
		"levels of functions in functions": func(n int) string {
			return filter + strings.Repeat("tolower(", n) + "'a'" + strings.Repeat(")", n) + " eq 'a'"
		},
		"levels of any and all": func(n int) string { return p.nestedLambda(n) },
		"items in a list":       func(n int) string { return filter + "1 in (" + times("1", ",", n) + ")" },
		"terms in $orderby":     func(n int) string { return name + "?$top=1&$orderby=" + times(key, ",", n) },
		"items in $select":      func(n int) string { return name + "?$top=1&$select=" + times(key, ",", n) },
		"items in $expand":      p.expandItems,
		"levels of $expand": func(n int) string {
			for _, set := range p.sets() {
				if chain := p.chain(p.typeOf(set), n, false); chain != nil {
					return set.attribute("Name") + "?$top=1&$expand=" + nested(chain)
				}
			}
			return ""
		},
		"in $skip": func(n int) string { return name + "?$skip=" + strconv.Itoa(n) },
	}
}

// nestedLambda makes an any of an any, over collections that follow each other.
func (p *Published) nestedLambda(n int) string {
	for _, set := range p.sets() {
		chain := p.chain(p.typeOf(set), n, true)
		if chain == nil {
			continue
		}
		text, variable := "", ""
		for i, step := range chain {
			text += variable + step + fmt.Sprintf("/any(v%d:", i)
			variable = fmt.Sprintf("v%d/", i)
		}
		return set.attribute("Name") + "?$top=1&$filter=" + text + "true" + strings.Repeat(")", n)
	}
	return ""
}

// expandItems makes an $expand with n items, in at most three levels.
func (p *Published) expandItems(n int) string {
	for _, set := range p.sets() {
		left := n
		if text := p.expandTree(p.typeOf(set), 3, &left); left == 0 {
			return set.attribute("Name") + "?$top=1&$expand=" + text
		}
	}
	return ""
}

func (p *Published) expandTree(typ *element, depth int, left *int) string {
	var items []string
	for _, n := range p.members(typ, "NavigationProperty") {
		if *left == 0 {
			break
		}
		*left--
		target, _ := itemType(n)
		item := n.attribute("Name")
		if depth > 1 {
			if inner := p.expandTree(p.model.types[target], depth-1, left); inner != "" {
				item += "($expand=" + inner + ")"
			}
		}
		items = append(items, item)
	}
	return strings.Join(items, ",")
}
