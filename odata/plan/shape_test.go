package plan_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/sqlgen"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

func parse(t *testing.T, target string) *syntax.Request {
	t.Helper()
	path, query, _ := strings.Cut(target, "?")
	r, err := syntax.ParseRequest(path, query, syntax.DefaultLimits())
	require.NoError(t, err, target)
	return r
}

func bind(t *testing.T, m *metadata.Model, r *syntax.Request) *plan.Plan {
	t.Helper()
	p, err := plan.Bind(m, r, plan.DefaultLimits())
	require.NoError(t, err, r.Path)
	return p
}

// A plan serves every request of its shape: the same SQL, and from the second
// request's literals the values that its own plan would take.
func TestPlanServesItsShape(t *testing.T) {
	t.Parallel()
	model := odatatest.ShopModel()
	for _, pair := range [][2]string{
		{
			"Customers?$filter=name eq 'a' and active eq true",
			"Customers?$filter=name eq 'O''Neil' and active eq false",
		},
		{
			"Customers?$filter=true",
			"Customers?$filter=false",
		},
		{
			"Customers?$filter=name in ('a',null,'b')",
			"Customers?$filter=name in ('c',null,'d')",
		},
		{
			"Customers('A')/orders(5)",
			"Customers('B')/orders(6)",
		},
		{
			"Customers(email='A@b')",
			"Customers(email='c@D')",
		},
		{
			"Orders?$filter=total gt 1.5&$top=3&$skip=1",
			"Orders?$filter=total gt 99.25&$top=7&$skip=2",
		},
		{
			"Orders?$filter=orderId eq 1.5",
			"Orders?$filter=orderId eq 2.0",
		},
		{
			"Orders?$filter=placedAt ge 2026-01-01T00:00:00.1234567Z",
			"Orders?$filter=placedAt ge 1999-01-01T00:00:00.7654321%2B02:00",
		},
		{
			"Customers?$expand=orders($filter=total gt 1;$top=2;$skip=1)",
			"Customers?$expand=orders($filter=total gt 5;$top=9;$skip=3)",
		},
		{
			"Customers?$filter=name eq @p&@p='x'",
			"Customers?$filter=name eq @p&@p='y'",
		},
		{
			"Customers?$filter=tags/any(t:t eq 'a')",
			"Customers?$filter=tags/any(t:t eq 'b')",
		},
	} {
		first, second := parse(t, pair[0]), parse(t, pair[1])
		require.Equal(t, string(syntax.AppendShape(nil, first)), string(syntax.AppendShape(nil, second)), pair[0])
		cached, own := bind(t, model, first), bind(t, model, second)
		require.Equal(t, own.String(), cached.String(), pair[0])
		for _, name := range []string{"postgres", "sqlite"} {
			d, _ := sqlgen.For(name)
			require.Equal(t, sqlgen.Read(own.Rows, d, nil), sqlgen.Read(cached.Rows, d, nil), pair[0])
		}
		scope := value.Value{Kind: value.Int64, Int: 3}
		expected, err := own.Values(second, scope, 0)
		require.NoError(t, err)
		actual, err := cached.Values(second, scope, 0)
		require.NoError(t, err)
		require.Equal(t, expected, actual, pair[0])
		other, err := own.Values(first, scope, 0)
		require.NoError(t, err)
		require.NotEqual(t, expected, other, "the literals of %s decide nothing", pair[0])
	}
}
