package value

import (
	"strings"
	"unicode/utf8"
)

// After is the first text, by code point, behind all those that begin with the
// prefix; ok is false where there is none.
func After(prefix string) (after string, ok bool) {
	prefix = strings.TrimRight(prefix, string(utf8.MaxRune))
	last, size := utf8.DecodeLastRuneInString(prefix)
	if size == 0 {
		return "", false
	}
	const surrogates, behind = 0xd800, 0xe000 // no characters
	if last++; last == surrogates {
		last = behind
	}
	return prefix[:len(prefix)-size] + string(last), true
}
