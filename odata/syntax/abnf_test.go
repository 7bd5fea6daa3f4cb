package syntax_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// abnfCase is a test case of the OASIS ABNF: text, the rule it starts from, and
// the offset at which a wrong one must be rejected.
type abnfCase struct {
	Rule   string `json:"rule"`
	Input  string `json:"input"`
	FailAt *int   `json:"failAt"`
}

func loadABNF(t *testing.T) []abnfCase {
	t.Helper()
	file := os.Getenv("ROSTER_ABNF_CASES")
	if file == "" {
		file = "testdata/abnf/cases.json"
	}
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	var all struct {
		Cases []abnfCase `json:"cases"`
	}
	require.NoError(t, json.Unmarshal(data, &all))
	return all.Cases
}

// abnfSkipped are the rules that are not ours to parse.
func abnfSkipped(rule string) string {
	switch rule {
	case "context":
		return "context URLs are what a service writes"
	case "header", "prefer", "preference", "maxpagesizePreference", "includeAnnotationsPreference", "request-id":
		return "headers and batch ids belong to the HTTP edge"
	case "odataUri":
		return "scheme and host are split off by the HTTP server"
	case "primitiveValue", "enumValue":
		return "forms of CSDL, not of URLs"
	}
	return ""
}

// abnfUndecidable are the inputs that we treat otherwise, with the reason.
func abnfUndecidable(c abnfCase) string {
	switch c.Input {
	case "$format=json&$Format=atom&$format=xml&$format=text/html",
		"$format=JSON&$format=Atom&$format=XML&$format=text/html":
		return "an option is given at most once (Protocol 11.2.1), which the ABNF does not say"
	case "$search=a;b":
		return "a semicolon is data, encoded or not"
	case "$search=more&more", "$skiptoken=Not&this":
		return "'more' and 'this' are custom options unless a list of names forbids them"
	case "Categories/TheBestProduct()", "Categories(1)/Address/$value", "Categories(1)/Thumbnail/$value",
		"Products(1)/Model.BestSellingProduct/Model.BestSellingProduct",
		"$apply=aggregate(Sales/Amount sub Sales/Cost with sum as TotalAmount)",
		"$apply=aggregate(Amount as Total)", "$apply=aggregate(Amount)",
		"$apply=aggregate(Amount from Time with average as DailyAverage)",
		"$apply=groupby((Product/Price/Quantity))", "$apply=groupby((Product/Self.DigitalProduct))",
		"$apply=groupby((Sales/Product/Name))", "$apply=join(ShipTo as Detail,identity)":
		return "wrong only by the schema: the binder's"
	}
	if strings.HasPrefix(c.Input, "$metadata#") {
		return "a fragment never reaches a server"
	}
	return ""
}

// abnfParser gives the entry point for a rule.
func abnfParser(rule string) func(input string) error {
	switch strings.ToLower(rule) {
	case "odatarelativeuri":
		return func(input string) error {
			path, query, _ := strings.Cut(input, "?")
			return parseAndPrint(path, query)
		}
	case "resourcepath", "entitysetname":
		return func(input string) error { return parseAndPrint(input, "") }
	case "queryoptions", "filter", "expand", "select", "orderby", "compute", "systemqueryoption",
		"customqueryoption", "search", "skiptoken":
		return func(input string) error { return parseAndPrint("Products", input) }
	case "searchexpr":
		return func(input string) error {
			_, err := syntax.ParseSearch(input)
			return err
		}
	case "anyexpr":
		return func(input string) error { return parseLiteral("", "Products/"+input) }
	case "stringinurl":
		return func(input string) error { return parseLiteral("", "["+input+"]") }
	case "durationvalue":
		return func(input string) error { return parseLiteral(rule, "duration'"+input+"'") }
	case "functionparameter":
		return func(input string) error { return parseAndPrint("F("+input+")", "") }
	case "odataidentifier":
		return func(input string) error {
			_, err := syntax.ParseCompute("1 as " + input)
			return err
		}
	}
	return func(input string) error { return parseLiteral(rule, input) }
}

// parseAndPrint parses a request and checks that its print parses to the same.
func parseAndPrint(path, query string) error {
	r, err := syntax.ParseRequest(path, query, syntax.DefaultLimits())
	if err != nil {
		return err
	}
	path, query = string(syntax.AppendPath(nil, r.Segments)), string(syntax.AppendOptions(nil, &r.Options, nil))
	again, err := syntax.ParseRequest(path, query, syntax.DefaultLimits())
	if err != nil {
		return fmt.Errorf("print %s?%s: %w", path, query, err)
	}
	before, after := syntax.AppendCanonical(nil, r), syntax.AppendCanonical(nil, again)
	if string(before) != string(after) {
		return fmt.Errorf("print changes %s to %s", before, after)
	}
	return nil
}

