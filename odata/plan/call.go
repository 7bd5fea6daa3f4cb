package plan

import (
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// call binds a canonical function.
func (b *binder) call(e *syntax.Call, s scope) (operand, error) {
	if source, ok := moments(e); ok {
		return &Arg{Slot: b.slot(Slot{Source: source}), Of: Type{Kind: value.DateTimeOffset}}, nil
	}
	if bound, ok, err := b.entityCall(e, s); ok {
		return bound, err
	}
	defer b.leaveCall()
	if err := b.enterCall(e); err != nil {
		return nil, err
	}
	if bound, ok, err := b.typeCall(e, s); ok {
		return bound, err
	}
	if bound, ok, err := b.collectionCall(e, s); ok {
		return bound, err
	}
	forms := overloads(e.Name)
	if forms == nil {
		return nil, unknownFunction(e)
	}
	args, null, err := b.arguments(e, s)
	if err != nil {
		return nil, err
	}
	form, err := b.choose(e, forms, args)
	if err != nil {
		return nil, err
	}
	if null {
		return nullResult(form, args), nil
	}
	return b.apply(form, args, e)
}

// moments are the functions without arguments: each has one value a request.
func moments(e *syntax.Call) (SlotSource, bool) {
	if len(e.Args) > 0 {
		return 0, false
	}
	return momentNamed(e.Name)
}

func momentNamed(name string) (SlotSource, bool) {
	switch strings.ToLower(name) {
	case "now":
		return FromNow, true
	case "mindatetime":
		return FromFirst, true
	case "maxdatetime":
		return FromLast, true
	}
	return 0, false
}

func (b *binder) arguments(e *syntax.Call, s scope) (args []operand, null bool, err error) {
	for _, arg := range e.Args {
		bound, err := b.expr(arg, s)
		if err != nil {
			return nil, false, err
		}
		l, written := bound.(*literal)
		null = null || isNull(bound) || written && isNaN(l.of) // what is made of no number is null
		args = append(args, bound)
	}
	return args, null, nil
}

// choose finds the form of a function that takes the arguments.
func (b *binder) choose(e *syntax.Call, forms []overload, args []operand) (overload, error) {
	arity := false
	for _, form := range forms {
		if len(form.args) != len(args) {
			continue
		}
		arity = true
		if b.takes(form, args) {
			return form, nil
		}
	}
	if !arity {
		return overload{}, fault.New(fault.TypeMismatch, "%s takes %s, %d given",
			strings.ToLower(e.Name), arities(forms), len(args)).At(e.Span)
	}
	for i, arg := range args {
		if !untyped(arg) && !b.taken(forms, i, arg) {
			return overload{}, fault.New(fault.TypeMismatch, "%s needs %s here, not %s",
				strings.ToLower(e.Name), kinds(forms, i), typeName(arg)).At(e.Args[i].Place())
		}
	}
	return overload{}, fault.New(fault.TypeMismatch, "%s does not take these arguments together",
		strings.ToLower(e.Name)).At(e.Span)
}

func arities(forms []overload) string {
	first, last := len(forms[0].args), len(forms[len(forms)-1].args)
	switch {
	case first != last:
		return itoa(first) + " or " + itoa(last) + " arguments"
	case first == 1:
		return "1 argument"
	}
	return itoa(first) + " arguments"
}

// kinds names what an argument may be.
func kinds(forms []overload, i int) string {
	var names []string
	for _, form := range forms {
		if i < len(form.args) && (len(names) == 0 || names[len(names)-1] != form.args[i].String()) {
			names = append(names, form.args[i].String())
		}
	}
	return strings.Join(names, " or ")
}

func (b *binder) takes(form overload, args []operand) bool {
	for i, arg := range args {
		if !untyped(arg) && !b.taken([]overload{form}, i, arg) {
			return false
		}
	}
	return true
}

// taken says whether one of the forms takes an argument at its place.
func (b *binder) taken(forms []overload, i int, arg operand) bool {
	for _, form := range forms {
		if i < len(form.args) && b.matches(form.args[i], arg) {
			return true
		}
	}
	return false
}

func (b *binder) matches(want value.Kind, arg operand) bool {
	got := arg.Type().Kind
	switch arg.(type) {
	case *literal, *nullLiteral, Expr:
		return got == want || (want == value.Int64 && got.IsInteger()) ||
			(want == value.Double && got == value.Single) || (want == value.Decimal && got.IsInteger())
	}
	return false
}

// nullResult is what a function gives for null: null in, null out.
func nullResult(form overload, args []operand) operand {
	k := form.result.Kind
	if form.fn == RoundDecimal || form.fn == FloorDecimal || form.fn == CeilingDecimal {
		if k = value.Decimal; untyped(args[0]) || floating(args[0].Type().Kind) {
			k = value.Double
		}
	}
	return nullOf(k)
}

// apply makes the call, bringing literals and whole numbers to what the form takes.
func (b *binder) apply(form overload, args []operand, e *syntax.Call) (operand, error) {
	switch form.fn {
	case RoundDecimal, FloorDecimal, CeilingDecimal:
		return b.rounded(form.fn, args[0]), nil
	default:
	}
	call := &Call{Func: form.fn, Of: form.result}
	for i, arg := range args {
		typed, err := b.typed(arg, Type{Kind: form.args[i]}, e.Args[i], strings.ToLower(e.Name))
		if err != nil {
			return nil, err
		}
		if arg, ok := typed.(*Arg); ok && form.fn.ofClock() && b.slots[arg.Slot].Source == FromLiteral {
			b.slots[arg.Slot].Demand = InUTC
		}
		call.Args = append(call.Args, typed)
	}
	switch form.fn {
	case ToLower:
		if folded := foldedColumn(call.Args[0]); folded != nil {
			return folded, nil
		}
	case StartsWith:
		return b.prefix(call), nil
	case SubstringLength:
		// A negative length is an error in the standard, and no length for both databases.
		call.Of.Nullable = true
	default:
	}
	return call, nil
}

// prefix makes a range of what begins with a literal: startswith is true of no
// text before the literal, and of none from the next one on that it is not a part of.
func (b *binder) prefix(call *Call) *Call {
	switch call.Args[0].(type) {
	case *Column, *Item:
	default:
		return call // it would be calculated twice
	}
	arg, ok := call.Args[1].(*Arg)
	if !ok || b.slots[arg.Slot].Source != FromLiteral {
		return call
	}
	slot := b.slots[arg.Slot]
	if _, ok := value.After(slot.literals[0].Text); !ok {
		return call
	}
	slot.Source = FromAfter
	after := &Arg{Slot: b.slot(slot), Of: arg.Of}
	return &Call{Func: Prefix, Args: append(call.Args, after), Of: call.Of}
}

// rounded binds a rounding function of a decimal, or of a whole number, which
// becomes one.
func (b *binder) rounded(fn Func, x operand) operand {
	switch t := b.typeOf(x); {
	case t.Kind.IsInteger():
		whole, _ := b.number(x, value.Int64)
		return &Call{Func: fn, Args: []Expr{whole}, Of: Type{Kind: value.Decimal}}
	case t.free():
		exact, _ := b.number(x, value.Decimal)
		of := Type{Kind: value.Decimal, Scale: value.AnyScale, digits: extent{t.digits.whole + 1, 0}}
		return &Call{Func: exactRounding(fn), Args: []Expr{exact}, Of: of}
	}
	e, _ := x.(Expr)
	return &Call{Func: fn, Args: []Expr{e}, Of: Type{Kind: value.Decimal}}
}

func exactRounding(fn Func) Func {
	switch fn {
	case FloorDecimal:
		return FloorExact
	case CeilingDecimal:
		return CeilingExact
	default:
		return RoundExact
	}
}

// foldedColumn is tolower of a column that is stored folded too.
func foldedColumn(e Expr) Expr {
	if c, ok := e.(*Column); ok && c.Property.Fold != "" && !c.Folded {
		return &Column{Table: c.Table, Property: c.Property, Folded: true}
	}
	if i, ok := e.(*Item); ok && i.Property.Collection.Fold != "" && !i.Folded {
		return &Item{Table: i.Table, Property: i.Property, Folded: true}
	}
	return nil
}

func unknownFunction(e *syntax.Call) error {
	for _, name := range canonical() {
		if strings.EqualFold(name, e.Name) {
			return notYet(e.Span, "the function %s", name)
		}
	}
	return fault.New(fault.UnknownFunction, "there is no function '%s'", clip(e.Name)).
		At(syntax.Span{Start: e.Span.Start, End: e.Span.Start + len(e.Name)}).
		Meaning(fault.Suggest(e.Name, canonical()))
}
