package faults

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// switchFolder is the package of the switch, which only the overlay has.
const switchFolder = "odata/odatatest/faults/active"

// switchSource is the switch.
const switchSource = `// Package active turns on one fault of an overlay build.
package active

import (
	"os"
	"sync"
)

var (
	name    = os.Getenv("` + Variable + `")
	reached sync.Once
)

// Is says whether a fault is turned on.
func Is(fault string) bool {
	if fault != name {
		return false
	}
	reached.Do(func() { _, _ = os.Stderr.WriteString("` + Reached + `\n") })
	return true
}
`

// Weave gives the sources of a build that has all faults: the contents by paths
// below root, the folder of the module. The error names every fault whose text is
// not there, or not once.
func Weave(root, module string, list []Fault) (map[string][]byte, error) {
	files := map[string][]Fault{}
	for _, f := range list {
		files[f.File] = append(files[f.File], f)
	}
	woven := map[string][]byte{filepath.Join(root, switchFolder, "active.go"): []byte(switchSource)}
	var errs []error
	for name, faults := range files {
		path := filepath.Join(root, name)
		text, err := os.ReadFile(path)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", faults[0].Place, err))
			continue
		}
		s, err := newSource(path, string(text))
		if err != nil {
			return nil, err
		}
		for _, f := range faults {
			if err := s.add(f); err != nil {
				errs = append(errs, fmt.Errorf("%s: %q in %s: %w", f.Place, f.Name, f.File, err))
			}
		}
		woven[path] = s.woven(module)
	}
	return woven, errors.Join(errs...)
}

// source is one file to weave faults into.
type source struct {
	path    string
	text    string
	set     *token.FileSet
	file    *ast.File
	inserts []insert
}

// insert is text to put in at an offset.
type insert struct {
	at   int
	text string
}

func newSource(path, text string) (*source, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, text, parser.SkipObjectResolution)
	return &source{path: path, text: text, set: set, file: file}, err
}

func (s *source) offset(p token.Pos) int { return s.set.Position(p).Offset }

// add puts a faulty body at the beginning of the function that the fault is in.
func (s *source) add(f Fault) error {
	fn, at, err := s.find(f)
	if err != nil {
		return err
	}
	begin, end := s.offset(fn.Body.Lbrace)+1, s.offset(fn.Body.Rbrace)
	body := s.text[begin:at] + f.Faulty + s.text[at+len(f.Original):end]
	end = s.set.Position(fn.Body.Lbrace).Line
	// Line directives, so that what the compiler says names the fault.
	text := fmt.Sprintf("\nif faultswitch.Is(%q) {\n//line the fault %s:%d\n%s\n", f.Name, f.Name, end, body)
	if fn.Type.Results == nil {
		text += "return\n"
	}
	s.inserts = append(s.inserts, insert{begin, fmt.Sprintf("%s}\n//line %s:%d\n", text, s.path, end)})
	return nil
}

// find gives the function with the fault's text, and where in the file it begins.
func (s *source) find(f Fault) (fn *ast.FuncDecl, at int, err error) {
	from, to := 0, len(s.text)
	if f.Func != "" {
		for _, d := range s.file.Decls {
			if candidate, ok := d.(*ast.FuncDecl); ok && named(candidate, f.Func) {
				fn = candidate
			}
		}
		if fn == nil {
			return nil, 0, fmt.Errorf("there is no function %s", f.Func)
		}
		from, to = s.offset(fn.Pos()), s.offset(fn.End())
	}
	if n := strings.Count(s.text[from:to], f.Original); n != 1 || f.Original == "" {
		return nil, 0, fmt.Errorf("the text stands there %d times, not once:\n%s", n, f.Original)
	}
	at = from + strings.Index(s.text[from:to], f.Original)
	for _, d := range s.file.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if ok && fn.Body != nil && s.offset(fn.Body.Lbrace) < at && at+len(f.Original) <= s.offset(fn.Body.Rbrace) {
			return fn, at, nil
		}
	}
	return nil, 0, errors.New("the text is not inside of a function")
}

// named says whether a function has the name: Name or Receiver.Name.
func named(fn *ast.FuncDecl, name string) bool {
	receiver, method, qualified := strings.Cut(name, ".")
	if !qualified {
		return fn.Name.Name == name
	}
	if fn.Recv == nil || fn.Name.Name != method {
		return false
	}
	t := fn.Recv.List[0].Type
	if pointer, ok := t.(*ast.StarExpr); ok {
		t = pointer.X
	}
	id, ok := t.(*ast.Ident)
	return ok && id.Name == receiver
}

// woven is the text with all that was put in.
func (s *source) woven(module string) []byte {
	at := s.offset(s.file.Name.End())
	line := s.set.Position(s.file.Name.End()).Line
	imported := fmt.Sprintf("\nimport faultswitch \"%s/%s\"\n//line %s:%d\n", module, switchFolder, s.path, line)
	all := append([]insert{{at, imported}}, s.inserts...)
	slices.SortStableFunc(all, func(a, b insert) int { return a.at - b.at })
	var out []byte
	done := 0
	for _, i := range all {
		out = append(append(out, s.text[done:i.at]...), i.text...)
		done = i.at
	}
	return append(out, s.text[done:]...)
}
