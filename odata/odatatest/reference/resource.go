package reference

import (
	"github.com/seed-267014d6/roster/odata/syntax"
)

// resource is what a path leads to.
type resource struct {
	term
	owners  []term // single values on the way, which must be there
	byKey   bool   // the last step names the entity: there is none is 404
	counted bool   // /$count is behind it
}

// resource compiles the resource path (URL Conventions 4.01, section 4).
func (c *compiler) resource(segments []*syntax.Segment) (resource, error) {
	if len(segments) == 0 || segments[0].Kind != syntax.NameSegment {
		return resource{}, notImplemented("such a path")
	}
	root, err := c.root(segments[0], scope{})
	if err != nil {
		return resource{}, err
	}
	at := resource{term: root, byKey: true}
	for i, seg := range segments[1:] {
		last := i == len(segments)-2
		switch seg.Kind {
		case syntax.CountSegment:
			if !at.many {
				return resource{}, illTyped("$count needs a collection")
			}
			at.counted = true
			continue
		case syntax.NameSegment, syntax.QualifiedSegment, syntax.FilterSegment:
		default:
			return resource{}, notImplemented("the segment %s", seg.Name)
		}
		if !at.many {
			at.owners = append(at.owners, at.term)
		}
		if at, err = c.resourceStep(at, seg); err != nil {
			return resource{}, err
		}
		if !last && at.many && at.entity == nil && segments[i+2].Kind != syntax.CountSegment {
			return resource{}, illTyped("nothing is behind a collection of %s", at.item())
		}
	}
	return at, nil
}

func (c *compiler) resourceStep(at resource, seg *syntax.Segment) (resource, error) {
	item := at.item()
	s := scope{it: item, here: item, hereName: itName, this: item}
	var err error
	at.byKey = seg.Args != nil || seg.Kind == syntax.QualifiedSegment
	if seg.Kind == syntax.FilterSegment {
		at.term, err = c.filteredPath(at.term, seg, s)
		return at, err
	}
	at.term, err = c.step(at.term, seg, s)
	return at, err
}

// filteredPath is /$filter(…) in the path: $it is the item (URL Conventions
// 4.01, 4.12).
func (c *compiler) filteredPath(at term, seg *syntax.Segment, s scope) (term, error) {
	if !at.many {
		return term{}, illTyped("$filter needs a collection, not %s", at)
	}
	body, err := c.condition(seg.Body, s)
	if err != nil {
		return term{}, err
	}
	kept := at.kept(func(f *frame, item Value) Value { return body.eval(f.with(thisName, item).with(itName, item)) })
	if seg.Key == nil {
		return kept, nil
	}
	return c.keyed(kept, seg.Key, s)
}

// owned says whether all that is on the way is there.
func (r resource) owned(f *frame) bool {
	for _, owner := range r.owners {
		if owner.eval(f) == nil {
			return false
		}
	}
	return true
}

// collection is that of the path, or NotFound.
func (r resource) collection(f *frame) (Collection, Verdict) {
	if !r.owned(f) {
		return nil, NotFound
	}
	items, _ := r.eval(f).(Collection)
	return items, Rows
}

// one is the value of the path; without one, an answer is 404 or 204 (Protocol
// 4.01, 11.2.4 and 11.2.7).
func (r resource) one(f *frame) (Value, Verdict) {
	if !r.owned(f) {
		return nil, NotFound
	}
	v := r.eval(f)
	switch {
	case v == nil && r.byKey:
		return nil, NotFound
	case v == nil:
		return nil, NoContent
	}
	return v, Rows
}
