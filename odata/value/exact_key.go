package value

import (
	"encoding/binary"
	"math/big"
	"slices"
	"strconv"
)

// The first byte of a key. An infinite number and zero have no other.
const (
	keyNegativeInfinite byte = iota
	keyNegative
	keyZero
	keyPositive
	keyInfinite
)

// keyBias makes exponents positive: a number is 0.ddd × 10^exponent.
const keyBias = 1 << 15

// AppendKey appends the form that decimals of any scale have in SQLite: bytes
// that compare as the numbers do, and are equal where these are. Behind the sign
// stand the exponent and the digits by twos, as one more than their number; of a
// negative number the complement of both, and 0xFF, which no such complement is.
func (x Exact) AppendKey(dst []byte) []byte {
	switch sign := x.Sign(); {
	case x.infinite > 0:
		return append(dst, keyInfinite)
	case x.infinite < 0:
		return append(dst, keyNegativeInfinite)
	case sign == 0:
		return append(dst, keyZero)
	case sign < 0:
		dst = append(dst, keyNegative)
	default:
		dst = append(dst, keyPositive)
	}
	start := len(dst)
	var space [40]byte
	digits := x.appendDigits(space[:0])
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(digits)-x.scale+keyBias))
	for len(digits) > 0 && digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
	}
	for i := 0; i < len(digits); i += 2 {
		pair := 10 * (digits[i] - '0')
		if i+1 < len(digits) {
			pair += digits[i+1] - '0'
		}
		dst = append(dst, pair+1)
	}
	if x.Sign() > 0 {
		return dst
	}
	for i := start; i < len(dst); i++ {
		dst[i] = ^dst[i]
	}
	return append(dst, 0xff)
}

// appendDigits appends the digits without sign and point.
func (x Exact) appendDigits(dst []byte) []byte {
	if n := x.digits(); n.IsInt64() {
		return strconv.AppendUint(dst, magnitude(n.Int64()), 10)
	}
	return new(big.Int).Abs(x.unscaled).Append(dst, 10)
}

// magnitude is |n|, also for the smallest n.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// ExactOfKey reads what AppendKey wrote.
func ExactOfKey(key []byte) (x Exact, ok bool) {
	const head = 3
	if len(key) < head {
		switch {
		case len(key) != 1:
			return Exact{}, false
		case key[0] == keyInfinite:
			return Exact{infinite: 1}, true
		case key[0] == keyNegativeInfinite:
			return Exact{infinite: -1}, true
		}
		return Exact{}, key[0] == keyZero
	}
	negative := key[0] == keyNegative
	if negative {
		key = slices.Clone(key[:len(key)-1])
		for i := range key {
			key[i] = ^key[i]
		}
	}
	var space [40]byte
	digits := space[:0]
	for _, pair := range key[head:] {
		if pair < 1 || pair > 100 {
			return Exact{}, false
		}
		digits = append(digits, '0'+(pair-1)/10, '0'+(pair-1)%10)
	}
	scale := len(digits) - (int(binary.BigEndian.Uint16(key[1:])) - keyBias)
	return Exact{unscaled: parseDigits(digits, negative), scale: scale}.shifted(0), true
}

func parseDigits(digits []byte, negative bool) *big.Int {
	n := new(big.Int)
	if len(digits) <= smallDigits {
		small, _ := strconv.ParseInt(string(digits), 10, 64)
		n.SetInt64(small)
	} else {
		n.SetString(string(digits), 10)
	}
	if negative {
		n.Neg(n)
	}
	return n
}

// smallDigits is how many digits always fit into 64 bits.
const smallDigits = 18
