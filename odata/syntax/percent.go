package syntax

import (
	"strings"
	"unicode/utf8"

	"github.com/seed-267014d6/roster/odata/fault"
)

// decode resolves percent-encoding once; plus says whether `+` is a blank. The
// result is valid UTF-8 without NUL. The span of the fault points into raw.
func decode(raw string, plus bool) (string, *fault.Fault) {
	text := raw
	if strings.IndexByte(raw, '%') >= 0 || plus && strings.IndexByte(raw, '+') >= 0 {
		out := make([]byte, 0, len(raw))
		for i := 0; i < len(raw); i++ {
			c := raw[i]
			switch {
			case c == '%':
				if i+2 >= len(raw) || !isHex(raw[i+1]) || !isHex(raw[i+2]) {
					return "", fault.New(fault.BadRequest, "'%%' must be followed by two hexadecimal digits").
						At(span(i, min(i+3, len(raw)))).Advise("a percent sign itself is sent as %%25")
				}
				out = append(out, unhex(raw[i+1])<<4|unhex(raw[i+2]))
				i += 2
			case c == '+' && plus:
				out = append(out, ' ')
			default:
				out = append(out, c)
			}
		}
		text = string(out)
	}
	if strings.IndexByte(text, 0) >= 0 {
		return "", fault.New(fault.BadRequest, "the character NUL is not allowed").At(span(0, len(raw)))
	}
	if !utf8.ValidString(text) {
		return "", fault.New(fault.BadRequest, "the text is not valid UTF-8").At(span(0, len(raw)))
	}
	return text, nil
}

// decodedOffset is where the byte at an offset of percent-encoded text stands once that is decoded.
func decodedOffset(raw string, offset int) int {
	n := 0
	for i := 0; i < offset; i++ {
		if raw[i] == '%' {
			i += 2
		}
		n++
	}
	return n
}

func unhex(c byte) byte {
	if isDigit(c) {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// The characters that stay as they are, beside letters, digits and -._~
const (
	queryNamePlain = "$()*,/:@!?"
	queryPlain     = "$'()*,/:=@!?"
	pathPlain      = "'()*,:=@!$;"
)

// appendEncoded percent-encodes text, leaving the characters of plain.
func appendEncoded(dst []byte, text, plain string) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(text) {
		c := text[i]
		if isLetter(c) || isDigit(c) || c == '-' || c == '.' || c == '~' || strings.IndexByte(plain, c) >= 0 {
			dst = append(dst, c)
			continue
		}
		dst = append(dst, '%', hex[c>>4], hex[c&15])
	}
	return dst
}
