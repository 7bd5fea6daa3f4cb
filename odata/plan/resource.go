package plan

import (
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// bind binds the resource path, then the query options.
func (b *binder) bind() (*Plan, error) {
	segments := b.request.Segments
	b.source = syntax.Source{Name: pathSource, Text: b.request.Path}
	if len(segments) == 0 {
		return b.document(ServiceDocument)
	}
	switch segments[0].Kind {
	case syntax.MetadataSegment:
		if len(segments) == 1 {
			return b.document(Metadata)
		}
		return nil, b.notFound(segments[1])
	case syntax.BatchSegment, syntax.AllSetsSegment, syntax.CrossJoinSegment, syntax.EntitySegment:
		return nil, notYet(segments[0].Span, "'%s'", b.request.Path)
	default:
	}
	r, err := b.resource(segments)
	if err != nil {
		return nil, err
	}
	return r.plan, b.finish(r)
}

// document plans the service document or $metadata, which have no options but
// $format.
func (b *binder) document(kind Kind) (*Plan, error) {
	o := &b.request.Options
	none := append(collectionOptions(), "$select", "$expand")
	if err := b.none(o, "there is no collection here", none...); err != nil {
		return nil, err
	}
	return &Plan{Kind: kind}, b.refuse(o)
}

// pathSource is the target of faults in the resource path.
const pathSource = "path"

// resource is what the path has come to.
type resource struct {
	plan *Plan
	many bool // a collection of entities
}

func (b *binder) resource(segments []*syntax.Segment) (*resource, error) {
	first := segments[0]
	set := b.model.Set(first.Name)
	if first.Kind != syntax.NameSegment || set == nil {
		return nil, fault.New(fault.NotFound, "there is no entity set '%s'", clip(first.Name)).
			At(first.Span).Meaning(fault.Suggest(first.Name, b.model.SetNames()))
	}
	main := b.entityTable(set.Type)
	rows := &Rows{Type: set.Type, From: newFrom(main), Main: main}
	r := &resource{plan: &Plan{Kind: EntityCollection, Set: set, Rows: rows}, many: true}
	if err := b.keyed(r, first); err != nil {
		return nil, err
	}
	for _, seg := range segments[1:] {
		if err := b.step(r, seg); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// step takes one further segment of the resource path.
func (b *binder) step(r *resource, seg *syntax.Segment) error {
	p := r.plan
	switch {
	case seg.Key != nil:
		return notYet(seg.Key.Span, "a key behind '%s'", segmentText(seg))
	case p.Kind == RawValue || p.Kind == Count:
		return b.notFound(seg)
	case p.Kind == PropertyValue:
		return b.behindProperty(p, seg)
	}
	switch seg.Kind {
	case syntax.CountSegment:
		if !r.many {
			return fault.New(fault.BadPath, "/$count needs a collection").At(seg.Span)
		}
		p.Kind = Count
		return nil
	case syntax.NameSegment:
		if r.many {
			return b.insideCollection(p, seg)
		}
		return b.member(r, seg)
	case syntax.RefSegment, syntax.ValueSegment, syntax.FilterSegment, syntax.EachSegment, syntax.QuerySegment,
		syntax.QualifiedSegment:
		return notYet(seg.Span, "'%s' here", segmentText(seg))
	default:
		return b.notFound(seg)
	}
}

func segmentText(seg *syntax.Segment) string {
	switch seg.Kind {
	case syntax.RefSegment:
		return "/$ref"
	case syntax.ValueSegment:
		return "/$value"
	case syntax.FilterSegment:
		return "/$filter"
	case syntax.EachSegment:
		return "/$each"
	case syntax.QuerySegment:
		return "/$query"
	default:
		return clip(seg.Name)
	}
}

func (b *binder) behindProperty(p *Plan, seg *syntax.Segment) error {
	switch {
	case seg.Kind == syntax.ValueSegment && p.Property.Collection == nil:
		p.Kind = RawValue
		return nil
	case seg.Kind == syntax.ValueSegment:
		return fault.New(fault.BadPath, "a collection has no /$value").At(seg.Span)
	case seg.Kind == syntax.CountSegment:
		return notYet(seg.Span, "/$count of a collection property")
	}
	return b.notFound(seg)
}

// insideCollection explains a name behind a collection: a property needs an
// entity, and keys are not segments here.
func (b *binder) insideCollection(p *Plan, seg *syntax.Segment) error {
	t := p.Rows.Type
	if t.Property(seg.Name) != nil || t.Navigation(seg.Name) != nil {
		return fault.New(fault.BadPath, "'%s' belongs to a single entity: give its key", clip(seg.Name)).At(seg.Span)
	}
	return notYet(seg.Span, "a key as a path segment")
}

// member takes a property or navigation property of a single entity.
func (b *binder) member(r *resource, seg *syntax.Segment) error {
	p, t := r.plan, r.plan.Rows.Type
	if property := t.Property(seg.Name); property != nil && seg.Args == nil {
		p.Kind, p.Property = PropertyValue, property
		return nil
	}
	n := t.Navigation(seg.Name)
	if n == nil {
		return fault.New(fault.NotFound, "'%s' has no property '%s'", t.Name, clip(seg.Name)).
			At(seg.Span).Meaning(fault.Suggest(seg.Name, t.Names()))
	}
	p.Parent = b.parent(p.Rows)
	p.Rows.Main = b.follow(p.Rows.From, p.Rows.Main, n)
	p.Rows.Type = n.Target
	p.Set = b.model.SetOf(n.Target)
	if n.Collection {
		p.Kind, r.many = EntityCollection, true
		return b.keyed(r, seg)
	}
	if seg.Args != nil {
		return fault.New(fault.BadPath, "'%s' is a single entity and takes no key", n.Name).At(seg.Args.Span)
	}
	p.Kind = SingleEntity
	return nil
}

// parent copies the query that finds the entity reached so far, before the path
// goes on from it.
func (b *binder) parent(rows *Rows) *Rows {
	from := *rows.From
	from.Joins = append([]*Join(nil), rows.From.Joins...)
	key := &Column{Table: rows.Main, Property: rows.Type.Key[0]}
	return &Rows{Type: rows.Type, From: &from, Main: rows.Main, Where: rows.Where, Cells: []Expr{key}}
}

// keyed applies a key predicate to the collection reached.
func (b *binder) keyed(r *resource, seg *syntax.Segment) error {
	if seg.Args == nil {
		return nil
	}
	p, t := r.plan, r.plan.Rows.Type
	where, err := b.key(p.Rows.Main, t, seg.Args)
	if err != nil {
		return err
	}
	p.Rows.Where = and(p.Rows.Where, where)
	p.Kind, r.many = SingleEntity, false
	p.Parent = nil
	return nil
}

// key binds a key predicate: the primary key, by position or by names, or an
// alternate key (Protocol 4.01, 10; URL Conventions 4.01, 4.3).
func (b *binder) key(table *Table, t *metadata.EntityType, given *syntax.Args) (Expr, error) {
	args := given.List
	if len(args) == 1 && args[0].Name == "" && len(t.Key) == 1 {
		return b.keyTerm(table, t.Key[0], nil, args[0])
	}
	if len(args) == 1 && args[0].Name != "" {
		if alternate := alternateKey(t, args[0].Name); alternate != nil {
			return b.keyTerm(table, alternate.Property, alternate, args[0])
		}
	}
	if len(args) != len(t.Key) {
		return nil, fault.New(fault.BadPath, "the key of '%s' is %s", t.Name, keyForm(t)).At(given.Span)
	}
	terms := make([]Expr, 0, len(args))
	for _, property := range t.Key {
		arg, ok := namedArg(args, property.Name)
		if !ok {
			return nil, fault.New(fault.BadPath, "the key of '%s' is %s", t.Name, keyForm(t)).At(given.Span)
		}
		term, err := b.keyTerm(table, property, nil, arg)
		if err != nil {
			return nil, err
		}
		terms = append(terms, term)
	}
	if len(terms) == 1 {
		return terms[0], nil
	}
	return &Logic{Terms: terms}, nil
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
	if !ok || !b.fits(l.of, t) || (t.Kind.IsNumber() && inexact(l.of, t)) {
		return nil, fault.New(fault.BadPath, "the key '%s' is %s", p.Name, t.Kind).At(arg.Span)
	}
	term := b.arg(l.of, t, value.Floor, true)
	if alternate == nil {
		return &Compare{Op: Eq, L: &Column{Table: table, Property: p}, R: term}, nil
	}
	b.slots[term.Slot].Normalise = alternate.Normalise
	stored := *p
	stored.Column = alternate.Column
	return &Compare{Op: Eq, L: &Column{Table: table, Property: &stored}, R: term}, nil
}

func (b *binder) notFound(seg *syntax.Segment) error {
	return fault.New(fault.NotFound, "the path leads to no resource").At(seg.Span)
}

// finish binds the query options on what the path addresses.
func (b *binder) finish(r *resource) error {
	p, o := r.plan, &b.request.Options
	switch p.Kind {
	case EntityCollection:
		c, err := b.options(p.Rows, o, p.Rows.Main)
		p.Context = c
		return err
	case SingleEntity:
		if err := b.none(o, "a single entity is addressed", collectionOptions()...); err != nil {
			return err
		}
		c, err := b.options(p.Rows, o, p.Rows.Main)
		p.Rows.Order = nil
		p.Context = c
		return err
	case Count:
		return b.counted(p.Rows, o)
	case PropertyValue, RawValue:
		none := append(collectionOptions(), "$select", "$expand")
		if err := b.none(o, "a single property is addressed", none...); err != nil {
			return err
		}
		p.Rows.field(b, p.Property)
		for _, k := range p.Rows.Type.Key {
			p.OwnerKey = append(p.OwnerKey, p.Rows.cell(&Column{Table: p.Rows.Main, Property: k}))
		}
		p.Context.Owner = true
		return b.refuse(o)
	case ServiceDocument, Metadata:
	}
	return nil
}

// counted binds the options of /$count: the filter decides. What has no influence
// on a number (URL Conventions 4.01, 4.8) is refused: the result would be another
// than the request seems to ask for.
func (b *binder) counted(rows *Rows, o *syntax.Options) error {
	if err := b.refuse(o); err != nil {
		return err
	}
	none := append(collectionOptions()[1:], "$select", "$expand")
	if err := b.none(o, "/$count counts what $filter leaves", none...); err != nil {
		return err
	}
	if o.Filter == nil {
		return nil
	}
	s := scope{it: rows.Main, main: rows.Main, this: &variable{table: rows.Main}}
	return b.within(o.Filter.Source, func() error { return b.filter(rows, o.Filter, s) })
}
