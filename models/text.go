package models

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The most characters of each text.
const (
	maxEmail       = 254
	maxName        = 200
	maxExternalID  = 100
	maxDescription = 2000
	maxLabel       = 100
)

// normalText gives the stored form of a text: in normal form C and trimmed. It
// refuses what cannot be stored or could not be seen.
func normalText(member, text string, limit int) (string, error) {
	if !utf8.ValidString(text) {
		return "", invalid(member, "%s is not valid UTF-8", member)
	}
	text = strings.TrimFunc(norm.NFC.String(text), unicode.IsSpace)
	for _, r := range text {
		if isHidden(r) {
			return "", invalid(member, "%s must not contain the character U+%04X", member, r)
		}
	}
	if n := utf8.RuneCountInString(text); n > limit {
		return "", invalid(member, "%s has %d characters; at most %d are allowed", member, n, limit)
	}
	return text, nil
}

// isHidden tells control characters, line separators, bidirectional controls and
// invisible characters. The joiners U+200C and U+200D are letters' parts in
// Persian, Indic scripts and emoji, and stay.
func isHidden(r rune) bool {
	switch {
	case unicode.IsControl(r),
		r == 0x061C, r == 0x200E, r == 0x200F, // directional marks
		r >= 0x2028 && r <= 0x202E, // separators, embeddings, overrides
		r >= 0x2066 && r <= 0x2069: // isolates
		return true
	default:
		return r == 0x200B || r == 0x2060 || r == 0xFEFF || r == 0x00AD || r == 0x180E
	}
}

// optionalText gives the stored form of an optional text: blank is none.
func optionalText(member string, given Optional[string], limit int) (*string, error) {
	if given.Null {
		return nil, nil
	}
	text, err := normalText(member, given.Value, limit)
	if err != nil || text == "" {
		return nil, err
	}
	return &text, nil
}

// normalName gives the stored form of a name that must not be blank.
func normalName(member string, given Optional[string]) (string, error) {
	if given.Null {
		return "", invalid(member, "%s must not be null", member)
	}
	text, err := normalText(member, given.Value, maxName)
	if err == nil && text == "" {
		return "", invalid(member, "%s must not be blank", member)
	}
	return text, err
}
