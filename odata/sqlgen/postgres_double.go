package sqlgen

// Where doubles overflow, or come out as zero though nothing is, PostgreSQL fails.
// The forms below find that out beforehand, from the operands times powers of two,
// which are exact, and give what IEEE 754 gives: infinity, or zero. What is no
// number is null. They rely on their sub-queries being fenced: otherwise what is
// constant would be calculated, and fail, whatever the conditions before.

// largest is the largest double.
const largest = "1.7976931348623157e308"

// onDoubles is an expression over the columns that are made of a and b.
func onDoubles(expr, columns string) string {
	return "(SELECT nullif(" + expr + ", 'NaN') FROM (SELECT a, b" + columns +
		" FROM (SELECT %1::float8 AS a, %2::float8 AS b) AS m) AS n)"
}

// postgresSum is a + b, or a - b. An infinite operand needs no care, and no sum
// becomes zero by underflow.
func postgresSum(op string) string {
	return onDoubles("CASE WHEN abs(a) BETWEEN 1e290 AND "+largest+" AND abs(b) BETWEEN 1e290 AND "+largest+
		" AND abs(a * 0.5 "+op+" b * 0.5) >= 8.98846567431158e307"+
		" THEN sign(a) * 'Infinity'::float8 ELSE a "+op+" b END", "")
}

// postgresProduct brings a product that overflows to at least 1, by 2^-512 twice,
// and one that vanishes to at most 0.5, by 2^537 twice.
func postgresProduct() string {
	return onDoubles("CASE WHEN abs(a) BETWEEN 1 AND "+largest+" AND abs(b) BETWEEN 1 AND "+largest+
		" AND abs((a * 7.458340731200207e-155) * (b * 7.458340731200207e-155)) >= 1"+
		" THEN sign(a) * sign(b) * 'Infinity'::float8"+
		" WHEN a <> 0 AND b <> 0 AND least(x, y) < 1e-161 AND greatest(x, y) < 1"+
		" AND (x * 4.4989137945431964e161) * (y * 4.4989137945431964e161) <= 0.5 THEN 0"+
		" ELSE a * b END", ", abs(a) AS x, abs(b) AS y")
}

// postgresQuotient compares a × 2^-512 with b × 2^512, and a × 2^537 with b × 2^-538.
func postgresQuotient() string {
	return onDoubles("CASE WHEN b = 0 THEN sign(a) * 'Infinity'::float8"+
		" WHEN y = 'Infinity' AND x <= "+largest+" THEN 0"+
		" WHEN y < 1 AND x BETWEEN 4.440892098500626e-16 AND "+largest+
		" AND (x * 7.458340731200207e-155 >= y * 1.3407807929942597e154"+
		" OR (x * 3.7291703656001034e-155 >= y * 3.3519519824856493e153"+
		" AND (x * 7.458340731200207e-155) / (y * 1.3407807929942597e154) >= 1))"+
		" THEN sign(a) * sign(b) * 'Infinity'::float8"+
		" WHEN a <> 0 AND y BETWEEN 1 AND "+largest+" AND x <= 4.440892098500626e-16"+
		" AND x * 4.4989137945431964e161 <= y * 1.1113793747425387e-162 THEN 0"+
		" ELSE a / b END", ", abs(a) AS x, abs(b) AS y")
}

// postgresRemainder calculates with the bits of both doubles as whole numbers, of
// any size: x × 2^(e-1075). PostgreSQL has no remainder of doubles.
func postgresRemainder() string {
	bits := func(of string) string { return "('x' || encode(float8send(abs(" + of + ")), 'hex'))::bit(64)::bigint" }
	exponent := func(bits string) string { return "greatest(" + bits + " >> 52, 1)" }
	mantissa := func(bits string) string {
		return "((" + bits + " & 4503599627370495) + CASE WHEN " + bits +
			" >> 52 > 0 THEN 4503599627370496 ELSE 0 END)::numeric"
	}
	return "(SELECT CASE WHEN b = 0 OR abs(a) = 'Infinity' THEN NULL WHEN abs(a) < abs(b) THEN a" +
		" ELSE sign(a) * (mod(x * power(2::numeric, e - f), y)::float8 * power(2::float8, f - 1075)) END FROM" +
		" (SELECT a, b, " + exponent("p") + " AS e, " + exponent("q") + " AS f, " + mantissa("p") + " AS x, " +
		mantissa("q") + " AS y FROM (SELECT a, b, " + bits("a") + " AS p, " + bits("b") + " AS q FROM" +
		" (SELECT %1::float8 AS a, %2::float8 AS b) AS k) AS l) AS n)"
}

// postgresNearest is the floating number of a decimal: beyond is given for finite
// numbers from half a step above the largest one on, zero up to half of the smallest.
func postgresNearest(as, beyond, overflow, vanishing string) string {
	return "(SELECT CASE WHEN abs(v) = 'Infinity' THEN v::float8" +
		" WHEN v NOT BETWEEN -" + overflow + " AND " + overflow + " THEN " + beyond +
		" WHEN v BETWEEN -" + vanishing + " AND " + vanishing + " THEN 0" +
		" ELSE v::" + as + " END FROM (SELECT %1 AS v) AS n)"
}
