package syntax_test

import (
	"net/url"
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// abnfSchema is a schema made of the name lists of a case file: a name is known
// in its roles only. It has no types, so what a path has come to is a set of kinds.
type abnfSchema struct {
	roles map[string]map[string]bool
	known map[string]bool
}

func newABNFSchema(constraints map[string][]string) *abnfSchema {
	s := &abnfSchema{roles: map[string]map[string]bool{}, known: map[string]bool{}}
	for role, names := range constraints {
		s.roles[role] = map[string]bool{}
		for _, name := range names {
			if decoded, err := url.PathUnescape(name); err == nil {
				name = decoded
			}
			s.roles[role][name] = true
			s.known[name] = true
		}
	}
	return s
}

// has says whether a name has one of the roles. A role without a list is open to any name.
func (s *abnfSchema) has(name string, roles ...string) bool {
	for _, role := range roles {
		if len(s.roles[role]) == 0 || s.roles[role][name] {
			return true
		}
	}
	return false
}

// kinds is a set of what a path may have come to.
type kinds uint32

const (
	entities kinds = 1 << iota
	castEntities
	entity
	castEntity
	keyedEntity // by a path segment: further ones may complete the key
	complexes
	castComplexes
	complexValue
	castComplex
	primitives
	primitive
	stream
	each     // behind /$each
	bare     // a function without parentheses
	ended    // nothing may follow
	variable // may be a collection or not
	anything // not known to the schema
	service  // the service root
)

const (
	collections = entities | castEntities | complexes | castComplexes | primitives
	singles     = entity | castEntity | keyedEntity
	structured  = singles | complexValue | castComplex
	operable    = collections | structured | primitive | stream | each
	members     = entity | complexValue // where an expression begins
)

// pathMode says which grammar a path follows.
type pathMode uint8

const (
	resourceMode    pathMode = iota
	exprMode                 // of expressions
	groupMode                // single-valued steps only
	throughMode              // collections are passed through: aggregates, $select, $expand
	contextMode              // casts are qualified
	contextsThrough          // a select list of a context URL
)

// importKinds and functionKinds are what the functions of a role give.
func functionKinds() map[string]kinds {
	return map[string]kinds{
		"entityFunction": entity, "entityColFunction": entities, "complexFunction": complexValue,
		"complexColFunction": complexes, "primitiveFunction": primitive, "primitiveColFunction": primitives,
	}
}

func propertyKinds() map[string]kinds {
	return map[string]kinds{
		"entityColNavigationProperty": entities, "entityNavigationProperty": entity, "complexColProperty": complexes,
		"complexProperty": complexValue, "primitiveColProperty": primitives, "primitiveKeyProperty": primitive,
		"primitiveNonKeyProperty": primitive, "customAggregate": primitive, "streamProperty": stream,
	}
}

// begin takes the first segment behind the service root.
func (s *abnfSchema) begin(seg *syntax.Segment) kinds {
	var to kinds
	if s.has(seg.Name, "entitySetName") {
		to |= keyed(entities, seg.Args)
	}
	if s.has(seg.Name, "singletonEntity") && seg.Args == nil {
		to |= entity
	}
	if s.has(seg.Name, "actionImport") && seg.Args == nil {
		to |= ended
	}
	for role, kind := range functionKinds() {
		if s.has(seg.Name, role+"Import") {
			to |= called(kind, seg)
		}
	}
	return to
}

// keyed is a collection, or the one entity of it where a key is given.
func keyed(to kinds, args *syntax.Args) kinds {
	if args != nil && to&(entities|castEntities) != 0 {
		return entity
	}
	return to
}

// called is what a function gives: its parameters have names.
func called(kind kinds, seg *syntax.Segment) kinds {
	if seg.Args == nil {
		return bare
	}
	for _, arg := range seg.Args.List {
		if arg.Name == "" {
			return 0
		}
	}
	return keyed(kind, seg.Key)
}

// step takes a segment from each of the kinds.
func (s *abnfSchema) step(from kinds, seg *syntax.Segment, mode pathMode) kinds {
	if from&anything != 0 {
		return anything
	}
	var to kinds
	switch seg.Kind {
	case syntax.NameSegment, syntax.QualifiedSegment, syntax.TextSegment:
		return s.name(from, seg, mode)
	case syntax.CountSegment:
		to = primitive
		if from&(collections|variable) == 0 && mode != throughMode {
			to = 0
		}
		if mode == resourceMode && to != 0 {
			to = ended
		}
	case syntax.AnySegment, syntax.AllSegment, syntax.AggregateSegment:
		if from&(collections|variable) != 0 {
			to = primitive
		}
	case syntax.RefSegment:
		if from&(entities|castEntities|singles) != 0 {
			to = ended
		}
	case syntax.ValueSegment:
		if from&(singles|primitive) != 0 {
			to = ended
		}
	case syntax.QuerySegment:
		if from&(operable|bare) != 0 {
			to = ended
		}
	case syntax.FilterSegment:
		to = keyed(from&(entities|complexes|primitives|variable), seg.Key)
		if from&castEntities != 0 {
			to |= keyed(entities, seg.Key)
		}
	case syntax.EachSegment:
		if from&(entities|castEntities) != 0 {
			to = each
		}
	case syntax.AnnotationSegment:
		to = anything
	default:
	}
	return to
}

// name takes a property, a cast, an operation, or a key in form of a segment.
func (s *abnfSchema) name(from kinds, seg *syntax.Segment, mode pathMode) kinds {
	if from&service != 0 {
		return s.begin(seg)
	}
	through := mode == throughMode || mode == contextsThrough
	if through {
		from |= passed(from)
	}
	name := seg.Name
	dot := strings.LastIndexByte(name, '.')
	if dot >= 0 {
		for part := range strings.SplitSeq(name[:dot], ".") {
			if !s.has(part, "namespacePart") {
				return 0
			}
		}
		name = name[dot+1:]
	}
	var to kinds
	if from&structured != 0 && dot < 0 {
		for role, kind := range propertyKinds() {
			if s.has(name, role) && (seg.Args == nil || kind == entities) {
				to |= keyed(kind, seg.Args)
			}
		}
	}
	qualified := dot >= 0 || mode != contextMode && mode != contextsThrough
	if qualified {
		to |= s.cast(from, name, seg) | s.operation(from, name, seg)
	}
	if mode == resourceMode && seg.Args == nil {
		to |= s.keySegment(from, seg)
	}
	return to
}

// passed lets a path go on behind collections as if they were single.
func passed(from kinds) kinds {
	var to kinds
	if from&(entities|castEntities) != 0 {
		to |= entity
	}
	if from&(complexes|castComplexes) != 0 {
		to |= complexValue
	}
	return to
}

// cast takes a type; casts do not follow one another.
func (s *abnfSchema) cast(from kinds, name string, seg *syntax.Segment) kinds {
	var to kinds
	if s.has(name, "entityTypeName") {
		if from&entities != 0 {
			to |= keyed(castEntities, seg.Args)
		}
		if from&(entity|keyedEntity) != 0 && seg.Args == nil {
			to |= castEntity
		}
	}
	if s.has(name, "complexTypeName") && seg.Args == nil {
		if from&complexes != 0 {
			to |= castComplexes
		}
		if from&complexValue != 0 {
			to |= castComplex
		}
	}
	return to
}

// operation takes a bound function or action.
func (s *abnfSchema) operation(from kinds, name string, seg *syntax.Segment) kinds {
	var to kinds
	if from&operable == 0 {
		return 0
	}
	for role, kind := range functionKinds() {
		if s.has(name, role) {
			to |= called(kind, seg)
		}
	}
	if s.has(name, "action") && seg.Args == nil {
		to |= ended
	}
	return to
}

// keySegment takes a key, or the ordinal number of an item, in form of a segment.
func (s *abnfSchema) keySegment(from kinds, seg *syntax.Segment) kinds {
	var to kinds
	if from&(entities|castEntities|keyedEntity) != 0 && s.has(seg.Name, "keyPathLiteral") {
		to |= keyedEntity
	}
	if strings.Trim(strings.TrimPrefix(seg.Name, "-"), "0123456789") == "" {
		if from&(complexes|castComplexes) != 0 {
			to |= ended
		}
		if from&primitives != 0 {
			to |= ended
		}
	}
	return to
}

// walk takes segments one after the other; the fault stands at the one that does not follow.
func (s *abnfSchema) walk(from kinds, path []*syntax.Segment, mode pathMode, at syntax.Source) (kinds, error) {
	for i, seg := range path {
		to := s.step(from, seg, mode)
		if mode == groupMode && to&anything == 0 {
			to &^= collections
		}
		if to == 0 {
			place := seg.Span
			if i > 0 {
				place.Start-- // what has been read may end here, so the slash is wrong
			}
			return 0, schemaFault(at, place, "'%s' cannot stand here in the schema", seg.Name)
		}
		from = to
	}
	return from, nil
}

func schemaFault(at syntax.Source, span syntax.Span, format string, args ...any) error {
	return fault.New(fault.UnknownProperty, format, args...).At(span).In(at.Name, at.Text)
}

// request checks a parsed request against the schema.
func (s *abnfSchema) request(r *syntax.Request) error {
	at := syntax.Source{Name: "path", Text: r.Path}
	if err := s.resource(r.Segments, at); err != nil {
		return err
	}
	for _, custom := range r.Options.Custom {
		if !s.has(custom.Name, "customName", "parameterName") {
			return schemaFault(syntax.Source{Name: "query", Text: custom.Name}, syntax.Span{End: len(custom.Name)},
				"there is no option '%s'", custom.Name)
		}
	}
	return s.options(&r.Options)
}

func (s *abnfSchema) resource(path []*syntax.Segment, at syntax.Source) error {
	if len(path) == 0 {
		return nil
	}
	switch first := path[0]; first.Kind {
	case syntax.MetadataSegment, syntax.BatchSegment, syntax.EntitySegment, syntax.AllSetsSegment:
		return nil
	case syntax.CrossJoinSegment:
		for _, name := range first.Names {
			if !s.has(name, "entitySetName") {
				return schemaFault(at, first.Span, "'%s' is no entity set", name)
			}
		}
		return nil
	default:
	}
	for _, seg := range path {
		if seg.Body != nil {
			if err := s.expr(seg.Body, at, nil); err != nil {
				return err
			}
		}
	}
	_, err := s.walk(service, path, resourceMode, at)
	return err
}
