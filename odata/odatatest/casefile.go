package odatatest

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/fault"
)

// Case is one case of a case file.
//
// A case file is text: cases with blank lines and comments (lines that begin
// with #) between them. A case is a head, an input and what is expected of it:
//
//	parse precedence dialect=postgres
//	Name eq 'x' or Age gt 3 and not Active
//	----
//	or
//	  eq Name 'x'
//	  …
//
// The head names the directive, then come arguments (key=value, without blanks)
// and the case's name (everything else). The input is every line up to the
// separator. The expectation ends at the first blank line; one that has blank
// lines itself stands between two separators of at least four equals signs:
//
//	http read
//	GET /odata/v4/Users
//	====
//	200 OK
//
//	{}
//	====
//
// The line end before a separator belongs to neither side.
type Case struct {
	Directive string
	Name      string
	Args      map[string]string
	Input     string
	Expected  string
	File      string
	Line      int // of the head, from 1
}

// Arg is the argument's value, or otherwise if the case does not give it.
func (c *Case) Arg(name, otherwise string) string {
	if v, ok := c.Args[name]; ok {
		return v
	}
	return otherwise
}

// Directive turns a case's input into the text to compare with its expectation.
type Directive func(t *testing.T, c *Case) string

// The flag has to exist before the tests' flags are parsed.
//
//nolint:gochecknoglobals // the flag package keeps its variables so
var rewrite = flag.Bool("rewrite", false, "write what the cases of the case files give as their expectation")

// RunCases runs the cases of all files that the pattern matches, each as a
// subtest: files in parallel, the cases of a file in order. A pattern without a
// file, a malformed file and a directive that is not there are failures. With
// the -rewrite flag, what the cases give becomes their expectation; the rest of
// the file stays as it is, byte for byte.
func RunCases(t *testing.T, pattern string, directives map[string]Directive) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	require.NoError(t, err)
	require.NotEmpty(t, files, "no case file matches %s", pattern)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)), func(t *testing.T) {
			t.Parallel()
			runFile(t, file, directives)
		})
	}
}

// ReadCases reads the cases of a file.
func ReadCases(file string) ([]*Case, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	parts, err := parseCases(file, string(text))
	cases := make([]*Case, 0, len(parts))
	for _, p := range parts {
		cases = append(cases, p.c)
	}
	return cases, err
}

func runFile(t *testing.T, file string, directives map[string]Directive) {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	parts, err := parseCases(file, string(text))
	require.NoError(t, err)
	for _, p := range parts {
		run := directives[p.c.Directive]
		if run == nil {
			t.Fatalf("%s:%d: there is no directive %q%s",
				file, p.c.Line, p.c.Directive, meant(p.c.Directive, directives))
		}
		t.Run(p.c.Name, func(t *testing.T) {
			actual := strings.TrimRight(run(t, p.c), "\n")
			if *rewrite {
				p.rewrite(actual)
				return
			}
			require.Equal(t, p.c.Expected, actual, "%s:%d", file, p.c.Line)
		})
	}
	if written := printCases(parts); *rewrite && !t.Failed() && written != string(text) {
		require.NoError(t, os.WriteFile(file, []byte(written), 0o600))
	}
}

func meant(name string, directives map[string]Directive) string {
	if s := fault.Suggest(name, slices.Sorted(maps.Keys(directives))); s != "" {
		return "; did you mean " + s + "?"
	}
	return ""
}

// part is a case with the text of the file that leads up to its expectation.
// The last part of a file may have no case.
type part struct {
	before   string
	c        *Case
	expected string // with its separators, as in the file
	after    string // the last part's: what follows the expectation
}

// rewrite changes the expectation, unless it is the same.
func (p *part) rewrite(actual string) {
	if actual != p.c.Expected {
		p.expected = printExpected(actual)
	}
}

