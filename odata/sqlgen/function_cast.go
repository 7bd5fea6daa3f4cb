package sqlgen

import "github.com/seed-267014d6/roster/odata/plan"

// genericCasts are the conversions between types. What cannot be had is null.
func genericCasts() map[plan.Func]string {
	return map[plan.Func]string{
		plan.RetypeInteger:   "%1",
		plan.RetypeDouble:    "%1",
		plan.FitByte:         "int_fit(%1, 0, 255)",
		plan.FitSByte:        "int_fit(%1, -128, 127)",
		plan.FitInt16:        "int_fit(%1, -32768, 32767)",
		plan.FitInt32:        "int_fit(%1, -2147483648, 2147483647)",
		plan.ExactToInteger:  "exact_integer(%1)",
		plan.DoubleToExact:   "double_exact(%1)",
		plan.ExactCastDouble: "exact_cast(%1, 64)",
		plan.ExactToSingle:   "exact_cast(%1, 32)",
		plan.DoubleToSingle:  "double_single(%1)",
		plan.Midnight:        "%1 * " + dayMicros,

		plan.BooleanText:   "boolean_text(%1)",
		plan.GuidText:      "guid_text(%1)",
		plan.IntegerText:   "CAST(%1 AS TEXT)",
		plan.ExactText:     "exact_text(%1)",
		plan.DateText:      "date_text(%1)",
		plan.ClockText:     "clock_text(%1)",
		plan.TimeText:      "time_text(%1)",
		plan.DurationText:  "duration_text(%1)",
		plan.ParseBoolean:  "CASE %1 WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END",
		plan.ParseGuid:     "parse_guid(%1)",
		plan.ParseWhole:    "parse_whole(%1)",
		plan.ParseDecimal:  "parse_decimal(%1)",
		plan.ParseNumber:   "parse_number(%1)",
		plan.ParseDate:     "parse_date(%1)",
		plan.ParseClock:    "parse_clock(%1)",
		plan.ParseTime:     "parse_time(%1)",
		plan.ParseDuration: "parse_duration(%1)",
	}
}

// The forms of literals as regular expressions. The calendar is in that of dates,
// since PostgreSQL fails on a day that there is not.
const (
	dateForm = "(?!0000)(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])" +
		"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))" +
		"|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)"
	minuteForm = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
	clockForm  = minuteForm + "(?::(?:[0-5][0-9]|60)(?:[.][0-9]{1,12})?)?"
)

