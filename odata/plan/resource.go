package plan

import (
	"slices"

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
	switch first := segments[0].Kind; {
	case first == syntax.MetadataSegment && len(segments) == 1:
		return b.document(Metadata)
	case first == syntax.MetadataSegment:
		return nil, b.notFound(segments[1])
	case slices.Contains(unservedRoots(), first):
		return nil, notYet(segments[0].Span, "'%s'", b.request.Path)
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
	none := append(collectionOptions(), "$select", "$expand", "$compute")
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
	via  *metadata.Navigation
}

func (b *binder) resource(segments []*syntax.Segment) (*resource, error) {
	r, err := b.entry(segments[0])
	if err != nil {
		return nil, err
	}
	for rest := segments[1:]; len(rest) > 0; {
		taken, err := b.step(r, rest)
		if err != nil {
			return nil, err
		}
		rest = rest[taken:]
	}
	return r, nil
}

// entry takes the first segment: an entity set or a singleton.
func (b *binder) entry(first *syntax.Segment) (*resource, error) {
	if first.Key != nil {
		return nil, fault.New(fault.BadPath, "a single entity takes no key").At(first.Key.Span)
	}
	if single := b.model.Singleton(first.Name); single != nil && first.Kind == syntax.NameSegment {
		if first.Args != nil {
			return nil, fault.New(fault.BadPath, "'%s' is a single entity and takes no key", single.Name).
				At(first.Args.Span)
		}
		main := b.entityTable(single.Type)
		rows := &Rows{Type: single.Type, From: newFrom(main), Main: main, Where: b.singletonKey(main, single)}
		return &resource{plan: &Plan{Kind: SingleEntity, Singleton: single, Rows: rows}}, nil
	}
	set := b.model.Set(first.Name)
	if first.Kind != syntax.NameSegment || set == nil {
		return nil, fault.New(fault.NotFound, "there is no entity set '%s'", clip(first.Name)).
			At(first.Span).Meaning(fault.Suggest(first.Name, b.resourceNames()))
	}
	main := b.entityTable(set.Type)
	rows := &Rows{Type: set.Type, From: newFrom(main), Main: main}
	r := &resource{plan: &Plan{Kind: EntityCollection, Set: set, Rows: rows}, many: true}
	return r, b.keyed(r, first.Args)
}

// step takes one further segment of the resource path, or several that are a key.
func (b *binder) step(r *resource, segments []*syntax.Segment) (taken int, err error) {
	seg := segments[0]
	switch {
	case seg.Key != nil && seg.Kind != syntax.FilterSegment:
		return 0, notYet(seg.Key.Span, "a key behind '%s'", segmentText(seg))
	case r.plan.Kind == RawValue || r.plan.Kind == Count:
		return 0, b.notFound(seg)
	case r.plan.Kind == PropertyValue:
		return 1, b.behindProperty(r, seg)
	}
	switch seg.Kind {
	case syntax.CountSegment:
		if !r.many {
			return 0, fault.New(fault.BadPath, "/$count needs a collection").At(seg.Span)
		}
		r.plan.Kind = Count
		return 1, nil
	case syntax.FilterSegment:
		return 1, b.filtered(r, seg)
	case syntax.NameSegment, syntax.QualifiedSegment, syntax.TextSegment:
		return b.named(r, segments)
	case syntax.ValueSegment:
		return 0, fault.New(fault.BadPath, "an entity has no /$value: there are no media entities").At(seg.Span)
	case syntax.RefSegment:
		return 1, b.references(r, seg)
	default:
		if slices.Contains(unservedSegments(), seg.Kind) {
			return 0, notYet(seg.Span, "'%s' here", segmentText(seg))
		}
		return 0, b.notFound(seg)
	}
}

// named takes a name: a property, a type, or where a collection is reached the
// value of a key, which several segments may make.
func (b *binder) named(r *resource, segments []*syntax.Segment) (taken int, err error) {
	seg, t := segments[0], r.plan.Rows.Type
	if seg.Kind == syntax.QualifiedSegment && b.model.EntityType(seg.Name) != nil {
		return 1, b.castResource(r, seg)
	}
	switch {
	case !r.many && seg.Kind == syntax.NameSegment:
		return 1, b.member(r, seg)
	case !r.many:
		return 0, b.unknownMember(t, seg)
	case seg.Args != nil:
		return 0, fault.New(fault.NotFound, "there is no function '%s'", clip(seg.Name)).At(seg.Span)
	case t.Property(seg.Name) != nil || t.Navigation(seg.Name) != nil:
		return 0, fault.New(fault.BadPath, "'%s' belongs to a single entity: give its key", clip(seg.Name)).At(seg.Span)
	}
	return b.keySegments(r, segments)
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

// castResource takes a type cast: of a collection to its entities of the type, of
// an entity, which is not found where it is of another type.
func (b *binder) castResource(r *resource, seg *syntax.Segment) error {
	p := r.plan
	t, err := b.castType(p.Rows.Type, seg.Name, seg.Span)
	if err != nil {
		f := fault.From(err)
		f.Code = fault.BadPath
		return f
	}
	if !p.Rows.Type.IsA(t) {
		p.Rows.Main.narrow(t)
		p.Rows.Type = t
	}
	if !r.many {
		if seg.Args != nil {
			return fault.New(fault.BadPath, "a single entity takes no key").At(seg.Args.Span)
		}
		p.Parent = nil
		return nil
	}
	return b.keyed(r, seg.Args)
}

// filtered takes /$filter(…).
func (b *binder) filtered(r *resource, seg *syntax.Segment) error {
	if !r.many {
		return fault.New(fault.BadPath, "/$filter needs a collection").At(seg.Span)
	}
	rows := r.plan.Rows
	where, err := b.condition(seg.Body, scopeOf(rows))
	if err != nil {
		return err
	}
	rows.Where = and(rows.Where, where)
	return b.keyed(r, seg.Key)
}

// references takes /$ref.
func (b *binder) references(r *resource, seg *syntax.Segment) error {
	if !b.model.Addressed(r.plan.Rows.Type) {
		return notYet(seg.Span, "a reference to '%s', which has no address,", r.plan.Rows.Type.Name)
	}
	r.plan.Form = References
	return nil
}

// scopeOf is the scope of the options that are about the addressed entities.
func scopeOf(rows *Rows) scope {
	return scope{rows: rows, main: rows.Main, this: &variable{table: rows.Main}}
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
		return b.unknownMember(t, seg)
	}
	p.Parent = b.parent(p.Rows)
	p.Rows.Main = b.follow(p.Rows.From, p.Rows.Main, n)
	p.Rows.Type = n.Target
	p.Set, p.Singleton, r.via = b.model.SetOf(n.Target), nil, n
	if n.Collection {
		p.Kind, r.many = EntityCollection, true
		return b.keyed(r, seg.Args)
	}
	if seg.Args != nil {
		return fault.New(fault.BadPath, "'%s' is a single entity and takes no key", n.Name).At(seg.Args.Span)
	}
	p.Kind = SingleEntity
	return nil
}

func (b *binder) unknownMember(t *metadata.EntityType, seg *syntax.Segment) error {
	f := b.unknownName(t, seg.Name, seg.Span)
	f.Code = fault.NotFound
	return f
}

// behindProperty takes what follows a structural property.
func (b *binder) behindProperty(r *resource, seg *syntax.Segment) error {
	p := r.plan
	many := p.Property.Collection != nil
	switch {
	case seg.Kind == syntax.ValueSegment && many:
		return fault.New(fault.BadPath, "a collection has no /$value").At(seg.Span)
	case seg.Kind == syntax.ValueSegment && p.Property.Complex != nil:
		return fault.New(fault.BadPath, "a complex value has no /$value").At(seg.Span)
	case seg.Kind == syntax.ValueSegment:
		p.Kind = RawValue
		return nil
	case seg.Kind == syntax.CountSegment && many:
		b.countItems(p)
		return nil
	case seg.Kind == syntax.CountSegment:
		return fault.New(fault.BadPath, "/$count needs a collection").At(seg.Span)
	case seg.Kind == syntax.NameSegment && p.Property.Complex != nil && seg.Args == nil:
		member, err := b.memberOf(p.Property, seg)
		if err != nil {
			f := fault.From(err)
			f.Code = fault.NotFound
			return f
		}
		p.Property = member
		return nil
	case seg.Kind == syntax.QualifiedSegment && p.Property.Complex != nil && seg.Args == nil:
		return b.castComplex(p.Property, seg)
	}
	return b.notFound(seg)
}

// countItems counts the items of a collection property instead of entities.
func (b *binder) countItems(p *Plan) {
	p.Parent = b.parent(p.Rows)
	c := p.Property.Collection
	items := b.table(c.Table, c.Scope, nil)
	items.from = p.Rows.From
	p.Rows.From.Joins = append(p.Rows.From.Joins, &Join{Table: items, Parent: p.Rows.Main, On: c.Join})
	p.Rows.Main = items
	p.Kind = Count
	if c.KindColumn == "" {
		return
	}
	t := Type{Kind: value.String}
	kind := &LinkColumn{Table: items, Name: c.KindColumn, Kind: t.Kind}
	slot := b.slot(Slot{Source: FromModel, Type: t, Value: value.Value{Kind: value.String, Text: c.Kind}})
	p.Rows.Where = and(p.Rows.Where, &Compare{Op: Eq, L: kind, R: &Arg{Slot: slot, Of: t}})
}

// parent copies the query that finds the entity reached so far, before the path
// goes on from it.
func (b *binder) parent(rows *Rows) *Rows {
	from := *rows.From
	from.Joins = append([]*Join(nil), rows.From.Joins...)
	key := &Column{Table: rows.Main, Property: rows.Type.Key[0]}
	return &Rows{Type: rows.Type, From: &from, Main: rows.Main, Where: rows.Where, Cells: []Expr{key}}
}

func (b *binder) notFound(seg *syntax.Segment) error {
	return fault.New(fault.NotFound, "the path leads to no resource").At(seg.Span)
}

// finish binds the query options on what the path addresses.
func (b *binder) finish(r *resource) error {
	p, o := r.plan, &b.request.Options
	defer b.origin(p)
	switch p.Kind {
	case EntityCollection:
		return b.entities(p, o)
	case SingleEntity:
		if err := b.none(o, "a single entity is addressed", collectionOptions()...); err != nil {
			return err
		}
		err := b.entities(p, o)
		p.Rows.Order = nil
		return err
	case Count:
		return b.counted(p, o)
	case PropertyValue, RawValue:
		return b.value(p, o)
	case ServiceDocument, Metadata:
	}
	return nil
}

// entities binds the options of entities, or of references to them.
func (b *binder) entities(p *Plan, o *syntax.Options) (err error) {
	if p.Form != References {
		p.Context, err = b.options(p.Rows, o)
		return err
	}
	if err := b.none(o, "references have no properties", "$select", "$expand", "$compute"); err != nil {
		return err
	}
	p.Rows.addKey()
	return b.restrict(p.Rows, o, scopeOf(p.Rows))
}

// value binds the options of a property as a resource. A complex one has $select;
// the items of a collection are read apart where it has any (Protocol 4.01, 11.2.4.1).
func (b *binder) value(p *Plan, o *syntax.Options) error {
	none, why := append(collectionOptions(), "$select", "$expand", "$compute"), "a single property is addressed"
	switch {
	case p.Property.Complex != nil:
		none = append(collectionOptions(), "$expand", "$compute")
	case p.Property.Collection != nil && p.Kind == PropertyValue:
		none, why = []string{"$select", "$expand", "$compute", "$skiptoken"}, "a collection of values is addressed"
	}
	if err := b.none(o, why, none...); err != nil {
		return err
	}
	var shown *selection
	if o.Select != nil {
		shown = &selection{parts: map[*metadata.Property]*selection{}}
		p.Context.Select = []string{}
		err := b.within(o.Select.Source, func() error {
			return b.selectMembers(shown, p.Property, o, "", &p.Context)
		})
		if err != nil {
			return err
		}
	}
	p.Rows.Fields = append(p.Rows.Fields, b.fieldWith(p.Rows, p.Property, shown))
	for _, k := range p.Rows.Type.Key {
		p.OwnerKey = append(p.OwnerKey, p.Rows.cell(&Column{Table: p.Rows.Main, Property: k}))
	}
	if p.Property.Outer != nil {
		for _, part := range p.Property.Outer.Nulls() {
			p.Outside = append(p.Outside, p.Rows.cell(&Column{Table: p.Rows.Main, Property: part}))
		}
	}
	p.Context.Owner = p.Singleton == nil
	if _, ok := first(o, collectionOptions()...); ok {
		return b.readItems(p.Rows, p.Rows.Type, p.Property, o, ItemsOfRequest)
	}
	return b.refuse(o)
}

// origin notes what the context URL begins with.
func (b *binder) origin(p *Plan) {
	c, declared := &p.Context, p.Rows.Type
	switch {
	case p.Singleton != nil:
		c.Source, declared = p.Singleton.Name, p.Singleton.Type
	case p.Set != nil:
		c.Source, declared = p.Set.Name, p.Set.Type
	default:
		c.Source = b.model.Qualified(declared.Name)
	}
	if declared != p.Rows.Type {
		c.Cast = b.model.Qualified(p.Rows.Type.Name)
	}
	for at := p.Property; at != nil; at = at.Outer {
		if c.Path != "" {
			c.Path = "/" + c.Path
		}
		c.Path = at.Name + c.Path
		if at.Outer == nil && c.Cast != "" && declared.Property(at.Name) == nil {
			c.Path = c.Cast + "/" + c.Path
		}
	}
}

// counted binds the options of /$count: the filter decides. What has no influence
// on a number (URL Conventions 4.01, 4.8) is refused: the result would be another
// than the request seems to ask for.
func (b *binder) counted(p *Plan, o *syntax.Options) error {
	if err := b.refuse(o); err != nil {
		return err
	}
	none := append(collectionOptions()[1:], "$select", "$expand")
	if p.Property != nil {
		none = append(none, "$compute") // items have no properties
	}
	if err := b.none(o, "/$count counts what $filter leaves", none...); err != nil {
		return err
	}
	s := scopeOf(p.Rows)
	s.this.items = p.Property
	if err := b.compute(p.Rows, o.Compute, s); err != nil || o.Filter == nil {
		return err
	}
	return b.within(o.Filter.Source, func() error { return b.filter(p.Rows, o.Filter, s) })
}
