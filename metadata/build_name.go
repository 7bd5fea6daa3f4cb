package metadata

import (
	"regexp"
	"strings"
	"unicode"
)

// lowerCamel turns a Go name into a property's: initialisms count as words, so
// SystemUserID becomes systemUserId and URLPath urlPath.
func lowerCamel(name string) string {
	letters := []rune(name)
	var out strings.Builder
	for i, r := range letters {
		starts := i > 0 && unicode.IsUpper(r) &&
			(!unicode.IsUpper(letters[i-1]) || i+1 < len(letters) && unicode.IsLower(letters[i+1]))
		if starts {
			out.WriteRune(r)
		} else {
			out.WriteRune(unicode.ToLower(r))
		}
	}
	return out.String()
}

// named is the name a field has in the model.
func (t tag) named(goName string) string {
	if t.has("name") {
		return t.terms["name"]
	}
	return lowerCamel(goName)
}

var (
	// CSDL 4.01, section 17.2: SimpleIdentifier, kept to ASCII for all clients.
	identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,127}$`)
	// Names that go into SQL text: no quoting can be broken out of, and nothing
	// looks like a placeholder.
	sqlName      = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	sqlTableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$`)
)

// isReserved says whether CSDL keeps the namespace: CSDL 4.01, section 5.
func isReserved(namespace string) bool {
	switch namespace {
	case "Edm", "odata", "System", "Transient":
		return true
	}
	return false
}
