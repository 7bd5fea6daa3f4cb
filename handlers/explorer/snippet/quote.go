package snippet

import (
	"fmt"
	"strings"
	"unicode"
)

// quoteShell is a word of a POSIX shell: between apostrophes everything stands for
// itself. A word cannot hold NUL.
func quoteShell(s string) string {
	return "'" + strings.ReplaceAll(strings.ReplaceAll(s, "\x00", ""), "'", `'\''`) + "'"
}

// quotePowerShell is a verbatim string. PowerShell takes typographic apostrophes
// for plain ones, so that these are doubled, too.
func quotePowerShell(s string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for _, r := range s {
		switch r {
		case 0: // ends the text
			continue
		case '\'', '‘', '’', '‚', '‛':
			b.WriteRune(r)
		}
		b.WriteRune(r)
	}
	return b.String() + "'"
}

// quotePowerQuery is a text literal of M (Power Query M language specification,
// "Text literals").
func quotePowerQuery(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range s {
		switch {
		case r == '"':
			b.WriteString(`""`)
		case r == '#' && strings.HasPrefix(s[i+1:], "("):
			b.WriteString("#(#)")
		case isPrinted(r):
			b.WriteRune(r)
		case r > 0xFFFF:
			fmt.Fprintf(&b, "#(%08X)", r)
		default:
			fmt.Fprintf(&b, "#(%04X)", r)
		}
	}
	return b.String() + `"`
}

// quotePython is a string literal of Python.
func quotePython(s string) string { return quoteEscaped(s, `\U%08x`) }

// quoteJavaScript is a string literal of JavaScript.
func quoteJavaScript(s string) string { return quoteEscaped(s, `\u{%x}`) }

// quoteEscaped is a literal as Python and JavaScript both have it, but for
// characters beyond U+FFFF that are not printed.
func quoteEscaped(s, wide string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '<': // no end of a script in a page
			b.WriteString(`\u003c`)
		case isPrinted(r):
			b.WriteRune(r)
		case r > 0xFFFF:
			fmt.Fprintf(&b, wide, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String() + `"`
}

// isPrinted is false for what ends lines, cannot be seen, or changes the order in
// which a line is shown.
func isPrinted(r rune) bool { return unicode.IsPrint(r) }
