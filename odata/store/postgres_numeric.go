package store

import (
	"bytes"
	"encoding/binary"
	"strconv"

	"github.com/seed-267014d6/roster/odata/value"
)

// The binary form of numeric: four 16-bit numbers (count of digits, weight of
// the first digit, sign, digits behind the point), then digits of base 10,000.
const (
	numericHead     = 8
	numericPositive = 0x0000
	numericNegative = 0x4000
	numericInfinite = 0xd000
	numericLowest   = 0xf000 // -Infinity
)

// appendNumeric appends plain digits with exactly scale fraction digits,
// rounded half away from zero as PostgreSQL rounds. NaN and infinity are not ok.
func appendNumeric(dst, src []byte, scale int) (_ []byte, ok bool) {
	if len(src) < numericHead {
		return dst, false
	}
	count := int(binary.BigEndian.Uint16(src))
	weight := int(int16(binary.BigEndian.Uint16(src[2:])))
	sign := binary.BigEndian.Uint16(src[4:])
	digits := src[numericHead:]
	if len(digits) != 2*count || sign != numericPositive && sign != numericNegative {
		return dst, false
	}
	// digit gives the decimal digit at 10^place.
	digit := func(place int) byte {
		group := weight - floorDiv4(place)
		if group < 0 || group >= count {
			return 0
		}
		d := binary.BigEndian.Uint16(digits[2*group:])
		for range place - 4*floorDiv4(place) {
			d /= 10
		}
		return byte(d % 10)
	}
	start := len(dst)
	if sign == numericNegative {
		dst = append(dst, '-')
	}
	first := max(0, 4*weight+3)
	for first > 0 && digit(first) == 0 {
		first--
	}
	for place := first; place >= -scale; place-- {
		if place == -1 {
			dst = append(dst, '.')
		}
		dst = append(dst, '0'+digit(place))
	}
	if digit(-scale-1) >= 5 {
		dst = roundUp(dst, start)
	}
	return dst, true
}

// decodeExact reads a number of any scale, infinite ones included.
func decodeExact(cell *value.Cell, src, text []byte) ([]byte, bool) {
	if len(src) < numericHead {
		return text, false
	}
	start, ok := len(text), true
	switch binary.BigEndian.Uint16(src[4:]) {
	case numericInfinite:
		text = append(text, "INF"...)
	case numericLowest:
		text = append(text, "-INF"...)
	default:
		text, ok = appendNumeric(text, src, int(binary.BigEndian.Uint16(src[6:])))
		if bytes.IndexByte(text[start:], '.') >= 0 {
			text = bytes.TrimRight(text, "0")
			text = bytes.TrimSuffix(text, []byte("."))
		}
	}
	cell.Bytes = text[start:]
	return text, ok
}

func floorDiv4(n int) int { return n >> 2 }

// roundUp adds one to the last digit of the number that begins at start.
func roundUp(dst []byte, start int) []byte {
	if dst[start] == '-' {
		start++
	}
	for i := len(dst) - 1; i >= start; i-- {
		switch {
		case dst[i] == '.':
		case dst[i] < '9':
			dst[i]++
			return dst
		default:
			dst[i] = '0'
		}
	}
	dst = append(dst, 0)
	copy(dst[start+1:], dst[start:])
	dst[start] = '1'
	return dst
}

// decodeWholeNumeric reads the sum of whole numbers. A fraction, or a number
// beyond 64 bits, is not ok.
func decodeWholeNumeric(cell *value.Cell, src, text []byte) ([]byte, bool) {
	start := len(text)
	text, ok := appendNumeric(text, src, 0)
	if !ok {
		return text, false
	}
	weight := int(int16(binary.BigEndian.Uint16(src[2:])))
	for fraction := src[min(len(src), numericHead+2*max(0, weight+1)):]; len(fraction) > 0; fraction = fraction[2:] {
		ok = ok && fraction[0]|fraction[1] == 0
	}
	n, err := strconv.ParseInt(string(text[start:]), 10, 64)
	cell.Int = n
	return text[:start], ok && err == nil
}

// decodeRealNumeric reads an average or the like.
func decodeRealNumeric(cell *value.Cell, src, text []byte) ([]byte, bool) {
	if len(src) < numericHead {
		return text, false
	}
	start := len(text)
	text, ok := appendNumeric(text, src, int(binary.BigEndian.Uint16(src[6:])))
	f, err := strconv.ParseFloat(string(text[start:]), 64)
	cell.Float = f
	return text[:start], ok && err == nil
}
