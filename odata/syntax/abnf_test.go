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
)

// abnfFile is a file of test cases of the OASIS ABNF with the names they rely on.
type abnfFile struct {
	Constraints map[string][]string `json:"constraints"`
	Cases       []abnfCase          `json:"cases"`
}

// abnfCase is one case: text, the rule it starts from, and the offset at which a
// wrong one must be rejected.
type abnfCase struct {
	Rule   string `json:"rule"`
	Input  string `json:"input"`
	FailAt *int   `json:"failAt"`
	// SyntaxOnly says that the grammar accepts the input and a service may refuse it for its types.
	SyntaxOnly bool `json:"syntaxOnly"`
	// Tolerable says that either verdict is right.
	Tolerable bool `json:"tolerable"`
}

const abnfShipped = "../../testdata/abnf/cases.json"

func loadABNF(t *testing.T) (file abnfFile, shipped bool) {
	t.Helper()
	name := os.Getenv("ROSTER_ABNF_CASES")
	if shipped = name == ""; shipped {
		name = abnfShipped
	}
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &file))
	require.NotEmpty(t, file.Cases)
	return file, shipped
}

// abnfContradicted are forms that the ABNF has and the standard's text forbids.
func abnfContradicted(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) && strings.HasSuffix(f.Message, "is given twice") {
		return "an option is given at most once (Protocol 4.01, 11.2.1)"
	}
	return ""
}

// abnfOffset is the place of a fault in the input: its source is one of the
// input's parts, decoded, or -1.
func abnfOffset(input string, err error) int {
	var f *fault.Fault
	if !errors.As(err, &f) || f.Source == "" {
		return -1
	}
	cuts := []int{0}
	for i := range len(input) {
		if strings.IndexByte("?&=#/", input[i]) >= 0 {
			cuts = append(cuts, i, i+1)
		}
	}
	cuts = append(cuts, len(input))
	for _, start := range cuts {
		for i := len(cuts) - 1; i >= 0 && cuts[i] > start; i-- {
			part := input[start:cuts[i]]
			if part == f.Source {
				return start + f.Span.Start
			}
			if text, err := url.PathUnescape(part); err == nil && text == f.Source {
				return start + encodedOffset(part, f.Span.Start)
			}
		}
	}
	if i := strings.Index(f.Source, input); i >= 0 {
		return max(0, f.Span.Start-i) // the entry has put it into what it needs around it
	}
	return -1
}

// encodedOffset is the place in percent-encoded text of a place in what it decodes to.
func encodedOffset(text string, decoded int) int {
	i := 0
	for ; decoded > 0 && i < len(text); decoded-- {
		if text[i] == '%' {
			i += 2
		}
		i++
	}
	return i
}

type abnfTally struct {
	parsed, refused, rejected, exact, tolerated int
	contradicted                                []string
	wrong                                       []string
}

// TestABNF runs the cases of the OASIS ABNF: what is right parses or is answered
// 501 by name, what is wrong is rejected. ROSTER_ABNF_CASES names another file.
func TestABNF(t *testing.T) {
	t.Parallel()
	file, shipped := loadABNF(t)
	schema := newABNFSchema(file.Constraints)
	var sum abnfTally
	positives := 0
	for _, c := range file.Cases {
		if c.FailAt == nil {
			positives++
		}
		entry := abnfEntry(schema, c.Rule)
		if entry == nil {
			sum.wrong = append(sum.wrong, fmt.Sprintf("no entry for the rule %s: %s", c.Rule, c.Input))
			continue
		}
		sum.count(c, entry(c.Input))
	}
	negatives := len(file.Cases) - positives
	t.Logf("%d positive cases: %d parse, %d are refused with 501; %d contradict the standard's text",
		positives, sum.parsed, sum.refused, len(sum.contradicted))
	t.Logf("%d negative cases: %d are rejected, %d of them (%d %%) at the very character",
		negatives, sum.rejected, sum.exact, 100*sum.exact/max(1, sum.rejected))
	if sum.tolerated > 0 {
		t.Logf("%d cases may be decided either way", sum.tolerated)
	}
	for _, c := range sum.contradicted {
		t.Log(c)
	}
	for _, c := range sum.wrong {
		t.Error(c)
	}
	if !shipped {
		return
	}
	require.Equal(t, 710, positives)
	require.Equal(t, 79, negatives)
	require.Equal(t, positives, sum.parsed+sum.refused+len(sum.contradicted))
	require.Len(t, sum.contradicted, 2)
	require.Equal(t, negatives, sum.rejected)
	require.GreaterOrEqual(t, sum.exact, abnfExactFloor)
}

// abnfExactFloor keeps what has been reached.
const abnfExactFloor = 46

// count enters one case.
func (sum *abnfTally) count(c abnfCase, err error) {
	var f *fault.Fault
	unsupported := errors.As(err, &f) && f.Code == fault.NotImplemented
	switch {
	case c.Tolerable:
		sum.tolerated++
	case c.FailAt != nil && (err == nil || unsupported):
		sum.wrong = append(sum.wrong, fmt.Sprintf("accepted: %s: %s (%v)", c.Rule, c.Input, err))
	case c.FailAt != nil:
		sum.rejected++
		if abnfOffset(c.Input, err) == *c.FailAt {
			sum.exact++
		}
	case err == nil:
		sum.parsed++
	case unsupported:
		sum.refused++
	case abnfContradicted(err) != "":
		sum.contradicted = append(sum.contradicted, fmt.Sprintf("%s: %s: %s", abnfContradicted(err), c.Rule, c.Input))
	case c.SyntaxOnly && f != nil && (f.Code == fault.TypeMismatch || f.Code == fault.UnknownProperty):
		sum.parsed++
	default:
		sum.wrong = append(sum.wrong, fmt.Sprintf("rejected: %s: %s: %v", c.Rule, c.Input, err))
	}
}
