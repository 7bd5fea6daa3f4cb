package odata

import (
	"strings"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/payload"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// binding is what a token belongs to: the tenant and the parsed query, whatever
// its spelling.
func binding(scope Scope, r *syntax.Request) []byte {
	b := append([]byte(scope.Text), 0)
	return syntax.AppendCanonical(b, r)
}

// nextLink repeats the request with a token for the rows behind the page.
func (q *query) nextLink() (string, error) {
	t := token{pageSize: q.pageSize, left: q.left, count: q.count, after: q.last()}
	if t.left >= 0 {
		t.left -= int64(len(q.page.ends))
	}
	sealed, err := q.service.seal(t, binding(q.scope, q.request))
	if err != nil {
		return "", err
	}
	link := appendEscaped([]byte(q.root), q.path)
	link = append(link, '?')
	for rest := q.raw; rest != ""; {
		var pair string
		pair, rest, _ = strings.Cut(rest, "&")
		if pair != "" && !isSkipToken(pair) {
			link = append(appendEscaped(link, pair), '&')
		}
	}
	link = append(link, "$skiptoken="...)
	return string(append(link, sealed...)), nil
}

func isSkipToken(pair string) bool {
	name, _, _ := strings.Cut(pair, "=")
	name = strings.ReplaceAll(strings.ToLower(name), "%24", "$")
	return strings.TrimPrefix(name, "$") == "skiptoken"
}

// appendEscaped appends a part of a request target as received, with bytes that
// a URL must not hold percent-encoded.
func appendEscaped(dst []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(s) {
		c := s[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			dst = append(dst, '%', hex[c>>4], hex[c&15])
			continue
		}
		dst = append(dst, c)
	}
	return dst
}

// nestedLink leads to the children of a row that its page had no room for. It is
// an ordinary request for the navigation property, so it is made by parsing one.
func (q *query) nestedLink(l *level, c *children, i int) (string, error) {
	if c.expand.Outside() {
		return "", fault.New(fault.QueryTooComplex, "'%s' has more items than one page can hold, and no next link can "+
			"lead to the rest: its options use $it", c.expand.Name()).Advise("ask for fewer by $top")
	}
	path, found := q.addressOf(l, i)
	if !found {
		return "", nil
	}
	if from := c.expand.Navigation.From; !path.typ.IsA(from) {
		path.text = append(append(path.text, '/'), q.service.model.Qualified(from.Name)...)
	}
	path.text = append(path.text, '/')
	path.text = append(path.text, c.expand.Name()...)
	if to := c.expand.Rows.Type; to != c.expand.Navigation.Target {
		path.text = append(append(path.text, '/'), q.service.model.Qualified(to.Name)...)
	}
	if c.expand.Form == plan.References {
		path.text = append(path.text, "/$ref"...)
	}
	target := string(path.text)
	given := *c.level.options
	given.Aliases = q.request.Options.Aliases
	options := string(syntax.AppendOptions(nil, &given, nil))
	if i == c.cut && c.number[i] > 0 {
		sealed, err := q.nestedToken(target, options, c, i)
		if err != nil {
			return "", err
		}
		if options != "" {
			options += "&"
		}
		options += "$skiptoken=" + sealed
	}
	if options != "" {
		target += "?" + options
	}
	return q.root + target, nil
}

// address is the path of an entity, and the type that it has by that.
type address struct {
	text []byte
	typ  *metadata.EntityType
}

// addressOf is the address of a row: in its set, or as a singleton.
func (q *query) addressOf(l *level, i int) (address, bool) {
	if set := q.service.model.SetOf(l.rows.Type); set != nil {
		return address{appendKeyPath([]byte(set.Name), q.service.model, l.rows.Type, l.rowKeys[i]), set.Type}, true
	}
	for _, s := range q.service.model.Singletons {
		if s.Type == l.rows.Type {
			return address{[]byte(s.Name), s.Type}, true
		}
	}
	return address{}, false
}

func (q *query) nestedToken(target, options string, c *children, i int) (string, error) {
	request, err := syntax.ParseRequest(target, options, q.service.limits.Limits)
	if err != nil {
		return "", err
	}
	last := c.first[i] + c.number[i] - 1
	left := q.number(c.expand.Rows.Top, -1)
	t := token{pageSize: q.service.pages.Rows, left: left, count: -1, after: c.level.keys[last]}
	if t.left >= 0 {
		t.left -= int64(c.number[i])
	}
	if c.totals != nil {
		t.count = c.totals[i]
	}
	return q.service.seal(t, binding(q.scope, request))
}

// appendKeyPath appends a key predicate, percent-encoded.
func appendKeyPath(dst []byte, m *metadata.Model, t *metadata.EntityType, values []value.Value) []byte {
	cells := make([]value.Cell, 0, len(t.Key))
	for _, v := range values {
		cells = append(cells, v.Cell())
	}
	return payload.AppendKeyPath(dst, m, t, cells)
}

// keyValues are the key of a row that has expansions.
func keyValues(rows *plan.Rows, row []value.Cell) []value.Value {
	key := make([]value.Value, 0, len(rows.KeyCells))
	for i, cell := range rows.KeyCells {
		key = append(key, row[cell].Keep(plan.TypeOf(rows.Type.Key[i]).Column()))
	}
	return key
}
