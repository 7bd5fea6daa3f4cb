package syntax_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/syntax"
)

func benchmarkRequests() []struct{ name, path, query string } {
	or := "a eq 1" + strings.Repeat(" or a eq 1", 999)
	in := "a in ('x'" + strings.Repeat(",'x'", 999) + ")"
	return []struct{ name, path, query string }{
		{"key", "Users(7812068d-b46f-46a7-aa91-c517b692dee0)", ""},
		{
			"page",
			"Users",
			"$filter=contains(firstName,%27o%27)&$orderby=modifiedAt%20desc,lastName&$top=50&$count=true",
		},
		{
			"expand", "Teams",
			"$filter=parentTeam/name eq 'kubernetes'&$expand=members($top=3;$select=emailAddress;$count=true)" +
				"&$select=teamId,name,description,managerId,tags",
		},
		{
			"lambda",
			"Users",
			"$filter=tags/any(t:t%20eq%20'AE')%20and%20not%20(role%20in%20('FullAdmin','Deactivated'))",
		},
		{"or1000", "Users", "$filter=" + or},
		{"in1000", "Users", "$filter=" + in},
	}
}

func BenchmarkParseRequest(b *testing.B) {
	for _, c := range benchmarkRequests() {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(c.path) + len(c.query)))
			for b.Loop() {
				_, err := syntax.ParseRequest(c.path, c.query, syntax.DefaultLimits())
				require.NoError(b, err)
			}
		})
	}
}

func BenchmarkAppendShape(b *testing.B) {
	for _, c := range benchmarkRequests() {
		r, err := syntax.ParseRequest(c.path, c.query, syntax.DefaultLimits())
		require.NoError(b, err)
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			var dst []byte
			for b.Loop() {
				dst = syntax.AppendShape(dst[:0], r)
			}
		})
	}
}
