// Package reference answers OData requests in memory, as the specification says
// and as slowly as it likes: what the engine is held against. It also draws
// requests at random.
//
// Database.Answer evaluates a parsed request for entities, one entity, a
// property or a count over rows of Go values. It works on the syntax tree, and
// shares no code with the binder, the SQL generator or the store. An expression
// is first compiled, which finds the errors in its types whatever the rows are,
// then evaluated for one row after the other. Difference holds the JSON of an
// answer against what must be shown. A Generator draws well-typed and ill-typed
// requests; Shrink makes one that shows a difference smaller.
//
// # Decisions
//
// Sections are those of URL Conventions 4.01. What they leave open, or leave to
// the service, is decided here, so that an engine can be held to it:
//
// Null. Comparisons are two-valued: gt, ge, lt and le are false where an operand
// is null, both being null included. in stands for comparisons with eq. and, or,
// not, has, functions and arithmetic are three-valued. any, all, isof and in are
// never null; what is null in the condition of all is not true. case without a
// true condition is null. The value of isof is false for null.
//
// Literals. A numeric literal stands for the exact value of its digits. Compared
// with a whole or decimal number it stays exact, whatever its form (2.5, 25e-1);
// compared with Edm.Double or Edm.Single it becomes the nearest value of that
// type. A literal of a date or time is compared exactly, with all of its twelve
// digits and in every year of the grammar; as an operand of anything else its
// digits beyond microseconds are dropped. Text in quotes is an enumeration
// member, a guid, a duration, a date or a time where it is compared with one;
// nothing else changes its type silently. NaN equals nothing and differs from everything,
// null included.
//
// Types. Comparing different types other than two numbers, collections, or
// structured values with anything but null, is ill-typed; that the standard has
// eq and ne of structures, which are 501, is left out here. Edm.Binary has eq and
// ne. Guids are ordered by their bytes, strings by code point, enumerations by
// number, false before true.
//
// Numbers. Arithmetic on whole numbers of any width is made in Edm.Int64, with
// Edm.Single or Edm.Double on one side in Edm.Double, else exactly in decimals.
// A whole number of two types compared, or a decimal one, is exact; with
// Edm.Double or Edm.Single on one side, both are made doubles. Beyond Edm.Int64,
// whole numbers have no result.
//
// Division. div of whole numbers rounds towards zero; divby of whole numbers is
// decimal. The quotient of decimals, of div and divby, is cut off towards zero
// behind 18 fraction digits. mod has the sign of its left operand. div and mod of
// whole or decimal numbers by zero have no result, nor has mod of doubles: a
// literal zero there is ill-typed. div of doubles and every divby give INF, -INF
// or null, by the sign of the left operand alone: zero has no sign. An infinite
// decimal by zero is infinite by divby, and has no result by div.
//
// NaN. Arithmetic whose result is no number is null: INF sub INF, 0 divby 0.
// Where a result of doubles overflows to infinity or underflows to zero the
// request may fail instead: MayFail.
//
// Failure. Where an operation has no result it is null, as both databases can do
// whatever they look at first. The specification lets such a request fail: so it
// does by Rules.Strict, for the rows that must be looked at. An operation that and,
// or, case or $top make superfluous on a row may then fail the request or not.
//
// Texts. length, indexof and substring count code points. substring counts a
// negative start from the end; a start or length beyond the text is cut off; a
// negative length has no result. trim takes off the 25 characters of White_Space. Letter
// case is value.ToLower and value.ToUpper. An empty text is in every text, at 0.
//
// Dates and times are in UTC. year, month, day, hour, minute, second, date, time
// and totaloffsetminutes of a literal with another offset are ill-typed. A date
// moved by a duration is the day that its midnight is moved to. What leaves the
// years 1 to 9999, or Edm.Int64 microseconds, has no result; a literal outside of
// them is ill-typed where it is more than compared. Durations times or by a
// whole or decimal number are cut off towards zero to microseconds.
//
// Casts. What cannot be had is null. Numbers become whole by rounding halves away
// from zero. A floating number becomes the shortest decimal that reads as it.
// Text is read as the literal of the type without prefix, quotes or blanks:
// whole numbers without point, decimals without exponent, Booleans in lower case,
// times cut off to microseconds; of more than 100 characters, none is a number. What
// lies outside of the years 1 to 9999, or of the day, cannot be had. As texts,
// decimals have no trailing zeros, times six fraction digits and Z. The text of a floating number, enumerations and
// Edm.Binary are not implemented. isof is true for just the declared type of a
// primitive value, and for an entity's own type and all bases of it. Without an
// expression, isof and cast are of what names without a variable belong to.
//
// Types of entities. A segment that names a type, or cast, is null for an entity
// of another one, and leaves those of the type of a collection. A row of the
// table that is of no type is nothing anywhere.
//
// Complex properties. One that may be null is null where all that is in it is
// null. They are compared with null only.
//
// Flags. has is true where all bits of its right side are set: always for 0.
//
// Paths. A single-valued navigation property to nothing is null, and so is what
// follows. A collection behind it is empty: any is false, all is true, $count
// is 0. $it is the entity of the addressed collection everywhere, $this the item
// of the collection that is filtered. Names without a variable belong to the
// entity whose collection is filtered, inside of any and all too.
//
// Collections of labels have no order: length, contains, startswith, endswith,
// indexof, substring and concat of them are ill-typed; hassubset counts.
//
// Options. A computed property is shown where there is no $select, with *, and
// where it is named; later ones and all other options may use it. $it is what the
// path leads to in nested options too. Where nothing else says so, $select of a
// member of a complex property shows the others not. $expand=* expands what the
// declared type of the entities has and no other item names. With $levels the
// options hold on every level. $filter, $orderby, $top, $skip, $count are for
// collections only.
//
// Answers. Nothing by the key that the path names, and whatever is behind null,
// is 404; null itself is 204. Computed properties say their type where JSON
// does not; in which type numbers are calculated is left open.
//
// Order. Null is before everything else ascending, behind it descending. Every
// order ends with the key, in the direction of the last term.
package reference
