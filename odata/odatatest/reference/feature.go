package reference

// Features are parts of the language that a Generator may use.
type Features uint64

// The features. Everything else follows from them: `contains(name,'x') eq true`
// needs TextTest and ConditionOperand.
const (
	Comparison        Features = 1 << iota // eq, ne, gt, ge, lt, le with a literal, null or a value of the same type
	Logic                                  // and, or, not
	In                                     // in with a list of literals, null among them
	InCollection                           // in with a collection property
	TextTest                               // contains, startswith, endswith
	Folding                                // tolower, toupper
	TextFunction                           // concat, length, indexof, trim
	Substring                              // substring
	NullArgument                           // null as an argument of a function or an operand of arithmetic
	Arithmetic                             // add, sub, mul, negation of whole numbers
	Division                               // div, divby, mod of numbers that have arithmetic
	DecimalArithmetic                      // as Arithmetic, of decimals
	DoubleArithmetic                       // as Arithmetic, of floating numbers
	MixedNumbers                           // numbers of different types with each other
	TimeFunction                           // year … second, date, time, totaloffsetminutes, now and the like
	Seconds                                // fractionalseconds, totalseconds
	TimeArithmetic                         // dates, times and durations with add, sub and negation
	DurationScale                          // durations with mul, div, divby
	FineTimes                              // literals finer than a microsecond
	Rounding                               // round, floor, ceiling
	Lambda                                 // any, all
	NestedLambda                           // any and all in one another
	Navigation                             // one single-valued navigation property in a path
	MultiHop                               // several of them
	Count                                  // /$count of collection and navigation properties
	FilteredCount                          // /$count($filter=…) of navigation properties
	This                                   // /$count($filter=…) of collection properties, and $this
	CaseExpression                         // case
	Cast                                   // cast between numbers, and between dates and times
	CastText                               // cast to Edm.String
	CastParse                              // cast from Edm.String
	IsOf                                   // isof
	Has                                    // has
	Subset                                 // hassubset
	Alias                                  // parameter aliases for literals and conditions
	AliasList                              // parameter aliases for lists
	Spelling                               // letter case of names, redundant parentheses and blanks
	ConditionOperand                       // conditions compared with true, false, null and each other
	Self                                   // $it
	Root                                   // $root
	Compute                                // $compute
	OrderExpression                        // $orderby by more than properties
	OrderNavigation                        // $orderby by paths
	Complex                                // complex properties: types that have some, members in paths, eq null
	Derived                                // types with others derived from them, and casts to those in paths
	TypeTest                               // isof and cast of entities and complex values
	FilterSegment                          // /$filter(…) of collections in expressions
	KeyedNavigation                        // a key behind a collection in expressions
	Select                                 // $select of properties, members and *
	SelectPath                             // members and types in $select
	SelectItems                            // options of collection properties in $select
	Expand                                 // $expand, and in one another
	ExpandOptions                          // $filter, $orderby, $top, $skip, $count, $compute, $select in $expand
	ExpandStar                             // $expand=*
	ExpandLevels                           // $levels
	ExpandLink                             // /$ref in $expand
	ExpandCount                            // /$count in $expand
	ExpandCast                             // types in $expand
	ExpandSelf                             // $it in options of $expand
	PathKey                                // paths with keys, singletons, and navigation properties behind them
	PathCast                               // paths with types
	PathFilter                             // paths with /$filter(…)
	PathProperty                           // paths to properties
	PathCount                              // paths with /$count
)

// AllFeatures is the whole language.
const AllFeatures = ^Features(0)

// Has says whether all of the others are among the features.
func (f Features) Has(others Features) bool { return f&others == others }
