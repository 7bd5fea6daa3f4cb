package plan

import (
	"slices"
	"strings"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// keyed applies a key predicate to the collection reached, if there is one.
func (b *binder) keyed(r *resource, args *syntax.Args) error {
	if args == nil {
		return nil
	}
	p := r.plan
	where, err := b.key(p.Rows.Main, p.Rows.Type, args, implied(p.Rows.Type, r.via))
	if err != nil {
		return err
	}
	r.single(where)
	return nil
}

// single leaves the entity of a key of the collection reached.
func (r *resource) single(where Expr) {
	p := r.plan
	p.Rows.Where = and(p.Rows.Where, where)
	p.Kind, r.many = SingleEntity, false
	p.Parent, r.via = nil, nil
}

// implied lists the key properties of a type that the navigation property fixes
// by which its entities are reached (URL Conventions 4.01, 4.3.2).
func implied(t *metadata.EntityType, via *metadata.Navigation) []*metadata.Property {
	if via == nil || via.Through != nil {
		return nil
	}
	var list []*metadata.Property
	for _, k := range t.Key {
		for _, j := range via.Join {
			if j.To == k.Column {
				list = append(list, k)
			}
		}
	}
	return list
}

// key binds a key predicate: the primary key, by position or by names, or an
// alternate key (Protocol 4.01, 10; URL Conventions 4.01, 4.3). The properties of
// the key that are fixed may be left out.
func (b *binder) key(
	table *Table, t *metadata.EntityType, given *syntax.Args, fixed []*metadata.Property,
) (Expr, error) {
	args := given.List
	if len(args) == 1 && args[0].Name == "" {
		if open := without(t.Key, fixed); len(open) == 1 {
			return b.keyTerm(table, open[0], nil, args[0])
		} else if len(t.Key) == 1 {
			return b.keyTerm(table, t.Key[0], nil, args[0])
		}
	}
	if len(args) == 1 && args[0].Name != "" {
		if alternate := alternateKey(t, args[0].Name); alternate != nil {
			return b.keyTerm(table, alternate.Property, alternate, args[0])
		}
	}
	var terms []Expr
	for _, property := range t.Key {
		arg, ok := namedArg(args, property.Name)
		if !ok {
			if slices.Contains(fixed, property) && len(args) > 0 {
				continue
			}
			return nil, fault.New(fault.BadPath, "the key of '%s' is %s", t.Name, keyForm(t)).At(given.Span)
		}
		term, err := b.keyTerm(table, property, nil, arg)
		if err != nil {
			return nil, err
		}
		terms = append(terms, term)
	}
	if len(terms) != len(args) {
		return nil, fault.New(fault.BadPath, "the key of '%s' is %s", t.Name, keyForm(t)).At(given.Span)
	}
	if len(terms) == 1 {
		return terms[0], nil
	}
	return &Logic{Terms: terms}, nil
}

// without lists the properties that are not among others.
func without(list, others []*metadata.Property) []*metadata.Property {
	var rest []*metadata.Property
	for _, p := range list {
		if !slices.Contains(others, p) {
			rest = append(rest, p)
		}
	}
	return rest
}

// keySegments takes the key of an entity as segments, one for each property of
// the key (URL Conventions 4.01, 4.3.6). They belong to the shape of the request.
func (b *binder) keySegments(r *resource, segments []*syntax.Segment) (taken int, err error) {
	rows := r.plan.Rows
	open := without(rows.Type.Key, implied(rows.Type, r.via))
	if len(open) == 0 {
		open = rows.Type.Key
	}
	var terms []Expr
	for i, k := range open {
		if i == len(segments) {
			return 0, fault.New(fault.BadPath, "the key of '%s' has %d values, each in a segment",
				rows.Type.Name, len(open)).At(segments[0].Span)
		}
		seg := segments[i]
		slot := Slot{Source: FromModel, Type: TypeOf(k), Equal: true}
		v, exact, ok := value.Value{}, false, false
		switch seg.Kind {
		case syntax.NameSegment, syntax.QualifiedSegment, syntax.TextSegment:
			v, exact, ok = slot.convert(&syntax.Literal{Text: seg.Name})
			ok = ok && written(k.Kind, seg.Name)
		default:
		}
		if !ok || !exact || seg.Args != nil {
			return 0, fault.New(fault.NotFound, "'%s' has no property '%s', nor is it a key of %s",
				rows.Type.Name, clip(seg.Name), k.Kind).At(seg.Span).Meaning(fault.Suggest(seg.Name, rows.Type.Names()))
		}
		slot.Value = v
		arg := &Arg{Slot: b.slot(slot), Of: TypeOf(k)}
		terms = append(terms, &Compare{Op: Eq, L: &Column{Table: rows.Main, Property: k}, R: arg})
	}
	r.single(both(terms...))
	return len(open), nil
}

// written says whether a text that was read is also in the form of the type.
func written(k value.Kind, text string) bool {
	switch {
	case k == value.Boolean:
		return strings.EqualFold(text, "true") || strings.EqualFold(text, "false")
	case k.IsInteger():
		return strings.Trim(text, "-0123456789") == ""
	}
	return true
}

func alternateKey(t *metadata.EntityType, name string) *metadata.AlternateKey {
	for _, k := range t.AlternateKeys {
		if k.Property.Name == name {
			return k
		}
	}
	return nil
}

func namedArg(args []syntax.Arg, name string) (syntax.Arg, bool) {
	for _, a := range args {
		if a.Name == name {
			return a, true
		}
	}
	return syntax.Arg{}, false
}

// keyForm shows what a key looks like, such as (teamId=…,systemUserId=…).
func keyForm(t *metadata.EntityType) string {
	if len(t.Key) == 1 {
		return "(" + t.Key[0].Name + "=…)"
	}
	form := "("
	for i, k := range t.Key {
		if i > 0 {
			form += ","
		}
		form += k.Name + "=…"
	}
	return form + ")"
}

// keyTerm compares one key property with its literal. An alternate key compares
// the column of its normalised form.
func (b *binder) keyTerm(
	table *Table, p *metadata.Property, alternate *metadata.AlternateKey, arg syntax.Arg,
) (Expr, error) {
	given, err := b.expr(arg.Value, scope{})
	if err != nil {
		return nil, err
	}
	l, ok := given.(*literal)
	t := TypeOf(p)
	if !ok || !b.fits(l.of, t) || (t.Kind.IsInteger() && inexact(l.of, t)) {
		return nil, fault.New(fault.BadPath, "the key '%s' is %s", p.Name, t.Kind).At(arg.Span)
	}
	if alternate == nil {
		column := &Column{Table: table, Property: p}
		return b.compareLiteral(Eq, column, l, &syntax.Binary{Op: syntax.Eq, Span: arg.Span})
	}
	term := b.arg(l.of, t, value.Floor, true)
	b.slots[term.Slot].Normalise = alternate.Normalise
	stored := *p
	stored.Column = alternate.Column
	return &Compare{Op: Eq, L: &Column{Table: table, Property: &stored}, R: term}, nil
}
