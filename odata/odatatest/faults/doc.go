// Package faults shows that the tests would notice if the engine were wrong. It
// keeps a list of faults made by hand, and weaves all of them into a copy of the
// sources that only one build sees (go build -overlay): each function that has
// faults begins with its faulty bodies, which the name of a fault in the
// environment turns on. So one build holds every fault, and the sources none.
//
// The list is case files (see odatatest.Case), one for each part of the engine:
//
//	fault a join forgets the tenant file=odata/sqlgen/writer.go in=writer.joined try=^TestStructure$
//	w.tenant(j.Table)
//	----
//	w.text("TRUE")
//
// The input is text of the function and stands in it exactly once; the
// expectation is what replaces it. The file is relative to the module; in= may be
// left out where the text stands once in the file. try= is the test that is run
// first, as a regular expression, else the queries at random; pkg= the package that
// it is in, else odata.
// db=postgres marks a fault that only that database shows.
//
// A fault must make some answer wrong, or show what belongs to someone else: a
// change that nobody could notice is no fault. Command faultrun builds and runs
// the tests with each of them.
package faults
