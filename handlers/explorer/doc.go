// Package explorer holds the explorer, a page that shows the directory in a
// browser: its files are part of the program and served from memory.
//
// ui/dist is what is served, ui holds the sources that it is built from. All
// names are fixed; a browser learns by the hash of their content, which the page
// writes behind them as ?v=HASH, when one has changed.
//
// # The page
//
// index.html is a template. In it
//
//	{{base}}     is the path that the service's addresses begin with: "", or "/prefix"
//	{{v:NAME}}   is the hash of the file NAME
//	{{nonce}}    is what style elements of this answer carry, as its policy says
//
// Nothing else is put into it: what it shows, its scripts ask the service for.
package explorer
