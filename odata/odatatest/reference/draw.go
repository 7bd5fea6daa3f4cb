package reference

import (
	"net/url"
	"strconv"
	"strings"
)

// Draw is a request that a Generator has made. Texts are not encoded; "" is an
// option that is not given.
type Draw struct {
	Set     string   // the entity set or singleton that the path begins with
	Path    []string // the segments, the first with its key
	Compute string
	Filter  string
	OrderBy string
	Select  string
	Expand  string
	Top     int // -1 for none
	Skip    int // -1 for none
	Count   bool
	Levels  string
	Aliases []Assignment
}

// Assignment is a parameter alias without the @, with its value.
type Assignment struct{ Alias, Value string }

// Target is the encoded path.
func (d Draw) Target() string {
	segments := make([]string, 0, len(d.Path))
	for _, s := range d.Path {
		segments = append(segments, url.PathEscape(s))
	}
	return strings.NewReplacer("%28", "(", "%29", ")", "%27", "'", "%2C", ",").Replace(strings.Join(segments, "/"))
}

// Query is the encoded query, without the question mark.
func (d Draw) Query() string {
	var pairs []string
	d.each(func(name, text string) {
		pairs = append(pairs, name+"="+strings.ReplaceAll(url.QueryEscape(text), "+", "%20"))
	})
	return strings.Join(pairs, "&")
}

// each visits the options that are given.
func (d Draw) each(visit func(name, text string)) {
	add := func(name, text string) {
		if text != "" {
			visit(name, text)
		}
	}
	add("$compute", d.Compute)
	add("$filter", d.Filter)
	add("$orderby", d.OrderBy)
	if d.Top >= 0 {
		visit("$top", strconv.Itoa(d.Top))
	}
	if d.Skip >= 0 {
		visit("$skip", strconv.Itoa(d.Skip))
	}
	if d.Count {
		visit("$count", "true")
	}
	add("$levels", d.Levels)
	add("$select", d.Select)
	add("$expand", d.Expand)
	for _, a := range d.Aliases {
		visit("@"+a.Alias, a.Value)
	}
}

// nested is the options with parentheses, "" for none.
func (d Draw) nested() string {
	var pairs []string
	d.each(func(name, text string) { pairs = append(pairs, name+"="+text) })
	if len(pairs) == 0 {
		return ""
	}
	return "(" + strings.Join(pairs, ";") + ")"
}

// String is the request as a person reads it.
func (d Draw) String() string {
	decoded, err := url.PathUnescape(d.Query())
	if err != nil {
		decoded = d.Query()
	}
	return strings.Join(d.Path, "/") + "?" + decoded
}
