package odata

import (
	"net/http"
	"unicode/utf16"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// Sketch is the structure of a request, for editors: its options as trees, and what
// is wrong with it. Texts in it are decoded, and parse to what they stand for.
type Sketch struct {
	Error *SketchFault `json:"error"` // nil for none
	// Kind is collection, entity, property, value, count, metadata or other.
	Kind string `json:"kind"`
	// Set and Type are those of the entities that the path leads to, or whose property
	// it leads to; empty for none.
	Set  string `json:"set"`
	Type string `json:"type"`
	// Options are all that were given, in the order given: system query options by their
	// canonical names.
	Options []SketchOption `json:"options"`
	SketchOptions
}

// SketchFault is what a request would be answered with.
type SketchFault struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Target  string `json:"target"`
	Hint    string `json:"hint"`
	// Source is the text that the place, from Start to before End, is in: the decoded
	// value of the option Target, or else what of the request could not be read. Places
	// count UTF-16 code units, as scripts in browsers do.
	Source string `json:"source"`
	Start  int    `json:"start"`
	End    int    `json:"end"`
}

// SketchOption is one option as it was given, with its decoded value.
type SketchOption struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// SketchOptions are the options of a request or of an item of $expand; nil ones were
// not given, or could not be read.
type SketchOptions struct {
	Filter  SketchNode    `json:"filter"`
	OrderBy []SketchOrder `json:"orderby"`
	Select  []string      `json:"select"`
	Expand  []SketchItem  `json:"expand"`
	Top     *int64        `json:"top"`
	Skip    *int64        `json:"skip"`
	Count   *bool         `json:"count"`
}

// SketchOrder is a term of $orderby.
type SketchOrder struct {
	Text       string `json:"text"`
	Descending bool   `json:"desc"`
}

// SketchItem is an item of $expand.
type SketchItem struct {
	Path string `json:"path"`
	SketchOptions
	// Rest are the options that have no member here, such as "$levels=2;$search=a".
	Rest string `json:"rest"`
	Text string `json:"text"`
}

// Sketch reads a request as far as that is possible. path is relative to the service
// root, path and query are percent-encoded as in a URL.
func (s *Service) Sketch(path, query string) Sketch {
	survey := syntax.SurveyRequest(path, query, s.limits.Limits)
	sketch := Sketch{Options: make([]SketchOption, 0, len(survey.Given))}
	for _, given := range survey.Given {
		sketch.Options = append(sketch.Options, SketchOption{given.Name, given.Text})
	}
	sketcher := sketcher{depth: s.limits.Depth}
	sketch.SketchOptions = sketcher.options(&survey.Request.Options)

	bound, f := s.surveyed(survey)
	if f != nil {
		sketch.Error = newSketchFault(f)
	}
	sketch.Kind = "other"
	if bound != nil {
		sketch.describe(bound)
	}
	return sketch
}

// surveyed gives the plan of a request or, where something is wrong with its options,
// that of its path; nil where that is wrong, too.
func (s *Service) surveyed(survey syntax.Survey) (*plan.Plan, *fault.Fault) {
	f := survey.Fault
	if f == nil {
		bound, err := s.boundWhole(survey.Request)
		if err == nil {
			return bound, nil
		}
		f = fault.From(err)
	}
	if survey.Lost {
		return nil, f
	}
	bare := &syntax.Request{Segments: survey.Request.Segments, Path: survey.Request.Path}
	bare.Options.Aliases = survey.Request.Options.Aliases
	bound, err := s.bind(bare)
	if err != nil {
		return nil, f
	}
	return bound.plan, f
}

// boundWhole gives the plan of a request that would be answered.
func (s *Service) boundWhole(request *syntax.Request) (*plan.Plan, error) {
	if err := allowed(http.MethodGet, request); err != nil {
		return nil, err
	}
	bound, err := s.bind(request)
	if err != nil {
		return nil, err
	}
	if _, err := bound.plan.Values(request, value.Value{}, s.now().UnixMicro()); err != nil {
		return nil, err
	}
	return bound.plan, sendable(bound.plan, &request.Options)
}

func (s *Sketch) describe(p *plan.Plan) {
	switch p.Kind {
	case plan.EntityCollection:
		s.Kind = "collection"
	case plan.SingleEntity:
		s.Kind = "entity"
	case plan.PropertyValue:
		s.Kind = "property"
	case plan.RawValue:
		s.Kind = "value"
	case plan.Count:
		s.Kind = "count"
	case plan.Metadata:
		s.Kind = "metadata"
	case plan.ServiceDocument:
	}
	if p.Set != nil {
		s.Set = p.Set.Name
	}
	if p.Rows != nil && p.Rows.Type != nil {
		s.Type = p.Rows.Type.Name
	}
}

func newSketchFault(f *fault.Fault) *SketchFault {
	return &SketchFault{
		Code: f.Code.String(), Message: f.Message, Target: f.Target, Hint: f.Hint, Source: f.Source,
		Start: codeUnits(f.Source, f.Span.Start), End: codeUnits(f.Source, max(f.Span.Start, f.Span.End)),
	}
}

// codeUnits counts the UTF-16 code units before a byte of a text.
func codeUnits(text string, offset int) int {
	n := 0
	for i, r := range text {
		if i >= offset {
			break
		}
		n += utf16.RuneLen(r)
	}
	return n
}
