package syntax

import (
	"slices"
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
)

// Survey is what can be read of a request, option by option, whether or not others
// are wrong.
type Survey struct {
	// Request has the path and the options that could be read.
	Request *Request
	// Lost says that the path could not be read.
	Lost bool
	// Given are all options in the order given: system query options by their canonical
	// names, with their decoded values; what cannot be decoded is as it was sent.
	Given []Source
	// Fault is the one that ParseRequest would have found; nil for none.
	Fault *fault.Fault
}

// SurveyRequest parses a request target as ParseRequest does, but goes on behind a
// fault with the next option. All options share one budget: what goes beyond a limit
// ends the work.
func SurveyRequest(rawPath, rawQuery string, limits Limits) Survey {
	s := Survey{Request: &Request{}}
	spent := &budget{limits: limits}
	if f := parsePath(s.Request, rawPath, spent); f != nil {
		s.Lost = true
		s.note(f)
	}
	if f := checkQuery(rawQuery); f != nil {
		s.note(f)
	}
	for text := range strings.SplitSeq(rawQuery, "&") {
		if text == "" {
			continue
		}
		if len(s.Given) == limits.Options {
			s.note(tooManyOptions(spent))
			break
		}
		s.option(text, spent)
	}
	return s
}

// option reads one pair. One that is wrong leaves nothing in the request.
func (s *Survey) option(text string, spent *budget) {
	one, f := takePair(text)
	s.Given = append(s.Given, Source{Name: one.target, Text: one.value})
	before := s.Request.Options
	before.Aliases = slices.Clip(before.Aliases)
	if f == nil {
		f = one.parse(&s.Request.Options, spent)
	}
	if f != nil {
		s.Request.Options = before
		s.note(f)
	}
}

// note keeps the first fault.
func (s *Survey) note(f *fault.Fault) {
	if s.Fault == nil {
		s.Fault = f
	}
}