// parseLiteral parses an expression; where the rule is one of a literal, it must be of that kind.
func parseLiteral(rule, input string) error {
	text, err := url.PathUnescape(input)
	if err != nil {
		return err
	}
	if strings.HasSuffix(rule, "Value") {
		// Forms of bodies: without percent-encoding.
		text = input
	}
	x, err := syntax.ParseExpression(text)
	if err != nil {
		return err
	}
	kinds := abnfKinds(rule)
	if len(kinds) == 0 {
		return nil
	}
	lit, ok := x.(*syntax.Literal)
	for _, kind := range kinds {
		if ok && lit.Kind == kind {
			return nil
		}
	}
	return fmt.Errorf("%s is no %s", text, rule)
}

func abnfKinds(rule string) []syntax.LiteralKind {
	switch rule {
	case "boolean":
		return []syntax.LiteralKind{syntax.BooleanLiteral}
	case "null":
		return []syntax.LiteralKind{syntax.NullLiteral}
	case "date", "dateValue":
		return []syntax.LiteralKind{syntax.DateLiteral}
	case "dateTimeOffsetValue", "dateTimeOffsetValueInUrl":
		return []syntax.LiteralKind{syntax.DateTimeLiteral}
	case "timeOfDayValue":
		return []syntax.LiteralKind{syntax.TimeLiteral}
	case "durationValue", "durationLiteral":
		return []syntax.LiteralKind{syntax.DurationLiteral}
	case "binaryLiteral":
		return []syntax.LiteralKind{syntax.BinaryLiteral}
	case "stringLiteral":
		return []syntax.LiteralKind{syntax.StringLiteral}
	case "enumLiteral":
		return []syntax.LiteralKind{syntax.EnumLiteral, syntax.StringLiteral}
	case "decimalValue", "doubleValue", "singleValue", "byteValue", "sbyteLiteral", "int16Literal", "int32Literal",
		"int32Value", "int64Literal":
		return []syntax.LiteralKind{syntax.IntegerLiteral, syntax.DecimalLiteral, syntax.DoubleLiteral}
	}
	if strings.HasPrefix(rule, "geo") {
		return []syntax.LiteralKind{syntax.GeoLiteral}
	}
	return nil
}

// failsAt says whether the fault points at the offset of the input.
func failsAt(c abnfCase, err error) bool {
	var f *fault.Fault
	if !errors.As(err, &f) || f.Source == "" {
		return false
	}
	start := strings.Index(c.Input, f.Source)
	return start >= 0 && start+f.Span.Start == *c.FailAt
}

// TestABNF runs the cases of the OASIS ABNF from the rules we have an entry point for.
func TestABNF(t *testing.T) {
	t.Parallel()
	var positive, negative, exact, negatives int
	skipped, excepted := map[string]int{}, map[string]int{}
	for _, c := range loadABNF(t) {
		if reason := abnfSkipped(c.Rule); reason != "" {
			skipped[reason]++
			continue
		}
		if reason := abnfUndecidable(c); reason != "" {
			excepted[reason]++
			continue
		}
		err := abnfParser(c.Rule)(c.Input)
		if c.FailAt == nil {
			require.NoError(t, err, "%s: %s", c.Rule, c.Input)
			positive++
			continue
		}
		negatives++
		require.Error(t, err, "%s: %s", c.Rule, c.Input)
		negative++
		if failsAt(c, err) {
			exact++
		}
	}
	// A floor: what has been reached is not lost. The rest of the exact offsets are
	// literals and strings, where we point at the beginning of the whole.
	if os.Getenv("ROSTER_ABNF_CASES") == "" {
		require.Equal(t, 617, positive)
		require.Equal(t, 57, negative)
		require.GreaterOrEqual(t, exact, 24)
	}
	t.Logf("%d positive cases parse; %d of %d negative ones are rejected, %d at the very character",
		positive, negative, negatives, exact)
	for reason, n := range skipped {
		t.Logf("%d out of scope: %s", n, reason)
	}
	for reason, n := range excepted {
		t.Logf("%d excepted: %s", n, reason)
	}
}
