package faults

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/seed-267014d6/roster/odata/odatatest"
)

// Variable is the environment variable that names the fault to turn on.
const Variable = "ROSTER_FAULT"

// Reached is what a test binary writes to its standard error when it first comes
// to the place of the fault.
const Reached = "the fault is reached"

// Fault is one fault of the list.
type Fault struct {
	Name     string
	Area     string // the list's file
	Place    string // where the list has it
	File     string // relative to the module
	Func     string // Receiver.Name or Name; "" where the text stands once in the file
	Original string
	Faulty   string
	Package  string // of the test to try first, relative to the module
	Try      string // that test, as a regular expression; "" for that of the suite
	Dialect  string // the only database that shows it, "" for both
}

// Read reads the lists of a folder.
func Read(folder string) ([]Fault, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil {
		return nil, err
	}
	var list []Fault
	var errs []error
	names := map[string]bool{}
	for _, file := range files {
		cases, err := odatatest.ReadCases(file)
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			f := newFault(c)
			switch {
			case c.Directive != "fault" || f.File == "":
				errs = append(errs, fmt.Errorf("%s: a fault begins with \"fault name file=…\"", f.Place))
			case names[f.Name]:
				errs = append(errs, fmt.Errorf("%s: there are two faults %q", f.Place, f.Name))
			}
			names[f.Name] = true
			list = append(list, f)
		}
	}
	if len(list) == 0 {
		errs = append(errs, fmt.Errorf("%s: there are no faults", folder))
	}
	return list, errors.Join(errs...)
}

func newFault(c *odatatest.Case) Fault {
	return Fault{
		Name:     c.Name,
		Area:     strings.TrimSuffix(filepath.Base(c.File), ".txt"),
		Place:    fmt.Sprintf("%s:%d", c.File, c.Line),
		File:     c.Arg("file", ""),
		Func:     c.Arg("in", ""),
		Original: c.Input,
		Faulty:   c.Expected,
		Package:  c.Arg("pkg", "odata"),
		Try:      c.Arg("try", ""),
		Dialect:  c.Arg("db", ""),
	}
}
