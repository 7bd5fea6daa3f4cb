package reference

import (
	"math"
	"math/big"
	"time"

	"github.com/seed-267014d6/roster/odata/value"
)

// timeFunctions are those of URL Conventions 4.01, 5.1.1.8. All times are in UTC.
func timeFunctions() []function {
	part := func(name string, p parameter, of func(at time.Time) int) function {
		return function{
			name: name, params: []parameter{p}, result: value.Int32, ownClock: true,
			apply: func(_ *run, v []Value) Value { return whole(int64(of(momentOf(v[0])))) },
		}
	}
	take := func(name string, result value.Kind, apply func(t Ticks) Value) function {
		return function{
			name: name, params: []parameter{dateTime}, result: result, ownClock: true,
			apply: func(_ *run, v []Value) Value { return apply(v[0].(Ticks)) },
		}
	}
	return []function{
		part("year", dateOrTime, time.Time.Year),
		part("month", dateOrTime, func(at time.Time) int { return int(at.Month()) }),
		part("day", dateOrTime, time.Time.Day),
		part("hour", clockOrTime, time.Time.Hour),
		part("minute", clockOrTime, time.Time.Minute),
		part("second", clockOrTime, time.Time.Second),
		{
			name: "fractionalseconds", params: []parameter{clockOrTime}, result: value.Decimal,
			apply: func(_ *run, v []Value) Value {
				t := v[0].(Ticks)
				return Exact{big.NewRat(t.Micros-floorDiv(t.Micros, second)*second, second)}
			},
		},
		take("date", value.Date, func(t Ticks) Value { return t.date() }),
		take("time", value.TimeOfDay, func(t Ticks) Value { return t.clock() }),
		take("totaloffsetminutes", value.Int32, func(Ticks) Value { return whole(0) }),
		{
			name: "totalseconds", params: []parameter{duration}, result: value.Decimal,
			apply: func(_ *run, v []Value) Value { return Exact{big.NewRat(v[0].(Ticks).Micros, second)} },
		},
	}
}

func momentOf(v Value) time.Time {
	if d, ok := v.(Day); ok {
		return d.moment()
	}
	return v.(Ticks).moment()
}

// numberFunctions are those of URL Conventions 4.01, 5.1.1.9: halves are rounded
// away from zero.
func numberFunctions() []function {
	change := func(name string, exact func(x *big.Rat) *big.Int, inexact func(float64) float64) function {
		return function{name: name, params: []parameter{anyNumber}, apply: func(_ *run, v []Value) Value {
			if f, ok := v[0].(Float); ok {
				return Float(inexact(float64(f)) + 0) // no negative zero
			}
			return Exact{new(big.Rat).SetInt(exact(v[0].(Exact).Rat))}
		}}
	}
	return []function{
		change("round", rounded, math.Round),
		change("floor", func(x *big.Rat) *big.Int {
			return new(big.Int).Div(x.Num(), x.Denom()) // Euclidean: down, as the denominator is positive
		}, math.Floor),
		change("ceiling", func(x *big.Rat) *big.Int {
			down := new(big.Int).Div(new(big.Int).Neg(x.Num()), x.Denom())
			return down.Neg(down)
		}, math.Ceil),
	}
}
