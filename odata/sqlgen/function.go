package sqlgen

import (
	"maps"
	"strings"

	"github.com/seed-267014d6/roster/odata/plan"
)

// generic holds the functions as SQLite has them: those of its own, and those
// that the store registers (see package store).
func generic() map[plan.Func]string {
	const day = dayMicros
	clock := "floormod(%1, " + day + ")"
	f := map[plan.Func]string{
		plan.Contains:        "instr(%1, %2) > 0",
		plan.StartsWith:      "substr(%1, 1, length(%2)) = %2",
		plan.Prefix:          "%1 >= %2 AND %1 < %3",
		plan.EndsWith:        "substr(%1, length(%1) - length(%2) + 1) = %2",
		plan.ToLower:         "tolower(%1)",
		plan.ToUpper:         "toupper(%1)",
		plan.Trim:            "trimspace(%1)",
		plan.Concat:          "%1 || %2",
		plan.Length:          "length(%1)",
		plan.IndexOf:         "instr(%1, %2) - 1",
		plan.SubstringFrom:   "substring_from(%1, %2)",
		plan.SubstringLength: "substring_length(%1, %2, %3)",

		plan.YearOfDate:      "civil_year(%1)",
		plan.MonthOfDate:     "civil_month(%1)",
		plan.DayOfDate:       "civil_day(%1)",
		plan.YearOfTime:      "civil_year(floordiv(%1, " + day + "))",
		plan.MonthOfTime:     "civil_month(floordiv(%1, " + day + "))",
		plan.DayOfTime:       "civil_day(floordiv(%1, " + day + "))",
		plan.HourOfTime:      clock + " / 3600000000",
		plan.MinuteOfTime:    clock + " / 60000000 % 60",
		plan.SecondOfTime:    clock + " / 1000000 % 60",
		plan.FractionOfTime:  clock + " % 1000000",
		plan.HourOfClock:     "%1 / 3600000000",
		plan.MinuteOfClock:   "%1 / 60000000 % 60",
		plan.SecondOfClock:   "%1 / 1000000 % 60",
		plan.FractionOfClock: "%1 % 1000000",
		plan.DatePart:        "floordiv(%1, " + day + ")",
		plan.ClockPart:       clock,
		plan.OffsetMinutes:   "%1 * 0",
		plan.TotalSeconds:    "%1",

		plan.HasFlags:       "%1 & %2 = %2",
		plan.AddToDate:      "move_date(%1, %2, 0)",
		plan.SubFromDate:    "move_date(%1, %2, 1)",
		plan.AddToTime:      "move_time(%1, %2, 0)",
		plan.SubFromTime:    "move_time(%1, %2, 1)",
		plan.DateDifference: "(%1 - %2) * " + day,
		plan.TimeDifference: "%1 - %2",
	}
	maps.Copy(f, genericNumbers())
	maps.Copy(f, genericCasts())
	return f
}

// whiteSpace is what Unicode calls white space, for trim.
const whiteSpace = `E'\t\n\u000b\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006` +
	`\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'`

// postgresFunctions are those that PostgreSQL has otherwise.
func postgresFunctions() map[plan.Func]string {
	f := maps.Clone(generic())
	maps.Copy(f, postgresText())
	maps.Copy(f, postgresTime())
	maps.Copy(f, postgresNumbers())
	maps.Copy(f, postgresCasts())
	for fn, template := range f {
		f[fn] = fenced(template)
	}
	return f
}

// fenced gives every sub-query in a FROM an OFFSET 0. Without it PostgreSQL's
// planner puts the expression of a column in place of each mention of it, and the
// sub-queries of nested calls double with every level.
func fenced(template string) string {
	const begin = "FROM (SELECT "
	at := strings.Index(template, begin)
	if at < 0 {
		return template
	}
	from := at + len("FROM (")
	depth, end := 1, from
	for ; depth > 0; end++ {
		switch template[end] {
		case '(':
			depth++
		case ')':
			depth--
		}
	}
	return template[:from] + fenced(template[from:end-1]) + " OFFSET 0" + fenced(template[end-1:])
}

