package snippet_test

import (
	"errors"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/handlers/explorer/snippet"
	"github.com/seed-267014d6/roster/odata/fault"
)

// languages are the snippets and the languages that their literals are written in.
func languages() map[string]string {
	return map[string]string{
		"curl": "shell", "python": "python", "javascript": "javascript", "powershell": "powershell",
		"m-basic": "powerquery", "m-webapi": "powerquery", "m-header": "powerquery",
	}
}

// harmless are addresses of every kind.
func harmless() []string {
	return []string{
		"Users", "Users?x=y", "Users('x')", "Users('x')/tags", "Users('x')/displayName", "Users/$count", "Nothing?x=y",
		"Users?$format=csv", "Users('x')?$format=csv", "",
	}
}

// hostileSources are addresses with what breaks out of literals in all of their parts.
func hostileSources(t *testing.T) []snippet.Source {
	t.Helper()
	m := directory(t)
	r := rand.New(rand.NewPCG(3, 4))
	var sources []snippet.Source
	for _, text := range hostile(r, 2000) {
		address := harmless()[r.IntN(len(harmless()))]
		path, query, _ := strings.Cut(address, "?")
		s := snippet.Source{Model: m, Root: root, Path: path, Query: query}
		switch r.IntN(6) {
		case 0:
			s.Path += text
		case 1:
			s.Path = strings.Replace(s.Path, "x", text, 1)
		case 2:
			s.Path += "/" + text
		case 3:
			s.Query += "&" + text
		default:
			s.Query += "&$filter=contains(lastName,'" + text + "')"
		}
		sources = append(sources, s)
	}
	return sources
}

// skeleton is code around the place of its one literal.
type skeleton struct{ before, after string }

func skeletons(t *testing.T, id, language string) []skeleton {
	t.Helper()
	var found []skeleton
	for _, address := range harmless() {
		path, query, _ := strings.Cut(address, "?")
		text := code(t, snippet.Source{Model: directory(t), Root: root, Path: path, Query: query}, id)
		for _, u := range []string{root + address, root + path, root} {
			before, after, ok := strings.Cut(text, snippet.Quotes()[language](u))
			if ok {
				found = append(found, skeleton{before, after})
				break
			}
		}
	}
	require.Len(t, found, len(harmless()))
	return found
}

// TestHostileAddresses puts what breaks out of literals into addresses: the code is
// that for a harmless address, with another literal in its place, which stands for
// the URL.
func TestHostileAddresses(t *testing.T) {
	t.Parallel()
	sources := hostileSources(t)
	for id, language := range languages() {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			known := skeletons(t, id, language)
			var literals []string
			var wanted [][]string
			for _, s := range sources {
				address, ok := addressOf(t, s)
				if !ok {
					continue
				}
				is := code(t, s, id)
				at := slices.IndexFunc(known, func(k skeleton) bool {
					return len(is) > len(k.before)+len(k.after) &&
						strings.HasPrefix(is, k.before) && strings.HasSuffix(is, k.after)
				})
				require.GreaterOrEqual(t, at, 0, "no harmless code:\n%s", is)
				literals = append(literals, is[len(known[at].before):len(is)-len(known[at].after)])
				wanted = append(wanted, []string{
					address, root,
					strings.Replace(address, "?$format=csv&", "?", 1), strings.TrimSuffix(address, "?$format=csv"),
				})
			}
			require.Greater(t, len(literals), len(sources)*9/10)
			for i, v := range evaluate(t, language, literals) {
				require.Contains(t, wanted[i], v, literals[i])
			}
		})
	}
}

// TestCanonical checks that every URL is one, below the root, of characters that are
// safe in every language, without a key, and that it stays as it is when it is asked for.
func TestCanonical(t *testing.T) {
	t.Parallel()
	for _, s := range hostileSources(t) {
		address, ok := addressOf(t, s)
		if !ok {
			continue
		}
		require.True(t, strings.HasPrefix(address, root))
		require.Regexp(t, `^([A-Za-z0-9\-._~'()*,:=@!$;+&/?]|%[0-9A-F]{2})*$`, address)
		u, err := url.Parse(address)
		require.NoError(t, err)
		require.Equal(t, "roster.example.com", u.Host)
		require.NotRegexp(t, `(?i)[?&]\$?apikey(=|&|$)`, address)
		path, query, _ := strings.Cut(strings.TrimPrefix(address, root), "?")
		again, ok := addressOf(t, snippet.Source{Model: s.Model, Root: root, Path: path, Query: query})
		require.True(t, ok)
		require.Equal(t, address, again)
	}
	for _, path := range []string{"..", "../x", "Users/..", "Users/%2e%2E/x", "/./Users", "Users/%2e"} {
		_, ok := addressOf(t, snippet.Source{Model: directory(t), Root: root, Path: path})
		require.False(t, ok, path)
	}
}

// addressOf is the URL made of a source, if it is no address that is refused.
func addressOf(t *testing.T, s snippet.Source) (address string, ok bool) {
	t.Helper()
	made, err := snippet.Make(s)
	if f := (*fault.Fault)(nil); errors.As(err, &f) {
		require.Equal(t, fault.BadPath, f.Code)
		return "", false
	}
	require.NoError(t, err)
	require.Equal(t, "url", made.Snippets[0].ID)
	return made.Snippets[0].Code, true
}

// TestMeaning holds the canonical spelling of options against their given one: split
// at & and at the first =, then decoded once, they are the same.
func TestMeaning(t *testing.T) {
	t.Parallel()
	meaning := func(query string) (pairs []string) {
		for pair := range strings.SplitSeq(query, "&") {
			name, value, found := strings.Cut(pair, "=")
			name, err := url.QueryUnescape(name)
			value, err2 := url.QueryUnescape(value)
			if pair == "" {
				continue
			}
			if err != nil || err2 != nil {
				return nil
			}
			pairs = append(pairs, name, map[bool]string{true: "=" + value, false: ""}[found])
		}
		return pairs
	}
	compared := 0
	for _, s := range hostileSources(t) {
		address, ok := addressOf(t, s)
		if given := meaning(s.Query); ok && given != nil && !slices.Contains(given, "apikey") {
			_, query, _ := strings.Cut(address, "?")
			require.Equal(t, given, meaning(query), s.Query)
			compared++
		}
	}
	require.Greater(t, compared, 500)
}
