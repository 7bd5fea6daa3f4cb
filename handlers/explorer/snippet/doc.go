// Package snippet turns an address of the service into code that reads it: a
// URL, a command line, Power Query for each kind of credential, and scripts that
// follow the pages to the end. No snippet holds a key: it stands in the
// environment, in a credential dialog or in a parameter of the report.
//
// An address goes through two gates before it stands in code. Its spelling is
// made canonical (see address): what is left are ASCII characters among which no
// quotation mark, backslash, brace, number sign or line end is. Then it is quoted
// by the rules of the language, which hold for any text.
package snippet
