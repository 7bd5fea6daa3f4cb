package syntax_test

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// abnfEntry gives the entry point for a rule, or nil. Names of rules match in any letter case.
func abnfEntry(s *abnfSchema, rule string) func(input string) error {
	rule = strings.ToLower(rule)
	switch rule {
	case "odatauri":
		return s.parseURI
	case "odatarelativeuri":
		return s.parseRelative
	case "resourcepath", "entitysetname":
		return func(input string) error { return s.parseRequest(input, "") }
	case "queryoptions", "queryoption", "systemqueryoption", "customqueryoption", "aliasandvalue", "nameandvalue",
		"filter", "expand", "select", "orderby", "compute", "search", "apply", "top", "skip", "format", "inlinecount",
		"index", "id", "skiptoken", "deltatoken", "schemaversion":
		return func(input string) error { return s.parseRequest("", input) }
	case "context":
		return s.parseContext
	case "searchexpr":
		return func(input string) error { return s.parseRequest("", "$search="+input) }
	case "anyexpr", "allexpr":
		return func(input string) error { return s.parseExpression(input, func(x string) string { return "@p/" + x }) }
	case "stringinurl":
		return func(input string) error {
			return s.parseExpression(input, func(x string) string { return "[" + x + "]" })
		}
	case "functionparameter":
		return func(input string) error { return parsePath("F(" + input + ")") }
	case "functionparameters", "keypredicate", "simplekey", "compoundkey":
		return func(input string) error { return parsePath("F" + input) }
	case "levels":
		return func(input string) error { _, err := syntax.ParseExpand("p(" + input + ")"); return err }
	case "listexpr":
		return func(input string) error {
			return s.parseExpression(input, func(x string) string { return "@p in " + x })
		}
	case "arrayorobject", "array", "object":
		return func(input string) error { return s.parseExpression(input, func(x string) string { return x }) }
	case "binaryvalue", "durationvalue":
		kind := strings.TrimSuffix(rule, "value")
		return func(input string) error { _, err := syntax.ParseExpression(kind + "'" + input + "'"); return err }
	case "odataidentifier":
		return func(input string) error { _, err := syntax.ParseCompute("1 as " + input); return err }
	case "primitivevalue":
		return func(input string) error { _, err := syntax.ParseValue(input); return err }
	case "enumvalue":
		return func(input string) error { _, err := syntax.ParseEnumValue(input); return err }
	case "primitiveliteral":
		return func(input string) error { return parseLiteral(input, nil) }
	}
	if entry := abnfHeaderEntry(rule); entry != nil {
		return entry
	}
	if kinds := abnfKinds(rule); kinds != nil {
		return func(input string) error { return parseTyped(rule, input, kinds) }
	}
	if strings.HasSuffix(rule, "expr") {
		return func(input string) error { return s.parseExpression(input, func(x string) string { return x }) }
	}
	return nil
}

func abnfHeaderEntry(rule string) func(input string) error {
	switch {
	case rule == "request-id":
		return syntax.ParseRequestID
	case rule == "preference", strings.HasSuffix(rule, "preference"):
		return func(input string) error {
			list, err := syntax.ParsePrefer(input)
			if err == nil && len(list) != 1 {
				return fmt.Errorf("%d preferences", len(list))
			}
			return err
		}
	case rule == "header", rule == "prefer", rule == "asyncresult", rule == "content-id", rule == "isolation",
		strings.HasPrefix(rule, "odata-"):
		return func(input string) error { _, err := syntax.ParseHeader(input); return err }
	}
	return nil
}

// parseURI tries each place at which the service root may end: only the service knows it.
func (s *abnfSchema) parseURI(input string) error {
	uri, err := syntax.ParseURI(input)
	if err != nil {
		return err
	}
	if uri.Scheme != "http" && uri.Scheme != "https" || uri.Authority == "" || !strings.HasPrefix(uri.Path, "/") {
		return fault.New(fault.BadRequest, "no URI of a service").In("URI", input)
	}
	for i := len(uri.Path); i > 0; i-- {
		if uri.Path[i-1] != '/' {
			continue
		}
		root := *uri
		root.Path = uri.Path[:i]
		path, query, _ := uri.Below(&root)
		if e := s.parseRequest(path, query); e == nil || i == len(uri.Path) {
			err = e
		}
	}
	return err
}

// parseRelative splits off the fragment that $metadata may have in a context URL.
func (s *abnfSchema) parseRelative(input string) error {
	rest, fragment, found := strings.Cut(input, "#")
	path, query, _ := strings.Cut(rest, "?")
	if found && path == "$metadata" {
		if err := s.parseContext("#" + fragment); err != nil {
			return err
		}
		return s.parseRequest(path, query)
	}
	path, query, _ = strings.Cut(input, "?")
	return s.parseRequest(path, query)
}

