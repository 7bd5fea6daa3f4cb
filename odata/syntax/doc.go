// Package syntax turns the text of a request target into a tree with spans, and
// trees back into text. It knows the grammar of OData 4.01 (URL Conventions and
// the ABNF construction rules, with Data Aggregation 4.0) and no model: what a
// name stands for is decided by the binder.
//
// ParseRequest is the entry. It splits the raw query itself, on `&` and the
// first `=`, before one percent-decoding, because a general purpose splitter
// loses pairs that hold `;` or a bad percent sign. In the query `+` is a blank;
// in the path it is a plus sign.
//
// Beside requests it reads what else is written in this grammar: the fragments of
// context URLs (ParseContext), the headers of OData with media ranges and
// preferences, absolute URIs, and primitive values in the form of bodies.
//
// Operators bind as URL Conventions 4.01, section 5.1.1.17 says, tightest first:
//
//	/  has  in  calls      (has and in follow their left operand directly)
//	-x  not  cast
//	mul  div  divby  mod
//	add  sub
//	gt  ge  lt  le  isof
//	eq  ne
//	and
//	or
//
// All infix operators group to the left. `not a eq b` is `(not a) eq b`.
//
// Names of options, operators and functions match in any letter case; path
// segments that begin with `$`, the literals null, INF and NaN, and AND, OR and
// NOT of $search do not.
//
// All parsers of a request share one budget (Limits): depth, nodes, function
// nesting and lambda nesting are counted while parsing, so that work is linear
// and the stack bounded whatever is sent.
package syntax
