package reference

import (
	"errors"
	"time"

	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// Answer is what a request must get.
type Answer struct {
	Verdict Verdict
	Reason  string   // of a verdict other than Rows
	Keys    []string // of the entities of a collection in order: Row.Key
	Count   int64    // the items of a collection before $skip and $top
	// Body is the JSON of the answer, to be held against what is decoded by
	// Difference: of a collection and of a property an Object with a value, of an
	// entity and of a complex property its members, of /$count the number.
	Body any
}

// Rules are what an answer depends on beside the request and the rows.
type Rules struct {
	Now time.Time
	// Strict makes a request fail where an operation has no result, such as a
	// division by zero, instead of taking null for it (doc.go, Failure).
	Strict bool
	// Levels is how deep $expand may be nested, which $levels=max makes use of.
	Levels int64
}

// Answer evaluates a read of entities, of one entity, a property or a count,
// with all options but $search, $apply and those of other protocols.
func (db *Database) Answer(r *syntax.Request, rules Rules) Answer {
	a, err := db.answer(r, rules)
	var refused *refusal
	if errors.As(err, &refused) {
		return Answer{Verdict: refused.verdict, Reason: refused.reason, Count: -1}
	}
	return a
}

func (db *Database) answer(r *syntax.Request, rules Rules) (Answer, error) {
	o := &r.Options
	if o.Search != nil || o.Apply != nil || o.SkipToken != nil || o.DeltaToken != nil || o.Index != nil {
		return Answer{}, notImplemented("an option")
	}
	c := &compiler{db: db, request: r, rules: rules}
	at, err := c.resource(r.Segments)
	if err != nil {
		return Answer{}, err
	}
	entity := at.item()
	s := scope{it: entity, here: entity, hereName: itName, this: entity}
	switch {
	case at.counted:
		return c.answerCount(at, o, s)
	case at.entity != nil && at.many:
		return c.answerCollection(at, o, s)
	case at.entity != nil:
		return c.answerEntity(at, o, s)
	case at.many:
		return c.answerItems(at, o, s)
	}
	return c.answerProperty(at, o, s)
}

// answerCollection is that of a collection of entities.
func (c *compiler) answerCollection(at resource, o *syntax.Options, s scope) (Answer, error) {
	q, err := c.query(o, s)
	if err != nil {
		return Answer{}, err
	}
	f := &frame{run: &run{strict: c.rules.Strict}}
	rows, verdict := at.collection(f)
	if verdict != Rows {
		return Answer{Verdict: verdict}, nil
	}
	found := q.of(rows, func(item Value) *frame { return f.with(thisName, item).with(itName, item) })
	a := Answer{Count: found.count, Keys: []string{}}
	switch {
	case found.failed && o.Top != nil:
		// With $top, a database may end before it comes to the row.
		return Answer{Verdict: MayFail, Reason: "an operation fails", Count: -1}, nil
	case found.failed:
		return Answer{Verdict: Fails, Reason: "an operation fails", Count: -1}, nil
	}
	body := Object{}
	found.show(body, "", func(m match) any { return q.shape.show(m.frame, m.item.(*Row)) })
	a.Body = body
	for _, match := range found.rows {
		a.Keys = append(a.Keys, match.item.(*Row).key)
	}
	if f.run.mayFail {
		a.Verdict, a.Reason = MayFail, "an operation may fail"
	}
	return a, nil
}

// answerEntity is that of one entity.
func (c *compiler) answerEntity(at resource, o *syntax.Options, s scope) (Answer, error) {
	if o.Filter != nil || o.OrderBy != nil || o.Top != nil || o.Skip != nil || o.Count != nil {
		return Answer{}, illTyped("an option of collections for one entity")
	}
	q, err := c.query(o, s)
	if err != nil {
		return Answer{}, err
	}
	f := &frame{run: &run{strict: c.rules.Strict}}
	v, verdict := at.one(f)
	if verdict != Rows {
		return Answer{Verdict: verdict}, nil
	}
	return Answer{Body: q.shape.show(f.with(thisName, v).with(itName, v), v.(*Row)), Count: -1}, nil
}

// answerItems is that of a collection of primitive values.
func (c *compiler) answerItems(at resource, o *syntax.Options, s scope) (Answer, error) {
	if o.Select != nil || o.Expand != nil || o.Compute != nil {
		return Answer{}, illTyped("an option of entities for a collection of %s", at.item())
	}
	q, err := c.query(o, s)
	if err != nil {
		return Answer{}, err
	}
	f := &frame{run: &run{strict: c.rules.Strict}}
	items, verdict := at.collection(f)
	if verdict != Rows {
		return Answer{Verdict: verdict}, nil
	}
	found := q.of(items, func(item Value) *frame { return f.with(thisName, item).with(itName, item) })
	body := Object{}
	found.show(body, "", func(m match) any { return at.item().shown(m.item) })
	return Answer{Body: body, Count: found.count}, nil
}

// answerProperty is that of a single value, or of a complex one.
func (c *compiler) answerProperty(at resource, o *syntax.Options, s scope) (Answer, error) {
	if at.complex == nil && (o.Select != nil || o.Expand != nil || o.Compute != nil) {
		return Answer{}, illTyped("an option of entities for %s", at.typ)
	}
	f := &frame{run: &run{strict: c.rules.Strict}}
	chosen := &selection{whole: true}
	if o.Select != nil {
		var err error
		if chosen, err = c.selected(o.Select, s); err != nil {
			return Answer{}, err
		}
	}
	v, verdict := at.one(f)
	switch {
	case verdict != Rows:
		return Answer{Verdict: verdict}, nil
	case at.complex != nil:
		return Answer{Body: chosen.members(f, at.complex.Properties, v.(*Row)), Count: -1}, nil
	}
	return Answer{Body: Object{"value": at.shown(v)}, Count: -1}, nil
}

// answerCount is that of /$count.
func (c *compiler) answerCount(at resource, o *syntax.Options, s scope) (Answer, error) {
	if o.Top != nil || o.Skip != nil || o.OrderBy != nil || o.Expand != nil || o.Select != nil || o.Count != nil {
		return Answer{}, illTyped("/$count has no such option")
	}
	condition := constant(of(value.Boolean), Boolean(true))
	if o.Filter != nil {
		var err error
		if condition, err = c.condition(o.Filter.Expr, s); err != nil {
			return Answer{}, err
		}
	}
	f := &frame{run: &run{strict: c.rules.Strict}}
	items, verdict := at.collection(f)
	if verdict != Rows {
		return Answer{Verdict: verdict}, nil
	}
	var n int64
	for _, item := range items {
		if condition.eval(f.with(thisName, item).with(itName, item)) == Boolean(true) {
			n++
		}
	}
	return Answer{Body: n, Count: n}, nil
}