func postgresText() map[plan.Func]string {
	return map[plan.Func]string{
		// PostgreSQL has strpos for instr; substr with a start below 1 shifts the window.
		plan.Contains:   "strpos(%1, %2) > 0",
		plan.StartsWith: "starts_with(%1, %2)",
		// Whatever collation the column has, this is the order of code points.
		plan.Prefix:   `%1 COLLATE "C" >= %2 AND %1 COLLATE "C" < %3`,
		plan.EndsWith: "right(%1, length(%2)) = %2",
		// Only an ICU collation maps beyond ASCII; the result compares by code point again.
		plan.ToLower: `(lower(%1 COLLATE "und-x-icu") COLLATE "C")`,
		plan.ToUpper: `(upper(%1 COLLATE "und-x-icu") COLLATE "C")`,
		plan.Trim:    "btrim(%1, " + whiteSpace + ")",
		plan.IndexOf: "strpos(%1, %2) - 1",
		// Positions and lengths are 32 bits wide: what lies beyond takes nothing or all.
		plan.SubstringFrom: "(SELECT CASE WHEN n >= 0 THEN substr(s, least(n, 2147483646)::int + 1)" +
			" WHEN n < 0 THEN right(s, least(-n, length(s), 2147483647)::int) END" +
			" FROM (SELECT %1 AS s, %2::bigint AS n) AS x)",
		plan.SubstringLength: "(SELECT CASE WHEN m IS NULL OR m < 0 THEN NULL WHEN n >= 0" +
			" THEN substr(s, least(n, 2147483646)::int + 1, least(m, 1073741823)::int)" +
			" WHEN n < 0 THEN left(right(s, least(-n, length(s), 2147483647)::int), least(m, 1073741823)::int) END" +
			" FROM (SELECT %1 AS s, %2::bigint AS n, %3::bigint AS m) AS x)",
	}
}

func postgresTime() map[plan.Func]string {
	part := func(name, of string) string { return "extract(" + name + " from " + of + ")::bigint" }
	second := "floor(extract(second from %1))::bigint"
	fraction := "round(mod(extract(second from %1), 1), 6)"
	at := "(%1 AT TIME ZONE 'UTC')"
	return map[plan.Func]string{
		plan.YearOfDate:      part("year", "%1"),
		plan.MonthOfDate:     part("month", "%1"),
		plan.DayOfDate:       part("day", "%1"),
		plan.YearOfTime:      part("year", at),
		plan.MonthOfTime:     part("month", at),
		plan.DayOfTime:       part("day", at),
		plan.HourOfTime:      part("hour", at),
		plan.MinuteOfTime:    part("minute", at),
		plan.SecondOfTime:    second,
		plan.FractionOfTime:  fraction,
		plan.HourOfClock:     part("hour", "%1"),
		plan.MinuteOfClock:   part("minute", "%1"),
		plan.SecondOfClock:   second,
		plan.FractionOfClock: fraction,
		plan.DatePart:        at + "::date",
		plan.ClockPart:       at + "::time",
		plan.OffsetMinutes:   "(extract(year from %1) * 0)::bigint",
		plan.TotalSeconds:    "round(%1::numeric * 0.000001, 6)",
		plan.AddToDate:       postgresMovedDate("+"),
		plan.SubFromDate:     postgresMovedDate("-"),
		plan.AddToTime:       postgresMovedTime("+"),
		plan.SubFromTime:     postgresMovedTime("-"),
		plan.DateDifference:  "(%1 - %2)::bigint * " + dayMicros,
		plan.TimeDifference:  "((extract(epoch from %1) - extract(epoch from %2)) * 1000000)::bigint",
	}
}

// The served times in microseconds, and a day's. Date and time are first counted
// in numeric, since moving them beyond what the database has would be an error.
const (
	dayMicros    = "86400000000"
	postgresFrom = "-62135596800000000"
	postgresTo   = "253402300799999999"
)

func postgresMovedDate(op string) string {
	return "(SELECT CASE WHEN m BETWEEN " + postgresFrom + " AND " + postgresTo +
		" THEN date '0001-01-01' + div(m - " + postgresFrom + ", " + dayMicros + ")::int END" +
		" FROM (SELECT (%1 - date '1970-01-01')::numeric * " + dayMicros + " " + op + " %2 AS m) AS n)"
}

// postgresMovedTime adds days and the rest apart: an interval takes seconds as a
// double, which has not digits enough for all of them.
func postgresMovedTime(op string) string {
	interval := "make_interval(days => (d / " + dayMicros + ")::int, secs => (d % " + dayMicros + ") / 1000000.0)"
	return "(SELECT CASE WHEN extract(epoch from t) * 1000000 " + op +
		" d BETWEEN " + postgresFrom + " AND " + postgresTo + " THEN t " + op + " " + interval +
		" END FROM (SELECT %1 AS t, %2::bigint AS d) AS n)"
}
