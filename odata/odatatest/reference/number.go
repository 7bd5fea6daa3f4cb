package reference

import (
	"math"
	"math/big"

	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// promoted is the type that arithmetic on two numeric types is made in (URL
// Conventions 4.01, 5.1.1.16): Edm.Int64 for all whole numbers, Edm.Double where
// one side is Edm.Single or Edm.Double.
func promoted(a, b value.Kind) value.Kind {
	switch {
	case a == value.Double || b == value.Double || a == value.Single || b == value.Single:
		return value.Double
	case a == value.Decimal || b == value.Decimal:
		return value.Decimal
	}
	return value.Int64
}

// promote brings the values of a numeric term to another numeric type.
func (t term) promote(to typ) term {
	if !t.number() || !to.floating() {
		return t
	}
	single := to.kind == value.Single
	return term{typ: to, eval: func(f *frame) Value {
		return toFloat(t.eval(f), single)
	}}
}

// toFloat is the nearest double, or single, of a number.
func toFloat(v Value, single bool) Value {
	var f float64
	switch v := v.(type) {
	case Exact:
		f = v.nearest()
		if single {
			near, _ := v.Float32()
			f = float64(near)
		}
	case Float:
		f = float64(v)
	default:
		return v
	}
	if single {
		f = float64(float32(f))
	}
	return Float(f)
}

// meet brings the operands of a comparison to one type. A numeric literal stands
// for its exact value; compared with Edm.Double or Edm.Single it becomes the
// nearest value of that type. Other mixed numbers are promoted.
func meet(l, r term) (term, term, error) {
	l, err := l.as(r.typ)
	if err != nil {
		return term{}, term{}, err
	}
	if r, err = r.as(l.typ); err != nil {
		return term{}, term{}, err
	}
	switch {
	case l.null() || r.null() || l.structured() || r.structured():
		return l, r, nil
	case l.number() && r.number():
		l, r = meetNumbers(l, r)
		return l, r, nil
	case l.typ == r.typ:
		return l, r, nil
	}
	return term{}, term{}, illTyped("%s and %s are not compared", l, r)
}

func meetNumbers(l, r term) (term, term) {
	switch {
	case l.literal != nil && r.literal != nil:
		return l, r
	case r.literal != nil:
		return l, r.promote(l.typ)
	case l.literal != nil:
		return l.promote(r.typ), r
	case l.typ == r.typ:
		return l, r
	}
	common := of(promoted(l.kind, r.kind))
	return l.promote(common), r.promote(common)
}

// notNumber says whether the term is the literal NaN.
func (t term) notNumber() bool {
	return t.literal != nil && t.literal.Kind == syntax.DoubleLiteral && t.literal.Text == "NaN"
}

// integral is a whole number as the result of integer arithmetic: beyond
// Edm.Int64 it fails.
func (r *run) integral(i *big.Int) Value {
	if !i.IsInt64() {
		return r.fail()
	}
	return Exact{new(big.Rat).SetInt(i)}
}

// truncated is the whole part, rounded towards zero.
func truncated(x *big.Rat) *big.Int { return new(big.Int).Quo(x.Num(), x.Denom()) }

// rounded is the nearest whole number, halves away from zero.
func rounded(x *big.Rat) *big.Int {
	half := big.NewRat(1, 2)
	if x.Sign() < 0 {
		half.Neg(half)
	}
	return truncated(half.Add(half, x))
}

// scaled rounds towards zero to so many fraction digits.
func scaled(x *big.Rat, digits int64) *big.Rat {
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(digits), nil)
	i := truncated(new(big.Rat).Mul(x, new(big.Rat).SetInt(unit)))
	return new(big.Rat).SetFrac(i, unit)
}

// finite marks a result that has left the range of doubles, or lost all of its
// digits: a database may refuse it.
func (r *run) finite(result float64, vanished bool, operands ...Value) Value {
	overflow := math.IsInf(result, 0)
	for _, o := range operands {
		if math.IsInf(float64(o.(Float)), 0) {
			overflow = false
		}
	}
	if overflow || vanished {
		r.mayFail = true
	}
	return float(result)
}
