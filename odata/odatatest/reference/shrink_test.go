package reference_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest/reference"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// A request shrinks to what it is kept for, wherever that stands.
func TestShrinkRequest(t *testing.T) {
	t.Parallel()
	db := wide(t)
	for target, wants := range map[string][2]string{
		"Vendors(1)/assets/$filter(name ne 'a' and name eq 'b')?$select=name&$top=1": {
			"eq 'b'", "Vendors(1)/assets/$filter(name eq 'b')",
		},
		"Orders?$filter=true&$top=1&$expand=customer($select=name;" +
			"$expand=orders($filter=total gt 1 and true;$top=2),card)": {
			"gt 1", "Orders?$expand=customer($expand=orders($filter=total gt 1))",
		},
		"Customers?$compute=length(concat(name,'x')) add 1 as c,1 as d&$filter=c gt d&$orderby=c,d desc&$skip=1": {
			"'x'", "Customers?$compute='x' as c",
		},
		"Customers?$select=name,tags($filter=$this eq 'a' or $this eq 'b';$count=true)&$filter=@p&@p=name eq 'c'": {
			"eq 'b'", "Customers?$select=tags($filter=$this eq 'b')",
		},
		"Customers?$filter=orders/$count($filter=status eq 'Open' and total gt 1) gt 2 or " +
			"case(active:false,true:active)": {
			"total", "Customers?$filter=orders/$count($filter=total gt 1) gt 2",
		},
	} {
		path, query, _ := strings.Cut(target, "?")
		request, err := syntax.ParseRequest(path, strings.ReplaceAll(query, " ", "%20"), syntax.DefaultLimits())
		require.NoError(t, err, target)
		printed := func(r *syntax.Request) string {
			text := string(syntax.AppendPath(nil, r.Segments))
			if options := string(syntax.AppendOptions(nil, &r.Options, nil)); options != "" {
				text += "?" + options
			}
			text, err := url.PathUnescape(text)
			require.NoError(t, err)
			return text
		}
		small := reference.ShrinkRequest(request, func(r *syntax.Request) bool {
			return strings.Contains(printed(r), wants[0]) &&
				db.Answer(r, reference.Rules{Now: now()}).Verdict == reference.Rows
		})
		require.Equal(t, wants[1], printed(small))
	}
}
