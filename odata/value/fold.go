package value

import (
	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// ToLower is OData's tolower (URL Conventions 4.01, 5.1.1.7.7): the full Unicode
// mapping without regard to a language, equal to PostgreSQL's und-x-icu.
func ToLower(s string) string {
	if ascii, changes := scanASCII(s, 'A', 'Z'); ascii {
		if !changes {
			return s
		}
		return mapASCII(s, 'A', 'Z')
	}
	return cases.Lower(language.Und).String(s)
}

// ToUpper is OData's toupper (URL Conventions 4.01, 5.1.1.7.8); see ToLower.
func ToUpper(s string) string {
	if ascii, changes := scanASCII(s, 'a', 'z'); ascii {
		if !changes {
			return s
		}
		return mapASCII(s, 'a', 'z')
	}
	return cases.Upper(language.Und).String(s)
}

// scanASCII says whether s is all ASCII, and whether it has letters from…to.
func scanASCII(s string, from, to byte) (ascii, changes bool) {
	for i := range len(s) {
		c := s[i]
		if c >= 0x80 {
			return false, false
		}
		changes = changes || (c >= from && c <= to)
	}
	return true, changes
}

// mapASCII swaps the case of the letters from…to.
func mapASCII(s string, from, to byte) string {
	b := []byte(s)
	for i, c := range b {
		if c >= from && c <= to {
			b[i] = c ^ 0x20
		}
	}
	return string(b)
}
