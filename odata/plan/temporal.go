package plan

import (
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// temporal binds arithmetic on dates, times and durations (URL Conventions 4.01,
// 5.1.1.2). What leaves the years 1 to 9999, or 64 bits of microseconds, is null.
func (b *binder) temporal(e *syntax.Binary, l, r operand) (operand, error) {
	lt, rt := l.Type().Kind, r.Type().Kind
	form, ok := temporalForms(e.Op)[[2]value.Kind{lt, rt}]
	if !ok {
		return b.noArithmetic(e, l, r)
	}
	if isNull(l) || isNull(r) {
		return nullOf(form.result), nil
	}
	left, err := b.typed(l, Type{Kind: lt}, e.L, e.Op.String())
	if err != nil {
		return nil, err
	}
	right, err := b.typed(r, Type{Kind: rt}, e.R, e.Op.String())
	if err != nil {
		return nil, err
	}
	return &Call{Func: form.fn, Args: []Expr{left, right}, Of: Type{Kind: form.result, Nullable: true}}, nil
}

type temporalForm struct {
	fn     Func
	result value.Kind
}

// temporalForms are the forms of add and sub by their operands, untyped null included.
func temporalForms(op syntax.Op) map[[2]value.Kind]temporalForm {
	const none, date, at, span = value.Null, value.Date, value.DateTimeOffset, value.Duration
	switch op {
	case syntax.Add:
		return map[[2]value.Kind]temporalForm{
			{span, span}: {AddInteger, span}, {date, span}: {AddToDate, date}, {at, span}: {AddToTime, at},
			{none, span}: {AddInteger, span},
			{span, none}: {AddInteger, span}, {date, none}: {AddToDate, date}, {at, none}: {AddToTime, at},
		}
	case syntax.Sub:
		return map[[2]value.Kind]temporalForm{
			{span, span}: {SubInteger, span}, {date, span}: {SubFromDate, date}, {at, span}: {SubFromTime, at},
			{date, date}: {DateDifference, span}, {at, at}: {TimeDifference, span},
			{none, span}: {SubInteger, span},
			{span, none}: {SubInteger, span}, {date, none}: {SubFromDate, date}, {at, none}: {SubFromTime, at},
		}
	default:
		return nil
	}
}

// noArithmetic goes on with what temporalForms does not have: durations times
// and by numbers.
func (b *binder) noArithmetic(e *syntax.Binary, l, r operand) (operand, error) {
	lt, rt := l.Type().Kind, r.Type().Kind
	switch {
	case lt == value.Duration && rt.IsNumber() && (e.Op == syntax.Mul || e.Op == syntax.Div || e.Op == syntax.DivBy):
		return b.stretch(e, l, e.L, r)
	case lt.IsNumber() && rt == value.Duration && e.Op == syntax.Mul:
		return b.stretch(e, r, e.R, l)
	}
	return nil, fault.New(fault.TypeMismatch, "'%s' is not defined for %s and %s", e.Op, typeName(l), typeName(r)).
		At(e.Span)
}

// stretch binds a duration times or by a whole or decimal number.
func (b *binder) stretch(e *syntax.Binary, duration operand, at syntax.Expr, by operand) (operand, error) {
	if floating(by.Type().Kind) {
		return nil, notYet(e.At, "%s of %s and %s", e.Op, value.Duration, by.Type().Kind)
	}
	if isNull(duration) || isNull(by) {
		return nullOf(value.Duration), nil
	}
	x, err := b.typed(duration, Type{Kind: value.Duration}, at, e.Op.String())
	if err != nil {
		return nil, err
	}
	fn := DivDuration
	if e.Op == syntax.Mul {
		fn = MulDuration
	}
	number, _ := b.number(by, value.Decimal)
	return &Call{Func: fn, Args: []Expr{x, number}, Of: Type{Kind: value.Duration, Nullable: true}}, nil
}