// parseRequest parses a request, checks that its print parses to the same, and
// that the schema has the names.
func (s *abnfSchema) parseRequest(path, query string) error {
	r, err := syntax.ParseRequest(path, query, syntax.DefaultLimits())
	if err != nil {
		return err
	}
	printedPath := string(syntax.AppendPath(nil, r.Segments))
	printedQuery := string(syntax.AppendOptions(nil, &r.Options, nil))
	again, err := syntax.ParseRequest(printedPath, printedQuery, syntax.DefaultLimits())
	if err != nil {
		return fmt.Errorf("print %s?%s: %w", printedPath, printedQuery, err)
	}
	before, after := syntax.AppendCanonical(nil, r), syntax.AppendCanonical(nil, again)
	if !bytes.Equal(before, after) {
		return fmt.Errorf("print changes %s to %s", before, after)
	}
	return s.request(r)
}

// parsePath parses a path whose name is not the input's.
func parsePath(path string) error {
	_, err := syntax.ParsePath(path)
	return err
}

func (s *abnfSchema) parseContext(input string) error {
	c, err := syntax.ParseContext(input)
	if err != nil {
		return err
	}
	if printed := string(syntax.AppendContext(nil, c)); printed != input {
		return fmt.Errorf("print changes %s to %s", input, printed)
	}
	return s.context(c, input)
}

// parseExpression parses an expression, put into what it needs around it.
func (s *abnfSchema) parseExpression(input string, within func(x string) string) error {
	text, err := url.PathUnescape(input)
	if err != nil {
		return err
	}
	text = within(text)
	x, err := syntax.ParseExpression(text)
	if err != nil {
		return err
	}
	return s.expr(x, syntax.Source{Name: "expression", Text: text}, nil)
}

// parseLiteral parses a literal of one of the kinds; nil allows any.
func parseLiteral(input string, kinds []syntax.LiteralKind) error {
	text, err := url.PathUnescape(input)
	if err != nil {
		return err
	}
	x, err := syntax.ParseExpression(text)
	if err != nil {
		return err
	}
	lit, ok := x.(*syntax.Literal)
	if ok && ofKind(lit, kinds) {
		return nil
	}
	return fault.New(fault.InvalidLiteral, "another literal is expected").At(x.Place()).In("expression", text)
}

func ofKind(lit *syntax.Literal, kinds []syntax.LiteralKind) bool {
	for _, kind := range kinds {
		if lit.Kind == kind {
			return true
		}
	}
	return len(kinds) == 0
}

// parseTyped parses the literal or value of one type. Values are the forms of
// bodies: without percent-encoding, prefix and quotes.
func parseTyped(rule, input string, kinds []syntax.LiteralKind) error {
	if !strings.HasSuffix(rule, "value") {
		if err := parseLiteral(input, kinds); err != nil {
			return err
		}
		return digitsFit(rule, input)
	}
	lit, err := syntax.ParseValue(input)
	if err != nil {
		return err
	}
	if !ofKind(lit, kinds) {
		return fault.New(fault.InvalidLiteral, "another value is expected").At(lit.Span).In("value", input)
	}
	return digitsFit(rule, input)
}

// digitsFit checks the number of digits that the rules of whole numbers allow.
func digitsFit(rule, input string) error {
	most := map[string]int{"byte": 3, "sbyte": 3, "int16": 5, "int32": 10, "int64": 19}
	for name, n := range most {
		if strings.HasPrefix(rule, name) {
			text, _ := url.PathUnescape(input)
			digits := strings.TrimLeft(text, "+-")
			if len(digits) > n || strings.Trim(digits, "0123456789") != "" {
				return fault.New(fault.InvalidLiteral, "not a number of the type").In("value", input)
			}
		}
	}
	return nil
}

// abnfKinds are the kinds of literals of a rule, nil where it is none of a literal.
func abnfKinds(rule string) []syntax.LiteralKind {
	numbers := []syntax.LiteralKind{syntax.IntegerLiteral, syntax.DecimalLiteral, syntax.DoubleLiteral}
	switch strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(rule, "inurl"), "value"), "literal") {
	case "boolean":
		return []syntax.LiteralKind{syntax.BooleanLiteral}
	case "null":
		return []syntax.LiteralKind{syntax.NullLiteral}
	case "guid":
		return []syntax.LiteralKind{syntax.GuidLiteral}
	case "date":
		return []syntax.LiteralKind{syntax.DateLiteral}
	case "datetimeoffset", "datetimeoffsetvalue":
		return []syntax.LiteralKind{syntax.DateTimeLiteral}
	case "timeofday":
		return []syntax.LiteralKind{syntax.TimeLiteral}
	case "duration":
		return []syntax.LiteralKind{syntax.DurationLiteral, syntax.StringLiteral}
	case "binary":
		return []syntax.LiteralKind{syntax.BinaryLiteral}
	case "string":
		return []syntax.LiteralKind{syntax.StringLiteral}
	case "enum":
		return []syntax.LiteralKind{syntax.EnumLiteral, syntax.StringLiteral}
	case "byte", "sbyte", "int16", "int32", "int64":
		return numbers[:1]
	case "decimal", "double", "single":
		return numbers
	}
	if strings.HasPrefix(rule, "geo") || strings.HasPrefix(rule, "full") {
		return []syntax.LiteralKind{syntax.GeoLiteral}
	}
	return nil
}
