package syntax

import (
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
)

const (
	pathTarget = "path"
	// mostSegments bounds a resource path.
	mostSegments = 100
)

// parsePath reads the resource path into r. It is split on `/` before it is
// decoded, so that %2F is data. A raw slash in parentheses belongs to an
// expression, as in Users/$filter(manager/role eq 'x'); a raw slash in a string
// is refused with the advice to send %2F, because whoever splits first would
// read another path.
func parsePath(r *Request, raw string, spent *budget) *fault.Fault {
	if raw == "" {
		return nil
	}
	cuts, f := splitPath(raw)
	if f != nil {
		return f
	}
	if len(cuts) > mostSegments {
		return fault.New(fault.QueryTooComplex, "the path has more than %d segments", mostSegments).In(pathTarget, "")
	}
	ends := make([]int, len(cuts))
	texts := make([]string, len(cuts))
	start, length := 0, 0
	for i, cut := range cuts {
		text, f := decode(raw[start:cut], false)
		if f != nil {
			return f.In(pathTarget, raw[start:cut])
		}
		texts[i] = text
		length += len(text)
		ends[i] = length
		length++
		start = cut + 1
	}
	r.Path = raw
	if length-1 != len(raw) {
		r.Path = strings.Join(texts, "/")
	}
	p := newParser(pathTarget, r.Path, spent)
	p.code = fault.BadPath
	p.inPath = true
	p.scanDepth()
	r.Segments = make([]*Segment, 0, len(cuts))
	start = 0
	for i, cut := range cuts {
		p.text = r.Path[:ends[i]]
		if p.err != nil {
			return p.err
		}
		p.pos = start
		escaped := i > 0 && strings.HasPrefix(raw[cuts[i-1]+1:cut], "%")
		p.resource(r, escaped)
		start = ends[i] + 1
	}
	if p.err != nil {
		return p.err
	}
	return nil
}

// splitPath gives the ends of the raw segments.
func splitPath(raw string) ([]int, *fault.Fault) {
	cuts := make([]int, 0, 4)
	start, depth := 0, 0
	quote := byte(0) // that of the string around: ' or, in JSON, "
	plain := strings.IndexByte(raw, '(') < 0 && strings.IndexByte(raw, '%') < 0
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c == '%' && i+2 < len(raw) && isHex(raw[i+1]) && isHex(raw[i+2]) {
			c = unhex(raw[i+1])<<4 | unhex(raw[i+2])
			i += 2
			if c == '/' {
				continue
			}
		}
		switch {
		case c == '/' && quote != 0 && depth > 0:
			return nil, fault.New(fault.BadPath, "'/' cannot stand in a string in the path").
				At(span(i, i+1)).In(pathTarget, raw).Advise("it is sent as %%2F")
		case c == '/' && depth == 0:
			cuts = append(cuts, i)
			start, quote = i+1, 0
		case plain:
		case c == '\\' && quote == '"':
			i++
		case c == quote && depth > 0:
			quote = 0
		case (c == '\'' || c == '"') && quote == 0 && depth > 0:
			quote = c
		case c == '(' && quote == 0 && i > start:
			depth++
		case c == ')' && quote == 0 && depth > 0:
			depth--
		}
	}
	return append(cuts, len(raw)), nil
}

