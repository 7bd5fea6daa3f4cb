package value

import "encoding/base64"

// ParseGuid reads the 36-character form in any case, and nothing else: no
// braces, no urn, no missing hyphens.
func ParseGuid(text string) (Value, bool) {
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return Value{}, false
	}
	guid := make([]byte, 0, 16)
	for i := 0; i < len(text); i += 2 {
		if text[i] == '-' {
			i++
		}
		high, ok1 := hexDigit(text[i])
		low, ok2 := hexDigit(text[i+1])
		if !ok1 || !ok2 {
			return Value{}, false
		}
		guid = append(guid, high<<4|low)
	}
	return Value{Kind: Guid, Bytes: guid}, true
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case isDigit(c):
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// AppendGuid appends the 16 bytes in the 36-character form, in lower case.
func AppendGuid(dst, guid []byte) []byte {
	const hex = "0123456789abcdef"
	for i, b := range guid {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			dst = append(dst, '-')
		}
		dst = append(dst, hex[b>>4], hex[b&15])
	}
	return dst
}

// ParseBinary reads base64url with or without padding.
func ParseBinary(text string) (Value, bool) {
	encoding := base64.RawURLEncoding
	if len(text) > 0 && text[len(text)-1] == '=' {
		encoding = base64.URLEncoding
	}
	b, err := encoding.Strict().DecodeString(text)
	if err != nil {
		return Value{}, false
	}
	return Value{Kind: Binary, Bytes: b}, true
}

// AppendBinary appends base64url without padding.
func AppendBinary(dst, b []byte) []byte { return base64.RawURLEncoding.AppendEncode(dst, b) }
