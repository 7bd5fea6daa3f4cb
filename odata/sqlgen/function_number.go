package sqlgen

import "github.com/seed-267014d6/roster/odata/plan"

// genericNumbers are functions of numbers. Decimals of any scale are, in SQLite,
// what value.Exact makes of them.
func genericNumbers() map[plan.Func]string {
	return map[plan.Func]string{
		plan.RoundDouble:    "round_double(%1)",
		plan.FloorDouble:    "floor_double(%1)",
		plan.CeilingDouble:  "ceiling_double(%1)",
		plan.RoundDecimal:   "round_decimal(%1, %s)",
		plan.FloorDecimal:   "floor_decimal(%1, %s)",
		plan.CeilingDecimal: "ceiling_decimal(%1, %s)",
		plan.RoundExact:     "round_exact(%1)",
		plan.FloorExact:     "floor_exact(%1)",
		plan.CeilingExact:   "ceiling_exact(%1)",

		plan.AddInteger: "int_add(%1, %2)",
		plan.SubInteger: "int_sub(%1, %2)",
		plan.MulInteger: "int_mul(%1, %2)",
		plan.DivInteger: "int_div(%1, %2)",
		plan.ModInteger: "int_mod(%1, %2)",
		plan.NegInteger: "int_sub(0, %1)",

		plan.AddExact:   "exact_add(%1, %2)",
		plan.SubExact:   "exact_sub(%1, %2)",
		plan.MulExact:   "exact_mul(%1, %2)",
		plan.DivExact:   "exact_div(%1, %2)",
		plan.DivByExact: "exact_divby(%1, %2)",
		plan.ModExact:   "exact_mod(%1, %2)",
		plan.NegExact:   "exact_neg(%1)",

		plan.AddDouble: "%1 + %2",
		plan.SubDouble: "%1 - %2",
		plan.MulDouble: "%1 * %2",
		plan.DivDouble: "double_div(%1, %2)",
		plan.ModDouble: "double_mod(%1, %2)",
		plan.NegDouble: "-%1",

		plan.MulDuration: "duration_mul(%1, %2)",
		plan.DivDuration: "duration_div(%1, %2)",

		plan.ToExact:         "exact(%1, %s)",
		plan.IntegerToDouble: "CAST(%1 AS REAL)",
		plan.DecimalToDouble: "decimal_double(%1, %s)",
		plan.ExactToDouble:   "exact_double(%1)",
	}
}

// postgresWhole is a result that there is not beyond 64 bits, as in SQLite's functions.
func postgresWhole(expr string) string {
	return "(SELECT CASE WHEN v BETWEEN -9223372036854775808 AND 9223372036854775807 THEN v END" +
		" FROM (SELECT " + expr + " AS v) AS n)::bigint"
}

func postgresNumbers() map[plan.Func]string {
	// NaN is no value.
	number := func(expr string) string { return "nullif(" + expr + ", 'NaN')" }
	quotient := func(by string) string { return "div(%1 * 1e18, " + by + ") * 1e-18" }
	return map[plan.Func]string{
		// round of a double rounds half to even, and adding 0.5 can round up by itself.
		plan.RoundDouble: "(SELECT CASE WHEN a - floor(a) >= 0.5 THEN sign(v) * (floor(a) + 1)" +
			" ELSE sign(v) * floor(a) END FROM (SELECT v, abs(v) AS a" +
			" FROM (SELECT %1::float8 AS v) AS m) AS n)",
		plan.FloorDouble:    "floor(%1)",
		plan.CeilingDouble:  "ceil(%1)",
		plan.RoundDecimal:   "round(%1::numeric)",
		plan.FloorDecimal:   "floor(%1::numeric)",
		plan.CeilingDecimal: "ceil(%1::numeric)",
		plan.RoundExact:     "round(%1)",
		plan.FloorExact:     "floor(%1)",
		plan.CeilingExact:   "ceil(%1)",

		plan.AddInteger: postgresWhole("%1::numeric + %2::numeric"),
		plan.SubInteger: postgresWhole("%1::numeric - %2::numeric"),
		plan.MulInteger: postgresWhole("%1::numeric * %2::numeric"),
		plan.DivInteger: postgresWhole("div(%1::numeric, nullif(%2, 0)::numeric)"),
		plan.ModInteger: postgresWhole("mod(%1::numeric, nullif(%2, 0)::numeric)"),
		plan.NegInteger: postgresWhole("-(%1::numeric)"),

		plan.AddExact: number("%1 + %2"),
		plan.SubExact: number("%1 - %2"),
		plan.MulExact: number("%1 * %2"),
		// div is the whole quotient, cut off: a / b would be rounded somewhere behind the point.
		plan.DivExact: number(quotient("nullif(%2, 0)")),
		plan.DivByExact: "(SELECT " + number("CASE WHEN b = 0 THEN sign(a) * 'Infinity'::numeric"+
			" ELSE div(a * 1e18, b) * 1e-18 END") + " FROM (SELECT %1 AS a, %2 AS b) AS n)",
		plan.ModExact: number("mod(%1, nullif(%2, 0))"),
		plan.NegExact: "-%1",

		plan.AddDouble: postgresSum("+"),
		plan.SubDouble: postgresSum("-"),
		plan.MulDouble: postgresProduct(),
		plan.DivDouble: postgresQuotient(),
		plan.ModDouble: postgresRemainder(),
		plan.NegDouble: "-(%1::float8)",

		plan.MulDuration: postgresWhole("trunc(%1 * %2)"),
		plan.DivDuration: postgresWhole("div(%1::numeric, nullif(nullif(nullif(%2, 0), 'Infinity'), '-Infinity'))"),

		plan.ToExact:         "%1::numeric",
		plan.IntegerToDouble: "%1::float8",
		plan.DecimalToDouble: "%1::float8",
		plan.ExactToDouble: postgresNearest("float8", "sign(v)::float8 * 'Infinity'::float8",
			"1.7976931348623158079372897140530341507993413271e308", "2.4703282292062327209e-324"),
	}
}
