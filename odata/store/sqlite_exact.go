package store

import (
	"zombiezen.com/go/sqlite"

	"github.com/seed-267014d6/roster/odata/value"
)

// exactFunctions calculate with decimals of any scale, which are blobs: see
// value.Exact.AppendKey.
func exactFunctions() map[string]sqliteFunction {
	return map[string]sqliteFunction{
		"exact": {2, func(args []sqlite.Value) sqlite.Value {
			return exactValue(value.ExactOf(args[0].Int64(), args[1].Int()), true)
		}},
		"exact_add":     exactPairs(value.Exact.Add),
		"exact_sub":     exactPairs(value.Exact.Sub),
		"exact_mul":     exactPairs(value.Exact.Mul),
		"exact_div":     exactPairs(value.Exact.Div),
		"exact_divby":   exactPairs(value.Exact.DivBy),
		"exact_mod":     exactPairs(value.Exact.Mod),
		"exact_neg":     exacts(value.Exact.Neg),
		"round_exact":   rounds(value.HalfAway),
		"floor_exact":   rounds(value.Down),
		"ceiling_exact": rounds(value.Up),
		"exact_double": {1, func(args []sqlite.Value) sqlite.Value {
			x, ok := value.ExactOfKey(args[0].Blob())
			if !ok {
				return sqlite.Value{}
			}
			return sqlite.FloatValue(x.Float(64))
		}},
		"duration_mul": scales(value.MulDuration),
		"duration_div": scales(value.DivDuration),
	}
}

func exacts(f func(value.Exact) value.Exact) sqliteFunction {
	return sqliteFunction{1, func(args []sqlite.Value) sqlite.Value {
		x, ok := value.ExactOfKey(args[0].Blob())
		return exactValue(f(x), ok)
	}}
}

func rounds(way value.Round) sqliteFunction {
	return exacts(func(x value.Exact) value.Exact { return x.Round(way) })
}

func exactPairs(f func(x, y value.Exact) (value.Exact, bool)) sqliteFunction {
	return sqliteFunction{2, func(args []sqlite.Value) sqlite.Value {
		x, ok1 := value.ExactOfKey(args[0].Blob())
		y, ok2 := value.ExactOfKey(args[1].Blob())
		if !ok1 || !ok2 {
			return sqlite.Value{}
		}
		return exactValue(f(x, y))
	}}
}

func scales(f func(micros int64, by value.Exact) (int64, bool)) sqliteFunction {
	return sqliteFunction{2, func(args []sqlite.Value) sqlite.Value {
		by, ok := value.ExactOfKey(args[1].Blob())
		if !ok {
			return sqlite.Value{}
		}
		return whole(f(args[0].Int64(), by))
	}}
}

func exactValue(x value.Exact, ok bool) sqlite.Value {
	if !ok {
		return sqlite.Value{}
	}
	return sqlite.BlobValue(x.AppendKey(nil))
}
