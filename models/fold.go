package models

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// FoldName gives the form by which names and aliases are compared: OData's
// tolower of the stored form.
func FoldName(s string) string {
	return fold(strings.TrimFunc(norm.NFC.String(s), unicode.IsSpace))
}

// fold is OData's tolower; the fold columns hold its values.
func fold(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return cases.Lower(language.Und).String(s)
		}
	}
	return strings.ToLower(s)
}

func foldOptional(s *string) *string {
	if s == nil {
		return nil
	}
	folded := fold(*s)
	return &folded
}

// Normalisers are the functions that the odata tags of the models name: what is
// looked up for a given alternate key.
func Normalisers() map[string]func(given string) (stored string, ok bool) {
	return map[string]func(string) (string, bool){
		"email": func(given string) (string, bool) {
			key, err := NormaliseEmail(given)
			return key, err == nil
		},
		"name": func(given string) (string, bool) {
			name, err := normalName("name", Some(given))
			return fold(name), err == nil
		},
		"search": func(given string) (string, bool) { return searchFold(given), true },
		"text": func(given string) (string, bool) {
			text, err := normalText("externalId", given, maxExternalID)
			return text, err == nil && text != ""
		},
	}
}
