package value

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
)

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
	if len(guid) != 16 {
		return hex.AppendEncode(dst, guid) // is none: the stores see to that
	}
	text := [36]byte{8: '-', 13: '-', 18: '-', 23: '-'}
	binary.BigEndian.PutUint64(text[0:], hexDigits(guid[0:]))
	digits := hexDigits(guid[4:])
	binary.BigEndian.PutUint32(text[9:], uint32(digits>>32))
	binary.BigEndian.PutUint32(text[14:], uint32(digits))
	digits = hexDigits(guid[8:])
	binary.BigEndian.PutUint32(text[19:], uint32(digits>>32))
	binary.BigEndian.PutUint32(text[24:], uint32(digits))
	binary.BigEndian.PutUint64(text[28:], hexDigits(guid[12:]))
	return append(dst, text[:]...)
}

// hexDigits gives the eight digits of four bytes, as the bytes of a big-endian number.
func hexDigits(b []byte) uint64 {
	const each = 0x0101010101010101
	n := uint64(binary.BigEndian.Uint32(b))
	n = (n | n<<16) & 0x0000ffff0000ffff
	n = (n | n<<8) & 0x00ff00ff00ff00ff
	n = (n | n<<4) & 0x0f0f0f0f0f0f0f0f
	letters := (n + 6*each) >> 4 & each // 1 where a digit is above 9
	return n + '0'*each + letters*('a'-'9'-1)
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
