package value

import (
	"strconv"
	"unicode/utf8"
)

// Appender appends one non-null cell to an answer.
type Appender func(dst []byte, c *Cell) []byte

// JSON gives the appender of a kind's JSON form (JSON Format 4.01, section 7.1).
func JSON(k Kind) Appender {
	switch k {
	case Boolean:
		return appendBooleanCell
	case Byte, SByte, Int16, Int32, Int64:
		return appendIntegerCell
	case Single:
		return func(dst []byte, c *Cell) []byte { return appendSingle(dst, c.Float) }
	case Double:
		return func(dst []byte, c *Cell) []byte { return AppendDouble(dst, c.Float) }
	case Decimal:
		return appendDecimalCell
	case String:
		return func(dst []byte, c *Cell) []byte { return AppendString(dst, c.Bytes) }
	default:
	}
	text := Text(k)
	return func(dst []byte, c *Cell) []byte {
		dst = append(dst, '"')
		dst = text(dst, c)
		return append(dst, '"')
	}
}

// Text gives the appender of a kind's plain form, as in /$value and in URLs
// (there without the quotes of strings).
func Text(k Kind) Appender {
	switch k {
	case Guid:
		return func(dst []byte, c *Cell) []byte { return AppendGuid(dst, c.Bytes) }
	case Date:
		return func(dst []byte, c *Cell) []byte { return AppendDate(dst, c.Int) }
	case TimeOfDay:
		return func(dst []byte, c *Cell) []byte { return AppendTimeOfDay(dst, c.Int) }
	case DateTimeOffset:
		return func(dst []byte, c *Cell) []byte { return AppendDateTime(dst, c.Int) }
	case Duration:
		return func(dst []byte, c *Cell) []byte { return AppendDuration(dst, c.Int) }
	case Binary:
		return func(dst []byte, c *Cell) []byte { return AppendBinary(dst, c.Bytes) }
	case Boolean:
		return appendBooleanCell
	case Byte, SByte, Int16, Int32, Int64, Enum:
		return appendIntegerCell
	case Single, Double:
		return func(dst []byte, c *Cell) []byte { return appendBareDouble(dst, c.Float, k) }
	default:
		return func(dst []byte, c *Cell) []byte { return append(dst, c.Bytes...) }
	}
}

func appendBooleanCell(dst []byte, c *Cell) []byte { return AppendBoolean(dst, c.Int) }

// AppendBoolean appends true or, for 0, false.
func AppendBoolean(dst []byte, n int64) []byte { return strconv.AppendBool(dst, n != 0) }

// appendDecimalCell puts INF and -INF in quotes.
func appendDecimalCell(dst []byte, c *Cell) []byte {
	if len(c.Bytes) > 0 && c.Bytes[len(c.Bytes)-1] == 'F' {
		dst = append(dst, '"')
		dst = append(dst, c.Bytes...)
		return append(dst, '"')
	}
	return append(dst, c.Bytes...)
}

func appendIntegerCell(dst []byte, c *Cell) []byte { return strconv.AppendInt(dst, c.Int, 10) }

// appendSingle writes the shortest digits that read back as the same 32-bit value.
func appendSingle(dst []byte, f float64) []byte {
	if f-f != 0 {
		return AppendDouble(dst, f)
	}
	return strconv.AppendFloat(dst, positiveZero(f), 'g', -1, 32)
}

func appendBareDouble(dst []byte, f float64, k Kind) []byte {
	quoted := AppendDouble(nil, f)
	if k == Single {
		quoted = appendSingle(nil, f)
	}
	if quoted[0] == '"' {
		quoted = quoted[1 : len(quoted)-1]
	}
	return append(dst, quoted...)
}

// AppendString appends s as a JSON string. Only what JSON demands is escaped,
// and bytes that are not UTF-8 become U+FFFD.
func AppendString[T []byte | string](dst []byte, s T) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		if len(s)-i >= 8 && plain(word(s, i)) {
			i += 8
			continue
		}
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			size := validRune(s[i:])
			if size > 0 {
				i += size
				continue
			}
		}
		dst = append(dst, s[start:i]...)
		i++
		start = i
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c >= utf8.RuneSelf:
			dst = append(dst, "\ufffd"...)
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c == '\r':
			dst = append(dst, '\\', 'r')
		case c == '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}

// word gives the eight bytes from i on.
func word[T []byte | string](s T, i int) uint64 {
	_ = s[i+7]
	return uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
		uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
}

// plain says whether none of eight bytes is above ASCII or escaped: not a control
// character, a quotation mark or a backslash.
func plain(w uint64) bool {
	const (
		each = 0x0101010101010101
		high = 0x80 * each
	)
	quote, backslash := w^'"'*each, w^'\\'*each
	return (w|(w-' '*each)|(quote-each)|(backslash-each))&high == 0
}

// validRune is the length of the well-formed rune that s begins with, or 0.
func validRune[T []byte | string](s T) int {
	var head [utf8.UTFMax]byte
	n := copy(head[:], s[:min(len(s), utf8.UTFMax)])
	r, size := utf8.DecodeRune(head[:n])
	if r == utf8.RuneError && size <= 1 {
		return 0
	}
	return size
}