// parseCases splits a file.
func parseCases(file, text string) ([]*part, error) {
	s := &caseScanner{file: file, lines: strings.SplitAfter(text, "\n")}
	var parts []*part
	for {
		p, err := s.part()
		if err != nil {
			return nil, err
		}
		if p == nil {
			break
		}
		parts = append(parts, p)
	}
	if len(parts) == 0 {
		return nil, fmt.Errorf("%s: there is no case in the file", file)
	}
	parts[len(parts)-1].after = strings.Join(s.lines[s.mark:], "")
	return parts, nil
}

// caseScanner walks over the lines of a file.
type caseScanner struct {
	file  string
	lines []string
	at    int // the line to read next
	mark  int // where the text of the next part begins
}

// part reads up to the end of the next case, and gives nil if there is none.
func (s *caseScanner) part() (*part, error) {
	for s.at < len(s.lines) && (blank(s.lines[s.at]) || strings.HasPrefix(s.lines[s.at], "#")) {
		s.at++
	}
	if s.at >= len(s.lines) {
		return nil, nil
	}
	c := s.head()
	begin := s.at
	for s.at < len(s.lines) && !separates(s.lines[s.at]) {
		s.at++
	}
	if s.at >= len(s.lines) {
		return nil, fmt.Errorf("%s:%d: the case has no line of ----", s.file, c.Line)
	}
	c.Input = strings.TrimSuffix(strings.Join(s.lines[begin:s.at], ""), "\n")
	p := &part{before: strings.Join(s.lines[s.mark:s.at], ""), c: c}
	separator, from := strings.TrimSuffix(s.lines[s.at], "\n"), s.at
	s.at++
	begin = s.at
	for s.at < len(s.lines) && !ends(s.lines[s.at], separator) {
		s.at++
	}
	c.Expected = strings.TrimSuffix(strings.Join(s.lines[begin:s.at], ""), "\n")
	if separator[0] == '=' {
		if s.at >= len(s.lines) {
			return nil, fmt.Errorf("%s:%d: the expectation has no end: another line of %s", s.file, begin, separator)
		}
		s.at++
	}
	p.expected = strings.Join(s.lines[from:s.at], "")
	s.mark = s.at
	return p, nil
}

// head reads a case's first line.
func (s *caseScanner) head() *Case {
	words := strings.Fields(s.lines[s.at])
	s.at++
	c := &Case{Directive: words[0], Args: map[string]string{}, File: s.file, Line: s.at}
	var name []string
	for _, word := range words[1:] {
		if key, val, ok := strings.Cut(word, "="); ok {
			c.Args[key] = val
		} else {
			name = append(name, word)
		}
	}
	if c.Name = strings.Join(name, " "); c.Name == "" {
		c.Name = fmt.Sprintf("%s %d", c.Directive, c.Line)
	}
	return c
}

func blank(line string) bool { return strings.TrimSpace(line) == "" }

// separates says whether the line is ---- or at least four equals signs.
func separates(line string) bool {
	line = strings.TrimSuffix(line, "\n")
	return line == "----" || len(line) >= 4 && strings.Trim(line, "=") == ""
}

// ends says whether the line ends an expectation that such a separator began.
func ends(line, separator string) bool {
	if separator == "----" {
		return line == "\n" || line == ""
	}
	return strings.TrimSuffix(line, "\n") == separator
}

// printCases is the inverse of parseCases.
func printCases(parts []*part) string {
	var out strings.Builder
	for i, p := range parts {
		out.WriteString(p.before)
		out.WriteString(p.expected)
		rest := p.after
		if i+1 < len(parts) {
			rest = parts[i+1].before
		}
		if strings.HasPrefix(p.expected, "-") && rest != "" && rest[0] != '\n' {
			out.WriteByte('\n') // the expectation was of the other form, and ended without
		}
		out.WriteString(p.after)
	}
	return out.String()
}

// printExpected puts an expectation between its separators.
func printExpected(text string) string {
	lines := strings.Split(text, "\n")
	if text == "" {
		return "----\n"
	}
	if !slices.Contains(lines, "") {
		return "----\n" + text + "\n"
	}
	separator := "===="
	for slices.Contains(lines, separator) {
		separator += "="
	}
	return separator + "\n" + text + "\n" + separator + "\n"
}
