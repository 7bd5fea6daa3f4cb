package value

// civil is the inverse of daysOf.
func civil(days int64) (year, month, day int) {
	days += 719468
	era := floorDiv(days, 146097)
	dayOfEra := days - era*146097
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36524 - dayOfEra/146096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	m := (5*dayOfYear + 2) / 153
	year, month, day = int(yearOfEra+era*400), int(m+3), int(dayOfYear-(153*m+2)/5+1)
	if month > 12 {
		year, month = year+1, month-12
	}
	return year, month, day
}

// servedCivil is civil for the days that are served, in a quarter of the time: with
// multiplications instead of divisions (Neri and Schneider, Euclidean affine functions
// and their application to calendar algorithms, 2022).
func servedCivil(days int64) (year, month, day uint32) {
	n := 4*uint32(days+719468) + 3
	century, rest := n/146097, n%146097|3
	product := uint64(2939745) * uint64(rest)
	dayOfYear := uint32(product) / 2939745 / 4
	year = 100*century + uint32(product>>32)
	m := 2141*dayOfYear + 197913
	month, day = m>>16, m&0xffff/2141+1
	if dayOfYear >= 306 { // January and February end the year that March begins
		year, month = year+1, month-12
	}
	return year, month, day
}

// AppendDate appends days since 1970-01-01 as yyyy-mm-dd.
func AppendDate(dst []byte, days int64) []byte {
	if days >= minDate && days <= maxDate {
		var text [10]byte
		putDate(text[:], days)
		return append(dst, text[:]...)
	}
	year, month, day := civil(days)
	if year < 0 {
		dst, year = append(dst, '-'), -year
	}
	dst = appendPadded(dst, year, 4)
	dst = append(dst, '-')
	dst = appendPadded(dst, month, 2)
	dst = append(dst, '-')
	return appendPadded(dst, day, 2)
}

// putDate writes a day that is served.
func putDate(dst []byte, days int64) {
	year, month, day := servedCivil(days)
	_ = dst[9]
	putPair(dst, year/100)
	putPair(dst[2:], year%100)
	dst[4] = '-'
	putPair(dst[5:], month)
	dst[7] = '-'
	putPair(dst[8:], day)
}

// AppendTimeOfDay appends microseconds of a day as hh:mm:ss.ffffff.
func AppendTimeOfDay(dst []byte, micros int64) []byte {
	if micros >= 0 && micros < dayMicros {
		var text [15]byte
		putClock(text[:], micros)
		return append(dst, text[:]...)
	}
	seconds := int(micros / 1_000_000)
	dst = appendPadded(dst, seconds/3600, 2)
	dst = append(dst, ':')
	dst = appendPadded(dst, seconds/60%60, 2)
	dst = append(dst, ':')
	dst = appendPadded(dst, seconds%60, 2)
	dst = append(dst, '.')
	return appendPadded(dst, int(micros%1_000_000), 6)
}

// putClock writes microseconds of a day.
func putClock(dst []byte, micros int64) {
	seconds := uint32(micros / 1_000_000)
	fraction := uint32(micros - int64(seconds)*1_000_000)
	_ = dst[14]
	putPair(dst, seconds/3600)
	dst[2] = ':'
	putPair(dst[3:], seconds/60%60)
	dst[5] = ':'
	putPair(dst[6:], seconds%60)
	dst[8] = '.'
	putPair(dst[9:], fraction/10_000)
	putPair(dst[11:], fraction/100%100)
	putPair(dst[13:], fraction%100)
}

// AppendDateTime appends microseconds since 1970 as an Edm.DateTimeOffset in UTC
// with six fraction digits.
func AppendDateTime(dst []byte, micros int64) []byte {
	days := floorDiv(micros, dayMicros)
	if days >= minDate && days <= maxDate {
		var text [27]byte
		putDate(text[:], days)
		text[10] = 'T'
		putClock(text[11:], micros-days*dayMicros)
		text[26] = 'Z'
		return append(dst, text[:]...)
	}
	dst = AppendDate(dst, days)
	dst = append(dst, 'T')
	dst = AppendTimeOfDay(dst, micros-days*dayMicros)
	return append(dst, 'Z')
}