func postgresCasts() map[plan.Func]string {
	fit := func(low, high string) string {
		return "(SELECT CASE WHEN v BETWEEN " + low + " AND " + high + " THEN v END FROM (SELECT %1 AS v) AS n)"
	}
	// Texts compare by code point.
	text := func(expr string) string { return "(" + expr + ` COLLATE "C")` }
	// Beyond the forms, casts of texts fail.
	parsed := func(form, expr string) string {
		return "(SELECT CASE WHEN s ~ '^" + form + "$' THEN " + expr + " END FROM (SELECT %1 AS s) AS n)"
	}
	number := func(form string) string {
		return "(SELECT CASE WHEN length(s) <= 100 AND s ~ '^" + form + "$' THEN s::numeric END" +
			" FROM (SELECT %1 AS s) AS n)"
	}
	return map[plan.Func]string{
		plan.RetypeInteger:  "%1::bigint",
		plan.RetypeDouble:   "%1::float8",
		plan.FitByte:        fit("0", "255"),
		plan.FitSByte:       fit("-128", "127"),
		plan.FitInt16:       fit("-32768", "32767"),
		plan.FitInt32:       fit("-2147483648", "2147483647"),
		plan.ExactToInteger: postgresWhole("round(%1)"),
		// The text of a double is the shortest that reads as it; its cast has 15 digits only.
		plan.DoubleToExact: "(SELECT CASE WHEN abs(v) <= " + largest + " THEN v::text::numeric END" +
			" FROM (SELECT %1::float8 AS v) AS n)",
		plan.ExactCastDouble: postgresNearest("float8", "NULL", "1.7976931348623158079372897140530341507993413271e308",
			"2.4703282292062327209e-324"),
		plan.ExactToSingle: postgresNearest("float4::float8", "NULL", "340282356779733661637539395458142568447.99",
			"7.00649232162408535461864791644958065641e-46"),
		plan.DoubleToSingle: "(SELECT CASE WHEN abs(v) = 'Infinity' THEN v" +
			" WHEN abs(v) >= 3.4028235677973366e38 THEN NULL WHEN abs(v) <= 7.006492321624085e-46 THEN 0" +
			" ELSE v::float4::float8 END FROM (SELECT %1::float8 AS v) AS n)",
		plan.Midnight: "%1::timestamp AT TIME ZONE 'UTC'",

		plan.BooleanText:  text("%1::text"),
		plan.GuidText:     text("%1::text"),
		plan.IntegerText:  text("%1::text"),
		plan.ExactText:    text("replace(trim_scale(%1)::text, 'Infinity', 'INF')"),
		plan.DateText:     text("to_char(%1, 'YYYY-MM-DD')"),
		plan.ClockText:    text("to_char(%1::interval, 'HH24:MI:SS.US')"),
		plan.TimeText:     text(`to_char(%1 AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`),
		plan.DurationText: text(postgresDurationText),
		plan.ParseGuid:    parsed("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}", "s::uuid"),
		plan.ParseWhole:   number("[+-]?[0-9]+"),
		plan.ParseDecimal: number("[+-]?[0-9]+(?:[.][0-9]+)?"),
		plan.ParseNumber:  number("[+-]?[0-9]+(?:[.][0-9]+)?(?:[eE][+-]?[0-9]{1,3})?"),
		plan.ParseDate:    parsed(dateForm, "s::date"),
		// 23:59:60 is the next day's.
		plan.ParseClock: parsed("(?!23:59:60)"+clockForm, "left(s, 5)::time + "+postgresSeconds("substr(s, 6)")),
		plan.ParseTime: "(SELECT CASE WHEN t BETWEEN '0001-01-01 00:00:00Z'" +
			" AND '9999-12-31 23:59:59.999999Z' THEN t END" +
			" FROM (SELECT " + parsed(dateForm+"[Tt]"+clockForm+"(?:[Zz]|[+-]"+minuteForm+")",
			"(left(s, 10) || ' ' || substr(s, 12, 5) || 'Z')::timestamptz + "+postgresSeconds("substr(s, 17)")+
				" - CASE WHEN right(s, 1) IN ('Z', 'z') THEN interval '0' ELSE right(s, 6)::interval END") +
			" AS t) AS m)",
		plan.ParseDuration: postgresParsedDuration,
	}
}

// postgresSeconds are those that a text begins with, behind a colon, with six digits
// of their fraction.
func postgresSeconds(of string) string {
	return "make_interval(secs => coalesce(substring(" + of + " from '^:([0-9]{2}(?:[.][0-9]{1,6})?)'), '0')::float8)"
}

const postgresParsedDuration = "(SELECT CASE WHEN v BETWEEN -9223372036854775807 AND 9223372036854775807" +
	" THEN v::bigint END" +
	" FROM (SELECT floor((coalesce(m[2], '0')::numeric * 86400 + coalesce(m[3], '0')::numeric * 3600" +
	" + coalesce(m[4], '0')::numeric * 60 + coalesce(m[5], '0')::numeric) * (m[1] || '1000000')::numeric) AS v" +
	" FROM (SELECT CASE WHEN length(s) <= 100 AND right(s, 1) NOT IN ('P', 'T') THEN regexp_match(s, '^([+-]?)P" +
	"(?:([0-9]+)D)?(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:[.][0-9]{1,12})?)S)?)?$') END AS m" +
	" FROM (SELECT %1 AS s) AS k) AS l WHERE m IS NOT NULL) AS n)"

// postgresDurationText writes days, hours, minutes and seconds, without those that are zero.
const postgresDurationText = "(SELECT CASE WHEN neg THEN '-' ELSE '' END || 'P' ||" +
	" CASE WHEN d > 0 THEN d || 'D' ELSE '' END || CASE WHEN d > 0 AND r = 0 THEN '' ELSE 'T' ||" +
	" CASE WHEN h > 0 THEN h || 'H' ELSE '' END || CASE WHEN i > 0 THEN i || 'M' ELSE '' END ||" +
	" CASE WHEN s = 0 AND h + i > 0 THEN '' ELSE trim_scale(s)::text || 'S' END END" +
	" FROM (SELECT neg, d, r, div(r, 3600000000) AS h, div(mod(r, 3600000000), 60000000) AS i," +
	" mod(r, 60000000) / 1000000 AS s" +
	" FROM (SELECT neg, div(a, " + dayMicros + ") AS d, mod(a, " + dayMicros + ") AS r" +
	" FROM (SELECT v < 0 AS neg, abs(v) AS a FROM (SELECT %1::numeric AS v) AS j) AS k) AS l) AS n)"