// resource reads one decoded segment, which is the rest of p.text.
func (p *parser) resource(r *Request, escaped bool) {
	first := len(r.Segments) == 0
	if !first {
		p.afterLast(r.Segments[len(r.Segments)-1])
	}
	text := p.text[p.pos:]
	switch {
	case p.err != nil:
		return
	case text == "":
		p.failf(span(max(0, p.pos-1), p.pos), "a segment of the path is empty").
			advise("remove the '/' that is too much")
		return
	case text[0] == '$' && (!escaped || isPathKeyword(text)):
		p.dollarSegment(r, first)
		return
	}
	start := p.pos
	end := p.dotted(start)
	next := p.at(end)
	if end == start || next != 0 && next != '(' {
		if first {
			p.failf(span(start, len(p.text)), "'%s' names no resource", text).
				advise("a path begins with an entity set, a singleton or an operation")
			return
		}
		p.pos = len(p.text)
		r.Segments = append(r.Segments, &Segment{Kind: TextSegment, Name: text, Span: span(start, p.pos)})
		return
	}
	s := p.nameStep()
	if p.err == nil && !p.done() {
		p.unexpected("'/' or the end of the segment")
	}
	if first && s.Kind == QualifiedSegment {
		p.failf(s.Span, "a path cannot begin with the qualified name '%s'", s.Name)
	}
	if last := len(r.Segments) - 1; last >= 0 && s.Args == nil && p.err == nil {
		// The type behind $entity and $all belongs to them.
		before := r.Segments[last]
		if (before.Kind == EntitySegment || before.Kind == AllSetsSegment) && before.Name == "" {
			before.Name = s.Name
			before.Span.End = p.pos
			return
		}
	}
	r.Segments = append(r.Segments, s)
}

// afterLast refuses anything behind a segment that must be the last.
func (p *parser) afterLast(s *Segment) {
	switch s.Kind {
	case ValueSegment, RefSegment, QuerySegment, MetadataSegment, BatchSegment, CountSegment:
	case EntitySegment, AllSetsSegment:
		if s.Name == "" {
			return
		}
	default:
		return
	}
	p.failf(span(p.pos-1, len(p.text)), "nothing can follow '%s'", p.source.Text[s.Span.Start:s.Span.End])
}

func isPathKeyword(text string) bool {
	name, _, _ := strings.Cut(text, "(")
	for _, keyword := range pathKeywords() {
		if name == keyword {
			return true
		}
	}
	return false
}

func pathKeywords() []string {
	return []string{
		"$count", "$value", "$ref", "$filter", "$each", "$query",
		"$metadata", "$batch", "$entity", "$all", "$crossjoin",
	}
}

// dollarSegment reads a segment that begins with `$`; their letter case counts.
func (p *parser) dollarSegment(r *Request, first bool) {
	start := p.pos
	end := p.word(start + 1)
	name := p.text[start:end]
	s := &Segment{}
	kind, begins, ok := pathKeyword(name)
	switch at := span(start, end); {
	case !ok:
		p.fail(fault.New(fault.NotFound, "there is no path segment '%s'", clip(name)).At(at)).
			meaning(fault.Suggest(name, pathKeywords()))
		return
	case begins && !first:
		p.failf(at, "'%s' can only begin a path", name)
		return
	case !begins && first:
		p.failf(at, "'%s' cannot begin a path", name)
		return
	}
	s.Kind = kind
	p.pos = end
	switch kind {
	case FilterSegment:
		if p.peek() != '(' {
			p.unexpected("'('")
			return
		}
		s.Body = p.filterBody()
		if p.peek() == '(' && p.err == nil {
			s.Key = p.args()
		}
	case CrossJoinSegment:
		if p.peek() != '(' {
			p.unexpected("'('")
			return
		}
		s.Names = p.parameterNames()
	default:
	}
	if p.err == nil && !p.done() {
		p.unexpected("'/' or the end of the segment")
	}
	s.Span = span(start, p.end())
	r.Segments = append(r.Segments, s)
}

// pathKeyword gives the kind of a segment, and whether it can only begin a path.
func pathKeyword(name string) (kind SegmentKind, begins, ok bool) {
	switch name {
	case "$count":
		return CountSegment, false, true
	case "$value":
		return ValueSegment, false, true
	case "$ref":
		return RefSegment, false, true
	case "$filter":
		return FilterSegment, false, true
	case "$each":
		return EachSegment, false, true
	case "$query":
		return QuerySegment, false, true
	case "$metadata":
		return MetadataSegment, true, true
	case "$batch":
		return BatchSegment, true, true
	case "$entity":
		return EntitySegment, true, true
	case "$all":
		return AllSetsSegment, true, true
	case "$crossjoin":
		return CrossJoinSegment, true, true
	}
	return 0, false, false
}
