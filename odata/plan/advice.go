package plan

import (
	"errors"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// comparableBy advises how two operands that cannot be compared could be.
func comparableBy(l, r operand) string {
	if _, ok := l.(*literal); ok {
		l, r = r, l
	}
	_, written := r.(*literal)
	switch l := l.(type) {
	case *entity, *complexValue:
		return "name one of its properties, or compare it with null"
	case *collection:
		return "use any() or all()"
	case Expr:
		if written {
			return writtenAs(l.Type().Kind, r.Type().Kind)
		}
	}
	return ""
}

// writtenAs says how a literal of one type is written, where one of another was.
func writtenAs(want, given value.Kind) string {
	switch {
	case want == given:
		return "" // wrong in another way
	case want == value.String:
		return "a string stands in single quotes"
	case want == value.DateTimeOffset:
		return "a time is written like 2026-01-31T00:00:00Z"
	case want == value.Date:
		return "a date is written like 2026-01-31"
	case want == value.TimeOfDay:
		return "a time of day is written like 08:30:00"
	case want == value.Duration:
		return "a duration is written like duration'PT1H30M'"
	case want == value.Guid:
		return "a GUID has 36 characters and no quotes"
	case want == value.Boolean:
		return "write true or false"
	case want.IsNumber() && given == value.String:
		return "a number has no quotes"
	}
	return ""
}

// conditionBy advises how something that is no condition becomes one.
func conditionBy(bound operand) string {
	switch bound.(type) {
	case *entity, *complexValue:
		return "compare it with null, or name one of its properties"
	case *collection:
		return "use any() or all()"
	case Expr:
		return "compare it with a value"
	}
	return ""
}

// advised adds advice to a fault, if there is some.
func advised(f *fault.Fault, advice string) *fault.Fault {
	if advice == "" {
		return f
	}
	return f.Advise("%s", advice)
}

// meant adds to the fault of an unknown name what it means with a variable of
// the any and all around it.
func (s scope) meant(err error, seg *syntax.Segment) error {
	var f *fault.Fault
	if s.inner == nil || !errors.As(err, &f) || f.Code != fault.UnknownProperty {
		return err
	}
	var names []string
	for v := s.inner; v != nil; v = v.outer {
		names = append(names, v.name)
		if v.items == nil && v.table.Entity != nil && declares(v.table.Entity, seg.Name) {
			return f.Advise("inside of any() and all() write %s/%s", v.name, seg.Name)
		}
	}
	if f = f.Meaning(fault.Suggest(seg.Name, names)); f.Hint != "" {
		return f
	}
	return f.Advise("the variable here is '%s'", names[0])
}
