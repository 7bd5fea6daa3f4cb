package faults

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/seed-267014d6/roster/odata/odatatest"
)

// Suite is the tests that faults are run against.
type Suite struct {
	Root     string
	Binaries map[string]string // the test binaries by package
	Packages []string          // those of which all tests are run, in this order
	First    string            // the tests of package odata to try first where a fault names none
	Skip     string            // the tests that are not, as a regular expression
	Env      []string          // besides the process's own
}

// Outcome is what became of a fault.
type Outcome struct {
	Caught  string // the test that failed, "" for none
	Detail  string // what it said
	Reached bool   // the tests came to the place of the fault
}

// Skip names the tests that show nothing of an answer: those of the folder's cases
// that hold plans and SQL as text, which any change would fail.
func Skip(folder string) (string, error) {
	// The first is about the parser; the others are held up by what else the machine does.
	skip := []string{"^TestDifferential$/^print$", "^TestPagesWhileOthersWrite$", "^TestNoRequestStalls$"}
	for _, cases := range []struct{ test, files string }{{"TestCases", "*.txt"}, {"TestWideCases", "wide/*.txt"}} {
		files, err := filepath.Glob(filepath.Join(folder, cases.files))
		if err != nil {
			return "", err
		}
		for _, file := range files {
			list, err := odatatest.ReadCases(file)
			if err != nil {
				return "", err
			}
			for _, c := range list {
				if slices.Contains([]string{"bind", "sql", "explain"}, c.Directive) {
					skip = append(skip, testName(cases.test, strings.TrimSuffix(filepath.Base(file), ".txt"), c.Name))
				}
			}
		}
	}
	return strings.Join(skip, "|"), nil
}

// testName is a regular expression for one test and its subtests.
func testName(parts ...string) string {
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(strings.ReplaceAll(part, " ", "_")) + "$"
	}
	return strings.Join(parts, "/")
}

// Run runs the tests with a fault, or with none where its name is empty, until
// one of them fails.
func (s *Suite) Run(ctx context.Context, f Fault) (Outcome, error) {
	var o Outcome
	if f.Try == "" {
		f.Package, f.Try = "odata", s.First
	}
	matched, err := s.run(ctx, f, f.Package, f.Try, &o)
	if err == nil && !matched {
		err = fmt.Errorf("%s: no test of %s matches %s", f.Place, f.Package, f.Try)
	}
	if err != nil || o.Caught != "" {
		return o, err
	}
	for _, p := range s.Packages {
		if _, err := s.run(ctx, f, p, ".", &o); err != nil || o.Caught != "" {
			return o, err
		}
	}
	return o, nil
}

// run runs tests of one package, and ends them when the first has failed.
func (s *Suite) run(ctx context.Context, f Fault, pkg, tests string, o *Outcome) (matched bool, err error) {
	ctx, end := context.WithCancel(ctx)
	defer end()
	cmd := exec.CommandContext(ctx, s.Binaries[pkg],
		"-test.v=test2json", "-test.failfast", "-test.timeout=10m", "-test.run="+tests, "-test.skip="+s.Skip)
	cmd.Dir = filepath.Join(s.Root, pkg)
	cmd.Env = append(append(os.Environ(), Variable+"="+f.Name), s.Env...)
	read, write := io.Pipe()
	cmd.Stdout, cmd.Stderr = write, write
	if err := cmd.Start(); err != nil {
		return false, err
	}
	done := make(chan error, 1)
	go func() {
		done <- cmd.Wait()
		_ = write.Close() // never fails
	}()
	matched, late := o.read(read, end)
	err = <-done
	if late {
		return false, fmt.Errorf("%s: the tests of %s take too long", f.Place, pkg)
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && !errors.Is(err, context.Canceled) {
		return false, err
	}
	if err != nil && o.Caught == "" {
		o.Caught = "the process ended: " + err.Error()
	}
	return matched, nil
}

// read reads what a test binary prints, and ends it when a test has failed.
func (o *Outcome) read(output io.Reader, end func()) (matched, late bool) {
	lines := bufio.NewScanner(output)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		line := strings.Trim(lines.Text(), "\x16") // marks what is not printed by a test
		trimmed := strings.TrimSpace(line)
		matched = matched || strings.HasPrefix(line, "=== RUN")
		switch {
		case o.Caught != "": // it is ended
		case line == Reached:
			o.Reached = true
		case strings.HasPrefix(trimmed, "--- FAIL: "):
			o.Caught, _, _ = strings.Cut(strings.TrimPrefix(trimmed, "--- FAIL: "), " ")
			end()
		case strings.HasPrefix(line, "panic: test timed out"): // shows nothing: the machine may be slow
			late = true
			end()
		case strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: "):
			o.Caught = line
			end()
		case strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "        "):
			o.Detail += line + "\n"
		default:
			o.Detail = ""
		}
	}
	_, _ = io.Copy(io.Discard, output) // a longer line than the buffer
	return matched, late
}
