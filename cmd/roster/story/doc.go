// Package story makes the directory that `roster demo` shows: the sales
// organisation of an invented company, with regions, areas and squads nested in
// each other, product circles across them, managers, people who have left, and
// tags and aliases as a CRM would write them.
//
// Everything follows from the index of a person or team and a fixed seed. Two
// runs give the same rows with the same ids and times, and any part can be made
// without the parts before it, so that a directory of any size is made in chunks.
package story
