package reference

import (
	"math"
	"math/big"

	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// divisionScale is the number of fraction digits of a quotient of decimals.
const divisionScale = 18

// arithmetic is add, sub, mul, div, divby, mod (URL Conventions 4.01, 5.1.1.2).
func (c *compiler) arithmetic(e *syntax.Binary, s scope) (term, error) {
	l, err := c.expr(e.L, s)
	if err != nil {
		return term{}, err
	}
	r, err := c.expr(e.R, s)
	if err != nil {
		return term{}, err
	}
	switch {
	case l.null() && r.null():
		return lifted(of(value.Int64), nil, l, r), nil
	case l.null() && r.number():
		l.typ = r.typ
	case r.null() && l.number():
		r.typ = l.typ
	}
	if (e.Op == syntax.Div || e.Op == syntax.Mod) && r.zero() && (e.Op == syntax.Mod || !l.floating()) {
		return term{}, illTyped("%s by zero", e.Op)
	}
	if l.number() && r.number() {
		return numeric(e.Op, l, r), nil
	}
	if !l.served() || !r.served() {
		return term{}, illTyped("'%s' of a time that is not served", e.Op)
	}
	return temporal(e.Op, l, r)
}

// served says whether the term can be calculated with: it is no literal of a date
// or time outside of the years 1 to 9999.
func (t term) served() bool {
	if t.literal == nil {
		return true
	}
	return t.is(value.TimeOfDay) || inServed(t.kind, t.eval(nil))
}

// zero says whether the term is a whole or decimal literal of zero.
func (t term) zero() bool {
	if t.literal == nil || !t.number() || t.floating() {
		return false
	}
	x, ok := t.eval(nil).(Exact)
	return ok && x.Sign() == 0
}

// numeric is arithmetic on numbers.
func numeric(op syntax.Op, l, r term) term {
	kind := promoted(l.kind, r.kind)
	if op == syntax.DivBy && kind == value.Int64 {
		kind = value.Decimal
	}
	t := of(kind)
	l, r = l.promote(t), r.promote(t)
	return lifted(t, func(run *run, v []Value) Value {
		x, exactX := v[0].(Exact)
		y, exactY := v[1].(Exact)
		switch {
		case kind == value.Int64:
			return run.integers(op, truncated(x.Rat), truncated(y.Rat))
		case exactX && exactY:
			return run.decimals(op, x.Rat, y.Rat)
		case kind == value.Decimal && exactX && op == syntax.Mod:
			return x
		case kind == value.Decimal && exactY && y.Sign() == 0 && op == syntax.Div:
			return run.fail()
		}
		// A decimal is a Float only where it is infinite, or was divided by such.
		return run.doubles(op, toFloat(v[0], false), toFloat(v[1], false))
	}, l, r)
}

func (r *run) integers(op syntax.Op, x, y *big.Int) Value {
	z := new(big.Int)
	switch op {
	case syntax.Add:
		return r.integral(z.Add(x, y))
	case syntax.Sub:
		return r.integral(z.Sub(x, y))
	case syntax.Mul:
		return r.integral(z.Mul(x, y))
	case syntax.Div, syntax.Mod:
		if y.Sign() == 0 {
			return r.fail()
		}
		if op == syntax.Div {
			return r.integral(z.Quo(x, y))
		}
		return r.integral(z.Rem(x, y))
	default:
		panic("reference: no operator of whole numbers")
	}
}

func (r *run) decimals(op syntax.Op, x, y *big.Rat) Value {
	z := new(big.Rat)
	switch op {
	case syntax.Add:
		return Exact{z.Add(x, y)}
	case syntax.Sub:
		return Exact{z.Sub(x, y)}
	case syntax.Mul:
		return Exact{z.Mul(x, y)}
	case syntax.DivBy:
		if y.Sign() == 0 {
			return float(float64(x.Sign()) * math.Inf(1))
		}
		return Exact{scaled(z.Quo(x, y), divisionScale)}
	case syntax.Div, syntax.Mod:
		if y.Sign() == 0 {
			return r.fail()
		}
		z.Quo(x, y)
		if op == syntax.Div {
			return Exact{scaled(z, divisionScale)}
		}
		return Exact{z.Sub(x, z.Mul(y, new(big.Rat).SetInt(truncated(z))))}
	default:
		panic("reference: no operator of decimals")
	}
}

func (r *run) doubles(op syntax.Op, a, b Value) Value {
	x, y := float64(a.(Float)), float64(b.(Float))
	switch op {
	case syntax.Add:
		return r.finite(x+y, false, a, b)
	case syntax.Sub:
		return r.finite(x-y, false, a, b)
	case syntax.Mul:
		return r.finite(x*y, x*y == 0 && x != 0 && y != 0, a, b)
	case syntax.Div, syntax.DivBy:
		if y == 0 {
			// The sign of zero does not count: databases do not keep it.
			return float(sign(x) * math.Inf(1))
		}
		return r.finite(x/y, x/y == 0 && x != 0 && !math.IsInf(y, 0), a, b)
	case syntax.Mod:
		if y == 0 {
			return r.fail()
		}
		return float(math.Mod(x, y))
	default:
		panic("reference: no operator of doubles")
	}
}

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

// negate is the unary minus (URL Conventions 4.01, 5.1.1.2.3).
func (c *compiler) negate(e *syntax.Unary, s scope) (term, error) {
	x, err := c.expr(e.X, s)
	if err != nil {
		return term{}, err
	}
	switch {
	case x.null():
		return lifted(of(value.Int64), nil, x), nil
	case x.is(value.Duration):
		return temporal(syntax.Sub, constant(x.typ, Ticks{}), x)
	case x.integer():
		return numeric(syntax.Sub, constant(of(value.Int64), whole(0)), x), nil
	case !x.number():
		return term{}, illTyped("%s has no sign", x)
	}
	x.literal = nil
	x = x.promote(x.typ)
	return lifted(x.typ, func(_ *run, v []Value) Value {
		if f, ok := v[0].(Float); ok {
			return -f
		}
		return Exact{new(big.Rat).Neg(v[0].(Exact).Rat)}
	}, x), nil
}

// temporal is arithmetic on dates, times and durations (URL Conventions 4.01,
// 5.1.1.2.1, 5.1.1.2.2, 5.1.1.2.4 and 5.1.1.2.5).
func temporal(op syntax.Op, l, r term) (term, error) {
	sum := op == syntax.Add || op == syntax.Sub
	switch {
	case sum && r.is(value.Duration) && (l.is(value.Duration) || l.is(value.Date) || l.is(value.DateTimeOffset)):
		return shifted(op, l, r), nil
	case op == syntax.Sub && l.is(value.Date) && r.is(value.Date):
		return lifted(of(value.Duration), func(_ *run, v []Value) Value {
			return Ticks{Micros: int64(v[0].(Day)-v[1].(Day)) * day}
		}, l, r), nil
	case op == syntax.Sub && l.is(value.DateTimeOffset) && r.is(value.DateTimeOffset):
		return lifted(of(value.Duration), func(_ *run, v []Value) Value {
			return Ticks{Micros: v[0].(Ticks).Micros - v[1].(Ticks).Micros}
		}, l, r), nil
	case (op == syntax.Mul || op == syntax.Div || op == syntax.DivBy) && l.is(value.Duration) && r.number():
		return stretched(op, l, r)
	case op == syntax.Mul && l.number() && r.is(value.Duration):
		return stretched(op, r, l)
	case sum && (l.null() && r.is(value.Duration)):
		return lifted(of(value.Duration), nil, l, r), nil
	case sum && r.null() && (l.is(value.Duration) || l.is(value.Date) || l.is(value.DateTimeOffset)):
		return lifted(l.typ, nil, l, r), nil
	}
	return term{}, illTyped("'%s' is not defined for %s and %s", op, l, r)
}

// shifted adds a duration. The literal's digits beyond microseconds are dropped.
func shifted(op syntax.Op, l, r term) term {
	return lifted(l.typ, func(run *run, v []Value) Value {
		by := new(big.Int).SetInt64(v[1].(Ticks).Micros)
		if op == syntax.Sub {
			by.Neg(by)
		}
		if d, ok := v[0].(Day); ok {
			midnight := new(big.Int).Mul(big.NewInt(int64(d)), big.NewInt(day))
			return run.within(midnight.Add(midnight, by), firstTime, lastTime, func(t Ticks) Value { return t.date() })
		}
		from, to := int64(math.MinInt64), int64(math.MaxInt64)
		if l.is(value.DateTimeOffset) {
			from, to = firstTime, lastTime
		}
		start := new(big.Int).SetInt64(v[0].(Ticks).Micros)
		return run.within(start.Add(start, by), from, to, func(t Ticks) Value { return t })
	}, l, r)
}

// within fails outside of the range.
func (r *run) within(micros *big.Int, from, to int64, done func(Ticks) Value) Value {
	if !micros.IsInt64() || micros.Int64() < from || micros.Int64() > to {
		return r.fail()
	}
	return done(Ticks{Micros: micros.Int64()})
}

// stretched multiplies or divides a duration by a whole or decimal number,
// rounding towards zero.
func stretched(op syntax.Op, l, r term) (term, error) {
	if r.floating() {
		return term{}, notImplemented("a duration times a floating number")
	}
	return lifted(of(value.Duration), func(run *run, v []Value) Value {
		x := new(big.Rat).SetInt64(v[0].(Ticks).Micros)
		y, ok := v[1].(Exact)
		if !ok || op != syntax.Mul && y.Sign() == 0 {
			return run.fail()
		}
		if op == syntax.Mul {
			x.Mul(x, y.Rat)
		} else {
			x.Quo(x, y.Rat)
		}
		return run.within(truncated(x), math.MinInt64, math.MaxInt64, func(t Ticks) Value { return t })
	}, l, r), nil
}
