package reference

import (
	"net/url"
	"strconv"
	"strings"
)

// Draw is a request that a Generator has made. Texts are not encoded; "" is an
// option that is not given.
type Draw struct {
	Set     string
	Compute string
	Filter  string
	OrderBy string
	Top     int // -1 for none
	Skip    int // -1 for none
	Count   bool
	Aliases []Assignment
}

// Assignment is a parameter alias without the @, with its value.
type Assignment struct{ Alias, Value string }

// Query is the encoded query, without the question mark. Options that are given
// are added.
func (d Draw) Query(options ...string) string {
	pairs := append([]string(nil), options...)
	add := func(name, text string) {
		if text != "" {
			pairs = append(pairs, name+"="+strings.ReplaceAll(url.QueryEscape(text), "+", "%20"))
		}
	}
	add("$compute", d.Compute)
	add("$filter", d.Filter)
	add("$orderby", d.OrderBy)
	if d.Top >= 0 {
		add("$top", strconv.Itoa(d.Top))
	}
	if d.Skip >= 0 {
		add("$skip", strconv.Itoa(d.Skip))
	}
	if d.Count {
		add("$count", "true")
	}
	for _, a := range d.Aliases {
		add("@"+a.Alias, a.Value)
	}
	return strings.Join(pairs, "&")
}

// String is the request as a person reads it.
func (d Draw) String() string {
	decoded, err := url.PathUnescape(d.Query())
	if err != nil {
		decoded = d.Query()
	}
	return d.Set + "?" + decoded
}
