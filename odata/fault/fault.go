package fault

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Span is a half-open range of byte offsets into a Fault's Source.
type Span struct{ Start, End int }

// Join is the smallest span that covers both.
func (s Span) Join(t Span) Span { return Span{min(s.Start, t.Start), max(s.End, t.End)} }

// Detail is one entry of "details" in an OData error body.
type Detail struct{ Code, Message, Target string }

// Fault is an error that can be shown to the caller. Message, Target and Hint
// never hold SQL, file paths, stacks, host names or keys; Cause may, and is for
// the log only.
type Fault struct {
	Code    Code
	Message string   // one plain sentence without a trailing full stop
	Target  string   // "$filter", "emailAddress", "" where nothing can be named
	Source  string   // the decoded text that Span points into
	Span    Span     // the place; zero where there is none
	Hint    string   // the likely intended name, or how to mend it
	Details []Detail // further places, for errors that have several
	Retry   int      // seconds for Retry-After; 0 for none
	Cause   error
}

// New makes a Fault of the code with a formatted message.
func New(code Code, format string, args ...any) *Fault {
	return &Fault{Code: code, Message: fmt.Sprintf(format, args...)}
}

// At sets the place and returns the fault.
func (f *Fault) At(span Span) *Fault {
	f.Span = span
	return f
}

// In sets the target and the text that the span points into, unless an inner
// stage that knew better has done so.
func (f *Fault) In(target, source string) *Fault {
	if f.Target == "" {
		f.Target = target
	}
	if f.Source == "" {
		f.Source = source
	}
	return f
}

// Meaning sets the likely intended name, if there is one.
func (f *Fault) Meaning(name string) *Fault {
	if name != "" {
		f.Hint = "did you mean '" + name + "'?"
	}
	return f
}

// Advise sets a hint on how to mend the request.
func (f *Fault) Advise(format string, args ...any) *Fault {
	f.Hint = fmt.Sprintf(format, args...)
	return f
}

// Because keeps the cause for the log.
func (f *Fault) Because(err error) *Fault {
	f.Cause = err
	return f
}

// Error is the message as the answer shows it: with the place and the hint.
func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.Message)
	if f.Source != "" {
		fmt.Fprintf(&b, " (%s, position %d)", orElse(f.Target, "request"), f.Column())
	}
	if f.Hint != "" {
		b.WriteString("; ")
		b.WriteString(f.Hint)
	}
	return b.String()
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Cause }

// Column is the place as a 1-based count of characters, for people.
func (f *Fault) Column() int {
	return utf8.RuneCountInString(f.Source[:clamp(f.Span.Start, len(f.Source))]) + 1
}

// Caret renders the source with a line of carets under the place; it is empty
// where the fault has no source.
func (f *Fault) Caret() string {
	if f.Source == "" {
		return ""
	}
	start := clamp(f.Span.Start, len(f.Source))
	end := max(start, clamp(f.Span.End, len(f.Source)))
	width := max(1, utf8.RuneCountInString(f.Source[start:end]))
	line := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, f.Source)
	return line + "\n" + strings.Repeat(" ", f.Column()-1) + strings.Repeat("^", width)
}

// From finds the Fault in err, or hides err behind an Internal one.
func From(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return New(Internal, "the request could not be served").Because(err)
}

func clamp(i, n int) int { return max(0, min(i, n)) }

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
