package plan

import (
	"strings"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// castType finds the entity type that a cast from another names: one derived from
// it, itself, or one it is derived from.
func (b *binder) castType(from *metadata.EntityType, name string, span syntax.Span) (*metadata.EntityType, error) {
	t := b.model.EntityType(name)
	if t != nil && (t.IsA(from) || from.IsA(t)) {
		return t, nil
	}
	var names []string
	for _, d := range from.Derived() {
		names = append(names, b.model.Qualified(d.Name))
	}
	if t == nil {
		return nil, fault.New(fault.TypeMismatch, "there is no entity type '%s'", clip(name)).At(span).
			Meaning(fault.Suggest(name, names))
	}
	return nil, fault.New(fault.TypeMismatch, "'%s' is not derived from '%s'", t.Name, from.Name).At(span).
		Meaning(fault.Suggest(name, names))
}

// castComplex checks a cast of a complex value: its types have no derived ones.
func (b *binder) castComplex(p *metadata.Property, seg *syntax.Segment) error {
	if b.model.ComplexType(seg.Name) == p.Complex {
		return nil
	}
	return fault.New(fault.TypeMismatch, "'%s' is not of the type '%s'", p.Name, clip(seg.Name)).At(seg.Span).
		Meaning(b.model.Qualified(p.Complex.Name))
}

// narrow leaves of a table the entities of a derived type.
func (t *Table) narrow(typ *metadata.EntityType) {
	if !t.Entity.IsA(typ) {
		t.Entity = typ
	}
}

// variants notes which types the rows may be of, and what tells it.
func (r *Rows) variants() {
	var list []*metadata.EntityType
	for _, t := range append([]*metadata.EntityType{r.Type}, r.Type.Derived()...) {
		if !t.Abstract && t.Discriminator != nil {
			list = append(list, t)
		}
	}
	if len(list) == 0 || len(list) == 1 && list[0] == r.Type {
		return
	}
	d := r.Type.Discriminator
	r.Variants = list
	r.VariantCell = r.cell(&LinkColumn{Table: r.Main, Name: d.Column, Kind: d.Values[0].Kind})
}

// wholeFields shows all properties of the type, and for rows of derived types theirs.
func (r *Rows) wholeFields(b *binder) {
	for _, p := range r.Type.Properties {
		r.field(b, p)
	}
	for _, t := range r.Type.Derived() {
		for _, p := range t.Own() {
			f := b.fieldOf(r, p)
			f.Only = t
			r.Fields = append(r.Fields, f)
		}
	}
}

// derivedWith is a type derived from another that has a property of the name.
func derivedWith(t *metadata.EntityType, name string) *metadata.EntityType {
	for _, d := range t.Derived() {
		if d.Property(name) != nil || d.Navigation(name) != nil {
			return d
		}
	}
	return nil
}

// unknownName is the fault of a name that the type does not declare.
func (b *binder) unknownName(t *metadata.EntityType, name string, span syntax.Span) *fault.Fault {
	f := fault.New(fault.UnknownProperty, "'%s' has no property '%s'", t.Name, clip(name)).At(span)
	if d := derivedWith(t, name); d != nil {
		return f.Advise("it belongs to a derived type: write %s/%s", b.model.Qualified(d.Name), name)
	}
	return f.Meaning(fault.Suggest(name, append(t.Names(), b.computedNames(t)...)))
}

// behind is where a path goes on that begins with an expression: a cast, or the
// alias of a path.
func (b *binder) behind(base syntax.Expr, s scope) (step, error) {
	bound, err := b.expr(base, s)
	if err != nil {
		return step{}, err
	}
	switch x := bound.(type) {
	case *entity:
		return step{table: x.table, root: x.root}, nil
	case *complexValue:
		return step{table: x.table, property: x.property, root: x.root}, nil
	case *collection:
		if x.sub != nil {
			return step{table: x.table, items: x.property, sub: x.sub}, nil
		}
		return step{table: x.table, property: x.property, root: x.root}, nil
	case *Column, *Item, *Scalar:
		return step{}, fault.New(fault.TypeMismatch, "a primitive value has no property").At(base.Place())
	}
	return step{}, notYet(base.Place(), "a path behind an expression")
}

// entityCall binds isof and cast with an entity type: of the entity in question,
// or of the one a path leads to. ok is false where the type is no entity's.
func (b *binder) entityCall(e *syntax.Call, s scope) (bound operand, ok bool, err error) {
	isof := strings.EqualFold(e.Name, "isof")
	if !isof && !strings.EqualFold(e.Name, "cast") || len(e.Args) < 1 || len(e.Args) > 2 {
		return nil, false, nil
	}
	name, ok := e.Args[len(e.Args)-1].(*syntax.TypeName)
	if !ok || name.Collection || b.model.EntityType(name.Name) == nil {
		return nil, false, nil
	}
	at := &entity{table: s.main}
	if len(e.Args) == 2 {
		x, err := b.expr(e.Args[0], s)
		if err != nil {
			return nil, true, err
		}
		if at, ok = x.(*entity); !ok {
			return nil, true, fault.New(fault.TypeMismatch, "%s to '%s' needs an entity, not %s",
				strings.ToLower(e.Name), clip(name.Name), typeName(x)).At(e.Args[0].Place())
		}
	}
	if at.table == nil || at.table.Entity == nil {
		return nil, true, notYet(e.Span, "%s here", strings.ToLower(e.Name))
	}
	t, err := b.castType(at.table.Entity, name.Name, name.Span)
	if err != nil {
		return nil, true, err
	}
	cast := &entity{table: at.table.as(t), root: at.root}
	if isof {
		return isNothing(cast.table, cast.root, true), true, nil
	}
	return cast, true, nil
}
