// Package intake loads JSON Lines into a directory: each line is the body of
// one write call, in which other rows may also be named by their address or name
// instead of their id.
//
// Lines go in by transactions of bounded size. A line that is refused is
// reported with its number, and the others go in, those of its transaction too.
// A line whose manager or parent team does not exist yet waits until the end of
// the file, so that the order of lines does not matter.
package intake
