// Package wirelint restates what the OData readers of Microsoft (in Power BI and
// Excel) and UI5's ODataModel accept of an answer: headers, the form of JSON, the
// order and the names of control information, values by the types of $metadata,
// links. It is written from the standard's texts and shares nothing with the
// engine but the grammar of context URLs; every test that sends a request has
// every answer checked by it.
//
// A Finding names the rule that is broken:
//
//	version        one OData-Version, so spelled, that the request allows: Protocol 8.1.5, 8.2.7
//	header         a header that is missing, twice, malformed, or not asked for
//	edge           the headers of Roster's handlers: product.md, section 4
//	content-type   the media type with its parameters: JSON Format, section 3
//	no-body        204, 304 and HEAD
//	head           HEAD differs from GET
//	leak           SQL, paths, stacks, keys
//	error          the form of an error: JSON Format 21.1
//	json           RFC 8259, strictly
//	context        absolute, first, by the grammar, and of what was asked for: Protocol, section 10
//	control        the names of control information, by version and level: JSON Format 3.1 and 4.6
//	order          where control information stands: JSON Format 4.5
//	property       what was selected is there, nothing else
//	value          a value fits its type
//	count          its type, and only where it was asked for
//	next-link      absolute, of the same resource with all options, and only where something follows
//	entity         id, links and types in full metadata; ETags
//	csdl           the metadata document
//	text           counts and raw values
//	table          CSV: RFC 4180, and no formulas
package wirelint
