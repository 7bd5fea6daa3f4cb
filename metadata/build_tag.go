package metadata

import (
	"slices"
	"strconv"
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
)

// tag is a parsed odata tag.
type tag struct {
	present bool
	terms   map[string]string
}

// flagTerms are the terms without a value, valueTerms those with one.
func flagTerms() []string {
	return []string{"-", "scope", "computed", "immutable", "altkey", "etag", "complex", "discriminator"}
}

func valueTerms() []string {
	return []string{
		"name", "type", "maxlength", "precision", "scale", "allowed", "enum", "fold", "lookup", "normalise",
		"side", "column", "collection", "kind", "joined", "separator", "maxitems", "partner", "search",
	}
}

// The terms that make sense for each kind of field; another one is an error, so
// that no term is ignored.

// valueItemTerms are those of a single value wherever it is stored.
func valueItemTerms(more ...string) []string {
	return append([]string{
		"name", "type", "maxlength", "precision", "scale", "computed", "immutable", "allowed", "enum",
	}, more...)
}

func columnTerms() []string {
	return valueItemTerms("fold", "altkey", "lookup", "normalise", "etag", "search")
}

func sideTerms() []string { return valueItemTerms("side", "column") }

func collectionTerms() []string {
	return []string{
		"name", "collection", "kind", "joined", "separator", "maxlength", "maxitems", "computed", "immutable",
	}
}

func (t tag) has(term string) bool {
	_, ok := t.terms[term]
	return ok
}

// list is the value of a term with several items.
func (t tag) list(term string) []string {
	if !t.has(term) {
		return nil
	}
	return strings.Split(t.terms[term], ";")
}

// tag parses the odata tag's text.
func (b *builder) tag(place, text string, present bool) tag {
	t := tag{present: present, terms: map[string]string{}}
	if !present {
		return t
	}
	for term := range strings.SplitSeq(text, ",") {
		name, val, valued := strings.Cut(strings.TrimSpace(term), "=")
		known := flagTerms()
		if valued {
			known = valueTerms()
		}
		switch {
		case t.has(name):
			b.problem(place, "the odata tag says %s twice", name)
		case slices.Contains(known, name) && (!valued || val != ""):
			t.terms[name] = val
		case slices.Contains(valueTerms(), name):
			b.problem(place, "the odata tag's %s needs a value", name)
		case slices.Contains(flagTerms(), name):
			b.problem(place, "the odata tag's %s takes no value", name)
		default:
			b.problem(place, "the odata tag has no term %q%s", name, meant(name, append(known, valueTerms()...)))
		}
	}
	return t
}

func meant(name string, candidates []string) string {
	if s := fault.Suggest(name, candidates); s != "" {
		return "; did you mean " + s + "?"
	}
	return ""
}

// fits reports the terms that mean nothing for such a field.
func (b *builder) fits(place string, t tag, what string, allowed []string) {
	for _, names := range [][]string{flagTerms(), valueTerms()} {
		for _, name := range names {
			if t.has(name) && !slices.Contains(allowed, name) {
				b.problem(place, "the odata tag's %s means nothing for %s", name, what)
			}
		}
	}
}

// number is the term's value, or otherwise without the term.
func (b *builder) number(place string, t tag, term string, otherwise int) int {
	if !t.has(term) {
		return otherwise
	}
	n, err := strconv.Atoi(t.terms[term])
	if err != nil || n < 0 {
		b.problem(place, "the odata tag's %s=%s is not a number", term, t.terms[term])
	}
	return n
}
