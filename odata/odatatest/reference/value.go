package reference

import (
	"cmp"
	"math"
	"math/big"
	"strings"
)

// Value is one value of the entity data model; nil is null. The kinds below are
// all there are.
//
//sumtype:decl
type Value interface{ value() }

// Boolean is an Edm.Boolean.
type Boolean bool

// Text is an Edm.String.
type Text string

// Guid is an Edm.Guid.
type Guid [16]byte

// Binary is an Edm.Binary.
type Binary string

// Exact is a whole or decimal number of any size. It is never changed in place.
type Exact struct{ *big.Rat }

// Float is an Edm.Single or Edm.Double, or an infinite result of divby. It is
// never NaN.
type Float float64

// Day is an Edm.Date: days since 1970-01-01.
type Day int64

// Ticks is an Edm.DateTimeOffset, Edm.TimeOfDay or Edm.Duration: microseconds,
// and the picoseconds that a literal may have beyond them (0 to 999,999).
type Ticks struct{ Micros, Picos int64 }

// Member is the number of an enumeration value.
type Member int64

// Collection is a list of values without null.
type Collection []Value

// Failure is the value of an operation that must fail the request, such as an
// integer division by zero.
type Failure struct{}

func (Boolean) value()    {}
func (Text) value()       {}
func (Guid) value()       {}
func (Binary) value()     {}
func (Exact) value()      {}
func (Float) value()      {}
func (Day) value()        {}
func (Ticks) value()      {}
func (Member) value()     {}
func (Collection) value() {}
func (Failure) value()    {}
func (*Row) value()       {}

func whole(n int64) Exact { return Exact{new(big.Rat).SetInt64(n)} }

// float makes a Float of the result of arithmetic; what is no number is null
// (doc.go, NaN).
func float(f float64) Value {
	if math.IsNaN(f) {
		return nil
	}
	return Float(f)
}

// nearest is the value as a double.
func (e Exact) nearest() float64 {
	f, _ := e.Float64()
	return f
}

// order compares two values of one type. Strings compare by code point, which is
// the order of their bytes in UTF-8; guids by their bytes.
func order(a, b Value) int {
	switch a := a.(type) {
	case Boolean:
		return cmp.Compare(digit(bool(a)), digit(bool(b.(Boolean))))
	case Text:
		return strings.Compare(string(a), string(b.(Text)))
	case Guid:
		other := b.(Guid)
		return strings.Compare(string(a[:]), string(other[:]))
	case Binary:
		return strings.Compare(string(a), string(b.(Binary)))
	case Exact, Float:
		return orderNumbers(a, b)
	case Day:
		return cmp.Compare(a, b.(Day))
	case Ticks:
		other := b.(Ticks)
		return cmp.Or(cmp.Compare(a.Micros, other.Micros), cmp.Compare(a.Picos, other.Picos))
	case Member:
		return cmp.Compare(a, b.(Member))
	case Collection, Failure, *Row:
	}
	panic("reference: values without order")
}

// orderNumbers compares by the exact values.
func orderNumbers(a, b Value) int {
	x, exactX := a.(Exact)
	y, exactY := b.(Exact)
	switch {
	case exactX && exactY:
		return x.Cmp(y.Rat)
	case exactX:
		return -orderNumbers(b, a)
	case !exactY:
		return cmp.Compare(a.(Float), b.(Float))
	}
	f := float64(a.(Float))
	if math.IsInf(f, 0) {
		return int(math.Copysign(1, f))
	}
	return new(big.Rat).SetFloat64(f).Cmp(y.Rat)
}

func digit(b bool) int {
	if b {
		return 1
	}
	return 0
}
