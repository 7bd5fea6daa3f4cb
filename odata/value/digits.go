package value

// digitPairs are the numbers below 100 in two digits each.
const digitPairs = "0001020304050607080910111213141516171819" +
	"2021222324252627282930313233343536373839" +
	"4041424344454647484950515253545556575859" +
	"6061626364656667686970717273747576777879" +
	"8081828384858687888990919293949596979899"

// putPair writes a number below 100.
func putPair(dst []byte, n uint32) {
	dst[1] = digitPairs[2*n+1]
	dst[0] = digitPairs[2*n]
}

// appendPadded appends a number that is not negative, in width digits or more.
func appendPadded(dst []byte, n, width int) []byte {
	var digits [20]byte
	i := len(digits)
	for ; n > 0 || width > 0; n, width = n/10, width-1 {
		i--
		digits[i] = byte('0' + n%10)
	}
	return append(dst, digits[i:]...)
}
