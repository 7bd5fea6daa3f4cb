package store

import (
	"errors"
	"maps"
	"math"
	"strings"

	"zombiezen.com/go/sqlite"

	"github.com/seed-267014d6/roster/odata/value"
)

// functions are what generated SQL needs and SQLite lacks. All give null for null.
func functions() map[string]sqliteFunction {
	list := map[string]sqliteFunction{
		"tolower":   textual(value.ToLower),
		"toupper":   textual(value.ToUpper),
		"trimspace": textual(strings.TrimSpace),
		"substring_from": {2, func(args []sqlite.Value) sqlite.Value {
			return sqlite.TextValue(value.Substring(args[0].Text(), args[1].Int64(), -1))
		}},
		"substring_length": {3, func(args []sqlite.Value) sqlite.Value {
			if args[2].Int64() < 0 {
				return sqlite.Value{}
			}
			return sqlite.TextValue(value.Substring(args[0].Text(), args[1].Int64(), args[2].Int64()))
		}},
		"civil_year":  civil(func(year, _, _ int) int { return year }),
		"civil_month": civil(func(_, month, _ int) int { return month }),
		"civil_day":   civil(func(_, _, day int) int { return day }),
		"floordiv":    integers(func(a, b int64) (int64, bool) { return value.FloorDiv(a, b), true }),
		"floormod":    integers(func(a, b int64) (int64, bool) { return value.FloorMod(a, b), true }),
		"int_add":     integers(value.AddInteger),
		"int_sub":     integers(value.SubInteger),
		"int_mul":     integers(value.MulInteger),
		"int_div":     integers(value.DivInteger),
		"int_mod":     integers(value.ModInteger),
		"decimal_double": {2, func(args []sqlite.Value) sqlite.Value {
			return sqlite.FloatValue(value.DecimalDouble(args[0].Int64(), args[1].Int()))
		}},
		"round_double":    doubles(math.Round),
		"floor_double":    doubles(math.Floor),
		"ceiling_double":  doubles(math.Ceil),
		"round_decimal":   decimals(value.HalfAway),
		"floor_decimal":   decimals(value.Down),
		"ceiling_decimal": decimals(value.Up),
		"double_div":      realPairs(value.DivDouble),
		"double_mod":      realPairs(math.Mod),
		"move_date":       moves(value.MoveDate),
		"move_time":       moves(value.MoveDateTime),
	}
	maps.Copy(list, exactFunctions())
	maps.Copy(list, castFunctions())
	return list
}

// sqliteFunction is a function of a number of arguments, none of them null.
type sqliteFunction struct {
	arguments int
	call      func(args []sqlite.Value) sqlite.Value
}

func registerFunctions(raw *sqlite.Conn) error {
	var errs []error
	for name, f := range functions() {
		errs = append(errs, raw.CreateFunction(name, &sqlite.FunctionImpl{
			NArgs:         f.arguments,
			Deterministic: true,
			Scalar: func(_ sqlite.Context, args []sqlite.Value) (sqlite.Value, error) {
				for i := range args {
					if args[i].Type() == sqlite.TypeNull {
						return sqlite.Value{}, nil
					}
				}
				return f.call(args), nil
			},
		}))
	}
	return errors.Join(errs...)
}

func textual(f func(string) string) sqliteFunction {
	return sqliteFunction{1, func(args []sqlite.Value) sqlite.Value { return sqlite.TextValue(f(args[0].Text())) }}
}

func doubles(f func(float64) float64) sqliteFunction {
	return sqliteFunction{1, func(args []sqlite.Value) sqlite.Value { return sqlite.FloatValue(f(args[0].Float())) }}
}

func integers(f func(a, b int64) (int64, bool)) sqliteFunction {
	return sqliteFunction{2, func(args []sqlite.Value) sqlite.Value {
		return whole(f(args[0].Int64(), args[1].Int64()))
	}}
}

func decimals(way value.Round) sqliteFunction {
	return sqliteFunction{2, func(args []sqlite.Value) sqlite.Value {
		return sqlite.IntegerValue(value.RoundDecimal(args[0].Int64(), args[1].Int(), way))
	}}
}

func realPairs(f func(x, y float64) float64) sqliteFunction {
	return sqliteFunction{2, func(args []sqlite.Value) sqlite.Value {
		return sqlite.FloatValue(f(args[0].Float(), args[1].Float())) // NaN is null to SQLite
	}}
}

func moves(move func(from, by int64, back bool) (int64, bool)) sqliteFunction {
	return sqliteFunction{3, func(args []sqlite.Value) sqlite.Value {
		return whole(move(args[0].Int64(), args[1].Int64(), args[2].Int() != 0))
	}}
}

func civil(part func(year, month, day int) int) sqliteFunction {
	return sqliteFunction{1, func(args []sqlite.Value) sqlite.Value {
		return sqlite.IntegerValue(int64(part(value.Civil(args[0].Int64()))))
	}}
}

// whole is a result that may be none.
func whole(n int64, ok bool) sqlite.Value {
	if !ok {
		return sqlite.Value{}
	}
	return sqlite.IntegerValue(n)
}
