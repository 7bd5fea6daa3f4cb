package store

import (
	"regexp"

	"zombiezen.com/go/sqlite"

	"github.com/seed-267014d6/roster/odata/value"
)

// castFunctions convert between types. What cannot be had is null.
func castFunctions() map[string]sqliteFunction {
	list := map[string]sqliteFunction{
		"int_fit": {3, func(args []sqlite.Value) sqlite.Value {
			n := args[0].Int64()
			return whole(n, n >= args[1].Int64() && n <= args[2].Int64())
		}},
		"exact_integer": {1, func(args []sqlite.Value) sqlite.Value {
			x, ok := value.ExactOfKey(args[0].Blob())
			if !ok {
				return sqlite.Value{}
			}
			return whole(x.Round(value.HalfAway).Int64())
		}},
		"double_exact": {1, func(args []sqlite.Value) sqlite.Value {
			x, ok := value.ExactOfDouble(args[0].Float())
			return exactValue(x, ok && !x.Infinite())
		}},
		"double_single": {1, func(args []sqlite.Value) sqlite.Value {
			f := args[0].Float()
			return double(value.ToSingle(f))
		}},
		"exact_cast": {2, func(args []sqlite.Value) sqlite.Value {
			x, ok := value.ExactOfKey(args[0].Blob())
			if !ok {
				return sqlite.Value{}
			}
			return double(x.Cast(args[1].Int()))
		}},
		"boolean_text":  texts(func(v sqlite.Value) []byte { return value.AppendBoolean(nil, v.Int64()) }),
		"guid_text":     texts(func(v sqlite.Value) []byte { return value.AppendGuid(nil, v.Blob()) }),
		"date_text":     texts(func(v sqlite.Value) []byte { return value.AppendDate(nil, v.Int64()) }),
		"clock_text":    texts(func(v sqlite.Value) []byte { return value.AppendTimeOfDay(nil, v.Int64()) }),
		"time_text":     texts(func(v sqlite.Value) []byte { return value.AppendDateTime(nil, v.Int64()) }),
		"duration_text": texts(func(v sqlite.Value) []byte { return value.AppendDuration(nil, v.Int64()) }),
		"exact_text": texts(func(v sqlite.Value) []byte {
			x, _ := value.ExactOfKey(v.Blob())
			return x.AppendText(nil)
		}),
		"parse_guid": {1, func(args []sqlite.Value) sqlite.Value {
			v, ok := value.ParseGuid(args[0].Text())
			if !ok {
				return sqlite.Value{}
			}
			return sqlite.BlobValue(v.Bytes)
		}},
	}
	for name, k := range map[string]value.Kind{
		"parse_date": value.Date, "parse_clock": value.TimeOfDay, "parse_time": value.DateTimeOffset,
		"parse_duration": value.Duration,
	} {
		list[name] = sqliteFunction{1, func(args []sqlite.Value) sqlite.Value {
			return whole(value.ParseServed(k, args[0].Text()))
		}}
	}
	for name, form := range map[string]string{
		"parse_whole": `^[+-]?[0-9]+$`, "parse_decimal": `^[+-]?[0-9]+(\.[0-9]+)?$`,
		"parse_number": `^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$`,
	} {
		list[name] = numberOf(regexp.MustCompile(form))
	}
	return list
}

// longestNumber is the length of the longest text that is read as a number.
const longestNumber = 100

func numberOf(form *regexp.Regexp) sqliteFunction {
	return sqliteFunction{1, func(args []sqlite.Value) sqlite.Value {
		text := args[0].Text()
		if len(text) > longestNumber || !form.MatchString(text) {
			return sqlite.Value{}
		}
		return exactValue(value.ParseExact(text))
	}}
}

func texts(f func(v sqlite.Value) []byte) sqliteFunction {
	return sqliteFunction{1, func(args []sqlite.Value) sqlite.Value { return sqlite.TextValue(string(f(args[0]))) }}
}

// double is a result that may be none.
func double(f float64, ok bool) sqlite.Value {
	if !ok {
		return sqlite.Value{}
	}
	return sqlite.FloatValue(f)
}
