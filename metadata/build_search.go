package metadata

import "github.com/seed-267014d6/roster/odata/value"

// searchFold is the function of Options.Normalisers that folds searched texts.
const searchFold = "search"

// search enters that the text of a property is part of a search table, which all
// searchable properties of a type share.
func (b *builder) search(s *source, place string, p *Property, t tag) {
	table, fold := t.terms["search"], b.options.Normalisers[searchFold]
	switch {
	case p.Kind != value.String:
		b.problem(place, "only strings can be searched")
	case fold == nil:
		b.problem(place, "there is no function %s in Options.Normalisers", searchFold)
	case s.base != nil:
		b.problem(place, "the search table belongs to the type at the root, %s", s.typ.Root().Name)
	case s.text != nil && s.text.Table != table:
		b.problem(place, "the search table is %s already", s.text.Table)
	case s.text == nil:
		s.text = &SearchText{
			Table: table, Scope: s.typ.Scope, Join: keyJoin(s), Column: "search_text", IDs: b.options.SearchIDs,
			Fold: func(text string) string {
				folded, _ := fold(text) // there is no text that cannot be searched
				return folded
			},
		}
	}
	p.Search = s.text
}
